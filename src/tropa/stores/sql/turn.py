"""A turn in SQL: looked at, decided, and written in one transaction of one shard.

Theory.  A shard is one worker's, so that what a turn has looked at stays as it is until it writes; unless the
worker was too slow and lost the shard, a version was published meanwhile, or a turn of another shard
has brought customers over.  Each of these is seen by the shard's row or the number of versions.  So
a database with room for one writer need not keep others out until there are rows to be written: then the
turn looks at both once more, and is given up if they are not as they were.  Every turn that
writes, and every turn that takes customers from another shard, counts the shard's ids on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from tropa.engine.desk import Changes, Loaded
from tropa.engine.events import Input
from tropa.ports.state import Lease, LeaseLost, Overtaken
from tropa.stores.known_ids import period_of
from tropa.stores.sql.events import input_of
from tropa.stores.sql.gathering import Gathered
from tropa.stores.sql.holding import holds_of, keep_holds
from tropa.stores.sql.ids import Ids
from tropa.stores.sql.intake import made_rows, take_sequences
from tropa.stores.sql.sheets import put
from tropa.stores.sql.talk import At, Row, Talk
from tropa.stores.sql.texts import from_column, indexed
from tropa.stores.sql.together import is_together, together
from tropa.stores.sql.words import Words
from tropa.stores.sql.writing import Writing, words_in
from tropa.stores.touched import touched


@dataclass(frozen=True, slots=True)
class ShardRow:
    """A shard as a turn has found it.

    Args:
        lease: The right to it.
        shards: How many there are.
        taken: The sequence of the last input that was taken.
        next_id: What its next row is called.
    """

    lease: Lease
    shards: int
    taken: int
    next_id: int


def shard_row(talk: Talk, lease: Lease, shards: int) -> ShardRow:
    """The row of a leased shard.

    Raises:
        LeaseLost: Another worker has it.
    """
    found = talk.rows("shard_lock", lease.shard)
    if not found or found[0][:2] != (lease.fence, lease.worker):
        raise LeaseLost(f"shard {lease.shard} is not {lease.worker}'s any more")
    return ShardRow(lease, shards, *found[0][2:])


class SqlTurn:
    """A turn.

    Args:
        talk: The transaction.
        words: Known.
        row: The shard.
        at: Called at ``loaded`` and ``written``.
    """

    def __init__(self, talk: Talk, words: Words, row: ShardRow, at: At) -> None:
        self.holds = holds_of(talk)
        [(self.n_versions,)] = talk.rows("versions_counted")
        self._talk = talk
        self._words = words
        self._row = row
        self._shard = row.lease.shard
        self._at = at
        self._given: tuple[Input, ...] = ()
        self._gathered = Gathered(talk, words, self._shard)

    def inputs(self, most: int) -> tuple[Input, ...]:
        """The next inputs of the shard that no turn has taken."""
        rows = self._talk.rows("events_next", self._shard, self._row.taken, most)
        self._given = tuple(_input(row) for row in rows)
        return self._given

    def load(
        self, inputs: Sequence[Input], due_before: datetime | None, most: int, keys: Iterable[tuple[str, str]] = ()
    ) -> Loaded:
        """The state that inputs and timers touch."""
        asked, by_key = touched(inputs), tuple(keys)

        def gather() -> Gathered:
            gathered = Gathered(self._talk, self._words, self._shard)
            if due_before is not None:
                gathered.due(due_before, most)
            gathered.of_keys(by_key)
            gathered.named([*asked.customers, *gathered.invited(asked.invitations)])
            return gathered

        gathered = gather()
        if not is_together(gathered):
            self._keep_others_out()
            gathered = together(self._talk, self._shard, gather)
        self._gathered = gathered
        gathered.listen()
        loaded = gathered.loaded()
        self._talk.look_away()
        self._at("loaded")
        return loaded

    def _keep_others_out(self) -> None:
        """Let nobody else write, and make sure that what was looked at is as it was.

        Raises:
            LeaseLost: Another worker has the shard.
            Overtaken: Something is not as it was.
        """
        if self._talk.keep_others_out():
            [(n_versions,)] = self._talk.rows("versions_counted")
            if (shard_row(self._talk, self._row.lease, self._row.shards), n_versions) != (self._row, self.n_versions):
                raise Overtaken(f"shard {self._shard} is not as it was when the turn began")

    def write(self, changes: Changes, taken: Sequence[Input]) -> None:
        """Keep what was decided, and that these inputs were taken.

        Raises:
            ValueError: They are not the first of those that ``inputs`` gave.
        """
        if len(taken) > len(self._given) or any(a is not b for a, b in zip(taken, self._given, strict=False)):
            raise ValueError("a turn takes the first of its inputs, in their order")
        words = words_in(changes)
        if self._words.lack(words):
            self._keep_others_out()
        ids = Ids(self._shard, self._row.shards, self._row.next_id)
        ids.take()  # the row's number has grown when it is looked at again, whatever the turn writes
        writing = Writing(self._gathered, ids, changes, frozenset(given.message_id for given in taken))
        writing.prepare(words)
        sheets, log = writing.everything(), made_rows(self._shard, changes.made.emitted)
        self._keep_others_out()
        put(self._talk, sheets)
        keep_holds(self._talk, changes.holds)
        self._log(changes, log)
        last = taken[-1].sequence if taken else self._row.taken
        self._talk.run("shard_advance", self._shard, last, ids.next)
        self._at("written")

    def _log(self, changes: Changes, rows: Sequence[Row]) -> None:
        """What runs wrote enters the log, and its ids are known."""
        emitted = changes.made.emitted
        if emitted:
            first = take_sequences(self._talk, len(emitted))
            self._talk.insert("event", [(first + n, *row) for n, row in enumerate(rows)])
            known = dict.fromkeys((period_of(one.received_at), indexed(one.message_id)) for one in emitted)
            self._talk.many("seen_put", list(known))


def _input(row: Row) -> Input:
    sequence, customer, name, data = row
    return input_of(sequence, from_column(customer), from_column(name) if name is not None else None, data)
