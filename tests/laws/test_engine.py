"""Laws of the engine, over random journeys, the examples, and random histories, hostile ones too."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DataObject, DrawFn, SearchStrategy
from msgspec import structs

from tropa.engine.advance import advance
from tropa.engine.batch import Batch, Scripts
from tropa.engine.caps import caps_of
from tropa.engine.changes import Transition
from tropa.engine.events import Event, Input
from tropa.engine.intents import SendingFacts
from tropa.engine.state import PositionId, RunId
from tropa.journey.codecs.values import Clock, Duration, Rate, Section, Window
from tropa.journey.model.journey import Exit, Journey, Start, Success
from tropa.journey.model.steps import Remind, Wait
from tropa.journey.signals import AllOf, AnyOf, AtLeast, Every, Named, Signal
from tropa.plan.script import Script
from tropa.plan.scripting import compile_script
from tropa.runtime.definitions import load
from tropa.testing.histories import BEGUN, EVERYTHING, histories, played, runnable
from tropa.testing.world import MONDAY, State, journey_of, surroundings

EXAMPLES = ("home-internet", "instalment", "lifecycle", "premium-activate", "sponsor-auto", "toolbox-manual")
"""Those of the eight that have steps of ours: one is a map, one is observed."""
FOLDER = Path(__file__).parents[2] / "src" / "tropa" / "data" / "examples"
STRICT = surroundings(
    SendingFacts(
        quiet_hours=Window(Clock(1_320), Clock(540)),
        caps=caps_of({"reminder": Rate(1, Duration(2, "d")), "onboarding": Rate(2, Duration(1, "w"))}),
    )
)
"""Rules of sending that delay and skip."""


@cache
def script_of(name: str) -> Script:
    """The script of an example."""
    loaded = load(FOLDER / f"{name}.yaml")
    assert loaded.journey is not None
    return compile_script(loaded.journey, loaded.workspace)


def everything() -> Script:
    """The script of a journey with every kind of step."""
    return compile_script(journey_of(EVERYTHING))


EVERY_KIND = st.builds(everything)
SCRIPTS = st.one_of(runnable().map(compile_script), EVERY_KIND, EVERY_KIND, st.sampled_from(EXAMPLES).map(script_of))
"""Random journeys, the one with everything, the examples."""


def broken(state: State) -> list[str]:
    """Why anything could not be decided; a cut chain of consequences is a decision."""
    return [one.reason for one in state.set_aside if one.reason != "circle"]


@given(st.data(), SCRIPTS)
def test_a_decision_never_fails(data: DataObject, script: Script) -> None:
    """Whatever the language can say, and whatever comes in, has a meaning."""
    assert broken(played(script, data.draw(histories(script)), around=STRICT)) == []


@pytest.mark.parametrize("name", EXAMPLES)
@given(data=st.data())
@settings(max_examples=40)
def test_the_examples_take_any_history(name: str, data: DataObject) -> None:
    """Nothing is set aside, and no run is without a position or an outcome."""
    script = script_of(name)
    state = played(script, data.draw(histories(script)), around=STRICT)
    assert broken(state) == []
    assert all(life.run.outcome is not None for life in state.finished.values())
    assert all(life.positions for life in state.lives.values())


def sign(state: State) -> tuple[object, ...]:
    """All that a history comes to."""
    return (
        state.made,
        state.lives,
        state.finished,
        state.loaded.entrances,
        state.loaded.heard,
        state.loaded.traits,
        state.loaded.assignments,
        state.loaded.ledgers,
        state.ignored,
        state.set_aside,
    )


@given(st.data(), SCRIPTS)
def test_r21_a_replay_is_equal_and_batches_of_any_size_are_too(data: DataObject, script: Script) -> None:
    """However the history is cut, transitions, messages, ids and state are the same."""
    history = data.draw(histories(script))
    cuts = data.draw(st.lists(st.integers(1, max(1, len(history))), max_size=4).map(tuple))
    one_by_one = tuple(range(len(history)))
    whole = sign(played(script, history, around=STRICT))
    assert sign(played(script, history, around=STRICT)) == whole
    assert sign(played(script, history, cuts, STRICT)) == whole
    assert sign(played(script, history, one_by_one, STRICT)) == whole


@given(st.data(), st.sampled_from(EXAMPLES), st.randoms(use_true_random=False))
def test_r8_r9_order_of_delivery_and_repetitions_change_nothing(data: DataObject, name: str, rng: Random) -> None:
    """What is given twice, or out of order within a batch, is taken once and in order."""
    script = script_of(name)
    history = data.draw(histories(script))
    again = st.lists(st.sampled_from(history), max_size=5) if history else st.just([])
    mixed: list[Input] = [*history, *data.draw(again)]
    rng.shuffle(mixed)
    upto = max((given.received_at for given in history), default=MONDAY) + timedelta(days=40)
    outcomes = []
    for inputs in (history, tuple(mixed)):
        state = State()
        state.take_over(advance(Scripts([script]), Batch(inputs, upto), state.loaded, surroundings()))
        outcomes.append(sign(state)[:8])
    assert outcomes[0] == outcomes[1]


@given(st.data(), SCRIPTS)
def test_the_transitions_tell_where_everybody_stands(data: DataObject, script: Script) -> None:
    """Folding them gives the positions that are stored."""
    state = played(script, data.draw(histories(script)))
    stored = {(run, place) for run, life in state.lives.items() for place in life.positions}
    assert _folded(state.made.transitions) == stored


def _folded(transitions: list[Transition]) -> set[tuple[RunId, PositionId]]:
    """Positions that were come to and not left: those that only forked or went on beside stay."""
    there: dict[tuple[RunId, PositionId], bool] = {}
    for one in transitions:
        if one.place is not None and not one.beside:
            there.pop((one.run, one.place), None)
        if one.step is not None:
            there[one.run, PositionId(one.participant, one.branch, one.step, one.visit)] = True
    return set(there)


@given(st.data(), st.sampled_from(EXAMPLES))
def test_no_message_has_the_id_of_another(data: DataObject, name: str) -> None:
    """Whatever loops, branches and roles there are."""
    script = script_of(name)
    messages = played(script, data.draw(histories(script, most=25))).made.messages
    assert len({one.id for one in messages}) == len(messages)


@st.composite
def of_the_entry(draw: DrawFn) -> Signal:
    """Draw signals that the entry event alone would bring about, were it to count."""
    one: SearchStrategy[Signal] = st.sampled_from((Named(BEGUN), Every()))
    several: SearchStrategy[tuple[Signal, ...]] = st.lists(one, min_size=1, max_size=3).map(tuple)
    joined = (several.map(AnyOf), several.map(AllOf), several.map(lambda members: AtLeast(1, members)))
    return draw(st.one_of(one, *joined))


@given(of_the_entry(), st.sampled_from((None, "entry", "step", "ever", "3d")), st.booleans())
def test_r3_the_entry_event_satisfies_nothing(signal: Signal, since: str | None, again: bool) -> None:  # noqa: FBT001  drawn
    """No wait, reminder, goal or exit, however far they look; the same said again satisfies all of them."""
    parts = (Wait(until=signal, since=since), Remind(signal=signal, up_to=Duration(9, "d")))
    for asked in (Journey(journey="a", steps=(part, part)) for part in parts):
        stands = _after(replace(asked, start=Start(for_=Named(BEGUN))), again=again)
        where = [place.step for life in stands.lives.values() for place in life.positions]
        assert ("steps[0]" in where) is not again
    goal = Journey(journey="a", start=Start(for_=Named(BEGUN)), steps=(Wait(until=Duration(9, "d")),))
    for ending in (
        replace(goal, success=Success(for_=signal)),
        replace(goal, exit=Section({"out": Exit(for_=signal)})),
    ):
        assert len(_after(ending, again=again).lives) == (0 if again else 1)


def _after(journey: Journey, *, again: bool) -> State:
    """What stands after the entry event, said once or twice."""
    said = Event("m1", "anna", BEGUN, MONDAY, MONDAY, 1, Section())
    twice = structs.replace(said, message_id="m2", sequence=2)
    state, script = State(), compile_script(journey)
    inputs = (said, twice) if again else (said,)
    state.take_over(advance(Scripts([script]), Batch(inputs), state.loaded, surroundings()))
    return state
