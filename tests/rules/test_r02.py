"""R2, late events: they satisfy what is unresolved, undo nothing, and history moves nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.rules.scene import MONDAY, begun, ids, outcome_of, world

WAITING = "[{wait: paid, then: [{end: heard}]}]"
IN_TIME = "[{wait: paid, up_to: 1d, then: [{send: hello}], else: [{send: nag}, {wait: 9d}]}]"


@pytest.mark.parametrize("days", [0, 1, 30, 400])
def test_r2_an_event_satisfies_an_unresolved_wait_however_late_it_arrives(days: int) -> None:
    """What happened an hour after the entry is heard after days, and after a year."""
    made = begun(WAITING)
    made.pass_time(days=days, hours=1)
    made.event("paid", at=MONDAY + timedelta(hours=1))
    assert outcome_of(made) == "heard"


@pytest.mark.parametrize(("seconds", "outcome"), [(-1, None), (0, "heard"), (1, "heard")])
def test_r2_the_anchor_itself_is_included(seconds: int, outcome: str | None) -> None:
    """An event of the very instant of the entry satisfies, one of a second before it never does."""
    made = begun(WAITING)
    made.pass_time(days=1)
    made.event("paid", at=MONDAY + timedelta(seconds=seconds))
    assert outcome_of(made) == outcome


@pytest.mark.parametrize(("seconds", "outcome"), [(-1, None), (0, "reached")])
def test_r2_a_goal_of_before_the_entry_is_never_reached_by_a_late_event(seconds: int, outcome: str | None) -> None:
    """The goal is reached by what happened since the entry, and by nothing older."""
    made = begun("[{wait: 90d}]", "success: paid\n")
    made.pass_time(days=1)
    made.event("paid", at=MONDAY + timedelta(seconds=seconds))
    assert outcome_of(made) == outcome


def test_r2_a_committed_step_is_never_undone() -> None:
    """Who paid in time but is heard of after the reminder went out has been reminded, and goes on from there."""
    made = begun(IN_TIME)
    made.pass_time(days=2)
    before = (made.told, made.stands, ids(made))
    assert before[0] == ["nag"]
    made.event("paid", at=MONDAY + timedelta(hours=1))
    assert (made.told, made.stands, ids(made)) == before


def test_r2_an_exit_of_before_the_entry_lets_nobody_out() -> None:
    """A cancellation of last week says nothing of this week's order."""
    made = begun("[{wait: 90d}]", "exit: {gone: cancelled}\n")
    made.event("cancelled", at=MONDAY - timedelta(days=7))
    assert outcome_of(made) is None
    made.event("cancelled")
    assert outcome_of(made) == "gone"


@pytest.mark.parametrize(("hours", "begins"), [(0, True), (24, True), (24.001, False), (1000, False)])
def test_r2_who_is_told_of_more_than_a_day_late_does_not_enter(hours: float, *, begins: bool) -> None:
    """Between an entry event and its receipt lie 24 hours at most, unless the journey says otherwise."""
    made = world(f"start: ordered\nsteps: {WAITING}\n")
    made.event("ordered", at=MONDAY - timedelta(hours=hours))
    assert bool(made.lives) is begins
    assert made.reasons == ([] if begins else ["too_old"])


@pytest.mark.parametrize(("days", "begins"), [(3, True), (3.01, False)])
def test_r2_a_journey_says_how_old_its_entry_may_be(days: float, *, begins: bool) -> None:
    """``max_age: 3d`` lets in what is three days old, and nothing older."""
    made = world(f"start: {{for: ordered, max_age: 3d}}\nsteps: {WAITING}\n")
    made.event("ordered", at=MONDAY - timedelta(days=days))
    assert bool(made.lives) is begins


def test_r2_imported_history_begins_nothing() -> None:
    """An order of the past greets nobody."""
    made = world("start: ordered\nsteps: [{send: hello}]\n")
    made.event("ordered", historical=True)
    made.pass_time(days=9)
    assert (made.lives, made.sent) == ([], [])
    assert made.reasons == ["historical"]


@pytest.mark.parametrize("name", ["paid", "cancelled", "clicked"])
def test_r2_imported_history_resumes_nothing(name: str) -> None:
    """It neither satisfies a wait, nor reaches a goal, nor lets anybody out."""
    made = begun("[{wait: clicked, then: [{send: hello}]}]", "success: paid\nexit: {gone: cancelled}\n")
    made.event(name, historical=True)
    assert (made.outcomes, made.sent, made.stands) == ([None], [], ["steps[0]"])
    made.event(name)
    assert made.outcomes != [None]


def test_r2_imported_history_is_seen_by_whoever_looks_back() -> None:
    """What was imported has happened all the same: a wait that looks back at everything finds it."""
    made = world("start: ordered\nsteps: [{wait: clicked, since: ever, then: [{end: heard}]}]\n")
    made.event("clicked", at=MONDAY - timedelta(days=300), historical=True)
    made.event("ordered")
    assert outcome_of(made) == "heard"
