"""Laws of merging customers, over random journeys and histories (R19, R21)."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DataObject

from tropa.plan.script import Script
from tropa.plan.scripting import compile_script
from tropa.testing.histories import EVERYTHING, merging, played, runnable
from tropa.testing.world import State, journey_of

SCRIPTS = st.one_of(runnable().map(compile_script), st.builds(lambda: compile_script(journey_of(EVERYTHING))))


def sign(state: State) -> tuple[object, ...]:
    """All that a history comes to, but for in which order a store would hold it."""
    loaded = state.loaded
    heard = {who: {name: list(events) for name, events in rows.items()} for who, rows in loaded.heard.items() if rows}
    return (state.made, state.lives, heard, loaded.traits, loaded.entrances, loaded.memberships, loaded.aliases)


@given(st.data(), SCRIPTS)
def test_r19_r21_merges_are_replayed_however_the_history_is_cut(data: DataObject, script: Script) -> None:
    """Nothing fails, and state, messages and ids are the same."""
    history = data.draw(merging(script))
    cuts = data.draw(st.lists(st.integers(1, max(1, len(history))), max_size=4).map(tuple))
    whole = played(script, history)
    assert [one.reason for one in whole.set_aside if one.reason != "circle"] == []
    assert sign(played(script, history, tuple(cuts))) == sign(whole)
    assert sign(played(script, history, tuple(range(len(history))))) == sign(whole)


@given(st.data(), SCRIPTS)
def test_r19_nothing_is_left_of_whoever_is_no_more(data: DataObject, script: Script) -> None:
    """No run, no trait, nothing heard; and what is counted of the other still counts what is there."""
    state = played(script, data.draw(merging(script)))
    gone, loaded = set(state.loaded.aliases), state.loaded
    assert gone.isdisjoint(loaded.traits)
    assert gone.isdisjoint(loaded.ledgers)
    assert gone.isdisjoint(who for who, rows in loaded.heard.items() if rows)
    assert gone.isdisjoint(name.customer for name in loaded.entrances)
    assert gone.isdisjoint(name.customer for name in loaded.memberships)
    for life in state.lives.values():
        assert gone.isdisjoint((life.run.id.customer, *life.participants))
        assert gone.isdisjoint(one.id.participant for one in life.positions.values())
        assert gone.isdisjoint(one.host for one in life.positions.values())
    n_open = Counter(
        (life.run.id.journey, life.run.id.customer, life.run.id.key)
        for life in (*state.lives.values(), *state.finished.values())
        if life.run.outcome is None
    )
    assert {tuple(name): one.n_open for name, one in loaded.entrances.items() if one.n_open} == dict(n_open)


@given(st.data(), SCRIPTS)
def test_r6_r19_no_message_id_is_made_twice(data: DataObject, script: Script) -> None:
    """Whoever was whom: the ids are made of who it was at birth."""
    state = played(script, data.draw(merging(script)))
    ids = Counter(one.id for one in state.made.messages)
    assert [name for name, n in ids.items() if n > 1] == []
    tasks = Counter(one.id for one in state.made.opened)
    assert [name for name, n in tasks.items() if n > 1] == []
    assert {one.id for one in state.made.closed} <= set(tasks)
