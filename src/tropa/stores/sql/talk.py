"""A transaction, and in it named statements: what a dialect does for the store."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib.resources import files
from typing import Any, Protocol, TypeAlias

from tropa.stores.sql.words import Words

Row: TypeAlias = tuple[Any, ...]
At: TypeAlias = Callable[[str], None]
"""Called at named points; tests stop the process there."""


class Talk(Protocol):
    """One transaction.

    Statements are named (``statements/*.sql``); their values are given in order.
    """

    @property
    def words(self) -> Words:
        """The words of definitions, as far as the connection's transactions have seen them."""

    def rows(self, statement: str, *values: object) -> list[Row]:
        """What a statement finds."""

    def run(self, statement: str, *values: object) -> int:
        """Run a statement; how many rows it changed."""

    def many(self, statement: str, rows: Sequence[Row]) -> None:
        """Run a statement for every row."""

    def insert(self, table: str, rows: Sequence[Row]) -> None:
        """Put new rows into a table, with all its columns."""

    def several(self, values: Sequence[int] | Sequence[str]) -> object:
        """Numbers, or texts, as one value of a statement."""

    def look_away(self) -> None:
        """Say that nothing is asked for a while: others need not wait, and what is asked then may be newer."""

    def keep_others_out(self) -> bool:
        """Let nobody else write from here on, as whoever writes must.

        Returns:
            Whether others may have written since the transaction began.
        """


def statements_of(*packages: str) -> Mapping[str, str]:
    """The named statements of packages; one of a later package comes before one of the same name.

    A file holds statements, each behind a line ``-- name: what_it_is_called``; ``$1`` is its first value.
    """
    found: dict[str, str] = {}
    for package in packages:
        for file in sorted(files(package).joinpath("statements").iterdir(), key=lambda file: file.name):
            if file.name.endswith(".sql"):
                found.update(_named(file.read_text("utf-8")))
    return found


def _named(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in text.split("-- name: ")[1:]:
        name, _, statement = part.partition("\n")
        lines = [line for line in statement.splitlines() if not line.lstrip().startswith("--")]
        found[name.strip()] = "\n".join(lines).strip().rstrip(";")
    return found
