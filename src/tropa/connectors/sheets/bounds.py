"""How far a sheet really reaches, found before it is laid out in memory.

The reader of sheets keeps a sheet as a rectangle, so one cell at ``XFD1048576`` would ask for seventeen thousand
million.  A look through the XML finds where cells with a value stand, and those that hold an error, which the
reader passes over.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeAlias
from xml.parsers import expat

from tropa.ports.exchange import Unimportable

MAX_ROWS = 20_000
MAX_COLUMNS = 200
MAX_CELLS = 500_000
MAX_MERGES = 20_000

MAX_ELEMENTS = 2_000_000
"""Of a part of a workbook, empty cells of coloured columns among them; each costs a microsecond."""

Errors: TypeAlias = Mapping[tuple[int, int], str]
"""Errors of the spreadsheet by cell: ``#REF!``, ``#DIV/0!``."""

_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})", re.IGNORECASE)


def errors_in(content: bytes, sheet: str) -> Errors:
    """The cells of a sheet that hold an error.

    Args:
        content: The XML of the sheet; other parts of a workbook are looked through too, because
            any of them may turn out to be a sheet.
        sheet: Its name, for messages.

    Raises:
        Unimportable: It is no XML, or reaches too far.
    """
    bounds = _Bounds(sheet)
    bounds.look(content)
    return bounds.broken


def sheet_names(parts: Mapping[str, bytes]) -> dict[str, str]:
    """The names of the sheets by the part of the archive they are in."""
    targets = {
        one.get("Id", ""): one.get("Target", "")
        for one in _elements(parts, "xl/_rels/workbook.xml.rels", "Relationship")
    }
    found = {}
    for one in _elements(parts, "xl/workbook.xml", "sheet"):
        relation = next((value for key, value in one.items() if key.endswith(":id")), "")
        target = targets.get(relation, "")
        found[target.lstrip("/") if target.startswith("/") else f"xl/{target}"] = one.get("name", "")
    return found


def _elements(parts: Mapping[str, bytes], part: str, tag: str) -> list[dict[str, str]]:
    """The attributes of the elements of one kind in a part."""
    found: list[dict[str, str]] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, given: found.append(given) if name.rpartition(":")[2] == tag else None
    try:
        parser.Parse(parts.get(part, b""), True)  # noqa: FBT003  expat's own signature
    except expat.ExpatError:
        return []  # whoever reads the workbook will say so
    return found


class _Bounds:
    """Looks through one sheet's XML.

    Args:
        sheet: Its name, for messages.
    """

    def __init__(self, sheet: str) -> None:
        self.broken: dict[tuple[int, int], str] = {}
        self._sheet = sheet
        self._row, self._column, self._cells, self._merges, self._elements = 0, 0, 0, 0, 0
        self._kind = ""
        self._error: list[str] | None = None
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartDoctypeDeclHandler = self._doctype

    def look(self, content: bytes) -> None:
        """Go through the XML of the sheet.

        Raises:
            Unimportable: It is no XML, or reaches too far.
        """
        try:
            self._parser.Parse(content, True)  # noqa: FBT003  expat's own signature
        except expat.ExpatError as error:
            raise Unimportable("sheet.refused.damaged", sheet=self._sheet) from error

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        self._elements += 1
        self._check(self._elements, MAX_ELEMENTS, "elements")
        if name == "row":
            self._row = int(given) if (given := attributes.get("r", "")).isdecimal() else self._row + 1
            self._column = 0
        elif name == "c":
            self._cell(attributes)
        elif name in {"v", "is"}:
            self._value(name)
        elif name == "mergeCell":
            self._merges += 1
            self._check(self._merges, MAX_MERGES, "merges")

    def _cell(self, attributes: dict[str, str]) -> None:
        self._column += 1
        if "r" in attributes:
            place = _PLACE.fullmatch(attributes["r"])
            if place is None:
                raise Unimportable("sheet.refused.damaged", sheet=self._sheet)
            self._column, self._row = _number(place[1].upper()), int(place[2])
        self._kind = attributes.get("t", "n")

    def _value(self, tag: str) -> None:
        self._cells += 1
        self._check(self._row, MAX_ROWS, "rows")
        self._check(self._column, MAX_COLUMNS, "columns")
        self._check(self._cells, MAX_CELLS, "cells")
        self._error = [] if tag == "v" and self._kind == "e" else None

    def _text(self, text: str) -> None:
        if self._error is not None:
            self._error.append(text)

    def _end(self, tag: str) -> None:
        if self._error is not None and tag.rpartition(":")[2] == "v":
            self.broken[self._row - 1, self._column - 1] = "".join(self._error)[:20]
            self._error = None

    def _check(self, n: int, most: int, what: str) -> None:
        if n > most:
            raise Unimportable(f"sheet.refused.{what}", sheet=self._sheet, most=most)

    def _doctype(self, *_: object) -> None:
        raise Unimportable("sheet.refused.damaged", sheet=self._sheet)


def _number(letters: str) -> int:
    """The number of a column, from 1: ``A`` is 1, ``AA`` is 27."""
    n = 0
    for letter in letters:
        n = 26 * n + ord(letter) - ord("A") + 1
    return n
