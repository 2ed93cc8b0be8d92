"""Laws of simulations: nobody is lost, the seed is all, and what happened can be replayed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.simulate.crowds import CONNECT, Ran, cast_of, example, ran

from tropa.engine.batch import Scripts
from tropa.engine.events import Event
from tropa.runtime.advancing import Advancing, TurnSize
from tropa.runtime.replaying import DRAINED
from tropa.runtime.surrounding import surroundings
from tropa.simulate.crowd import run_of
from tropa.stores.memory import MemoryStore

CAST = cast_of(CONNECT)
SHARES = st.sampled_from([0, 20, 50, 100])


def replayed(simulated: Ran, size: TurnSize) -> list[str]:
    """The ids of what a replay of the inputs of a simulation sends."""
    around = surroundings(
        ((one.journey, one.workspace) for one in simulated.cast.loaded if one.journey is not None),
        opted_in=True,
        hooks_answer=True,
    )
    store = MemoryStore(keeps_past=False)
    (lease,) = store.lease("replay", datetime(1970, 1, 1, tzinfo=UTC), timedelta(days=365_000), 1)
    store.append(sorted(simulated.inputs, key=lambda one: one.received_at))
    advancing = Advancing(store, Scripts(simulated.cast.scripts), around, size)
    found: list[str] = []
    for turned in advancing.turns(lease, simulated.inputs[-1].received_at + DRAINED):
        found += [one.id for one in turned.changes.made.messages]
    return found


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 999), hello=SHARES, nudge=SHARES, refuse=SHARES, customers=st.integers(1, 25))
def test_what_happened_can_be_replayed(seed: int, hello: int, nudge: int, refuse: int, customers: int) -> None:
    """R21: the inputs of a simulation, replayed at other cuts of time, give the same messages, ids included."""
    text = f"touchpoints: {{hello: {{share: {hello} %}}, nudge: {{share: {nudge} %, refuse: {refuse} %}}}}"
    simulated = ran(CAST, text, customers, seed=seed)
    ids = [one.id for one in simulated.messages]
    assert len(set(ids)) == len(ids) >= customers
    assert sorted(replayed(simulated, TurnSize(7, 5))) == sorted(ids)


@pytest.mark.parametrize("name", ["home-internet", "premium-activate", "sponsor-auto", "toolbox-manual"])
def test_the_examples_can_be_replayed(name: str) -> None:
    """R21: of visits, invitations, approvals, tasks and reminders, too."""
    simulated = ran(example(name), customers=12, seed=5)
    assert sorted(replayed(simulated, TurnSize(50, 50))) == sorted(one.id for one in simulated.messages)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(), customers=st.integers(1, 30), runs=st.integers(1, 3))
def test_nobody_is_lost(seed: int, customers: int, runs: int) -> None:
    """Every customer of every run enters once and ends once, or is open still."""
    done = ran(CAST, "", customers, runs, seed)
    assert done.done.tally.n_runs == customers * runs
    assert sum(done.outcomes().values()) == customers * runs
    entered = [one for one in done.inputs if isinstance(one, Event) and one.name == "ordered"]
    assert {run: sum(run_of(one.customer) == run for one in entered) for run in range(1, runs + 1)} == dict.fromkeys(
        range(1, runs + 1), customers
    )


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(), more=st.integers(1, 20))
def test_a_customer_behaves_the_same_whoever_else_is_there(seed: int, more: int) -> None:
    """With more customers and more runs the first ones do and get just what they did and got."""
    few, many = ran(CAST, "", 5, 1, seed), ran(CAST, "", 5 + more, 2, seed)
    mine = {one.to for one in few.messages}
    assert sorted((one.id, one.at) for one in few.messages) == sorted(
        (one.id, one.at) for one in many.messages if one.to in mine
    )
    assert ran(CAST, "", 5, 1, seed).inputs == few.inputs
