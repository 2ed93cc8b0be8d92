"""The question how goals are dealt out to touches, and what a warehouse counts for it."""

from __future__ import annotations

from dataclasses import dataclass

from tropa.measure.questions import EventSignal, Scope

HALF_LIFE_S = 7 * 86_400
"""The time in which a touch loses half of its weight, unless the question says otherwise."""


@dataclass(frozen=True, slots=True)
class Touch:
    """One kind of touch.

    Args:
        label: What it is called in the answer.
        signal: The event that is one.
    """

    label: str
    signal: EventSignal


@dataclass(frozen=True, slots=True)
class Attribution:
    """Which touches came before the goals.

    A unit's events, in the order of M1, are cut after each goal: a *path* is the touches up to a goal, or those
    after the last one.  An event that serves several touches is the first of them, one that serves the goal is
    no touch.

    Args:
        touches: What is looked for before goals; at least one.
        goal: What is reached.
        lookback_s: A touch longer before its goal is left out; None: none is.
        half_life_s: For the convention that forgets: the time in which a touch loses half of its weight.
        scope: ``since``/``until`` bound every event; ``by`` is not asked.
    """

    touches: tuple[Touch, ...]
    goal: EventSignal
    lookback_s: int | None = None
    half_life_s: int = HALF_LIFE_S
    scope: Scope = Scope()


@dataclass(frozen=True, slots=True)
class Credit:
    """What one touch gets of the goals by one convention.

    Args:
        total: Goals, in parts of one.
        squares: The sum of the squares of what it gets of each goal.
    """

    total: float
    squares: float


@dataclass(frozen=True, slots=True)
class TouchCounts:
    """One touch.

    Args:
        label: The touch.
        n: Its events in paths, those that ended in a goal and those that did not.
        goals: Goals in whose paths it is.
        first: Goals whose paths begin with it.
        last: Goals whose paths end with it.
        linear: Its credit where all touches of a path get the same.
        position: Where the first and the last get two fifths each, and those between share one fifth.
        decay: Where a touch gets half as much as one that came a half-life later.
    """

    label: str
    n: int
    goals: int
    first: int
    last: int
    linear: Credit
    position: Credit
    decay: Credit


@dataclass(frozen=True, slots=True)
class AttributionCounts:
    """The paths to the goals, and those that lead to none.

    Args:
        touches: One each, in the order of the question.
        transitions: Moves on paths with a touch, shape ``(touches + 1, touches + 2)``: from the beginning or a touch
            (rows, the beginning first), to a touch, the goal, or nothing more (columns, in this order).
        goals: All goals.
        untouched: Goals before which no touch came.
        lost: Paths with a touch and without a goal.
        n_events: Events of the log that the question sees.
        n_customers: Their customers.
    """

    touches: tuple[TouchCounts, ...]
    transitions: tuple[tuple[int, ...], ...]
    goals: int
    untouched: int
    lost: int
    n_events: int
    n_customers: int
