"""Means of answers on a scale: published quantiles, and laws that hold for any answers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tropa.stats.intervals import Interval, two_sided_z
from tropa.stats.means import EXACT_UP_TO, mean_interval, mean_of_scale, student_quantile, student_two_sided

ANSWERS = st.dictionaries(st.integers(-3, 3), st.integers(0, 10_000), min_size=1).filter(
    lambda told: any(told.values())
)


@pytest.mark.parametrize(
    ("df", "level", "quantile"),
    [
        (1, 0.95, 12.706),  # Fisher and Yates (1963), "Statistical tables", table III
        (2, 0.95, 4.303),
        (3, 0.99, 5.841),
        (5, 0.90, 2.015),
        (10, 0.95, 2.228),
        (30, 0.99, 2.750),
        (120, 0.95, 1.980),
    ],
)
def test_student_gives_the_published_quantiles(df: int, level: float, quantile: float) -> None:
    """The quantiles are those printed in tables."""
    assert round(student_quantile(df, level), 3) == quantile


@given(st.integers(1, EXACT_UP_TO), st.floats(0.01, 0.999))
def test_a_quantile_holds_its_level(df: int, level: float) -> None:
    """Within a quantile to each side lies exactly the level asked for."""
    assert student_two_sided(student_quantile(df, level), df) == pytest.approx(level, abs=1e-9)


def test_the_two_ways_of_reckoning_meet() -> None:
    """Where summing ends and the expansion begins, the quantile goes on falling, and to the normal one."""
    found = [student_quantile(df) for df in (EXACT_UP_TO, EXACT_UP_TO + 1, 10_000, 10**9)]
    assert found == sorted(found, reverse=True)
    assert found[0] - found[1] < 1e-4
    assert found[-1] == pytest.approx(two_sided_z(0.95), abs=1e-6)


@given(ANSWERS)
def test_an_interval_lies_on_the_scale_around_its_mean(answers: dict[int, int]) -> None:
    """Whatever was answered, the interval holds the mean, leaves the scale nowhere, and is never a point."""
    found = mean_interval(answers, -3, 3)
    assert -3 <= found.low <= mean_of_scale(answers) <= found.high <= 3
    assert found.low < found.high


@given(ANSWERS)
def test_a_mirrored_scale_mirrors_the_interval(answers: dict[int, int]) -> None:
    """Good for bad and bad for good: the interval is the same from the other end."""
    found = mean_interval(answers, -3, 3)
    other = mean_interval({-value: times for value, times in answers.items()}, -3, 3)
    assert other.low == pytest.approx(-found.high)
    assert other.high == pytest.approx(-found.low)


@given(ANSWERS, st.integers(2, 10))
def test_more_of_the_same_is_known_better(answers: dict[int, int], times: int) -> None:
    """The same answers several times over never make the interval wider."""
    once = mean_interval(answers, -3, 3)
    more = mean_interval({value: n * times for value, n in answers.items()}, -3, 3)
    assert more.high - more.low <= once.high - once.low + 1e-9


def test_unanimity_is_no_certainty() -> None:
    """Three alike leave as much open as three of which one lies a step off; one answer leaves all open."""
    alike, apart = mean_interval({0: 3}, -3, 3), mean_interval({0: 2, 1: 1}, -3, 3)
    assert alike.high - alike.low == pytest.approx(apart.high - apart.low)
    assert mean_interval({3: 1}, -3, 3) == mean_interval({}, -3, 3) == Interval(-3.0, 3.0)


def test_what_cannot_be_is_refused() -> None:
    """An answer off the scale, a mean of nothing, no degree of freedom: each is a fault of the caller's."""
    for wrong in (lambda: mean_interval({4: 1}, -3, 3), lambda: mean_of_scale({}), lambda: student_quantile(0)):
        with pytest.raises(ValueError, match=r"met|nobody"):
            wrong()
