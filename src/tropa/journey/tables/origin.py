"""What a spreadsheet must carry so that nothing is lost: the definition's text, and each cell as it was written.

Then coming back is a comparison: a cell that is as it was changes nothing, and one that is not
changes its value in the text and nothing else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

MARK = "tropa"
"""The name of the sheet, and of the column of a CSV file, that hold the origin."""

VERSION = "1"

MOST_IN_CELL = 32_000
"""Characters; a cell of Excel takes 32,767."""

CellKey = tuple[str, tuple[str, ...], str]
"""Sheet, row and column by their ids."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a spreadsheet comes from.

    Args:
        text: The definition's text, to the last byte.
        language: The language of the headings, and of the texts where they have it.
        sheets: The titles of the sheets by id.
        headings: The headings of each sheet's columns by id.
        cells: Every cell that holds something, as it was written.
        names: Titles that stand for ids, by section and id.
        unchanged: The text is what was written, to the last byte.
    """

    text: str
    language: str
    sheets: Mapping[str, str]
    headings: Mapping[str, Mapping[str, str]]
    cells: Mapping[CellKey, str]
    names: Mapping[str, Mapping[str, str]]
    unchanged: bool = True

    def rows(self) -> Iterator[tuple[str, ...]]:
        """The origin as rows of texts, none longer than a cell."""
        yield (MARK, VERSION, self.language, _digest(self.text))
        for at in range(0, len(self.text), MOST_IN_CELL):
            yield ("text", self.text[at : at + MOST_IN_CELL])
        for section, titles in self.names.items():
            yield from (("name", section, name, title) for name, title in titles.items() if title)
        for sheet, title in self.sheets.items():
            yield ("sheet", sheet, title)
            yield from (("column", sheet, key, heading) for key, heading in self.headings[sheet].items())
        for (sheet, row, column), text in self.cells.items():
            yield ("cell", sheet, "/".join(row), column, text)


def read_origin(rows: Sequence[Sequence[str]]) -> Origin | None:
    """The origin that rows of texts hold, or None where they are something else."""
    if not rows or tuple(rows[0][:2]) != (MARK, VERSION) or len(rows[0]) < 4:  # noqa: PLR2004  mark, version, language, digest
        return None
    text, sheets = "", {}
    headings: dict[str, dict[str, str]] = {}
    cells: dict[CellKey, str] = {}
    names: dict[str, dict[str, str]] = {}
    for row in rows[1:]:
        match [cell for cell in row if cell]:
            case ["text", part]:
                text += part
            case ["name", section, name, title]:
                names.setdefault(section, {})[name] = title
            case ["sheet", sheet, title]:
                sheets[sheet] = title
                headings.setdefault(sheet, {})
            case ["column", sheet, key, heading]:
                headings.setdefault(sheet, {})[key] = heading
            case ["cell", sheet, at, column, written]:
                cells[sheet, tuple(at.split("/")), column] = written
    unchanged = rows[0][3] == _digest(text)
    return Origin(text, rows[0][2], sheets, headings, cells, names, unchanged)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
