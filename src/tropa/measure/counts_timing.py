"""Counts of times, before any estimate.  Groups and ``rest`` are those of ``counts_returning``."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True, eq=False)
class Waits:
    """How long each unit was watched, and whether what it was watched for came.

    Args:
        waits_s: Seconds, at least 0, shape ``(n,)``, ascending.
        happened: Whether it came at the end of them, shape ``(n,)``; among equal waits those that
            came stand before those that did not.
    """

    waits_s: npt.NDArray[np.float64]
    happened: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class TimeToCounts:
    """Waits in all and by value; groups are sized by the units watched."""

    waits: Waits
    groups: tuple[tuple[str | None, Waits], ...]
    rest: Waits | None
    n_events: int
    n_customers: int


@dataclass(frozen=True, slots=True)
class SessionFigures:
    """Sessions and their sizes.

    Args:
        n: Sessions.
        customers: Customers who had one.
        single: Sessions of one event.
        events: Events in them.
        median_s: Median seconds from a session's first event to its last; None where there is none.
        p90_s: Ninetieth percentile of the same.
        median_events: Median events in a session.
        p90_events: Ninetieth percentile of the same.
    """

    n: int
    customers: int
    single: int
    events: int
    median_s: float | None
    p90_s: float | None
    median_events: float | None
    p90_events: float | None


@dataclass(frozen=True, slots=True)
class SessionCounts:
    """Sessions in all and by value; a customer may have sessions in several groups (M6)."""

    total: SessionFigures
    groups: tuple[tuple[str | None, SessionFigures], ...]
    rest: SessionFigures | None
    n_events: int
    n_customers: int
