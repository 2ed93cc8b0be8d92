"""R1, two clocks: what the sender's time decides, and what the server's."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from tests.rules.replayed import line, replay
from tests.rules.scene import MONDAY, begun, moments, outcome_of, utc, world

PAYING = """\
start: ordered
steps: [{wait: paid, up_to: 3d, then: [{end: heard}], else: [{end: never}]}]
"""


@pytest.mark.parametrize(
    ("sent", "outcome"),
    [(None, "open"), ("08:00:00", "heard"), ("09:59:00", "open"), ("09:58:59", "heard")],
    ids=["no second clock", "two hours slow", "sixty seconds slow", "sixty-one seconds slow"],
)
def test_r1_the_senders_clock_is_corrected_when_it_is_off_by_more_than_a_minute(
    tmp_path: Path, sent: str | None, outcome: str
) -> None:
    """A deed stamped a second too early for its wait counts if the clock that stamped it was more than 60 s slow."""
    log = [line("ordered", "09:00:00"), line("paid", "08:59:59", "10:00:00", sent), line("tick", "11:00:00")]
    assert replay(tmp_path, PAYING, log)["runs"][0]["outcome"] == outcome


def test_r1_a_fast_clock_is_corrected_backwards(tmp_path: Path) -> None:
    """A deed of before the entry, stamped after it by a clock an hour fast, does not satisfy."""
    log = [line("ordered", "09:00:00"), line("paid", "09:30:00", "09:31:00", "10:31:00"), line("tick", "11:00:00")]
    assert replay(tmp_path, PAYING, log)["runs"][0]["outcome"] == "open"


@pytest.mark.parametrize(("paid", "outcome"), [("09:04:59", "open"), ("09:05:00", "heard")])
def test_r1_no_time_lies_more_than_five_minutes_behind_the_receipt(tmp_path: Path, paid: str, outcome: str) -> None:
    """An entry stamped ten days ahead counts as five minutes after its receipt: from there its waits look."""
    log = [line("ordered", "2026-03-12 09:00:00", "09:00:00"), line("paid", paid, paid)]
    assert replay(tmp_path, PAYING, log)["runs"][0]["outcome"] == outcome


def test_r1_a_log_imported_in_one_go_may_be_read_by_the_events_own_clock(tmp_path: Path) -> None:
    """With ``--clock at`` a payment two days after the order is two days after it, though both came in together."""
    steps = "start: ordered\nsteps: [{wait: paid, up_to: 1d, then: [{end: heard}], else: [{end: never}]}]\n"
    at_once = "2026-04-01 00:00:00"
    log = [line("ordered", "09:00:00", at_once), line("paid", "2026-03-04 09:00:00", at_once)]
    told = "start: {for: ordered, max_age: 100d}\n" + steps.split("\n", 1)[1]
    assert replay(tmp_path, told, log)["runs"][0]["outcome"] == "heard"
    by_its_own = replay(tmp_path, told, log, "--clock", "at")["runs"][0]
    assert by_its_own["outcome"] == "never"
    assert by_its_own["started_at"].startswith("2026-03-02T09:00:00")


def test_r1_a_deadline_starts_at_the_decision_that_set_it() -> None:
    """An order told two hours late is reminded of a day after it was received, not a day after it happened."""
    made = world("start: ordered\nsteps: [{wait: 24h}, {send: nag}]\n")
    made.event("ordered", at=MONDAY - timedelta(hours=2))
    made.pass_time(days=2)
    assert moments(made) == [("nag", MONDAY + timedelta(hours=24))]


def test_r1_a_timers_decision_is_dated_at_its_due_instant() -> None:
    """One wait after another counts from when the first was due, however late it was found to be over."""
    made = begun("[{wait: 24h}, {send: nag}, {wait: 24h}, {send: last}]")
    made.pass_time(days=30)
    assert moments(made) == [("nag", utc("2026-03-03 09:00")), ("last", utc("2026-03-04 09:00"))]


def test_r1_order_is_the_servers() -> None:
    """Who cancelled at noon and paid at eleven, and is heard in that order, has cancelled."""
    made = world("start: ordered\nsuccess: paid\nexit: {gone: cancelled}\nsteps: [{wait: paid}]\n")
    made.event("ordered")
    made.pass_time(hours=4)
    made.event("cancelled", at=MONDAY + timedelta(hours=3))
    made.event("paid", at=MONDAY + timedelta(hours=2))
    assert outcome_of(made) == "gone"


@pytest.mark.parametrize(("ago", "way"), [(59, "yes"), (61, "no")])
def test_r1_conditions_look_at_the_own_time_of_events(ago: int, way: str) -> None:
    """``within`` asks when a click happened, not when it was received."""
    condition = "\"did('clicked', within => '1h')\""
    made = world(f"start: ordered\nsteps: [{{if: {condition}, then: [{{end: 'yes'}}], else: [{{end: 'no'}}]}}]\n")
    made.event("clicked", at=MONDAY - timedelta(minutes=ago))
    made.event("ordered")
    assert outcome_of(made) == way
