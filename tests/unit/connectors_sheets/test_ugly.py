"""Three spreadsheets as people keep them, in three languages, become the journeys beside them."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.assets.sheets.make_sheets import HERE, SHEETS, make, path_of

from tropa.connectors.sheets import export_xlsx, import_csv, import_xlsx
from tropa.connectors.sheets.xlsx_grids import xlsx_grids
from tropa.journey.completeness import completeness
from tropa.journey.files import read_definition
from tropa.journey.model.journey import Journey
from tropa.journey.schemes import shipped_schemes
from tropa.journey.tables.making import make_journey
from tropa.ports.exchange import Exportable, Imported, Importer, Wanted

TOLD = {
    "bike-rental": {"events", "not_measured", "months", "joined", "twins", "placeholders", "extras"},
    "internet": {"events", "not_measured", "joined", "twins", "extras"},
    "clinic": {"events", "not_measured", "months", "joined", "twins"},
}
LOST = {
    "bike-rental": {"Sheet1!G17", "Lists", "#"},
    "internet": {"Подключение!F8", "Подключение!B8", "Справочник", "старое", "№ п/п"},
    "clinic": set(),
}


def imported(name: str) -> Imported:
    """What a spreadsheet becomes."""
    return import_xlsx(path_of(name).read_bytes(), Wanted(name))


def journey_of(text: str) -> Journey:
    """The journey of a text, without a problem."""
    read = read_definition(text.encode(), schemes=shipped_schemes())
    assert read.problems == ()
    assert isinstance(read.value, Journey)
    return read.value


@pytest.mark.parametrize("name", SHEETS)
def test_an_ugly_spreadsheet_becomes_the_journey_beside_it(name: str) -> None:
    """Word by word; after a change that is meant, run this module to write the journeys anew."""
    assert imported(name).text == (HERE / f"{name}.yaml").read_text("utf-8")


@pytest.mark.parametrize("name", SHEETS)
def test_what_was_decided_and_lost_is_told(name: str) -> None:
    """Each decision that the import took has its sentence, and each thing left out its place."""
    found = imported(name)
    assert {remark.why for remark in found.remarks} == {f"sheet.told.{what}" for what in TOLD[name]}
    assert {loss.what for loss in found.losses} == LOST[name]


@pytest.mark.parametrize("name", SHEETS)
def test_an_ugly_spreadsheet_is_exported_and_comes_back(name: str) -> None:
    """The journey reads, is partly filled in, and survives the way out and back in every language."""
    text = imported(name).text
    journey = journey_of(text)
    assert 0.5 < completeness(journey, shipped_schemes()) < 1
    for language in ("en", "ru", "fa"):
        content = export_xlsx(Exportable(journey, shipped_schemes(), language=language, text=text)).content
        assert import_xlsx(content, Wanted("y")) == Imported(text, ())


@pytest.mark.parametrize("name", SHEETS)
def test_what_the_export_shows_makes_the_same_touchpoints(name: str) -> None:
    """Without its origin, the table of an export is one more table that can be imported: its five columns stay."""
    text = imported(name).text
    journey = journey_of(text)
    content = export_xlsx(Exportable(journey, shipped_schemes(), language=journey.locales[0], text=text)).content
    grids = [grid for grid in xlsx_grids(content) if grid.name != "tropa"]
    again = journey_of(make_journey(grids[:1], stem=name).text)
    assert again.touchpoints == journey.touchpoints


@pytest.mark.parametrize("name", SHEETS)
def test_the_spreadsheet_is_what_its_script_makes(name: str, tmp_path: Path) -> None:
    """The files that are kept were not touched by hand."""
    made = tmp_path / "made.xlsx"
    make(name, made)
    assert xlsx_grids(made.read_bytes()) == xlsx_grids(path_of(name).read_bytes())


@pytest.mark.parametrize(("name", "importer"), [("resaved.xlsx", import_xlsx), ("resaved.csv", import_csv)])
def test_what_another_program_saved_again_comes_back(name: str, importer: Importer) -> None:
    """LibreOffice 7.4 has opened these files and saved them its own way: the definition is whole."""
    found = importer((HERE / name).read_bytes(), Wanted("x"))
    assert found == Imported((HERE / "resaved.yaml").read_text("utf-8"), ())


if __name__ == "__main__":
    for each in SHEETS:
        (HERE / f"{each}.yaml").write_text(imported(each).text, "utf-8")
