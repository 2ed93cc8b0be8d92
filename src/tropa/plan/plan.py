"""The plan of a journey as far as it is measured: what to listen for, and what may follow what."""

from __future__ import annotations

from dataclasses import dataclass

from tropa.journey.signals import Named
from tropa.plan.heard import Heard, Leaf
from tropa.plan.parts import PartsPlan


@dataclass(frozen=True, slots=True)
class Expectation:
    """An expected share and which way it points."""

    share: float
    at_most: bool = False


@dataclass(frozen=True, slots=True)
class TouchpointMeasure:
    """How one touchpoint is measured (M11).

    Args:
        id: The touchpoint.
        stage: Its stage.
        reached: What proves it; None where nothing does.
        target: Its target action; None where there is none a log can show.
        within_s: The evaluation's window.
        expect: What is expected.
    """

    id: str
    stage: str | None
    reached: Heard | None
    target: Heard | None
    within_s: int | None
    expect: Expectation | None


@dataclass(frozen=True, slots=True)
class StageMeasure:
    """How membership of a stage is counted; ``enter`` and ``leave`` alone decide where given."""

    id: str
    enter: Heard | None = None
    leave: Heard | None = None
    min_s: int | None = None
    max_s: int | None = None


@dataclass(frozen=True, slots=True)
class IndicatorMeasure:
    """One indicator: its verb and all it needs; times in seconds.

    Args:
        id: The indicator.
        verb: ``share``, ``count``, ``sum``, ``time_to``, ``used`` or ``habit``.
        heard: What it listens for (several for ``used``).
        prop: The property summed.
        at_least: Least count, sum or number of members.
        at_most_s: Longest time of ``time_to``.
        origin: Where ``time_to`` begins; None is the run's start.
        within_s: Window from the run's start.
        before: Only before this.
        k: Periods with the habit ...
        n: ... out of so many ...
        every_s: ... of this length.
        expect: What is expected.
    """

    id: str
    verb: str
    heard: tuple[Heard, ...]
    prop: str | None = None
    at_least: float = 1
    at_most_s: int | None = None
    origin: Heard | None = None
    within_s: int | None = None
    before: Heard | None = None
    k: int = 1
    n: int = 1
    every_s: int = 0
    expect: Expectation | None = None


@dataclass(frozen=True, slots=True)
class Observable:
    """Something a run may show next.

    Args:
        id: Its label: ``start``, ``touchpoint:letter``, ``target:letter``, ``wait:...``, ``success``,
            ``exit:...``, ``event:...``.
        leaves: The events behind it.
        stage: The stage in which it is observed.
        ends: One such event ends the run.
    """

    id: str
    leaves: tuple[Leaf, ...]
    stage: str | None = None
    ends: bool = False


@dataclass(frozen=True, slots=True)
class KeyRule:
    """Which property of an event is the key: of events that a leaf matches, or of all others."""

    leaf: Named | None
    prop: str | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What is listened for in order to measure a journey.

    Args:
        journey: Its id.
        start: What begins a run; None where a log cannot tell.
        success: What reaches the goal.
        exits: Other ways out, by outcome.
        keyed: Runs of one customer are told apart by a key.
        key_rules: First match decides; the last one is for all other events.
        reentry: The policy (R4).
        cooldown_s: Its rest.
        parallel: Its number of open runs.
        touchpoints: In the order of the definition.
        scenario: Touchpoints in the order in which the scenario reaches them, for the nested
            reading (M8).
        stages: In their order.
        indicators: In their order.
        observables: What counts as mapped (M7).
        follows: Pairs of observable ids such that the second may come next after the first.
        parts: Components, roles and requests.
    """

    journey: str
    start: Heard | None
    success: Heard | None
    exits: tuple[tuple[str, Heard], ...]
    keyed: bool
    key_rules: tuple[KeyRule, ...]
    reentry: str
    cooldown_s: int
    parallel: int
    touchpoints: tuple[TouchpointMeasure, ...]
    scenario: tuple[str, ...]
    stages: tuple[StageMeasure, ...]
    indicators: tuple[IndicatorMeasure, ...]
    observables: tuple[Observable, ...]
    follows: frozenset[tuple[str, str]]
    parts: PartsPlan = PartsPlan()
