"""Far tails on one scale: how unlikely something is, told as a normal deviate.

Where a million windows are tried, only tails beyond five standard errors matter, and there the usual
approximations are wrong by powers of ten: Student's for few days, the binomial's for few clients.
A *deviate* is the number of standard errors at which a normal value is as unlikely.
"""

from __future__ import annotations

from math import erfc, exp, lgamma, log, log1p, sqrt
from statistics import NormalDist

LEAST_P = 1e-300
"""What is less likely is told as this; a deviate of 37."""


def normal_above(z: float) -> float:
    """How likely a standard normal value lies above ``z``; right in far tails too.

    >>> f"{normal_above(6.0):.3g}"
    '9.87e-10'
    """
    return erfc(z / sqrt(2)) / 2


def deviate_of(p: float) -> float:
    """The normal deviate above which a value lies with probability ``p``.

    Args:
        p: In [0, 1]; 0 and 1 give the deviates of ``LEAST_P`` and of its opposite.

    Raises:
        ValueError: ``p`` is no probability.

    >>> round(deviate_of(0.025), 2)
    1.96
    """
    if not 0 <= p <= 1:
        raise ValueError(f"a probability lies in [0, 1], met {p}")
    if p <= 1 / 2:
        return -NormalDist().inv_cdf(max(p, LEAST_P))
    return NormalDist().inv_cdf(max(1 - p, LEAST_P))


def student_deviate(t: float, df: float) -> float:
    """The normal deviate that is as unlikely as Student's ``t``.

    Args:
        t: At any distance; the sign is kept.
        df: Degrees of freedom, at least 1.

    Raises:
        ValueError: Fewer than one degree.

    Source: D. L. Wallace (1959), "Bounds on normal approximations to Student's and the chi-square
    distributions", Annals of Mathematical Statistics 30(4), 1121-1130; right to 0.02 from ten degrees on.

    >>> round(student_deviate(2.0860, 20), 2)
    1.96
    """
    if df < 1:
        raise ValueError(f"Student's distribution has at least one degree of freedom, met {df}")
    size = (8 * df + 1) / (8 * df + 3) * sqrt(df * log1p(t * t / df))
    return size if t >= 0 else -size


def binomial_above(k: float, n: float, p: float) -> float:
    """An upper bound of the chance of ``k`` or more successes in ``n`` trials.

    Args:
        k: Successes, 0 to ``n``; a fraction is what a count worth fewer independent trials comes to.
        n: Trials, more than 0.
        p: Chance of each, strictly between 0 and 1.

    Returns:
        1 where ``k`` is not above the mean; else a bound that lies above the true tail, by a few
        hundredths where it is far.

    Raises:
        ValueError: The counts or the chance make no sense.

    Source: W. Feller (1968), "An introduction to probability theory and its applications", volume 1,
    third edition, section VI.3: the tail is at most a geometric series that begins with its first term.

    >>> f"{binomial_above(8, 30, 0.05):.2g}"
    '8.6e-05'
    """
    if not (0 <= k <= n and n > 0 and 0 < p < 1):
        raise ValueError(f"met {k} of {n} at {p}")
    mean = n * p
    if k <= mean:
        return 1.0
    first = lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1) + k * log(p) + (n - k) * log1p(-p)
    return min(1.0, exp(min(first, 0.0)) * k * (1 - p) / (k - mean))
