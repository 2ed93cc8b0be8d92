"""Time curves: the share done by time, as small pictures beside each other.

All pictures of a page share the height of their scale, so that they can be compared; each has a
width of its own, because touchpoints live at different speeds.  Time runs from left to right in
every language.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from tropa.draw.bars import expectation
from tropa.draw.names import Names
from tropa.draw.numbers import unit_for
from tropa.draw.wording import Prose, Wording
from tropa.measure.reality import TouchpointReality
from tropa.stats.survival import Curve

MOST_POINTS = 200
LEFT, RIGHT, TOP, BOTTOM = 46.0, 348.0, 12.0, 160.0
"""The frame of the plot within the picture, in its own units."""

STEPS = {
    "days": (0.5, 1, 2, 5, 7, 14, 30, 60, 90, 180, 365, 730, 1_825, 3_650),
    "hours": (0.5, 1, 2, 3, 6, 12, 24),
    "minutes": (0.5, 1, 5, 10, 15, 30, 60),
    "seconds": (0.1, 0.5, 1, 5, 10, 30, 60),
}
MOST_TICKS = 6
HEIGHTS = (0.004, 0.02, 0.04, 0.08, 0.2, 0.4, 0.6, 0.8, 1.0)
"""Heights a scale may have; a quarter of each is a round share."""

BEYOND = 2
"""A curve is shown to so many times its window."""

Steps: TypeAlias = list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis: where it stands, and what it says."""

    at: str
    label: str


@dataclass(frozen=True, slots=True)
class CurveRow:
    """The curve read at one time: what the picture shows, in figures."""

    time: str
    share: str
    interval: str
    at_risk: str


@dataclass(frozen=True, slots=True)
class CurvePicture:
    """A time curve, ready to draw.

    Args:
        id: The touchpoint's id.
        title: The touchpoint.
        said: What the curve says, in a sentence.
        said_plain: The same without markup, for the picture's description.
        line: Path of the curve.
        band: Path of its interval.
        within: Where the evaluation's window ends; None without one.
        expected: Height of the expected share; None without one.
        across: Ticks of the time axis.
        up: Ticks of the share axis.
        unit: What the time axis counts.
        rows: The curve in figures.
    """

    id: str
    title: Prose
    said: Markup
    said_plain: str
    line: str
    band: str
    within: str | None
    expected: str | None
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    unit: str
    rows: tuple[CurveRow, ...]


def curve_pictures(found: Iterable[TouchpointReality], names: Names, wording: Wording) -> tuple[CurvePicture, ...]:
    """The pictures of all touchpoints that have a curve with something on it."""
    shown = [(one, one.curve) for one in found if one.curve is not None and len(one.curve.times_s)]
    tops = [curve.at(_horizon(one, curve)).high for one, curve in shown]
    expected = [one.expected for one, _ in shown if one.expected is not None]
    height = next(h for h in HEIGHTS if h >= max([*tops, *expected], default=0.0) or h == HEIGHTS[-1])
    return tuple(_picture(one, curve, height, names, wording) for one, curve in shown)


def _horizon(found: TouchpointReality, curve: Curve) -> float:
    """How far a curve is shown: its window and as much again, as far as anybody was watched."""
    last = float(curve.times_s[-1])
    if found.within_s is None:
        return max(last, 1.0)
    return float(max(found.within_s, min(last, found.within_s * BEYOND)))


def _picture(found: TouchpointReality, curve: Curve, height: float, names: Names, wording: Wording) -> CurvePicture:
    horizon, numbers = _horizon(found, curve), wording.numbers
    unit, size = unit_for(horizon)
    ticks = ticks_of(horizon / size, STEPS[unit])
    line, band = drawn(curve, horizon, height)
    return CurvePicture(
        id=found.id,
        title=names.touchpoint(found.id),
        said=_said(found, curve, horizon, wording),
        said_plain=wording.plain("report.curves.by", **_point(curve, found.within_s or horizon, wording)),
        line=line,
        band=band,
        within=None if found.within_s is None else across(found.within_s, horizon),
        expected=None if found.expected is None else upward(found.expected, height),
        across=tuple(Tick(across(tick * size, horizon), numbers.decimal(tick)) for tick in ticks),
        up=tuple(Tick(upward(height * k / 4, height), numbers.round_share(height * k / 4)) for k in range(5)),
        unit=wording.plain(f"report.curves.{unit}"),
        rows=tuple(_row(curve, tick * size, wording) for tick in ticks),
    )


def _said(found: TouchpointReality, curve: Curve, horizon: float, wording: Wording) -> Markup:
    """The curve at the end of its window, and what was expected there."""
    said = wording.say("report.curves.by", **_point(curve, found.within_s or horizon, wording))
    if found.expected is None:
        return said
    expected = expectation(wording, found.expected, at_most=found.expected_at_most)
    return Markup("{} {}").format(said, wording.say("report.curves.expected", expected=expected))


def _point(curve: Curve, time_s: float, wording: Wording) -> dict[str, str]:
    point, numbers = curve.at(time_s), wording.numbers
    interval = numbers.interval(point.low, point.high)
    return {"time": numbers.duration(time_s), "share": numbers.share(point.done), "interval": interval}


def _row(curve: Curve, time_s: float, wording: Wording) -> CurveRow:
    return CurveRow(**_point(curve, time_s, wording), at_risk=wording.numbers.count(curve.at(time_s).n_at_risk))


def ticks_of(length: float, steps: tuple[float, ...]) -> list[float]:
    """Round times from 0 to ``length``, few enough to read."""
    step = next((s for s in steps if length / s <= MOST_TICKS), steps[-1])
    return [step * k for k in range(int(length / step) + 1)][: MOST_TICKS * 4]


def drawn(curve: Curve, horizon: float, height: float) -> tuple[str, str]:
    """Paths of the curve and of its interval, as far as anybody was watched."""
    rows, end = _shown(curve, horizon), min(horizon, float(curve.times_s[-1]))
    times = curve.times_s[rows]
    line = _stairs(times, curve.done[rows], end, curve.before.done)
    upper = _stairs(times, curve.high[rows], end, curve.before.high)
    lower = _stairs(times, curve.low[rows], end, curve.before.low)
    return _path(line, horizon, height), _path([*upper, *reversed(lower)], horizon, height) + "Z"


def _shown(curve: Curve, horizon: float) -> NDArray[np.intp]:
    """Entries up to the horizon: all of them, or the last of each of 200 spans."""
    n = int(np.searchsorted(curve.times_s, horizon, side="right"))
    if n <= MOST_POINTS:
        return np.arange(n)
    spans = np.linspace(0.0, horizon, MOST_POINTS + 1)[1:]
    rows = np.unique(np.searchsorted(curve.times_s[:n], spans, side="right") - 1)
    return rows[rows >= 0]


def _stairs(times: NDArray[np.float64], values: NDArray[np.float64], end: float, before: float) -> Steps:
    """The corners of a step curve from 0 to its end."""
    corners = [(0.0, before)]
    for time, value in zip(times.tolist(), values.tolist(), strict=True):
        corners += [(time, corners[-1][1]), (time, value)]
    return [*corners, (end, corners[-1][1])]


def _path(corners: Steps, horizon: float, height: float) -> str:
    """Corners as a path; those that fall together on the paper are told once."""
    points = [(across(time, horizon), upward(share, height)) for time, share in corners]
    first, *rest = points
    told = [f"L{x} {y}" for (x, y), before in zip(rest, points, strict=False) if (x, y) != before]
    return f"M{first[0]} {first[1]}" + "".join(told)


def across(time_s: float, horizon: float) -> str:
    """Where a time stands on its axis."""
    return f"{LEFT + (RIGHT - LEFT) * time_s / horizon:.1f}".removesuffix(".0")


def upward(share: float, height: float) -> str:
    """Where a share stands on its axis."""
    return f"{BOTTOM - (BOTTOM - TOP) * min(share / height, 1.0):.1f}".removesuffix(".0")
