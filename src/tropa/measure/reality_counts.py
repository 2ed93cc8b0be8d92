"""What a warehouse counts of a journey, before anything is judged."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from tropa.measure.behind import Behind
from tropa.measure.parts_counts import PartsCounts
from tropa.measure.reality import Moves, StageReality

TOP_GROUPS = 12
"""Groups counted one by one; the rest is counted as one, so that totals stay exact (M6)."""


@dataclass(frozen=True, slots=True)
class TouchpointCounts:
    """Counts of one touchpoint; the fields of ``reality.TouchpointReality`` of the same names.

    Args:
        waits_s: For every run that reached it, seconds to the target action, or to the
            watermark where it has not come, shape ``(reached,)``.
        happened: Whether it came, shape ``(reached,)``.
    """

    id: str
    reached: int
    reached_nested: int
    watched: int
    done: int
    done_all: int
    waits_s: npt.NDArray[np.float64]
    happened: npt.NDArray[np.bool_]
    stopped_here: int = 0
    next: dict[str, int] = field(default_factory=dict)
    goals_after: int = 0


@dataclass(frozen=True, slots=True)
class IndicatorCounts:
    """Runs watched long enough for an indicator, and those that fulfil it."""

    id: str
    watched: int
    done: int


EMOTIONS = range(-3, 4)
"""The scale on which clients say what they felt."""


@dataclass(frozen=True, slots=True)
class EmotionCounts:
    """How often each feeling was reported at a touchpoint; feelings that nobody reported are absent."""

    id: str
    answers: dict[int, int]


@dataclass(frozen=True, slots=True)
class GroupCounts:
    """Counts of the runs whose start event has one value of the property asked for, or one of the rest.

    A customer may have runs in several groups, and is then a customer of a stage in each of them;
    ``value`` is None for a missing one and for the rest.
    """

    value: str | None
    runs: int
    reached_goal: int
    touchpoints: tuple[TouchpointCounts, ...]
    stages: tuple[StageReality, ...]


@dataclass(frozen=True, slots=True)
class RealityCounts:
    """All counts; the fields of ``reality.Reality`` of the same names.

    ``groups`` holds the largest values of ``by``, ``rest`` the runs of all the others together, or
    None where there are no others.
    ``emotions`` holds the touchpoints with an answer, in the order of the plan; ``behind`` the figures
    that count anybody, if customers are to be named, in no order; ``parts`` the components, roles and
    requests.
    """

    runs: int
    customers: int
    reached_goal: int
    goals_before: int
    outcomes: dict[str, int]
    touchpoints: tuple[TouchpointCounts, ...]
    stages: tuple[StageReality, ...]
    moves: Moves
    indicators: tuple[IndicatorCounts, ...]
    groups: tuple[GroupCounts, ...]
    rest: GroupCounts | None
    n_events: int
    partial_from: str | None
    emotions: tuple[EmotionCounts, ...] = ()
    behind: tuple[Behind, ...] = ()
    parts: PartsCounts = PartsCounts()
