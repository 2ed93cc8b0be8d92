"""An answer without a picture of its own, as a plain table; column names are those of the data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from tropa.draw.wording import FIRST_STRONG_ISOLATE, POP_ISOLATE, Wording

SHARES = ("share", "low", "high")
"""Columns that hold shares: these, and those that end in them."""

MOST_ROWS = 200
"""Rows shown; the answer itself has all."""


@dataclass(frozen=True, slots=True)
class RowsChart:
    """The table.

    Args:
        columns: Their names, and whether they hold figures.
        rows: What stands in them.
        n_more: Rows not shown; None where all are.
    """

    columns: tuple[tuple[str, bool], ...]
    rows: tuple[tuple[str, ...], ...]
    n_more: str | None


def rows_chart(rows: Iterable[Mapping[str, object]], wording: Wording) -> RowsChart:
    """The table of an answer's rows; all of them have the columns of the first."""
    held = list(rows)
    names = tuple(held[0]) if held else ()
    figures = [(name, any(isinstance(row[name], int | float) for row in held)) for name in names]
    shown = tuple(tuple(_told(name, row[name], wording) for name in names) for row in held[:MOST_ROWS])
    more = len(held) - len(shown)
    return RowsChart(tuple(figures), shown, wording.numbers.count(more) if more else None)


def _told(name: str, value: object, wording: Wording) -> str:
    """A value as people read it: shares, durations and days by what their column is called."""
    numbers = wording.numbers
    match value:
        case None:
            return "–"
        case bool():
            return wording.plain("charts.rows.yes" if value else "charts.rows.no")
        case int() | float() if name.endswith("_s"):
            return numbers.duration(value)
        case float() if name.rsplit("_", 1)[-1] in SHARES:
            return numbers.share(value) if 0 <= value <= 1 else numbers.signed(value)
        case int():
            return numbers.count(value)
        case float():
            return numbers.decimal(value)
        case date():
            return numbers.day(value)
        case list():
            return " → ".join(f"{FIRST_STRONG_ISOLATE}{item}{POP_ISOLATE}" for item in value)
        case _:
            return f"{FIRST_STRONG_ISOLATE}{value}{POP_ISOLATE}"
