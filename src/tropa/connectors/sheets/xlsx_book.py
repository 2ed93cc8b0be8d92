"""A book as a workbook: every cell is a text, so none can be a formula."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from tropa.connectors.sheets.sheet_words import sheet_words
from tropa.data.words import RIGHT_TO_LEFT
from tropa.journey.tables.book import Book, BookSheet
from tropa.journey.tables.origin import MARK
from tropa.journey.tables.table import FIVE

_WRITTEN_AT = datetime(2000, 1, 1, tzinfo=UTC)
"""The same journey gives the same file; a time of writing would tell nothing that the file system does not."""

_MOST_CHOICES = 250
"""Characters of a list to choose from; Excel takes 255."""

_ONE_OF = frozenset({"responsible", "stage", "help", "persona"})
"""Columns that hold one name."""

_INK, _RULE, _HEAD, _HEAD_ASIDE, _ID = "#1f2933", "#d5dbe1", "#0b4f6c", "#52616b", "#6b7780"
_ON_PAPER = 8
"""Columns that are printed: more would be too small to read."""

_BEYOND = 200
"""Empty rows below the table that offer the same choices."""


def xlsx_book(book: Book, language: str) -> bytes:
    """The workbook's bytes.

    Args:
        book: What to write.
        language: Of its headings; right-to-left sheets for one that is written so.
    """
    made = BytesIO()
    workbook = Workbook(made, {"in_memory": True})
    workbook.set_properties({"title": book.title[:255], "created": _WRITTEN_AT})
    for sheet in book.sheets:
        _Writer(workbook, language).write(sheet, book)
    _write_origin(workbook, book, language)
    workbook.close()
    return made.getvalue()


class _Writer:
    """Writes one sheet.

    Args:
        workbook: Where to.
        language: Of the headings.
    """

    def __init__(self, workbook: Workbook, language: str) -> None:
        self._workbook = workbook
        self._mirrored = language in RIGHT_TO_LEFT
        self._text = {order: self._format(font_color=_INK, reading_order=order) for order in _ORDERS}
        self._id = {order: self._format(font_color=_ID, reading_order=order) for order in _ORDERS}
        self._head = self._format(
            reading_order=2 if self._mirrored else 1, bold=True, font_color="#ffffff", bg_color=_HEAD
        )
        self._head_aside = self._format(
            reading_order=2 if self._mirrored else 1, bold=True, font_color="#ffffff", bg_color=_HEAD_ASIDE
        )

    def _format(self, **properties: Any) -> Any:  # noqa: ANN401  xlsxwriter is not typed so far
        shape = {"text_wrap": True, "valign": "top", "border": 1, "border_color": _RULE, "num_format": "@"}
        font = {"font_name": "Tahoma" if self._mirrored else "Calibri", "font_size": 10 if self._mirrored else 11}
        return self._workbook.add_format({**shape, **font, **properties})

    def write(self, sheet: BookSheet, book: Book) -> None:
        """Write a sheet: headings that stay in sight, one row a thing."""
        page = self._workbook.add_worksheet(sheet.title)
        if self._mirrored:
            page.right_to_left()
        for at, (column, heading) in enumerate(zip(sheet.columns, sheet.headings, strict=True)):
            page.set_column(at, at, column.width)
            page.write_string(0, at, heading, self._head if column.key in _MAIN else self._head_aside)
            self._offer(page, at, sheet, book)
        for row, texts in enumerate(sheet.rows, start=1):
            page.set_row(row, _height(texts, sheet))
            for at, (column, text) in enumerate(zip(sheet.columns, texts, strict=True)):
                forms = self._id if column.form in {"key", "of"} else self._text
                if text:
                    page.write_string(row, at, text, forms[_order(text)])
                else:
                    page.write_blank(row, at, None, forms[_ANY])
        page.set_row(0, 32)
        page.freeze_panes(1, 1)
        if sheet.rows:
            page.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)
        page.set_landscape()
        page.set_paper(8)  # A3
        page.fit_to_pages(1, 0)
        page.print_area(0, 0, len(sheet.rows), min(len(sheet.columns), _ON_PAPER) - 1)
        page.repeat_rows(0)

    def _offer(self, page: Worksheet, at: int, sheet: BookSheet, book: Book) -> None:
        """Offer the known names where a cell holds one of them; others may be typed."""
        column = sheet.columns[at]
        choices = list(book.choices.get(column.refers, ()))
        if column.key in _ONE_OF and choices and len(",".join(choices)) <= _MOST_CHOICES:
            rule = {"validate": "list", "source": choices, "show_error": False, "ignore_blank": True}
            page.data_validation(1, at, len(sheet.rows) + _BEYOND, at, rule)


_MAIN = frozenset({*FIVE, "request", "field", "question", "answer"})
"""Columns that everybody looks for; the headings of the others stand back."""


def _order(text: str) -> int:
    """The direction of a text by its first letter, so that its last full stop stands at its end."""
    kinds = (unicodedata.bidirectional(sign) for sign in text)
    first = next((kind for kind in kinds if kind in {"L", "R", "AL"}), "")
    return _ANY if not first else _LEFT_TO_RIGHT if first == "L" else _RIGHT_TO_LEFT


_ORDERS = (_ANY, _LEFT_TO_RIGHT, _RIGHT_TO_LEFT) = (0, 1, 2)
"""What Excel calls the reading orders."""


def _height(texts: tuple[str, ...], sheet: BookSheet) -> float:
    """A row's height in points: not every program fits rows to wrapped texts when it opens a file."""
    lines = [
        sum(1 + int(len(line) / (_FILLED * column.width)) for line in text.split("\n"))
        for column, text in zip(sheet.columns, texts, strict=True)
    ]
    return _LINE_HEIGHT * min(max(lines), _MOST_LINES)


_LINE_HEIGHT, _MOST_LINES, _FILLED = 15.5, 20, 0.9
"""Points a line, lines shown of a long text, and how full a line of whole words is."""


def _write_origin(workbook: Workbook, book: Book, language: str) -> None:
    """The hidden sheet by which nothing is lost on the way back."""
    page = workbook.add_worksheet(MARK)
    page.hide()
    page.write_string(0, _NOTE_COLUMN, sheet_words(language)("origin"))
    for number, row in enumerate(book.origin.rows()):
        for at, text in enumerate(row):
            page.write_string(number, at, text)


_NOTE_COLUMN = 6
