"""The rows a store keeps of runs: who takes part, where each stands, and what must not be forgotten.

All are frozen; a decision makes new ones.  Times are instants in UTC.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from msgspec import Struct, field

from tropa.journey.codecs.values import Section
from tropa.journey.conditions import Value


class RunId(NamedTuple):
    """What tells runs apart: journey, first participant, key value, attempt (from 1)."""

    journey: str
    customer: str
    key: str | None
    attempt: int


class PositionId(NamedTuple):
    """What tells a run's positions apart; ``branch`` is the path of ``for_each`` items, ``visit`` counts from 1."""

    participant: str
    branch: str
    step: str
    visit: int


class Timer(NamedTuple):
    """When a position moves or acts by itself, and which of its timers that is."""

    at: datetime
    label: str


class Released(NamedTuple):
    """A hold that a run was let out of, and when."""

    hold: str
    at: datetime


class Run(Struct, frozen=True, gc=False):
    """One passage of its participants through one version.

    Args:
        id: Which.
        version: The version it is pinned to (R11).
        born_as: The first participant when it began; a merge renames the participant, not this.
        started_at: The ``now`` of the decision that began it.
        entered_at: The ``at`` of the entry event.
        entry_id: Its message id: this event satisfies nothing (R3).
        start: What the run keeps of the entry event's properties.
        outcome: How it ended; None while it is open.
        ended_at: When; closing words may follow.
        request: The request of another run that began it.
        released: The holds that it was let out of again (R12).
        born_attempt: The attempt when it began, where a merge has given it another; else 0.
        known_as: What participants were called when they joined, by what they are called since a merge.
        n_put: How often a position of it was put at a step by hand (R11); visits count from there.
    """

    id: RunId
    version: int
    born_as: str
    started_at: datetime
    entered_at: datetime
    entry_id: str
    start: Section[Value] = Section()
    outcome: str | None = None
    ended_at: datetime | None = None
    request: str | None = None
    released: tuple[Released, ...] = ()
    n_put: int = 0
    born_attempt: int = 0
    known_as: Section[str] = Section()


class Visits(NamedTuple):
    """How often a step was come to, and by which events it was resolved (R3, R15)."""

    n: int = 0
    resolved_by: tuple[str, ...] = ()


class Participant(Struct, frozen=True, gc=False):
    """A customer in a role of one run.

    Args:
        customer: Who.
        role: As what.
        joined_at: The ``at`` of the event by which the customer joined: the anchor of the waits.
        done: Components that this participant has done.
        role_done: Whether the role's ``done`` was heard.
        refused: What is not to be reminded of any more in this run.
        outcome: How this participant's part ended; None while it goes on.
        visits: Of steps that can be come to again, by branch and step.
    """

    customer: str
    role: str
    joined_at: datetime
    done: frozenset[str] = frozenset()
    role_done: bool = False
    refused: frozenset[str] = frozenset()
    outcome: str | None = None
    visits: Section[Visits] = Section()


class Position(Struct, frozen=True, gc=False):
    """Where one participant stands.

    Args:
        id: Which.
        host: The participant whose ``for_each`` opened this branch; else the participant.
        began_at: The ``now`` at which the step began.
        anchor_at: From where waits look, unless they say otherwise: the entry, or the last jump.
        anchor_id: The event that caused the jump; it does not count for what comes after it.
        since_at: From where this step looks.
        since_id: The event that does not count for this step.
        timers: In order; the first is due first.
        kept: Small facts of the step: a slot, a number of finished branches.
    """

    id: PositionId
    host: str
    began_at: datetime
    anchor_at: datetime
    anchor_id: str
    since_at: datetime
    since_id: str
    timers: tuple[Timer, ...] = ()
    kept: Section[str] = Section()

    @property
    def due_at(self) -> datetime | None:
        """When the first timer is due."""
        return self.timers[0].at if self.timers else None


class Life(Struct, frozen=True, gc=False):
    """A run with all that belongs to it."""

    run: Run
    participants: Mapping[str, Participant] = field(default_factory=dict)
    positions: Mapping[PositionId, Position] = field(default_factory=dict)


class Entrance(Struct, frozen=True, gc=False):
    """What is remembered of a customer's runs of one key, so that re-entry can be judged (R4).

    Args:
        attempts: Runs begun.
        entered_at: The ``at`` of the last entry event.
        n_open: Runs without an outcome.
    """

    attempts: int
    entered_at: datetime
    n_open: int


class EntranceId(NamedTuple):
    """Journey, first participant, key value."""

    journey: str
    customer: str
    key: str | None


class Invitation(Struct, frozen=True, gc=False):
    """A way into a run: it carries the run and the role.

    Args:
        id: What the invited customer's event names.
        run: Which run.
        role: As what.
        place: The step that invited.
        until: How long it holds; None is as long as the run.
    """

    id: str
    run: RunId
    role: str
    place: PositionId
    until: datetime | None


class StageId(NamedTuple):
    """Customer, journey, stage."""

    customer: str
    journey: str
    stage: str


class StageMembership(Struct, frozen=True, gc=False):
    """A customer's latest membership of one stage, however it ends (``membership`` keeps it).

    Args:
        id: Who, and of which stage.
        began_at: When.
        n_here: The customer's positions that stand in the stage, over all runs of the journey.
        left_at: When it was left; None while it is not.
        least_until: Not before this does it end (``min``).
        most_until: By then it is over (``max``).
        forbids: The classes of messages that are kept back from members.
        said_at: The own time of the event that entered or left; an earlier one does not count.
    """

    id: StageId
    began_at: datetime
    n_here: int = 0
    left_at: datetime | None = None
    least_until: datetime | None = None
    most_until: datetime | None = None
    forbids: frozenset[str] = frozenset()
    said_at: datetime | None = None

    @property
    def ends_at(self) -> datetime | None:
        """When it ends, as far as is known; None while nothing ends it."""
        if self.left_at is None:
            return self.most_until
        end = self.left_at if self.least_until is None else max(self.left_at, self.least_until)
        return end if self.most_until is None else min(end, self.most_until)

    def holds(self, at: datetime) -> bool:
        """Whether the customer is in the stage at an instant, the end not included."""
        return self.began_at <= at and (self.ends_at is None or at < self.ends_at)
