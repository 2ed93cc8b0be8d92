"""What ``'*'`` means to a run: whatever the customer does, and not what runs do themselves."""

from __future__ import annotations

import pytest

from tropa.plan.our_events import INPUTS, UNDERTAKEN
from tropa.testing.world import World

WAITS = "start: begun\nsteps: [{wait: '*', since: step}, {id: next, wait: 9d}]"


@pytest.mark.parametrize("name", ["anything", "task_done", *sorted(UNDERTAKEN)])
def test_any_event_is_a_deed_of_the_customer(name: str) -> None:
    """What is done to runs, and what they tell, moves nobody who waits for a sign of life."""
    world = World(WAITS)
    world.event("begun")
    world.event(name)
    assert (world.stands == ["next"]) is (name not in UNDERTAKEN)


@pytest.mark.parametrize("start", ["'*'", "any('*', begun)"])
def test_a_start_by_any_event_is_a_deed_too(start: str) -> None:
    """A segment that was entered begins no run of it."""
    world = World(f"start: {start}\nsteps: [{{wait: 9d}}]")
    world.event("segment_left", segment="x")
    world.event("run_ended")
    assert world.outcomes == []
    world.event("looked")
    assert world.outcomes == [None]


def test_what_a_run_writes_itself_does_not_end_its_wait() -> None:
    """A customer whose part in an experiment was recorded has done nothing."""
    world = World(
        "start: begun\nexperiments: {e: {arms: {a: 100 %}}}\nexit: {left: \"any('*', bye)\"}\n"
        "steps: [{split: e, arms: {a: []}}, {wait: 9d}]"
    )
    world.event("begun")
    assert world.outcomes == [None]
    assert [one.name for one in world.state.made.emitted] == ["experiment_assigned"]


def test_what_is_named_is_heard() -> None:
    """Whoever asks for an event of our own by its name hears it."""
    world = World("start: begun\nsteps: [{wait: run_ended}, {id: next, wait: 9d}]")
    world.event("begun")
    world.event("run_ended")
    assert world.stands == ["next"]
    assert INPUTS & UNDERTAKEN
