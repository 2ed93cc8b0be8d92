"""Mergeable summaries of the events of one part.

**A row a customer** (``customers``): ``n`` events, the first and the last instant, the last name;
the first eight names, plus one, sixteen bits each, in ``early`` (first to fourth, the first in the
highest bits) and ``late`` (fifth to eighth); and ``weeks``, whose bit *k* says that there was an
event in the *k*-th week (Monday, UTC) after that of the first event, up to the sixty-third.  The
row is of all the customer's events, not only of this part's.

**A histogram of gaps** (``gaps``) by pair of names, in eighths of an octave of microseconds, with
the least and the greatest gap in each bucket; and **customers by pair** (``pairs``).  These are of
what the part adds, and may take away: what rewritten customers had counted before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeAlias

import duckdb
import numpy as np
import numpy.typing as npt

from tropa.warehouses.counting.table import Columns
from tropa.warehouses.duckdb.kept.relations import COLUMNS, Relations, literal
from tropa.warehouses.duckdb.log import TARGET_ROWS, in_order

Ints: TypeAlias = npt.NDArray[np.int64]
Words: TypeAlias = npt.NDArray[np.uint64]

WEEK_US = 7 * 86_400 * 1_000_000
MONDAY_US = -3 * 86_400 * 1_000_000
"""A Monday, as 1970 began on a Thursday."""

N_WEEKS = 64

BITS = 16
"""Of one packed name."""

PACKED = 8
"""Names packed of each customer."""

MOST_NAMES = 2**BITS - 2
"""Names that can be packed."""

BUCKET = "CASE WHEN gap_us = 0 THEN 0 ELSE 1 + CAST(floor(8 * log2(gap_us)) AS INTEGER) END"
"""SQL of a gap's place in the histogram."""


@dataclass(slots=True)
class Summing:
    """Sums up the part that is being written.

    Args:
        engine: Holds ``base``, ``gone``, and what ``settle`` made of them.
        kept: What the log held before.
        events: The part's events, sorted.
        target_rows: Rows looked at together.
    """

    engine: duckdb.DuckDBPyConnection
    kept: Relations
    events: Path
    target_rows: int = TARGET_ROWS
    _customers: Counter[tuple[int, int]] = field(default_factory=Counter)

    def sum_up(self) -> None:
        """Make the tables ``new_customers``, ``new_gaps`` and ``new_pairs``."""
        self.engine.execute(f"CREATE TABLE new_customers ({COLUMNS['customers']})")
        self.engine.execute("CREATE TABLE new_triples (c UINTEGER, prev INTEGER, name INTEGER)")
        base = self.engine.execute("SELECT * FROM base ORDER BY c").fetchnumpy()
        for chunk in self._chunks():
            self._insert("new_customers", _summaries(chunk, base))
            self._count_customers(chunk, going_on=bool(len(base["c"])))
        self._put_out()
        self._write_pairs()
        self._write_gaps()

    def _chunks(self) -> Iterator[Columns]:
        """Whole customers in order; looked at, whatever the engine says of the order of rows."""
        source = f"read_parquet({literal(str(self.events))}, file_row_number = true)"
        starts = self.engine.execute(
            f"SELECT DISTINCT c FROM {source} WHERE file_row_number % {self.target_rows} = 0 ORDER BY c"
        ).fetchall()
        for first, end in pairwise([*(first for (first,) in starts), 2**32]):
            found = self.engine.execute(
                "SELECT c, name, at_us, arrival, seq, coalesce(prev, -1) AS prev "
                f"FROM {source} WHERE c >= {first} AND c < {end}"
            ).fetchnumpy()
            yield in_order(found)

    def _count_customers(self, chunk: Columns, *, going_on: bool) -> None:
        """Each pair of names once a customer."""
        follows = np.flatnonzero(chunk["prev"] >= 0)
        names = np.int64(int(chunk["name"].max(initial=0)) + 1)
        pairs, place = np.unique(chunk["prev"][follows] * names + chunk["name"][follows], return_inverse=True)
        triples = np.unique(chunk["c"][follows].astype(np.int64) * max(len(pairs), 1) + place)
        place = triples % max(len(pairs), 1)
        for pair, n in zip(pairs.tolist(), np.bincount(place, minlength=len(pairs)).tolist(), strict=True):
            self._customers[divmod(pair, int(names))] += n
        if going_on:
            prev, name = np.divmod(pairs[place], names)
            self._insert("new_triples", {"c": triples // max(len(pairs), 1), "prev": prev, "name": name})

    def _put_out(self) -> None:
        """An empty row for customers who have no event any more: their number was merged into another."""
        self.engine.execute(
            "INSERT INTO new_customers SELECT c, 0, 0, 0, 0, 0, 0, 0 FROM gone ANTI JOIN new_customers USING (c)"
        )

    def _write_pairs(self) -> None:
        """Less the customers who had the pair before, be it that they go on or that they are rewritten."""
        self.engine.execute(f"CREATE TABLE new_pairs ({COLUMNS['pairs']})")
        if self._customers:
            rows = np.array([(*pair, n) for pair, n in self._customers.items()], np.int64)
            self._insert("new_pairs", {"prev": rows[:, 0], "name": rows[:, 1], "customers": rows[:, 2]})
        for had in self._had_before():
            self.engine.execute(
                f"INSERT INTO new_pairs SELECT prev, name, -count(*) FROM (SELECT DISTINCT c, prev, name FROM {had}) "
                "GROUP BY ALL"
            )

    def _had_before(self) -> Iterator[str]:
        if self.kept.manifest.parts:
            old = f"{self.kept.valid('events')} AS old"
            yield f"{old} JOIN new_triples USING (c, prev, name) SEMI JOIN base USING (c)"
            yield f"{old} SEMI JOIN gone USING (c) WHERE prev IS NOT NULL"

    def _write_gaps(self) -> None:
        new = f"SELECT prev, name, gap_us, 1 AS sign FROM read_parquet({literal(str(self.events))})"
        old = f"SELECT prev, name, gap_us, -1 AS sign FROM {self.kept.valid('events')} SEMI JOIN gone USING (c)"
        rows = f"{new} UNION ALL {old}" if self.kept.manifest.parts else new
        self.engine.execute(
            f"CREATE TABLE new_gaps AS SELECT prev, name, {BUCKET} AS bucket, CAST(sum(sign) AS BIGINT) AS n, "
            f"min(gap_us) AS least_us, max(gap_us) AS most_us FROM ({rows}) WHERE prev IS NOT NULL GROUP BY ALL"
        )

    def _insert(self, table: str, columns: dict[str, npt.NDArray[Any]]) -> None:
        self.engine.register("batch", columns)
        self.engine.execute(f"INSERT INTO {table} BY NAME FROM batch")
        self.engine.unregister("batch")


def _summaries(chunk: Columns, base: Columns) -> Columns:
    """A row for each customer of a chunk, going on from the row there was."""
    starts = np.flatnonzero(np.diff(chunk["c"].astype(np.int64), prepend=-1))
    lengths = np.diff(starts, append=len(chunk["c"]))
    ends = starts + lengths - 1
    c = chunk["c"][starts]
    known, at = _found(c, base["c"])
    first_us = chunk["at_us"][starts]
    first_us[known] = base["first_us"][at]
    since = (chunk["at_us"] - MONDAY_US) // WEEK_US - np.repeat((first_us - MONDAY_US) // WEEK_US, lengths)
    words = {
        "early": _packed(chunk, 1),
        "late": _packed(chunk, 1 + PACKED // 2),
        "weeks": np.where(since < N_WEEKS, np.uint64(1) << np.minimum(since, N_WEEKS - 1).astype(np.uint64), 0),
    }
    summed = {name: np.bitwise_or.reduceat(word.astype(np.uint64), starts) for name, word in words.items()}
    for name, word in summed.items():
        word[known] |= base[name][at]
    last = {"last_us": chunk["at_us"][ends], "last_name": chunk["name"][ends]}
    return {"c": c, "n": chunk["seq"][ends], "first_us": first_us} | last | summed


def _found(c: npt.NDArray[Any], known: npt.NDArray[Any]) -> tuple[Ints, Ints]:
    """Which customers are among those known, and where; both ascending."""
    if not len(known):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    at = np.minimum(np.searchsorted(known, c), len(known) - 1)
    found = np.flatnonzero(known[at] == c)
    return found, at[found]


def _packed(chunk: Columns, first: int) -> Words:
    """The names of four places, each in its bits; nothing for other places."""
    place = chunk["seq"].astype(np.int64) - first
    inside = (place >= 0) & (place < PACKED // 2) & (chunk["name"] < MOST_NAMES)
    shift = (BITS * (PACKED // 2 - 1 - np.where(inside, place, 0))).astype(np.uint64)
    return np.where(inside, (chunk["name"].astype(np.uint64) + np.uint64(1)) << shift, np.uint64(0))
