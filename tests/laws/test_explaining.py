"""Laws of explanations, over random journeys and histories (R20)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DataObject

from tropa.engine.batch import Scripts
from tropa.engine.explaining import Explanation, Kept, explained
from tropa.engine.holds import Hold
from tropa.plan.script import Script
from tropa.plan.scripting import compile_script
from tropa.testing.histories import CUSTOMERS, EVERYTHING, histories, played, runnable
from tropa.testing.world import MONDAY, State, journey_of

SCRIPTS = st.one_of(runnable().map(compile_script), st.builds(lambda: compile_script(journey_of(EVERYTHING))))


def explain(script: Script, state: State, customer: str) -> Explanation:
    """The explanation of one customer as the state stands."""
    lives = (*state.lives.values(), *state.finished.values())
    kept = Kept(
        customer,
        script.journey,
        tuple(life for life in lives if customer in life.participants),
        tuple(state.made.transitions),
        tuple((one, "ready") for one in state.made.messages),
        tuple(state.made.suppressed),
        tuple(state.ignored),
        holds=(Hold("h", MONDAY),),
    )
    return explained(Scripts([script]), kept, MONDAY)


@given(st.data(), SCRIPTS)
def test_r20_every_position_is_explained_from_the_beginning(data: DataObject, script: Script) -> None:
    """By moves of which each begins where the one before has come to, in the order in which they were made."""
    state = played(script, data.draw(histories(script)))
    for customer in CUSTOMERS:
        for run in explain(script, state, customer).runs:
            for standing in run.stands:
                way = standing.way
                assert way[0].came_from is None
                assert way[-1].step == standing.place.step
                assert [one.came_from for one in way[1:]] == [one.step for one in way[:-1]]
                assert [one.at for one in way] == sorted(one.at for one in way)


@given(st.data(), SCRIPTS)
def test_r20_an_open_run_says_what_would_move_it_and_a_finished_one_how_it_ended(
    data: DataObject, script: Script
) -> None:
    """Every timer of a position is among what would move it; nothing is said to lead to a step that is not there."""
    state = played(script, data.draw(histories(script)))
    for customer in CUSTOMERS:
        for run in explain(script, state, customer).runs:
            assert (run.ended_by is None) == (run.outcome is None)
            life = state.lives.get(run.run) or state.finished[run.run]
            for standing in run.stands:
                timers = life.positions[standing.place].timers
                told = [one for one in standing.moves_on if one.what in {"time", "message", "rung", "escalation"}]
                assert len(told) == len(timers)
                assert all(one.to is None or script.node(one.to) is not None for one in standing.moves_on)
