"""How a landing becomes the sorted table ``events`` (its layout is told in ``log``)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import duckdb

from tropa.ports.log import Landing, Limits, Progress
from tropa.warehouses.counting.dialect import Vocabulary
from tropa.warehouses.duckdb.dialect import DUCKDB, literal


def load(connection: duckdb.DuckDBPyConnection, landing: Landing, progress: Progress, target_rows: int) -> Vocabulary:
    """Make ``events`` and its vocabulary out of a landing, in an empty database.

    Args:
        connection: The database.
        landing: The log.
        progress: Hears ``sorting``.
        target_rows: Events that are given their traits at a time.
    """
    progress("sorting", 0.0)
    landed = f"({landing.query})" if landing.query is not None else f"read_parquet({literal(str(landing.events))})"
    apart = landing.apart and _tell_apart(connection, landed)
    if not apart:
        _number(connection, landed, "customer", "customers", "c")
    _number(connection, landed, "name", "names", "code")
    progress("sorting", 0.2)
    _sort(connection, landed, landing, APART if apart else "c")
    traits = _land_traits(connection, landing)
    if traits:
        progress("sorting", 0.5)
        _give_traits(connection, traits, target_rows)
    progress("sorting", 1.0)
    names = connection.execute("SELECT name FROM names ORDER BY code").fetchall()
    return Vocabulary(tuple(str(row[0]) for row in names), landing.properties, DUCKDB, traits)


EVENT_BYTES = 24
"""What an event takes in the table, without its properties."""

VALUE_BYTES = 32
"""What a property takes, as text and as number."""


def fits(landing: Landing, limits: Limits) -> bool:
    """Whether the sorted table has room in memory, and the sorting beside it."""
    columns = EVENT_BYTES + VALUE_BYTES * len(landing.properties)
    return landing.traits is None and 3 * landing.n_events * columns < 2 * limits.memory_bytes


MOST_NARROW = 2**32
"""Arrivals that fit into four bytes."""

APART = "CAST(hash(customer) >> 1 AS BIGINT)"
"""SQL of a number that tells a customer from all others."""


def customer_cuts(connection: duckdb.DuckDBPyConnection, target_rows: int) -> list[int]:
    """Customers, ascending, before whom ``events`` may be parted, with about so many rows between them.

    Row numbers decide here how large a part is, never what is in it.
    """
    cuts = connection.execute(
        f"SELECT DISTINCT c FROM events WHERE rowid % {target_rows} = 0 AND c > 0 ORDER BY c"  # noqa: S608 - a number
    ).fetchall()
    return [int(cut) for (cut,) in cuts]


def within_cuts(cuts: Sequence[int]) -> list[str]:
    """Conditions that part ``events`` by customers at some cuts, in order."""
    if not cuts:
        return ["TRUE"]
    inner = [f"c >= {first} AND c < {end}" for first, end in pairwise(cuts)]
    return [f"c < {cuts[0]}", *inner, f"c >= {cuts[-1]}"]


def _number(connection: duckdb.DuckDBPyConnection, landed: str, column: str, table: str, code: str) -> None:
    """Give the values of a column dense numbers from 0, in order of code point."""
    connection.execute(
        f"CREATE TABLE {table} AS "  # noqa: S608 - our own words and a quoted path
        f"SELECT {column}, CAST(row_number() OVER (ORDER BY {column}) - 1 AS INTEGER) AS {code} "
        f"FROM (SELECT DISTINCT {column} FROM {landed})"
    )


def _tell_apart(connection: duckdb.DuckDBPyConnection, landed: str) -> bool:
    """Make ``customers`` of numbers that no two of them share; False, and no table, where two would.

    Numbers in order of the ids are to be sorted first and joined to every event afterwards, which is a
    quarter of the work of bringing events together.
    """
    connection.execute(
        f"CREATE TABLE customers AS SELECT customer, {APART} AS c FROM (SELECT DISTINCT customer FROM {landed})"  # noqa: S608  our own words
    )
    apart = connection.execute("SELECT count(*) = count(DISTINCT c) FROM customers").fetchall()[0][0]
    if not apart:
        connection.execute("DROP TABLE customers")
    return bool(apart)


def _sort(connection: duckdb.DuckDBPyConnection, landed: str, landing: Landing, number: str) -> None:
    """Write the table: DuckDB keeps the order of a sorted ``CREATE TABLE ... AS``.

    Args:
        connection: The database.
        landed: The landing as a relation.
        landing: What it has.
        number: SQL of the customer's number: of ``customers``, if it is ``c``.
    """
    pairs = [f"t{i}, {sane(f'n{i}')} AS n{i}" for i in range(len(landing.properties))]
    asked = f"WHERE name IN ({', '.join(map(literal, sorted(landing.only)))}) " if landing.only else ""
    columns = ", ".join([f"{number} AS c", "code AS name", 'epoch_us("at") AS at_us', _arrival(landing), *pairs])
    numbered = "JOIN customers USING (customer) " if number == "c" else ""
    connection.execute(
        f"CREATE TABLE events AS SELECT {columns} "  # noqa: S608 - our own words and a quoted path
        f"FROM {landed} {numbered}JOIN names USING (name) {asked}"
        "ORDER BY c, at_us, arrival"
    )


def _arrival(landing: Landing) -> str:
    """SQL of the arrival, in half the room where all of them fit: sorting is quicker by a third."""
    narrow = landing.traits is None and landing.n_events < MOST_NARROW
    return "CAST(arrival AS UINTEGER) AS arrival" if narrow else "arrival"


def _land_traits(connection: duckdb.DuckDBPyConnection, landing: Landing) -> tuple[str, ...]:
    """Keep the traits of customers who have events; the names of those traits, in order."""
    if landing.traits is None:
        return ()
    connection.execute(
        f'CREATE TABLE traits AS SELECT c, trait, epoch_us("at") AS at_us, arrival, t, {sane("n")} AS n '  # noqa: S608 - as above
        f"FROM read_parquet({literal(str(landing.traits))}) JOIN customers USING (customer) ORDER BY c"
    )
    found = connection.execute("SELECT DISTINCT trait FROM traits ORDER BY trait").fetchall()
    return tuple(str(row[0]) for row in found)


def _give_traits(connection: duckdb.DuckDBPyConnection, traits: tuple[str, ...], target_rows: int) -> None:
    """Put beside each event every trait as it stood.

    In one statement DuckDB would spill each join to disk; in chunks of customers it is more
    than twice as fast.
    """
    ranges = within_cuts(customer_cuts(connection, target_rows))
    pairs = ", ".join(f"x{i}.t AS trait_t{i}, x{i}.n AS trait_n{i}" for i in range(len(traits)))
    connection.execute("ALTER TABLE events RENAME TO bare")
    for number, within in enumerate(ranges):
        connection.execute(
            f"{'INSERT INTO events' if number else 'CREATE TABLE events AS'} "  # noqa: S608 - quoted parts
            f"SELECT e.*, {pairs} FROM (FROM bare WHERE {within}) AS e "
            f"{''.join(_latest(i, trait, within) for i, trait in enumerate(traits))}"
            "ORDER BY e.c, e.at_us, e.arrival"
        )
    connection.execute("DROP TABLE bare")


def _latest(i: int, trait: str, within: str) -> str:
    """Joins to each event the trait's last setting at or before it, a clearing included."""
    return (
        f"ASOF LEFT JOIN (FROM traits WHERE trait = {literal(trait)} AND {within}) AS x{i} "
        f"ON e.c = x{i}.c AND (e.at_us, e.arrival) >= (x{i}.at_us, x{i}.arrival) "
    )


def sane(number: str) -> str:
    """The number, where it is one: to DuckDB NaN is the greatest of all and equal to itself."""
    return f"nullif({number}, CAST('nan' AS DOUBLE))"
