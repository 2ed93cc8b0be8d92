"""Two groups compared: known values, and laws that hold for all groups."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tropa.stats.comparing import difference, shares_differ, two_sided_p, waits_differ
from tropa.stats.intervals import newcombe, wilson


@st.composite
def counts(draw: st.DrawFn) -> tuple[int, int]:
    """Draw (successes, n) with n >= 1."""
    n = draw(st.integers(1, 10**6))
    return draw(st.integers(0, n)), n


def test_the_p_value_of_shares_is_that_of_the_corrected_chi_square() -> None:
    """For 56 of 70 and 48 of 80 the uncorrected chi-square is 7.0233, times 149/150: p = 0.00826."""
    assert shares_differ(56, 70, 48, 80) == pytest.approx(two_sided_p((7.0233 * 149 / 150) ** 0.5), abs=2e-5)


@given(counts(), counts())
def test_shares_compared_the_other_way_round_differ_as_much(one: tuple[int, int], other: tuple[int, int]) -> None:
    """The order of the groups does not matter, and neither does what is called success."""
    p = shares_differ(*one, *other)
    assert 0 <= p <= 1
    assert shares_differ(*other, *one) == pytest.approx(p)
    assert shares_differ(one[1] - one[0], one[1], other[1] - other[0], other[1]) == pytest.approx(p)


@pytest.mark.parametrize("nothing", [(0, 0, 3, 5), (3, 5, 0, 0), (0, 4, 0, 5), (4, 4, 5, 5)])
def test_shares_of_nobody_or_of_all_do_not_differ(nothing: tuple[int, int, int, int]) -> None:
    """An empty group, and groups in which all or none succeed, say nothing."""
    assert shares_differ(*nothing) == 1.0


def test_successes_beyond_the_size_are_refused() -> None:
    """Six of five is a mistake of the caller's."""
    with pytest.raises(ValueError, match="met 6 of 5"):
        shares_differ(6, 5, 1, 5)


@given(counts(), counts())
def test_the_difference_of_wilsons_intervals_is_newcombes(one: tuple[int, int], other: tuple[int, int]) -> None:
    """For two shares the recovery of variances gives Newcombe's tenth method."""
    (s1, n1), (s2, n2) = one, other
    found = difference(s1 / n1, wilson(s1, n1), s2 / n2, wilson(s2, n2))
    expected = newcombe(s1, n1, s2, n2)
    assert max(-1.0, found.low) == pytest.approx(expected.low, abs=1e-12)
    assert min(1.0, found.high) == pytest.approx(expected.high, abs=1e-12)


def test_the_log_rank_test_gives_the_published_value() -> None:
    """Freireich's leukaemia trial (1963), remission in weeks: chi-square 16.79, as textbooks print it."""
    came = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    still = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    placebo = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
    treated = np.array([*came, *still], dtype=np.float64)
    happened = np.array([True] * len(came) + [False] * len(still))
    p = waits_differ(treated, happened, np.array(placebo, dtype=np.float64), np.ones(len(placebo), np.bool_))
    assert p == pytest.approx(two_sided_p(16.793**0.5), rel=1e-3)


def test_waits_of_nobody_do_not_differ() -> None:
    """Nobody watched, or nothing that happened, is no difference."""
    nobody, none = np.empty(0), np.empty(0, np.bool_)
    some = np.array([1.0, 2.0])
    assert waits_differ(nobody, none, some, np.array([True, True])) == 1.0
    assert waits_differ(some, np.array([False, False]), some, np.array([False, False])) == 1.0


@given(st.lists(st.tuples(st.integers(0, 20), st.booleans()), min_size=1))
def test_waits_in_another_order_or_group_order_differ_as_much(watched: list[tuple[int, bool]]) -> None:
    """Neither the order within a group nor that of the groups matters."""
    half = len(watched) // 2
    one, other = _arrays(watched[:half]), _arrays(watched[half:])
    turned = _arrays(watched[half:][::-1])
    assert waits_differ(*one, *other) == pytest.approx(waits_differ(*turned, *one))


def _arrays(watched: list[tuple[int, bool]]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """Waits, and whether it came."""
    return np.array([float(wait) for wait, _ in watched]), np.array([came for _, came in watched], np.bool_)
