"""Baselines: what a few units can say, and what they cannot."""

from __future__ import annotations

import numpy as np
import pytest

from tropa.measure.baselines import BaselineFigure, answer_step
from tropa.measure.counts_timing import TimeToCounts, Waits

DAY_S = 86_400


def figures(waits: list[float], came: list[bool], within_s: int = 10 * DAY_S) -> BaselineFigure:
    """The figures of one step, waits given in days."""
    told = Waits(np.array(waits) * DAY_S, np.array(came, bool))
    return answer_step("paid", within_s, TimeToCounts(told, (), None, 0, 0)).figures.total


def test_m4_who_is_not_watched_to_the_end_counts_while_watched() -> None:
    """Of four, one comes at once and one is lost sight of before another comes: 1/4, then half of the rest."""
    found = figures([1.0, 2.0, 5.0, 30.0], [True, False, True, False])
    assert (found.n, found.came) == (4, 2)
    assert found.share == pytest.approx(1 - 3 / 4 * 1 / 2)
    assert found.median_s == 5 * DAY_S


def test_what_comes_later_than_in_time_is_in_the_median_only() -> None:
    """A median beyond the time given is told; the share is of those in time."""
    found = figures([20.0, 21.0, 22.0], [True, True, True])
    assert (found.came, found.share) == (0, 0.0)
    assert found.median_s == 21 * DAY_S
    assert found.could_expect is None


def test_what_could_be_expected_is_the_lower_bound_in_whole_per_cent() -> None:
    """Half of a thousand in time: surely more than 46 in a hundred, and nothing of nobody."""
    found = figures([1.0] * 500 + [40.0] * 500, [True] * 500 + [False] * 500)
    assert found.could_expect == 46
    assert 0.46 <= found.low < 0.47
    assert figures([], []).could_expect is None
    assert (figures([], []).share, figures([], []).low, figures([], []).high) == (None, 0.0, 1.0)
