"""Laws of holds, over random journeys, histories, and pauses of every kind (R5, R12, R21)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.strategies import DataObject, DrawFn, SearchStrategy
from msgspec.structs import replace as replace_row

from tropa.engine.events import Event, Input
from tropa.engine.holds import Hold
from tropa.journey.codecs.values import Clock, Section
from tropa.journey.model.steps import TraitMoment, Wait
from tropa.plan.local_time import FAR
from tropa.plan.our_events import HOLD_RELEASED
from tropa.plan.script import Script
from tropa.plan.scripting import compile_script
from tropa.testing.histories import BEGUN, CUSTOMERS, EVERYTHING, histories, played, runnable
from tropa.testing.world import MONDAY, State, journey_of, surroundings

SCRIPTS = st.one_of(runnable().map(compile_script), st.builds(lambda: compile_script(journey_of(EVERYTHING))))
LENGTHS_S = st.sampled_from((0, 1, 30, 3_600, 86_400, 5 * 86_400))


def holds(script: Script) -> SearchStrategy[Hold]:
    """Draw a hold of something, from some instant of the first days on, for some time."""
    steps = st.sampled_from([None, *(node.name for node in script.nodes)])
    return st.builds(
        _hold,
        LENGTHS_S,
        LENGTHS_S,
        st.tuples(st.sampled_from((None, script.journey)), steps, st.sampled_from((None, None, "sms", "push"))),
        st.sampled_from(("hold", "hold", "hold", "skip", "exit", None)),
        st.booleans(),
        st.booleans(),
    )


def _hold(begins_s: int, lasts_s: int, scope: tuple[str | None, str | None, str | None], *how: object) -> Hold:
    since = MONDAY + timedelta(seconds=begins_s)
    mode, extend, queue = how
    return Hold("h", since, *scope, mode, extend, queue, until=since + timedelta(seconds=lasts_s))  # type: ignore[arg-type]


@st.composite
def paused(draw: DrawFn, script: Script, hold: Hold) -> tuple[Input, ...]:
    """Draw a history in which every customer is let out at, or some time after, the end of a hold."""
    given_ = list(draw(histories(script)))
    assert hold.until is not None
    for n, customer in enumerate(CUSTOMERS):
        at = hold.until + timedelta(seconds=draw(LENGTHS_S))
        told = Section({"hold": hold.id})
        given_.append(Event(f"out{n}", customer, HOLD_RELEASED, at, at, 1_000 + n, told))
    return tuple(sorted(given_, key=lambda one: (one.received_at, one.sequence)))


def run(script: Script, history: tuple[Input, ...], hold: Hold, cuts: tuple[int, ...] = ()) -> State:
    """What a history comes to under a hold."""
    return played(script, history, cuts, replace(surroundings(), holds=(hold,)))


def broken(state: State) -> list[str]:
    """What could not be decided."""
    return [one.reason for one in state.set_aside if one.reason != "circle"]


@given(st.data(), SCRIPTS)
def test_r12_r21_a_hold_is_replayed_however_the_history_is_cut(data: DataObject, script: Script) -> None:
    """Nothing fails, and transitions, messages, state are the same."""
    hold = data.draw(holds(script))
    history = data.draw(paused(script, hold))
    cuts = data.draw(st.lists(st.integers(1, max(1, len(history))), max_size=4).map(tuple))
    whole, cut = run(script, history, hold), run(script, history, hold, cuts)
    assert broken(whole) == []
    assert (whole.made, whole.lives, whole.finished, whole.loaded.heard, whole.loaded.ledgers) == (
        cut.made,
        cut.lives,
        cut.finished,
        cut.loaded.heard,
        cut.loaded.ledgers,
    )


@given(st.data(), SCRIPTS)
def test_r12_nothing_is_sent_while_everything_is_held(data: DataObject, script: Script) -> None:
    """Nor does a run begin, nor a timer move anything."""
    hold = data.draw(holds(script).map(_of_all))
    history = data.draw(paused(script, hold))
    state = run(script, history, hold)
    assert hold.until is not None
    inside = [one for one in state.made.messages if hold.since <= one.at < hold.until and one.role is not None]
    assert inside == []
    by_traits = {one.received_at for one in history if not isinstance(one, Event)}
    moved = [one for one in state.made.transitions if hold.since <= one.at < hold.until and not one.cause]
    assert [one for one in moved if one.at not in by_traits] == []
    begun = [life.run.started_at for life in (*state.lives.values(), *state.finished.values())]
    assert [at for at in begun if hold.since <= at < hold.until] == []


def _of_all(hold: Hold) -> Hold:
    return Hold(hold.id, hold.since, extend=hold.extend, until=hold.until)


@given(st.data(), SCRIPTS)
def test_r5_r12_no_timer_is_lost_by_a_hold(data: DataObject, script: Script) -> None:
    """Whoever was let out has no timer left that waits for it."""
    hold = data.draw(holds(script))
    state = run(script, data.draw(paused(script, hold)), hold)
    left = [timer for life in state.lives.values() for one in life.positions.values() for timer in one.timers]
    assert [timer for timer in left if timer.label.startswith("held|")] == []
    waiting = [timer for timer in left if timer.at == FAR and timer.label.startswith("send:")]
    assert waiting == []


@given(st.data(), SCRIPTS)
def test_r12_a_hold_that_lasts_no_time_changes_nothing(data: DataObject, script: Script) -> None:
    """It is over when it begins."""
    history = data.draw(histories(script))
    hold = Hold("h", MONDAY + timedelta(days=1), until=MONDAY + timedelta(days=1))
    at = hold.since
    out = [
        Event(f"out{n}", customer, HOLD_RELEASED, at, at, n - 1_000, Section({"hold": "h"}))
        for n, customer in enumerate(CUSTOMERS)
    ]
    with_it = tuple(sorted((*history, *out), key=lambda one: (one.received_at, one.sequence)))
    held, free = run(script, with_it, hold), played(script, history)
    assert held.made.messages == free.made.messages
    assert held.made.transitions == free.made.transitions


@st.composite
def unclocked(draw: DrawFn) -> Script:
    """Draw a journey in UTC whose waits are durations, or for what does not come."""
    journey = replace(draw(runnable()), time_zone=None)
    script = compile_script(journey)
    clocked = (node.step.until for node in script.nodes if isinstance(node.step, Wait))
    assume(not any(isinstance(until, Clock | TraitMoment) for until in clocked))
    return script


@given(unclocked(), LENGTHS_S, LENGTHS_S)
def test_r12_a_pause_moves_all_that_time_does_by_its_length(script: Script, begins_s: int, lasts_s: int) -> None:
    """Of a run to which nothing else happens what comes before it is as it was, and the rest so much later."""
    since = MONDAY + timedelta(seconds=begins_s, microseconds=1)
    pause = timedelta(seconds=lasts_s)
    begin = Event("m1", "anna", BEGUN, MONDAY, MONDAY, 1, Section({script.key: "1"} if script.key else {}))
    out = Event("out", "anna", HOLD_RELEASED, since + pause, since + pause, 2, Section({"hold": "h"}))
    paused_ = run(script, (begin, out), Hold("h", since, until=since + pause))
    free = run(
        script,
        (begin, replace_row(out, properties=Section({"hold": "none"}))),
        Hold("none", since, journey="another"),
    )
    end = since + pause + timedelta(days=39)

    def moves(state: State, later: timedelta) -> list[tuple[object, ...]]:
        found = [
            (one.at + later if one.at >= since else one.at, one.label, one.step) for one in state.made.transitions
        ]
        return [one for one in found if one[0] < end]

    assert moves(paused_, timedelta()) == moves(free, pause)
