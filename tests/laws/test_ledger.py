"""Laws of sending: what holds for any customer, any ledger and any moment (rules R5, R7, R12, R13, R17)."""

from __future__ import annotations

import heapq
from bisect import bisect_right
from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from math import sqrt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tropa.engine.assignment import HELD_OUT, OUTSIDE, PLACES, Assignment, assigned, line_of
from tropa.engine.caps import Cap, Entry, slots_for
from tropa.engine.classes import CLASSES
from tropa.engine.intents import Delay, Fallback, Intent, Membership, Pause, Ruling, Send, SendingFacts
from tropa.engine.ledger import decide, entered
from tropa.journey.codecs.values import Clock, Duration, Section, Share, Window
from tropa.journey.model.measures import Experiment
from tropa.journey.model.steps import IfLate
from tropa.plan.local_time import FAR, is_inside

START = datetime(2026, 3, 20, tzinfo=UTC)
"""A few days before the clocks of Europe go forward."""

DAY = timedelta(days=1)
LORD_HOWE = "Australia/Lord_Howe"  # its clock moves by half an hour
ZONES = st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Tehran", LORD_HOWE]).map(ZoneInfo)
INSTANTS = st.integers(0, 30 * 24 * 60).map(lambda minute: START + timedelta(minutes=minute))
CHANNELS = ("push", "sms", "email")
KINDS = st.sampled_from([*CLASSES, None])
COUNTED = st.sampled_from([name for name, row in CLASSES.items() if row.counted])
DURATIONS = st.builds(Duration, st.integers(0, 90), st.sampled_from(["m", "h", "d"]))
WINDOWS = (
    st.tuples(st.integers(0, 1439), st.integers(0, 1439))
    .filter(lambda ends: ends[0] != ends[1])
    .map(lambda ends: Window(Clock(ends[0]), Clock(ends[1])))
)
LATE = st.builds(IfLate, do=st.sampled_from(["send", "next_window", "skip", "exit"]), after=st.none() | DURATIONS)
INTENTS = st.builds(
    Intent,
    id=st.sampled_from("ijk"),
    touchpoint=st.just("nudge"),
    class_=KINDS,
    channels=st.lists(st.sampled_from(CHANNELS), unique=True).map(tuple),
    due_at=INSTANTS,
    urgent=st.booleans(),
    each=st.booleans(),
    late=st.none() | LATE,
    journey=st.sampled_from(["a", "b"]),
    step=st.sampled_from(["x", "y"]),
)
CAPS = st.lists(
    st.builds(
        Cap,
        classes=st.frozensets(COUNTED, min_size=1),
        n=st.integers(0, 4),
        per=st.builds(Duration, st.integers(1, 72), st.just("h")),
        said=st.just("cap"),
    ),
    max_size=3,
).map(tuple)
ENTRIES = st.lists(st.builds(Entry, st.sampled_from("ijklmn"), KINDS, INSTANTS, st.booleans()), max_size=12).map(
    tuple
)
BARE = st.builds(
    SendingFacts,
    zone=ZONES,
    opted_in=st.just(True),  # noqa: FBT003  a strategy takes its value so
    entries=ENTRIES,
    quiet_hours=st.none() | WINDOWS,
    caps=CAPS,
)
"""Customers whom everything reaches, with any ledger."""

TRAITS = st.dictionaries(
    st.sampled_from(
        [f"consent_{b}{c}" for b in ("contract", "marketing") for c in ("", *(f"_{n}" for n in CHANNELS))]
    ),
    st.sampled_from([True, False, "yes", "no", None, "perhaps", 1, 0]),
)
PAUSES = st.builds(
    Pause,
    mode=st.sampled_from(["hold", "skip", "exit"]),
    journey=st.sampled_from([None, "a", "b"]),
    step=st.sampled_from([None, "x", "y"]),
    channel=st.sampled_from([None, *CHANNELS]),
    crisis=st.sampled_from([None, "bank-down"]),
)
FACTS = st.builds(
    SendingFacts,
    zone=ZONES,
    traits=TRAITS,
    opted_in=st.booleans(),
    reachable=st.none() | st.frozensets(st.sampled_from(CHANNELS)),
    entries=ENTRIES,
    stages=st.lists(st.builds(Membership, st.just("a"), st.just("s"), st.frozensets(KINDS.map(str))), max_size=2).map(
        tuple
    ),
    pauses=st.lists(PAUSES, max_size=3).map(tuple),
    quiet_hours=st.none() | WINDOWS,
    caps=CAPS,
)


def n_sent(ruling: Ruling) -> int:
    """How many messages an answer lets out."""
    match ruling:
        case Send(channels=channels):
            return len(channels)
        case Fallback():
            return 1
        case _:
            return 0


def fullest(ats: list[datetime], per: timedelta) -> int:
    """The most messages in any half-open window, counted one by one."""
    return max((sum(begin <= at < begin + per for at in ats) for begin in ats), default=0)


def lived(intents: list[Intent], facts: SendingFacts) -> list[Entry]:
    """What is sent when every intent is asked at its time, and every delayed one again at its own."""
    agenda = [(intent.due_at, n, replace(intent, id=str(n))) for n, intent in enumerate(intents)]
    heapq.heapify(agenda)
    entries: tuple[Entry, ...] = ()
    while agenda:
        now, n, intent = heapq.heappop(agenda)
        ruling = decide(intent, facts.but(entries), now)
        entries = entered(entries, intent, ruling, now)
        if isinstance(ruling, Delay):
            heapq.heappush(agenda, (ruling.until, n, replace(intent, due_at=ruling.due_at)))
    assert not any(entry.reserved for entry in entries)
    return list(entries)


@given(intents=st.lists(INTENTS, max_size=25), facts=BARE)
@settings(max_examples=300, deadline=None)
def test_r13_no_rolling_window_ever_holds_more_than_a_cap(intents: list[Intent], facts: SendingFacts) -> None:
    """Whatever is wanted and delayed, over however many channels, under however many caps."""
    history = lived(intents, facts)
    for cap in facts.caps:
        ats = [entry.at for entry in history if (entry.class_ or "reminder") in cap.classes]
        assert fullest(ats, timedelta(seconds=cap.per.seconds)) <= cap.n


@given(intent=INTENTS.filter(lambda one: one.channels), facts=BARE, now=INSTANTS)
def test_r13_service_and_crisis_are_exempt_from_caps(intent: Intent, facts: SendingFacts, now: datetime) -> None:
    """No ledger and no cap changes what becomes of them."""
    for name in ("service", "crisis"):
        mine = replace(intent, class_=name)
        assert decide(mine, facts, now) == decide(mine, replace(facts, caps=(), entries=()), now)


@given(intent=INTENTS, facts=FACTS, now=INSTANTS)
def test_r7_r13_nothing_goes_out_in_quiet_hours(intent: Intent, facts: SendingFacts, now: datetime) -> None:
    """But what is urgent in a service, and crises."""
    loud = intent.class_ == "crisis" or (intent.class_ == "service" and intent.urgent)
    if n_sent(decide(intent, facts, now)) and not loud:
        assert facts.quiet_hours is None or not is_inside(now, facts.quiet_hours, facts.zone)


@given(intent=INTENTS, facts=FACTS, now=INSTANTS)
def test_r5_r13_a_delay_ends_later_than_now_and_outside_quiet_hours(
    intent: Intent, facts: SendingFacts, now: datetime
) -> None:
    """Unless it waits for a pause to end, which has no time of its own."""
    found = decide(intent, facts, now)
    if isinstance(found, Delay) and found.until != FAR:
        assert now < found.until
        loud = intent.class_ == "crisis" or (intent.class_ == "service" and intent.urgent)
        assert loud or facts.quiet_hours is None or not is_inside(found.until, facts.quiet_hours, facts.zone)
    elif isinstance(found, Delay):
        assert found.reason.rule == "held"


@given(intent=INTENTS, facts=BARE, now=INSTANTS)
def test_r5_r13_a_delay_keeps_its_promise(intent: Intent, facts: SendingFacts, now: datetime) -> None:
    """If nothing has happened meanwhile, what was delayed is sent when its time has come."""
    found = decide(intent, facts, now)
    if isinstance(found, Delay):
        then = facts.but(entered(facts.entries, intent, found, now))
        assert n_sent(decide(replace(intent, due_at=found.due_at), then, found.until)) > 0


@given(caps=CAPS, entries=ENTRIES, name=COUNTED, now=INSTANTS)
def test_r13_a_slot_is_the_first_that_is_free(
    caps: tuple[Cap, ...], entries: tuple[Entry, ...], name: str, now: datetime
) -> None:
    """As found by trying every instant at which room can begin, and counting every window."""
    kind = CLASSES[name]
    for slots in slots_for(caps, entries, "i", kind):
        cap, per = slots.cap, timedelta(seconds=slots.cap.per.seconds)
        ats = [
            entry.at
            for entry in entries
            if (entry.class_ or "reminder") in cap.classes
            and entry.intent != "i"
            and not (entry.reserved and CLASSES[entry.class_ or "reminder"].rank > kind.rank)
        ]
        tries = sorted({now, *(at + per for at in ats if at + per > now)}) if cap.n else []
        first = next((at for at in tries if _has_room(at, ats, per, cap.n)), FAR)
        assert slots.next_room(now) == first


def _has_room(at: datetime, ats: list[datetime], per: timedelta, n: int) -> bool:
    """Whether one more fits: every window that it would lie in, by the messages that it begins with."""
    begins = [begin for begin in (*ats, at) if begin <= at < begin + per]
    return all(sum(begin <= other < begin + per for other in (*ats, at)) <= n for begin in begins)


@given(intent=INTENTS, facts=BARE, now=INSTANTS, at=INSTANTS)
def test_r13_what_a_lower_class_reserved_changes_nothing(
    intent: Intent, facts: SendingFacts, now: datetime, at: datetime
) -> None:
    """For a higher one the answer is the same with it and without."""
    rank = CLASSES[intent.class_ or "reminder"].rank
    for lower in (row for row in CLASSES.values() if row.rank > rank):
        crowded = facts.but((*facts.entries, Entry("other", lower.id, at, reserved=True)))
        assert decide(intent, crowded, now) == decide(intent, facts, now)


@given(intent=INTENTS, facts=FACTS, now=INSTANTS, data=st.data())
def test_r13_more_consent_never_sends_less(
    intent: Intent, facts: SendingFacts, now: datetime, data: st.DataObject
) -> None:
    """Any trait that is said to be yes, and an assumed opt-in, let out at least as many messages."""
    refused = [trait for trait, said in facts.traits.items() if said is not None]
    before = n_sent(decide(intent, facts, now))
    if refused:
        agreed = {**facts.traits, data.draw(st.sampled_from(refused)): True}
        assert n_sent(decide(intent, replace(facts, traits=agreed), now)) >= before
    assert n_sent(decide(intent, replace(facts, opted_in=True), now)) >= before


ENDS_OF_TIME = st.sampled_from([datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)])
ANY_INSTANT = st.datetimes(timezones=st.just(UTC)) | ENDS_OF_TIME
NO_WORD = st.none() | st.lists(st.integers()) | st.text() | st.floats() | st.dictionaries(st.text(), st.text())


@given(
    asked=st.tuples(INTENTS, FACTS, ANY_INSTANT),
    due_at=ANY_INSTANT,
    class_=st.text(),
    after=st.builds(Duration, st.integers(0, 999_999_999), st.sampled_from("smhdw")),
    said=NO_WORD,
)
def test_r13_any_question_has_one_answer(
    asked: tuple[Intent, SendingFacts, datetime], due_at: datetime, class_: str, after: Duration, said: object
) -> None:
    """The first and the last instant of the calendar, classes nobody knows, consents that are no words."""
    intent, facts, now = asked
    caps = (*facts.caps, Cap(frozenset({"reminder"}), 1, Duration(after.seconds, "s"), ""))
    hostile = replace(facts, traits=dict.fromkeys(("consent_contract", "consent_marketing"), said), caps=caps)
    late = IfLate(do=intent.late.do, after=after) if intent.late else None
    for kind in (class_, intent.class_):
        mine = replace(intent, class_=kind, due_at=due_at, late=late)
        assert decide(mine, hostile, now) == decide(mine, hostile, now)


@given(intent=INTENTS.filter(lambda one: one.channels), facts=FACTS, now=INSTANTS)
def test_r12_a_pause_of_the_workspace_lets_nothing_out(intent: Intent, facts: SendingFacts, now: datetime) -> None:
    """Declared by a person it stops every class."""
    assert n_sent(decide(intent, replace(facts, pauses=(Pause(),)), now)) == 0


@given(intent=INTENTS, facts=FACTS, now=INSTANTS)
def test_r13_no_channel_carries_what_it_may_not(intent: Intent, facts: SendingFacts, now: datetime) -> None:
    """What carries a message is wanted, usable and not held, and is one channel unless ``each`` is said."""
    found = decide(intent, facts, now)
    carried = found.channels if isinstance(found, Send) else (found.channel,) if isinstance(found, Fallback) else ()
    assert set(carried) <= set(intent.channels) & (facts.reachable if facts.reachable is not None else set(CHANNELS))
    assert not {pause.channel for pause in facts.pauses if pause.covers(intent)} & set(carried)
    assert intent.each or len(carried) <= 1


N = 100_000
SHARES = {"plain": "0.5", "warm": "0.3", "bold": "0.05"}
LINE = line_of(
    Experiment(arms=Section({arm: Share(Decimal(s)) for arm, s in SHARES.items()}), holdout=Share(Decimal("0.1")))
)


@pytest.mark.parametrize("experiment", ["welcome", "cta_title", "нежность"])
def test_r17_arms_get_their_shares(experiment: str) -> None:
    """Of 100,000 customers each part holds its share within five standard errors of the binomial."""
    parts = Counter(assigned(experiment, LINE, f"c{n}", None) for n in range(N))
    expected = {arm: float(share) for arm, share in SHARES.items()} | {"holdout": 0.1, "outside": 0.05}
    seen = {part.arm or part.part: n for part, n in parts.items()}
    assert seen.keys() == expected.keys()
    for part, share in expected.items():
        assert abs(seen[part] - N * share) <= 5 * sqrt(N * share * (1 - share)), part


def test_r17_two_experiments_divide_a_population_independently() -> None:
    """Who is in an arm of one is in the arms of another by their shares: no experiment rides on another."""
    line = line_of(Experiment(arms=Section({"a": Share(Decimal("0.5")), "b": Share(Decimal("0.5"))})))
    both = Counter((assigned("x", line, f"c{n}", None), assigned("y", line, f"c{n}", None)) for n in range(N))
    assert all(abs(n - N / 4) <= 5 * sqrt(N * 3 / 16) for n in both.values())
    assert len(both) == 4


@given(
    experiment=st.text(), customer=st.text(st.characters()), shares=st.lists(st.decimals(0, 1, places=3), max_size=5)
)
def test_r17_a_part_is_the_same_on_re_entry_and_sticks_whatever_the_weights_become(
    experiment: str, customer: str, shares: list[Decimal]
) -> None:
    """Asked again the answer is the same; recorded, it outlives any change of weights."""
    arms = {f"a{n}": Share(share) for n, share in enumerate(shares)}
    line = line_of(Experiment(arms=Section(arms)))
    first = assigned(experiment, line, customer, None)
    assert assigned(experiment, line, customer, None) == first
    changed = line_of(Experiment(arms=Section({arm: Share(Decimal(0)) for arm in arms}), holdout=Share(Decimal(1))))
    assert assigned(experiment, changed, customer, first) == first


@given(
    shares=st.lists(st.decimals(0, 1, places=6), min_size=1, max_size=6),
    holdout=st.decimals(0, 1, places=6),
    place=st.integers(0, PLACES - 1),
)
def test_r17_every_place_lies_where_the_shares_say(shares: list[Decimal], holdout: Decimal, place: int) -> None:
    """The arms lie end to end from 0 without gap or overlap, and never reach into the holdout."""
    arms = Section({f"a{n}": Share(share) for n, share in enumerate(shares)})
    line = line_of(Experiment(arms=arms, holdout=Share(holdout)))
    ends = [end for _, end in line.ends]
    assert ends == sorted(ends)
    assert ends[-1] <= line.holdout_from <= PLACES
    index = bisect_right(ends, place)
    inside = Assignment("arm", f"a{index}") if index < len(ends) else OUTSIDE
    assert line.at(place) == (HELD_OUT if place >= line.holdout_from else inside)
