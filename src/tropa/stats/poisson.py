"""Intervals for how many are to be expected, when so many came: counts in a stretch of time (rule M4)."""

from __future__ import annotations

from collections.abc import Callable
from math import exp, inf, lgamma, log, sqrt

from tropa.stats.intervals import Interval, two_sided_z

EXACT_UP_TO = 100_000
"""Counts up to which the interval is found from the distribution itself."""

HALVINGS = 80
"""Halvings that bring any bound down to rounding."""

_TINY = 1e-300
_CLOSE = 1e-15


def poisson_interval(n: int, level: float = 0.95) -> Interval:
    """Interval for the mean of a count of which ``n`` was seen.

    Args:
        n: How many came, at least 0.
        level: Confidence level, strictly between 0 and 1.

    Returns:
        The exact interval, which holds ``n``; it covers the mean at least as often as the level says if
        what is counted comes independently at an even rate.  Where customers come in waves it is too
        narrow.

    Raises:
        ValueError: ``n`` is negative, or the level not within (0, 1).

    Source: F. Garwood (1936), "Fiducial limits for the Poisson distribution", Biometrika 28(3/4),
    437-442; above ``EXACT_UP_TO`` Byar's approximation (N. E. Breslow and N. E. Day (1987),
    "Statistical methods in cancer research", volume II, formula 2.10), which is right to seven places there.

    >>> found = poisson_interval(10)
    >>> round(found.low, 4), round(found.high, 4)
    (4.7954, 18.3904)
    >>> round(poisson_interval(0).high, 4)
    3.6889
    """
    z = two_sided_z(level)
    if n < 0:
        raise ValueError(f"a count is at least 0, met {n}")
    if n > EXACT_UP_TO:
        return Interval(_byar(n, -z), _byar(n + 1, z))
    tail = (1 - level) / 2
    low = _bound(lambda mean: at_least(n, mean) >= tail, float(n)) if n else 0.0
    return Interval(low, _bound(lambda mean: at_least(n + 1, mean) >= 1 - tail, n + 10 * sqrt(n + 1) * z + 10))


def at_least(n: int, mean: float) -> float:
    """How likely a Poisson count comes to ``n`` or more.

    Args:
        n: At least 1.
        mean: Its mean, at least 0.

    Source: M. Abramowitz and I. A. Stegun (1964), "Handbook of Mathematical Functions": 26.4.21 (the
    tail as an incomplete gamma function), 6.5.29 (its series) and 6.5.31 (its continued fraction).

    >>> round(at_least(1, 0.5), 6)
    0.393469
    """
    if mean <= 0:
        return 0.0
    weight = exp(n * log(mean) - mean - lgamma(n))
    return weight * _series(n, mean) if mean < n + 1 else 1 - weight * _fraction(n, mean)


def _series(n: int, mean: float) -> float:
    term = total = 1 / n
    k = n
    while term > total * _CLOSE:
        k += 1
        term *= mean / k
        total += term
    return total


def _fraction(n: int, mean: float) -> float:
    """Lentz's way of reading a continued fraction from its beginning."""
    b = mean + 1 - n
    c, d = inf, 1 / (b or _TINY)
    found, i = d, 0
    while True:
        i += 1
        a = i * (n - i)
        b += 2
        d = 1 / ((a * d + b) or _TINY)
        c = (b + a / c) or _TINY
        found *= (change := d * c)
        if abs(change - 1) < _CLOSE * 10:
            return found


def _bound(reached: Callable[[float], bool], high: float) -> float:
    """The least mean at which something is so, that stays so for all greater ones."""
    low = 0.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if reached(middle) else (middle, high)
    return (low + high) / 2


def _byar(n: int, z: float) -> float:
    return float(n * (1 - 1 / (9 * n) + z / (3 * sqrt(n))) ** 3)
