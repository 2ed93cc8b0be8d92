"""Laws of moving runs between versions, over random journeys, edits and histories (R11)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DataObject, DrawFn, SearchStrategy

from tropa.engine.advance import advance
from tropa.engine.batch import Batch, Scripts
from tropa.engine.changes import Transition
from tropa.engine.events import Event
from tropa.engine.migrating import Migration, migration_in, told
from tropa.engine.state import PositionId, RunId
from tropa.engine.versions import Choice, refusals
from tropa.journey.codecs.values import Section
from tropa.journey.model.journey import Journey
from tropa.plan.our_events import RUN_MIGRATED
from tropa.plan.script import Script
from tropa.plan.scripting import compile_script
from tropa.testing.histories import CUSTOMERS, EVERYTHING, histories, runnable
from tropa.testing.world import MONDAY, State, journey_of, surroundings

HOWS = st.sampled_from(("stay", "follow", "follow", "restart_wait", "exit"))


@st.composite
def edited(draw: DrawFn) -> tuple[Script, Script]:
    """Draw a journey and what became of it: steps turned, left out, or those of another."""
    old = draw(st.one_of(runnable(), st.just(journey_of(EVERYTHING))))
    steps = old.steps or ()
    other = draw(runnable())
    new = draw(st.sampled_from((steps[::-1], steps[1:], steps, (*(other.steps or ()), *steps), other.steps)))
    return compile_script(old), compile_script(_with(old, new), version=2)


def _with(journey: Journey, steps: object) -> Journey:
    return replace(journey, steps=steps)  # type: ignore[arg-type]


def choices(old: Script, new: Script) -> SearchStrategy[Section[Choice]]:
    """Draw what becomes of those who stand anywhere."""
    targets = st.sampled_from([node.name for node in new.nodes] or ["x"])
    one = st.one_of(st.builds(Choice, HOWS), st.builds(Choice, st.just("move_to"), targets))
    steps = st.sampled_from([node.name for node in old.nodes] or ["x"])
    return st.dictionaries(steps, one).map(lambda found: Section(dict(sorted(found.items()))))


@given(st.data(), edited())
def test_r11_whatever_is_chosen_every_run_stands_somewhere(data: DataObject, pair: tuple[Script, Script]) -> None:
    """Nothing fails; each run follows one version, at steps of it; the transitions tell where it stands."""
    old, new = pair
    history = data.draw(histories(old))
    rest = Choice(data.draw(st.sampled_from(("stay", "follow"))))
    asked = Migration(old.journey, 1, 2, data.draw(choices(old, new)), rest)
    cut = data.draw(st.integers(0, len(history)))
    state, around = State(), surroundings()
    before, after = history[:cut], history[cut:]
    at = before[-1].received_at if before else MONDAY
    state.take_over(advance(Scripts([old]), Batch(before, at), state.loaded, around))
    moves = tuple(
        Event(f"go{n}", customer, RUN_MIGRATED, at, at, 500 + n, told(asked)) for n, customer in enumerate(CUSTOMERS)
    )
    both = Scripts([new], [old])
    state.take_over(advance(both, Batch(moves, at), state.loaded, around))
    _stand_well(state, both)
    state.take_over(advance(both, Batch(after, at + timedelta(days=400)), state.loaded, around))
    assert [one.reason for one in state.set_aside if one.reason != "circle"] == []
    _stand_well(state, both)


def _stand_well(state: State, scripts: Scripts) -> None:
    for life in state.lives.values():
        script = scripts.of(life)
        assert script is not None
        assert [place.step for place in life.positions if script.node(place.step) is None] == []
    stored = {(run, place) for run, life in state.lives.items() for place in life.positions}
    assert _folded(state.made.transitions) == stored


def _folded(transitions: list[Transition]) -> set[tuple[RunId, PositionId]]:
    there: dict[tuple[RunId, PositionId], bool] = {}
    for one in transitions:
        if one.place is not None and not one.beside:
            there.pop((one.run, one.place), None)
        if one.step is not None:
            there[one.run, PositionId(one.participant, one.branch, one.step, one.visit)] = True
    return set(there)


@given(st.data(), edited())
def test_r11_what_is_refused_moves_nobody(data: DataObject, pair: tuple[Script, Script]) -> None:
    """Only choices that can be made are carried out; a migration is read back as it was written."""
    old, new = pair
    asked = Migration(old.journey, 1, 2, data.draw(choices(old, new)))
    event = Event("go", "anna", RUN_MIGRATED, MONDAY, MONDAY, 0, told(asked))
    assert migration_in(event) == asked
    barred = {one.step for one in refusals(old, new, asked.choices)}
    for step, choice in asked.choices.items():
        if choice.how == "move_to" and step not in barred:
            assert new.node(choice.to) is not None
