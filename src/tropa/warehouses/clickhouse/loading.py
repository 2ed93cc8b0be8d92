"""How a landing becomes the table ``events`` (its columns are told in ``counting.table``).

The files are sent as they are into tables that hold what was landed; customers and names are
numbered, and ``events`` is written in order of customer, time and arrival, which is also its
primary key: a question about some customers reads those alone, and one about all reads the
table as it lies.  What was landed goes when ``events`` stands.
"""

from __future__ import annotations

from tropa.ports.log import Landing, Progress
from tropa.warehouses.clickhouse.dialect import CLICKHOUSE, literal
from tropa.warehouses.clickhouse.talk import Talk
from tropa.warehouses.counting.dialect import Vocabulary

PASSING = ("landed", "landed_traits", "names", "traits")
"""Tables that are gone when ``events`` and ``customers`` stand."""


def load(talk: Talk, landing: Landing, progress: Progress) -> Vocabulary:
    """Make ``events`` and its vocabulary out of a landing, in an empty database.

    Args:
        talk: The server.
        landing: The log.
        progress: Hears ``sorting``.
    """
    progress("sorting", 0.0)
    _send_events(talk, landing)
    traits = _send_traits(talk, landing)
    progress("sorting", 0.3)
    names = _number(talk)
    progress("sorting", 0.5)
    _sort(talk, len(landing.properties), traits)
    for table in PASSING:
        talk.run(f"DROP TABLE IF EXISTS {table}")
    progress("sorting", 1.0)
    return Vocabulary(names, landing.properties, CLICKHOUSE, traits)


def _send_events(talk: Talk, landing: Landing) -> None:
    columns = {"customer": "String", "name": "String", "at": "DateTime64(6, 'UTC')", "arrival": "Int64"}
    for i in range(len(landing.properties)):
        columns |= {f"t{i}": "Nullable(String)", f"n{i}": "Nullable(Float64)"}
    _create(talk, "landed", columns)
    talk.send(landing.events, "landed", tuple(columns))


def _send_traits(talk: Talk, landing: Landing) -> tuple[str, ...]:
    """Send the traits, if any were landed; the names of those that customers with events have, in order."""
    if landing.traits is None:
        return ()
    columns = {"customer": "String", "at": "DateTime64(6, 'UTC')", "arrival": "Int64", "trait": "String"}
    columns |= {"t": "Nullable(String)", "n": "Nullable(Float64)"}
    _create(talk, "landed_traits", columns)
    talk.send(landing.traits, "landed_traits", tuple(columns))
    found = talk.rows("SELECT DISTINCT trait FROM landed_traits WHERE customer IN (SELECT customer FROM landed)")
    return tuple(sorted(str(trait) for (trait,) in found))


def _create(talk: Talk, table: str, columns: dict[str, str]) -> None:
    told = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    talk.run(f"CREATE TABLE {table} ({told}) ENGINE = MergeTree ORDER BY tuple()")


def _number(talk: Talk) -> tuple[str, ...]:
    """Number the customers from 0, in whatever order, and the names in order of code point."""
    talk.run(
        "CREATE TABLE customers ENGINE = MergeTree ORDER BY customer AS "
        "SELECT customer, CAST(rowNumberInAllBlocks() AS Int64) AS c FROM (SELECT DISTINCT customer FROM landed)"
    )
    names = tuple(sorted(str(name) for (name,) in talk.rows("SELECT DISTINCT name FROM landed")))
    _create(talk, "names", {"name": "String", "code": "Int32"})
    for first in range(0, len(names), 1000):
        rows = ", ".join(f"({literal(name)}, {code})" for code, name in enumerate(names[first : first + 1000], first))
        talk.run(f"INSERT INTO names VALUES {rows}")  # noqa: S608 - literals
    return names


def _sort(talk: Talk, n_properties: int, traits: tuple[str, ...]) -> None:
    """Write the table."""
    columns = {"c": "c", "name": "code", "at_us": "toUnixTimestamp64Micro(at)", "arrival": "arrival"}
    for i in range(n_properties):
        columns |= {f"t{i}": f"t{i}", f"n{i}": _sane(f"n{i}")}
    joins = "INNER JOIN customers USING (customer) INNER JOIN names USING (name)"
    if traits:
        _gather_traits(talk)
        joins += " LEFT JOIN traits USING (customer)"
        for i, trait in enumerate(traits):
            columns |= {f"trait_{part}{i}": _as_stood(trait, part) for part in ("t", "n")}
    selected = ", ".join(f"{sql} AS {name}" for name, sql in columns.items())
    talk.run(
        "CREATE TABLE events ENGINE = MergeTree ORDER BY (c, at_us, arrival) AS "  # noqa: S608 - quoted parts
        f"SELECT {selected} FROM (SELECT *, toUnixTimestamp64Micro(at) AS us FROM landed) AS landed {joins}"
    )


def _gather_traits(talk: Talk) -> None:
    """Each customer's settings of traits as one array, in order."""
    setting = f"(toUnixTimestamp64Micro(at), arrival, trait, t, {_sane('n')})"
    talk.run(
        "CREATE TABLE traits ENGINE = MergeTree ORDER BY customer AS SELECT customer, "  # noqa: S608 - our own words
        f"arraySort(x -> (x.1, x.2), groupArray({setting})) AS settings FROM landed_traits GROUP BY customer"
    )


def _as_stood(trait: str, part: str) -> str:
    """A trait's text or number by its last setting at or before the event, a clearing included."""
    mine = f"x -> x.3 = {literal(trait)} AND (x.1, x.2) <= (us, arrival)"
    value = f"settings[arrayLastIndex({mine}, settings)].{4 if part == 't' else 5}"
    return f"if(arrayExists({mine}, settings), {value}, NULL)"


def _sane(number: str) -> str:
    """The number, where it is one."""
    return f"if(isNaN({number}), NULL, {number})"
