"""Spreadsheets in and out, behind the port of exchange."""

from __future__ import annotations

from collections.abc import Sequence

from tropa.connectors.sheets.csv_book import csv_book, unpack
from tropa.connectors.sheets.csv_grid import csv_grid
from tropa.connectors.sheets.sheet_words import sheet_words
from tropa.connectors.sheets.xlsx_book import xlsx_book
from tropa.connectors.sheets.xlsx_grids import xlsx_grids
from tropa.journey.tables.book import Book, book_of
from tropa.journey.tables.coming_back import BothChanged, CellsRefused, NoOrigin, come_back
from tropa.journey.tables.grid import Grid
from tropa.journey.tables.making import Made, NoTable, make_journey
from tropa.journey.tables.origin import MARK, Origin, read_origin
from tropa.journey.tables.together import Setting, set_together
from tropa.journey.text.source import MAX_BYTES
from tropa.ports.exchange import Exportable, Exported, Imported, Loss, Remark, Unimportable, Wanted


def import_xlsx(content: bytes, wanted: Wanted) -> Imported:
    """The journey of a workbook: the one it was written from with the cells that were changed, or a new one.

    Raises:
        Unimportable: No journey can be made of these bytes.
    """
    grids = xlsx_grids(content)
    kept = next((read_origin(grid.rows) for grid in grids if grid.name == MARK), None)
    return _imported(grids, kept, wanted)


def import_csv(content: bytes, wanted: Wanted) -> Imported:
    """The journey of a CSV file, as of a workbook.

    Raises:
        Unimportable: No journey can be made of these bytes.
    """
    grid = csv_grid(content)
    column = grid.rows[0].index(MARK) if grid.rows and MARK in grid.rows[0] else None
    if column is None:
        return _imported((grid,), None, wanted)
    kept = unpack([grid.own(row, column) for row in range(1, len(grid.rows))])
    rows = tuple(tuple(text for at, text in enumerate(row) if at != column) for row in grid.rows)
    return _imported((Grid("", rows),), kept, wanted)


def export_xlsx(given: Exportable) -> Exported:
    """The workbook of a journey; nothing is lost in it."""
    return Exported(xlsx_book(_book(given), given.language), ())


def export_csv(given: Exportable) -> Exported:
    """The table of touchpoints of a journey; the rest of it travels along, unseen."""
    return Exported(csv_book(_book(given), given.language), ())


def _book(given: Exportable) -> Book:
    say = sheet_words(given.language)
    return book_of(
        given.journey,
        given.schemes,
        text=given.text,
        language=given.language,
        say=say,
        workspace=given.workspace,
    )


def _imported(grids: Sequence[Grid], origin: Origin | None, wanted: Wanted) -> Imported:
    if wanted.into is not None and origin is None:
        raise Unimportable("sheet.refused.no_origin")
    try:
        made = _back(grids, origin, wanted) if origin else _made(grids, wanted)
    except NoTable as error:
        raise Unimportable("sheet.refused.no_table") from error
    except NoOrigin as error:
        raise Unimportable("sheet.refused.origin") from error
    except BothChanged as both:
        raise Unimportable("sheet.refused.both", places=", ".join(both.places)) from both
    except CellsRefused as refusal:
        raise Unimportable("sheet.refused.changed", problems=refusal.problems) from refusal
    if len(made.text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise Unimportable("sheet.refused.too_long", most=MAX_BYTES // 2**20)
    return Imported(
        made.text,
        tuple(Loss(told.lost, told.why) for told in made.told if told.lost),
        tuple(Remark(told.why, told.n, told.params) for told in made.told if not told.lost),
    )


def _back(grids: Sequence[Grid], origin: Origin, wanted: Wanted) -> Made:
    made = come_back(grids, origin, wanted.into)
    renamed = [Setting(0, ("journey",), wanted.journey)] if wanted.journey else []
    return Made(set_together(made.text, renamed), made.told)


def _made(grids: Sequence[Grid], wanted: Wanted) -> Made:
    return make_journey(grids, stem=wanted.stem, journey=wanted.journey, language=wanted.language)
