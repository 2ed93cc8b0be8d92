"""R7, time zones: calendar days, elapsed hours, clocks that do not exist, and the night."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.rules.scene import by_night, moments, outcome_of, utc, world

from tropa.testing.world import World


def waited(zone: str, begins: str, wait: str) -> datetime:
    """When a wait that begins at an instant of UTC is over for a customer in a zone."""
    made = world(f"start: ordered\nsteps: [{{wait: {wait}}}, {{send: hello}}]\n")
    made.wait_until(utc(begins))
    made.traits(time_zone=zone)
    made.event("ordered")
    made.pass_time(days=800)
    ((_, at),) = moments(made)
    return at


@pytest.mark.parametrize(
    ("zone", "begins", "wait", "ends"),
    [
        pytest.param("Europe/Berlin", "2026-03-28 11:00", "1d", "2026-03-29 10:00", id="Berlin, spring, a day"),
        pytest.param("Europe/Berlin", "2026-03-28 11:00", "24h", "2026-03-29 11:00", id="Berlin, spring, 24 hours"),
        pytest.param("Europe/Berlin", "2026-10-24 10:00", "1d", "2026-10-25 11:00", id="Berlin, autumn, a day"),
        pytest.param("Europe/Berlin", "2026-10-24 10:00", "24h", "2026-10-25 10:00", id="Berlin, autumn, 24 hours"),
        pytest.param("Europe/Berlin", "2026-03-24 11:00", "1w", "2026-03-31 10:00", id="Berlin, spring, a week"),
        pytest.param("Europe/Berlin", "2026-03-28 01:30", "1d", "2026-03-29 01:00", id="half past two is no more"),
        pytest.param("Europe/Berlin", "2026-10-24 00:30", "1d", "2026-10-25 00:30", id="half past two comes twice"),
        pytest.param(
            "Europe/Berlin", "2026-10-25 01:30", "1d", "2026-10-26 01:30", id="begun in the second of the two"
        ),
        pytest.param("Australia/Lord_Howe", "2026-10-02 15:45", "1d", "2026-10-03 15:30", id="a gap of half an hour"),
        pytest.param("Australia/Lord_Howe", "2026-04-03 14:45", "1d", "2026-04-04 14:45", id="half an hour twice"),
        pytest.param("Australia/Lord_Howe", "2026-04-04 01:00", "2d", "2026-04-06 01:30", id="half an hour more"),
        pytest.param("Asia/Kathmandu", "2026-03-28 11:00", "1d", "2026-03-29 11:00", id="no change at all"),
        pytest.param("Pacific/Apia", "2011-12-28 20:00", "2d", "2011-12-30 10:00", id="a date that never was"),
        pytest.param("UTC", "2028-02-28 09:00", "1d", "2028-02-29 09:00", id="leap day"),
        pytest.param("UTC", "2028-02-28 09:00", "2d", "2028-03-01 09:00", id="over the leap day"),
        pytest.param("UTC", "2027-02-28 09:00", "1d", "2027-03-01 09:00", id="no leap day"),
    ],
)
def test_r7_days_and_weeks_are_calendar_and_hours_elapse(zone: str, begins: str, wait: str, ends: str) -> None:
    """The same local time n dates later; of gaps the first instant after, of doubled times the first."""
    assert waited(zone, begins, wait) == utc(ends)


@pytest.mark.parametrize(
    ("customer", "journey", "workspace", "zone"),
    [
        ("Asia/Tokyo", "Europe/Berlin", "Europe/Moscow", "Asia/Tokyo"),
        (None, "Europe/Berlin", "Europe/Moscow", "Europe/Berlin"),
        (None, None, "Europe/Moscow", "Europe/Moscow"),
        (None, None, None, "UTC"),
        ("Mars/Olympus", "Europe/Berlin", "Europe/Moscow", "Europe/Berlin"),
        ("../../etc/passwd", None, "Europe/Moscow", "Europe/Moscow"),
        ("", "Europe/Berlin", None, "Europe/Berlin"),
    ],
)
def test_r7_the_customers_zone_then_the_journeys_then_the_workspaces(
    customer: str | None, journey: str | None, workspace: str | None, zone: str
) -> None:
    """Whoever is nearer says what nine o'clock is; a zone that is none says nothing."""
    head = f"time_zone: {journey}\n" if journey else ""
    made = world(
        f"{head}start: ordered\nsteps: [{{wait: '09:00'}}, {{send: hello}}]\n",
        workspace=f"time_zone: {workspace}\n" if workspace else None,
    )
    made.wait_until(utc("2026-03-02 20:00"))
    if customer is not None:
        made.traits(time_zone=customer)
    made.event("ordered")
    made.pass_time(days=2)
    ((_, at),) = moments(made)
    assert at.astimezone(ZoneInfo(zone)).strftime("%H:%M") == "09:00"
    assert at - utc("2026-03-02 20:00") <= timedelta(days=1)


@pytest.mark.parametrize(("zone", "told"), [("Mars/Olympus", True), ("Asia/Tokyo", False)])
def test_r7_an_unknown_zone_is_reported(zone: str, *, told: bool) -> None:
    """Who writes a zone that is none into a trait is told so."""
    made = world("start: ordered\nsteps: [{wait: 1d}]\n")
    made.traits(time_zone=zone)
    made.event("ordered")
    assert ("unknown_zone" in made.reasons) is told


def test_r7_a_clock_that_shows_the_time_is_now() -> None:
    """Who comes at nine does not wait for tomorrow's nine."""
    assert waited("UTC", "2026-03-02 09:00", "'09:00'") == utc("2026-03-02 09:00")
    assert waited("UTC", "2026-03-02 09:00:01", "'09:00'") == utc("2026-03-03 09:00")


@pytest.mark.parametrize(
    ("due", "leaves"),
    [
        ("2026-03-02 21:59:59", "2026-03-02 21:59:59"),
        ("2026-03-02 22:00:00", "2026-03-03 09:00:00"),
        ("2026-03-02 23:59:59", "2026-03-03 09:00:00"),
        ("2026-03-03 00:00:00", "2026-03-03 09:00:00"),
        ("2026-03-03 08:59:59", "2026-03-03 09:00:00"),
        ("2026-03-03 09:00:00", "2026-03-03 09:00:00"),
    ],
)
def test_r7_a_window_over_midnight_is_the_night(due: str, leaves: str) -> None:
    """From ten till nine: its first instant belongs to it, its last does not."""
    made = world("start: ordered\nsteps: [{send: hello}]\n", facts=by_night())
    made.wait_until(utc(due))
    made.event("ordered")
    made.pass_time(days=1)
    assert moments(made) == [("hello", utc(leaves))]


def moving(zone: str) -> World:
    """A message to Anna in Berlin waits for the morning, and she moves in the night."""
    made = world("start: ordered\nsteps: [{send: hello}]\n", facts=by_night())
    made.traits(time_zone="Europe/Berlin")
    made.wait_until(utc("2026-03-02 22:00"))
    made.event("ordered")
    made.pass_time(hours=1)
    made.traits(time_zone=zone)
    made.pass_time(days=2)
    return made


def test_r7_the_night_is_looked_at_again_where_the_customer_has_moved() -> None:
    """Nine in Berlin is three in New York: the message waits for nine there."""
    assert moments(moving("America/New_York")) == [("hello", utc("2026-03-03 14:00"))]


@pytest.mark.parametrize(
    ("clicked", "ordered", "way"),
    [
        ("2026-03-28 10:30", "2026-03-29 10:00", "yes"),
        ("2026-03-28 09:59", "2026-03-29 10:00", "no"),
        ("2026-10-24 10:30", "2026-10-25 11:00", "no"),
        ("2026-10-24 11:01", "2026-10-25 11:00", "yes"),
    ],
)
def test_r7_a_day_in_a_condition_has_86400_seconds(clicked: str, ordered: str, way: str) -> None:
    """``within => '1d'`` is elapsed, though Berlin's days have 23 and 25 hours."""
    condition = "\"did('clicked', within => '1d')\""
    made = world(
        f"time_zone: Europe/Berlin\nstart: ordered\nsteps: [{{if: {condition}, then: [{{end: 'yes'}}], "
        "else: [{end: 'no'}]}]\n"
    )
    made.wait_until(utc(clicked))
    made.event("clicked")
    made.wait_until(utc(ordered))
    made.event("ordered")
    assert outcome_of(made) == way


def test_r7_rungs_of_a_ladder_and_due_times_are_calendar_too() -> None:
    """A rung a day after the start, over the change of clocks, keeps the time of day; a task's due time as well."""
    made = world(
        "time_zone: Europe/Berlin\nstart: ordered\nsteps:\n"
        "  - {remind: paid, with: nag, ladder: [{after: 1d}], up_to: 2d}\n  - {task: call, due: 1d}\n"
    )
    made.wait_until(utc("2026-03-28 11:00"))
    made.event("ordered")
    made.pass_time(days=5)
    assert moments(made) == [("nag", utc("2026-03-29 10:00"))]
    (task,) = made.state.made.opened
    assert (task.at, task.due_at) == (utc("2026-03-30 10:00"), utc("2026-03-31 10:00"))
