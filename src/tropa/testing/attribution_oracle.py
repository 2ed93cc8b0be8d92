"""Goals dealt out to touches the long way round: every path is written down, touch by touch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from tropa.measure.attribution.counts import Attribution, AttributionCounts, Credit, TouchCounts
from tropa.testing.logs import LogEvent
from tropa.testing.truth import serves
from tropa.testing.units import SECOND_US, seen, units, within_bounds


@dataclass(frozen=True, slots=True)
class TouchPath:
    """One path: its touches as places in the question, with seconds before the goal, and whether it reached it."""

    touches: list[tuple[int, float]]
    won: bool


def attribution(question: Attribution, events: Iterable[LogEvent]) -> AttributionCounts:
    """Deal out the goals."""
    visible = [event for event in seen(question.scope, events) if within_bounds(question.scope, event)]
    paths = [path for unit in units(question.scope.unit, visible) for path in paths_of(question, unit)]
    won = [path for path in paths if path.won]
    return AttributionCounts(
        touches=tuple(touch_counts(question, number, paths) for number in range(len(question.touches))),
        transitions=transitions(question, paths),
        goals=len(won),
        untouched=sum(not path.touches for path in won),
        lost=sum(bool(path.touches) for path in paths if not path.won),
        n_events=len(visible),
        n_customers=len({event.customer for event in visible}),
    )


def paths_of(question: Attribution, unit: list[LogEvent]) -> list[TouchPath]:
    """The paths of a unit: one a goal, and what comes after the last."""
    found: list[TouchPath] = []
    waiting: list[tuple[int, int]] = []
    for event in unit:
        if serves(question.goal, event):
            aged = [(touch, (event.at_us - at_us) / SECOND_US) for touch, at_us in waiting]
            lookback = question.lookback_s
            found.append(TouchPath([one for one in aged if lookback is None or one[1] <= lookback], won=True))
            waiting = []
        else:
            served = [number for number, touch in enumerate(question.touches) if serves(touch.signal, event)]
            waiting += [(served[0], event.at_us)] if served else []
    return [*found, TouchPath([(touch, 0.0) for touch, _ in waiting], won=False)]


def touch_counts(question: Attribution, number: int, paths: list[TouchPath]) -> TouchCounts:
    """What one touch gets."""
    won = [path for path in paths if path.won and path.touches]
    names = [[touch for touch, _ in path.touches] for path in won]
    return TouchCounts(
        label=question.touches[number].label,
        n=sum(touch == number for path in paths for touch, _ in path.touches),
        goals=sum(number in row for row in names),
        first=sum(row[0] == number for row in names),
        last=sum(row[-1] == number for row in names),
        linear=credit(number, won, [[1 / len(row)] * len(row) for row in names]),
        position=credit(number, won, [position(len(row)) for row in names]),
        decay=credit(number, won, [decayed(question, path) for path in won]),
    )


def credit(number: int, won: list[TouchPath], weights: list[list[float]]) -> Credit:
    """The sum, and the sum of squares, of what a touch gets of each goal."""
    parts = [
        sum(weight for (touch, _), weight in zip(path.touches, row, strict=True) if touch == number)
        for path, row in zip(won, weights, strict=True)
    ]
    return Credit(float(sum(parts)), float(sum(part**2 for part in parts)))


def position(n: int) -> list[float]:
    """Two fifths for the ends, one fifth for all between."""
    if n <= 2:  # noqa: PLR2004  two ends
        return [1 / n] * n
    return [0.4, *[0.2 / (n - 2)] * (n - 2), 0.4]


def decayed(question: Attribution, path: TouchPath) -> list[float]:
    """Half as much for each half-life earlier."""
    latest = min(age for _, age in path.touches)
    weights = [2 ** (-(age - latest) / question.half_life_s) for _, age in path.touches]
    return [weight / sum(weights) for weight in weights]


def transitions(question: Attribution, paths: list[TouchPath]) -> tuple[tuple[int, ...], ...]:
    """The moves of all paths with a touch."""
    n = len(question.touches)
    moves: Counter[tuple[int, int]] = Counter()
    for path in paths:
        row = [touch for touch, _ in path.touches]
        if row:
            moves.update(zip([0, *(touch + 1 for touch in row)], [*row, n if path.won else n + 1], strict=True))
    return tuple(tuple(moves[before, after] for after in range(n + 2)) for before in range(n + 1))
