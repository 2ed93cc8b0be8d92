"""Channels: what is wanted, what can be used, what is allowed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tropa.engine.channels import channels_of, consents
from tropa.engine.intents import Fallback, Intent, Pause, Reason, Send, SendingFacts, Skip
from tropa.engine.ledger import decide
from tropa.journey.codecs.values import Section
from tropa.journey.model.touchpoints import Touchpoint, Variant

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
WELCOME = Touchpoint(
    channel=("sms", "push", "sms"),
    variants=Section(
        {
            "words": Section({"warm": Variant()}),
            "way": Section({"letter": Variant(channel=("post",)), "call": Variant(channel=("phone", "sms"))}),
        }
    ),
)


def intent(class_: str = "reminder", *, each: bool = False) -> Intent:
    """An intent over three channels."""
    return Intent("i", "welcome", class_, ("sms", "push", "email"), NOON, each=each)


@pytest.mark.parametrize(
    ("by", "arms", "channels"),
    [
        ((), {}, ("sms", "push")),
        ((), {"words": "warm"}, ("sms", "push")),
        ((), {"words": "warm", "way": "call"}, ("phone", "sms")),
        ((), {"way": "an arm that is gone"}, ("sms", "push")),
        (("email", "push", "email"), {"way": "letter"}, ("email", "push")),
    ],
)
def test_r13_the_steps_word_comes_before_the_arms_and_that_before_the_touchpoints(
    by: tuple[str, ...], arms: dict[str, str], channels: tuple[str, ...]
) -> None:
    """``by`` overrides an arm's ``channel``, which overrides the touchpoint's; each channel comes once."""
    assert channels_of(WELCOME, by, arms) == channels


def test_r13_the_first_channel_with_contact_data_serves() -> None:
    """Who has no telephone gets the push, which is no fallback; who has nothing gets nothing."""
    assert decide(intent(), SendingFacts(), NOON) == Send(("sms",))
    assert decide(intent(), SendingFacts(reachable=frozenset({"email", "push"})), NOON) == Send(("push",))
    nothing = decide(intent(), SendingFacts(reachable=frozenset({"post"})), NOON)
    assert nothing == Skip(Reason("no_channel", "sms, push, email"))
    assert decide(Intent("i", "x", None, (), NOON), SendingFacts(), NOON) == Skip(Reason("no_channel"))


def test_r13_each_means_every_channel_that_can() -> None:
    """All that can be used and are allowed, and for the others the reason."""
    facts = SendingFacts(
        traits={"consent_contract_push": "no"},
        pauses=(Pause("hold", channel="email"),),
        reachable=frozenset({"sms", "push", "email"}),
    )
    left_out = (("push", Reason("no_consent", "contract")), ("email", Reason("held", "channel email")))
    assert decide(intent(each=True), facts, NOON) == Send(("sms",), left_out)
    assert decide(intent(each=True), SendingFacts(), NOON) == Send(("sms", "push", "email"))


def test_r13_a_channel_that_the_customer_refused_makes_way_for_the_next() -> None:
    """Whoever wants no SMS gets the push, with the reason."""
    facts = SendingFacts(traits={"consent_contract_sms": False})
    assert decide(intent(), facts, NOON) == Fallback("push", Reason("no_consent", "contract"))
    assert decide(intent(), SendingFacts(traits={"consent_contract_push": "no"}), NOON) == Send(("sms",))
    nowhere = SendingFacts(traits={"consent_contract": "no"})
    assert decide(intent("service"), nowhere, NOON) == Skip(Reason("no_consent", "contract"))


@pytest.mark.parametrize(
    ("traits", "opted_in", "contract", "marketing"),
    [
        ({}, False, True, False),
        ({}, True, True, True),
        ({"consent_marketing": True}, False, True, True),
        ({"consent_marketing": " Yes "}, False, True, True),
        ({"consent_marketing": 1}, False, True, True),
        ({"consent_marketing": "no"}, True, True, False),
        ({"consent_marketing": "perhaps"}, True, True, False),
        ({"consent_marketing": ["yes"]}, True, True, False),
        ({"consent_marketing": None}, True, True, True),
        ({"consent_marketing": "yes", "consent_marketing_sms": "no"}, False, True, False),
        ({"consent_marketing": "no", "consent_marketing_sms": "yes"}, False, True, True),
        ({"consent_marketing": "no", "consent_marketing_push": "yes"}, False, True, False),
        ({"consent_contract": "no"}, True, False, False),
        ({"consent_contract": "no", "consent_marketing": "yes"}, True, False, False),
        ({"consent_contract_sms": 0, "consent_marketing": "yes"}, False, False, False),
        ({"consent_contract": "no", "consent_contract_sms": "yes"}, True, True, True),
    ],
)
def test_r13_consents_are_traits(
    *, traits: dict[str, object], opted_in: bool, contract: bool, marketing: bool
) -> None:
    """The contract is assumed, selling is opted into and needs both; the word for the channel comes first."""
    facts = SendingFacts(traits=traits, opted_in=opted_in)
    assert (consents("contract", "sms", facts), consents("marketing", "sms", facts)) == (contract, marketing)
