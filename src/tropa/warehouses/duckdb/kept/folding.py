"""Parts folded together: the later ones into one, or all into one that is as if written at once."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from tropa.warehouses.duckdb.kept.enriching import WRITTEN
from tropa.warehouses.duckdb.kept.manifest import KeptJourney
from tropa.warehouses.duckdb.kept.relations import COLUMNS, Relations, empty, pairs_of

_ADDED_UP = {
    "gaps": "SELECT prev, name, bucket, CAST(sum(n) AS BIGINT) AS n, min(least_us) AS least_us, "
    "max(most_us) AS most_us FROM {rows} GROUP BY ALL HAVING sum(n) <> 0",
    "pairs": "SELECT prev, name, CAST(sum(customers) AS BIGINT) AS customers FROM {rows} GROUP BY ALL "
    "HAVING sum(customers) <> 0",
}

_IN_ORDER = "CAST(row_number() OVER (ORDER BY name) - 1 AS INTEGER)"


def folded(later: Relations) -> dict[str, str]:
    """SQL of what the later parts of a log amount to, by file."""
    files = {file: f"FROM {later.all(file)}" for file in ("known", "names", "traits", "ids")}
    added_up = {file: sql.format(rows=later.all(file)) for file, sql in _ADDED_UP.items()}
    return (
        files
        | added_up
        | {
            "tallies": added_tallies(later.all("tallies"), later.manifest.journeys),
            "merges": f"FROM {later.merges()}",
            "gone": f"SELECT DISTINCT c FROM {later.all('gone')}",
            "customers": f"FROM {later.valid('customers')} ORDER BY c",
            "events": f"FROM {later.valid('events')} ORDER BY c, at_us, arrival",
        }
    )


def added_tallies(rows: str, journeys: Sequence[KeptJourney]) -> str:
    """SQL of rows of sums added up, those alone of some journeys."""
    numbers = [journey.number for journey in journeys]
    return (
        f"SELECT journey, figure, v0, v1, v2, CAST(sum(n) AS BIGINT) AS n FROM {rows} "
        f"WHERE list_contains({numbers}::BIGINT[], journey) GROUP BY ALL HAVING sum(n) <> 0 ORDER BY ALL"
    )


def source_of_all(engine: duckdb.DuckDBPyConnection, kept: Relations) -> None:
    """Make of all that is kept what ``settle`` makes of a landing: as if it came at once into an empty log.

    Names are numbered anew, in order of code point; customers keep their numbers.
    """
    values = pairs_of(len(kept.manifest.properties))
    columns = ", ".join(["c", "code AS name", "at_us", "arrival", *values])
    statements = (
        f"CREATE TABLE old_names AS FROM {kept.all('names')}",
        f"CREATE TABLE new_names AS SELECT name, {_IN_ORDER} AS code FROM old_names",
        "CREATE TABLE recoded AS SELECT o.code AS old, n.code FROM old_names AS o JOIN new_names AS n USING (name)",
        f"CREATE VIEW source AS SELECT {columns} FROM {kept.valid('events')} AS e JOIN recoded ON e.name = old",
        f"CREATE VIEW new_known AS FROM {kept.all('known')}",
        f"CREATE VIEW new_merges AS FROM {kept.merges()}",
        f"CREATE VIEW new_ids AS FROM {kept.all('ids')}",
        f"CREATE VIEW added_traits AS FROM {kept.all('traits')}",
        f"CREATE TABLE gone AS {empty(COLUMNS['gone'])}",
        f"CREATE TABLE base AS {empty(COLUMNS['customers'])}",
    )
    for statement in statements:
        engine.execute(statement)


def copy(engine: duckdb.DuckDBPyConnection, sql: str, path: str) -> None:
    """Write rows as a file of a part."""
    engine.execute(f"COPY ({sql}) TO {path} {WRITTEN}")
