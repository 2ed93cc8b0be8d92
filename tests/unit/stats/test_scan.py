"""The scan: against looking at every window by hand, against planted moves, and against chance."""

from __future__ import annotations

from itertools import combinations
from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tropa.stats.dispersion import UNKNOWN
from tropa.stats.scan import (
    LEAST_INSIDE,
    LEAST_OUTSIDE,
    Series,
    best_windows,
    chance_of_peak,
    windows,
)
from tropa.stats.tails import student_deviate


def binomial(n_series: int, n_periods: int, per_period: float, share: float, seed: int) -> Series:
    """Shares of clients who pass, nothing moved."""
    rng = np.random.default_rng(seed)
    entrants = np.maximum(rng.poisson(per_period, (n_series, n_periods)), 1).astype(float)
    shares = rng.binomial(entrants.astype(int), share) / entrants
    chance = shares.mean(axis=1, keepdims=True)
    return Series(shares, entrants, chance * (1 - chance) / entrants, entrants)


def by_hand(series: Series) -> tuple[int, int, float] | None:
    """The best window of the first series, each looked at from the definition."""
    difference, weight, variance = series.difference[0], series.weight[0], series.variance[0]
    n = len(weight)
    best = None
    for start, end in combinations(range(n + 1), 2):
        if start == 0 or (end < n and end - start > n // 2):
            continue
        inside = np.zeros(n, bool)
        inside[start:end] = True
        if series.entrants[0][inside].sum() < LEAST_INSIDE or series.entrants[0][~inside].sum() < LEAST_OUTSIDE:
            continue
        means = [np.average(difference[part], weights=weight[part]) for part in (inside, ~inside)]
        errors = [(weight[part] ** 2 * variance[part]).sum() / weight[part].sum() ** 2 for part in (inside, ~inside)]
        off = difference[~inside] - means[1]
        dispersion = max(float((off**2 / variance[~inside]).sum() / max((~inside).sum() - 1, 1)), 1.0)
        deviate = (means[0] - means[1]) / sqrt(dispersion * sum(errors))
        if best is None or abs(deviate) > abs(best[2]) + 1e-9:
            best = start, end, float(deviate)
    return best


@given(st.integers(0, 10_000), st.integers(3, 16))
def test_the_best_window_is_the_best_of_all(seed: int, n_periods: int) -> None:
    """Running sums find the window that looking at every one from the definition finds."""
    series = binomial(1, n_periods, 40, 0.4, seed)
    (found,), expected = best_windows(series), by_hand(series)
    if expected is None:
        assert found is None
    else:
        assert found is not None
        assert abs(found.deviate) == pytest.approx(abs(expected[2]), abs=1e-6)


@given(st.integers(0, 10_000), st.integers(20, 60), st.integers(3, 9), st.sampled_from((0.1, 0.9)))
def test_a_plain_move_is_found_where_it_is(seed: int, start: int, length: int, moved: float) -> None:
    """Where a half goes to a tenth or to nine tenths, the window found overlaps it, and tells which way."""
    series = binomial(1, 80, 60, 0.5, seed)
    entrants = series.entrants[0].astype(int)
    rng = np.random.default_rng(seed + 1)
    series.difference[0, start : start + length] = (
        rng.binomial(entrants[start : start + length], moved) / entrants[start : start + length]
    )
    (found,) = best_windows(series)
    assert found is not None
    assert found.start < start + length
    assert found.end > start
    assert (found.shift > 0) == (moved > 0.5)


@pytest.mark.parametrize("n_periods", [1, 2, 3, 12, 45])
def test_windows_are_tried_once_each(n_periods: int) -> None:
    """Every window but those that begin the series, and those over half of it inside it, and none twice."""
    tried = [pair for starts, ends in windows(n_periods) for pair in zip(starts.tolist(), ends.tolist(), strict=True)]
    expected = {
        (start, end)
        for start, end in combinations(range(n_periods + 1), 2)
        if start > 0 and (end == n_periods or end - start <= n_periods // 2)
    }
    assert len(tried) == len(set(tried))
    assert set(tried) == expected


@pytest.mark.parametrize(("n_periods", "per_period", "share"), [(60, 220, 0.5), (90, 25, 0.5), (120, 60, 0.2)])
def test_a_peak_is_as_rare_as_it_is_said_to_be(n_periods: int, per_period: float, share: float) -> None:
    """Of 1,500 series in which nothing moves, at most 6 % have a peak with a chance of 5 % and at most 1.6 % of 1 %.

    It is a bound that is of use, too: a fifth of what is promised does occur.
    """
    series = binomial(1_500, n_periods, per_period, share, seed=11)
    found = [
        chance_of_peak(series, row, abs(best.deviate))
        for row, best in enumerate(best_windows(series))
        if best is not None
    ]
    assert len(found) == 1_500
    below = {level: sum(p <= level for p in found) / len(found) for level in (0.05, 0.01)}
    assert 0.01 <= below[0.05] <= 0.06
    assert 0.002 <= below[0.01] <= 0.016


def test_days_that_scatter_more_than_chance_are_no_moves() -> None:
    """Where each day's share is off by itself, twice what chance does, peaks are as rare as said."""
    series = binomial(800, 90, 150, 0.5, seed=5)
    off = np.random.default_rng(6).normal(0, 2 * np.sqrt(0.25 / 150), series.difference.shape)
    restless = Series(series.difference + off, series.weight, series.variance, series.entrants, usual=UNKNOWN)
    found = [
        chance_of_peak(restless, row, student_deviate(abs(best.deviate), best.df))
        for row, best in enumerate(best_windows(restless))
        if best is not None
    ]
    assert sum(p <= 0.01 for p in found) / len(found) <= 0.02


@given(st.integers(0, 10_000), st.floats(3.0, 9.0))
def test_the_further_out_the_rarer(seed: int, deviate: float) -> None:
    """A larger deviate is never likelier, and a chance is a chance."""
    series = binomial(1, 40, 40, 0.4, seed)
    near, far = chance_of_peak(series, 0, deviate), chance_of_peak(series, 0, deviate + 0.5)
    assert 0 <= far <= near <= 1


def test_a_window_taken_out_is_not_found_again() -> None:
    """A series without the periods of a window has its best window elsewhere."""
    series = binomial(1, 60, 60, 0.5, seed=2)
    series.difference[0, 20:30] -= 0.4
    series.difference[0, 45:50] += 0.3
    (first,) = best_windows(series)
    assert first is not None
    (second,) = best_windows(series.without(0, first.start, first.end))
    assert second is not None
    assert (first.start, first.end) == (20, 30)
    assert (second.start, second.end) == (45, 50)
