"""A turn in SQL: one transaction of one shard."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from tropa.engine.desk import Changes, Loaded
from tropa.engine.events import Input
from tropa.stores.known_ids import period_of
from tropa.stores.sql.events import input_of
from tropa.stores.sql.gathering import Gathered
from tropa.stores.sql.holding import holds_of, keep_holds
from tropa.stores.sql.ids import Ids
from tropa.stores.sql.intake import made_rows, take_sequences
from tropa.stores.sql.sheets import put
from tropa.stores.sql.talk import At, Row, Talk
from tropa.stores.sql.texts import from_column, indexed
from tropa.stores.sql.together import together
from tropa.stores.sql.words import Words
from tropa.stores.sql.writing import Writing
from tropa.stores.touched import touched


@dataclass(frozen=True, slots=True)
class ShardRow:
    """A shard while it is locked.

    Args:
        shard: Which.
        shards: How many there are.
        taken: The sequence of the last input that was taken.
        next_id: What its next row is called.
    """

    shard: int
    shards: int
    taken: int
    next_id: int


class SqlTurn:
    """A turn.

    Args:
        talk: The transaction.
        words: Known.
        row: The shard, locked.
        at: Called at ``loaded`` and ``written``.
    """

    def __init__(self, talk: Talk, words: Words, row: ShardRow, at: At) -> None:
        self.holds = holds_of(talk)
        [(self.n_versions,)] = talk.rows("versions_counted")
        self._talk = talk
        self._words = words
        self._row = row
        self._at = at
        self._given: tuple[Input, ...] = ()
        self._gathered = Gathered(talk, words, row.shard)

    def inputs(self, most: int) -> tuple[Input, ...]:
        """The next inputs of the shard that no turn has taken."""
        rows = self._talk.rows("events_next", self._row.shard, self._row.taken, most)
        self._given = tuple(_input(row) for row in rows)
        return self._given

    def load(
        self, inputs: Sequence[Input], due_before: datetime | None, most: int, keys: Iterable[tuple[str, str]] = ()
    ) -> Loaded:
        """The state that inputs and timers touch."""
        asked, by_key = touched(inputs), tuple(keys)

        def gather() -> Gathered:
            gathered = Gathered(self._talk, self._words, self._row.shard)
            if due_before is not None:
                gathered.due(due_before, most)
            gathered.of_keys(by_key)
            gathered.named([*asked.customers, *gathered.invited(asked.invitations)])
            return gathered

        gathered = self._gathered = together(self._talk, self._row.shard, gather)
        gathered.listen()
        loaded = gathered.loaded()
        self._at("loaded")
        return loaded

    def write(self, changes: Changes, taken: Sequence[Input]) -> None:
        """Keep what was decided, and that these inputs were taken.

        Raises:
            ValueError: They are not the first of those that ``inputs`` gave.
        """
        if len(taken) > len(self._given) or any(a is not b for a, b in zip(taken, self._given, strict=False)):
            raise ValueError("a turn takes the first of its inputs, in their order")
        ids = Ids(self._row.shard, self._row.shards, self._row.next_id)
        writing = Writing(self._gathered, ids, changes, frozenset(given.message_id for given in taken))
        writing.prepare()
        put(self._talk, writing.everything())
        keep_holds(self._talk, changes.holds)
        self._log(changes)
        last = taken[-1].sequence if taken else self._row.taken
        self._talk.run("shard_advance", self._row.shard, last, ids.next)
        self._at("written")

    def _log(self, changes: Changes) -> None:
        """What runs wrote enters the log, and its ids are known."""
        emitted = changes.made.emitted
        if emitted:
            first = take_sequences(self._talk, len(emitted))
            self._talk.insert("event", made_rows(self._row.shard, first, emitted))
            known = dict.fromkeys((period_of(one.received_at), indexed(one.message_id)) for one in emitted)
            self._talk.many("seen_put", list(known))


def _input(row: Row) -> Input:
    sequence, customer, name, data = row
    return input_of(sequence, from_column(customer), from_column(name) if name is not None else None, data)
