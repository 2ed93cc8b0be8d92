"""R3, look-back: where each wait looks from, and what an event can satisfy once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.rules.scene import MONDAY, begun, outcome_of, world

LATER = "[{wait: 1d}, {wait: clicked, up_to: 1d, SINCE then: [{end: heard}], else: [{end: never}]}]"


def looked(since: str, *, hours_after_entry: float) -> str | None:
    """How it ends when a click happened so many hours after the entry, and is waited for from a day after it on."""
    steps = LATER.replace("SINCE", f"since: {since}," if since else "")
    made = world(f"start: ordered\nsteps: {steps}\n")
    click = MONDAY + timedelta(hours=hours_after_entry)
    if hours_after_entry < 0:
        made.event("clicked", at=click)
    made.event("ordered")
    if hours_after_entry >= 0:
        made.wait_until(click)
        made.event("clicked")
    made.wait_until(MONDAY + timedelta(days=3))
    return outcome_of(made)


@pytest.mark.parametrize(
    ("since", "hours", "outcome"),
    [
        ("", 1, "heard"),
        ("", 0, "heard"),
        ("", -1, "never"),
        ("entry", 1, "heard"),
        ("entry", -1, "never"),
        ("step", 1, "never"),
        ("step", 25, "heard"),
        ("ever", -1000, "heard"),
        ("36h", -11.9, "heard"),
        ("36h", -12.1, "never"),
        ("2h", 21.9, "never"),
        ("2h", 22.1, "heard"),
    ],
)
def test_r3_every_wait_has_its_anchor(since: str, hours: float, outcome: str) -> None:
    """By default from the entry on; from the step, from ever, or a duration before the wait began."""
    assert looked(since, hours_after_entry=hours) == outcome


@pytest.mark.parametrize("since", ["entry", "ever", "3d"])
def test_r3_the_entry_event_itself_satisfies_nothing(since: str) -> None:
    """A second order is waited for, however far back the wait looks."""
    made = begun(f"[{{wait: ordered, since: {since}, then: [{{end: again}}]}}]")
    assert (made.stands, outcome_of(made)) == (["steps[0]"], None)
    made.event("ordered")
    assert outcome_of(made) == "again"


def test_r3_the_entry_event_reaches_no_goal() -> None:
    """A journey whose goal is its own start waits for the second one."""
    made = begun("[{wait: 9d}]", "success: ordered\n")
    assert outcome_of(made) is None
    made.event("ordered")
    assert outcome_of(made) == "reached"


def test_r3_one_event_may_satisfy_two_steps() -> None:
    """A click since the entry is a click for every step that asks for one since the entry."""
    made = begun("[{wait: clicked}, {wait: clicked, then: [{end: both}]}]")
    made.event("clicked")
    assert outcome_of(made) == "both"


def test_r3_what_brought_a_run_to_a_step_is_not_since_that_step() -> None:
    """With ``since: step`` the click that led to the step does not count for it; the next one does."""
    made = begun("[{wait: clicked}, {wait: clicked, since: step, then: [{end: twice}]}]")
    made.event("clicked")
    assert outcome_of(made) is None
    made.event("clicked")
    assert outcome_of(made) == "twice"


@pytest.mark.parametrize("since", ["entry", "ever", "30d"])
def test_r3_an_event_resolves_a_step_once_so_that_a_loop_does_not_spin(since: str) -> None:
    """Having gone back to a wait, a run waits for another click: three clicks, three rounds."""
    steps = (
        f"[{{id: click, wait: clicked, since: {since}}}, {{send: hello}}, {{back_to: click, max_visits: unlimited}}]"
    )
    made = begun(steps)
    for rounds in (1, 2, 3):
        made.pass_time(hours=1)
        made.event("clicked")
        assert made.told == ["hello"] * rounds
        assert made.stands == ["click"]


def test_r3_after_a_way_back_waits_look_from_the_moment_of_the_jump() -> None:
    """What was heard before the jump is used up; a late event from before it never counts, one from after it does."""
    made = begun("[{id: click, wait: clicked}, {wait: 1d}, {back_to: click}]")
    made.pass_time(hours=1)
    made.event("clicked")
    made.pass_time(hours=1)
    made.event("clicked")
    made.pass_time(days=2)
    assert made.stands == ["click"]
    made.event("clicked", at=MONDAY + timedelta(hours=3))
    assert made.stands == ["click"]
    made.event("clicked", at=made.now - timedelta(hours=1))
    assert made.stands == ["steps[1]"]


def test_r3_of_several_events_all_since_the_anchor_are_counted() -> None:
    """Two clicks of before the wait and one after it are three."""
    made = begun("[{wait: 1d}, {wait: 'at_least(3, clicked)', then: [{end: thrice}]}]")
    made.event("clicked")
    made.event("clicked")
    made.pass_time(days=1, minutes=1)
    assert outcome_of(made) is None
    made.event("clicked")
    assert outcome_of(made) == "thrice"


def test_r3_a_look_back_asks_the_condition_too() -> None:
    """A click on another page does not count, before the wait as after it."""
    made = begun("[{wait: 1d}, {wait: clicked where page = 'a', then: [{end: heard}]}]")
    made.event("clicked", page="b")
    made.pass_time(days=1, minutes=1)
    made.event("clicked", page="b")
    assert outcome_of(made) is None
    made.event("clicked", page="a")
    assert outcome_of(made) == "heard"
