"""Expectation against reality: what became of a journey, as counts and as an answer.

The warehouse counts (``RealityCounts``); ``judge`` turns counts into shares, intervals and
verdicts (``Reality``).  Rules M4, M7, M8, M9 and M11 of the semantics page.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from tropa.measure.behind import Behind
from tropa.measure.reality_parts import PartsReality, Told
from tropa.stats.survival import Curve

Verdict: TypeAlias = Told


@dataclass(frozen=True, slots=True)
class TouchpointReality:
    """What became of one touchpoint, in all runs or in one group of them.

    Args:
        id: The touchpoint.
        stage: Its stage, or None.
        reached: Runs that reached it (M11), whatever came before: the loose reading of M8.
        reached_nested: Runs that reached it after every earlier touchpoint of the scenario, in
            order: the nested reading.
        watched: Runs that reached it at least ``within`` before the watermark (M4); all that
            reached it where the evaluation gives no ``within``.
        done: Of those watched, runs whose target action came within ``within``.
        done_all: Of all that reached it, runs whose target action has come within ``within``.
        share: ``done / watched``; None where nobody was watched.
        low: Lower bound of the share (Wilson 95 %).
        high: Upper bound.
        expected: The share expected; None where the journey expects none.
        expected_at_most: The expectation is an upper one.
        within_s: The evaluation's window.
        verdict: ``met``: the whole interval is on the good side of the expectation; ``missed``:
            the whole interval is on the other; ``unclear``: it covers it; ``not measured``:
            nothing is expected, nothing proves it, or nobody was watched long enough.
        median_s: Median seconds from reaching it to its target action, of ``done_all``.
        curve: Share of those who reached it whose target action has come, by time, censored at
            the watermark and not cut at ``within``; None where nothing is measured.
        stopped_here: Runs without success whose last mapped event is this touchpoint.
        next: The mapped event right after reaching it, and how often; runs with none are
            absent, so the numbers add up to at most ``reached``.
        goals_after: Runs whose first success came after this touchpoint and before any other.
    """

    id: str
    stage: str | None
    reached: int
    reached_nested: int
    watched: int
    done: int
    done_all: int
    share: float | None
    low: float
    high: float
    expected: float | None
    expected_at_most: bool
    within_s: int | None
    verdict: Verdict
    median_s: float | None
    curve: Curve | None
    stopped_here: int
    next: dict[str, int] = field(default_factory=dict)
    goals_after: int = 0


@dataclass(frozen=True, slots=True)
class Moves:
    """Moves between mapped events of one run (M7).

    Args:
        mapped: All of them.
        unexplained: Those that the definition does not admit.
        unmapped: Events that the journey does not name.
        pairs: The moves by names of the two events: (from, to, n, explained), largest first.
        unmapped_names: Names of the unmapped events, largest first.
    """

    mapped: int
    unexplained: int
    unmapped: int
    pairs: tuple[tuple[str, str, int, bool], ...] = ()
    unmapped_names: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class StageReality:
    """Who was in a stage: customers, and memberships (a customer may come twice)."""

    id: str
    customers: int
    memberships: int


@dataclass(frozen=True, slots=True)
class IndicatorReality:
    """A figure chosen beforehand: the share of watched runs that fulfil it, and the verdict.

    ``watched`` are runs that began at least the indicator's time before the watermark.
    """

    id: str
    watched: int
    done: int
    share: float | None
    low: float
    high: float
    expected: float | None
    expected_at_most: bool
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class EmotionReality:
    """What clients said they felt at a touchpoint, from -3 to 3.

    Args:
        id: The touchpoint.
        n: Answers, at least one; every event ``emotion_reported`` that names it is one.
        mean: Their mean.
        low: Lower bound of the mean (Student 95 %, within the scale).
        high: Upper bound.
    """

    id: str
    n: int
    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Group:
    """The touchpoints' and stages' reality in the runs whose start event has one value of the property.

    A customer with runs of several values is a customer of a stage in each of their groups.
    """

    value: str | None
    runs: int
    reached_goal: int
    touchpoints: tuple[TouchpointReality, ...]
    stages: tuple[StageReality, ...]


@dataclass(frozen=True, slots=True)
class Reality:
    """What became of a journey.

    Args:
        journey: Its id.
        runs: Runs that began.
        customers: Customers behind them.
        reached_goal: Runs with success.
        goals_before: Runs whose first success came before any touchpoint.
        outcomes: Runs by outcome: ``reached``, a name under ``exit``, or ``open``.
        touchpoints: In the order of the definition.
        stages: In their order; of the definition's stages those skipped count 0.
        moves: Explained, unexplained and unmapped.
        indicators: In the order of the definition.
        by: The property of ``groups``; None where no breakdown was asked.
        groups: Largest first; ``by`` values beyond the top are pooled as ``other``.
        other: The pooled rest, or None.
        watermark: The latest ``received_at`` known (M9); None for an empty log.
        n_events: Events in the log.
        n_bad: Lines of the log that could not be read.
        n_duplicates: Events dropped because their message id repeated.
        partial_from: Month from which runs have not been watched long enough (M5), or None.
        emotions: What clients said they felt, of the touchpoints with an answer, in the order of the definition.
        unproven: Touchpoints that no event proves, so that nothing of them can be measured (M11).
        begins: Whether the definition names an event with which a run begins; without one there are no runs.
        behind: The customers behind each figure that counts anybody, by the figure; empty where none were asked for.
        parts: Components, roles and requests in all runs, whatever ``by`` asks; told as ``components``, ``started``,
            ``roles`` and ``requests``.
    """

    journey: str
    runs: int
    customers: int
    reached_goal: int
    goals_before: int
    outcomes: dict[str, int]
    touchpoints: tuple[TouchpointReality, ...]
    stages: tuple[StageReality, ...]
    moves: Moves
    indicators: tuple[IndicatorReality, ...]
    by: str | None
    groups: tuple[Group, ...]
    other: Group | None
    watermark: datetime | None
    n_events: int
    n_bad: int = 0
    n_duplicates: int = 0
    partial_from: str | None = None
    emotions: tuple[EmotionReality, ...] = ()
    unproven: tuple[str, ...] = ()
    begins: bool = True
    behind: dict[str, Behind] = field(default_factory=dict)
    parts: PartsReality = PartsReality()
