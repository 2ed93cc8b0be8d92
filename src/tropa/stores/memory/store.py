"""The store in memory: one shard, one process, no copy of anything but what a batch touches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import islice
from threading import RLock

from msgspec.structs import replace as with_

from tropa.engine.desk import Changes, Loaded
from tropa.engine.events import Event, Input, order
from tropa.engine.holds import Hold
from tropa.engine.state import Life, RunId
from tropa.journey.conditions import Value
from tropa.ports.state import Appended, History, Lease, LeaseLost, Outgoing, Pruned, Settled, Turn, Version
from tropa.stores.claims import Claim, claimed
from tropa.stores.known_ids import period_of
from tropa.stores.memory.past import Past
from tropa.stores.memory.rows import Rows
from tropa.stores.memory.turn import MemoryTurn
from tropa.stores.published import Published
from tropa.stores.renamed import new_names


class MemoryStore:
    """State in memory.

    Args:
        keeps_past: Whether finished runs, what they made, messages and the log are kept; a replay,
            which takes what was made from each turn, needs none of it, and its memory then grows
            with open runs only.
    """

    def __init__(self, *, keeps_past: bool = True) -> None:
        self.shards = 1
        self._lock = RLock()
        self._rows = Rows()
        self._past = Past() if keeps_past else None
        self._published = Published()
        self._claim = Claim(0)
        self._known: dict[int, set[str]] = {}
        self._pending: list[Input] = []
        self._log: list[Event] = []
        self._sequence = 0
        self._holds: dict[str, Hold] = {}

    def close(self) -> None:
        """Nothing: what is in memory goes with the store."""

    def append(self, inputs: Sequence[Input]) -> Appended:
        """Take inputs in; the port says how."""
        with self._lock:
            fresh, known = self._fresh(inputs)
            for given in fresh:
                self._sequence += 1
                kept = given if given.sequence == self._sequence else with_(given, sequence=self._sequence)
                self._pending.append(kept)
                if self._past is not None and isinstance(kept, Event):
                    self._log.append(kept)
            return Appended(len(fresh), known)

    def _fresh(self, inputs: Iterable[Input]) -> tuple[list[Input], tuple[str, ...]]:
        """Inputs whose message id is not known, and the ids of the others; from now on all are known."""
        fresh: list[Input] = []
        known: list[str] = []
        for given in inputs:
            name, period = given.message_id, period_of(given.received_at)
            weeks = (self._known.get(week) for week in (period, period - 1, period + 1))
            if name in self._rows.made or any(week is not None and name in week for week in weeks):
                known.append(name)
                continue
            if period not in self._known:
                self._known[period] = set()
                for old in [week for week in self._known if week < period - 1]:
                    del self._known[old]
            self._known[period].add(name)
            fresh.append(given)
        return fresh, tuple(known)

    def lease(self, worker: str, now: datetime, length: timedelta, most: int) -> tuple[Lease, ...]:
        """The one shard, if it is free or the worker's own."""
        with self._lock:
            leases = claimed([self._claim], worker, now, length, most)
            for lease in leases:
                self._claim = Claim(0, lease.fence, lease.worker, lease.until)
            return leases

    def release(self, leases: Iterable[Lease]) -> None:
        """Give the shard back."""
        with self._lock:
            for lease in leases:
                if self._holds_lease(lease):
                    self._claim = Claim(0, lease.fence)

    def _holds_lease(self, lease: Lease) -> bool:
        return (self._claim.fence, self._claim.worker) == (lease.fence, lease.worker)

    @contextmanager
    def turn(self, lease: Lease) -> Iterator[Turn]:
        """A turn; what it writes is kept at the end of the block.

        Raises:
            LeaseLost: Another worker has the shard.
        """
        with self._lock:
            if not self._holds_lease(lease):
                raise LeaseLost(f"shard {lease.shard} is not {lease.worker}'s any more")
            turn = MemoryTurn(self._rows, self._pending, tuple(self._holds.values()), len(self._published.versions))
            try:
                yield turn
                if turn.written is not None:
                    self._keep(*turn.written)
            finally:
                turn.end()

    def _keep(self, changes: Changes, taken: Sequence[Input]) -> None:
        """Take over what a turn wrote."""
        finished = self._rows.put(changes, frozenset(given.message_id for given in taken))
        self._holds.update({hold.id: hold for hold in changes.holds})
        del self._pending[: len(taken)]
        if self._past is None:
            return
        self._past.add(changes, finished, new_names(changes))
        for event in changes.made.emitted:
            self._sequence += 1
            self._log.append(with_(event, sequence=self._sequence))

    def next_due(self, shard: int) -> datetime | None:
        """When the first timer is due."""
        del shard
        with self._lock:
            return self._rows.timers.first()

    def versions(self) -> tuple[Version, ...]:
        """Every version that was published, oldest first."""
        return self._published.versions

    def publish(self, version: Version, hears: Iterable[str] | None, since: datetime | None) -> int:
        """Keep a version, and what was heard of names that are listened to from now on."""
        with self._lock:
            names = self._published.add(version, hears)
            waiting = {given.sequence for given in self._pending}
            again = [
                one
                for one in self._log
                if names.has(one.name) and one.sequence not in waiting and (since is None or one.at >= since)
            ]
            self._rows.hear_again(again)
            return len(again)

    def holds(self) -> tuple[Hold, ...]:
        """Holds that were begun, in order; those that are over too."""
        return tuple(self._holds.values())

    def keep_hold(self, hold: Hold) -> None:
        """Begin a hold, or say of one that it is over."""
        with self._lock:
            self._holds[hold.id] = hold

    def forget_hold(self, hold_id: str) -> None:
        """Forget a hold that holds nobody any more."""
        with self._lock:
            self._holds.pop(hold_id, None)

    def customers(self) -> Iterator[str]:
        """Every customer of whom anything is known."""
        with self._lock:
            return iter(self._rows.customers())

    def heard_of(self, name: str) -> Iterator[Event]:
        """What was heard of a name, of all customers, in order of receipt."""
        with self._lock:
            every = [event for names in self._rows.heard.values() for event in names.get(name, ())]
        return iter(sorted(every, key=order))

    def standing(self, journey: str, number: int) -> Mapping[str, int]:
        """How many positions of a version stand at each step."""
        with self._lock:
            return dict(Counter(place.step for life in self._of_version(journey, number) for place in life.positions))

    def _of_version(self, journey: str, number: int) -> Iterator[Life]:
        return (life for life in self.lives(journey) if life.run.version == number)

    def lives(self, journey: str | None = None) -> Iterator[Life]:
        """Runs that are not finished, in the order in which they began here."""
        every = list(self._rows.lives.values())
        return (life for life in every if journey is None or life.run.id.journey == journey)

    def life(self, run: RunId) -> Life | None:
        """A run, finished or not."""
        found = self._rows.lives.get(run)
        return self._past.finished.get(run) if found is None and self._past is not None else found

    def history(self, journey: str, customer: str) -> History:
        """What is known of a customer in a journey."""
        with self._lock:
            if self._past is None:
                return History()
            known_as = self._rows.known_as
            person = known_as(customer)
            return self._past.history(journey, lambda name: known_as(name) == person, self.lives(journey))

    def loaded_of(self, customer: str) -> Loaded:
        """All that is known of a customer, as a turn would load it."""
        with self._lock:
            return self._rows.gather(dict.fromkeys([customer, self._rows.known_as(customer)]), [])

    def log(self, since: int = 0, most: int = 10_000) -> tuple[Event, ...]:
        """Events that were taken in or written by runs, behind a ``sequence``, in order."""
        with self._lock:
            return tuple(islice((one for one in self._log if one.sequence > since), most))

    def lease_messages(self, worker: str, now: datetime, length: timedelta, most: int) -> tuple[Outgoing, ...]:
        """Messages to be handed over now, which nobody else gets meanwhile."""
        with self._lock:
            if self._past is None:
                return ()
            posts = list(self._past.outbox.lease(worker, now, length, most))
            return tuple(
                Outgoing(
                    post.message,
                    post.n_tried,
                    self._start(post.message.run),
                    dict(self._rows.traits.get(self._rows.known_as(post.message.to), {})),
                    unknown=post.standing == "unknown",
                )
                for post in posts
            )

    def _start(self, run: RunId) -> Mapping[str, Value]:
        """All properties of the event that began a run, if it was heard; else what the run kept of them."""
        life = self.life(run)
        if life is None:
            return {}
        by_name = self._rows.heard.get(self._rows.known_as(run.customer), {})
        every = (event for events in by_name.values() for event in events)
        return next((one.properties for one in every if one.message_id == life.run.entry_id), life.run.start)

    def settle(self, worker: str, results: Sequence[Settled], told: Sequence[Event] = ()) -> None:
        """Keep what became of hand-overs, and append what the log is told of them."""
        with self._lock:
            if self._past is not None:
                self._past.outbox.settle(worker, results)
            self.append(told)

    def prune(self, before: datetime) -> Iterator[Pruned]:
        """Forget what is over and older, all at once."""
        with self._lock:
            waiting = {given.sequence for given in self._pending}
            kept = [one for one in self._log if one.received_at >= before or one.sequence in waiting]
            n_events, self._log = len(self._log) - len(kept), kept
            n_runs, n_messages = self._past.prune(before) if self._past is not None else (0, 0)
        yield Pruned(n_events, n_runs, n_messages)
