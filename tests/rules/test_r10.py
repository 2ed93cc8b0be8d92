"""R10, goal against timeout: who wins at a deadline, when it is decided, and the last look before sending."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.rules.scene import MONDAY, begun, by_night, moments, outcome_of, utc, world

DEADLINE = MONDAY + timedelta(days=2)
PAYING = "[{id: pay, wait: paid, up_to: 48h, then: [{send: hello}], else: [{send: nag}, {wait: 9d}]}]"


@pytest.mark.parametrize(
    ("happened", "received", "told"),
    [
        (-1, 29, ["hello"]),
        (0, 0, ["hello"]),
        (0, 29, ["hello"]),
        (1, 1, ["nag"]),
        (1, 29, ["nag"]),
        (-1, 31, ["nag"]),
        (0, 3600, ["nag"]),
    ],
)
def test_r10_a_deed_of_before_the_deadline_wins_while_the_timeout_is_not_committed(
    happened: int, received: int, told: list[str]
) -> None:
    """It wins until the watermark, 30 s behind, has passed the deadline; a deed of after the deadline never does."""
    made = begun(PAYING)
    made.wait_until(DEADLINE + timedelta(seconds=received))
    made.event("paid", at=DEADLINE + timedelta(seconds=happened))
    assert made.told == told


def test_r10_a_deed_that_was_received_before_the_deadline_was_done_before_it() -> None:
    """A clock four minutes fast, which is within what is not corrected, does not make a payment late."""
    made = begun(PAYING)
    made.wait_until(DEADLINE - timedelta(minutes=1))
    made.event("paid", at=DEADLINE + timedelta(minutes=3))
    assert made.told == ["hello"]


@pytest.mark.parametrize(("seconds", "told"), [(0, []), (29, []), (30, ["nag"]), (31, ["nag"])])
def test_r10_a_timeout_is_decided_when_the_watermark_has_passed(seconds: int, told: list[str]) -> None:
    """For 30 s after the deadline nothing is decided: an event may still be on its way."""
    made = begun(PAYING)
    made.wait_until(DEADLINE + timedelta(seconds=seconds))
    assert made.told == told


def test_r10_a_timeout_is_dated_at_its_deadline() -> None:
    """However late it is decided, its move and its message bear the instant of the deadline."""
    made = begun(PAYING)
    made.pass_time(days=5)
    assert moments(made) == [("nag", DEADLINE)]
    assert [one.at for one in made.state.made.transitions if one.label == "else"] == [DEADLINE]


def test_r10_a_deed_of_after_the_deadline_commits_the_timeout_first() -> None:
    """Who pays a second too late, and is heard at once, is reminded as of the deadline, and then counts as late."""
    made = begun(PAYING, "success: paid\n")
    made.wait_until(DEADLINE + timedelta(seconds=1))
    made.event("paid")
    assert moments(made) == [("nag", DEADLINE)]
    assert outcome_of(made) == "reached"


def test_r10_a_goal_after_the_timeout_ends_the_rest() -> None:
    """Who reaches the goal late is no longer reminded, and no task stays open."""
    steps = "[{wait: 1d}, {remind: paid, with: nag, ladder: [{after: 1d}, {after: 2d}, {after: 3d}]}, {task: call}]"
    made = begun(steps, "success: paid\n")
    made.pass_time(days=2, hours=1)
    assert made.told == ["nag"]
    made.event("paid", at=MONDAY + timedelta(hours=2))
    made.pass_time(days=30)
    assert (made.told, made.stands, outcome_of(made)) == (["nag"], [], "reached")
    assert made.state.made.opened == []


def test_r10_a_goal_cancels_what_a_person_was_to_do() -> None:
    """An open task of a run that reaches its goal is called off."""
    made = begun("[{task: call}]", "success: paid\n")
    made.event("paid")
    assert [one.outcome for one in made.state.made.closed] == ["cancelled"]


@pytest.mark.parametrize(("name", "outcome"), [("paid", "reached"), ("cancelled", "gone")])
def test_r10_a_last_look_is_taken_before_a_message_is_ready(name: str, outcome: str) -> None:
    """A message that waits for the morning is not sent to whom reached the goal, or went, in the night."""
    made = world("start: ordered\nsuccess: paid\nexit: {gone: cancelled}\nsteps: [{send: nag}]\n", facts=by_night())
    made.wait_until(utc("2026-03-02 23:00"))
    made.event("ordered")
    made.wait_until(utc("2026-03-03 09:00"))
    made.event(name)
    made.pass_time(days=1)
    assert (made.sent, outcome_of(made)) == ([], outcome)


@pytest.mark.parametrize(
    ("said", "begins"),
    [("", True), ("success_before_entry: ignore\n", True), ("success_before_entry: skip_journey\n", False)],
    ids=["by default", "ignore", "skip_journey"],
)
def test_r10_a_goal_of_before_the_entry(said: str, *, begins: bool) -> None:
    """By default who has paid already enters and is expected to pay again; with ``skip_journey`` does not enter."""
    made = world(f"{said}start: ordered\nsuccess: paid\nsteps: [{{wait: 9d}}]\n")
    made.event("paid")
    made.pass_time(hours=1)
    made.event("ordered")
    assert made.outcomes == ([None] if begins else [])
    assert made.reasons == ([] if begins else ["success_before_entry"])


@pytest.mark.parametrize("paid", [0, 1, 2, 3])
def test_r10_a_reminder_stops_where_the_deed_is_done(paid: int) -> None:
    """As many rungs are sent as were due before the deed; the rest never."""
    ladder = "[{after: 1d}, {after: 2d}, {after: 3d}]"
    made = begun(
        f"[{{remind: paid, with: nag, ladder: {ladder}, up_to: 5d, then: [{{end: did}}], else: [{{end: no}}]}}]"
    )
    made.pass_time(days=paid, hours=12)
    made.event("paid")
    made.pass_time(days=9)
    assert made.told == ["nag"] * paid
    assert outcome_of(made) == "did"


def test_r10_deadline_and_deed_and_timer_of_one_instant() -> None:
    """Where the deadlines of two waits and a payment fall on one instant, the payment moves both."""
    made = begun(
        "[{for_each: component, steps: [{wait: paid, up_to: 2d, then: [{send: hello}], else: [{send: nag}]}]}]",
        "components: {one: {done: a}, two: {done: b}}\n",
    )
    made.wait_until(DEADLINE)
    made.event("paid")
    made.pass_time(days=1)
    assert moments(made) == [("hello", DEADLINE)] * 2
