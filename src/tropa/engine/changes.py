"""What a decision makes beside new state: rows that are written once."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct, field

from tropa.engine.events import Event, Input
from tropa.engine.state import Invitation, PositionId, RunId
from tropa.journey.codecs.values import Section
from tropa.journey.conditions import Value


class Transition(Struct, frozen=True, gc=False):
    """A position's move.

    Args:
        run: Of which run.
        place: Where it comes from; None where the position begins.
        participant: Whose.
        branch: Where it goes on.
        step: The step it comes to; None where the position ends.
        visit: How often that step has been come to; 0 where the position ends.
        at: The decision's ``now``.
        label: The way taken: ``then``, ``else``, ``outcomes.done`` ...
        cause: The message id of the event that caused it; empty where a timer did.
        reason: Why, where there is more to say.
        stage: The stage it comes into.
        beside: The position it comes from stays where it is: a branch was opened, or the main line
            goes on past it.
    """

    run: RunId
    place: PositionId | None
    participant: str
    branch: str
    step: str | None
    visit: int
    at: datetime
    label: str
    cause: str
    reason: str
    stage: str | None
    beside: bool = False


class Message(Struct, frozen=True, gc=False):
    """One intended delivery.

    Args:
        id: A function of what it is (``naming.message_id``).
        run: Of which run.
        place: The step that sends it.
        to: The customer, or the team, it goes to.
        role: The customer's role; None for a team.
        rung: The rung of a ladder, or what else tells the sends of a step apart.
        touchpoint: What is sent; empty for a survey's question.
        survey: The survey that is asked; empty for a touchpoint.
        channel: Over what.
        class_: The message's class.
        at: The instant it was due.
        variant: Arms by experiment that shape it.
    """

    id: str
    run: RunId
    place: PositionId
    to: str
    role: str | None
    rung: str
    touchpoint: str
    survey: str
    channel: str
    class_: str | None
    at: datetime
    variant: Section[str]


class Suppressed(Struct, frozen=True, gc=False):
    """A message that was not sent, and why."""

    run: RunId
    place: PositionId
    to: str
    touchpoint: str
    channel: str
    at: datetime
    reason: str


class TaskOpened(Struct, frozen=True, gc=False):
    """Something for a person to do; ``kind`` is ``task``, ``approve`` or ``failure``."""

    id: str
    run: RunId
    place: PositionId
    kind: str
    to: str | None
    at: datetime
    due_at: datetime | None
    reason: str = ""


class TaskClosed(Struct, frozen=True, gc=False):
    """A task's end: an outcome a person gave, ``timed_out``, or ``cancelled``."""

    id: str
    run: RunId
    outcome: str
    at: datetime


class TaskEscalated(Struct, frozen=True, gc=False):
    """A task that is late, and who hears of it."""

    id: str
    run: RunId
    to: str | None
    at: datetime


class Call(Struct, frozen=True, gc=False):
    """A call of another system; its answer comes back as ``hook_done`` or ``hook_failed``."""

    id: str
    run: RunId
    place: PositionId
    hook: str
    at: datetime
    retry: int | None


class Ignored(Struct, frozen=True, gc=False):
    """An input that decided nothing somewhere it might have, and why."""

    message_id: str
    customer: str
    journey: str
    reason: str


class SetAside(Struct, frozen=True, gc=False):
    """An input, or a timer, that could not be decided (R16); it stops nobody else."""

    given: Input | None
    run: RunId | None
    label: str
    reason: str


class Merged(Struct, frozen=True, gc=False):
    """Two customers turned out to be one (R19).

    Args:
        loser: Who is no more; all that was known of this customer belongs to the other now.
        winner: Who stays.
        at: When.
        cause: The message id of the event that told it.
        runs: Runs that go by another id since, finished ones too: the old and the new.
        joined_at: When it turned out whose the history of an anonymous id is; None where both were known, or neither.
    """

    loser: str
    winner: str
    at: datetime
    cause: str
    runs: tuple[tuple[RunId, RunId], ...] = ()
    joined_at: datetime | None = None


class Made(Struct):
    """What decisions made, in order."""

    transitions: list[Transition] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    suppressed: list[Suppressed] = field(default_factory=list)
    opened: list[TaskOpened] = field(default_factory=list)
    closed: list[TaskClosed] = field(default_factory=list)
    escalated: list[TaskEscalated] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    invitations: list[Invitation] = field(default_factory=list)
    emitted: list[Event] = field(default_factory=list)
    traits: list[tuple[str, Section[Value]]] = field(default_factory=list)

    def add(self, other: Made) -> None:
        """Put what another decision made behind it; a loop over the names costs ten times as much."""
        self.transitions += other.transitions
        if other.messages:
            self.messages += other.messages
        if other.suppressed:
            self.suppressed += other.suppressed
        if other.opened:
            self.opened += other.opened
        if other.closed:
            self.closed += other.closed
        if other.escalated:
            self.escalated += other.escalated
        if other.calls:
            self.calls += other.calls
        if other.invitations:
            self.invitations += other.invitations
        if other.emitted:
            self.emitted += other.emitted
        if other.traits:
            self.traits += other.traits
