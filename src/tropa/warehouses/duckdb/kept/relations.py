"""A snapshot's files as relations in SQL.

========== ===================================================================================
file       columns, one row each
========== ===================================================================================
events     ``c name at_us arrival seq prev gap_us``, a pair ``t{i} n{i}`` a property; sorted by
           ``c, at_us, arrival``
customers  ``c n first_us last_us last_name early late weeks``: see ``summaries``
gaps       ``prev name bucket n least_us most_us``: a histogram of gaps by pair of names
pairs      ``prev name customers``: customers in whom the pair occurs
known      ``customer c``: a customer's number, which never changes
names      ``name code``
merges     ``c into_c``: a number that another one stands for; the last such file holds them all
gone       ``c``: customers whose events in *earlier* parts are void, for they are rewritten here
traits     ``c trait at_us arrival t n``
ids        ``hi lo``: MD5 of the message ids seen
tallies    ``journey figure v0 v1 v2 n``: sums of watched journeys; see ``counting.sums``
========== ===================================================================================

What later parts say of a customer stands in place of what earlier ones said (``customers``), or
makes it void (``events``); ``gaps``, ``pairs`` and ``tallies`` are added up, and may be negative in
a part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tropa.plan.needs import REPORTED
from tropa.warehouses.duckdb.kept.folder import LogFolder
from tropa.warehouses.duckdb.kept.manifest import Manifest, Part

COLUMNS = {
    "customers": "c UINTEGER, n INTEGER, first_us BIGINT, last_us BIGINT, last_name INTEGER, "
    "early UBIGINT, late UBIGINT, weeks UBIGINT",
    "gaps": "prev INTEGER, name INTEGER, bucket INTEGER, n BIGINT, least_us BIGINT, most_us BIGINT",
    "pairs": "prev INTEGER, name INTEGER, customers BIGINT",
    "known": "customer VARCHAR, c UINTEGER",
    "names": "name VARCHAR, code INTEGER",
    "merges": "c UINTEGER, into_c UINTEGER",
    "gone": "c UINTEGER",
    "traits": "c UINTEGER, trait VARCHAR, at_us BIGINT, arrival BIGINT, t VARCHAR, n DOUBLE",
    "ids": "hi UBIGINT, lo UBIGINT",
    "tallies": "journey BIGINT, figure VARCHAR, v0 BIGINT, v1 BIGINT, v2 BIGINT, n BIGINT",
}
"""Columns and types of the files, but for those of ``events``, which depend on the properties kept."""

_EVENT = "c UINTEGER, name INTEGER, at_us BIGINT, arrival BIGINT, seq INTEGER, prev INTEGER, gap_us BIGINT"

_REPLACED_BY = {"events": "gone", "customers": "customers"}


def literal(text: str) -> str:
    """A text as SQL."""
    return "'" + text.replace("'", "''") + "'"


def empty(columns: str) -> str:
    """A relation of some typed columns without rows."""
    typed = (column.split(" ") for column in columns.split(", "))
    return f"SELECT {', '.join(f'NULL::{kind} AS {name}' for name, kind in typed)} WHERE false"


def spared(kept: Sequence[str]) -> frozenset[str]:
    """Properties that every journey looks at, and a log without such answers does without: what clients felt."""
    return frozenset(REPORTED) - frozenset(kept) if set(REPORTED).isdisjoint(kept) else frozenset()


def pairs_of(n_properties: int) -> list[str]:
    """The value columns of so many properties."""
    return [column for i in range(n_properties) for column in (f"t{i}", f"n{i}")]


@dataclass(frozen=True, slots=True)
class Relations:
    """SQL of what some parts of a snapshot hold.

    Args:
        folder: The log.
        manifest: The snapshot.
        first: The first of its parts that is looked at.
    """

    folder: LogFolder
    manifest: Manifest
    first: int = 0

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts looked at."""
        return self.manifest.parts[self.first :]

    def columns(self, file: str) -> str:
        """Names and types of a file's columns."""
        if file != "events":
            return COLUMNS[file]
        values = (f"t{i} VARCHAR, n{i} DOUBLE" for i in range(len(self.manifest.properties)))
        return ", ".join([_EVENT, *values])

    def all(self, file: str) -> str:
        """All rows of a kind, in parentheses."""
        return self._union(file, [self.read(part, file) for part in self.parts if part.has(file)])

    def valid(self, file: str) -> str:
        """The rows of events or customers that no later part has replaced, in parentheses."""
        replaced_by = _REPLACED_BY[file]
        rows = []
        for place, part in enumerate(self.parts):
            later = [other for other in self.parts[place + 1 :] if other.has(replaced_by)]
            if part.has(file):
                rows.append(self.read(part, file) + self._unless(later, replaced_by))
        return self._union(file, rows)

    def merges(self) -> str:
        """Which number stands for which, in parentheses."""
        holding = [self.read(part, "merges") for part in self.parts if part.has("merges")]
        return self._union("merges", holding[-1:])

    def read(self, part: Part, file: str) -> str:
        """``FROM`` one file."""
        return f"FROM read_parquet({literal(str(self.folder.file(part, file)))})"

    def _unless(self, later: Sequence[Part], file: str) -> str:
        if not later:
            return ""
        rows = " UNION ALL ".join(f"(SELECT c {self.read(part, file)})" for part in later)
        return f" ANTI JOIN (SELECT DISTINCT c FROM ({rows})) AS later USING (c)"

    def _union(self, file: str, rows: Sequence[str]) -> str:
        columns = ", ".join(column.split(" ")[0] for column in self.columns(file).split(", "))
        selected = [f"(SELECT {columns} {row})" for row in rows]
        return f"({' UNION ALL '.join(selected) or empty(self.columns(file))})"
