"""A CSV file as a grid: whatever its encoding, whatever stands between its cells."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator
from io import StringIO

from tropa.connectors.sheets.bounds import MAX_CELLS, MAX_COLUMNS, MAX_ROWS
from tropa.connectors.sheets.csv_book import bare
from tropa.journey.tables.grid import Grid
from tropa.journey.tables.table import table_in
from tropa.ports.exchange import Unimportable

MAX_CSV_BYTES = 8 * 2**20

_DELIMITERS = ",;\t|"
_CODE_PAGES = ("cp1251", "cp1256", "cp1252")
"""What spreadsheet programs of Windows write where nobody asks for UTF-8: Russian, Arabic and Persian, western."""

_MIXED = re.compile("[A-Za-z][\u0400-\u06ff]|[\u0400-\u06ff][A-Za-z]")
"""Latin letters beside others in one word: the wrong code page."""

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def csv_grid(content: bytes) -> Grid:
    """The one sheet of a CSV file, read in the way in which most of its headings are known.

    Raises:
        Unimportable: The bytes are no CSV text, or too many.
    """
    if len(content) > MAX_CSV_BYTES:
        raise Unimportable("sheet.refused.file", most=MAX_CSV_BYTES // 2**20)
    grids = [grid for text in _texts(content) for grid in _grids(text)]
    if not grids:
        raise Unimportable("sheet.refused.text")
    return max(grids, key=_likeness)


def _likeness(grid: Grid) -> tuple[int, int, int]:
    """How much a grid looks as it was meant: headings known, words in one script, cells told apart."""
    table = table_in(grid)
    mixed = sum(len(_MIXED.findall(text)) for row in grid.rows for text in row)
    return (len(table.headings) if table else 0, -mixed, max(map(len, grid.rows), default=0))


def _texts(content: bytes) -> Iterator[str]:
    """The texts that the bytes may be: one where they say so, or where they are UTF-8."""
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            yield from _decoded(content[len(bom) :], encoding)
            return
    found = list(_decoded(content, "utf-8"))
    yield from found or (text for page in _CODE_PAGES for text in _decoded(content, page))


def _decoded(content: bytes, encoding: str) -> Iterator[str]:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return
    if "\0" not in text:
        yield text


def _grids(text: str) -> Iterator[Grid]:
    """The text under each sign that may stand between cells; Excel's first line may say which it is."""
    first, _, rest = text.partition("\n")
    if first.strip().lower() in {f"sep={sign}" for sign in _DELIMITERS} | {"sep="}:
        yield _grid(rest, first.strip()[4:] or "\t")
        return
    yield from (_grid(text, sign) for sign in _DELIMITERS if sign in text or sign == _DELIMITERS[0])


def _grid(text: str, delimiter: str) -> Grid:
    rows: list[tuple[str, ...]] = []
    n_cells = 0
    try:
        for row in csv.reader(StringIO(text, newline=""), delimiter=delimiter):
            while row and not row[-1]:
                row.pop()
            n_cells += len(row)
            _check(len(rows), MAX_ROWS, "rows")
            _check(len(row), MAX_COLUMNS, "columns")
            _check(n_cells, MAX_CELLS, "cells")
            rows.append(tuple(map(bare, row)))
    except csv.Error as error:
        raise Unimportable("sheet.refused.quotes") from error
    return Grid("", tuple(rows))


def _check(n: int, most: int, what: str) -> None:
    if n > most:
        raise Unimportable(f"sheet.refused.{what}", sheet="CSV", most=most)
