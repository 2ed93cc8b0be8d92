"""Habits that a log shows."""

from __future__ import annotations

import math

import numpy as np

from tropa.simulate.chance import Chance, Delay
from tropa.simulate.fitting import FEWEST, Seen, fitted
from tropa.stats.survival import survival_curve

N = 3_000


def test_share_and_delay_are_found_again() -> None:
    """Of customers drawn from a habit the habit comes back, within what chance allows."""
    chance, delay = Chance(11), Delay(7_200.0, 2.5)
    acts = np.array([chance.happens(0.35, "acts", n) for n in range(N)])
    took = np.array([chance.delay_s(delay, "took", n) for n in range(N)])
    curve = survival_curve(np.where(acts, took, 1e7), acts)
    found, lacking = fitted([Seen("t", N, curve)])
    assert lacking == ()
    assert abs(found["t"].share - 0.35) < 3 * math.sqrt(0.35 * 0.65 / N)
    assert abs(math.log(found["t"].delay.median_s / 7_200.0)) < 0.1
    assert abs(math.log(found["t"].delay.spread / 2.5)) < 0.1
    assert found["t"].because == "fitted"


def test_what_a_log_does_not_show_is_named() -> None:
    """Few customers, or no curve, are no ground for a habit."""
    curve = survival_curve([1.0, 2.0], [True, False])
    found, lacking = fitted([Seen("few", FEWEST - 1, curve), Seen("none", 1_000, None)])
    assert found == {}
    assert lacking == ("few", "none")


def test_nobody_and_all_at_once_can_be_fitted() -> None:
    """A share of nothing is nothing; delays that are all alike have no spread."""
    never = survival_curve([10.0] * 30, [False] * 30)
    alike = survival_curve([60.0] * 30, [True] * 30)
    found, _ = fitted([Seen("never", 30, never), Seen("alike", 30, alike)])
    assert found["never"].share == 0
    assert (found["alike"].share, found["alike"].delay.median_s, found["alike"].delay.spread) == (1.0, 60.0, 1.0)
