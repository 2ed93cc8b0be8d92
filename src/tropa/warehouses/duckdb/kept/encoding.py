"""A landing in a kept log's own numbers: customers, names, places in the order of arrival.

Makes, in the engine, the relations ``added`` (events: ``c name at_us arrival`` and values),
``added_traits``, and the tables ``new_known``, ``new_names`` and ``new_ids`` of what was not heard
of before.  Events and traits whose message id was seen in an earlier landing are left out (R9).
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from tropa.ports.log import Landing
from tropa.warehouses.duckdb.kept.relations import COLUMNS, Relations, empty, literal, pairs_of
from tropa.warehouses.duckdb.loading import sane

_TRAITS = (
    "customer VARCHAR, at TIMESTAMP, received_at TIMESTAMP, arrival BIGINT, message_id VARCHAR, "
    "trait VARCHAR, t VARCHAR, n DOUBLE"
)
"""Columns of a landing's traits."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """Puts one landing into numbers.

    Args:
        engine: An empty database of the writer's.
        kept: What the log holds so far.
        landing: What is added; message ids are among its columns.
    """

    engine: duckdb.DuckDBPyConnection
    kept: Relations
    landing: Landing

    def encode(self) -> int:
        """Make the relations; how many events and trait lines were repeated."""
        self._land()
        n_repeated = self._drop_repeated()
        self._number_customers()
        self._number_names()
        self._add_events()
        self._add_traits()
        return n_repeated

    def _land(self) -> None:
        traits = self.landing.traits
        told = f"FROM read_parquet({literal(str(traits))})" if traits is not None else empty(_TRAITS)
        self._view("landed", f"FROM read_parquet({literal(str(self.landing.events))})")
        self._view("landed_traits", told)

    def _drop_repeated(self) -> int:
        """Find what was seen before, by id; the ids that were not."""
        told = "SELECT DISTINCT arrival, message_id FROM landed_traits WHERE message_id IS NOT NULL"
        both = f"SELECT arrival, message_id FROM landed WHERE message_id IS NOT NULL UNION ALL ({told})"
        hashed = "md5_number_upper(message_id) AS hi, md5_number_lower(message_id) AS lo"
        self._view("met_ids", f"SELECT arrival, {hashed} FROM ({both})")
        seen = self.kept.all("ids")
        self._table("repeated", f"SELECT arrival FROM met_ids SEMI JOIN {seen} AS seen USING (hi, lo)")
        self._view("new_ids", "SELECT hi, lo FROM met_ids ANTI JOIN repeated USING (arrival)")
        return int(self._one("SELECT count(*) FROM repeated"))

    def _number_customers(self) -> None:
        """Number whoever is new, in order of the name; ``who`` holds everybody met."""
        met = "SELECT customer FROM landed ANTI JOIN repeated USING (arrival)"
        told = "SELECT customer FROM landed_traits ANTI JOIN repeated USING (arrival)"
        self._table("met", f"SELECT DISTINCT customer FROM (({met}) UNION ALL ({told}))")
        self._table(
            "old", f"SELECT customer, known.c FROM met JOIN {self.kept.all('known')} AS known USING (customer)"
        )
        first = self.kept.manifest.n_numbers
        self._table(
            "new_known",
            f"SELECT customer, CAST({first} + row_number() OVER (ORDER BY customer) - 1 AS UINTEGER) AS c "
            "FROM met ANTI JOIN old USING (customer)",
        )
        merged = f"SELECT customer, coalesce(into_c, c) AS c FROM old LEFT JOIN {self.kept.merges()} AS m USING (c)"
        self._table("who", f"FROM new_known UNION ALL ({merged})")

    def _number_names(self) -> None:
        first = self.kept.manifest.n_names
        self._table("old_names", f"FROM {self.kept.all('names')}")
        self._table(
            "new_names",
            f"SELECT name, CAST({first} + row_number() OVER (ORDER BY name) - 1 AS INTEGER) AS code "
            "FROM (SELECT DISTINCT name FROM landed ANTI JOIN repeated USING (arrival)) "
            "ANTI JOIN old_names USING (name)",
        )

    def _add_events(self) -> None:
        """A view for a log that was empty, which may be large; a table for what comes to one that is there."""
        values = [f"t{i}, {sane(f'n{i}')} AS n{i}" for i in range(len(self.landing.properties))]
        picked = ["c", "code AS name", 'epoch_us("at") AS at_us', f"arrival + {self._offset} AS arrival", *values]
        unless = "ANTI JOIN repeated USING (arrival)" if self.kept.manifest.parts else ""
        sql = (
            f"SELECT {', '.join(picked)} FROM landed {unless} JOIN who USING (customer) "
            "JOIN (FROM old_names UNION ALL FROM new_names) USING (name)"
        )
        if self.kept.manifest.parts:
            self._table("added", sql)
        else:
            self._view("added", sql)

    def _add_traits(self) -> None:
        picked = f'c, trait, epoch_us("at") AS at_us, arrival + {self._offset} AS arrival, t, {sane("n")} AS n'
        self._table(
            "added_traits",
            f"SELECT {picked} FROM landed_traits ANTI JOIN repeated USING (arrival) JOIN who USING (customer)",
        )

    @property
    def _offset(self) -> int:
        return self.kept.manifest.n_arrivals

    def _table(self, name: str, sql: str) -> None:
        self.engine.execute(f"CREATE TABLE {name} AS {sql}")

    def _view(self, name: str, sql: str) -> None:
        self.engine.execute(f"CREATE VIEW {name} AS {sql}")

    def _one(self, sql: str) -> int:
        return int(self.engine.execute(sql).fetchall()[0][0])


def encode_nothing(engine: duckdb.DuckDBPyConnection, kept: Relations) -> None:
    """The same relations for a change that brings no events."""
    values = "".join(f", NULL::{kind} AS {column}" for column, kind in _typed(len(kept.manifest.properties)))
    engine.execute(
        "CREATE TABLE added AS SELECT NULL::UINTEGER AS c, NULL::INTEGER AS name, NULL::BIGINT AS at_us, "
        f"NULL::BIGINT AS arrival{values} WHERE false"
    )
    for table, file in {
        "added_traits": "traits",
        "new_known": "known",
        "new_names": "names",
        "new_ids": "ids",
    }.items():
        engine.execute(f"CREATE TABLE {table} AS {empty(COLUMNS[file])}")


def _typed(n_properties: int) -> list[tuple[str, str]]:
    return [(column, "VARCHAR" if column.startswith("t") else "DOUBLE") for column in pairs_of(n_properties)]
