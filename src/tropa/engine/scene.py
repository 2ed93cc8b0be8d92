"""One decision while it is made: the run as it stands, what is known, and what comes of it.

A scene begins with a ``Life`` and ends as one; in between its rows are replaced, never changed.
Whoever drops a scene half-way has changed nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from dataclasses import replace as replace_fields
from datetime import UTC, datetime, tzinfo
from typing import Protocol

from msgspec import Struct, field
from msgspec.structs import replace

from tropa.engine.assignment import Assignment
from tropa.engine.caps import Entry
from tropa.engine.changes import Made
from tropa.engine.counting import Counted
from tropa.engine.events import Event
from tropa.engine.holds import Hold
from tropa.engine.intents import Intent, Ruling, SendingFacts
from tropa.engine.state import Life, Participant, Position, PositionId, Run, StageId, StageMembership, Visits
from tropa.journey.codecs.values import Section
from tropa.journey.conditions import Value
from tropa.plan.local_time import later
from tropa.plan.script import Node, Script


class Memory(Counted, Protocol):
    """What is known of customers; decisions read nothing else (R18)."""

    def heard(self, customer: str, name: str | None) -> Iterable[Event]:
        """What was heard of a customer, in order of receipt: events of one name, or all; if nothing, it is false."""

    def traits(self, customer: str) -> Mapping[str, Value]:
        """A customer's traits as of now in the order of inputs."""

    def assignment(self, experiment: str, customer: str) -> Assignment | None:
        """The part in an experiment that was recorded."""

    def ledger(self, customer: str) -> tuple[Entry, ...]:
        """What was sent to a customer, and what is reserved."""

    def memberships(self, customer: str) -> Mapping[StageId, StageMembership]:
        """The stages of all journeys that a customer is, or was, in."""


class Sending(Protocol):
    """The rules of sending (R13): ``ledger.decide``, or another that a driver passes in."""

    def __call__(self, intent: Intent, facts: SendingFacts, now: datetime) -> Ruling:
        """What becomes of an intent now."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is passed in from outside; all of it pure.

    Args:
        sending: The rules of sending.
        facts: What the rules of sending know of a customer beside zone, traits and ledger.
        zones: A time zone by its name; None where it is unknown.
        released_at: In catch-up after a pause, the instant of release; a timer that was due before
            is decided at it (R1, R5).
        holds: The pauses of what runs, until the last run is let out again (R12).
        hooks_answer: Whether calls of other systems are answered at once, as a replay does where
            the log does not say how they ended.
    """

    sending: Sending
    facts: Callable[[str], SendingFacts]
    zones: Callable[[str], tzinfo | None]
    released_at: datetime | None = None
    holds: tuple[Hold, ...] = ()
    hooks_answer: bool = False

    def with_holds(self, more: Iterable[Hold]) -> Surroundings:
        """The same with more holds."""
        return replace_fields(self, holds=(*self.holds, *more))


class Known(Struct, frozen=True, gc=False):
    """What a decision may look at beside the life: the script, the memory, the surroundings."""

    script: Script
    memory: Memory
    around: Surroundings


class Scene(Struct, gc=False):
    """The decision.

    Args:
        script: What the run follows.
        run: The run.
        participants: By customer.
        positions: By id, in the order in which they were opened.
        memory: What is known.
        around: What is passed in.
        now: The decision's instant (R1).
        cause: The event that caused it; None where a timer did.
        cause_id: Its message id; empty where a timer did.
        made: What comes of it.
        entered: How often each place was come to in this decision (R15).
        traits_set: Traits set by it, by customer.
        assigned: Parts in experiments recorded by it, by experiment and customer.
        ledgers: Ledgers changed by it, by customer.
        due_at: When it was due, where a timer is decided later than that (R5).
        was: The version that the run followed until now, where this decision moves it to another (R11).
    """

    script: Script
    run: Run
    participants: dict[str, Participant]
    positions: dict[PositionId, Position]
    memory: Memory
    around: Surroundings
    now: datetime
    cause: Event | None
    cause_id: str
    made: Made = field(default_factory=Made)
    entered: dict[tuple[str, str, str], int] = field(default_factory=dict)
    traits_set: dict[str, dict[str, Value]] = field(default_factory=dict)
    assigned: dict[tuple[str, str], Assignment] = field(default_factory=dict)
    ledgers: dict[str, tuple[Entry, ...]] = field(default_factory=dict)
    due_at: datetime | None = None
    was: Script | None = None

    @classmethod
    def of(cls, known: Known, life: Life, now: datetime, cause: Event | None) -> Scene:
        """The scene of a life."""
        return cls(
            known.script,
            life.run,
            dict(life.participants),
            dict(life.positions),
            known.memory,
            known.around,
            now,
            cause,
            cause.message_id if cause is not None else "",
        )

    def life(self) -> Life:
        """The run as it stands now."""
        return Life(self.run, self.participants, self.positions)

    def node_of(self, position: Position) -> Node | None:
        """Where a position stands; None where the script has no such step any more."""
        return self.script.places.get(position.id.step)

    def traits(self, customer: str) -> Mapping[str, Value]:
        """A customer's traits, those set by this decision over the others."""
        known = self.memory.traits(customer)
        own = self.traits_set.get(customer) if self.traits_set else None
        return {**known, **own} if own else known

    def assignment(self, experiment: str, customer: str) -> Assignment | None:
        """The part in an experiment that was recorded, by this decision or before."""
        return self.assigned.get((experiment, customer)) or self.memory.assignment(experiment, customer)

    def ledger(self, customer: str) -> tuple[Entry, ...]:
        """A customer's ledger as of now."""
        own = self.ledgers.get(customer)
        return self.memory.ledger(customer) if own is None else own

    def zone(self, customer: str) -> tzinfo:
        """Where a customer is: by the trait ``time_zone``, else the journey's or workspace's, else UTC (R7)."""
        return self.zone_by(self.traits(customer))

    def zone_by(self, traits: Mapping[str, Value]) -> tzinfo:
        """Where a customer of such traits is."""
        if not traits and self.script.time_zone is None:
            return UTC
        for name in (traits.get("time_zone"), self.script.time_zone):
            if isinstance(name, str) and name and (zone := self.around.zones(name)) is not None:
                return zone
        return UTC

    def members(self, role: str) -> list[Participant]:
        """The participants in a role, in the order in which they joined."""
        return [one for one in self.participants.values() if one.role == role]

    def visits(self, participant: str, branch: str, step: str) -> Visits:
        """How often a step was come to that can be come to again."""
        one = self.participants.get(participant)
        if one is None or not one.visits:
            return _NEVER
        return one.visits.get(f"{branch}|{step}", _NEVER)

    def note_visits(self, participant: str, branch: str, step: str, visits: Visits) -> None:
        """Remember a visit."""
        one = self.participants[participant]
        self.participants[participant] = replace(one, visits=Section({**one.visits, f"{branch}|{step}": visits}))


_NEVER = Visits()


class Stand(Struct, frozen=True, gc=False):
    """A position in a scene, at its node: what a kind of step decides about."""

    scene: Scene
    node: Node
    position: Position

    @property
    def participant(self) -> str:
        """Who stands here."""
        return self.position.id.participant

    def later(self, wait: object, since: datetime | None = None) -> datetime:
        """The end of a wait of this participant (R7), counted from now or from ``since``."""
        return later(since or self.scene.now, wait, self.scene.zone(self.participant))  # type: ignore[arg-type]
