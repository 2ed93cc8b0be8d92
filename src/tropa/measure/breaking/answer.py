"""The answer: what moved or stands apart, with its evidence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

ShiftKind: TypeAlias = Literal["window", "lasting", "throughout"]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some days of a cell, or of its peers.

    Args:
        entrants: Watched runs that reached the touchpoint on these days.
        passed: Of them, those whose target action came in time.
    """

    entrants: int
    passed: int

    @property
    def share(self) -> float | None:
        """The share that passed; None of nobody."""
        return self.passed / self.entrants if self.entrants else None


@dataclass(frozen=True, slots=True)
class CoursePoint:
    """A period of the whole course of a cell, for a picture.

    Args:
        since: Its first day.
        until: Its last day.
        entrants: Watched runs that reached the touchpoint in it.
        passed: Of them, those whose target action came in time.
    """

    since: date
    until: date
    entrants: int
    passed: int


@dataclass(frozen=True, slots=True)
class Shift:
    """A share of passing that moved, or that stands apart from its peers.

    Args:
        touchpoint: Where.
        cut: The property that makes the segment; None: everybody.
        value: Its value; None for a missing one, and where ``cut`` is None.
        kind: ``window``: between two dates it was other than before and after; ``lasting``: it has
            been other since a date; ``throughout``: all the time other than that of its peers.
        since: The first day, UTC.
        until: The last day; of a lasting shift the last one known.
        step_days: How finely the days are told: 1, or the width of the periods of a long log.
        within_s: How long runs were watched.
        inside: The cell on these days.
        before: The cell on the days before; nobody where it is told throughout.
        after: The cell on the days after.
        peers: The comparable others on these days: the pooled values of the property with at
            least a hundred entrants; nobody where everybody is the cell.
        peers_elsewhere: The same on the other days.
        low: Lower bound of the share inside (Wilson 95 %).
        high: Upper bound.
        reference: The share that was to be expected: its own on other days of the same kind, moved
            as that of its peers moved; of a ``throughout`` that of its peers.
        deviate: How far it lies off, in standard errors; negative where it is worse.
        p_value: How likely so much comes about by chance in the best of all windows.
        q_value: The least rate of false discoveries, over all cells and windows, at which it is told.
        passes: Target actions lost (of a break) or won, counted from the bound of the interval that
            is nearer to the reference, so that chance is not paid for.
        goals: The goals that these are worth (M12); None where the journey's goal does not hang on it.
        course: The cell from the first day to the last.
    """

    touchpoint: str
    cut: str | None
    value: str | None
    kind: ShiftKind
    since: date
    until: date
    step_days: int
    within_s: int
    inside: Stretch
    before: Stretch
    after: Stretch
    peers: Stretch
    peers_elsewhere: Stretch
    low: float
    high: float
    reference: float
    deviate: float
    p_value: float
    q_value: float
    passes: float
    goals: float | None
    course: tuple[CoursePoint, ...]

    @property
    def worse(self) -> bool:
        """Whether it is a break; otherwise a change for the better."""
        return self.deviate < 0


@dataclass(frozen=True, slots=True)
class Tried:
    """What was looked at: the more, the stronger must be what is told.

    Args:
        touchpoints: Touchpoints at which anything could be measured.
        cuts: Properties.
        cells: Touchpoints and segments, everybody included, with enough entrants.
        windows: Windows of dates in one cell, at most.
        tests: Hypotheses among which false discoveries were held down.
        days: Days from the first entrant at a touchpoint to the last one watched long enough, at most.
    """

    touchpoints: int
    cuts: tuple[str, ...]
    cells: int
    windows: int
    tests: int
    days: int


@dataclass(frozen=True, slots=True)
class BreaksAnswer:
    """Where the path tears, and where it mends.

    Args:
        breaks: Largest loss of goals first.
        improvements: Changes for the better with their dates, largest win first.
        tried: What was looked at.
        left_out: Properties with too many values to be segments.
        level: The rate of false discoveries that was allowed.
        n_runs: Runs that began.
        n_customers: Customers in the log.
        n_events: Events in the log.
    """

    breaks: tuple[Shift, ...]
    improvements: tuple[Shift, ...]
    tried: Tried
    left_out: tuple[str, ...]
    level: float
    n_runs: int
    n_customers: int
    n_events: int
