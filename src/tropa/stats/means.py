"""Means of answers on a scale, with their intervals (rule M4: no figure without its interval)."""

from __future__ import annotations

from collections.abc import Mapping
from math import atan, cos, pi, sin, sqrt

from tropa.stats.intervals import Interval, two_sided_z

EXACT_UP_TO = 400
"""Degrees of freedom up to which Student's distribution is summed term by term."""

HALVINGS = 80
"""Halvings that bring any quantile down to rounding."""


def student_two_sided(t: float, df: int) -> float:
    """How likely Student's t lies within ``-t`` and ``t``.

    Args:
        t: At least 0.
        df: Degrees of freedom, at least 1.

    Source: M. Abramowitz and I. A. Stegun (1964), "Handbook of Mathematical Functions", 26.7.3
    and 26.7.4: finite series for odd and for even degrees of freedom.

    >>> round(student_two_sided(2.262157, 9), 6)
    0.95
    """
    angle = atan(t / sqrt(df))
    term = cos(angle) if df % 2 else 1.0
    total = 0.0
    for k in range(2 + df % 2, df + 1, 2):
        total += term
        term *= cos(angle) ** 2 * (k - 1) / k
    return (2 / pi) * (angle + sin(angle) * total) if df % 2 else sin(angle) * total


def student_quantile(df: int, level: float = 0.95) -> float:
    """How many standard errors to each side an interval of this level reaches, for a mean of ``df + 1`` values.

    Args:
        df: Degrees of freedom, at least 1.
        level: Confidence level, strictly between 0 and 1.

    Raises:
        ValueError: Fewer than one degree, or the level is not strictly between 0 and 1.

    Source: by halving from ``student_two_sided``; above ``EXACT_UP_TO`` degrees the first three terms of
    Abramowitz and Stegun, 26.7.5, which are right to six places there.

    >>> [round(student_quantile(df), 3) for df in (1, 2, 9, 39)]
    [12.706, 4.303, 2.262, 2.023]
    """
    z = two_sided_z(level)
    if df < 1:
        raise ValueError(f"a mean has at least one degree of freedom, met {df}")
    if df > EXACT_UP_TO:
        return z + (z**3 + z) / (4 * df) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * df**2)
    low, high = 0.0, 1.0
    while student_two_sided(high, df) < level:
        high *= 2
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if student_two_sided(middle, df) < level else (low, middle)
    return (low + high) / 2


def mean_of_scale(answers: Mapping[int, int]) -> float:
    """The mean of answers on a scale of whole numbers.

    Args:
        answers: How often each was given; at least one in all.

    Raises:
        ValueError: Nobody answered.
    """
    n = sum(answers.values())
    if n < 1:
        raise ValueError("nobody answered: there is no mean")
    return sum(value * times for value, times in answers.items()) / n


def mean_interval(answers: Mapping[int, int], low: int, high: int, level: float = 0.95) -> Interval:
    """Interval for the mean of answers on a scale of whole numbers from ``low`` to ``high``.

    Args:
        answers: How often each answer was given.
        low: The scale's lowest answer.
        high: Its highest.
        level: Confidence level, strictly between 0 and 1.

    Returns:
        Student's interval, cut at the ends of the scale, which holds the mean seen; the whole scale for fewer
        than two answers: one answer says nothing of how answers differ.  A scale of whole steps hides
        what lies within a step, so answers that are all alike count as if one lay a step off: unanimity of
        three is no certainty.

    Raises:
        ValueError: An answer is not on the scale, or the level not within (0, 1).

    >>> found = mean_interval({1: 12, 2: 20, 3: 8}, -3, 3)
    >>> round(found.low, 3), round(found.high, 3)
    (1.673, 2.127)
    >>> mean_interval({2: 1}, -3, 3)
    Interval(low=-3.0, high=3.0)
    """
    if any(times and not low <= value <= high for value, times in answers.items()):
        raise ValueError(f"answers lie between {low} and {high}, met {sorted(answers)}")
    n = sum(answers.values())
    if n < 2:  # noqa: PLR2004  one answer does not differ from any other
        two_sided_z(level)
        return Interval(float(low), float(high))
    mean = mean_of_scale(answers)
    squares = sum(times * (value - mean) ** 2 for value, times in answers.items())
    error = sqrt(max(squares, (n - 1) / n) / (n - 1) / n) * student_quantile(n - 1, level)
    return Interval(max(float(low), mean - error), min(float(high), mean + error))
