"""Counts of answers, before any estimate.  Groups and ``rest`` are those of ``counts_returning``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Wave:
    """The answers of one wave.

    Args:
        start: The first day of its period; None where there is one wave in all.
        by_value: Units by the answer that counts, from the scale's lowest to its highest.
        asked: Units that were asked in it; None where the question does not say what asking is, and
            in groups.
        asked_answered: Of them, those who have an answer in it; None as above.
        unread: Events that brought no answer on the scale; 0 in groups.
    """

    start: date | None
    by_value: tuple[int, ...]
    asked: int | None
    asked_answered: int | None
    unread: int


@dataclass(frozen=True, slots=True)
class AnswerCounts:
    """Waves in order; those without an answer, an asking or an unread one are left out.

    Groups are sized by answers that count; a unit may be in one group in one wave and in another in
    the next.
    """

    waves: tuple[Wave, ...]
    groups: tuple[tuple[str | None, tuple[Wave, ...]], ...]
    rest: tuple[Wave, ...] | None
    n_events: int
    n_customers: int
