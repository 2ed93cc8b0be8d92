"""Events sorted by customer and time, each with its place and with what came before it.

``seq`` is the event's place in its customer's row, from 1; ``prev`` the name before it and
``gap_us`` the time since, both null for a customer's first.  What comes *before* is stored rather
than what comes next: events that come in order then leave the ones that are there as they are.

A customer whose new events do not all come after the old ones is *late*: all the events are
written anew, with the new ones in their places, and void the old rows (``gone``).  So are those of
customers who have been merged.  Everybody else's new events go on from the last one known.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from tropa.warehouses.duckdb.kept.relations import COLUMNS, Relations, empty, literal, pairs_of

WRITTEN = "(FORMAT parquet, PARQUET_VERSION V2, COMPRESSION uncompressed)"
"""Values are packed by encoding; compressed on top of it, they would be read a third slower."""


def settle(engine: duckdb.DuckDBPyConnection, kept: Relations) -> None:
    """Make ``gone``, ``base`` (customers who go on, as summed up so far) and ``source`` of ``added``.

    Args:
        engine: Holds ``added`` and the table ``new_merges``.
        kept: What the log holds so far.
    """
    values = "".join(f", {column}" for column in pairs_of(len(kept.manifest.properties)))
    if not kept.manifest.parts:
        engine.execute(f"CREATE TABLE gone AS {empty(COLUMNS['gone'])}")
        engine.execute(f"CREATE TABLE base AS {empty(COLUMNS['customers'])}")
        engine.execute("CREATE VIEW source AS FROM added")
        return
    merged = "SELECT c FROM new_merges UNION SELECT into_c FROM new_merges"
    engine.execute("CREATE TABLE touched AS SELECT c, min(at_us) AS at_us FROM added GROUP BY c")
    engine.execute(
        f"CREATE TABLE before AS FROM {kept.valid('customers')} "
        f"SEMI JOIN ((SELECT c FROM touched) UNION ({merged})) AS t USING (c)"
    )
    engine.execute(
        "CREATE TABLE gone AS SELECT before.c FROM before LEFT JOIN touched USING (c) "
        f"WHERE touched.at_us < before.last_us OR c IN ({merged})"
    )
    engine.execute("CREATE TABLE base AS FROM before ANTI JOIN gone USING (c)")
    engine.execute(
        f"CREATE TABLE rewritten AS SELECT coalesce(into_c, c) AS c, name, at_us, arrival{values} "
        f"FROM {kept.valid('events')} SEMI JOIN gone USING (c) LEFT JOIN new_merges USING (c)"
    )
    engine.execute("CREATE VIEW source AS FROM added UNION ALL BY NAME FROM rewritten")


def write_events(engine: duckdb.DuckDBPyConnection, n_properties: int, path: Path) -> None:
    """Write ``source`` sorted and enriched.

    All windows are over the sorted rows as they stream by, so memory does not grow with the log.
    """
    values = "".join(f", {column}" for column in pairs_of(n_properties))
    engine.execute(
        f"""COPY (
            SELECT c, name, at_us, arrival,
                CAST(row - max(began) OVER (ROWS UNBOUNDED PRECEDING) + 1 + n_before AS INTEGER) AS seq,
                CASE WHEN goes_on THEN row_before ELSE last_name END AS prev,
                at_us - CASE WHEN goes_on THEN us_before ELSE last_us END AS gap_us{values}
            FROM (
                SELECT *, row_number() OVER () AS row, lag(c) OVER () IS NOT DISTINCT FROM c AS goes_on,
                    CASE WHEN lag(c) OVER () IS DISTINCT FROM c THEN row_number() OVER () END AS began,
                    lag(name) OVER () AS row_before, lag(at_us) OVER () AS us_before
                FROM (
                    SELECT source.*, {_known_before(engine)} FROM source {_base(engine)}
                    ORDER BY c, at_us, arrival
                )
            )
        ) TO {literal(str(path))} {WRITTEN}"""
    )


def _any_base(engine: duckdb.DuckDBPyConnection) -> bool:
    return bool(engine.execute("SELECT count(*) FROM base").fetchall()[0][0])


def _base(engine: duckdb.DuckDBPyConnection) -> str:
    return "LEFT JOIN base USING (c)" if _any_base(engine) else ""


def _known_before(engine: duckdb.DuckDBPyConnection) -> str:
    """What is known of a customer who goes on."""
    if _any_base(engine):
        return "coalesce(base.n, 0) AS n_before, base.last_name, base.last_us"
    return "0 AS n_before, NULL::INTEGER AS last_name, NULL::BIGINT AS last_us"
