"""Caps: rolling windows, several at once, slots reserved by priority."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from tropa.engine.caps import Cap, Entry, Slots, caps_of, slots_for
from tropa.engine.classes import CLASSES
from tropa.engine.intents import Delay, Intent, Reason, Send, SendingFacts, Skip
from tropa.engine.ledger import decide, entered
from tropa.journey.codecs.values import Clock, Duration, Rate, Window
from tropa.plan.local_time import FAR

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SHARED = (Cap(frozenset({"reminder", "cross_sell"}), 2, Duration(1, "d"), "both 2 per 1d"),)


def intent(class_: str, due_at: datetime = NOON, *, each: bool = False, name: str = "i") -> Intent:
    """An intent of a class over three channels."""
    return Intent(name, "nudge", class_, ("push", "sms", "email"), due_at, each=each)


def slots(n: int, hours: int, *ats: datetime) -> Slots:
    """The slots of a cap of ``n`` per so many hours."""
    return Slots(Cap(frozenset({"reminder"}), n, Duration(hours, "h"), ""), sorted(ats))


@pytest.mark.parametrize(
    ("per", "length"),
    [
        (Duration(1, "w"), 7 * DAY),
        (Duration(2, "d"), 2 * DAY),
        ("hour", HOUR),
        ("day", DAY),
        ("week", 7 * DAY),
        ("month", 30 * DAY),
        ("year", 365 * DAY),
    ],
)
def test_r13_a_window_rolls_and_is_half_open(per: Duration | str, length: timedelta) -> None:
    """One message per time: the next goes out when exactly that time has passed, and not a second before."""
    facts = SendingFacts(caps=caps_of({"reminder": Rate(1, per)}), entries=(Entry("e", "reminder", NOON),))
    freed = NOON + length
    assert isinstance(decide(intent("reminder", freed), facts, freed), Send)
    early = freed - timedelta(seconds=1)
    assert decide(intent("reminder", early), facts, early) == Delay(
        freed, Reason("cap", f"reminder 1 per {per}"), early
    )


def test_r13_days_of_a_cap_have_24_hours_whatever_the_clock_does() -> None:
    """``1 per day`` is 86,400 s on the day of 25 hours too: rolling, not calendar."""
    noon = datetime(2026, 10, 24, 10, tzinfo=UTC)  # in Berlin, before the clock goes back
    facts = SendingFacts(caps=caps_of({"reminder": Rate(1, "day")}), entries=(Entry("e", "reminder", noon),))
    assert isinstance(decide(intent("reminder", noon + DAY), facts, noon + DAY), Send)


def test_r13_a_full_cap_delays_to_the_first_free_slot_or_skips_what_would_be_too_late() -> None:
    """The third of three leaves the window in an hour: wait; none leaves within the tolerance: skip."""
    facts = SendingFacts(caps=caps_of({"reminder": Rate(3, "week")}))
    soon = facts.but(tuple(Entry(str(n), "reminder", NOON - 7 * DAY + n * HOUR) for n in (1, 2, 3)))
    assert decide(intent("reminder"), soon, NOON) == Delay(NOON + HOUR, Reason("cap", "reminder 3 per week"), NOON)
    late = facts.but(tuple(Entry(str(n), "reminder", NOON - n * HOUR) for n in (1, 2, 3)))
    assert decide(intent("reminder"), late, NOON) == Skip(Reason("cap", "reminder 3 per week"))


def test_r13_a_slot_that_comes_free_at_night_is_waited_for_till_morning() -> None:
    """Quiet hours and caps are met together, and the first that spoke gives the reason."""
    facts = SendingFacts(
        caps=caps_of({"reminder": Rate(1, "day")}),
        quiet_hours=Window(Clock(22 * 60), Clock(9 * 60)),
        entries=(Entry("e", "reminder", NOON - 13 * HOUR),),
    )
    found = decide(intent("reminder"), facts, NOON)
    assert found == Delay(NOON + 21 * HOUR, Reason("cap", "reminder 1 per day"), NOON)


def test_r13_every_cap_must_have_room() -> None:
    """A journey can tighten the workspace's cap and cannot loosen it: both hold."""
    workspace, tighter, looser = ({"reminder": Rate(n, "day")} for n in (2, 1, 9))
    one, two = ((Entry("a", "reminder", NOON),) * n for n in (1, 2))
    later, mine = NOON + HOUR, intent("reminder")
    assert isinstance(decide(mine, SendingFacts(caps=caps_of(workspace), entries=one), later), Send)
    assert isinstance(decide(mine, SendingFacts(caps=caps_of(workspace, tighter), entries=one), later), Delay)
    assert isinstance(decide(mine, SendingFacts(caps=caps_of(workspace, looser), entries=two), later), Delay)


def test_r13_a_cap_of_none_lets_nothing_out() -> None:
    """What would wait for ever is skipped."""
    facts = SendingFacts(caps=caps_of({"retention": Rate(0, "day")}), opted_in=True)
    assert decide(intent("retention"), facts, NOON) == Skip(Reason("cap", "retention 0 per day"))


def test_r13_a_class_is_counted_by_its_own_cap_only() -> None:
    """Reminders neither fill another class's cap nor are kept back by it, and exempt classes fill none."""
    entries = tuple(Entry(str(n), "reminder", NOON) for n in range(5))
    facts = SendingFacts(caps=caps_of({"retention": Rate(1, "day")}), opted_in=True, entries=entries)
    assert isinstance(decide(intent("retention"), facts, NOON), Send)
    full = SendingFacts(caps=caps_of({"reminder": Rate(1, "day")}), opted_in=True, entries=entries)
    assert isinstance(decide(intent("retention"), full, NOON), Send)
    shared = (Cap(frozenset({"reminder", "service"}), 1, Duration(1, "d"), ""),)
    services = tuple(Entry(str(n), "service", NOON) for n in range(5))
    assert isinstance(decide(intent("reminder"), SendingFacts(caps=shared, entries=services), NOON), Send)
    assert isinstance(decide(intent("service"), SendingFacts(caps=shared, entries=entries), NOON), Send)


def test_r13_a_lower_class_leaves_the_last_slot_to_whom_a_higher_one_reserved_it() -> None:
    """One was sent, a reminder waits for this evening: the sale waits until a window has room for it."""
    entries = (Entry("a", "reminder", NOON - HOUR), Entry("b", "reminder", NOON + 6 * HOUR, reserved=True))
    facts = SendingFacts(caps=SHARED, entries=entries, opted_in=True)
    assert decide(intent("cross_sell"), facts, NOON) == Delay(NOON + 23 * HOUR, Reason("cap", "both 2 per 1d"), NOON)
    assert isinstance(decide(intent("cross_sell"), facts.but(entries[:1]), NOON), Send)


def test_r13_a_higher_class_takes_what_a_lower_one_reserved() -> None:
    """The reminder goes out; the sale that had the slot is delayed anew when its time has come."""
    reserved = Entry("sale", "cross_sell", NOON + HOUR, reserved=True)
    facts = SendingFacts(caps=SHARED, entries=(Entry("a", "reminder", NOON - HOUR), reserved), opted_in=True)
    reminder = intent("reminder")
    found = decide(reminder, facts, NOON)
    assert isinstance(found, Send)
    facts = facts.but(entered(facts.entries, reminder, found, NOON))
    again = decide(intent("cross_sell", name="sale"), facts, NOON + HOUR)
    assert again == Delay(NOON + 23 * HOUR, Reason("cap", "both 2 per 1d"), NOON)


@pytest.mark.parametrize(("higher", "lower"), list(pairwise(["onboarding", "reminder", "retention", "cross_sell"])))
def test_r13_the_order_of_priority(higher: str, lower: str) -> None:
    """What welcomes comes before what reminds, that before what keeps, and selling comes last."""
    caps = (Cap(frozenset({higher, lower}), 1, Duration(1, "h"), ""),)
    for mine, theirs, goes in ((higher, lower, True), (lower, higher, False)):
        waiting = (Entry("other", theirs, NOON + HOUR / 2, reserved=True),)
        facts = SendingFacts(caps=caps, entries=waiting, opted_in=True)
        assert isinstance(decide(intent(mine), facts, NOON), Send) == goes


def test_r13_among_equals_who_reserved_first_is_served_first() -> None:
    """A second reminder does not take the slot of one that waits."""
    entries = (Entry("b", "reminder", NOON + HOUR, reserved=True),)
    facts = SendingFacts(caps=caps_of({"reminder": Rate(1, "day")}), entries=entries)
    assert isinstance(decide(intent("reminder"), facts, NOON), Skip)  # 25 hours are beyond its tolerance
    assert isinstance(decide(intent("reminder", name="b"), facts, NOON + HOUR), Send)


def test_r13_of_each_channel_as_many_as_there_is_room_for() -> None:
    """Three channels and two slots: the first two carry it, and the third says why not."""
    facts = SendingFacts(caps=caps_of({"reminder": Rate(2, "day")}))
    whole = decide(intent("reminder", each=True), facts, NOON)
    assert whole == Send(("push", "sms"), (("email", Reason("cap", "reminder 2 per day")),))
    left = facts.but((Entry("a", "reminder", NOON - HOUR),))
    assert decide(intent("reminder", each=True), left, NOON) == Send(
        ("push",), tuple((name, Reason("cap", "reminder 2 per day")) for name in ("sms", "email"))
    )
    assert decide(intent("service", each=True), facts, NOON) == Send(("push", "sms", "email"))


def test_r13_a_slot_behind_reservations_is_found() -> None:
    """Between two that wait there is no room; after the second has left the window there is."""
    crowded = slots(1, 10, NOON + 5 * HOUR, NOON + 16 * HOUR)
    assert crowded.next_room(NOON) == NOON + 26 * HOUR
    assert slots(1, 10, NOON + 10 * HOUR).next_room(NOON) == NOON


def test_r13_a_window_longer_than_the_calendar_never_frees_a_slot() -> None:
    """``1 per 999999999w`` is legal, and nothing overflows."""
    endless = Slots(Cap(frozenset(), 1, Duration(999_999_999 * 604_800, "s"), ""), [NOON])
    assert endless.next_room(NOON) == FAR
    assert endless.free(NOON, 3) == 0


def test_r13_what_an_intent_entered_itself_does_not_stand_in_its_way() -> None:
    """A message that is asked about again finds the slot it holds."""
    entries = [Entry("i", "reminder", NOON, reserved=True), Entry("j", "reminder", NOON)]
    caps = caps_of({"reminder": Rate(1, "day")})
    (mine,) = slots_for(caps, entries[:1], "i", CLASSES["reminder"])
    assert mine.next_room(NOON) == NOON
    (theirs,) = slots_for(caps, entries, "i", CLASSES["reminder"])
    assert theirs.next_room(NOON) == NOON + DAY
