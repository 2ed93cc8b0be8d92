"""Spreadsheets that are none, or would like to take the machine: refused in a sentence, in little time and memory."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import textwrap
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from xlsxwriter import Workbook

from tropa.connectors.sheets import export_xlsx, import_csv, import_xlsx
from tropa.connectors.sheets.archive import MAX_FILE_BYTES, MAX_PARTS
from tropa.connectors.sheets.bounds import MAX_CELLS, MAX_COLUMNS, MAX_ROWS
from tropa.connectors.sheets.xlsx_grids import xlsx_grids
from tropa.data.words import LANGUAGES, Words
from tropa.journey.model.journey import Journey
from tropa.ports.exchange import Exportable, Unimportable, Wanted

WANTED = Wanted("x")
SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData>{}</worksheet>'
CELL = '<c r="{}" t="inlineStr"><is><t>x</t></is></c>'


def workbook(fill: Callable[[Workbook], None] | None = None) -> bytes:
    """The bytes of a sound workbook with a table of one touchpoint."""
    made = io.BytesIO()
    book = Workbook(made)
    page = book.add_worksheet("Map")
    page.write_row(0, 0, ["Touchpoint", "Communication"])
    page.write_row(1, 0, ["A", "a"])
    if fill:
        fill(book)
    book.close()
    return made.getvalue()


def with_part(name: str, content: str | bytes) -> bytes:
    """A sound workbook with one part of it replaced, or added."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook())) as sound,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for item in sound.infolist():
            if item.filename != name:
                archive.writestr(item.filename, sound.read(item))
        archive.writestr(name, content)
    return made.getvalue()


def with_sheet(rows: str, after: str = "") -> bytes:
    """A workbook with a sheet of the given XML."""
    return with_part("xl/worksheets/sheet1.xml", SHEET.format(rows, after))


def add_sheets(book: Workbook) -> None:
    """More sheets than anybody turns over."""
    for _ in range(101):
        book.add_worksheet()


def lying(content: bytes) -> bytes:
    """A workbook whose zip says that every part unpacked has ten bytes."""
    spoilt = bytearray(content)
    for mark, at in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        found = spoilt.find(mark)
        while found >= 0:
            struct.pack_into("<I", spoilt, found + at, 10)
            found = spoilt.find(mark, found + 4)
    return bytes(spoilt)


BOMB = SHEET.format("<!--" + " " * 100_000_000 + "-->", "")
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'
    + SHEET.format('<row><c t="inlineStr"><is><t>&c;</t></is></c></row>', "")
)
OLE = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600

REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "no_workbook"),
    "no zip": (lambda: b"Touchpoint,Communication\nA,a\n", "no_workbook"),
    "a zip of something else": (
        lambda: with_part("x", "y").replace(b"xl/workbook.xml", b"xl/wwrkbook.xml"),
        "no_workbook",
    ),
    "cut short": (lambda: workbook()[:-200], "no_workbook"),
    "an old workbook": (lambda: OLE, "old"),
    "a password": (lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "locked"),
    "too large": (lambda: b"PK" + b"\0" * MAX_FILE_BYTES, "file"),
    "a bomb": (lambda: with_part("xl/worksheets/sheet1.xml", BOMB), "unpacked"),
    "a bomb that lies": (lambda: lying(with_part("xl/worksheets/sheet1.xml", BOMB)), "no_workbook"),
    "the last cell": (lambda: with_sheet(f'<row r="1048576">{CELL.format("XFD1048576")}</row>'), "rows"),
    "the last column": (lambda: with_sheet(f'<row r="1">{CELL.format("XFD1")}</row>'), "columns"),
    "a million rows": (
        lambda: with_sheet("".join(f'<row r="{r}"><c r="A{r}"><v>1</v></c></row>' for r in range(1, 1_000_001))),
        "rows",
    ),
    "cells without a place": (
        lambda: with_sheet("<row>" + "<c><v>1</v></c>" * (MAX_COLUMNS + 1) + "</row>"),
        "columns",
    ),
    "too many cells": (
        lambda: with_sheet("".join(f"<row>{'<c><v>1</v></c>' * 200}</row>" for _ in range(MAX_CELLS // 200 + 1))),
        "cells",
    ),
    "too many elements": (lambda: with_sheet("<row>" + "<c/>" * 2_000_001 + "</row>"), "elements"),
    "many merged cells": (
        lambda: with_sheet("", "<mergeCells>" + '<mergeCell ref="A1:B2"/>' * 20_001 + "</mergeCells>"),
        "merges",
    ),
    "a place that is none": (lambda: with_sheet('<row><c r="1A"><v>1</v></c></row>'), "damaged"),
    "entities": (lambda: with_part("xl/worksheets/sheet1.xml", LAUGHS), "damaged"),
    "broken XML": (lambda: with_part("xl/worksheets/sheet1.xml", "<worksheet><row>"), "damaged"),
    "many sheets": (lambda: workbook(add_sheets), "sheets"),
    "no table": (lambda: with_sheet(f"<row>{CELL.format('A1')}</row>"), "no_table"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_workbook_is_refused(name: str) -> None:
    """Each ends in its sentence, in every language."""
    make, why = REFUSED[name]
    with pytest.raises(Unimportable) as refusal:
        import_xlsx(make(), WANTED)
    assert refusal.value.why == f"sheet.refused.{why}"
    for language in LANGUAGES:
        assert Words(language).text(refusal.value.why, **refusal.value.params)


def test_open_document_is_told_by_its_name() -> None:
    """A spreadsheet of another kind is told how to be saved."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<x/>")
    with pytest.raises(Unimportable) as refusal:
        import_xlsx(made.getvalue(), WANTED)
    assert refusal.value.why == "sheet.refused.other_kind"


def test_many_parts_are_refused() -> None:
    """A zip of thousands of parts is no workbook that people made."""
    made = io.BytesIO(workbook())
    with zipfile.ZipFile(made, "a") as archive:
        for at in range(MAX_PARTS):
            archive.writestr(f"x{at}", "")
    with pytest.raises(Unimportable) as refusal:
        import_xlsx(made.getvalue(), WANTED)
    assert refusal.value.why == "sheet.refused.parts"


def test_a_sheet_that_is_only_formatted_far_down_is_read() -> None:
    """Empty cells to the last row, as colouring whole columns leaves them, are no reason to refuse."""

    def colour(book: Workbook) -> None:
        form = book.add_format({"bg_color": "#ffff00"})
        book.worksheets()[0].write_blank(1_048_575, 16_383, None, form)
        book.worksheets()[0].set_row(1_048_575, 30, form)

    (grid,) = xlsx_grids(workbook(colour))
    assert grid.rows == (("Touchpoint", "Communication"), ("A", "a"))


def test_values_of_every_kind_are_texts() -> None:
    """Formulas give what they gave last, numbers have no idle point, dates are ISO, errors are told."""

    def fill(book: Workbook) -> None:
        page = book.worksheets()[0]
        page.write_formula("C1", '="a"&"b"', None, "ab")
        page.write_formula("C2", "=1/0", None, "#DIV/0!")
        page.write_number("D1", 3)
        page.write_number("D2", 0.6)
        page.write_boolean("E1", True)  # noqa: FBT003  xlsxwriter's own signature
        page.write_string("E2", "=1+1")

    (grid,) = xlsx_grids(workbook(fill))
    assert grid.rows == (
        ("Touchpoint", "Communication", "ab", "3", "yes"),
        ("A", "a", "", "0.6", "=1+1"),
    )
    assert grid.broken == {(1, 2): "#DIV/0!"}


@pytest.mark.parametrize("name", ["a bomb", "a bomb that lies", "the last cell", "a million rows", "entities"])
def test_memory_stays_bounded(name: str, tmp_path: Path) -> None:
    """What would fill the memory is refused by a process that has half a GiB."""
    file = tmp_path / "x.xlsx"
    file.write_bytes(REFUSED[name][0]())
    code = textwrap.dedent(f"""
        import resource, sys
        from tropa.connectors.sheets import import_xlsx
        from tropa.ports.exchange import Exportable, Unimportable, Wanted
        resource.setrlimit(resource.RLIMIT_AS, (2**29, 2**29))
        try:
            import_xlsx(open({str(file)!r}, "rb").read(), Wanted("x"))
        except Unimportable as refusal:
            sys.exit(0)
        sys.exit(1)
    """)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr[-2000:]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "no_table"),
        (b"\xff\xfea", "text"),
        (b"a\0b", "text"),
        (b"PK\x03\x04\x00\x00", "text"),
        (b"Touchpoint,Communication\n" + b"A,a\n" * (MAX_ROWS + 1), "rows"),
        (b"," * (MAX_COLUMNS + 1) + b"x", "columns"),
        (b'Touchpoint,Communication\n"' + b"x" * 200_000, "quotes"),
        (b"x" * (8 * 2**20 + 1), "file"),
        (b"Budget;Date\n1;2\n", "no_table"),
    ],
)
def test_a_hostile_csv_file_is_refused(content: bytes, why: str) -> None:
    """Each ends in its sentence."""
    with pytest.raises(Unimportable) as refusal:
        import_csv(content, WANTED)
    assert refusal.value.why == f"sheet.refused.{why}"


def test_a_workbook_tells_no_time_of_its_own() -> None:
    """What is written today and tomorrow is the same file."""
    journey = Journey(journey="a")
    content = export_xlsx(Exportable(journey, {}, text="journey: a\n")).content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b"2000-01-01T00:00:00Z" in archive.read("docProps/core.xml")
        assert {item.date_time[0] for item in archive.infolist()} == {1980}
