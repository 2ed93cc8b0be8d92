"""A snapshot of a kept log as the sorted table that every question is asked of.

Nothing is read before it is asked for: ``events`` is a view over the snapshot's files.  Names are
numbered in order of code point there, as everywhere; where some came later and the log is not
folded yet, numbers are translated on the way.  Traits are put beside the events chunk by chunk,
and only where a question looks at any.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import numpy as np

from tropa.ports.log import Progress
from tropa.warehouses.counting.dialect import Vocabulary
from tropa.warehouses.duckdb.dialect import DUCKDB
from tropa.warehouses.duckdb.kept.relations import Relations, literal, pairs_of
from tropa.warehouses.duckdb.log import TARGET_ROWS, EventTable, silent

KEPT_ROWS = 2 * TARGET_ROWS
"""Rows that a statement reads at least: where two meet, a row group is read for both, so there are few."""


class KeptTable(EventTable):
    """A snapshot as the table that questions are asked of.

    Args:
        connection: An empty database, this object's own from now on.
        kept: The snapshot.
        traits: Those that questions will look at.
        progress: Hears ``counting`` during each pass.
        target_rows: Rows that a statement reads at least.
        among: SQL of the numbers of the customers who are looked at, in parentheses; None is everybody.
    """

    order = ("c", "seq")

    ever = "ever"

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        kept: Relations,
        traits: Sequence[str] = (),
        progress: Progress = silent,
        target_rows: int = KEPT_ROWS,
        *,
        among: str | None = None,
    ) -> None:
        numbered = connection.execute(f"SELECT name, code FROM {kept.all('names')} ORDER BY name").fetchall()
        names = tuple(name for name, _ in numbered)
        vocabulary = Vocabulary(names, kept.manifest.properties, DUCKDB, _set(connection, kept, traits))
        super().__init__(connection, vocabulary, (), progress, target_rows=target_rows)
        self.stands = not vocabulary.traits
        self.kept = kept
        self._among = f"SEMI JOIN {among} AS among USING (c)" if among is not None else ""
        self.codes = tuple(code for _, code in numbered)
        """The number that each name of the vocabulary has in the files."""
        connection.execute("SET parquet_metadata_cache = true")  # a part's files never change
        self._make_views()
        self._cuts = self._all_cuts()

    def size(self, where: str = "TRUE") -> tuple[int, int]:
        """How many events are so, and of how many customers."""
        if where == "TRUE":
            return self.kept.manifest.n_events, self.kept.manifest.n_customers
        counted = self.rows(f"SELECT count(*), count(DISTINCT c) FROM events WHERE {where}")[0]
        return int(counted[0]), int(counted[1])

    def ranks(self, code: str) -> str:
        """SQL of a name's place in the vocabulary, by its number in the files."""
        if self.codes == tuple(range(len(self.codes))):
            return code
        ranks = np.argsort(self.codes).tolist()
        return f"list_extract({ranks}, {code} + 1)"

    def _make_views(self) -> None:
        values = pairs_of(len(self.vocabulary.properties))
        names = {name: f"{self.ranks(name)} AS {name}" for name in ("name", "prev")}
        columns = ["c", names["name"], "at_us", "arrival", "seq", names["prev"], "gap_us", *values]
        ids = f"SELECT c, customer FROM {self.kept.all('known')} SEMI JOIN summaries USING (c)"
        settings = f"{self.kept.all('traits')} LEFT JOIN {self.kept.merges()} AS merges USING (c)"
        views = {
            "bare": f"SELECT {', '.join(columns)} FROM {self.kept.valid('events')} {self._among}",
            "ever": f"FROM {self.kept.all('events')}",
            "summaries": f"FROM {self.kept.valid('customers')} {self._among} WHERE n > 0",
            "customers": f"SELECT c, min(customer) AS customer FROM ({ids}) GROUP BY c",
            "settings": f"SELECT coalesce(into_c, c) AS c, trait, at_us, arrival, t, n FROM {settings}",
            "events": f"FROM {self._events('TRUE')}",
        }
        for name, sql in views.items():
            self.connection.execute(f"CREATE VIEW {name} AS {sql}")

    def _all_cuts(self) -> list[int]:
        """Customers before whom the log may be parted."""
        found = self.connection.execute("SELECT c, n FROM summaries ORDER BY c").fetchnumpy()
        rows = np.cumsum(found["n"], dtype=np.int64)
        aims = np.arange(self._target_rows, rows[-1] if len(rows) else 0, self._target_rows)
        return [int(cut) for cut in np.unique(found["c"][np.searchsorted(rows, aims)])]

    def _events(self, within: str) -> str:
        """Some customers' events, in parentheses, with the traits that questions look at as they stood."""
        if not self.vocabulary.traits:
            return f"(FROM bare WHERE {within})"
        pairs = ", ".join(f"x{i}.t AS trait_t{i}, x{i}.n AS trait_n{i}" for i in range(len(self.vocabulary.traits)))
        joins = "".join(
            f"ASOF LEFT JOIN (FROM settings WHERE trait = {literal(trait)} AND {within}) AS x{i} "
            f"ON e.c = x{i}.c AND (e.at_us, e.arrival) >= (x{i}.at_us, x{i}.arrival) "
            for i, trait in enumerate(self.vocabulary.traits)
        )
        return f"(SELECT e.*, {pairs} FROM (FROM bare WHERE {within}) AS e {joins})"


def _set(connection: duckdb.DuckDBPyConnection, kept: Relations, traits: Sequence[str]) -> tuple[str, ...]:
    """Those of the traits that the log ever sets for anybody."""
    if not traits:
        return ()
    asked = ", ".join(map(literal, traits))
    found = connection.execute(
        f"SELECT DISTINCT trait FROM {kept.all('traits')} WHERE trait IN ({asked}) ORDER BY trait"
    ).fetchall()
    return tuple(trait for (trait,) in found)
