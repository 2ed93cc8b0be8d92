"""Properties as segments: which have few enough values, and the values as numbers beside each event.

The engine numbers the values: a log hands out one small integer a property and event, never a text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from tropa.warehouses.counting.conditions import property_pair
from tropa.warehouses.counting.dialect import Pair, Vocabulary
from tropa.warehouses.counting.table import SortedTable
from tropa.warehouses.counting.values import canonical

NOTHING = 0
"""The code of no value."""


@dataclass(frozen=True, slots=True)
class Segmenting:
    """One property as a cut.

    Args:
        prop: The property.
        values: Its values in order of code point; the code of a value is its place from 1.
        sql: The code beside an event.
    """

    prop: str
    values: tuple[str, ...]
    sql: str

    def code(self, value: str | None) -> int:
        """The code of a value; ``NOTHING`` of a missing one."""
        return NOTHING if value is None else self.values.index(value) + 1


def segmentings(
    props: Sequence[str], table: SortedTable, where: str, most: int
) -> tuple[tuple[Segmenting, ...], tuple[str, ...]]:
    """The properties that have values, at most ``most`` of them, and the names of those with more.

    Args:
        props: The properties, in order of name.
        table: The log.
        where: SQL of the events at which values matter.
        most: Values that a property may have.

    Raises:
        Unanswerable: A property was not kept.
    """
    found: list[Segmenting] = []
    left_out: list[str] = []
    for prop in props:
        pair = property_pair(prop, table.vocabulary)
        values = _values(pair, table, where, most)
        if values is None:
            left_out.append(prop)
        elif values:
            found.append(Segmenting(prop, values, _codes(pair, values, table.vocabulary, where)))
    return tuple(found), tuple(left_out)


def _values(pair: Pair, table: SortedTable, where: str, most: int) -> tuple[str, ...] | None:
    """The values, a number and its text as one (R4), in order of code point; None where there are too many."""
    # A value may stand there as text and as number, so twice as many rows settle it.
    rows = table.rows(
        f"SELECT DISTINCT {pair.text}, {pair.number} FROM events WHERE {where} LIMIT {2 * most + 2}"  # noqa: S608 - of quoted parts
    )
    values = {_told(text, number) for text, number in rows if text is not None or number is not None}
    return tuple(sorted(values)) if len(values) <= most else None


def _codes(pair: Pair, values: tuple[str, ...], vocabulary: Vocabulary, where: str) -> str:
    dialect = vocabulary.dialect
    texts = " ".join(
        f"WHEN {pair.text} = {dialect.text(value)} THEN {code}" for code, value in enumerate(values, start=1)
    )
    numbers = " ".join(
        f"WHEN {pair.number} = {dialect.number(number)} THEN {code}"
        for code, value in enumerate(values, start=1)
        if (number := _number(value)) is not None
    )
    return f"CAST(CASE WHEN NOT ({where}) THEN {NOTHING} {texts} {numbers} ELSE {NOTHING} END AS BIGINT)"


def _told(text: str | None, number: float | None) -> str:
    return text if text is not None else canonical(number or 0.0)


def _number(value: str) -> float | None:
    """The finite number whose text a value is, if it is one's."""
    try:
        number = float(value)
    except ValueError:
        return None
    return number if isfinite(number) and canonical(number) == value else None
