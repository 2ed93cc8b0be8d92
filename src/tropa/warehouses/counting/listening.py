"""A plan's ears: which events of the log serve which of its signals, as bits beside each event."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from tropa.plan.heard import Heard, Leaf, heard_leaves
from tropa.plan.plan import KeyRule, Plan
from tropa.warehouses.counting.conditions import Unanswerable, matches, property_pair
from tropa.warehouses.counting.dialect import Vocabulary
from tropa.warehouses.counting.table import Columns, SortedTable
from tropa.warehouses.counting.values import Flags, Ints, value_columns

BITS = 62
"""Signals in one BIGINT, the sign left alone."""

NO_KEY = -1


@dataclass(frozen=True, slots=True)
class Heardings:
    """One chunk of events that the plan listens to, in order of customer and time.

    Args:
        customer: Customer numbers, shape ``(n,)``.
        at_us: When, microseconds.
        name: Name codes.
        key: Hash of the key's value, ``NO_KEY`` where the event lacks it.
        kind: Which combination of leaves the event serves: a place in ``serves``.
        serves: Shape ``(kinds, leaves)``: whether an event of the kind serves the leaf.
        columns: The chunk's other columns.
    """

    customer: Ints
    at_us: Ints
    name: Ints
    key: Ints
    kind: Ints
    serves: Flags
    columns: Columns

    def kinds_serving(self, numbers: list[int]) -> Flags:
        """Whether an event of each kind serves any of the leaves, shape ``(kinds,)``."""
        return np.asarray(self.serves[:, numbers].any(axis=1), bool)


class Listening:
    """A plan over a vocabulary.

    Args:
        plan: What is listened for.
        vocabulary: What the log calls things.
        by: The property by which the answer is split, or None.
    """

    def __init__(self, plan: Plan, vocabulary: Vocabulary, by: str | None = None) -> None:
        self.plan = plan
        self.vocabulary = vocabulary
        self.leaves: tuple[Leaf, ...] = tuple(dict.fromkeys(_all_leaves(plan)))
        self._key = self._key_sql()
        self._sql = tuple(self._leaf_sql(leaf) for leaf in self.leaves)
        self._number = {leaf: number for number, leaf in enumerate(self.leaves)}
        self.by = by

    def hears(self, heard: Heard | None) -> bool:
        """Whether the log can tell: nothing in it is beyond a log."""
        return heard is not None and all(self._sql[self._number[leaf]] is not None for leaf in heard_leaves(heard))

    def numbers(self, leaves: tuple[Leaf, ...]) -> list[int]:
        """The places of leaves in ``Heardings.serves``."""
        return [self._number[leaf] for leaf in leaves]

    def mapped_sql(self) -> str:
        """Which events the journey names (M7)."""
        mapped = {leaf for observable in self.plan.observables for leaf in observable.leaves}
        return self._any_sql(sorted(self.numbers(tuple(mapped))))

    def heard_sql(self) -> str:
        """Which events serve any leaf."""
        return self._any_sql(range(len(self.leaves)))

    def served_sql(self, leaves: tuple[Leaf, ...]) -> str:
        """Which events serve any of some leaves."""
        return self._any_sql(self.numbers(leaves))

    def chunks(self, table: SortedTable) -> Iterator[Heardings]:
        """The events listened to, whole customers at a time."""
        return map(self.heard, table.chunks(self.columns(), self.heard_sql()))

    def heard(self, chunk: Columns) -> Heardings:
        """What is heard in a chunk of ``columns`` where ``heard_sql``."""
        words = [np.asarray(chunk[f"word{word}"], np.int64) for word in range(self._n_words())]
        kind, serves = _kinds(words, len(self.leaves))
        return Heardings(
            np.asarray(chunk["c"], np.int64),
            np.asarray(chunk["at_us"], np.int64),
            np.asarray(chunk["name_code"], np.int64),
            np.asarray(chunk["key_hash"], np.int64),
            kind,
            serves,
            chunk,
        )

    def _n_words(self) -> int:
        return -(-len(self.leaves) // BITS)

    def columns(self) -> dict[str, str]:
        """What to ask of each event."""
        columns = {"name_code": "name", "key_hash": self._key}
        for word in range(self._n_words()):
            bits = (
                f"CASE WHEN {sql} THEN {1 << bit} ELSE 0 END"
                for bit, sql in enumerate(self._sql[word * BITS : (word + 1) * BITS])
                if sql is not None
            )
            columns[f"word{word}"] = f"CAST({' + '.join(bits) or '0'} AS BIGINT)"
        for number, indicator in enumerate(self.plan.indicators):
            if indicator.prop is not None and self.hears(indicator.heard[0]):
                columns[f"sum{number}"] = self.vocabulary.number_of(property_pair(indicator.prop, self.vocabulary))
        if self.by is not None:
            columns |= value_columns(self.by, self.vocabulary, "by", self._any_sql(self._start_numbers()))
        return columns

    def _start_numbers(self) -> list[int]:
        return self.numbers(heard_leaves(self.plan.start)) if self.plan.start is not None else []

    def _any_sql(self, numbers: range | list[int]) -> str:
        found = [sql for number in numbers if (sql := self._sql[number]) is not None]
        return f"({' OR '.join(found)})" if found else "FALSE"

    def _leaf_sql(self, leaf: Leaf) -> str | None:
        try:
            sql = matches(leaf.signal, self.vocabulary)
        except Unanswerable:
            return None
        return f"({sql} AND {self._key} <> {NO_KEY})" if leaf.key_required and self.plan.keyed else sql

    def _key_sql(self) -> str:
        *special, default = self.plan.key_rules
        whens = [
            f"WHEN {matches(rule.leaf, self.vocabulary)} THEN {self._hash(rule)}" for rule in special if rule.leaf
        ]
        return f"CASE {' '.join(whens)} ELSE {self._hash(default)} END" if whens else self._hash(default)

    def _hash(self, rule: KeyRule) -> str:
        """A key's value as a number: two keys of one customer sharing a hash is not to be expected."""
        if rule.prop is None:
            return f"CAST({NO_KEY} AS BIGINT)"
        hashed = self.vocabulary.dialect.hashed(property_pair(rule.prop, self.vocabulary))
        return f"coalesce({hashed}, {NO_KEY})"


def _kinds(words: list[Ints], n_leaves: int) -> tuple[Ints, Flags]:
    """Which combination of leaves each event serves, and the combinations."""
    kind = np.zeros(len(words[0]) if words else 0, np.int64)
    rows = np.zeros((1, 0), np.int64)
    for word in words:
        distinct, places = np.unique(word, return_inverse=True)
        joined, kind = np.unique(kind * len(distinct) + places, return_inverse=True)
        rows = np.column_stack([rows[joined // len(distinct)], distinct[joined % len(distinct)]])
    bits = [(rows[:, leaf // BITS] >> (leaf % BITS)) & 1 for leaf in range(n_leaves)]
    serves = np.array(bits, bool).T if bits else np.zeros((len(rows), 0), bool)
    return kind, serves


def _all_leaves(plan: Plan) -> Iterator[Leaf]:
    """Everything the plan listens to."""
    for observable in plan.observables:
        yield from observable.leaves
    for stage in plan.stages:
        for heard in (stage.enter, stage.leave):
            yield from heard_leaves(heard) if heard is not None else ()
    for indicator in plan.indicators:
        for heard in (*indicator.heard, indicator.origin, indicator.before):
            yield from heard_leaves(heard) if heard is not None else ()
    for heard in plan.parts.heard():
        yield from heard_leaves(heard)
