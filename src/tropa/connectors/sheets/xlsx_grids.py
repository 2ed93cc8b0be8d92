"""The sheets of a workbook (.xlsx, .xlsm) as grids of texts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import TypeAlias

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetMetadata,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

from tropa.connectors.sheets.archive import repacked, unpacked
from tropa.connectors.sheets.bounds import MAX_COLUMNS, MAX_ROWS, Errors, errors_in, sheet_names
from tropa.journey.tables.grid import Grid, Merge
from tropa.ports.exchange import Unimportable

MAX_SHEETS = 100

Value: TypeAlias = int | float | str | bool | dt.time | dt.date | dt.timedelta


def xlsx_grids(content: bytes) -> tuple[Grid, ...]:
    """The sheets of a workbook in order.

    Raises:
        Unimportable: The bytes are no workbook that can be read in bounded time and memory.
    """
    parts = unpacked(content)
    names = sheet_names(parts)
    broken = {
        names.get(part, part): errors_in(text, names.get(part, part))
        for part, text in parts.items()
        if part.lower().endswith(".xml")
    }
    try:
        return tuple(_grids(load_workbook(repacked(parts)), broken))
    except CalamineError as error:
        raise Unimportable("sheet.refused.no_workbook") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # Rust's panic, of which Python knows no better class
            raise
        raise Unimportable("sheet.refused.no_workbook") from error


def _grids(book: CalamineWorkbook, broken: Mapping[str, Errors]) -> Iterator[Grid]:
    tabs = [tab for tab in book.sheets_metadata if tab.typ == SheetTypeEnum.WorkSheet]
    if len(tabs) > MAX_SHEETS:
        raise Unimportable("sheet.refused.sheets", most=MAX_SHEETS)
    for tab in tabs:
        yield _grid(book.get_sheet_by_name(tab.name), tab, broken.get(tab.name, {}))


def _grid(sheet: CalamineSheet, tab: SheetMetadata, broken: Errors) -> Grid:
    hidden = tab.visible != SheetVisibleEnum.Visible
    if sheet.start is None:
        return Grid(tab.name, (), hidden=hidden)
    rows = tuple(tuple(map(text_of, row)) for row in sheet.to_python(skip_empty_area=False))
    merges = tuple(
        Merge(top, left, min(bottom, MAX_ROWS), min(right, MAX_COLUMNS))
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
    )
    return Grid(tab.name, rows, merges, hidden, broken)


def text_of(value: Value) -> str:
    """A cell's value as a text: whole numbers without a point, times as ISO 8601, truth as yes and no."""
    match value:
        case bool():
            return "yes" if value else "no"
        case float():
            return str(int(value)) if value.is_integer() else repr(value)
        case dt.datetime():
            return value.isoformat(" ", "minutes") if value.time() != dt.time() else value.date().isoformat()
        case dt.date() | dt.time():
            return value.isoformat()
        case _:
            return str(value)
