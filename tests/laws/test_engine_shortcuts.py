"""Laws of what the engine leaves out: every way round a question has the answer that asking would have had."""

from __future__ import annotations

import json
from dataclasses import replace as replaced
from datetime import UTC, datetime, timedelta, timezone
from uuid import uuid5

from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.strategies import DataObject, SearchStrategy
from msgspec.structs import replace

from tropa.engine.advance import advance
from tropa.engine.batch import Batch, Scripts, runs_steps
from tropa.engine.caps import Cap
from tropa.engine.changes import Made
from tropa.engine.decide import hear
from tropa.engine.desk import Desk, Loaded
from tropa.engine.due import Due, first_before, is_due_before
from tropa.engine.entering import Entry, entry
from tropa.engine.events import Event, TraitsSet
from tropa.engine.hearing import ear_at
from tropa.engine.intents import Intent, Pause, SendingFacts
from tropa.engine.ledger import decide
from tropa.engine.moves import Go, Stay
from tropa.engine.naming import NAMESPACE, message_over, message_stem, named
from tropa.engine.scene import Known, Scene, Stand
from tropa.engine.state import Life, Position, PositionId, Run, RunId, Timer
from tropa.engine.waiting import anchor_of, enter_wait
from tropa.journey.codecs.values import Duration, Section
from tropa.journey.conditions import Value
from tropa.journey.model.journey import Journey, Start
from tropa.journey.model.steps import Wait
from tropa.journey.signals import AnyOf, Every, Named
from tropa.plan.local_time import shifted
from tropa.plan.our_events import INPUTS
from tropa.plan.script import Script
from tropa.plan.scripting import compile_script
from tropa.testing.histories import BEGUN, histories, runnable
from tropa.testing.world import MONDAY, State, journey_of, surroundings

PLAIN = """
start: begun
success: any(paid, waived)
exit: {gone: left}
steps:
  - wait: seen
    up_to: 90d
  - if: did('noise')
    then: [{wait: called}]
  - task: Call
    to: team
"""
LOOKING_BACK = (
    "start: begun\ncomponents: {film: {done: film}}\nsteps: [{wait: 900d}]",
    "start: begun\nevents: {noise: {}}\nsteps: [{wait: when did('noise')}]",
    "start: begun\nsteps: [{wait: traits.renewal - 1d}]",
    "start: begun\nroles: {owner: {done: film}}\nsteps: [{wait: 900d}]",
    "start: begun\nsuccess: all(film, noise)\nsteps: [{wait: 900d}]",
)
"""Journeys that look at more than what has just come; ``film`` and a day of renewal may be known from elsewhere."""
FAR_ON = MONDAY + timedelta(days=400)
TEXTS = st.text(st.characters(), max_size=8)
"""Any text at all, halves of surrogate pairs too."""
PLACES = st.builds(PositionId, TEXTS, TEXTS, TEXTS, st.integers(1, 12))
RUNS = st.builds(
    Run,
    id=st.builds(RunId, TEXTS, TEXTS, st.none() | TEXTS, st.integers(1, 12)),
    version=st.just(1),
    born_as=TEXTS,
    started_at=st.just(MONDAY),
    entered_at=st.just(MONDAY),
    entry_id=st.just("m1"),
)


@example(["\x7f"])
@example(["\ud800", "\u0101"])
@given(st.lists(st.one_of(TEXTS, st.integers(), st.none())))
def test_r21_a_name_is_the_uuid5_of_its_parts(parts: list[str | int | None]) -> None:
    """Made by hand, it is what the library makes of the JSON list."""
    assert named(*parts) == str(uuid5(NAMESPACE, json.dumps(parts, separators=(",", ":"))))


@given(RUNS, PLACES, TEXTS, TEXTS)
def test_r21_the_ids_of_a_message_share_a_stem(run: Run, place: PositionId, rung: str, channel: str) -> None:
    """A stem and a channel make the name of the whole list of parts."""
    journey, _, key, attempt = run.id
    whole = named(journey, run.born_as, key, attempt, *place, rung, channel)
    assert message_over(message_stem(run, place, rung), channel) == whole


@given(
    st.datetimes(timezones=st.just(UTC)),
    st.builds(Duration, st.integers(0, 10**7), st.sampled_from("smhdw")),
    st.sampled_from((1, -1)),
)
def test_r7_in_utc_days_are_counted_as_anywhere(at: datetime, by: Duration, sign: int) -> None:
    """A zone that never changes its clock, asked by the calendar, agrees with plain seconds."""
    assert shifted(at, by, sign, UTC) == shifted(at, by, sign, timezone(timedelta(0), "calendar"))


def lives() -> SearchStrategy[Life]:
    """Draw runs with a few positions and timers, many of one instant, each position's in order."""
    ats = st.integers(0, 5).map(lambda n: MONDAY + timedelta(minutes=n))
    timers = st.lists(st.builds(Timer, ats, st.sampled_from("ab")), max_size=3).map(lambda all_: tuple(sorted(all_)))
    places = st.builds(PositionId, st.sampled_from("xy"), st.just(""), st.sampled_from("st"), st.integers(1, 2))
    standing = st.builds(
        Position,
        id=places,
        host=st.just("x"),
        began_at=st.just(MONDAY),
        anchor_at=st.just(MONDAY),
        anchor_id=st.just(""),
        since_at=st.just(MONDAY),
        since_id=st.just(""),
        timers=timers,
    )
    ids = st.builds(RunId, st.just("a"), st.sampled_from("xy"), st.none() | st.sampled_from(("", "1")), st.just(1))
    return st.builds(
        lambda run, name, all_: Life(replace(run, id=name), {}, {one.id: one for one in all_}),
        RUNS,
        ids,
        st.lists(standing, max_size=4),
    )


def fired(due: Due, runs: list[Life], until: datetime) -> list[tuple[RunId, PositionId, Timer]]:
    """What is fired until an instant, in order."""
    for life in runs:
        due.watch(life)
    return list(iter(lambda: due.pop_before(until, including=True), None))


@given(st.lists(lives(), max_size=4, unique_by=lambda life: life.run.id), st.integers(-1, 6))
def test_r8_timers_after_a_batch_are_not_missed_in_it(runs: list[Life], minutes: int) -> None:
    """Whoever watches no longer than a batch lasts, or sorts once what is known, fires the same timers in order."""
    until = MONDAY + timedelta(minutes=minutes)
    every = fired(Due(), runs, until)
    assert fired(Due(until), runs, until) == every
    assert all(fired(Due(until, runs[:n]), runs[n:], until) == every for n in range(len(runs) + 1))
    assert all(is_due_before(life, until) is (first_before(life, until) is not None) for life in runs)


STARTS = st.sampled_from((Named(BEGUN), Named("noise"), Every(), AnyOf((Named("noise"), Named("other")))))
ENTERED = st.builds(lambda journey, start: replaced(journey, start=Start(for_=start)), runnable(), STARTS)
"""Journeys that begin at one event, at several, or at any."""


@given(st.lists(ENTERED, min_size=1, max_size=3), st.sampled_from((BEGUN, "noise", "silence", *INPUTS)))
def test_r2_a_journey_that_is_passed_over_would_not_have_been_entered(journeys: list[Journey], name: str) -> None:
    """Scripts that an event's name rules out answer nothing when they are asked all the same."""
    held = Scripts([compile_script(replaced(one, journey=f"j{n}")) for n, one in enumerate(journeys)])
    desk = Desk(Loaded())
    for script in held.current:
        if runs_steps(script) and script not in held.entered_by(name):
            event = Event("m1", "anna", name, MONDAY, MONDAY, 1, Section({"journey": script.journey}))
            assert entry(Known(script, desk, surroundings()), desk, event, frozenset()) == Entry()


def test_r2_what_a_run_may_be_moved_by() -> None:
    """The names it listens to and our own; any, where what came before counts too, or what others did."""
    plain = compile_script(journey_of(PLAIN))
    assert plain.moved_by == INPUTS | {"paid", "waived", "left", "seen", "called"}
    assert [compile_script(journey_of(text)).moved_by for text in LOOKING_BACK] == [None] * len(LOOKING_BACK)


HEARING = st.one_of(
    runnable(), st.sampled_from((PLAIN, *LOOKING_BACK)).map(journey_of), st.builds(journey_of, st.just(PLAIN))
).map(compile_script)


@given(st.data(), HEARING, st.booleans())
def test_r2_what_may_not_move_a_run_does_not_move_it(data: DataObject, script: Script, imported: bool) -> None:  # noqa: FBT001  drawn
    """Whatever has happened before, an event that is not let through would have been heard in vain."""
    state = State()
    begun = Event("first", "anna", BEGUN, MONDAY, MONDAY, 0, Section())
    film = Event("film", "anna", "film", FAR_ON, FAR_ON, 0, Section(), historical=True)
    renewal = TraitsSet("renewal", "anna", {"renewal": "2026-03-05"}, FAR_ON, FAR_ON, 0, historical=True)
    history = (begun, *data.draw(histories(script, most=6)), *((film, renewal) if imported else ()))
    batch = Batch(history, watermark=FAR_ON - MONDAY)
    state.take_over(advance(Scripts([script]), batch, state.loaded, surroundings()))
    for life in state.lives.values():
        place = next(iter(life.positions))
        told = Section[Value]({"step": place.step, "task": place.step})
        for name in {BEGUN, "noise", *script.names}:
            event = Event("last", place.participant, name, FAR_ON, FAR_ON, 999, told)
            if not script.may_move(name):
                desk = Desk(state.loaded)
                desk.remember(event)
                scene = hear(Known(script, desk, surroundings()), life, event)
                assert (scene.life(), scene.made) == (life, Made())


WAITING = """
start: begun
steps:
  - wait: seen
  - wait: paid where amount > 2
  - wait: seen
    since: ever
  - wait: any(seen, paid)
"""


@given(st.data(), st.one_of(st.just(journey_of(WAITING)), runnable()).map(compile_script))
def test_r3_a_wait_listens_to_all_that_was_heard(data: DataObject, script: Script) -> None:
    """A wait is over when it begins if listening to what was heard says so, and not else."""
    state = State()
    begun = Event("first", "anna", BEGUN, MONDAY, MONDAY, 0, Section())
    history = (begun, *data.draw(histories(script, most=6)))
    state.take_over(advance(Scripts([script]), Batch(history), state.loaded, surroundings()))
    known = Known(script, Desk(state.loaded), surroundings())
    waits = [(node, node.step) for node in script.nodes if isinstance(node.step, Wait)]
    for node, step in waits:
        for life in state.lives.values() if isinstance(step.until, Named | AnyOf) else ():
            place = next(iter(life.positions))._replace(step=node.name)
            here = Position(place, place.participant, FAR_ON, MONDAY, "first", MONDAY, "first")
            stand = Stand(Scene.of(known, life, FAR_ON, None), node, here)
            at, deaf_to = anchor_of(step, stand)
            found = ear_at(stand.scene, here, at, deaf_to).heard(node.listening)
            move = enter_wait(step, stand)
            assert isinstance(move, Stay) is (found is None)
            assert found is None or move == Go("then", resolved_by=found)


CHANNELS = ("push", "sms", "email")
INTENTS = st.builds(
    Intent,
    id=st.just("i"),
    touchpoint=st.just("nudge"),
    class_=st.sampled_from(("service", "onboarding", "reminder", "cross_sell", None)),
    channels=st.lists(st.sampled_from(CHANNELS), unique=True).map(tuple),
    due_at=st.sampled_from((MONDAY, MONDAY + timedelta(days=1), MONDAY + timedelta(days=9))),
    each=st.booleans(),
)
FACTS = st.builds(
    SendingFacts,
    traits=st.dictionaries(
        st.sampled_from(("consent_contract", "consent_contract_sms", "consent_marketing_push")), st.booleans()
    ),
    opted_in=st.booleans(),
    reachable=st.none() | st.frozensets(st.sampled_from(CHANNELS)),
)
ELSEWHERE = Pause(journey="another")
UNCONCERNED = Cap(frozenset({"crisis"}), 0, Duration(1, "h"), "crisis 0 per 1h")


@given(INTENTS, FACTS)
def test_r13_what_restrains_others_changes_nothing(intent: Intent, facts: SendingFacts) -> None:
    """A pause of another journey, and a cap of a class that is not counted, take the long way to the same ruling."""
    now = MONDAY + timedelta(days=2)
    short = decide(intent, facts, now)
    assert decide(intent, replace(facts, pauses=(ELSEWHERE,)), now) == short
    assert decide(intent, replace(facts, caps=(UNCONCERNED,)), now) == short
