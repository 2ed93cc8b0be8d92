"""Parquet: read by the engine itself, straight from the user's file, never as a copy.

Columns are reached by position under names of our own.  DuckDB's names are blind to case,
so a file with ``ID`` and ``id`` would otherwise be told apart by luck.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from tropa.connectors.files.checks import order_key
from tropa.connectors.files.columns import Columns, place
from tropa.connectors.files.duck import literal
from tropa.ports.log import LogUnreadable

_SIGNED = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT")
_NUMBERS = {*_SIGNED, *(f"U{name}" for name in _SIGNED), "FLOAT", "DOUBLE", "DECIMAL"}
_NESTED = {"STRUCT", "MAP", "UNION", "VARIANT"}

_NULL = "NULL::VARCHAR"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a Parquet file: ``name`` in SQL, and its DuckDB type."""

    name: str
    type: str

    @property
    def _kind(self) -> str:
        return "LIST" if self.type.endswith("]") else self.type.partition("(")[0]

    @property
    def is_time(self) -> bool:
        """Whether the column holds times rather than what may read as one."""
        return self._kind.startswith("TIMESTAMP") or self._kind == "DATE"

    @property
    def is_number(self) -> bool:
        """Whether the column holds numbers."""
        return self._kind in _NUMBERS

    @property
    def text(self) -> str:
        """SQL of the value where a text is wanted; as ``values.as_text`` has it."""
        plain = f"{self.name}::VARCHAR"
        match self._kind:
            case "FLOAT" | "DOUBLE":
                whole = f"{self.name} = trunc({self.name}) AND abs({self.name}) < 1e38"
                return (
                    f"CASE WHEN NOT isfinite({self.name}) THEN NULL "
                    f"WHEN {whole} THEN {self.name}::HUGEINT::VARCHAR ELSE {plain} END"
                )
            case "DECIMAL" if not self.type.endswith(",0)"):
                return f"rtrim(rtrim({plain}, '0'), '.')"
            case "BLOB":
                return f"coalesce(TRY(decode({self.name})), {plain})"
            case "TIMESTAMP WITH TIME ZONE":
                return f"replace({self.name}::TIMESTAMP::VARCHAR, ' ', 'T') || 'Z'"
            case kind if kind in _NESTED or kind == "LIST":
                return f"TRY(to_json({self.name})::VARCHAR)"
            case _ if self.is_time:
                return f"replace({plain}, ' ', 'T')"
            case _:
                return plain

    @property
    def property_text(self) -> str:
        """SQL of the ``t`` of a property."""
        return _NULL if self.is_number else self.text

    @property
    def property_number(self) -> str:
        """SQL of the ``n`` of a property."""
        number = f"{self.name}::DOUBLE"
        return f"CASE WHEN isfinite({number}) THEN {number} END" if self.is_number else "NULL::DOUBLE"

    @property
    def order_text(self) -> str:
        """SQL of the value as ``arrival_met`` wants it; the text is made only where there is no number."""
        is_number = f"{order_key(self.name)} IS NOT NULL"
        return f"CASE WHEN {is_number} THEN 'a number' ELSE coalesce({self.text}, '') END"

    @property
    def time(self) -> str:
        """SQL of the value where a time is wanted: typed, or a text that may read as one."""
        return self.name if self.is_time else f"nullif({self.text}, '')"


class ParquetFile:
    """A Parquet file whose schema has been read.

    Args:
        engine: Reads it.
        path: A regular file.

    Raises:
        LogUnreadable: This is no Parquet file, or a damaged one.
    """

    def __init__(self, engine: duckdb.DuckDBPyConnection, path: Path) -> None:
        # An absolute path is no address of a server; an existing one is taken literally,
        # stars and brackets included (tested).
        self._path = str(path.absolute())
        self._source = f"read_parquet({literal(self._path)}, hive_partitioning = false)"
        try:
            schema = engine.execute("SELECT name, num_children FROM parquet_schema(?)", [self._path]).fetchall()
            described = engine.execute(f"DESCRIBE SELECT * FROM {self._source}").fetchall()  # noqa: S608 - quoted
        except duckdb.Error as error:
            raise LogUnreadable(str(path), f"this is no Parquet file, or a damaged one: {error}") from error
        self.names = _top_level(schema)
        self._columns = [Column(f"c{i}", row[1]) for i, row in enumerate(described)]

    def met(self, columns: Columns, properties: Sequence[str]) -> tuple[str, Mapping[str, str]]:
        """SQL of the met relation (see ``checks``), and the types of its times.

        Raises:
            LogUnreadable: A column that was asked for is missing.
        """
        places = columns.places(self.names, self._path)
        by_role = {role: self._columns[i] for role, i in places.items()}
        optional = {role: by_role.get(role) for role in ("received_at", "message_id", "arrival")}
        times = {"at_met": by_role["at"], "received_met": optional["received_at"]}
        named = {
            "line": "file_row_number + 1",
            "fault": _NULL,
            "ignored": _NULL,
            "sets_traits": "false",
            "text": _NULL,
            "customer": by_role["customer"].text,
            "name": by_role["name"].text,
            **{met: column.time if column else _NULL for met, column in times.items()},
            "sent_met": _NULL,
            "arrival_met": arrival.order_text if (arrival := optional["arrival"]) else _NULL,
            "arrival_key": order_key(arrival.name if arrival else "NULL"),
            "message_id": key.text if (key := optional["message_id"]) else _NULL,
        }
        named |= self._values(properties)
        picked = ", ".join(f"{cell} AS {name}" for name, cell in named.items())
        ours = ", ".join(column.name for column in self._columns)
        types = {met: column.type for met, column in times.items() if column and column.is_time}
        return f"(SELECT {picked} FROM {self._source} AS source({ours}))", types  # noqa: S608 - quoted

    def plain(self, columns: Columns, properties: Sequence[str]) -> str | None:
        """SQL of the landing, for rows that are all events as they stand, in order of arrival.

        What the checks would make of each is written out only where it can differ from what is there:
        times that are texts, or corrected by when they were received, are left to the checks (None).
        """
        places = columns.places(self.names, self._path)
        customer, name, at = (self._columns[places[role]] for role in ("customer", "name", "at"))
        if not at.is_time or "received_at" in places:
            return None
        when = f"CAST({at.name} AS TIMESTAMP)"
        picked = {"customer": customer.text, "name": name.text, '"at"': when, "received_at": when}
        picked |= {"arrival": "file_row_number", **self._values(properties)}
        selected = ", ".join(f"{cell} AS {named}" for named, cell in picked.items())
        ours = ", ".join(column.name for column in self._columns)
        return f"SELECT {selected} FROM {self._source} AS source({ours})"  # noqa: S608 - quoted

    def _values(self, properties: Sequence[str]) -> Mapping[str, str]:
        """SQL of the columns of values."""
        values: dict[str, str] = {}
        for i, name in enumerate(properties):
            column = self._columns[place(name, self.names, self._path)] if name in self.names else None
            values[f"t{i}"] = column.property_text if column else _NULL
            values[f"n{i}"] = column.property_number if column else "NULL::DOUBLE"
        return values


def _top_level(schema: list[tuple[str, int | None]]) -> list[str]:
    """The columns among the elements of a Parquet schema, which is a tree written depth first."""
    names: list[str] = []
    open_branches: list[int] = []  # how many children each ancestor still waits for
    for name, n_children in schema:
        if len(open_branches) == 1:
            names.append(name)
        if open_branches:
            open_branches[-1] -= 1
        if n_children:
            open_branches.append(n_children)
        while open_branches and open_branches[-1] == 0:
            open_branches.pop()
    return names
