"""What scatter is usual, and what a series of its own adds to it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from tropa.stats.dispersion import SURE, UNKNOWN, Dispersion, usual_dispersion

DF = 80.0


def drawn(value: float, apart: float, n: int = 400) -> NDArray[np.float64]:
    """Dispersions as series show them: each its own, around ``value``, seen through ``DF`` degrees."""
    rng = np.random.default_rng(3)
    own = value * np.exp(apart * rng.standard_normal(n))
    return np.asarray(own * rng.chisquare(DF, n) / DF, np.float64)


@pytest.mark.parametrize("value", [1.0, 2.5])
def test_series_alike_are_known_as_well_as_all_of_them(value: float) -> None:
    """Where series differ only as chance lets them, the usual dispersion is right and worth a thousand days."""
    found = usual_dispersion(drawn(value, 0.0), np.full(400, DF))
    assert found.value == pytest.approx(value, rel=0.03)
    assert found.df > 1_000


def test_series_that_differ_are_worth_less() -> None:
    """Where series differ by a third among themselves, the usual one counts no more than some days."""
    found = usual_dispersion(drawn(1.5, 0.33), np.full(400, DF))
    assert found.df < 40


def test_a_few_torn_series_do_not_decide() -> None:
    """One series in ten with ten times the scatter changes little."""
    own = drawn(1.0, 0.0)
    own[::10] *= 10
    assert usual_dispersion(own, np.full(400, DF)).value == pytest.approx(1.0, rel=0.05)


def test_of_a_few_nothing_is_learnt() -> None:
    """Four series tell nothing of what is usual."""
    assert usual_dispersion(np.ones(4), np.full(4, DF)) == UNKNOWN


@given(st.floats(0, 20), st.floats(1, 500), st.floats(0, 5), st.floats(0, SURE))
def test_a_series_lies_between_its_own_and_the_usual(own: float, df: float, usual: float, usual_df: float) -> None:
    """What is told is between the two, and never below chance; degrees of freedom add up."""
    value, joined = Dispersion(usual, usual_df).with_own(np.array([own]), np.array([df]))
    assert max(min(own, usual), 1.0) - 1e-9 <= value[0] <= max(own, usual, 1.0) + 1e-9
    assert joined[0] == usual_df + df
