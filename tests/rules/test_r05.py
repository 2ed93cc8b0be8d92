"""R5, overdue timers: once, in order, and what becomes of what is late."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.rules.scene import MONDAY, begun, by_night, ids, moments, outcome_of, utc, world

from tropa.engine.holds import Hold
from tropa.testing.world import World

EVENING = utc("2026-03-02 23:00")


def ordered_at_night(steps: str) -> World:
    """Anna orders at eleven in the evening; quiet hours last till nine."""
    made = world(f"start: ordered\nsteps: {steps}\n", facts=by_night())
    made.wait_until(EVENING)
    made.event("ordered")
    return made


def paused(made: World, *, days: float, extend: bool = False) -> None:
    """The workspace is held for so many days from now on, and let out again."""
    since = made.now
    made.around = replace(made.around, holds=(Hold("h", since, extend=extend),))
    made.pass_time(days=days)
    assert made.sent == []
    made.around = replace(made.around, holds=(Hold("h", since, extend=extend, until=made.now),))
    made.event("hold_released", hold="h")


def test_r5_after_a_month_of_downtime_every_timer_fires_once_in_due_order() -> None:
    """Nobody looked for a month; then each reminder goes out once, dated when it was due."""
    made = begun("[{wait: 1d}, {send: nag}, {wait: 2d}, {send: last}, {wait: 3d}, {send: hello}]")
    made.pass_time(days=30)
    made.pass_time(days=30)
    due = [("nag", 1), ("last", 3), ("hello", 6)]
    assert moments(made) == [(name, MONDAY + timedelta(days=day)) for name, day in due]
    assert len(set(ids(made))) == 3


def test_r5_runs_catch_up_in_the_order_in_which_they_were_due() -> None:
    """Of two customers the one whose timer was due first is served first, whoever came first."""
    made = world("start: ordered\nsteps: [{wait: 'traits.at'}, {send: nag}]\n")
    made.traits("anna", at="2026-03-09T12:00:00Z")
    made.traits("ben", at="2026-03-05T12:00:00Z")
    made.event("ordered", "anna")
    made.event("ordered", "ben")
    made.pass_time(days=30)
    assert [to for _, _, to in made.sent] == ["ben", "anna"]


@pytest.mark.parametrize(
    ("late", "sent", "outcome"),
    [
        ("send", [("hello", utc("2026-03-03 09:00"))], "after"),
        ("{do: send, after: 2h}", [("hello", utc("2026-03-03 09:00"))], "after"),
        ("{do: skip, after: 2h}", [], "after"),
        ("{do: skip, after: 11h}", [("hello", utc("2026-03-03 09:00"))], "after"),
        ("{do: exit, after: 2h}", [], "ended"),
        ("{do: exit, after: 11h}", [("hello", utc("2026-03-03 09:00"))], "after"),
    ],
)
def test_r5_each_send_says_what_becomes_of_it_when_it_is_late(
    late: str, sent: list[tuple[str, object]], outcome: str
) -> None:
    """Ten hours of quiet are too long for a tolerance of two: sent all the same, left out, or the run ends."""
    made = ordered_at_night(f"[{{send: hello, if_late: {late}}}, {{end: after}}]")
    made.pass_time(days=2)
    assert (moments(made), outcome_of(made)) == (sent, outcome)


def test_r5_the_next_window_is_the_same_time_of_another_day() -> None:
    """Due at noon and let go at three, two days late, a message for the next window goes out at the next noon."""
    made = begun("[{wait: 3h}, {send: hello, if_late: {do: next_window, after: 1h}}]")
    made.pass_time(hours=1)
    paused(made, days=2, extend=False)
    made.pass_time(hours=5)
    made.pass_time(days=2)
    assert moments(made) == [("hello", utc("2026-03-04 12:00"))]


@pytest.mark.parametrize(
    ("touchpoint", "days", "told"),
    [
        ("nag", 0.9, True),
        ("nag", 1.5, False),
        ("offer", 1.5, False),
        ("stay", 1.5, False),
        ("hello", 1.5, True),
        ("alarm", 1.5, True),
        ("greet", 0.9, True),
        ("greet", 1.5, False),
    ],
)
def test_r5_what_no_step_says_the_class_says(touchpoint: str, days: float, *, told: bool) -> None:
    """Reminders and offers are dropped a day after they were due; service and crises are told however late."""
    made = begun(f"[{{wait: 1h}}, {{send: {touchpoint}}}]")
    paused(made, days=days)
    made.pass_time(days=2)
    assert bool(made.sent) is told


def test_r5_the_next_wait_counts_from_the_actual_send() -> None:
    """What was due at eleven and left at nine in the morning is followed a day after nine."""
    made = ordered_at_night("[{send: hello}, {wait: 1d}, {send: nag}]")
    made.pass_time(days=3)
    assert moments(made) == [("hello", utc("2026-03-03 09:00")), ("nag", utc("2026-03-04 09:00"))]


def test_r5_consent_is_asked_again_when_a_late_message_fires() -> None:
    """Who takes consent back during the night is not written to in the morning."""
    made = ordered_at_night("[{send: nag}, {end: after}]")
    made.traits(consent_contract=False)
    made.pass_time(days=1)
    assert (made.sent, outcome_of(made)) == ([], "after")


def test_r5_exits_and_goals_are_looked_at_again_when_a_late_message_fires() -> None:
    """Who cancels, or pays, while a message waits for the morning is not sent it."""
    for name, outcome in (("cancelled", "gone"), ("paid", "reached")):
        made = world(
            "start: ordered\nsuccess: paid\nexit: {gone: cancelled}\nsteps: [{send: hello}]\n", facts=by_night()
        )
        made.wait_until(EVENING)
        made.event("ordered")
        made.event(name)
        made.pass_time(days=2)
        assert (made.sent, outcome_of(made)) == ([], outcome)


def test_r5_overdue_timers_fire_once_at_the_release_in_their_order() -> None:
    """Three days of pause, not counted: both steps that came due happen at the release, one after the other."""
    made = begun("[{wait: 1d}, {send: hello}, {wait: 1d}, {send: alarm}]")
    paused(made, days=3)
    made.pass_time(days=3)
    made.pass_time(days=3)
    assert made.told == ["hello", "alarm"]


def test_r5_a_wait_that_is_extended_goes_on_where_it_stopped() -> None:
    """Three days of pause lengthen a wait of two days to five."""
    made = begun("[{wait: 48h}, {send: hello}]")
    paused(made, days=3, extend=True)
    made.pass_time(days=3)
    assert moments(made) == [("hello", MONDAY + timedelta(days=5))]
