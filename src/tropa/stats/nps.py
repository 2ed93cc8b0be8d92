"""The net promoter score of answers from 0 to 10, and whether two scores differ (rule M10)."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from tropa.stats.comparing import two_sided_p
from tropa.stats.intervals import Interval, two_sided_z


@dataclass(frozen=True, slots=True)
class Leanings:
    """How people answered: 9 and 10 are promoters, 0 to 6 detractors, 7 and 8 lean to neither side.

    Args:
        promoters: At least 0.
        passives: At least 0.
        detractors: At least 0.
    """

    promoters: int
    passives: int
    detractors: int

    @property
    def n(self) -> int:
        """All who answered."""
        return self.promoters + self.passives + self.detractors

    @property
    def score(self) -> float | None:
        """Promoters less detractors as a share of all, in [-1, 1]; None where nobody answered."""
        return (self.promoters - self.detractors) / self.n if self.n else None


def nps_interval(leanings: Leanings, level: float = 0.95) -> Interval:
    """Interval for a net promoter score, in [-1, 1].

    Args:
        leanings: How people answered.
        level: Confidence level, strictly between 0 and 1.

    Returns:
        Three answers more than there are (3/4 of them promoters, 3/4 detractors) give the middle and the
        spread, so that unanimity of few is no certainty; the interval is cut at -1 and 1.  It need not hold
        a score at the very end of the scale.

    Source: B. Rocks (2016), "Interval estimation for the net promoter score", The American Statistician
    70(4), 365-372: the adjusted Wald interval.

    >>> found = nps_interval(Leanings(30, 50, 20))
    >>> round(found.low, 4), round(found.high, 4)
    (-0.0382, 0.2324)
    """
    middle, variance = _adjusted(leanings)
    spread = two_sided_z(level) * sqrt(variance)
    return Interval(max(-1.0, middle - spread), min(1.0, middle + spread))


def scores_differ(first: Leanings, second: Leanings) -> float:
    """The p-value of "both scores are the same", for two independent samples.

    Returns:
        A value in [0, 1], from the difference of the adjusted scores and the sum of their variances.

    Source: as for ``nps_interval``; the normal test of a difference.

    >>> round(scores_differ(Leanings(300, 500, 200), Leanings(200, 500, 300)), 6)
    0.0
    >>> scores_differ(Leanings(3, 5, 2), Leanings(3, 5, 2))
    1.0
    """
    (middle1, variance1), (middle2, variance2) = _adjusted(first), _adjusted(second)
    return two_sided_p((middle1 - middle2) / sqrt(variance1 + variance2))


def _adjusted(leanings: Leanings) -> tuple[float, float]:
    """The score with three answers more, and its variance; never 0."""
    n = leanings.n + 3
    promoters, detractors = (leanings.promoters + 0.75) / n, (leanings.detractors + 0.75) / n
    return promoters - detractors, (promoters + detractors - (promoters - detractors) ** 2) / n
