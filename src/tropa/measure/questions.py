"""Questions to a log, as data: everything that decides the number is in the question.

A warehouse answers with counts (``counts``); the estimators of this room turn counts into
shares with intervals (``answers``).  The semantics are rules M1, M2, M3 and M8 of the
semantics page; the sentences below only say which field carries which rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from tropa.journey.conditions import Condition
from tropa.journey.signals import AnyOf, Every, Named

Order: TypeAlias = Literal["ordered", "strict", "unordered"]
Attempt: TypeAlias = Literal["best", "first", "last", "every"]
Per: TypeAlias = Literal["customer", "session", "run", "key"]

EventSignal: TypeAlias = Named | Every | AnyOf
"""A signal that one event serves: the members of ``AnyOf`` are such signals themselves."""

SESSION_GAP_S = 30 * 60
"""Silence that ends a session unless the question says otherwise (rule M2)."""


@dataclass(frozen=True, slots=True)
class Unit:
    """What a funnel, an edge or a path is about: one customer unless said otherwise.

    Args:
        per: ``customer``; ``session`` (split at silences over ``gap_s``, counted over all
            events of the customer that the question sees); ``key`` (customer and value of
            ``prop``, events without the value left out); ``run`` (customer and attempt: a new
            attempt begins at each event matching ``start``, events before the first are left
            out).
        gap_s: Seconds of silence that end a session: a longer one splits, an equal one not.
        prop: The property behind ``key``.  A number and its text are one value (rule R4).
        start: The event that opens a ``run``.
    """

    per: Per = "customer"
    gap_s: int = SESSION_GAP_S
    prop: str | None = None
    start: EventSignal | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """Which events a question sees, and how they are grouped.

    Args:
        unit: What is counted.
        where: Only events for which this is true exist for the question, strict order and
            sessions included.
        since: Inclusive lower bound; aware UTC.
        until: Exclusive upper bound; aware UTC.
        by: Property whose value splits the answer into groups.
        top: Groups told one by one, the largest (M6); the others are pooled.  None tells all.
    """

    unit: Unit = Unit()
    where: Condition | None = None
    since: datetime | None = None
    until: datetime | None = None
    by: str | None = None
    top: int | None = None


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """One step: what it listens to, and its own limits.

    Args:
        label: How the step is written in the answer.
        signal: The event that serves it.
        optional: The step may be skipped; never the first one.
        window_s: Its own window, counted from the step taken before it (in place of the
            funnel's window where that runs from the previous step, besides it otherwise).
    """

    label: str
    signal: EventSignal
    optional: bool = False
    window_s: int | None = None


@dataclass(frozen=True, slots=True)
class Funnel:
    """How many go how far along a row of steps (rule M2).

    Args:
        steps: At least one.
        scope: ``since``/``until`` bound the first step's ``at``; ``by`` takes the value at the
            first matched event of the counted attempt.
        order: ``ordered`` lets other events lie between; ``strict`` lets none; ``unordered``
            asks how many different steps fall into one window.
        window_s: Seconds, end inclusive; None is no window.
        window_from: Whether the window runs from the first step or from the previous one.
        attempt: Which attempt of a unit counts; with ``every`` the attempts are counted.
        start: Which of equally far attempts counts: the earliest or the latest start.
        ties: ``strict`` wants each step's ``at`` greater than the one before.
        exclude: Events that break an attempt when they lie strictly between two steps.
        exclude_drops: Such an attempt is left out altogether, instead of keeping the steps
            reached before.
        hold: Property that must have one value (not null) throughout an attempt.
    """

    steps: tuple[FunnelStep, ...]
    scope: Scope = Scope()
    order: Order = "ordered"
    window_s: int | None = None
    window_from: Literal["first", "previous_step"] = "first"
    attempt: Attempt = "best"
    start: Literal["earliest", "latest"] = "earliest"
    ties: Literal["allow", "strict"] = "allow"
    exclude: tuple[EventSignal, ...] = ()
    exclude_drops: bool = False
    hold: str | None = None


@dataclass(frozen=True, slots=True)
class Edges:
    """Which event directly follows which (within a unit, in the order of M1).

    ``since``/``until`` bound every event; ``by`` takes the value at the edge's first event.
    """

    scope: Scope = Scope()


@dataclass(frozen=True, slots=True)
class Paths:
    """The most frequent rows of event names.

    Args:
        length: Names in a path at most.
        top: Paths shown; the rest is counted as ``other``.
        start: Paths begin at the unit's first event of this name.
        end: Paths are the last ``length`` names up to the unit's first event of this name.
        around: Paths hold the unit's first event of this name, with up to ``(length - 1) // 2`` names
            before it and the rest of ``length`` after it.  At most one of the three is named.
    """

    length: int = 8
    top: int = 50
    start: str | None = None
    end: str | None = None
    scope: Scope = Scope()
    around: str | None = None
