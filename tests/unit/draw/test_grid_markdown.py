"""Tables as Markdown: read back by a renderer, they say what they were to say, and nothing else happens."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from tests.unit.draw.pictured import hostile, small, subjects
from tests.unit.draw.test_grid_svg import SHEETS, SIGNS
from tests.unit.draw.test_pages import HOSTILE

from tropa.draw.grids.grid import Cell, Grid, Paragraph, Row, Sheet
from tropa.draw.grids.markdown import escaped, markdown_of

RENDERER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
BLOCKS = re.compile(r"^(heading|paragraph|table|thead|tbody|tr|th|td|bullet_list|list_item)_(open|close)$|^inline$")
INLINE = {"text", "strong_open", "strong_close", "em_open", "em_close", "html_inline"}


def squeezed(text: str) -> str:
    """A text without blanks and signs of direction."""
    return re.sub(r"\s", "", text.translate(SIGNS))


def cells_of(markdown: str) -> list[list[str]]:
    """The text of every cell, a list a row."""
    rows: list[list[str]] = []
    tokens = RENDERER.parse(markdown)
    for before, token in pairwise(tokens):
        if token.type == "tr_open":
            rows.append([])
        if before.type in {"td_open", "th_open"} and token.type == "inline":
            rows[-1].append("".join(part.content for part in token.children or [] if part.type == "text"))
    return rows


def unexpected(tokens: list[Token]) -> list[str]:
    """What a renderer would make of a text beside headings, lists, tables and emphasis."""
    blocks = [one.type for one in tokens if not BLOCKS.match(one.type) and one.type != "html_block"]
    inside = [part for one in tokens for part in one.children or []]
    blocks += [part.type for part in inside if part.type not in INLINE]
    html = {part.content for part in inside if part.type == "html_inline"}
    html |= {one.content.strip() for one in tokens if one.type == "html_block"}
    return [*blocks, *(html - {"<br>", '<div dir="rtl" lang="fa">', "</div>"})]


@pytest.mark.parametrize("view", SHEETS)
def test_every_picture_reads_back(view: str) -> None:
    """Of every subject: a renderer finds as many cells in every row, and in them every word of the tables."""
    for name, subject in subjects():
        sheet = SHEETS[view](subject)
        text = markdown_of(sheet)
        assert unexpected(RENDERER.parse(text)) == [], name
        rows = cells_of(text)
        told = [squeezed(cell) for row in rows for cell in row]
        at = 0
        for grid in sheet.grids:
            n = 1 + bool(grid.spans) + sum(1 + bool(row.line) + (row.group is not None) for row in grid.rows)
            assert {len(row) for row in rows[at : at + n]} == {len(grid.columns) + 1}, name
            at += n
            for row in grid.rows:
                for cell in (row.head, *row.cells):
                    assert "".join(squeezed(part.text) for part in cell.paragraphs) in told, name
        assert at == len(rows), name


@pytest.mark.parametrize("text", [*HOSTILE, "a | b", "`x", "*x* _y_ ~~z~~", "[a](b)", "![a](b)", "\\", "<b>", "&lt;"])
@pytest.mark.parametrize("view", SHEETS)
def test_hostile_texts_are_only_text(view: str, text: str) -> None:
    """No text of a journey becomes markup, a link or another cell."""
    markdown = markdown_of(SHEETS[view](hostile(text)))
    assert unexpected(RENDERER.parse(markdown)) == []
    if "{{" not in text and not re.search("[\u202a-\u202e\u2066-\u2069]", text):
        assert any(squeezed(text) in squeezed(cell) for row in cells_of(markdown) for cell in row)


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["C", "Z"]) | st.just(" "), min_size=1, max_size=30))
def test_any_text_comes_back_from_a_cell_and_from_a_line(text: str) -> None:
    """Whatever a text is, a renderer shows it as it is, in a table, in a heading and at the start of a line."""
    wanted = " ".join(text.split())
    cell = Cell((Paragraph(text, "strong"),))
    markdown = markdown_of(
        Sheet("en", "ltr", "kind", text, grids=(Grid(text, (cell,), (Row(cell, (cell,)),)),), empty=text)
    )
    shown = [squeezed(cell) for row in cells_of(markdown) for cell in row]
    assert shown == [squeezed(wanted)] * 4
    heading, _, line, *_ = [one for one in RENDERER.parse(markdown) if one.type == "inline"]
    for inline in (heading, line):
        assert squeezed("".join(part.content for part in inline.children or [])) == squeezed(wanted)


def test_what_looks_like_prose_stays_readable() -> None:
    """A sentence of ordinary signs has no backslash in it."""
    text = "Well-known: 10 + 2 = 12, (really) 50 % - or more!"
    assert escaped(text) == text


def test_persian_is_wrapped_for_its_direction() -> None:
    """A Persian picture says its direction to the renderer, an English one needs no markup."""
    assert markdown_of(SHEETS["map"](small("fa"))).startswith('<div dir="rtl" lang="fa">\n\n# ')
    assert "<div" not in markdown_of(SHEETS["map"](small()))


def test_a_table_says_what_it_cannot_show() -> None:
    """Stages stand in a row of their own, lines and groups too, gaps are in words."""
    board = cells_of(markdown_of(SHEETS["map"](small())))
    assert board[1][:2] == [
        "Stage",
        "OnboardingTerms, possibilities, tips; no pressure, no cross-sell. As a rule 15 to 60 days.",
    ]
    assert board[1][2] == "Onboarding"
    blueprint = [row[0] for row in cells_of(markdown_of(SHEETS["blueprint"](small())))]
    assert "— Line of visibility —" in blueprint
    matrix = cells_of(markdown_of(SHEETS["requests"](small())))
    assert ["Onboarding", "", ""] in matrix
    assert matrix[0][2] == "Something elseno touchpoint yet"
    assert ["LetterSMS, Website", "step 1 of 2", ""] in matrix
