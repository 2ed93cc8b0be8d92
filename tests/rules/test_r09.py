"""R9, idempotency: what was taken in once moves nothing a second time."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.rules.replayed import line, replay
from tests.rules.scene import begun, outcome_of, runs, world


def test_r9_a_repeated_event_begins_no_second_run() -> None:
    """Delivered three times, an order is one order, however many runs are allowed."""
    made = world("reentry: {parallel: 9}\nstart: ordered\nsteps: [{wait: paid}]\n")
    for _ in range(3):
        made.event("ordered", message_id="once")
    assert runs(made) == [(None, 1, None)]
    assert made.reasons == ["duplicate", "duplicate"]
    made.event("ordered", message_id="twice")
    assert len(made.lives) == 2


@pytest.mark.parametrize("days", [0, 1, 7])
def test_r9_a_repetition_is_known_for_a_week(days: int) -> None:
    """The same click, delivered again up to seven days later, is not a second click."""
    made = begun("[{wait: 'at_least(2, clicked)', then: [{end: twice}]}]")
    made.event("clicked", message_id="c")
    made.pass_time(days=days)
    made.event("clicked", message_id="c")
    assert outcome_of(made) is None
    made.event("clicked", message_id="d")
    assert outcome_of(made) == "twice"


def test_r9_equal_events_with_ids_of_their_own_are_two() -> None:
    """Two clicks of the same instant that say the same are two clicks."""
    made = begun("[{wait: 'at_least(2, clicked)', then: [{end: twice}]}]")
    made.event("clicked", page="x")
    made.event("clicked", page="x")
    assert outcome_of(made) == "twice"


def test_r9_a_repetition_that_says_something_else_is_still_one() -> None:
    """The id decides: what comes again under it, with another name or property, is not looked at."""
    made = begun("[{wait: clicked where page = 'a', then: [{end: heard}]}]")
    made.event("clicked", message_id="c", page="b")
    made.event("clicked", message_id="c", page="a")
    assert outcome_of(made) is None


def test_r9_an_answer_of_a_person_counts_once() -> None:
    """The task of the second round is not closed by the answer to the first, delivered again."""
    made = begun("[{id: t, task: call, outcomes: {again: [{back_to: t}], done: [{end: done}]}}]")
    made.event("task_done", message_id="x", task="t", outcome="again")
    made.event("task_done", message_id="x", task="t", outcome="again")
    assert [one.outcome for one in made.state.made.closed] == ["again"]
    assert len(made.state.made.opened) == 2


def test_r9_a_transition_is_made_once_from_each_position() -> None:
    """No position is left twice, whatever is delivered again."""
    made = begun("[{wait: 1d}, {send: nag}, {wait: clicked}, {send: hello}]")
    for _ in range(3):
        made.pass_time(days=1)
        made.event("clicked", message_id="c")
        made.event("ordered", message_id="m1")
    left = [(one.place, one.branch) for one in made.state.made.transitions if one.place and not one.beside]
    assert len(left) == len(set(left))
    assert made.told == ["nag", "hello"]


def test_r9_a_log_with_repetitions_is_replayed_as_one_without(tmp_path: Path) -> None:
    """A line with a message id that was read is counted as a duplicate, and changes nothing else."""
    steps = "start: ordered\nsteps: [{wait: 'at_least(2, clicked)', then: [{end: twice}]}]\n"
    log = [line("ordered", "09:00:00"), *({**line("clicked", "09:10:00"), "messageId": "c"} for _ in range(3))]
    found = replay(tmp_path, steps, log)
    assert found["runs"][0]["outcome"] == "open"
    assert found["n_duplicates"] == 2
