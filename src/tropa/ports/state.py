"""The port to where journeys' state is kept: versions, events in, runs, and what runs made.

Theory.  A customer belongs to one *shard*, and so does all that is kept of the customer; a run belongs
to the shard of its first participant, and customers who come together in a run are brought into one
shard.  A *turn* is one transaction of one shard: the next inputs are read, the state they touch is
loaded, and what ``engine.advance`` made of them is written back together with how far the inputs
were taken.  So every input is decided exactly once, whatever dies in between (R6, R8, R9).

Inputs have one order in the whole store: that in which they were appended.  ``sequence`` is given by the
store at ``append``, and no input becomes visible behind one that was already taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, Protocol, TypeAlias

from tropa.engine.changes import Message, Suppressed, TaskClosed, TaskOpened, Transition
from tropa.engine.desk import Changes, Loaded
from tropa.engine.events import Event, Input
from tropa.engine.holds import Hold
from tropa.engine.state import Life, RunId
from tropa.journey.conditions import Value

Standing: TypeAlias = Literal["ready", "sending", "sent", "unknown", "failed", "held"]
"""Where a message is: to be sent; being handed over; sent; handed over perhaps (R6); given up; kept for a person."""

DEDUPLICATION = timedelta(days=7)
"""How long, at least, an input is known by its message id (R9)."""


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a journey, as it was published; it never changes (R11).

    Args:
        journey: The journey's id.
        number: From 1, without gaps.
        definition: The journey's file.
        workspace: The workspace's file; empty where there is none.
        published_at: When.
        schemes: The files of stage schemes that it lies on, beside those shipped.
        current: Whether new runs begin with it.
    """

    journey: str
    number: int
    definition: str
    workspace: str
    published_at: datetime
    schemes: tuple[str, ...] = ()
    current: bool = True


@dataclass(frozen=True, slots=True)
class Appended:
    """What became of inputs: how many are new, and the ids of those that were known."""

    n: int
    known: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to take turns in a shard.

    Args:
        shard: Which.
        worker: Whose right it is.
        fence: Grows each time the shard goes to another worker; an older one is refused.
        until: When it runs out, if it is not renewed.
    """

    shard: int
    worker: str
    fence: int
    until: datetime


class LeaseLost(Exception):
    """The shard belongs to another worker by now; nothing of the turn was kept."""


class StoreUnavailable(Exception):
    """The store does not answer, or took somebody else's part; what was asked may be asked again.

    Where it comes at the end of a turn, nobody knows whether the turn was kept: the next one finds out
    by the inputs that it is given.
    """


class Overtaken(StoreUnavailable):
    """Somebody else has changed what was looked at, and nothing was kept: it may be asked again at once."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message that is to be handed over, and how often that was tried.

    Args:
        message: What the engine wants sent.
        n_tried: Hand-overs begun before this one.
        start: All properties of the run's start event, as far as the log has it.
        traits: The traits of whom it goes to.
        unknown: The last hand-over began and did not end within its lease: it may have been taken (R6).
    """

    message: Message
    n_tried: int
    start: Mapping[str, Value] = field(default_factory=dict)
    traits: Mapping[str, Value] = field(default_factory=dict)
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a hand-over.

    Args:
        message_id: Of which message.
        standing: Where it is now; ``ready`` is to be tried again at ``again_at``.
        at: When.
        reason: Why, where it was not sent.
        again_at: When it is tried again.
        provider_id: What the provider calls it.
    """

    message_id: str
    standing: Standing
    at: datetime
    reason: str = ""
    again_at: datetime | None = None
    provider_id: str = ""


@dataclass(frozen=True, slots=True)
class History:
    """All that is known of one customer in one journey, in order.

    Args:
        lives: Runs, finished ones too.
        transitions: Of these runs.
        messages: What they wanted sent, with where each is.
        suppressed: What they did not send, and why.
        opened: Tasks.
        closed: Ends of tasks.
        ignored: Inputs that decided nothing there: message id and reason.
    """

    lives: tuple[Life, ...] = ()
    transitions: tuple[Transition, ...] = ()
    messages: tuple[tuple[Message, Standing], ...] = ()
    suppressed: tuple[Suppressed, ...] = ()
    opened: tuple[TaskOpened, ...] = ()
    closed: tuple[TaskClosed, ...] = ()
    ignored: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Pruned:
    """What was forgotten.

    Args:
        n_events: Events of the log.
        n_runs: Finished runs, with all that became of them.
        n_messages: Their messages.
    """

    n_events: int = 0
    n_runs: int = 0
    n_messages: int = 0

    def __add__(self, other: Pruned) -> Pruned:
        return Pruned(self.n_events + other.n_events, self.n_runs + other.n_runs, self.n_messages + other.n_messages)


class Turn(Protocol):
    """One transaction of one shard.

    Laws: until ``write`` nothing is changed; what a turn loads is as the last turn of the shard left
    it; a turn that is left by an exception, or without ``write``, has changed nothing; after
    ``write`` and the end of the block all of it is durable, or, where the block raises, none.
    """

    @property
    def n_versions(self) -> int:
        """How many versions were published when the turn began; who knows fewer reads them anew first."""

    @property
    def holds(self) -> tuple[Hold, ...]:
        """The holds that were kept when the turn began, ended ones too (R12)."""

    def inputs(self, most: int) -> tuple[Input, ...]:
        """The next inputs of the shard that no turn has taken, in order, at most so many."""

    def load(
        self, inputs: Sequence[Input], due_before: datetime | None, most: int, keys: Iterable[tuple[str, str]] = ()
    ) -> Loaded:
        """The state that inputs and timers touch, and that of all who are in a run with whom they touch.

        It holds until the end of the turn.

        Args:
            inputs: What will be decided.
            due_before: Runs with a timer due before it, or at it, are loaded too; None loads none.
            most: At most so many of these, those due first.
            keys: Journeys and key values; their open runs are loaded too, since inputs may join them (R4).
        """

    def write(self, changes: Changes, taken: Sequence[Input]) -> None:
        """Keep what was decided, and that these inputs were taken.

        Raises:
            ValueError: They are not the first of those that ``inputs`` gave, in their order.
            LeaseLost: Another worker has taken the shard meanwhile.
            Overtaken: What the turn has seen is not so any more: a version was published, or somebody who
                came together with others was brought into another shard.
        """


class StateStore(Protocol):
    """Where state is kept.

    Laws: what is loaded equals what was written; ``append`` returns when its inputs are durable, and
    leaves out those whose message id it knows (R9); turns of one shard never overlap, and a turn of
    a lease that another worker has taken over raises ``LeaseLost``; a message is leased to one
    hand-over at a time.
    """

    @property
    def shards(self) -> int:
        """How many shards there are."""

    def close(self) -> None:
        """Let go of everything; a store that was not closed loses nothing that was written."""

    def append(self, inputs: Sequence[Input]) -> Appended:
        """Take inputs in, in this order, to be decided later; the store gives them their ``sequence``."""

    def lease(self, worker: str, now: datetime, length: timedelta, most: int) -> tuple[Lease, ...]:
        """Shards for a worker: its own, renewed, and free ones, at most so many together."""

    def release(self, leases: Iterable[Lease]) -> None:
        """Give shards back before their time."""

    def turn(self, lease: Lease) -> AbstractContextManager[Turn]:
        """A turn in a shard.

        Raises:
            LeaseLost: Another worker has the shard.
        """

    def next_due(self, shard: int) -> datetime | None:
        """When the first timer of a shard is due; None where none is set."""

    def versions(self) -> tuple[Version, ...]:
        """Every version that was published, oldest first."""

    def publish(self, version: Version, hears: Iterable[str] | None, since: datetime | None) -> int:
        """Keep a version, and what was heard of names that are listened to from now on, in one transaction (R3).

        Args:
            version: It becomes the journey's current one.
            hears: Names that it listens to; None is every name.
            since: From when on what was heard is filled in from the log; None is all of it.

        Returns:
            How many events were filled in.
        """

    def holds(self) -> tuple[Hold, ...]:
        """Every hold that was kept, ended ones too, oldest first (R12)."""

    def keep_hold(self, hold: Hold) -> None:
        """Keep a hold, in place of the one of the same id; turns that begin later see it."""

    def forget_hold(self, hold_id: str) -> None:
        """Forget a hold that holds nobody any more."""

    def customers(self) -> Iterator[str]:
        """Every customer of whom anything is known."""

    def heard_of(self, name: str) -> Iterator[Event]:
        """What was heard of a name, of all customers, in order of receipt; for names that are rare."""

    def standing(self, journey: str, number: int) -> Mapping[str, int]:
        """How many positions of a version stand at each step."""

    def lives(self, journey: str | None = None) -> Iterator[Life]:
        """Runs that are not finished, of one journey or all."""

    def life(self, run: RunId) -> Life | None:
        """A run, finished or not."""

    def history(self, journey: str, customer: str) -> History:
        """What is known of a customer in a journey."""

    def loaded_of(self, customer: str) -> Loaded:
        """All that is known of a customer, or of whom that customer became, as a turn would load it."""

    def log(self, since: int = 0, most: int = 10_000) -> tuple[Event, ...]:
        """Events that were taken in or written by runs, behind a ``sequence``, in order."""

    def lease_messages(self, worker: str, now: datetime, length: timedelta, most: int) -> tuple[Outgoing, ...]:
        """Messages to be handed over now, which nobody else gets meanwhile.

        A message whose hand-over began and did not end within its lease stands as ``unknown``, and is
        given out as such; whoever takes it decides whether it may be handed over again (R6).
        """

    def settle(self, worker: str, results: Sequence[Settled], told: Sequence[Event] = ()) -> None:
        """Keep what became of hand-overs, and append what the log is told of them, in one transaction.

        A result for a message that is not leased to this worker any more is left out.
        """

    def prune(self, before: datetime) -> Iterator[Pruned]:
        """Forget what is over and older, bit by bit: how much, with each bit that is done.

        What goes is only ever looked at by people, and by versions that are published later: events that
        were received before and have been decided; runs that ended before, with their messages, where none
        of these is to be handed over any more or waits for a person.  Laws: whatever is decided
        later is decided as if nothing had been forgotten; repetitions are known as before.

        Args:
            before: What is younger stays.
        """
