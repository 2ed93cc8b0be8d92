"""Quantiles: the linear kind, and no other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tropa.stats.quantiles import quantile

VALUES = st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=30)
SHARES = st.floats(0, 1)


@pytest.mark.parametrize(
    ("values", "q", "expected"),
    [
        ([7.0], 0.9, 7.0),
        ([1.0, 2.0], 0.5, 1.5),
        ([4.0, 1.0, 3.0, 2.0], 0.5, 2.5),
        ([0.0, 10.0, 20.0], 0.9, 18.0),
        ([3.0, 1.0, 2.0], 0.0, 1.0),
        ([3.0, 1.0, 2.0], 1.0, 3.0),
    ],
)
def test_m3_quantiles_are_linear_between_neighbours(values: list[float], q: float, expected: float) -> None:
    """Worked by hand: the place q * (n - 1), counted from 0, between the sorted values."""
    assert quantile(values, q) == pytest.approx(expected)


def test_m3_of_nothing_there_is_no_quantile() -> None:
    """Nobody took the step, so there is no median, rather than a zero."""
    assert quantile([], 0.5) is None


@pytest.mark.parametrize("q", [-0.1, 1.1, 90.0])
def test_a_quantile_is_asked_for_by_a_share(q: float) -> None:
    """Percent, and shares outside [0, 1], are refused."""
    with pytest.raises(ValueError, match="share"):
        quantile([1.0], q)


@given(VALUES, SHARES)
def test_m3_agrees_with_the_definition_written_out(values: list[float], q: float) -> None:
    """The library's quantile is the interpolation between the two nearest sorted values."""
    ordered, place = sorted(values), q * (len(values) - 1)
    below, above = ordered[int(place)], ordered[min(int(place) + 1, len(values) - 1)]
    assert quantile(values, q) == pytest.approx(below + (above - below) * (place - int(place)), abs=1e-3)
