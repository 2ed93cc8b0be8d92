"""Times as told: how many it has come to by when, those still waiting included, and how long sessions are (M4)."""

from __future__ import annotations

from dataclasses import dataclass

from tropa.measure.counts_timing import SessionCounts, SessionFigures, TimeToCounts, Waits
from tropa.measure.questions_timing import TimeTo
from tropa.measure.sharing import Grouped, Part, grouped, part
from tropa.stats.survival import Curve, survival_curve

MARKS_S = (3_600, 86_400, 7 * 86_400, 30 * 86_400, 90 * 86_400, 365 * 86_400)
"""Times at which the curve is read: an hour, a day, a week, 30, 90 and 365 days."""


@dataclass(frozen=True, slots=True)
class Mark:
    """The curve at one time.

    Args:
        at_s: Seconds from where watching begins.
        share: Part to which it has come by then, those who were not watched so long counted while they were
            (Kaplan and Meier).
        low: Lower bound (log-log 95 %).
        high: Upper bound.
        n_at_risk: Units watched at least so long without it: where few are left, the share is hearsay.
    """

    at_s: int
    share: float
    low: float
    high: float
    n_at_risk: int


@dataclass(frozen=True, slots=True, eq=False)
class WaitRow:
    """How long it takes.

    Args:
        n: Units watched.
        came: Of them, those to whom it has come.
        median_s: Seconds after which it has come to half of them, by the curve; None where the curve never
            comes so far.
        median_low_s: Lower bound of the median (95 %); None is beyond what was watched.
        median_high_s: Upper bound; None likewise.
        marks: The curve at the usual times within what was watched, and at the horizon.
        curve: The whole of it.
    """

    n: int
    came: int
    median_s: float | None
    median_low_s: float | None
    median_high_s: float | None
    marks: tuple[Mark, ...]
    curve: Curve


def answer_time_to(question: TimeTo, counts: TimeToCounts) -> Grouped[WaitRow]:
    """Put the curve and its bounds beside the waits."""

    def row(waits: Waits) -> WaitRow:
        return wait_row(question, waits)

    sizes = (counts.n_events, counts.n_customers)
    return grouped(counts.waits, counts.groups, counts.rest, sizes, row)


def wait_row(question: TimeTo, waits: Waits) -> WaitRow:
    """The curve of some waits, and what is read from it."""
    curve = survival_curve(waits.waits_s, waits.happened)
    low, high = curve.median_bounds()
    longest_s = float(waits.waits_s[-1]) if len(waits.waits_s) else 0.0
    times = [mark for mark in MARKS_S if mark <= longest_s]
    if question.horizon_s is not None:
        times = sorted({mark for mark in times if mark < question.horizon_s} | {question.horizon_s})
    return WaitRow(
        len(waits.waits_s),
        int(waits.happened.sum()),
        curve.median(),
        low,
        high,
        tuple(_mark(curve, at_s) for at_s in times) if len(waits.waits_s) else (),
        curve,
    )


def _mark(curve: Curve, at_s: int) -> Mark:
    point = curve.at(at_s)
    return Mark(at_s, point.done, point.low, point.high, point.n_at_risk)


@dataclass(frozen=True, slots=True)
class SessionRow:
    """Sessions.

    Args:
        n: How many.
        customers: Customers who had one.
        per_customer: Sessions of one of them, on average; None of nobody.
        single: The part of one event only.
        median_s: Median seconds from a session's first event to its last.
        p90_s: Ninetieth percentile of the same.
        events: Events in them.
        median_events: Median events in a session.
        p90_events: Ninetieth percentile of the same.
    """

    n: int
    customers: int
    per_customer: float | None
    single: Part
    median_s: float | None
    p90_s: float | None
    events: int
    median_events: float | None
    p90_events: float | None


def answer_sessions(counts: SessionCounts) -> Grouped[SessionRow]:
    """Put shares and intervals beside the counts of sessions."""
    sizes = (counts.n_events, counts.n_customers)
    return grouped(counts.total, counts.groups, counts.rest, sizes, _session)


def _session(figures: SessionFigures) -> SessionRow:
    return SessionRow(
        figures.n,
        figures.customers,
        figures.n / figures.customers if figures.customers else None,
        part(figures.single, figures.n),
        figures.median_s,
        figures.p90_s,
        figures.events,
        figures.median_events,
        figures.p90_events,
    )
