"""The table of touchpoints as a CSV file that spreadsheet programs open without asking, and without running it.

A cell that begins like a formula gets an apostrophe in front, which is taken off when it comes back.  The last
column carries the whole definition, packed, so that a CSV file loses nothing either.
"""

from __future__ import annotations

import base64
import csv
import json
import re
import zlib
from collections.abc import Sequence
from dataclasses import replace
from io import StringIO
from typing import TypeGuard

from tropa.journey.tables.book import Book
from tropa.journey.tables.origin import MARK, MOST_IN_CELL, Origin, read_origin
from tropa.journey.text.source import MAX_BYTES

_DELIMITERS = {"ru": ";"}
"""Where a comma stands in numbers, spreadsheet programs look for a semicolon between cells."""

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_MOST_UNPACKED = 8 * MAX_BYTES
_CHUNK = MOST_IN_CELL - 100


def csv_book(book: Book, language: str) -> bytes:
    """The bytes of the table of touchpoints, UTF-8 with a mark at the beginning.

    Args:
        book: The book; of its sheets the first is written.
        language: Of its headings; it decides what stands between the cells.
    """
    table = book.sheets[0]
    origin = book.origin
    own = replace(
        origin,
        sheets={table.key: table.title},
        headings={table.key: origin.headings[table.key]},
        cells={key: text for key, text in origin.cells.items() if key[0] == table.key},
    )
    packed = pack(own)
    made = StringIO()
    writer = csv.writer(made, delimiter=_DELIMITERS.get(language, ","), lineterminator="\r\n")
    writer.writerow([*map(escaped, table.headings), MARK])
    for at in range(max(len(table.rows), len(packed))):
        row = table.rows[at] if at < len(table.rows) else ("",) * len(table.columns)
        writer.writerow([*map(escaped, row), packed[at] if at < len(packed) else ""])
    return made.getvalue().encode("utf-8-sig", "surrogatepass")


def escaped(text: str) -> str:
    """A cell that no program takes for a formula.

    >>> escaped("=1+1"), escaped("'=1+1"), escaped("+7 916"), escaped("a=b")
    ("'=1+1", "''=1+1", "'+7 916", 'a=b')
    """
    return f"'{text}" if _FORMULA.match(text) else text


def bare(text: str) -> str:
    """A cell as it was before ``escaped``.

    >>> bare("'=1+1"), bare("'tis")
    ('=1+1', "'tis")
    """
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def pack(origin: Origin) -> list[str]:
    """The origin as texts for the cells of one column, each with its number."""
    plain = json.dumps(list(origin.rows()), ensure_ascii=False, separators=(",", ":"))
    packed = base64.b64encode(zlib.compress(plain.encode("utf-8", "surrogatepass"), 9)).decode()
    parts = [packed[at : at + _CHUNK] for at in range(0, len(packed), _CHUNK)]
    return [f"{number}/{len(parts)}:{part}" for number, part in enumerate(parts, start=1)]


def unpack(cells: Sequence[str]) -> Origin | None:
    """The origin that the cells of a column hold, in whatever order; None where a part is missing or spoilt."""
    parts: dict[int, str] = {}
    total = 0
    for cell in cells:
        if met := re.fullmatch(r"([0-9]{1,4})/([0-9]{1,4}):([A-Za-z0-9+/=]+)", cell.strip(), re.ASCII):
            parts[int(met[1])] = met[3]
            total = int(met[2])
    if not parts or sorted(parts) != list(range(1, total + 1)):
        return None
    try:
        packed = base64.b64decode("".join(parts[number] for number in sorted(parts)), validate=True)
        unpacking = zlib.decompressobj()
        plain = unpacking.decompress(packed, _MOST_UNPACKED)
        rows = json.loads(plain.decode("utf-8", "surrogatepass")) if unpacking.eof else None
    except (ValueError, zlib.error, RecursionError):
        return None
    return read_origin(rows) if _are_texts(rows) else None


def _are_texts(rows: object) -> TypeGuard[list[list[str]]]:
    return isinstance(rows, list) and all(
        isinstance(row, list) and all(isinstance(cell, str) for cell in row) for row in rows
    )
