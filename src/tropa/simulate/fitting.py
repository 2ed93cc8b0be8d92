"""Habits that a log shows: how many did a touchpoint's target action, and how long it took them.

The share is where the curve of those who have done it ends (Kaplan-Meier, so that who was watched briefly is no
"no"); the delay is the lognormal one whose median, and whose 16 % and 84 % quantiles, lie where the curve has them
among those who did it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from tropa.simulate.chance import Delay
from tropa.simulate.habits import Habit
from tropa.stats.survival import Curve

FEWEST = 20
"""From fewer that were reached nothing is fitted."""

_ONE_SIGMA = 0.15865525393145707


@dataclass(frozen=True, slots=True)
class Seen:
    """What a log shows of one touchpoint.

    Args:
        id: Which.
        reached: How many runs reached it.
        curve: When they did its target action; None where it has none.
    """

    id: str
    reached: int
    curve: Curve | None


def fitted(touchpoints: Iterable[Seen]) -> tuple[dict[str, Habit], tuple[str, ...]]:
    """Habits by touchpoint, and the touchpoints of which the log does not show enough.

    Args:
        touchpoints: What became of them, as measured.
    """
    found: dict[str, Habit] = {}
    lacking: list[str] = []
    for one in touchpoints:
        if one.curve is None or one.reached < FEWEST:
            lacking.append(one.id)
            continue
        found[one.id] = Habit(_share(one.curve), _delay(one.curve), "fitted")
    return found, tuple(lacking)


def _share(curve: Curve) -> float:
    return float(curve.done[-1]) if len(curve.done) else 0.0


def _delay(curve: Curve) -> Delay:
    if not _share(curve):
        return Delay(86_400.0)
    low, median, high = (_reached(curve, part * _share(curve)) for part in (_ONE_SIGMA, 0.5, 1 - _ONE_SIGMA))
    return Delay(max(median, 1.0), math.sqrt(high / max(low, 1.0)) if high > low else 1.0)


def _reached(curve: Curve, share: float) -> float:
    """The time by which a share has done it, in seconds."""
    index = int(np.searchsorted(curve.done, share - 1e-12))
    return float(curve.times_s[min(index, len(curve.times_s) - 1)])
