"""The net promoter score: its interval and its test (rule M10)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tropa.stats.nps import Leanings, nps_interval, scores_differ

LEANINGS = st.builds(Leanings, st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6))


def test_m10_the_interval_is_the_adjusted_one() -> None:
    """Of 30, 50 and 20 with three answers more: 10/103 in the middle, and 1.96 standard errors about it."""
    middle = (30.75 - 20.75) / 103
    error = ((30.75 + 20.75) / 103 - middle**2) ** 0.5 / 103**0.5
    found = nps_interval(Leanings(30, 50, 20))
    assert found.low == pytest.approx(middle - 1.959964 * error)
    assert found.high == pytest.approx(middle + 1.959964 * error)


def test_m10_unanimity_of_few_is_no_certainty() -> None:
    """Three promoters of three leave room for a score far below 1."""
    assert nps_interval(Leanings(3, 0, 0)).low < 0.1


def test_nobody_has_no_score_and_the_widest_interval() -> None:
    """Without an answer there is no score, and the interval says next to nothing."""
    assert Leanings(0, 0, 0).score is None
    assert nps_interval(Leanings(0, 0, 0)).low < -0.75


@given(LEANINGS)
def test_promoters_and_detractors_are_mirror_images(given_: Leanings) -> None:
    """Turning all answers round turns the score and its interval round; both stay within [-1, 1]."""
    turned = Leanings(given_.detractors, given_.passives, given_.promoters)
    found, mirrored = nps_interval(given_), nps_interval(turned)
    assert -1 <= found.low < found.high <= 1
    assert found.low == pytest.approx(-mirrored.high)
    assert (turned.score or 0.0) == pytest.approx(-(given_.score or 0.0))


@given(LEANINGS, LEANINGS)
def test_m10_waves_are_compared_by_a_symmetric_test(one: Leanings, other: Leanings) -> None:
    """The p-value lies in [0, 1] and does not depend on which wave came first."""
    p = scores_differ(one, other)
    assert 0 <= p <= 1
    assert scores_differ(other, one) == pytest.approx(p)


def test_m10_a_bare_delta_of_small_waves_is_no_news() -> None:
    """Ten points between waves of forty are chance, between waves of four thousand they are not."""
    assert scores_differ(Leanings(20, 12, 8), Leanings(16, 16, 8)) > 0.05
    assert scores_differ(Leanings(2000, 1200, 800), Leanings(1600, 1600, 800)) < 0.001
