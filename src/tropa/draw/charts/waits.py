"""How long it takes: one curve a group on one scale, with the interval of each."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from tropa.draw.curves import HEIGHTS, STEPS, CurveRow, Tick, across, drawn, ticks_of, upward
from tropa.draw.numbers import unit_for
from tropa.draw.wording import Prose, Wording
from tropa.measure.answers_timing import WaitRow
from tropa.measure.sharing import Grouped


@dataclass(frozen=True, slots=True)
class WaitCurve:
    """A curve, ready to draw.

    Args:
        name: Whose; a property's value, or a word for all.
        said: What it says, in a sentence.
        said_plain: The same without markup.
        line: Its path.
        band: The path of its interval.
        rows: The curve in figures.
    """

    name: Prose | Markup
    said: Markup
    said_plain: str
    line: str
    band: str
    rows: tuple[CurveRow, ...]


@dataclass(frozen=True, slots=True)
class WaitChart:
    """The pictures, one a group, on one scale.

    Args:
        by: The property of the groups; None without a breakdown.
        curves: All together first.
        across: Ticks of the time axis.
        up: Ticks of the share axis.
        unit: What the time axis counts.
    """

    by: str | None
    curves: tuple[WaitCurve, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    unit: str


def wait_chart(answer: Grouped[WaitRow], wording: Wording, by: str | None = None) -> WaitChart:
    """The pictures of an answer.

    Args:
        answer: The waits.
        wording: The words.
        by: The property it was broken down by.
    """
    named: list[tuple[Prose | Markup, WaitRow]] = [(wording.say("charts.waits.all"), answer.total)]
    named += [
        (Prose(value) if value is not None else wording.say("report.value.none"), row) for value, row in answer.groups
    ]
    if answer.rest is not None:
        named.append((wording.say("report.groups.rest"), answer.rest))
    shown = [(name, row) for name, row in named if len(row.curve.times_s)]
    horizon = max((float(row.curve.times_s[-1]) for _, row in shown), default=1.0) or 1.0
    height = next(h for h in HEIGHTS if h >= max((row.curve.at(horizon).high for _, row in shown), default=0.0))
    unit, size = unit_for(horizon)
    ticks = ticks_of(horizon / size, STEPS[unit])
    times_s = [tick * size for tick in ticks]
    return WaitChart(
        by=by,
        curves=tuple(_curve(name, row, (horizon, height), times_s, wording) for name, row in shown),
        across=tuple(Tick(across(tick * size, horizon), wording.numbers.decimal(tick)) for tick in ticks),
        up=tuple(Tick(upward(height * k / 4, height), wording.numbers.round_share(height * k / 4)) for k in range(5)),
        unit=wording.plain(f"charts.waits.unit_{unit}"),
    )


def _curve(
    name: Prose | Markup, row: WaitRow, scale: tuple[float, float], times_s: list[float], wording: Wording
) -> WaitCurve:
    line, band = drawn(row.curve, *scale)
    key, params = _said(row, wording)
    return WaitCurve(
        name,
        wording.say(key, **params),
        wording.plain(key, **params),
        line,
        band,
        tuple(_row(row, time_s, wording) for time_s in times_s),
    )


def _said(row: WaitRow, wording: Wording) -> tuple[str, dict[str, str]]:
    """Which sentence, and what fills it."""
    numbers = wording.numbers
    counts = {"came": numbers.count(row.came), "n": numbers.count(row.n)}
    if row.median_s is None:
        return "charts.waits.never", counts
    beyond = wording.words.text("charts.waits.beyond")
    low, high = (
        beyond if bound is None else numbers.duration(bound) for bound in (row.median_low_s, row.median_high_s)
    )
    return "charts.waits.said", {**counts, "median": numbers.duration(row.median_s), "low": low, "high": high}


def _row(row: WaitRow, time_s: float, wording: Wording) -> CurveRow:
    point, numbers = row.curve.at(time_s), wording.numbers
    return CurveRow(
        numbers.duration(time_s),
        numbers.share(point.done),
        numbers.interval(point.low, point.high),
        numbers.count(point.n_at_risk),
    )
