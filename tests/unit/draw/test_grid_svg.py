"""Tables as SVG: sound, plain enough for any drawing program, complete, mirrored where people read so."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.draw.pictured import bare_journey, hostile, small, subjects
from tests.unit.draw.test_pages import HOSTILE

from tropa.data.package import read_data
from tropa.draw.grids.bare import ISOLATES
from tropa.draw.grids.diagrams import blueprint_diagram
from tropa.draw.grids.grid import COLUMN, Cell, Grid, Paragraph, Row, Sheet
from tropa.draw.grids.map_sheet import map_sheet
from tropa.draw.grids.svg import MARGIN, svg_of
from tropa.draw.grids.svg_table import HEAD_WIDTH, MOST_STRETCH, placed, stretched
from tropa.draw.grids.svg_text import FACES
from tropa.draw.grids.view_sheets import blueprint_sheet, capabilities_sheet, requests_sheet
from tropa.draw.hyphens import HYPHEN
from tropa.draw.wording import POP_ISOLATE

SHEETS = {
    "map": map_sheet,
    "blueprint": blueprint_sheet,
    "requests": requests_sheet,
    "capabilities": capabilities_sheet,
}
PLAIN = {"svg", "title", "desc", "style", "rect", "path", "circle", "text"}
NAMESPACE = "{http://www.w3.org/2000/svg}"
SIGNS = str.maketrans("", "", "".join(ISOLATES.values()) + POP_ISOLATE)


def elements(svg: str) -> list[ET.Element]:
    """All elements of a picture; it is sound XML."""
    return list(ET.fromstring(svg).iter())  # noqa: S314  our own text


def said(svg: str) -> str:
    """Every letter on a picture, without blanks, signs of direction, and hyphens where a line ends in a word."""
    texts = (one.text or "" for one in elements(svg) if one.tag == f"{NAMESPACE}text")
    return re.sub(rf"\s|{HYPHEN}", "", "".join(texts).translate(SIGNS))


def paragraphs(sheet: Sheet) -> list[str]:
    """Every paragraph in the tables of a sheet."""
    cells = [
        cell
        for grid in sheet.grids
        for cell in (
            *grid.columns,
            *(span.cell for span in grid.spans),
            *(cell for row in grid.rows for cell in (row.head, *row.cells)),
        )
    ]
    return [re.sub(r"\s", "", paragraph.text.translate(SIGNS)) for cell in cells for paragraph in cell.paragraphs]


@pytest.mark.parametrize("view", SHEETS)
def test_every_picture_is_plain_and_complete(view: str) -> None:
    """Of every subject: rectangles, lines and text alone, nothing fetched, every word of the tables on it."""
    for name, subject in subjects():
        sheet = SHEETS[view](subject)
        svg = svg_of(sheet)
        assert {one.tag.removeprefix(NAMESPACE) for one in elements(svg)} <= PLAIN, name
        assert not re.search(r"href|url\(|@import|<!", svg), name
        shown = said(svg)
        assert [text for text in paragraphs(sheet) if text not in shown] == [], name


def test_a_department_says_on_which_side_of_the_line_it_stands() -> None:
    """Before each department of the blueprint stands whether the client meets it or it works behind."""
    (grid,) = blueprint_sheet(small()).grids
    heads = [[paragraph.text for paragraph in row.head.paragraphs] for row in grid.rows]
    assert heads == [
        ["Client’s action"],
        ["Where"],
        ["On the stage", "Service"],
        ["On the stage", "No department yet"],
        ["Behind the stage", "Service"],
        ["Behind the stage", "No department yet"],
        ["Systems"],
    ]
    assert '"On the stage#58; Service"' in blueprint_diagram(small())


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("view", SHEETS)
def test_hostile_texts_are_only_text(view: str, text: str) -> None:
    """No text of a journey becomes an element or an attribute of the picture."""
    tags = {one.tag.removeprefix(NAMESPACE) for one in elements(svg_of(SHEETS[view](hostile(text))))}
    assert tags <= PLAIN


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=40))
def test_any_text_leaves_the_picture_sound(text: str) -> None:
    """Whatever a title is, signs that XML cannot hold among them, the picture can be read."""
    elements(svg_of(map_sheet(hostile(text))))


def test_a_picture_from_right_to_left_is_turned_round() -> None:
    """In Persian every text hangs on its right end, and the heads of rows stand at the right."""
    ltr, rtl = svg_of(map_sheet(small())), svg_of(map_sheet(small("fa")))
    texts = [one for one in elements(rtl) if one.tag == f"{NAMESPACE}text"]
    assert {one.get("text-anchor") for one in texts} == {"end"}
    assert all((one.text or "").startswith(ISOLATES["rtl"]) for one in texts)
    assert "text-anchor" not in ltr
    (width,) = [float(one.get("width", 0)) for one in elements(rtl) if one.get("class") == "ground"][:1]
    ends = {
        float(one.get("x", 0)) + float(one.get("width", 0)) for one in elements(rtl) if one.get("class") == "span"
    }
    assert ends == {width - MARGIN - HEAD_WIDTH}
    begins = {float(one.get("x", 0)) for one in elements(ltr) if one.get("class") == "span"}
    assert begins == {MARGIN + HEAD_WIDTH}


def test_the_curve_goes_through_the_middles_of_its_columns() -> None:
    """A point stands in the middle of its column, at a height by its feeling; a gap breaks the line."""
    cells = (Cell(top=0.0), Cell(top=100.0), Cell(), Cell(top=50.0))
    grid = Grid("", tuple(Cell() for _ in cells), (Row(Cell(), cells),))
    table = placed(grid, "ltr")
    first, second, third, fourth = table.curve
    assert first
    assert second
    assert fourth
    assert third is None
    assert second[0] - first[0] == COLUMN
    assert first[1] < fourth[1] < second[1]
    assert fourth[1] == table.zero
    svg = svg_of(Sheet("en", "ltr", "k", "t", grids=(grid,)))
    assert svg.count('class="curve"') == 1
    assert svg.count("<circle") == 3


def test_short_tables_keep_up_with_long_ones_within_reason() -> None:
    """A table is widened to the picture's width, but no column beyond what reads well, and none narrowed."""
    grid = Grid("", (Cell(), Cell()), ())
    assert stretched(grid, 10_000).column_width == COLUMN * MOST_STRETCH
    assert COLUMN < stretched(grid, 700).column_width < COLUMN * MOST_STRETCH
    assert stretched(grid, 100).column_width == COLUMN


def test_letters_are_drawn_as_large_as_they_are_measured() -> None:
    """Every face has in the style the size and weight by which its lines were broken."""
    style = read_data("templates/grid.css").decode().split("@media")[0]
    rules = dict(re.findall(r"^\.?(\w+)\{([^}]*)\}", style, re.MULTILINE))
    for name, face in FACES.items():
        size = re.search(r"font-size:([\d.]+)px", rules.get(name, "")) or re.search(
            r"font-size:([\d.]+)px", rules["text"]
        )
        assert size is not None
        assert float(size[1]) == face.size, name
        assert ("font-weight" in rules.get(name, "")) == face.bold, name


def test_a_row_is_as_high_as_its_longest_cell() -> None:
    """Cells of a row share the height of the one that says most."""
    long = Cell(tuple(Paragraph("a word and a word and a word") for _ in range(9)))
    table = placed(Grid("", (Cell(), Cell()), (Row(Cell(), (long, Cell())),)), "ltr")
    *_, one, other = table.cells
    assert one.height == other.height > one.text.height


@pytest.mark.parametrize("view", ["map", "blueprint", "requests"])
def test_an_empty_picture_says_how_to_begin(view: str) -> None:
    """Where there is nothing to draw, the picture says what to fill in."""
    sheet = SHEETS[view](bare_journey())
    assert sheet.grids == ()
    assert sheet.empty
    assert re.sub(r"\s", "", sheet.empty) in said(svg_of(sheet))


def test_stages_without_touchpoints_are_told() -> None:
    """A stage left out is told with its reason, the waiting ones are named, those with touchpoints stand above."""
    sheet = map_sheet(small())
    assert sheet.notes[0] == "Sale: left out. Free of charge"
    assert sheet.notes[-1].startswith("No touchpoint yet: Acquisition, Selection")
    assert [span.cell.paragraphs[0].text for grid in sheet.grids for span in grid.spans] == ["Onboarding", "Loyalty"]
