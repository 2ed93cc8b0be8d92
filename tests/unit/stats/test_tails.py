"""Far tails: exact where they can be computed, and never below the truth."""

from __future__ import annotations

from math import comb
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tropa.stats.means import student_two_sided
from tropa.stats.tails import binomial_above, deviate_of, normal_above, student_deviate


def exactly_above(k: int, n: int, p: float) -> float:
    """The binomial tail, term by term."""
    return sum(comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(k, n + 1))


@given(st.floats(-6, 6))
def test_the_normal_tail_is_the_normal_tail(z: float) -> None:
    """What lies above is one less what lies below."""
    assert normal_above(z) == pytest.approx(1 - NormalDist().cdf(z), abs=1e-12)


@given(st.floats(0, 35))
def test_a_deviate_is_what_its_tail_says(z: float) -> None:
    """The deviate of a tail is the deviate, out to where a number ends."""
    assert deviate_of(normal_above(z)) == pytest.approx(z, abs=1e-6)


def test_what_cannot_be_and_what_must_be_are_far_out() -> None:
    """Chances of 0 and 1 have deviates as well, a long way out on either side."""
    assert deviate_of(0.0) > 36
    assert deviate_of(1.0) < -36


@pytest.mark.parametrize("p", [-0.1, 1.1, float("nan")])
def test_no_chance_is_refused(p: float) -> None:
    """What does not lie in [0, 1] is no probability."""
    with pytest.raises(ValueError, match="lies in"):
        deviate_of(p)


@given(st.floats(0, 5), st.integers(12, 400))
def test_students_deviate_is_as_unlikely_as_students_t(t: float, df: int) -> None:
    """A normal value is beyond the deviate as often as Student's beyond ``t``, to 0.02 standard errors."""
    exact = deviate_of((1 - student_two_sided(t, df)) / 2)
    assert student_deviate(t, df) == pytest.approx(exact, abs=0.02)


@given(st.floats(-50, 50), st.floats(1, 1e6))
def test_students_deviate_is_never_further_out(t: float, df: float) -> None:
    """Not knowing the scatter makes nothing more surprising, and the sign stays."""
    found = student_deviate(t, df)
    assert abs(found) <= abs(t) + 1e-9
    assert found * t >= 0


def test_no_degree_of_freedom_is_refused() -> None:
    """Of one value alone nothing is known."""
    with pytest.raises(ValueError, match="at least one degree"):
        student_deviate(1.0, 0)


@given(st.integers(1, 120), st.floats(0.01, 0.99), st.data())
def test_the_bound_lies_above_the_binomial_tail(n: int, p: float, data: st.DataObject) -> None:
    """However many successes are asked for, the bound is never below the exact chance."""
    k = data.draw(st.integers(0, n))
    assert binomial_above(k, n, p) >= exactly_above(k, n, p) * (1 - 1e-9)


@given(st.integers(60, 400), st.floats(0.05, 0.6))
def test_far_out_the_bound_is_next_to_the_tail(n: int, p: float) -> None:
    """Four standard errors out it is at most a tenth too much."""
    k = min(int(n * p + 4 * (n * p * (1 - p)) ** 0.5) + 1, n)
    assert binomial_above(k, n, p) <= exactly_above(k, n, p) * 1.1


@pytest.mark.parametrize(("k", "n", "p"), [(-1, 5, 0.5), (6, 5, 0.5), (0, 0, 0.5), (1, 5, 0.0), (1, 5, 1.0)])
def test_counts_that_make_no_sense_are_refused(k: int, n: int, p: float) -> None:
    """More successes than trials, no trials, a chance of 0 or 1."""
    with pytest.raises(ValueError, match="met"):
        binomial_above(k, n, p)
