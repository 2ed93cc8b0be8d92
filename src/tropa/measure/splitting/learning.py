"""Learning where one journey ends and the next begins, without anybody having said so.

Theory.  Each step from an event *a* to the next event *b* after a gap *g* is either *within* a journey or a
*boundary* between two; which, is hidden.  A boundary draws *a* from what journeys end with, *b* from what they begin
with, and *g* from one distribution, each by itself; a step within draws the pair from what follows what, and the gap
from a distribution of that pair's own.  Gaps are lognormal,
but for a few within that linger as long as those between.  Whoever comes first in a unit begins a journey and
whoever comes last ends one, so these are known beginnings and ends.  The parameters are found by expectation and
maximisation (A. P. Dempster, N. M. Laird and D. B. Rubin, 1977, "Maximum likelihood from incomplete data via the EM
algorithm", JRSS B 39(1), 1-38), over counts of pairs and buckets of gaps, so that a log of any length costs no
more than its alphabet.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import log
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from tropa.measure.splitting.counts import PER_OCTAVE, GapCounts, HistoryRows, Ints, bucket_start_s, buckets_of

Floats: TypeAlias = npt.NDArray[np.float64]

ROUNDS = 60
"""Rounds of learning; the likelihood moves no more long before."""

PRIOR = 10.0
"""Gaps, as of all pairs, that each pair is supposed to have shown besides its own."""

RARE = 0.1
"""Beginnings, ends and pairs that are supposed of what was never seen."""

LEAST_VARIANCE = 1.0
"""Of the logarithm of a gap: people are no clocks, and what takes an hour may well take three."""

LINGER = 0.02
"""The share of steps within a journey that take as long as those between: a silence alone, however long, raises the
odds of a boundary by no more than one over it, so that names which neither end nor begin anything outweigh it."""

EVEN = 0.5
"""The chance from which on a step is taken for a boundary."""


@dataclass(frozen=True, slots=True, eq=False)
class Splitting:
    """What was learned.

    Args:
        names: Event names, in order of code point.
        pairs: The pairs of names that were met, as ``earlier * len(names) + later``, ascending, shape ``(pairs,)``.
        log_share: For each pair the logarithm of the odds of a boundary before the gap is known, same shape.
        middle: The middle logarithm of the seconds between the pair within a journey, same shape.
        spread: Its variance, same shape.
        between: Middle and variance of the same between two journeys.
        begins: The chance that a journey begins with each name, shape ``(names,)``.
        ends: The chance that it ends with it, same shape.
        within_s: The middle gap within journeys, in seconds.
        between_s: The middle gap between them.
        n_units: Histories that were looked at.
        n_steps: Steps from an event to the next.
        n_cuts: Steps that are taken for boundaries.
        expected_cuts: Boundaries to be expected: the sum of the chances.
        gap_s: The silence that, taken as the only sign, would cut most like this.
        agree: The share of steps on which it and this agree.
        n_events: Events that the question saw.
        n_customers: Their customers.
    """

    names: tuple[str, ...]
    pairs: Ints
    log_share: Floats
    middle: Floats
    spread: Floats
    between: tuple[float, float]
    begins: Floats
    ends: Floats
    within_s: float
    between_s: float
    n_units: int
    n_steps: int
    n_cuts: int
    expected_cuts: float
    gap_s: float
    agree: float
    n_events: int
    n_customers: int

    def chances(self, source: Ints, target: Ints, bucket: Ints) -> Floats:
        """The chance that each of some steps is a boundary; nought for pairs that were never met.

        A gap shorter than the pair's middle one says no more for a boundary than that one does, and one longer than
        the middle between journeys no less: where the two curves cross again far outside, it is for no reason.

        Args:
            source: The places of the earlier names, shape ``(n,)``.
            target: Those of the later, same shape.
            bucket: The buckets of the gaps, same shape.
        """
        code = source * len(self.names) + target
        place = np.minimum(np.searchsorted(self.pairs, code), max(len(self.pairs) - 1, 0))
        if not len(self.pairs):
            return np.zeros(len(code))
        middle = self.middle[place]
        length = np.asarray(np.clip(_middle(bucket), middle, np.maximum(self.between[0], middle)), np.float64)
        return np.where(self.pairs[place] == code, _logistic(self.odds(place, length)), 0.0)

    def odds(self, place: Ints, length: Floats) -> Floats:
        """The logarithm of the odds of a boundary, as the two distributions have it.

        Args:
            place: Places in ``pairs``, shape ``(n,)``.
            length: The logarithms of the gaps' seconds, same shape.
        """
        longer = _density(length, *self.between) - _density(length, self.middle[place], self.spread[place])
        return np.asarray(
            self.log_share[place] + longer - np.logaddexp(log(1 - LINGER), log(LINGER) + longer), np.float64
        )

    def parts(self, rows: HistoryRows) -> Ints:
        """The journey of each event, numbered from 1 in its unit, shape ``(n,)``."""
        first = np.ones(len(rows.unit), np.bool_)
        first[1:] = rows.unit[1:] != rows.unit[:-1]
        gaps_s = np.maximum(np.diff(rows.at_us), 0) / 1_000_000
        cut = first.copy()
        cut[1:] |= self.chances(rows.name[:-1], rows.name[1:], buckets_of(gaps_s)) >= EVEN
        begun = np.cumsum(cut)
        return np.asarray(begun - begun[first][np.cumsum(first) - 1] + 1, np.int64)


def learn(counts: GapCounts) -> Splitting:
    """Learn from the gaps of a log where its journeys end."""
    mixture = _Mixture(counts)
    for _ in range(ROUNDS):
        mixture.improve()
    return mixture.told()


class _Mixture:
    """The two kinds of steps, better known with each round.

    Args:
        counts: What was counted.
    """

    def __init__(self, counts: GapCounts) -> None:
        self._counts = counts
        self._size = len(counts.names)
        self._pairs, self._pair = np.unique(counts.source * self._size + counts.target, return_inverse=True)
        self._n = counts.n.astype(np.float64)
        self._length = _middle(counts.bucket)
        self._found = self._fitted(_longer(self._length, self._n))

    def improve(self) -> None:
        """One round: how likely each step is a boundary, and what follows of that."""
        self._found = self._fitted(_logistic(self._found.odds(self._pair, self._length)))

    def told(self) -> Splitting:
        """What was learned."""
        counts, mine = self._counts, self._chances()
        gap_s, agree = _only_gap(counts.bucket, counts.n, mine >= EVEN)
        return replace(
            self._found,
            n_cuts=int(counts.n[mine >= EVEN].sum()),
            expected_cuts=float((self._n * mine).sum()),
            gap_s=gap_s,
            agree=agree,
        )

    def _chances(self) -> Floats:
        counts = self._counts
        return self._found.chances(counts.source, counts.target, counts.bucket)

    def _fitted(self, boundary: Floats) -> Splitting:
        """The parameters that make the steps, as they are taken now, most likely.

        Args:
            boundary: The chance of each row of the counts, shape ``(n,)``.
        """
        counts, size = self._counts, self._size
        cut, kept = self._n * boundary, self._n * (1 - boundary)
        begins = _shares(np.bincount(counts.target, cut, size) + counts.starts + RARE)
        ends = _shares(np.bincount(counts.source, cut, size) + counts.ends + RARE)
        total = np.bincount(self._pair, kept, len(self._pairs))
        follows = _shares(total + RARE)
        share = (cut.sum() + RARE) / (kept.sum() + RARE)
        within, spread = _normal(self._length, kept)
        middle = (np.bincount(self._pair, kept * self._length, len(total)) + PRIOR * within) / (total + PRIOR)
        away = kept * (self._length - middle[self._pair]) ** 2
        squares = (np.bincount(self._pair, away, len(total)) + PRIOR * spread) / (total + PRIOR)
        between = _normal(self._length, cut)
        earlier, later = np.divmod(self._pairs, max(size, 1))
        return Splitting(
            names=counts.names,
            pairs=self._pairs,
            log_share=np.asarray(np.log(share * ends[earlier] * begins[later] / follows), np.float64),
            middle=np.asarray(middle, np.float64),
            spread=np.maximum(squares, LEAST_VARIANCE),
            between=between,
            begins=begins,
            ends=ends,
            within_s=float(np.exp(within)),
            between_s=float(np.exp(between[0])),
            n_units=int(counts.starts.sum()),
            n_steps=int(counts.n.sum()),
            n_cuts=0,
            expected_cuts=0.0,
            gap_s=0.0,
            agree=1.0,
            n_events=counts.n_events,
            n_customers=counts.n_customers,
        )


def _longer(length: Floats, n: Floats) -> Floats:
    """To begin with: the longer half of the spread of gaps are boundaries, the nearer the end the surer."""
    middle, spread = _normal(length, n)
    return _logistic((length - middle - np.sqrt(spread)) * 2)


def _only_gap(bucket: Ints, n: Ints, cut: npt.NDArray[np.bool_]) -> tuple[float, float]:
    """The silence that alone would cut most like this, in seconds, and the share of steps on which they agree."""
    size = int(bucket.max(initial=0)) + 2
    cuts, keeps = np.bincount(bucket, n * cut, size), np.bincount(bucket, n * ~cut, size)
    right = np.append(0.0, np.cumsum(keeps))[:size] + np.cumsum(cuts[::-1])[::-1]
    best = int(np.argmax(right))
    return bucket_start_s(best), float(right[best] / n.sum()) if n.sum() else 1.0


def _middle(bucket: Ints) -> Floats:
    """The logarithm of the seconds in the middle of a bucket."""
    return np.asarray((bucket + 0.5) / PER_OCTAVE * log(2), np.float64)


def _shares(counts: npt.NDArray[np.floating]) -> Floats:
    return np.asarray(counts / max(counts.sum(), RARE), np.float64)


def _normal(length: Floats, weight: Floats) -> tuple[float, float]:
    """Mean and variance of weighted lengths."""
    total = weight.sum() + RARE
    mean = float((weight * length).sum() / total)
    return mean, max(float((weight * (length - mean) ** 2).sum() / total), LEAST_VARIANCE)


def _density(length: Floats, middle: Floats | float, spread: Floats | float) -> Floats:
    """The logarithm of a normal density, but for a constant."""
    return np.asarray(-((length - middle) ** 2) / (2 * spread) - np.log(spread) / 2, np.float64)


def _logistic(odds: Floats) -> Floats:
    """Chances of odds given as logarithms."""
    return np.asarray(1 / (1 + np.exp(-np.clip(odds, -500, 500))), np.float64)
