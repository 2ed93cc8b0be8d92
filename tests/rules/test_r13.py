"""R13, caps, priority, consent: the table of classes, row by row, and the one ledger of all journeys."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.rules.scene import MONDAY, NIGHT, TOUCHPOINTS, begun, by_night, moments, outcome_of, utc, world

from tropa.engine.caps import Cap
from tropa.engine.intents import SendingFacts
from tropa.journey.codecs.values import Duration
from tropa.testing.world import World, surroundings

TOUCHPOINT = {
    "service": "hello",
    "onboarding": "greet",
    "reminder": "nag",
    "cross_sell": "offer",
    "retention": "stay",
    "crisis": "alarm",
}
CLASSES = tuple(TOUCHPOINT)
EVENING, MORNING = utc("2026-03-02 23:00"), utc("2026-03-03 09:00")


def cap(*classes: str, n: int = 1, days: int = 7) -> SendingFacts:
    """Facts with one cap on some classes together."""
    return SendingFacts(opted_in=True, caps=(Cap(frozenset(classes), n, Duration(days, "d"), "a cap"),))


@pytest.mark.parametrize("name", CLASSES)
def test_r13_quiet_hours_are_kept_by_every_class_but_crisis(name: str) -> None:
    """What is due at eleven in the evening waits for nine; a crisis does not."""
    made = world(f"start: ordered\nsteps: [{{send: {TOUCHPOINT[name]}}}]\n", facts=by_night())
    made.wait_until(EVENING)
    made.event("ordered")
    made.pass_time(days=1)
    assert moments(made) == [(TOUCHPOINT[name], EVENING if name == "crisis" else MORNING)]


@pytest.mark.parametrize("name", CLASSES)
def test_r13_what_is_urgent_opens_the_night_for_service_alone(name: str) -> None:
    """An urgent reminder is a reminder: only urgent service goes out by night, and crises anyway."""
    made = World(
        f"touchpoints: {{now: {{channel: email, class: {name}, urgent: 'yes'}}}}\n"
        "start: ordered\nsteps: [{send: now}]\n",
        around=surroundings(by_night()),
    )
    made.wait_until(EVENING)
    made.event("ordered")
    assert bool(made.sent) is (name in {"service", "crisis"})


@pytest.mark.parametrize("name", CLASSES)
def test_r13_caps_count_every_class_but_service_and_crisis(name: str) -> None:
    """Of two messages an hour apart under a cap of one a week the second does not leave, unless it is exempt."""
    one = TOUCHPOINT[name]
    made = begun(f"[{{send: {one}}}, {{wait: 1h}}, {{send: {one}}}]", facts=cap(name))
    made.pass_time(hours=2)
    assert len(made.sent) == (2 if name in {"service", "crisis"} else 1)


@pytest.mark.parametrize("name", CLASSES)
@pytest.mark.parametrize("contract", [True, False])
@pytest.mark.parametrize("marketing", [True, False])
def test_r13_selling_needs_an_opt_in_and_everything_the_contract(
    name: str, *, contract: bool, marketing: bool
) -> None:
    """Cross-selling and retention go to those who opted in to marketing; the rest needs the contract alone."""
    made = world(f"start: ordered\nsteps: [{{send: {TOUCHPOINT[name]}}}, {{end: after}}]\n", facts=SendingFacts())
    made.traits(consent_contract=contract, consent_marketing=marketing)
    made.event("ordered")
    allowed = contract and (marketing or name not in {"cross_sell", "retention"})
    assert bool(made.sent) is allowed
    assert [one.reason.split(":")[0] for one in made.state.made.suppressed] == ([] if allowed else ["no_consent"])
    assert outcome_of(made) == "after"


@pytest.mark.parametrize("name", CLASSES)
def test_r13_where_nobody_said_so_there_is_no_opt_in(name: str) -> None:
    """Without any word of the customer the contract is assumed, and marketing is not."""
    made = world(f"start: ordered\nsteps: [{{send: {TOUCHPOINT[name]}}}]\n", facts=SendingFacts())
    made.event("ordered")
    assert bool(made.sent) is (name not in {"cross_sell", "retention"})


@pytest.mark.parametrize("name", CLASSES)
def test_r13_the_onboarding_guard_blocks_cross_selling_across_journeys(name: str) -> None:
    """While a customer is in a stage of one journey that maps to onboarding, no other journey cross-sells."""
    made = World(
        "journey: first\nstages: lifecycle\nstage: onboarding\nstart: activated\nsteps: [{wait: never_heard}]\n",
        f"journey: second\n{TOUCHPOINTS}start: ordered\nsteps: [{{send: {TOUCHPOINT[name]}}}]\n",
    )
    made.event("activated")
    made.event("ordered")
    made.event("ordered", "ben")
    assert [to for _, _, to in made.sent] == (["ben"] if name == "cross_sell" else ["anna", "ben"])


def test_r13_a_stage_that_maps_to_onboarding_guards_as_onboarding_does() -> None:
    """A stage of one's own that forbids nothing itself keeps cross-selling back if it stands for onboarding."""
    stages = "stages: [{id: first-weeks, maps_to: lifecycle/onboarding}, {id: later}]\n"
    steps = "[{send: offer, stage: first-weeks}, {send: nag, stage: first-weeks}, {send: stay, stage: later}]"
    made = world(f"{stages}start: ordered\nsteps: {steps}\n")
    made.event("ordered")
    assert made.told == ["nag", "stay"]


@pytest.mark.parametrize(("days", "told"), [(3, False), (14, False), (14.9, False), (15.1, True), (40, True)])
def test_r13_activating_in_three_days_keeps_the_guard_for_fifteen(days: float, *, told: bool) -> None:
    """A stage with ``min: 15d`` keeps back what it forbids for fifteen days, though the run was over after three."""
    made = World(
        "journey: first\nstages: [{id: new, min: 15d, forbid: cross_sell}]\nstage: new\n"
        "start: bought\nsuccess: activated\nsteps: [{wait: activated}]\n",
        f"journey: second\n{TOUCHPOINTS}start: ordered\nsteps: [{{send: offer}}]\n",
    )
    made.event("bought")
    made.pass_time(days=2.5)
    made.event("activated")
    made.wait_until(MONDAY + timedelta(days=days))
    made.event("ordered")
    assert bool(made.sent) is told


def test_r13_one_ledger_counts_what_all_journeys_send() -> None:
    """A reminder of the first journey is counted against the cap when the second wants to send its own."""
    text = "touchpoints: {{{0}: {{channel: email, class: reminder}}}}\nstart: ordered\nsteps: [{{send: {0}}}]\n"
    made = World(
        f"journey: first\n{text.format('one')}",
        f"journey: second\n{text.format('two')}",
        around=surroundings(cap("reminder")),
    )
    made.event("ordered")
    made.event("ordered", "ben")
    made.pass_time(days=2)
    assert sorted(to for _, _, to in made.sent) == ["anna", "ben"]
    assert len(made.state.made.suppressed) == 2


@pytest.mark.parametrize(("hours", "n"), [(167, 1), (168, 2), (169, 2)])
def test_r13_the_window_rolls(hours: int, n: int) -> None:
    """A week after the first reminder, to the second, there is room for the next; an hour earlier there is not."""
    made = begun(
        f"[{{send: nag}}, {{wait: {hours}h}}, {{send: nag, if_late: {{do: skip, after: 1s}}}}]", facts=cap("reminder")
    )
    made.pass_time(days=30)
    assert len(made.sent) == n


def test_r13_a_full_cap_delays_what_is_not_late_by_then() -> None:
    """A reminder that finds the cap of one a day full an hour after the first leaves when the day is over."""
    made = begun("[{send: nag}, {wait: 1h}, {send: last}]", facts=cap("reminder", days=1))
    made.pass_time(days=3)
    assert moments(made) == [("nag", MONDAY), ("last", MONDAY + timedelta(days=1))]


def test_r13_a_higher_class_comes_before_a_lower_one() -> None:
    """Under a cap that two classes share an offer leaves the slot to the reminder that waits for it."""
    made = World(
        f"journey: first\n{TOUCHPOINTS}start: ordered\nsteps: [{{send: nag}}, {{wait: 1h}}, {{send: last}}]\n",
        "journey: second\ntouchpoints: {deal: {channel: email, class: cross_sell}}\nstart: asked\n"
        "steps: [{send: deal, if_late: send}]\n",
        around=surroundings(cap("reminder", "cross_sell", days=1)),
    )
    made.event("ordered")
    made.pass_time(hours=2)
    made.event("asked")
    made.pass_time(days=5)
    assert moments(made) == [
        ("nag", MONDAY),
        ("last", MONDAY + timedelta(days=1)),
        ("deal", MONDAY + timedelta(days=2)),
    ]


def test_r13_a_delay_by_a_cap_and_by_the_night_is_one() -> None:
    """Room at half past ten in the evening is no room: the message leaves in the morning."""
    facts = SendingFacts(
        opted_in=True, quiet_hours=NIGHT, caps=(Cap(frozenset({"reminder"}), 1, Duration(13, "h"), "a cap"),)
    )
    made = begun("[{wait: 30m}, {send: nag}, {wait: 1h}, {send: last}]", facts=facts)
    made.pass_time(days=3)
    assert moments(made) == [("nag", MONDAY + timedelta(minutes=30)), ("last", MORNING)]


def test_r13_the_reason_is_kept() -> None:
    """Of what is not sent it is told what was not sent, to whom, when, and which rule spoke."""
    made = begun("[{send: nag}, {wait: 1h}, {send: last}]", facts=cap("reminder"))
    made.pass_time(days=1)
    (kept,) = made.state.made.suppressed
    assert (kept.touchpoint, kept.to, kept.at, kept.reason) == (
        "last",
        "anna",
        MONDAY + timedelta(hours=1),
        "cap: a cap",
    )
