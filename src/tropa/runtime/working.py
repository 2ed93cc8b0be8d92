"""Working: shards are leased, turns taken, messages handed over, until nothing is left to do.

One process may do all of it, or many may share it: each leases some shards, renews its leases while it
works, and gives them back when it ends.  A worker that dies keeps its shards until its leases run out;
then another takes them over, and what was not committed is decided anew, to the same effect (R6).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tropa.engine.changes import Message, SetAside
from tropa.engine.failing import Concern
from tropa.ports.channel import Channel
from tropa.ports.state import Lease, LeaseLost, Overtaken, Settled, StateStore, Version
from tropa.runtime.advancing import UNREAD, Advancing, TurnSize, VersionsBehind
from tropa.runtime.alarms import Alarms
from tropa.runtime.delivering import HELD, Delivered, Delivering
from tropa.runtime.holding import let_out
from tropa.runtime.published import Published, VersionUnreadable

LEASE = timedelta(seconds=15)
"""How long a shard is a worker's own without a sign of life; a dead worker's shards stand still so long.

A worker that is alive but late loses nothing: a turn that is under way keeps its shard, and the fence
refuses one that begins too late."""

ROUND = 500
"""Messages handed over at a time."""


MOST_OVERTAKEN = 5
"""How often in a row a turn is begun anew at once because somebody else was quicker."""


@dataclass(frozen=True, slots=True)
class Worked:
    """What one round of work did.

    Args:
        n_shards: Shards that were leased.
        n_inputs: Inputs decided.
        n_transitions: Moves made.
        n_set_aside: Inputs and timers that could not be decided (R16).
        n_let_out: Customers let out of holds, or told of a crisis (R12).
        delivered: What became of messages.
    """

    n_shards: int = 0
    n_inputs: int = 0
    n_transitions: int = 0
    n_set_aside: int = 0
    n_let_out: int = 0
    delivered: Delivered = Delivered()

    def __add__(self, other: Worked) -> Worked:
        return Worked(
            max(self.n_shards, other.n_shards),
            self.n_inputs + other.n_inputs,
            self.n_transitions + other.n_transitions,
            self.n_set_aside + other.n_set_aside,
            self.n_let_out + other.n_let_out,
            self.delivered + other.delivered,
        )

    @property
    def idle(self) -> bool:
        """Whether there was nothing to do."""
        return not (self.n_inputs or self.n_transitions or self.n_let_out or self.delivered.n)


@dataclass(slots=True)
class Worker:
    """Does what is to be done in a store.

    Args:
        store: Where state is kept.
        channels: By the channel ids of journeys; ``*`` takes what has none of its own.
        name: Tells workers apart.
        clock: What time it is.
        most_shards: Shards to work on at most; None is all that are free.
        size: How much one turn takes on.
        at: Called at named points; tests stop the process there.
        lease: How long its shards stay its own without a sign of life.
        unread: Hears of each version that cannot be read; the others' work goes on.
    """

    store: StateStore
    channels: Mapping[str, Channel]
    name: str
    clock: Callable[[], datetime]
    most_shards: int | None = None
    size: TurnSize = TurnSize()
    at: Callable[[str], None] = lambda _: None
    lease: timedelta = LEASE
    unread: Callable[[VersionUnreadable], None] = lambda _: None
    _versions: tuple[Version, ...] = ()
    _published: Published = field(default_factory=Published)
    _held: dict[int, Lease] = field(default_factory=dict)
    _alarms: Alarms | None = None

    def round(self) -> Worked:
        """Do what is to be done now; a shard that was lost meanwhile is its new worker's business.

        Raises:
            StoreUnavailable: The store does not answer; the next round goes on where this one was.
        """
        published = self._read_anew()
        shards = [lease.shard for lease in self._lease(self.clock())]
        worked = Worked(n_shards=len(shards))
        for shard in shards:
            try:
                worked += self._turns(published, shard)
            except LeaseLost:
                continue
        if 0 in shards:
            worked += Worked(n_let_out=let_out(self.store, self.clock()))
        return worked + self._deliver(published) + self._mind(worked)

    @property
    def alarms(self) -> Alarms:
        """What this worker has seen go wrong."""
        if self._alarms is None:
            self._alarms = Alarms(self.store)
        return self._alarms

    def _mind(self, worked: Worked) -> Worked:
        """Tell of crises, and hold what fails too often."""
        holds, now = self.store.holds(), self.clock()
        if not worked.idle:
            self.alarms.hold_what_fails(holds, now)
        return Worked(n_let_out=self.alarms.tell_crises(holds, now))

    def _lease(self, now: datetime) -> tuple[Lease, ...]:
        """Shards, renewed and new; one of the own that somebody looks at this very moment may be missing for once."""
        leases = self.store.lease(self.name, now, self.lease, self.most_shards or self.store.shards)
        self._held.update((lease.shard, lease) for lease in leases)
        return leases

    def _renewed(self, shard: int, now: datetime) -> Lease:
        """The lease of a shard, with half of its time before it at least.

        Raises:
            LeaseLost: The shard is not this worker's any more.
        """
        held = self._held.get(shard)
        if held is not None and now + self.lease / 2 <= held.until:
            return held
        lease = next((one for one in self._lease(now) if one.shard == shard), None)
        if lease is None:
            raise LeaseLost
        return lease

    def _turns(self, published: Published, shard: int) -> Worked:
        """Take turns in a shard until nothing is due, each with a lease that will last."""
        worked, more, n_overtaken = Worked(), True, 0
        while more:
            now = self.clock()
            lease = self._renewed(shard, now)
            self.at("leased")
            try:
                turned = self._advancing(published).turn(lease, now)
            except VersionsBehind:
                published = self._read_anew()
                continue
            except Overtaken:
                n_overtaken += 1
                if n_overtaken > MOST_OVERTAKEN:
                    raise
                continue
            self.at("turned")
            self._count_set_aside(turned.changes.set_aside, now)
            made = turned.changes
            worked += Worked(0, turned.n_inputs, len(made.made.transitions), len(made.set_aside))
            more, n_overtaken = turned.more, 0
        return worked

    def _advancing(self, published: Published) -> Advancing:
        unread = {(one.version.journey, one.version.number): one.reason for one in published.unread}
        around = published.surroundings()
        return Advancing(self.store, published.scripts, around, self.size, len(self._versions), unread)

    def _count_set_aside(self, set_aside: Iterable[SetAside], now: datetime) -> None:
        for one in set_aside:
            if one.run is not None and one.label != UNREAD:
                self.alarms.tried(Concern("journey", one.run.journey), now, failed=True)

    def _deliver(self, published: Published) -> Worked:
        delivering = Delivering(self.store, self.channels, published.words_of, self.name, self.at, self._tried)
        total = Delivered()
        while (round_ := delivering.round(self.clock(), ROUND)).n:
            total += round_
        return Worked(delivered=total)

    def _tried(self, message: Message, settled: Settled) -> None:
        """Count a hand-over for its channel and its journey; one that waits for its turn was none."""
        if settled.standing in {"sent", "failed", "held"} or settled.reason != HELD:
            failed = settled.standing != "sent"
            self.alarms.tried(Concern("channel", message.channel), settled.at, failed=failed)
            self.alarms.tried(Concern("journey", message.run.journey), settled.at, failed=failed)

    def stop(self) -> None:
        """Give the shards back; what is another's by now stays so."""
        self.store.release(self._held.values())
        self._held.clear()

    def _read_anew(self) -> Published:
        """The versions; read anew only where there are new ones."""
        versions = self.store.versions()
        if versions != self._versions:
            self._versions, self._published = versions, Published.readable(versions)
            for fault in self._published.unread:
                self.unread(fault)
        return self._published
