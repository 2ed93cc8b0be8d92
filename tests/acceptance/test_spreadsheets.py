"""``tropa import`` and ``tropa map`` with spreadsheets, as somebody at a terminal meets them."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

import pytest
from tests.acceptance.conftest import Tropa
from tests.assets.sheets.make_sheets import path_of

from tropa.journey.files import read_definition

DEFINITION = """\
journey: bikes
locales: [en]
touchpoints:
  care:
    communication: Lock it like this   # a remark
    emotion: 1
"""


def table(tropa: Tropa, folder: Path, *options: str) -> list[list[str]]:
    """The definition in the folder as the rows of a CSV file."""
    (folder / "bikes.yaml").write_text(DEFINITION, "utf-8")
    assert tropa("map", "bikes.yaml", "--out", "bikes.csv", *options).code == 0
    return list(csv.reader(io.StringIO((folder / "bikes.csv").read_text("utf-8-sig"), newline="")))


def save(folder: Path, rows: list[list[str]]) -> None:
    """The rows as somebody saves them."""
    with (folder / "bikes.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def test_a_table_becomes_a_file_and_its_holes_are_told(tropa: Tropa, tmp_path: Path) -> None:
    """The journey goes to the file, what to know of it to stderr, in the language asked for."""
    shutil.copy(path_of("internet"), tmp_path / "table.xlsx")
    said = tropa("import", "table.xlsx", "--out", "plan.yaml", "--journey", "home", "--lang", "ru")
    assert (said.code, said.out) == (0, "")
    assert "Подключение!F8: в ячейке ошибка табличного редактора" in said.err
    assert "ещё не заполнено:" in said.err
    assert "channel (1): vizit-mastera" in said.err
    assert (tmp_path / "plan.yaml").read_text("utf-8").startswith("journey: home\n")
    assert tropa("check", "plan.yaml").code == 0


def test_without_a_file_the_journey_goes_to_stdout(tropa: Tropa, tmp_path: Path) -> None:
    """And nothing else does, so that it can be piped on."""
    shutil.copy(path_of("clinic"), tmp_path / "table.xlsx")
    said = tropa("import", "table.xlsx", "--lang", "fa")
    assert said.code == 0
    assert read_definition(said.out.encode()).problems == ()


def test_programs_get_the_same_as_json(tropa: Tropa, tmp_path: Path) -> None:
    """Definition, losses, remarks and what is missing, with English messages whatever people read."""
    shutil.copy(path_of("clinic"), tmp_path / "table.xlsx")
    data = tropa("import", "table.xlsx", "--format", "json", "--lang", "fa").data
    assert set(data) == {"definition", "losses", "remarks", "completeness", "missing", "unproven"}
    assert {"at": "dndan-pzshk", "what": "channel"} in data["missing"]
    assert any("30 days" in remark["message"] for remark in data["remarks"])


@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
@pytest.mark.parametrize("language", ["en", "ru", "fa"])
def test_a_spreadsheet_comes_back_to_the_last_byte(tropa: Tropa, tmp_path: Path, ending: str, language: str) -> None:
    """Byte order mark, line ends, comments and all."""
    text = ("\ufeff" + DEFINITION.replace("\n", "\r\n")).encode()
    (tmp_path / "bikes.yaml").write_bytes(text)
    assert tropa("map", "bikes.yaml", "--out", f"bikes{ending}", "--lang", language).code == 0
    assert tropa("import", f"bikes{ending}", "--out", "again.yaml").code == 0
    assert (tmp_path / "again.yaml").read_bytes() == text


def test_changed_cells_are_taken_up(tropa: Tropa, tmp_path: Path) -> None:
    """``--into`` changes the line and leaves the rest, the remark on that line too; a second time changes nothing."""
    rows = table(tropa, tmp_path)
    rows[1][1] = "Lock it twice"
    save(tmp_path, rows)
    said = tropa("import", "bikes.csv", "--into", "bikes.yaml")
    assert said.code == 0
    assert "a cell was changed: B2" in said.err
    changed = DEFINITION.replace("Lock it like this", "'Lock it twice'")
    assert (tmp_path / "bikes.yaml").read_text("utf-8") == changed
    again = tropa("import", "bikes.csv", "--into", "bikes.yaml")
    assert again.code == 0
    assert "nothing changed: bikes.yaml" in again.err
    assert "a cell was changed" not in again.err
    assert (tmp_path / "bikes.yaml").read_text("utf-8") == changed


def test_a_definition_may_come_back_under_another_id(tropa: Tropa, tmp_path: Path) -> None:
    """``--journey`` changes the id and nothing else."""
    table(tropa, tmp_path)
    said = tropa("import", "bikes.csv", "--journey", "scooters")
    assert said.out == DEFINITION.replace("journey: bikes", "journey: scooters")


def test_a_change_on_both_sides_ends_with_2_and_changes_nothing(tropa: Tropa, tmp_path: Path) -> None:
    """The cell is named."""
    rows = table(tropa, tmp_path)
    rows[1][1] = "Lock it twice"
    save(tmp_path, rows)
    now = DEFINITION.replace("Lock it like this", "Lock it always")
    (tmp_path / "bikes.yaml").write_text(now, "utf-8")
    said = tropa("import", "bikes.csv", "--into", "bikes.yaml")
    assert said.code == 2
    assert "B2" in said.err
    assert (tmp_path / "bikes.yaml").read_text("utf-8") == now


def test_a_cell_that_cannot_be_written_ends_with_2(tropa: Tropa, tmp_path: Path) -> None:
    """Cell, what was met, what was expected; nothing is written."""
    rows = table(tropa, tmp_path)
    rows[1][rows[0].index("Planned emotion")] = "wonderful"
    save(tmp_path, rows)
    said = tropa("import", "bikes.csv", "--out", "again.yaml")
    assert said.code == 2
    assert "bikes.csv: L2: " in said.err
    assert "wonderful" in said.err
    assert "-3 to 3" in said.err
    assert not (tmp_path / "again.yaml").exists()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("x.xlsx", b"", "no workbook"),
        ("x.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "old kind"),
        ("x.csv", b"a;b\n1;2\n", "no table of touchpoints"),
        ("x.csv", b"\xff\xfe\x00", "no CSV text"),
    ],
)
def test_what_is_no_spreadsheet_ends_with_2_and_a_sentence(
    tropa: Tropa, tmp_path: Path, name: str, content: bytes, sentence: str
) -> None:
    """No traceback, whatever the bytes."""
    (tmp_path / name).write_bytes(content)
    said = tropa("import", name)
    assert said.code == 2
    assert sentence in said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--out", "a.yaml", "--into", "bikes.yaml"), "not both"),
        (("--out", "bikes.yaml"), "there already"),
        (("--into", "nowhere.yaml"), "cannot be read"),
        (("--journey", "Моя"), "no id"),
    ],
)
def test_options_that_do_not_fit_are_told(
    tropa: Tropa, tmp_path: Path, options: tuple[str, ...], sentence: str
) -> None:
    """Each ends with 2 and says what to do instead."""
    table(tropa, tmp_path)
    said = tropa("import", "bikes.csv", *options)
    assert said.code == 2
    assert sentence in said.err


def test_a_table_of_ones_own_has_nothing_to_be_taken_up(tropa: Tropa, tmp_path: Path) -> None:
    """Without the definition it was written from there is no telling what was changed in it."""
    table(tropa, tmp_path)
    shutil.copy(path_of("bike-rental"), tmp_path / "table.xlsx")
    said = tropa("import", "table.xlsx", "--into", "bikes.yaml")
    assert said.code == 2
    assert "--out" in said.err
    (tmp_path / "x.xml").write_text("<a/>")
    assert tropa("import", "x.xml", "--into", "bikes.yaml").code == 2
    assert (tmp_path / "bikes.yaml").read_text("utf-8") == DEFINITION
