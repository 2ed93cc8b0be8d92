"""Two groups compared: how likely chance alone would part them so far."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from tropa.stats.intervals import Interval


def two_sided_p(z: float) -> float:
    """How likely a standard normal lies at least ``|z|`` from 0.

    >>> round(two_sided_p(-1.959964), 6)
    0.05
    """
    return 2 * NormalDist().cdf(-abs(z))


def shares_differ(s1: int, n1: int, s2: int, n2: int) -> float:
    """The p-value of "both shares are the same", by the score test with the pooled share.

    Args:
        s1: Successes of the first group, 0 to ``n1``.
        n1: Size of the first group.
        s2: Successes of the second group, 0 to ``n2``.
        n2: Size of the second group.

    Returns:
        A value in [0, 1]; 1 where a group is empty, or all or none succeed in both.

    Raises:
        ValueError: Successes do not lie between 0 and the group's size.

    Source: the square of the statistic is K. Pearson's chi-square of the two-by-two table, with the factor
    (N - 1) / N of E. S. Pearson (1947), "The choice of statistical tests illustrated on the interpretation
    of data classed in a 2 x 2 table", Biometrika 34; recommended by I. Campbell (2007), Statistics in Medicine
    26, 3661-3675, wherever one is expected in each cell.

    >>> round(shares_differ(56, 70, 48, 80), 4)
    0.0083
    """
    if not (0 <= s1 <= n1 and 0 <= s2 <= n2):
        raise ValueError(f"successes lie between 0 and n, met {s1} of {n1} and {s2} of {n2}")
    n = n1 + n2
    pooled = (s1 + s2) / n if n else 0.0
    if n1 == 0 or n2 == 0 or pooled in {0.0, 1.0}:
        return 1.0
    error = sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2) * n / (n - 1))
    return two_sided_p((s1 / n1 - s2 / n2) / error)


def difference(first: float, within: Interval, second: float, other: Interval) -> Interval:
    """Interval for the difference of two independent estimates, out of the interval of each.

    Args:
        first: The first estimate.
        within: Its interval.
        second: The second estimate.
        other: Its interval, of the same level.

    Returns:
        An interval that holds ``first - second``; for shares with Wilson's intervals it is Newcombe's.

    Source: G. Y. Zou and A. Donner (2008), "Construction of confidence limits about effect measures: a
    general approach", Statistics in Medicine 27(10), 1693-1702 (the method of variance estimates recovery).

    >>> found = difference(0.8, Interval(0.7, 0.88), 0.6, Interval(0.5, 0.7))
    >>> round(found.low, 4), round(found.high, 4)
    (0.0586, 0.3281)
    """
    below = sqrt((first - within.low) ** 2 + (other.high - second) ** 2)
    above = sqrt((within.high - first) ** 2 + (second - other.low) ** 2)
    return Interval(first - second - below, first - second + above)


def waits_differ(
    waits1: NDArray[np.float64],
    happened1: NDArray[np.bool_],
    waits2: NDArray[np.float64],
    happened2: NDArray[np.bool_],
) -> float:
    """The p-value of "it comes equally soon in both groups", by the log-rank test.

    Args:
        waits1: How long each of the first group was watched, shape ``(n1,)``.
        happened1: Whether it came at the end of that, shape ``(n1,)``.
        waits2: The second group's, shape ``(n2,)``.
        happened2: The second group's, shape ``(n2,)``.

    Returns:
        A value in [0, 1]; 1 where a group is empty or nothing happened.

    Source: N. Mantel (1966), "Evaluation of survival data and two new rank order statistics arising in its
    consideration", Cancer Chemotherapy Reports 50(3), 163-170; the hypergeometric variance at each time.

    >>> once = np.array([True, True, True, True])
    >>> round(waits_differ(np.array([1.0, 2, 3, 4]), once, np.array([10.0, 20, 30, 40]), once), 4)
    0.0067
    """
    times = np.unique(np.concatenate([waits1[happened1], waits2[happened2]]))
    at_risk1, at_risk = (_at_risk(waits, times) for waits in (waits1, np.concatenate([waits1, waits2])))
    came1 = _came(waits1[happened1], times)
    came = came1 + _came(waits2[happened2], times)
    share1 = at_risk1 / at_risk
    spread = came * share1 * (1 - share1) * (at_risk - came) / np.maximum(at_risk - 1, 1)
    variance = float(spread.sum())
    return two_sided_p(float((came1 - came * share1).sum()) / sqrt(variance)) if variance > 0 else 1.0


def _at_risk(waits: NDArray[np.float64], times: NDArray[np.float64]) -> NDArray[np.float64]:
    """How many were watched at least so long, at each time."""
    return (len(waits) - np.searchsorted(np.sort(waits), times, side="left")).astype(np.float64)


def _came(waits: NDArray[np.float64], times: NDArray[np.float64]) -> NDArray[np.float64]:
    """To how many it came at each time."""
    return np.bincount(np.searchsorted(times, waits), minlength=len(times)).astype(np.float64)
