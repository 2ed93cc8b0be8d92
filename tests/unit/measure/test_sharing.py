"""Answers on returning, times, places: denominators, intervals, and periods not yet over (M4, M5, M6)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import numpy as np
import pytest

from tropa.journey.signals import Named
from tropa.measure.answers_places import answer_matrix
from tropa.measure.answers_returning import answer_lifecycle, answer_retention, answer_stickiness
from tropa.measure.answers_timing import answer_time_to
from tropa.measure.counts_places import Matrix, MatrixCounts
from tropa.measure.counts_returning import (
    ActivePeriod,
    Cohort,
    LifecycleCounts,
    LifePeriod,
    RetentionCounts,
    StickinessCounts,
)
from tropa.measure.counts_timing import TimeToCounts, Waits
from tropa.measure.questions import Scope
from tropa.measure.questions_returning import Lifecycle, Retention, Stickiness
from tropa.measure.questions_timing import TimeTo
from tropa.stats.intervals import wilson

NOW = datetime(2024, 3, 20, 12, tzinfo=UTC)
"""A Wednesday: the week from 18 March is under way."""

COUNTS = RetentionCounts(
    (Cohort(date(2024, 3, 4), 100, (100, 40, 7)), Cohort(date(2024, 3, 11), 50, (50, 5, 0))), (), None, 900, 150
)


def test_m5_a_week_under_way_is_marked_and_one_that_has_not_begun_is_not_told() -> None:
    """On a Wednesday the cohort of last week has a partial first week and nothing beyond it."""
    answer = answer_retention(Retention(offsets=2), COUNTS, NOW)
    older, newer = answer.total.cohorts
    assert [cell.partial for cell in older.cells] == [False, False, True]
    assert [cell.partial for cell in newer.cells] == [False, True]
    assert not older.partial


def test_m5_what_is_not_over_does_not_draw_the_whole_down() -> None:
    """All cohorts together count, for each number of weeks, only those for whom that week is over."""
    together = answer_retention(Retention(offsets=2), COUNTS, NOW).total.together
    assert [(cell.active.n, cell.active.of) for cell in together] == [(150, 150), (40, 100)]


def test_m5_a_cohort_cut_by_the_bounds_is_marked() -> None:
    """Since Thursday is not the whole week: more began in it than are counted."""
    scope = Scope(since=datetime(2024, 3, 7, tzinfo=UTC))
    rows = answer_retention(Retention(offsets=2, scope=scope), COUNTS, NOW).total.cohorts
    assert [row.partial for row in rows] == [True, False]


def test_m4_every_share_has_its_denominator_and_interval() -> None:
    """The part of a cohort that came back is told with Wilson's bounds."""
    cell = answer_retention(Retention(offsets=2), COUNTS, NOW).total.cohorts[0].cells[1].active
    assert (cell.n, cell.of, cell.share) == (40, 100, 0.4)
    assert (cell.low, cell.high) == (wilson(40, 100).low, wilson(40, 100).high)


def test_an_empty_log_has_no_period_that_is_over() -> None:
    """Without a watermark nothing is known of any period."""
    assert answer_retention(Retention(), RetentionCounts((), (), None, 0, 0), None).total.cohorts == ()


def test_stickiness_counts_at_least_so_many_days() -> None:
    """Ten active once, five active on three days: a third is active on three days or more."""
    period = ActivePeriod(date(2024, 3, 4), (10, 0, 5, 0, 0, 0, 0))
    (row,) = answer_stickiness(Stickiness(), StickinessCounts((period,), (), None, 25, 15), NOW).total
    assert [part.n for part in row.at_least] == [15, 5, 5, 0, 0, 0, 0]
    assert row.active == 15
    assert row.mean_days == pytest.approx(25 / 15)
    assert 1 <= row.low <= row.mean_days <= row.high <= 7


def test_the_life_cycle_keeps_its_books() -> None:
    """Active is new, returning and resurrecting; kept is returning of those active before."""
    period = LifePeriod(date(2024, 3, 4), new=6, returning=3, resurrecting=2, dormant=9)
    (row,) = answer_lifecycle(Lifecycle(), LifecycleCounts((period,), (), None, 30, 20), NOW).total
    assert (row.active, row.kept.n, row.kept.of) == (11, 3, 12)
    assert row.growth == pytest.approx(8 / 9)


def test_m4_a_wait_under_way_is_not_taken_for_never() -> None:
    """Of ten, five came after an hour and five were watched for a minute only: the curve says all come in an hour."""
    waits = Waits(np.array([60.0] * 5 + [3_600.0] * 5), np.array([False] * 5 + [True] * 5))
    row = answer_time_to(TimeTo(Named("a"), Named("b")), TimeToCounts(waits, (), None, 15, 10)).total
    assert (row.n, row.came, row.median_s) == (10, 5, 3_600.0)
    assert row.marks[0].at_s == 3_600
    assert row.marks[0].share == 1.0


def test_a_horizon_ends_the_marks() -> None:
    """Nothing is told beyond the horizon, and the horizon itself is."""
    waits = Waits(np.array([10.0, 7_200.0]), np.array([True, False]))
    question = TimeTo(Named("a"), Named("b"), horizon_s=7_200)
    row = answer_time_to(question, TimeToCounts(waits, (), None, 3, 2)).total
    assert [mark.at_s for mark in row.marks] == [3_600, 7_200]


def test_waits_of_nobody_have_no_marks() -> None:
    """Nobody watched: no median, no curve, no error."""
    row = answer_time_to(TimeTo(Named("a"), Named("b"), 60), TimeToCounts(_none(), (), None, 0, 0)).total
    assert (row.n, row.median_s, row.marks) == (0, None, ())


def _none() -> Waits:
    return Waits(np.empty(0), np.empty(0, np.bool_))


def test_m6_the_groups_beyond_the_top_are_one_and_nothing_is_lost() -> None:
    """Each place of a matrix adds up, in all, in the group and in the rest."""
    total = Matrix(5, (("a", (3, 1)),), (2, 1), (0, 3))
    group, rest = Matrix(3, (("a", (2, 1)),), (1, 0), (0, 2)), Matrix(2, (("a", (1, 0)),), (1, 1), (0, 1))
    answer = answer_matrix(MatrixCounts((1, 2), total, (("x", group),), rest, 9, 5))
    assert answer.rest is not None
    for rows in (answer.total, answer.groups[0][1], answer.rest):
        for place in range(2):
            here = sum(row.parts[place].n for row in rows.rows)
            assert here + rows.others[place].n + rows.absent[place].n == rows.n
    assert answer.groups[0][1].n + answer.rest.n == answer.total.n
