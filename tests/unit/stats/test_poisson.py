"""Counts in a stretch of time: published bounds, and laws that hold for any count."""

from __future__ import annotations

from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tropa.stats.poisson import EXACT_UP_TO, at_least, poisson_interval


@pytest.mark.parametrize(
    ("n", "level", "low", "high"),
    [
        (0, 0.95, 0.0, 3.69),  # Pearson and Hartley (1966), "Biometrika tables for statisticians", volume 1, table 40
        (1, 0.95, 0.0253, 5.57),
        (5, 0.95, 1.62, 11.67),
        (10, 0.95, 4.80, 18.39),
        (10, 0.99, 3.72, 21.40),
        (50, 0.95, 37.11, 65.92),
    ],
)
def test_the_bounds_are_those_printed_in_tables(n: int, level: float, low: float, high: float) -> None:
    """Published bounds come out to the last printed digit."""
    found = poisson_interval(n, level)
    assert found.low == pytest.approx(low, abs=0.005)
    assert found.high == pytest.approx(high, abs=0.005)


@given(st.integers(1, 40), st.floats(0.01, 60))
def test_a_tail_is_the_sum_of_its_terms(n: int, mean: float) -> None:
    """However far the tail, it is one less the chances of all smaller counts, added one by one."""
    term = below = exp(-mean)
    for k in range(1, n):
        term *= mean / k
        below += term
    assert at_least(n, mean) == pytest.approx(1 - below, abs=1e-12)


@given(st.integers(0, 3_000), st.sampled_from((0.8, 0.95, 0.99)))
def test_at_a_bound_what_was_seen_is_just_unlikely_enough(n: int, level: float) -> None:
    """At the lower bound so many or more, at the upper so few or fewer, come with half of what the level leaves."""
    found, tail = poisson_interval(n, level), (1 - level) / 2
    assert found.low <= n <= found.high
    assert 1 - at_least(n + 1, found.high) == pytest.approx(tail, abs=1e-9)
    assert found.low == 0 if n == 0 else at_least(n, found.low) == pytest.approx(tail, abs=1e-9)


@given(st.integers(0, 5_000))
def test_more_seen_moves_both_bounds_up(n: int) -> None:
    """The bounds never fall when one more is seen."""
    fewer, more = poisson_interval(n), poisson_interval(n + 1)
    assert fewer.low < more.low
    assert fewer.high < more.high


def test_the_two_ways_of_reckoning_meet() -> None:
    """Where the distribution ends and the approximation begins, the bounds go on as before."""
    before, at, after = (poisson_interval(n) for n in (EXACT_UP_TO - 1, EXACT_UP_TO, EXACT_UP_TO + 1))
    for bound in ("low", "high"):
        step, jump = (getattr(b, bound) - getattr(a, bound) for a, b in ((before, at), (at, after)))
        assert jump == pytest.approx(step, abs=1e-3)


def test_what_cannot_be_is_refused() -> None:
    """A count below nought, and a level that is none."""
    with pytest.raises(ValueError, match="at least 0"):
        poisson_interval(-1)
    with pytest.raises(ValueError, match="level"):
        poisson_interval(3, 1.0)
