"""What the answers share: a part of a whole with its interval, groups, and periods not yet over (M4, M5, M6)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Generic, TypeVar

from tropa.measure.periods import PeriodKind, begins_at, following
from tropa.measure.questions import Scope
from tropa.stats.intervals import wilson

C = TypeVar("C")
A = TypeVar("A")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a whole (M4).

    Args:
        n: The part.
        of: The whole.
        share: ``n`` over ``of``; None of nobody.
        low: Lower bound of the share (Wilson 95 %).
        high: Upper bound.
    """

    n: int
    of: int
    share: float | None
    low: float
    high: float


def part(n: int, of: int) -> Part:
    """A part with its share and interval."""
    interval = wilson(n, of)
    return Part(n, of, n / of if of else None, interval.low, interval.high)


@dataclass(frozen=True, slots=True)
class Grouped(Generic[A]):
    """An answer in all, by value, and for the values beyond the top.

    Args:
        total: Everything.
        groups: By value, largest first; None is a missing value.
        rest: The values beyond the top as one, or None (M6).
        n_events: Events that the question saw.
        n_customers: Customers behind them.
        overlap: Whether a unit may count in several groups, so that their sums may exceed the total (M6).
    """

    total: A
    groups: tuple[tuple[str | None, A], ...]
    rest: A | None
    n_events: int
    n_customers: int
    overlap: bool = False


def grouped(
    total: C,
    groups: tuple[tuple[str | None, C], ...],
    rest: C | None,
    sizes: tuple[int, int],
    told: Callable[[C], A],
    *,
    overlap: bool = False,
) -> Grouped[A]:
    """The answer to each group's counts.

    Args:
        total: Counts of everything.
        groups: Of each value.
        rest: Of the values beyond the top.
        sizes: Events and customers.
        told: Makes an answer of counts.
        overlap: As in ``Grouped``.
    """
    return Grouped(
        told(total),
        tuple((value, told(counts)) for value, counts in groups),
        told(rest) if rest is not None else None,
        *sizes,
        overlap,
    )


@dataclass(frozen=True, slots=True)
class Known:
    """Until when something is known, and so which periods are over.

    Args:
        watermark: The latest ``received_at`` (M9); None for an empty log.
        kind: What periods.
        zone: Whose wall clock.
    """

    watermark: datetime | None
    kind: PeriodKind
    zone: tzinfo

    def over(self, start: date) -> bool:
        """Whether the period that begins on a day is over."""
        return self.watermark is not None and begins_at(following(start, self.kind), self.zone) <= self.watermark

    def begun(self, start: date) -> bool:
        """Whether it has begun."""
        return self.watermark is not None and begins_at(start, self.zone) <= self.watermark

    def cut(self, start: date, scope: Scope) -> bool:
        """Whether the question's bounds cut it: then what it counts is not the whole period (M5)."""
        begins, ends = begins_at(start, self.zone), begins_at(following(start, self.kind), self.zone)
        late = scope.since is not None and begins < scope.since < ends
        early = scope.until is not None and begins < scope.until < ends
        return late or early
