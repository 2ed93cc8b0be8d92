"""CSV files: written so that spreadsheet programs open them right, read however they were saved."""

from __future__ import annotations

import csv
import io

import pytest

from tropa.connectors.sheets import export_csv, import_csv
from tropa.connectors.sheets.csv_book import pack, unpack
from tropa.connectors.sheets.csv_grid import csv_grid
from tropa.data.package import read_data
from tropa.journey.files import read_definition
from tropa.journey.model.journey import Journey
from tropa.journey.schemes import shipped_schemes
from tropa.journey.tables.origin import MOST_IN_CELL, Origin
from tropa.ports.exchange import Exportable, Wanted

WANTED = Wanted("x")
RUSSIAN = "Точка контакта;Коммуникация;Целевое действие\r\nСайт;Привет, Анна;зашёл\r\n"
PERSIAN = "نقطه تماس;پیام;اقدام هدف\r\nسایت;سلام;آمد\r\n".replace("ی", "ي")


def exported(language: str = "en") -> bytes:
    """The shipped example of traffic fines as a CSV file, with a text that begins like a formula."""
    text = read_data("examples/traffic-fines.yaml").decode()
    journey = read_definition(text.encode(), schemes=shipped_schemes(), syntax_only=True).value
    assert isinstance(journey, Journey)
    return export_csv(Exportable(journey, shipped_schemes(), language=language, text=text)).content


def rows_of(content: bytes, delimiter: str = ",") -> list[list[str]]:
    """The rows that another program sees."""
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def file_of(rows: list[list[str]], delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    """Rows as another program saves them."""
    made = io.StringIO()
    csv.writer(made, delimiter=delimiter).writerows(rows)
    return made.getvalue().encode(encoding)


@pytest.mark.parametrize(("language", "delimiter"), [("en", ","), ("ru", ";"), ("fa", ",")])
def test_a_file_begins_with_a_mark_and_has_the_five_columns_first(language: str, delimiter: str) -> None:
    """Spreadsheet programs know UTF-8 by the mark, and part cells where the language expects it."""
    content = exported(language)
    assert content.startswith(b"\xef\xbb\xbf")
    heads = rows_of(content, delimiter)[0]
    assert len(heads) > 10
    assert len({len(row) for row in rows_of(content, delimiter)}) == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (RUSSIAN.encode("cp1251"), "Привет, Анна"),
        (RUSSIAN.encode("utf-8"), "Привет, Анна"),
        (RUSSIAN.encode("utf-8-sig"), "Привет, Анна"),
        (RUSSIAN.encode("utf-16"), "Привет, Анна"),
        (RUSSIAN.replace(";", "\t").encode("cp1251"), "Привет, Анна"),
        (("sep=;\r\n" + RUSSIAN).encode(), "Привет, Анна"),
        (PERSIAN.encode("cp1256"), "سلام"),
        (b"Touchpoint|Communication\nSite|Caf\xe9\n", "Café"),
    ],
)
def test_a_file_is_read_however_it_was_saved(content: bytes, said: str) -> None:
    """Encoding and what stands between cells are found out by the headings that are then known."""
    assert f"communication: {said}\n" in import_csv(content, WANTED).text


def test_a_file_saved_by_another_program_still_comes_back() -> None:
    """Other delimiters, rows sorted anew: the definition in the last column is whole."""
    text = read_data("examples/traffic-fines.yaml").decode()
    head, *rows = rows_of(exported())
    assert import_csv(file_of([head, *reversed(rows)], ";"), WANTED).text == text


def test_a_file_that_lost_a_part_of_its_origin_is_a_table_like_any_other() -> None:
    """Without its origin a table becomes a new journey, of what can be seen."""
    head, *rows = rows_of(exported())
    for row in rows:
        row[-1] = ""
    found = import_csv(file_of([head, *rows]), Wanted("my-fines"))
    assert found.text.startswith("journey: my-fines\n")
    assert f"\n  {rows[0][5]}:\n" in found.text


def test_a_changed_cell_comes_back() -> None:
    """An apostrophe that kept a formula from running is taken off again."""
    rows = rows_of(exported())
    rows[1][1] = "'=SUM(A1)"
    found = import_csv(file_of(rows), WANTED)
    assert "=SUM(A1)" in found.text
    assert "'=SUM" not in found.text.replace("'=SUM(A1)'", "")
    assert [remark.why for remark in found.remarks] == ["sheet.told.changed"]


def origin(text: str) -> Origin:
    """The origin of a text, without sheets."""
    return Origin(text, "en", {}, {}, {}, {})


def test_a_long_definition_takes_several_cells() -> None:
    """No cell is longer than a spreadsheet takes, and the order of the cells does not matter."""
    noise = "".join(chr(0x4E00 + at * 7919 % 20_000) for at in range(60_000))
    cells = pack(origin(noise))
    assert len(cells) > 2
    assert max(map(len, cells)) < MOST_IN_CELL
    found = unpack(cells[::-1])
    assert found is not None
    assert found.text == noise
    assert unpack(cells[1:]) is None
    assert unpack([cells[0][:-1] + "?", *cells[1:]]) is None


def test_a_packed_bomb_is_no_origin() -> None:
    """What would unpack to more than a definition may have is not unpacked."""
    assert unpack(pack(origin("x" * 2**24))) is None


def test_a_heading_named_like_the_origin_does_no_harm() -> None:
    """A column ``tropa`` that holds something else is left out of the table."""
    found = import_csv(b"Touchpoint,Communication,tropa\nA,a,hello\n", WANTED)
    assert "  a:\n    title: A\n" in found.text
    assert csv_grid(b"a,b\n").rows == (("a", "b"),)


def test_the_shipped_spreadsheet_is_where_the_tutorial_says() -> None:
    """The wheel carries the spreadsheet of the tutorial."""
    assert read_data("sheets/bike-rental.xlsx").startswith(b"PK")
