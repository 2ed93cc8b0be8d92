"""How much more than chance things scatter, learnt from many alike.

A *dispersion* is the variance met over the variance that chance alone would make.  Of ninety days
it is known to a sixth, too badly to speak of one event in a million; of a hundred series alike it is
known well, unless they differ among themselves.  So each series' own dispersion is drawn towards the
usual one, the more so the less the series differ beyond what chance lets their dispersions differ.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SURE = 1e6
"""Degrees of freedom of what is known as good as exactly."""

LEAST_ALIKE = 5
"""Series from which on anything can be learnt of what is usual."""

QUARTILES_APART = 1.349
"""Standard deviations between the quartiles of a normal distribution."""


@dataclass(frozen=True, slots=True)
class Dispersion:
    """What dispersion is usual, and how many periods that knowledge is worth.

    Args:
        value: The dispersion.
        df: Degrees of freedom, 0 where nothing is known.
    """

    value: float
    df: float

    def with_own(self, own: Floats, df: Floats) -> tuple[Floats, Floats]:
        """The dispersion of some series, never below chance, and its degrees of freedom.

        Args:
            own: What each shows by itself.
            df: By how many degrees of freedom.
        """
        joined = self.df + df
        return np.maximum((self.df * self.value + df * own) / joined, 1.0), joined


UNKNOWN = Dispersion(1.0, 0.0)
"""Nothing is known but what a series shows by itself."""


def usual_dispersion(own: Floats, df: Floats) -> Dispersion:
    """What is usual among many series.

    Args:
        own: Each one's own dispersion, shape ``(n,)``.
        df: Its degrees of freedom, same shape, at least 1.

    Returns:
        The median, worth as many degrees of freedom as fit how far the dispersions lie apart (by their
        quartiles, so that a few torn series do not decide); ``UNKNOWN`` from fewer than ``LEAST_ALIKE``.

    Source: G. K. Smyth (2004), "Linear models and empirical Bayes methods for assessing differential
    expression in microarray experiments", Statistical Applications in Genetics and Molecular Biology
    3(1), article 3, with quartiles in place of his moments.

    >>> usual_dispersion(np.full(8, 1.5), np.full(8, 80.0))
    Dispersion(value=1.5, df=1000000.0)
    """
    if len(own) < LEAST_ALIKE:
        return UNKNOWN
    low, middle, high = np.quantile(own, [0.25, 0.5, 0.75]).tolist()
    by_chance = 2 * middle**2 / float(np.median(df))
    apart = ((high - low) / QUARTILES_APART) ** 2 - by_chance
    return Dispersion(middle, SURE if apart <= 0 else min(2 * middle**2 / apart, SURE))
