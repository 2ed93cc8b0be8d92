"""The course of a share as a small picture: before, during and after the days in question."""

from __future__ import annotations

from dataclasses import dataclass

from tropa.draw.curves import HEIGHTS
from tropa.measure.breaking.answer import CoursePoint, Shift

LEFT, RIGHT, TOP, BOTTOM = 40.0, 416.0, 10.0, 96.0
"""The frame of the plot within the picture, in its own units."""


@dataclass(frozen=True, slots=True)
class Course:
    """A course, ready to draw; all fields are lengths or paths in the picture's own units.

    Args:
        line: Path of the shares, parted where nobody came.
        inside: The same on the days in question.
        band: Where these days begin.
        width: How long they are.
        expected: Height of the share that was to be expected on them.
        height: The share at the top.
    """

    line: str
    inside: str
    band: str
    width: str
    expected: str
    height: float


def course_of(shift: Shift) -> Course:
    """The picture of a shift; time runs from left to right in every language."""
    points = shift.course
    first, days = points[0].since, (points[-1].until - points[0].since).days + 1
    shares = [point.passed / point.entrants for point in points if point.entrants]
    top = next((h for h in HEIGHTS if h >= max([*shares, shift.reference])), HEIGHTS[-1])

    def across(day_number: float) -> float:
        return LEFT + (RIGHT - LEFT) * day_number / days

    def path(shown: list[CoursePoint]) -> str:
        told, pen = [], "M"
        for point in shown:
            if not point.entrants:
                pen = "M"
                continue
            middle = ((point.since - first).days + (point.until - first).days + 1) / 2
            height = BOTTOM - (BOTTOM - TOP) * point.passed / point.entrants / top
            told.append(f"{pen}{_unit(across(middle))} {_unit(height)}")
            pen = "L"
        # A point that stands alone is a dot: a line without length under a round cap.
        return "".join(told) + ("h.01" if len(told) == 1 else "")

    start, end = across((shift.since - first).days), across((shift.until - first).days + 1)
    return Course(
        line=path(list(points)),
        inside=path([point for point in points if shift.since <= point.since and point.until <= shift.until]),
        band=_unit(start),
        width=_unit(end - start),
        expected=_unit(BOTTOM - (BOTTOM - TOP) * min(shift.reference / top, 1.0)),
        height=top,
    )


def _unit(length: float) -> str:
    return f"{length:.1f}".removesuffix(".0")
