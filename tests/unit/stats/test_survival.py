"""Survival curves: worked examples, a slow product-limit beside, and laws."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tropa.stats.intervals import wilson
from tropa.stats.survival import CurvePoint, survival_curve

WATCHED = st.lists(st.tuples(st.integers(0, 12).map(float), st.booleans()), min_size=1, max_size=40)
DONE = st.lists(st.integers(0, 12).map(float), min_size=1, max_size=40)

# Freireich et al. (1963): remission in weeks under 6-mercaptopurine, 0 = censored; the textbook
# example of the product-limit estimate.
REMISSION = [
    *[(6, 1), (6, 1), (6, 1), (6, 0), (7, 1), (9, 0), (10, 1), (10, 0), (11, 0), (13, 1), (16, 1)],
    *[(17, 0), (19, 0), (20, 0), (22, 1), (23, 1), (25, 0), (32, 0), (32, 0), (34, 0), (35, 0)],
]


def slow_survival(watched: list[tuple[float, bool]], time: float) -> tuple[float, float]:
    """Return survival and Greenwood's sum at a time, by the definition, person by person."""
    survival, greenwood = 1.0, 0.0
    for instant in sorted({t for t, happened in watched if happened and t <= time}):
        at_risk = sum(1 for t, _ in watched if t >= instant)
        done = sum(1 for t, happened in watched if t == instant and happened)
        survival *= 1 - done / at_risk
        greenwood += done / (at_risk * (at_risk - done)) if at_risk > done else math.inf
    return survival, greenwood


def test_the_textbook_example() -> None:
    """The remission data give the survival, and the standard errors, that every textbook prints."""
    curve = survival_curve([float(t) for t, _ in REMISSION], [bool(d) for _, d in REMISSION])
    survival = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448, 35: 0.448}
    for week, expected in survival.items():
        assert 1 - curve.at(week).done == pytest.approx(expected, abs=5e-4)
    assert [curve.at(week).n_at_risk for week in (6, 7, 10, 13, 16, 22, 23)] == [21, 17, 15, 12, 11, 7, 6]
    assert curve.median() == 23
    # exp(-exp(log(-log S) +- 1.96 se)) with Greenwood's se(S) = 0.0764 at week 6, by hand
    spread = 1.96 * 0.0764 / (0.857 * abs(math.log(0.857)))
    assert 1 - curve.at(6).high == pytest.approx(0.857 ** math.exp(spread), abs=2e-3)
    assert 1 - curve.at(6).low == pytest.approx(0.857 ** math.exp(-spread), abs=2e-3)


@given(WATCHED)
def test_it_is_the_product_limit(watched: list[tuple[float, bool]]) -> None:
    """At every instant the curve, its bounds and its risk set are those of the written-out definition."""
    curve = survival_curve([t for t, _ in watched], [d for _, d in watched])
    for time in np.arange(-0.5, 14, 0.5):
        survival, greenwood = slow_survival(watched, float(time))
        point = curve.at(float(time))
        assert point.done == pytest.approx(1 - survival, abs=1e-12)
        assert point.n_at_risk == sum(1 for t, _ in watched if t >= time)
        if 0 < survival < 1:
            spread = 1.959964 * math.sqrt(greenwood) / abs(math.log(survival))
            assert point.low == pytest.approx(1 - survival ** math.exp(-spread), abs=1e-6)
            assert point.high == pytest.approx(1 - survival ** math.exp(spread), abs=1e-6)


@given(DONE)
def test_without_censoring_it_is_the_share_done(durations: list[float]) -> None:
    """Where everybody had the event the curve is the empirical share, and its median theirs."""
    curve, n = survival_curve(durations, [True] * len(durations)), len(durations)
    for time, done in zip(curve.times_s, curve.done, strict=True):
        assert done == pytest.approx(sum(1 for t in durations if t <= time) / n, abs=1e-12)
    assert curve.median() == sorted(durations)[math.ceil(n / 2) - 1]


@given(WATCHED, st.floats(0.5, 0.99))
def test_it_rises_within_its_bounds(watched: list[tuple[float, bool]], level: float) -> None:
    """The curve never falls, stays a share, and lies between its bounds."""
    curve = survival_curve([t for t, _ in watched], [d for _, d in watched], level=level)
    assert np.all(np.diff(curve.times_s) > 0)
    assert np.all(np.diff(curve.done) >= 0)
    assert np.all((curve.low >= 0) & (curve.low <= curve.done))
    assert np.all((curve.high <= 1) & (curve.high >= curve.done))


@given(WATCHED, st.integers(2, 50))
def test_bounds_shrink_with_more_of_the_same(watched: list[tuple[float, bool]], factor: int) -> None:
    """The same log many times over gives the same curve, known better."""
    few = survival_curve([t for t, _ in watched], [d for _, d in watched])
    many = survival_curve([t for t, _ in watched] * factor, [d for _, d in watched] * factor)
    assert many.done == pytest.approx(few.done)
    assert np.all(many.high - many.low < few.high - few.low)


@given(WATCHED, st.randoms(use_true_random=False))
def test_the_order_of_customers_does_not_matter(watched: list[tuple[float, bool]], chance: object) -> None:
    """Shuffled customers give the same curve, ties of event and censoring included."""
    shuffled = sorted(watched, key=lambda _: chance.random())  # type: ignore[attr-defined]
    one = survival_curve([t for t, _ in watched], [d for _, d in watched])
    other = survival_curve([t for t, _ in shuffled], [d for _, d in shuffled])
    assert one.done.tolist() == other.done.tolist()


def test_a_censored_customer_is_at_risk_at_the_instant_of_censoring() -> None:
    """An event and an end of watching at one instant: the event comes first, so half are done."""
    curve = survival_curve([5.0, 5.0], [True, False])
    assert curve.at(5.0).done == 0.5
    assert curve.at(5.0).n_at_risk == 2
    assert curve.median() == 5.0


def test_before_the_first_event_wilson_tells_what_is_known() -> None:
    """Nobody of ten is done: the upper bound is Wilson's for 0 of 10, not a false certainty of 0."""
    curve = survival_curve([5.0] * 10, [False] * 10)
    for time in (0.0, 5.0):
        point = curve.at(time)
        assert (point.done, point.low) == (0.0, 0.0)
        assert point.high == pytest.approx(wilson(0, 10).high)
    assert curve.at(6.0).n_at_risk == 0
    assert curve.median() is None


def test_when_all_are_done_at_once_wilson_tells_what_is_known() -> None:
    """All of ten are done in one instant: the lower bound is Wilson's for 10 of 10."""
    point = survival_curve([5.0] * 10, [True] * 10).at(5.0)
    assert (point.done, point.high) == (1.0, 1.0)
    assert point.low == pytest.approx(wilson(10, 10).low)


def test_nobody_watched_nothing_known() -> None:
    """An empty log gives a share of 0 that may be anything, and no median."""
    curve = survival_curve([], [])
    assert curve.at(3.0) == CurvePoint(0.0, 0.0, 1.0, 0)
    assert curve.median() is None


def test_a_median_is_not_missed_by_rounding() -> None:
    """Half of 24 done one by one is a half, although the product of factors is a hair less."""
    curve = survival_curve([float(t) for t in range(24)], [True] * 24)
    assert curve.median() == 11.0


@pytest.mark.parametrize(
    ("durations", "happened"),
    [([1.0], [True, False]), ([-1.0], [True]), ([math.nan], [True]), ([math.inf], [False])],
)
def test_impossible_durations_are_refused(durations: list[float], happened: list[bool]) -> None:
    """A negative or endless duration, or one without its flag, is a mistake of the caller."""
    with pytest.raises(ValueError, match=r"durations|flag"):
        survival_curve(durations, happened)
