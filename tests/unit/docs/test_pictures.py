"""The table of pictures in the reference is the table of the command, and what is told of printing is so."""

from __future__ import annotations

import re

import pytest
from tests.unit.docs.reading import page

from tropa.cli.drawing import PAGE, PRINTED, VIEWS, endings_of
from tropa.connectors.print import VARIABLE
from tropa.connectors.print.chromium import MOST_PIXELS, PATIENCE_S
from tropa.connectors.print.finding import NAMES
from tropa.ports.printer import PAPER_WIDTH

TEXT = page("reference/pictures.md")
HEAD, *ROWS = [line for line in TEXT.splitlines() if re.match(r"\| (`\w+`|view) \|", line)]
ENDINGS = re.findall(r"`(\.\w+)`", HEAD)


def test_every_view_has_its_row() -> None:
    """The rows are the choices of ``--view``, in their order."""
    assert [re.findall(r"`(\w+)`", row)[0] for row in ROWS] == list(VIEWS)


@pytest.mark.parametrize("row", ROWS, ids=VIEWS)
def test_a_tick_is_a_form_that_is_written(row: str) -> None:
    """A view's ticks are the endings it is written as, no more and no less."""
    view, *ticks = [cell.strip(" `") for cell in row.strip("|").split("|")]
    told = {ending for ending, tick in zip(ENDINGS, ticks, strict=True) if tick == "✓"}
    assert told == set(endings_of(view))


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_form_is_told(ending: str) -> None:
    """Each ending stands in a heading of the page."""
    assert any(f"`{ending}`" in heading for heading in re.findall(r"^## .+$", TEXT, re.MULTILINE))


def test_what_is_told_of_printing_is_so() -> None:
    """The variable, the names in their order, the width, the limits, and what a report is written as."""
    assert f"`{VARIABLE}`" in TEXT
    places = [TEXT.index(f"`{name}`") for name in NAMES]
    assert places == sorted(places)
    assert f"{PAPER_WIDTH * 2:,} pixels" in TEXT
    assert f"{MOST_PIXELS // 1_000_000} million pixels" in TEXT
    assert PATIENCE_S == 120
    assert "limit | two minutes | two minutes;" in TEXT
    report = ", ".join(f"`{ending}`" for ending in (PAGE, *PRINTED)).replace(", `.pdf`", " and `.pdf`")
    assert f"`tropa report` writes {report}." in TEXT
