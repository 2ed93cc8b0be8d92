"""What may be said of a difference: higher, lower, none, or that there were too few to say (M4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from tropa.stats.discoveries import q_values
from tropa.stats.intervals import Interval

Contrast: TypeAlias = Literal["higher", "lower", "no difference", "too few"]

FEWEST = 20
"""Units that each side needs: below, no test keeps its promise."""

FALSE_DISCOVERIES = 0.05
"""Of the differences told, the share that may be chance (Benjamini and Hochberg)."""


@dataclass(frozen=True, slots=True)
class Tried:
    """One difference as it was tested.

    Args:
        difference: The second estimate less the first; None where one of them is missing.
        interval: Its interval.
        p: The p-value of "no difference".
        fewest: Units on the smaller side.
    """

    difference: float | None
    interval: Interval
    p: float
    fewest: int


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference and what may be said of it.

    Args:
        difference: Of this side less the first one; None where one of them has no figure.
        low: Lower bound (95 %), of this one comparison.
        high: Upper bound.
        p: How likely chance alone would part them so far, were this the only comparison.
        q: The same with all comparisons made at once kept in mind: the rate of false discoveries at which
            this one would be told.
        verdict: ``higher`` or ``lower`` where ``q`` is at most 0.05; ``too few`` where a side has fewer
            than 20; otherwise ``no difference``, which says that none was seen, not that there is none.
    """

    difference: float | None
    low: float
    high: float
    p: float
    q: float
    verdict: Contrast


def differences(tried: Sequence[Tried]) -> tuple[Difference, ...]:
    """What may be said of differences that were all tested at once."""
    enough = [one for one in tried if _is_enough(one)]
    told = dict(zip((id(one) for one in enough), q_values([one.p for one in enough]).tolist(), strict=True))
    return tuple(_difference(one, told.get(id(one))) for one in tried)


def _is_enough(one: Tried) -> bool:
    return one.fewest >= FEWEST and one.difference is not None


def _difference(one: Tried, q: float | None) -> Difference:
    verdict: Contrast = "no difference"
    if q is None or one.difference is None:
        verdict = "too few"
    elif q <= FALSE_DISCOVERIES and one.difference:
        verdict = "higher" if one.difference > 0 else "lower"
    return Difference(one.difference, one.interval.low, one.interval.high, one.p, 1.0 if q is None else q, verdict)
