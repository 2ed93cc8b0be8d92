"""Intervals for shares and for differences of shares (rule M4: no rate without its interval).

Wilson's interval is used throughout: near 0 and 1, where conversion rates live, the textbook
interval (estimate plus or minus z standard errors) leaves [0, 1] and covers far less than it says.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot, sqrt
from statistics import NormalDist


@dataclass(frozen=True, slots=True)
class Interval:
    """A confidence interval; both ends belong to it."""

    low: float
    high: float


def two_sided_z(level: float) -> float:
    """How many standard errors to each side a normal interval of this level reaches.

    Args:
        level: Confidence level, strictly between 0 and 1.

    Raises:
        ValueError: The level is not strictly between 0 and 1.

    >>> round(two_sided_z(0.95), 4)
    1.96
    """
    if not 0 < level < 1:
        raise ValueError(f"a confidence level lies strictly between 0 and 1, met {level}")
    return NormalDist().inv_cdf((1 + level) / 2)


def wilson(successes: int, n: int, level: float = 0.95) -> Interval:
    """Interval for a share of which ``successes`` among ``n`` were seen.

    Args:
        successes: How many did it, 0 to ``n``.
        n: How many could have.
        level: Confidence level, strictly between 0 and 1.

    Returns:
        An interval within [0, 1] that holds ``successes / n``; the whole of [0, 1] when
        ``n == 0``: nobody asked, nothing known.

    Raises:
        ValueError: ``successes`` is not within 0 and ``n``, or the level not within (0, 1).

    Source: E. B. Wilson (1927), "Probable inference, the law of succession, and statistical
    inference", JASA 22(158), 209-212: the score interval, without continuity correction.

    >>> found = wilson(81, 263)
    >>> round(found.low, 4), round(found.high, 4)
    (0.2553, 0.3662)
    >>> wilson(0, 0)
    Interval(low=0.0, high=1.0)
    """
    if not 0 <= successes <= n:
        raise ValueError(f"successes lie between 0 and n, met {successes} of {n}")
    z = two_sided_z(level)
    if n == 0:
        return Interval(0.0, 1.0)
    # The upper bound of the successes is the lower one of the failures: computing it so keeps
    # the symmetry in floating point too.
    return Interval(_wilson_low(successes, n, z), 1.0 - _wilson_low(n - successes, n, z))


def _wilson_low(successes: int, n: int, z: float) -> float:
    """Wilson's lower bound for ``n >= 1``; exactly 0 at no success, where rounding would miss it."""
    if successes == 0:
        return 0.0
    spread = z * sqrt(successes * (n - successes) / n + z * z / 4)
    return (successes + z * z / 2 - spread) / (n + z * z)


def newcombe(s1: int, n1: int, s2: int, n2: int, level: float = 0.95) -> Interval:
    """Interval for the difference of two independent shares, ``s1 / n1 - s2 / n2``.

    Args:
        s1: Successes of the first group, 0 to ``n1``.
        n1: Size of the first group.
        s2: Successes of the second group, 0 to ``n2``.
        n2: Size of the second group.
        level: Confidence level, strictly between 0 and 1.

    Returns:
        An interval within [-1, 1] that holds the difference seen; "no difference" is an answer
        when it holds 0.  The whole of [-1, 1] when either group is empty.

    Raises:
        ValueError: As for ``wilson``.

    Source: R. G. Newcombe (1998), "Interval estimation for the difference between independent
    proportions: comparison of eleven methods", Statistics in Medicine 17(8), 873-890, method 10
    (from Wilson's bounds, without continuity correction).

    >>> found = newcombe(56, 70, 48, 80)
    >>> round(found.low, 4), round(found.high, 4)
    (0.0524, 0.3339)
    """
    first, second = wilson(s1, n1, level), wilson(s2, n2, level)
    if n1 == 0 or n2 == 0:
        return Interval(-1.0, 1.0)
    share1, share2 = s1 / n1, s2 / n2
    below = hypot(share1 - first.low, second.high - share2)
    above = hypot(first.high - share1, share2 - second.low)
    return Interval(max(-1.0, share1 - share2 - below), min(1.0, share1 - share2 + above))
