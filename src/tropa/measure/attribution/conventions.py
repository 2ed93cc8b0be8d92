"""From counts to credits: six conventions, each of which deals out all goals that had a touch.

Theory of the sixth.  The moves of all paths, with and without a goal, are read as a Markov chain; the chance to
be absorbed by the goal is the solution of a linear system.  The *removal effect* of a touch is the part of that
chance that is lost where every move to the touch ends in nothing; the effects, made to sum to one, deal out the
goals.  After E. Anderl, I. Becker, F. von Wangenheim and J. H. Schumann (2016), "Mapping the customer journey:
Lessons learned from graph-based online attribution modeling", IJRM 33(3), 457-474.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from tropa.measure.attribution.counts import AttributionCounts, Credit, TouchCounts
from tropa.stats.intervals import Interval, two_sided_z, wilson

Convention: TypeAlias = Literal["first", "last", "linear", "position", "decay", "removal"]
CONVENTIONS: tuple[Convention, ...] = ("first", "last", "linear", "position", "decay", "removal")

Floats: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Dealt:
    """What a touch gets by one convention.

    Args:
        goals: Goals dealt out to it, in parts of one.
        share: Of the goals that had a touch; None where there is none.
        low: Lower bound of the share (95 %); None where the convention has no interval of its own.
        high: Upper bound.
    """

    goals: float
    share: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class TouchAnswer:
    """One touch.

    Args:
        label: The touch.
        n: Its events in paths.
        goals: Goals in whose paths it is: it may share them with others, so these overlap (M6).
        share: Of the goals that had a touch; None where there is none.
        low: Lower Wilson bound of it.
        high: Upper bound.
        dealt: By convention.
    """

    label: str
    n: int
    goals: int
    share: float | None
    low: float
    high: float
    dealt: dict[Convention, Dealt]


@dataclass(frozen=True, slots=True)
class AttributionAnswer:
    """Goals dealt out to touches.

    Args:
        touches: In the order of the question.
        goals: All goals.
        untouched: Goals before which no touch came: no convention deals them out.
        lost: Paths with a touch and without a goal.
        n_events: Events of the log that the question sees.
        n_customers: Their customers.
    """

    touches: tuple[TouchAnswer, ...]
    goals: int
    untouched: int
    lost: int
    n_events: int
    n_customers: int


def deal(counts: AttributionCounts) -> AttributionAnswer:
    """Deal out the goals that had a touch, by every convention."""
    touched = counts.goals - counts.untouched
    removal = removal_shares(counts.transitions)
    return AttributionAnswer(
        touches=tuple(_touch(one, touched, float(share)) for one, share in zip(counts.touches, removal, strict=True)),
        goals=counts.goals,
        untouched=counts.untouched,
        lost=counts.lost,
        n_events=counts.n_events,
        n_customers=counts.n_customers,
    )


def _touch(counted: TouchCounts, touched: int, removal: float) -> TouchAnswer:
    interval = wilson(counted.goals, touched)
    return TouchAnswer(
        counted.label,
        counted.n,
        counted.goals,
        counted.goals / touched if touched else None,
        interval.low,
        interval.high,
        {
            "first": _whole(counted.first, touched),
            "last": _whole(counted.last, touched),
            "linear": _parts(counted.linear, touched),
            "position": _parts(counted.position, touched),
            "decay": _parts(counted.decay, touched),
            "removal": Dealt(removal * touched, removal if touched else None, None, None),
        },
    )


def _whole(goals: int, of: int) -> Dealt:
    interval = wilson(goals, of)
    return Dealt(float(goals), goals / of if of else None, interval.low, interval.high)


def _parts(credit: Credit, of: int) -> Dealt:
    if not of:
        return Dealt(0.0, None, 0.0, 1.0)
    interval = mean_credit(credit, of)
    return Dealt(credit.total, credit.total / of, interval.low, interval.high)


def mean_credit(credit: Credit, n: int) -> Interval:
    """The interval of the mean part of a goal that a touch gets, a normal one cut at [0, 1].

    One goal more of which it got all, and one of which it got nothing, are supposed, so that a touch that got the
    same of a few goals is not thought to be known for certain.

    Args:
        credit: What it got of ``n`` goals.
        n: At least 1.
    """
    mean = credit.total / n
    supposed = (credit.total + 1) / (n + 2)
    variance = max((credit.squares + 1) / (n + 2) - supposed**2, 0.0)
    error = two_sided_z(0.95) * sqrt(variance / n)
    return Interval(max(mean - error, 0.0), min(mean + error, 1.0))


def removal_shares(transitions: Sequence[Sequence[int]]) -> Floats:
    """What part of the goals each touch gets by its removal effect; the parts sum to one, or are all nought.

    Args:
        transitions: Moves, as in ``AttributionCounts``.

    >>> removal_shares([(2, 2, 0, 0), (0, 0, 2, 0), (0, 0, 2, 0)]).tolist()
    [0.5, 0.5]
    """
    moves = np.asarray(transitions, np.float64)
    n = moves.shape[1] - 2
    whole = reaching(moves)
    if n == 0 or whole == 0:
        return np.zeros(n)
    effects = np.array([1 - reaching(_without(moves, touch)) / whole for touch in range(n)])
    effects = np.maximum(effects, 0.0)
    return np.asarray(effects / effects.sum(), np.float64)


def reaching(moves: Floats) -> float:
    """The chance that a path from the beginning ends in the goal.

    A touch that is never left for anything else ends in nothing.
    """
    n = moves.shape[1] - 2
    totals = moves.sum(axis=1, keepdims=True)
    chances = np.divide(moves, totals, out=np.zeros_like(moves), where=totals > 0)
    inner, goal = chances[1:, :n], chances[1:, n]
    absorbed = np.linalg.solve(np.eye(n) - inner, goal) if n else goal
    return float(chances[0, :n] @ absorbed + chances[0, n])


def _without(moves: Floats, touch: int) -> Floats:
    """The moves where every move to a touch ends in nothing."""
    left = moves.copy()
    left[:, -1] += left[:, touch]
    left[:, touch] = 0.0
    return left
