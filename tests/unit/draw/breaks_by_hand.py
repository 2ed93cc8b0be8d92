"""Breaks written by hand, for the pages to draw."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from tropa.measure.breaking import BreaksAnswer, Shift
from tropa.measure.breaking.answer import CoursePoint, Stretch, Tried
from tropa.stats.intervals import wilson

DAY = timedelta(days=1)


def shift(touchpoint: str, cut: str | None, value: str | None, inside: tuple[int, int], goals: float | None) -> Shift:
    """A break of two weeks in the middle of sixty days."""
    since, until = date(2009, 3, 2), date(2009, 3, 15)
    interval = wilson(inside[1], inside[0])
    first = since - 20 * DAY
    course = [CoursePoint(first + at * 2 * DAY, first + (at * 2 + 1) * DAY, 60, 15 + at % 3) for at in range(30)]
    course[10:17] = [replace(point, passed=6) for point in course[10:17]]
    course[24] = replace(course[24], entrants=0, passed=0)
    return Shift(
        touchpoint=touchpoint,
        cut=cut,
        value=value,
        kind="window",
        since=since,
        until=until,
        step_days=1,
        within_s=60 * 86_400,
        inside=Stretch(*inside),
        before=Stretch(600, 160),
        after=Stretch(720, 190),
        peers=Stretch(3_000, 800) if cut is not None else Stretch(0, 0),
        peers_elsewhere=Stretch(9_000, 2_400) if cut is not None else Stretch(0, 0),
        low=interval.low,
        high=interval.high,
        reference=0.265,
        deviate=-6.5,
        p_value=3e-8,
        q_value=0.00021,
        passes=inside[0] * (0.265 - interval.high),
        goals=goals,
        course=tuple(course),
    )


def answer_of(breaks: tuple[Shift, ...], improvements: tuple[Shift, ...] = ()) -> BreaksAnswer:
    """An answer with these."""
    tried = Tried(3, ("vehicleclass",), 12, 2_838, 24, 60)
    return BreaksAnswer(breaks, improvements, tried, (), 0.05, 10_000, 9_990, 34_724)


def fines_breaks() -> BreaksAnswer:
    """Breaks and an improvement of the fines' kind: of a segment, of everybody, lasting, throughout."""
    of_m = shift("penalty", "vehicleclass", "M", (812, 92), 71.3)
    of_all = shift("penalty", None, None, (240, 31), 14.8)
    nobody = Stretch(0, 0)
    of_none = replace(shift("collection", "vehicleclass", None, (150, 2), None), kind="throughout", passes=4.2)
    first, last = of_none.course[0].since, of_none.course[-1].until
    of_none = replace(of_none, since=first, until=last, before=nobody, after=nobody)
    better = shift("letter", "vehicleclass", "A", (400, 190), 22.5)
    course = tuple(replace(point, passed=28) if point.since >= better.since else point for point in better.course)
    course = (*course[:24], replace(course[24], passed=0), *course[25:])
    won = replace(better, kind="lasting", deviate=7.1, after=nobody, until=course[-1].until, course=course)
    return answer_of((of_m, of_all, of_none), (won,))


def no_breaks() -> BreaksAnswer:
    """The answer where nothing stands out."""
    return answer_of(())


def nothing_to_break() -> BreaksAnswer:
    """The answer of an empty log."""
    return BreaksAnswer((), (), Tried(0, (), 0, 0, 0, 0), (), 0.05, 0, 0, 0)
