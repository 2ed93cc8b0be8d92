"""The answer as plain data for programs: names and nesting are a promise."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from tropa.measure.breaking.answer import BreaksAnswer, CoursePoint, Shift, Stretch

Data = dict[str, Any]


def breaks_data(answer: BreaksAnswer) -> Data:
    """Breaks and improvements, and what was looked at; days are ISO 8601."""
    return {
        "breaks": [_shift(shift) for shift in answer.breaks],
        "improvements": [_shift(shift) for shift in answer.improvements],
        "tried": {**asdict(answer.tried), "cuts": list(answer.tried.cuts)},
        "left_out": list(answer.left_out),
        "level": answer.level,
        "n_runs": answer.n_runs,
        "n_events": answer.n_events,
        "n_customers": answer.n_customers,
    }


def _shift(shift: Shift) -> Data:
    return {
        "touchpoint": shift.touchpoint,
        "cut": shift.cut,
        "value": shift.value,
        "kind": shift.kind,
        "since": shift.since.isoformat(),
        "until": shift.until.isoformat(),
        "step_days": shift.step_days,
        "within_s": shift.within_s,
        "inside": _stretch(shift.inside),
        "low": shift.low,
        "high": shift.high,
        "reference": shift.reference,
        "before": _stretch(shift.before),
        "after": _stretch(shift.after),
        "peers": _stretch(shift.peers),
        "peers_elsewhere": _stretch(shift.peers_elsewhere),
        "deviate": shift.deviate,
        "p_value": shift.p_value,
        "q_value": shift.q_value,
        "passes": shift.passes,
        "goals": shift.goals,
        "course": [_point(point) for point in shift.course],
    }


def _stretch(stretch: Stretch) -> Data:
    return {"entrants": stretch.entrants, "passed": stretch.passed, "share": stretch.share}


def _point(point: CoursePoint) -> Data:
    return {
        "since": point.since.isoformat(),
        "until": point.until.isoformat(),
        "entrants": point.entrants,
        "passed": point.passed,
    }
