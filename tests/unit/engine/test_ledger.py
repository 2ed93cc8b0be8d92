"""What becomes of a message at the moment of sending, rule by rule."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from tropa.engine.caps import Entry, caps_of, within_reach
from tropa.engine.classes import CLASSES, class_of, forbidden_in
from tropa.engine.intents import (
    Delay,
    Exit,
    Fallback,
    Intent,
    Membership,
    Pause,
    Reason,
    Ruling,
    Send,
    SendingFacts,
    Skip,
)
from tropa.engine.ledger import decide, entered
from tropa.journey.codecs.scalars import MESSAGE_CLASSES
from tropa.journey.codecs.values import Clock, Duration, Rate, Window
from tropa.journey.model.stages import Stage
from tropa.journey.model.steps import IfLate
from tropa.plan.local_time import FAR

BERLIN, NEW_YORK, SYDNEY = map(ZoneInfo, ("Europe/Berlin", "America/New_York", "Australia/Sydney"))
NIGHT = Window(Clock(22 * 60), Clock(9 * 60))
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CAPS = caps_of({"reminder": Rate(3, Duration(1, "w"))})


REMINDER = Intent("i", "nudge", "reminder", ("push", "sms"), NOON)


def intent(
    class_: str | None = "reminder", due_at: datetime = NOON, journey: str = "", late: IfLate | None = None
) -> Intent:
    """A message by push or SMS, due at noon."""
    return replace(REMINDER, class_=class_, due_at=due_at, journey=journey, late=late)


def sent(*ats: datetime, class_: str = "reminder") -> tuple[Entry, ...]:
    """A ledger of messages of a class."""
    return tuple(Entry(f"e{n}", class_, at) for n, at in enumerate(ats))


def rule(ruling: Ruling) -> str:
    """The rule that spoke; empty where it was simply sent."""
    return "" if isinstance(ruling, Send) else ruling.reason.rule


def test_r13_the_table_has_a_row_for_every_class_of_the_language() -> None:
    """No class that a journey file may name is without its rules."""
    assert set(CLASSES) == set(MESSAGE_CLASSES)


class Row(NamedTuple):
    """A row of R13's table, word by word."""

    class_: str
    caps: str
    quiet_hours: str
    consent: str
    guard: str
    if_late: str


@pytest.mark.parametrize(
    "row",
    [
        Row("service", "exempt", "kept unless urgent", "contract", "-", "send"),
        Row("onboarding", "counted", "kept", "contract", "-", "send within 24 h"),
        Row("reminder", "counted", "kept", "contract", "-", "skip after 24 h"),
        Row("cross_sell", "counted", "kept", "marketing", "blocked", "skip after 24 h"),
        Row("retention", "counted", "kept", "marketing", "-", "skip after 24 h"),
        Row("crisis", "exempt", "exempt", "contract", "-", "send"),
    ],
    ids=lambda row: row.class_,
)
def test_r13_the_table_shows_in_what_is_decided(row: Row) -> None:
    """Each cell of R13's table, asked of ``decide`` and not of the table."""
    class_, caps, quiet, consent, guard, late = row
    mine = intent(class_)
    full = SendingFacts(opted_in=True, caps=caps_of({class_: Rate(1, "day")}), entries=sent(NOON, class_=class_))
    assert rule(decide(mine, full, NOON)) == ("cap" if caps == "counted" else "")

    night = SendingFacts(opted_in=True, quiet_hours=Window(Clock(11 * 60), Clock(13 * 60)))
    assert rule(decide(mine, night, NOON)) == ("" if quiet == "exempt" else "quiet_hours")
    urgent = decide(replace(mine, urgent=True), night, NOON)
    assert rule(urgent) == ("quiet_hours" if quiet == "kept" else "")

    assert rule(decide(mine, SendingFacts(), NOON)) == ("no_consent" if consent == "marketing" else "")
    refused = SendingFacts(opted_in=True, traits={"consent_contract": False})
    assert decide(mine, refused, NOON) == Skip(Reason("no_consent", consent))

    stage = Stage(id="first-weeks", maps_to="lifecycle/onboarding")
    guarded = SendingFacts(opted_in=True, stages=(Membership("premium", stage.id, forbidden_in(stage)),))
    assert rule(decide(mine, guarded, NOON)) == ("forbidden_by_stage" if guard == "blocked" else "")

    assert isinstance(decide(mine, SendingFacts(opted_in=True), NOON + DAY), Send)
    after_a_day = decide(mine, SendingFacts(opted_in=True), NOON + DAY + timedelta(seconds=1))
    assert isinstance(after_a_day, Send if late == "send" else Skip)


@pytest.mark.parametrize("class_", [None, "", "invoice"])
def test_r13_a_message_without_a_known_class_is_a_reminder(class_: str | None) -> None:
    """Neither silence nor a slip of the pen opens the night or escapes the caps."""
    assert class_of(class_) is CLASSES["reminder"]
    full = SendingFacts(caps=CAPS, entries=sent(NOON, NOON, NOON))
    assert rule(decide(intent(class_), full, NOON)) == "cap"


def test_r13_stages_forbid_over_all_journeys_and_say_which() -> None:
    """The guard of another journey's stage keeps a sale back, and the reason names both."""
    facts = SendingFacts(
        opted_in=True,
        stages=(
            Membership("loan", "solution", frozenset()),
            Membership("premium", "onboarding", frozenset({"cross_sell"})),
        ),
    )
    found = decide(intent("cross_sell", journey="loan"), facts, NOON)
    assert found == Skip(Reason("forbidden_by_stage", "premium/onboarding"))
    assert str(found.reason) == "forbidden_by_stage: premium/onboarding"
    assert isinstance(decide(intent("retention", journey="loan"), facts, NOON), Send)


def test_r13_a_stage_forbids_what_it_says() -> None:
    """``forbid`` holds for any class, and ordinary stages forbid nothing by themselves."""
    assert forbidden_in(Stage(id="grief", forbid=("retention", "reminder"))) == {"retention", "reminder"}
    assert forbidden_in(Stage(id="solution", maps_to="lifecycle/solution")) == frozenset()


def test_r13_the_first_rule_in_order_gives_the_reason() -> None:
    """Of many reasons the one that is kept is the first of the order, and each mended brings out the next."""
    facts = SendingFacts(
        pauses=(Pause(journey="premium"),),
        stages=(Membership("premium", "onboarding", frozenset({"cross_sell"})),),
        reachable=frozenset(),
        quiet_hours=NIGHT,
        caps=caps_of({"cross_sell": Rate(0, "week")}),
    )
    now = datetime(2026, 5, 6, 23, tzinfo=UTC)
    late = intent("cross_sell", journey="premium", due_at=now - 2 * DAY)
    seen = [decide(late, facts, now)]
    facts = replace(facts, pauses=())
    seen.append(decide(late, facts, now))
    facts = replace(facts, stages=())
    seen.append(decide(late, facts, now))
    facts = replace(facts, reachable=frozenset({"sms"}))
    seen.append(decide(late, facts, now))
    facts = replace(facts, traits={"consent_marketing": "yes"})
    seen.append(decide(late, facts, now))
    due = replace(late, due_at=now)
    seen.append(decide(due, facts, now))
    seen.append(decide(due, replace(facts, quiet_hours=None), now))
    seen.append(decide(due, replace(facts, quiet_hours=None, caps=()), now))
    assert [rule(one) for one in seen] == [
        *("held", "forbidden_by_stage", "no_channel", "no_consent", "late", "quiet_hours", "cap", "")
    ]


@pytest.mark.parametrize(
    ("zone", "now", "until"),
    [
        (BERLIN, "2026-05-04T20:00+00:00", "2026-05-05T07:00+00:00"),  # 22:00 belongs to the night
        (BERLIN, "2026-05-05T06:59+00:00", "2026-05-05T07:00+00:00"),
        (BERLIN, "2026-03-28T23:00+00:00", "2026-03-29T07:00+00:00"),  # a night of ten hours
        (BERLIN, "2026-10-24T23:00+00:00", "2026-10-25T08:00+00:00"),  # a night of twelve
        (SYDNEY, "2026-05-04T12:00+00:00", "2026-05-04T23:00+00:00"),
    ],
)
def test_r7_quiet_hours_are_the_customers_and_end_inclusive(zone: ZoneInfo, now: str, until: str) -> None:
    """A message of the night waits for nine in the morning where the customer is."""
    at, end = datetime.fromisoformat(now), datetime.fromisoformat(until)
    facts = SendingFacts(zone=zone, quiet_hours=NIGHT)
    found = decide(intent(due_at=at), facts, at)
    assert found == Delay(end, Reason("quiet_hours", "22:00-09:00"), at)
    assert isinstance(decide(intent(due_at=at), facts, end), Send)


def test_r5_r7_what_was_delayed_is_asked_again_where_the_customer_is_then() -> None:
    """Delayed to nine in Berlin, the customer has flown to New York, and it is three in the morning."""
    at = datetime(2026, 5, 4, 21, tzinfo=UTC)
    first = decide(intent(due_at=at), SendingFacts(zone=BERLIN, quiet_hours=NIGHT), at)
    assert isinstance(first, Delay)
    again = decide(intent(due_at=first.due_at), SendingFacts(zone=NEW_YORK, quiet_hours=NIGHT), first.until)
    assert again == Delay(datetime(2026, 5, 5, 13, tzinfo=UTC), Reason("quiet_hours", "22:00-09:00"), at)


def test_r5_r13_what_was_delayed_is_asked_again_whether_it_is_allowed() -> None:
    """The customer refused, or entered a guarded stage, while the message waited for the morning."""
    night = datetime(2026, 5, 4, 23, tzinfo=UTC)
    sale = intent("cross_sell", due_at=night)
    facts = SendingFacts(opted_in=True, quiet_hours=NIGHT)
    first = decide(sale, facts, night)
    assert isinstance(first, Delay)
    refused = replace(facts, traits={"consent_marketing": "no"})
    assert rule(decide(sale, refused, first.until)) == "no_consent"
    welcomed = replace(facts, stages=(Membership("loan", "onboarding", frozenset({"cross_sell"})),))
    assert rule(decide(sale, welcomed, first.until)) == "forbidden_by_stage"


@pytest.mark.parametrize(
    ("late", "ruling"),
    [
        (IfLate(do="send", after=Duration(3, "h")), Send(("push",))),
        (IfLate(do="skip", after=Duration(3, "h")), Skip(Reason("late", "3h"))),
        (IfLate(do="exit", after=Duration(3, "h")), Exit(Reason("late", "3h"))),
        (IfLate(do="next_window", after=Duration(3, "h")), Delay(NOON + DAY, Reason("late", "3h"), NOON + DAY)),
    ],
)
def test_r5_too_late_a_step_says_what_becomes_of_it(late: IfLate, ruling: Ruling) -> None:
    """After the tolerance, and not at its very end, the step's own ``if_late`` decides."""
    mine = intent(late=late)
    assert decide(mine, SendingFacts(), NOON + 3 * HOUR) == Send(("push",))
    assert decide(mine, SendingFacts(), NOON + 4 * HOUR) == ruling


def test_r5_r7_the_tolerance_is_a_wait() -> None:
    """A tolerance of one day ends at the same local time, on the day of 25 hours too."""
    due = datetime(2026, 10, 24, 10, tzinfo=UTC)  # noon in Berlin, before the clock goes back
    mine = intent(due_at=due, late=IfLate(do="skip", after=Duration(1, "d")))
    facts = SendingFacts(zone=BERLIN)
    assert isinstance(decide(mine, facts, due + 25 * HOUR), Send)
    assert isinstance(decide(mine, facts, due + 25 * HOUR + timedelta(seconds=1)), Skip)


def test_r5_the_steps_word_comes_before_the_classs() -> None:
    """``if_late: skip`` without a time takes 24 hours, and binds a service message too."""
    mine = intent("service", late=IfLate(do="skip"))
    assert isinstance(decide(mine, SendingFacts(), NOON + 24 * HOUR), Send)
    assert decide(mine, SendingFacts(), NOON + 25 * HOUR) == Skip(Reason("late", "24h"))


def test_r5_the_next_window_is_the_time_of_day_at_which_it_was_due() -> None:
    """Due at ten in Berlin, found three days later at five in the afternoon: next morning at ten, due anew."""
    due = datetime(2026, 3, 26, 9, 0, 40, tzinfo=UTC)
    now = datetime(2026, 3, 29, 15, tzinfo=UTC)
    mine = intent(due_at=due, late=IfLate(do="next_window"))
    found = decide(mine, SendingFacts(zone=BERLIN, quiet_hours=NIGHT), now)
    ten = datetime(2026, 3, 30, 8, tzinfo=UTC)
    assert found == Delay(ten, Reason("late", "24h"), ten)
    assert isinstance(decide(replace(mine, due_at=ten), SendingFacts(zone=BERLIN, quiet_hours=NIGHT), ten), Send)


@pytest.mark.parametrize(
    ("do", "ruling"),
    [
        ("send", Delay(NOON + 21 * HOUR, Reason("quiet_hours", "11:00-09:00"), NOON)),
        ("skip", Skip(Reason("quiet_hours", "11:00-09:00"))),
        ("exit", Exit(Reason("quiet_hours", "11:00-09:00"))),
        ("next_window", Delay(NOON + 21 * HOUR, Reason("quiet_hours", "11:00-09:00"), NOON + 21 * HOUR)),
    ],
)
def test_r5_r13_a_delay_that_would_end_too_late_is_not_begun(do: str, ruling: Ruling) -> None:
    """What the tolerance would turn away in the morning is turned away in the evening, with the true reason."""
    day = SendingFacts(quiet_hours=Window(Clock(11 * 60), Clock(9 * 60)))
    assert decide(intent(late=IfLate(do=do, after=Duration(2, "h"))), day, NOON) == ruling


@pytest.mark.parametrize(
    ("pause", "what"),
    [
        (Pause("skip"), "workspace"),
        (Pause("skip", journey="premium"), "journey premium"),
        (Pause("skip", journey="premium", step="nudge"), "journey premium step nudge"),
    ],
)
def test_r12_a_pause_of_every_level_keeps_back_and_says_which(pause: Pause, what: str) -> None:
    """Workspace, journey and step; a pause of something else concerns nobody here."""
    mine = replace(intent(journey="premium"), step="nudge")
    assert decide(mine, SendingFacts(pauses=(pause,)), NOON) == Skip(Reason("held", what))
    other = replace(mine, journey="loan")
    assert isinstance(decide(other, SendingFacts(pauses=(pause,)), NOON), Send) == (what != "workspace")
    assert isinstance(decide(replace(mine, step="x"), SendingFacts(pauses=(pause,)), NOON), Send) == ("step" in what)


def test_r12_modes_and_the_strictest_of_several() -> None:
    """``hold`` waits without an end of its own, ``exit`` ends the run, and comes before the others."""
    assert decide(intent(), SendingFacts(pauses=(Pause("hold"),)), NOON) == Delay(
        FAR, Reason("held", "workspace"), NOON
    )
    many = (Pause("hold"), Pause("exit", journey="premium"), Pause("skip"))
    assert decide(intent(journey="premium"), SendingFacts(pauses=many), NOON) == Exit(
        Reason("held", "journey premium")
    )
    assert isinstance(decide(intent(), SendingFacts(pauses=many), NOON), Skip)


def test_r12_a_crisis_is_told_through_its_own_pause_but_not_through_a_persons() -> None:
    """Who stops everything by hand stops everything."""
    declared = SendingFacts(pauses=(Pause("hold", crisis="bank-down"),))
    assert isinstance(decide(intent("crisis"), declared, NOON), Send)
    assert isinstance(decide(replace(intent("service"), urgent=True), declared, NOON), Delay)
    assert isinstance(decide(intent("crisis"), SendingFacts(pauses=(Pause("hold"),)), NOON), Delay)


def test_r12_a_paused_channel_makes_way_for_the_next() -> None:
    """The next channel carries it, with the reason; where there is none, the mildest mode decides."""
    push, sms = Pause("skip", channel="push"), Pause("hold", channel="sms")
    assert decide(intent(), SendingFacts(pauses=(push,)), NOON) == Fallback("sms", Reason("held", "channel push"))
    assert decide(intent(), SendingFacts(pauses=(push, sms)), NOON) == Delay(FAR, Reason("held", "channel sms"), NOON)
    assert decide(replace(REMINDER, channels=("push",)), SendingFacts(pauses=(push, sms)), NOON) == Skip(
        Reason("held", "channel push")
    )
    elsewhere = Pause("skip", channel="push", journey="loan")
    assert decide(intent(journey="premium"), SendingFacts(pauses=(elsewhere,)), NOON) == Send(("push",))


def test_r7_quiet_hours_whose_end_the_clock_jumps_over() -> None:
    """At 02:30 they would end, but it is three at once, and they have begun anew: the next end counts."""
    almost_always = SendingFacts(zone=BERLIN, quiet_hours=Window(Clock(2 * 60 + 45), Clock(2 * 60 + 30)))
    now = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
    found = decide(intent("service", now), almost_always, now)
    assert found == Delay(datetime(2026, 3, 30, 0, 30, tzinfo=UTC), Reason("quiet_hours", "02:45-02:30"), now)


@pytest.mark.parametrize("zone", [NEW_YORK, SYDNEY])
@pytest.mark.parametrize("do", ["send", "next_window", "skip", "exit"])
def test_r5_r13_the_ends_of_the_calendar_are_no_trouble(zone: ZoneInfo, do: str) -> None:
    """Clocks far off give an answer, whichever side of the calendar local time would fall off."""
    facts = SendingFacts(zone=zone, quiet_hours=NIGHT, caps=CAPS, entries=sent(NOON))
    first, last = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
    answers = [
        decide(intent(due_at=due_at, late=IfLate(do=do)), facts, now)
        for due_at in (first, NOON, last)
        for now in (first, NOON, last)
    ]
    assert not [answer for answer in answers if isinstance(answer, Fallback)]
    assert isinstance(decide(intent("crisis", first), facts, last), Send)


def test_r13_what_goes_over_each_channel_falls_back_on_none() -> None:
    """A channel that is refused is left out of all; the first that serves has the next one for its fallback."""
    refused = SendingFacts(traits={"consent_contract_push": "no"})
    reason = Reason("no_consent", "contract")
    assert decide(replace(REMINDER, each=True), refused, NOON) == Send(("sms",), (("push", reason),))
    assert decide(REMINDER, refused, NOON) == Fallback("sms", reason)


def test_r13_what_is_sent_is_entered_and_what_waits_holds_its_slot() -> None:
    """An answer to send adds a line a channel; one to wait reserves; any later answer replaces what was reserved."""
    mine = replace(REMINDER, each=True)
    kept = (*sent(NOON - DAY), Entry("i", "reminder", NOON), Entry("j", "reminder", NOON, reserved=True))
    waiting = entered(kept, mine, Delay(NOON + DAY, Reason("cap"), NOON), NOON)
    assert waiting == (*kept, Entry("i", "reminder", NOON + DAY, reserved=True))
    now = NOON + DAY
    assert entered(waiting, mine, Send(("push", "sms")), now) == (*kept, *[Entry("i", "reminder", now)] * 2)
    assert entered(waiting, mine, Fallback("sms", Reason("held")), now) == (*kept, Entry("i", "reminder", now))
    assert entered(waiting, mine, Skip(Reason("late")), now) == kept
    assert entered(waiting, mine, Exit(Reason("late")), now) == kept
    assert entered(waiting, mine, Delay(FAR, Reason("held"), NOON), now) == kept


def test_r13_a_ledger_keeps_no_more_than_the_longest_cap_can_count() -> None:
    """What was sent a window ago, to the microsecond, is let go; what is reserved stays."""
    now = datetime(2026, 6, 1, tzinfo=UTC)
    caps = caps_of({"reminder": Rate(3, "week"), "retention": Rate(1, "month")})
    month = timedelta(days=30)
    old, young = Entry("a", "reminder", now - month), Entry("b", "reminder", now - month + timedelta(microseconds=1))
    held = Entry("c", "reminder", now - 2 * month, reserved=True)
    assert within_reach((old, young, held), caps, now) == (young, held)
