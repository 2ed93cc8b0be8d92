"""The store in SQL: the port's methods over named statements, whatever the dialect."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from heapq import merge

from tropa.engine.desk import Loaded
from tropa.engine.events import Event, Input, order
from tropa.engine.holds import Hold
from tropa.engine.state import Life, RunId
from tropa.plan.our_events import ENTRY_QUEUED, HOLD_RELEASED
from tropa.ports.state import Appended, History, Lease, Outgoing, Pruned, Settled, Turn, Version
from tropa.stores.claims import Claim, claimed
from tropa.stores.sql.database import Database
from tropa.stores.sql.events import heard_of, input_of
from tropa.stores.sql.gathering import Gathered
from tropa.stores.sql.holding import holds_of, keep_holds
from tropa.stores.sql.intake import take_in
from tropa.stores.sql.outbox import lease_rows, outgoing_of, settled_rows
from tropa.stores.sql.packing import instant, micros
from tropa.stores.sql.people import person_of
from tropa.stores.sql.pruning import Forgetting, forget_events
from tropa.stores.sql.publishing import publish, versions_of
from tropa.stores.sql.reading import PAGE, Asking, page_of_lives
from tropa.stores.sql.talk import At, Row, Talk
from tropa.stores.sql.texts import column, from_column
from tropa.stores.sql.turn import SqlTurn, shard_row
from tropa.stores.sql.words import WORDS, Words

RARE = frozenset({ENTRY_QUEUED, HOLD_RELEASED})
"""Names that are looked for among all customers: the index ``heard_rare`` is for them."""


def _nowhere(point: str) -> None:
    """What is called at named points where nobody waits for them."""


class SqlStore:
    """State in a database.

    Args:
        database: Open, its schema up to date.
        at: Called at named points: ``appended``, ``loaded``, ``written``, ``before_commit``,
            ``after_commit``, ``leased_messages``, ``settled``.
    """

    def __init__(self, database: Database, at: At = _nowhere) -> None:
        self._database = database
        self._at = at
        with database.reading() as talk:
            self.shards = len(talk.rows("shards"))

    def close(self) -> None:
        """Close all connections."""
        self._database.close()

    @contextmanager
    def _reading(self) -> Iterator[tuple[Talk, Words]]:
        with self._database.reading() as talk:
            yield talk, _words(talk)

    def append(self, inputs: Sequence[Input]) -> Appended:
        """Take inputs in; they are durable when this returns.

        Raises:
            NameTooLong: A name among them is longer than a store keeps; nothing was taken in.
        """
        with self._database.writing() as talk:
            appended = take_in(talk, inputs, self.shards)
            self._at("appended")
        return appended

    def lease(self, worker: str, now: datetime, length: timedelta, most: int) -> tuple[Lease, ...]:
        """Shards for a worker; one in which somebody takes a turn at this moment is not given away."""
        with self._database.writing() as talk:
            claims = [_claim(row) for row in talk.rows("shards_free")]
            leases = claimed(claims, worker, now, length, most)
            for lease in leases:
                talk.run("shard_lease", lease.shard, lease.fence, worker, micros(lease.until))
        return leases

    def release(self, leases: Iterable[Lease]) -> None:
        """Give shards back before their time; one that is another's by now stays."""
        with self._database.writing() as talk:
            for lease in leases:
                talk.run("shard_release", lease.shard, lease.fence, lease.worker)

    @contextmanager
    def turn(self, lease: Lease) -> Iterator[Turn]:
        """A turn.

        Raises:
            LeaseLost: Another worker has the shard.
        """
        with self._database.turning() as talk:
            row = shard_row(talk, lease, self.shards)
            yield SqlTurn(talk, _words(talk), row, self._at)
            self._at("before_commit")
        self._at("after_commit")

    def next_due(self, shard: int) -> datetime | None:
        """When the first timer of a shard is due."""
        with self._database.reading() as talk:
            found = talk.rows("due_first", shard)
        return instant(found[0][0]) if found else None

    def versions(self) -> tuple[Version, ...]:
        """Every version that was published, oldest first."""
        with self._reading() as (talk, words):
            return versions_of(talk, words)

    def publish(self, version: Version, hears: Iterable[str] | None, since: datetime | None) -> int:
        """Keep a version, and what was heard of names that are listened to from now on."""
        with self._database.writing() as talk:
            return publish(talk, _words(talk), version, hears, since)

    def holds(self) -> tuple[Hold, ...]:
        """Every hold that was kept, ended ones too, oldest first."""
        with self._database.reading() as talk:
            return holds_of(talk)

    def keep_hold(self, hold: Hold) -> None:
        """Keep a hold, in place of the one of the same id."""
        with self._database.writing() as talk:
            keep_holds(talk, [hold])

    def forget_hold(self, hold_id: str) -> None:
        """Forget a hold that holds nobody any more."""
        with self._database.writing() as talk:
            talk.run("hold_forget", column(hold_id))

    def customers(self) -> Iterator[str]:
        """Every customer of whom anything is known, a page at a time."""
        for shard in range(self.shards):
            after_id = 0
            while True:
                with self._database.reading() as talk:
                    rows = talk.rows("customers_page", shard, after_id, PAGE)
                people = [person_of(id_, shard, from_column(name), state) for id_, name, state in rows]
                yield from (one.name for one in people if one.became is None)
                if len(rows) < PAGE:
                    break
                after_id = rows[-1][0]

    def heard_of(self, name: str) -> Iterator[Event]:
        """What was heard of a name; names that no index is for are looked for everywhere."""
        statement = "heard_rarely" if name in RARE else "heard_by_name"
        with self._database.reading() as talk:
            rows = talk.rows(statement, column(name))
        return iter(sorted((heard_of(from_column(customer), name, data) for customer, data in rows), key=order))

    def standing(self, journey: str, number: int) -> Mapping[str, int]:
        """How many positions of a version stand at each step: counters, kept with every turn."""
        with self._reading() as (talk, words):
            journey_id = words.known(journey)
            rows = talk.rows("standing", journey_id, number) if journey_id is not None else []
            return {words.text(step_id): int(n) for step_id, n in rows}

    def lives(self, journey: str | None = None) -> Iterator[Life]:
        """Runs that are not finished, a page at a time."""
        after_id = 0
        while True:
            with self._reading() as (talk, words):
                lives, after_id = page_of_lives(talk, words, after_id)
            yield from (life for life in lives if journey is None or life.run.id.journey == journey)
            if not after_id:
                break

    def life(self, run: RunId) -> Life | None:
        """A run, finished or not."""
        with self._reading() as (talk, words):
            return Asking(talk, words, self.shards).life(run)

    def history(self, journey: str, customer: str) -> History:
        """What is known of a customer in a journey."""
        with self._reading() as (talk, words):
            return Asking(talk, words, self.shards).history(journey, customer)

    def loaded_of(self, customer: str) -> Loaded:
        """All that is known of a customer, as a turn would load it."""
        with self._reading() as (talk, words):
            return Asking(talk, words, self.shards).loaded(customer)

    def log(self, since: int = 0, most: int = 10_000) -> tuple[Event, ...]:
        """Events that were taken in or written by runs, behind a ``sequence``, in order."""
        with self._database.reading() as talk:
            pages = [talk.rows("events_log", shard, since, most) for shard in range(self.shards)]
        rows = list(merge(*pages, key=_sequence))[:most]
        given = (input_of(n, from_column(customer), from_column(name), data) for n, customer, name, data in rows)
        return tuple(one for one in given if isinstance(one, Event))

    def lease_messages(self, worker: str, now: datetime, length: timedelta, most: int) -> tuple[Outgoing, ...]:
        """Messages to be handed over now, which nobody else gets meanwhile."""
        with self._database.writing() as talk:
            rows = talk.rows("messages_next", micros(now), most)
            taken = lease_rows(rows, worker, micros(now + length)) if rows else []
            if taken:
                talk.many("message_lease", [change for _, change in taken])
            gathered = Gathered(talk, _words(talk), 0)
            outgoing = outgoing_of([one for one, _ in taken], gathered)
            self._at("leased_messages")
        return outgoing

    def settle(self, worker: str, results: Sequence[Settled], told: Sequence[Event] = ()) -> None:
        """Keep what became of hand-overs, and append what the log is told of them."""
        with self._database.writing() as talk:
            if results:
                talk.many("message_settle", settled_rows(worker, results))
            take_in(talk, told, self.shards)
            self._at("settled")

    def prune(self, before: datetime) -> Iterator[Pruned]:
        """Forget what is over and older, a page in a transaction."""
        for shard in range(self.shards):
            yield from self._pages(partial(forget_events, shard=shard, before=before))
            yield from self._pages(partial(self._forget_runs, shard=shard, before=before))

    def _forget_runs(self, talk: Talk, after: int, *, shard: int, before: datetime) -> tuple[Pruned, int]:
        return Forgetting(talk, _words(talk), self.shards, before).page(shard, after)

    def _pages(self, forget: Callable[[Talk, int], tuple[Pruned, int]]) -> Iterator[Pruned]:
        """Forget page by page, until there is none to go on behind."""
        after = 0
        while True:
            with self._database.writing() as talk:
                pruned, after = forget(talk, after)
            yield pruned
            if not after:
                break


def _words(talk: Talk) -> Words:
    """The words, as the transaction sees them."""
    words = talk.words
    words.refresh(talk, next(value for name, value in talk.rows("counters") if name == WORDS))
    return words


def _claim(row: Row) -> Claim:
    shard, fence, worker, until = row
    return Claim(shard, fence, worker, instant(until) if until is not None else None)


def _sequence(row: Row) -> int:
    return int(row[0])
