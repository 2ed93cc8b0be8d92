"""How often which event follows which, after how long: what splitting learns from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from tropa.journey.conditions import Value
from tropa.measure.questions import Scope

Ints: TypeAlias = npt.NDArray[np.int64]

PER_OCTAVE = 8
"""Buckets between a length of time and its double."""


@dataclass(frozen=True, slots=True)
class Gaps:
    """How long after an event of a unit the next one comes, by both names.

    Args:
        scope: ``since``/``until`` bound every event; ``by`` is not asked.
    """

    scope: Scope = Scope()


@dataclass(frozen=True, slots=True, eq=False)
class GapCounts:
    """Gaps by names and length.

    Args:
        names: Event names, in order of code point.
        source: The earlier event's place in ``names``, shape ``(n,)``.
        target: The later event's, same shape.
        bucket: The gap's bucket, same shape: ``floor(8 log2(seconds))``, 0 below two seconds.
        n: How often, same shape; rows are in order of source, target and bucket.
        starts: Units that begin with each name, shape ``(names,)``.
        ends: Units that end with it, same shape.
        n_events: Events that the question sees.
        n_customers: Their customers.
    """

    names: tuple[str, ...]
    source: Ints
    target: Ints
    bucket: Ints
    n: Ints
    starts: Ints
    ends: Ints
    n_events: int
    n_customers: int


@dataclass(frozen=True, slots=True, eq=False)
class HistoryRows:
    """Events of some whole customers, each unit's together and in order.

    Args:
        customers: Whose each is.
        unit: Its unit, rising from one to the next, shape ``(n,)``.
        name: The place of its name among all names, same shape.
        at_us: When, microseconds since 1970, UTC, same shape.
        kept: The values of each property asked for, in the order of asking.
    """

    customers: list[str]
    unit: Ints
    name: Ints
    at_us: Ints
    kept: list[list[Value]]


def buckets_of(gaps_s: npt.NDArray[np.float64]) -> Ints:
    """The buckets of some gaps.

    >>> buckets_of(np.array([0.0, 1.0, 2.0, 4.0])).tolist()
    [0, 0, 8, 16]
    """
    return np.asarray(np.floor(PER_OCTAVE * np.log2(np.maximum(gaps_s, 1.0))), np.int64)


def bucket_start_s(bucket: int) -> float:
    """The shortest gap in a bucket, in seconds."""
    return float(2 ** (bucket / PER_OCTAVE)) if bucket > 0 else 0.0
