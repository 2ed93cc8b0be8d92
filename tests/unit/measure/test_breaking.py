"""The search for breaks on logs made for it: one cause told once, and nothing told of seasons, levels and ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from tropa.measure.breaking import BreakCounts, BreaksAnswer, Shift, find_breaks
from tropa.measure.breaking.cells import calendars_of
from tropa.measure.breaking.counts import DayCounts, StepTotals
from tropa.testing.break_table import HALVED, QUIET, dates, is_hit, says_of_quiet, says_of_torn
from tropa.testing.torn_logs import Tear, TornLog, counts_of, draw_passages

BIG = TornLog(customers=200_000)
"""Ten times the customers: what is there at all, is beyond doubt."""


def answer(log: TornLog, seed: int = 1) -> BreaksAnswer:
    """What is said of a log."""
    return find_breaks(counts_of(draw_passages(log, np.random.default_rng(seed))))


def told(said: BreaksAnswer) -> list[Shift]:
    """All that is told."""
    return [*said.breaks, *said.improvements]


def test_m12_a_halved_share_is_found_in_nine_logs_of_ten() -> None:
    """Of 20 logs of 20,000 customers, 18 tell step, segment and dates of it, and 19 nothing else with dates."""
    found = says_of_torn(HALVED, range(20))
    assert found.found >= 18
    assert found.overlap >= 0.8
    assert found.false <= 1


@pytest.mark.parametrize("log", [log for _, log in QUIET], ids=[name for name, _ in QUIET])
def test_where_nothing_is_nothing_is_told(log: TornLog) -> None:
    """Of 10 logs without a change, weekends, restless days and unlike segments among them, at most one says any."""
    assert says_of_quiet(log, range(500, 510)) <= 1


@pytest.mark.long
def test_m12_a_halved_share_is_found_in_nine_logs_of_ten_at_length() -> None:
    """Of 200 logs of 20,000 customers, 180 tell step, segment and dates of the break."""
    assert says_of_torn(HALVED, range(200)).found >= 180


@pytest.mark.long
@pytest.mark.parametrize("log", [log for _, log in QUIET], ids=[name for name, _ in QUIET])
def test_where_nothing_is_nothing_is_told_at_length(log: TornLog) -> None:
    """Of 200 logs without a change at most 10 say any."""
    assert says_of_quiet(log, range(200)) <= 10


@pytest.mark.parametrize(
    ("cut", "value"), [("region", "region-03"), ("city", "city-05"), ("device", "device-00"), (None, None)]
)
def test_one_cause_is_told_once(cut: str | None, value: str | None) -> None:
    """A large log tells a break where it is and nowhere else: not of everybody, peers, or what overlaps it."""
    tear = Tear("welcome", cut, value, 40, 14, 0.5)
    said = answer(replace(BIG, tears=(tear,)))
    (one,) = told(said)
    assert is_hit(one, tear)
    assert (one.since, one.until) == dates(tear)
    assert one.kind == "window"


def test_two_causes_are_told_twice() -> None:
    """Two breaks in one cell, and one in another at another step, are three."""
    tears = (
        Tear("welcome", "region", "region-03", 20, 10, 0.5),
        Tear("welcome", "region", "region-03", 55, 12, 0.6),
        Tear("setup", "plan", "plan-01", 35, 14, 0.6),
    )
    said = answer(replace(BIG, tears=tears))
    assert len(told(said)) == 3
    assert all(any(is_hit(one, tear) for one in said.breaks) for tear in tears)


def test_s1_32_a_change_for_the_better_is_told_with_its_date() -> None:
    """What has been better since a day until now is an improvement that lasts."""
    tear = Tear("setup", "plan", "plan-01", 60, 400, 1.5)
    said = answer(replace(BIG, tears=(tear,)))
    assert said.breaks == ()
    (one,) = said.improvements
    assert (one.kind, one.value, one.after.entrants) == ("lasting", "plan-01", 0)
    assert one.since == dates(tear)[0]
    assert one.inside.share is not None
    assert one.before.share is not None
    assert one.inside.share > one.reference
    assert one.reference == pytest.approx(one.before.share, abs=0.03)


def test_a_segment_that_is_behind_all_the_time_is_told_so() -> None:
    """A region that does worse from the first day to the last has no dates, and is held against its peers."""
    said = answer(replace(BIG, tears=(Tear("welcome", "region", "region-03", 0, 400, 0.8),)))
    (one,) = told(said)
    assert (one.kind, one.value, one.worse) == ("throughout", "region-03", True)
    assert one.reference == pytest.approx(one.peers.share, abs=0.01)


def test_m5_those_not_watched_long_enough_are_no_break() -> None:
    """In a large log the last days, cut off in the middle of everything, are told as nothing."""
    assert told(answer(BIG)) == []


def test_m12_peers_are_pooled_of_cells_of_a_hundred() -> None:
    """A value with 99 entrants is neither looked at nor held against others; one with 100 is both."""
    for n, cells in ((99, 1 + 2), (100, 1 + 3)):
        counts = by_hand({"a": 3_000, "b": 3_000, "c": n})
        assert find_breaks(counts).tried.cells == cells


def by_hand(entrants: dict[str | None, int], days: int = 60) -> BreakCounts:
    """A log in which half of all pass, spread evenly over the days."""
    values = tuple(entrants)
    rows = [
        (value, day, n // days + (day < n % days)) for value, n in enumerate(entrants.values()) for day in range(days)
    ]
    rows = [row for row in rows if row[2]]
    place, day, n = (np.array(column, np.int64) for column in zip(*rows, strict=True))
    whole = np.bincount(day, n).astype(np.int64)
    total = int(n.sum())
    return BreakCounts(
        (StepTotals("step", 86_400, total, total // 2, total // 4, 0),),
        (
            DayCounts("step", None, (None,), np.zeros(days, np.int64), np.arange(days), whole, whole // 2),
            DayCounts("step", "cut", values, place, day, n, n // 2),
        ),
        (),
        (),
        total,
        total,
        total,
    )


def test_of_nothing_nothing_is_told() -> None:
    """Without a touchpoint, and with one that nobody was watched at, the answer is empty and tells so."""
    empty = np.empty(0, np.int64)
    nobody = DayCounts("step", None, (None,), empty, empty, empty, empty)
    for counts in (
        BreakCounts((), (), (), (), 0, 0, 0),
        BreakCounts((StepTotals("step", 60, 0, 0, 0, 0),), (nobody,), (), (), 0, 0, 0),
    ):
        said = find_breaks(counts)
        assert (said.breaks, said.improvements) == ((), ())
        assert (said.tried.cells, said.tried.windows, said.tried.days) == (0, 0, 0)


@pytest.mark.parametrize("passed", [0, 1])
def test_where_all_or_none_pass_nothing_is_told(passed: int) -> None:
    """A share of nought or one throughout is no break, and divides nothing by nothing."""
    counts = by_hand({"a": 6_000, "b": 3_000})
    cells = tuple(replace(cell, passed=cell.entrants * passed) for cell in counts.cells)
    assert told(find_breaks(replace(counts, cells=cells))) == []


def test_without_a_goal_target_actions_are_counted_alone() -> None:
    """Where the goal does not hang on the target action, what is lost is told in target actions."""
    counts = counts_of(draw_passages(replace(BIG, tears=(HALVED.drawn(1),)), np.random.default_rng(1)))
    steps = tuple(replace(step, goals_passed=0, goals_missed=0) for step in counts.steps)
    (one,) = find_breaks(replace(counts, steps=steps)).breaks
    assert one.goals is None
    assert one.passes > 100


def test_a_clock_that_stands_at_1970_does_not_stretch_the_days() -> None:
    """Two entrants in a thousand with a day of 1970 leave the calendar where the others are."""
    counts = by_hand({"a": 6_000, "b": 3_000})
    cells = tuple(
        replace(
            cell,
            value=np.append(cell.value, 0),
            day=np.append(cell.day + 20_000, 0),
            entrants=np.append(cell.entrants, 5),
            passed=np.append(cell.passed, 5),
        )
        for cell in counts.cells
    )
    calendar = calendars_of(replace(counts, cells=cells))["step"]
    assert (calendar.first, calendar.width, calendar.n) == (20_000, 1, 60)


@pytest.mark.parametrize(
    ("days", "width"), [(400, 1), (401, 7), (2_793, 7), (2_900, 28), (40_000, 364), (400_000, 364)]
)
def test_long_logs_are_told_in_wider_periods(days: int, width: int) -> None:
    """No more than four hundred periods are looked at; wider ones begin on a Monday."""
    calendar = calendars_of(by_hand({"a": days * 2, "b": days}, days))["step"]
    assert (calendar.width, calendar.n <= 400) == (width, True)
    if width > 1:
        assert date.fromordinal(date(1970, 1, 1).toordinal() + calendar.first).weekday() == 0


@pytest.mark.parametrize("level", [0.0, 1.0, -1.0, float("nan")])
def test_a_level_is_a_rate(level: float) -> None:
    """A rate of false discoveries lies strictly between 0 and 1."""
    with pytest.raises(ValueError, match="strictly between"):
        find_breaks(by_hand({"a": 500, "b": 500}), level)
