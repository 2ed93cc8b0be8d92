"""Working: shards are leased, turns taken, messages handed over, until nothing is left to do.

One process may do all of it, or many may share it: each leases some shards, renews its leases while it
works, and gives them back when it ends.  A worker that dies keeps its shards until its leases run out;
then another takes them over, and what was not committed is decided anew, to the same effect (R6).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from tropa.engine.scene import Surroundings
from tropa.ports.channel import Channel
from tropa.ports.state import Lease, LeaseLost, StateStore
from tropa.runtime.advancing import Advancing, TurnSize
from tropa.runtime.delivering import Delivered, Delivering
from tropa.runtime.holding import let_out
from tropa.runtime.published import Published

LEASE = timedelta(seconds=15)
"""How long a shard is a worker's own without a sign of life; a dead worker's shards stand still so long."""

ROUND = 500
"""Messages handed over at a time."""


@dataclass(frozen=True, slots=True)
class Worked:
    """What one round of work did.

    Args:
        n_shards: Shards that were leased.
        n_inputs: Inputs decided.
        n_transitions: Moves made.
        n_set_aside: Inputs and timers that could not be decided (R16).
        n_let_out: Customers let out of holds (R12).
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
    """

    store: StateStore
    channels: Mapping[str, Channel]
    name: str
    clock: Callable[[], datetime]
    most_shards: int | None = None
    size: TurnSize = TurnSize()
    at: Callable[[str], None] = lambda _: None
    _published: Published = field(default_factory=Published)
    _leases: tuple[Lease, ...] = ()

    def round(self) -> Worked:
        """Do what is to be done now; a shard that was lost meanwhile is its new worker's business."""
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
        return worked + self._deliver(published)

    def _lease(self, now: datetime) -> tuple[Lease, ...]:
        self._leases = self.store.lease(self.name, now, LEASE, self.most_shards or self.store.shards)
        return self._leases

    def _turns(self, published: Published, shard: int) -> Worked:
        """Take turns in a shard until nothing is due, renewing the leases before each."""
        worked = Worked()
        more = True
        while more:
            now = self.clock()
            lease = next((one for one in self._lease(now) if one.shard == shard), None)
            if lease is None:
                raise LeaseLost
            self.at("leased")
            advancing = Advancing(self.store, published.scripts, self._around(published), self.size)
            turned = advancing.turn(lease, now)
            self.at("turned")
            made = turned.changes
            worked += Worked(0, turned.n_inputs, len(made.made.transitions), len(made.set_aside))
            more = turned.more
        return worked

    def _deliver(self, published: Published) -> Worked:
        delivering = Delivering(self.store, self.channels, published.words_of, self.name, self.at)
        total = Delivered()
        while (round_ := delivering.round(self.clock(), ROUND)).n:
            total += round_
        return Worked(delivered=total)

    def stop(self) -> None:
        """Give the shards back."""
        self.store.release(self._leases)
        self._leases = ()

    def _read_anew(self) -> Published:
        """The versions; read anew only where there are new ones."""
        versions = self.store.versions()
        if versions != tuple(one.version for one in self._published.editions):
            self._published = Published.of(versions)
        return self._published

    def _around(self, published: Published) -> Surroundings:
        return replace(published.surroundings(), holds=self.store.holds())
