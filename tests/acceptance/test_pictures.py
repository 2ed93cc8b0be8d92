"""``tropa map`` and ``tropa report``: every view in every form, and what is said where one cannot be made."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.acceptance.conftest import Tropa
from tests.unit.connectors_print.sheets import A3_LYING, pdf_box, pdf_pages, png_size
from tests.unit.draw.pictured import SMALL_TEXT

from tropa.cli.drawing import VIEWS, endings_of
from tropa.connectors.print import VARIABLE, find_chromium
from tropa.ports.printer import PAPER_WIDTH, NoPrinter

LOG = "customer,name,at\na,letter,2026-01-01\na,opened,2026-01-02\nb,letter,2026-01-01\n"
TEXT = f"{SMALL_TEXT}start: letter\nsuccess: opened\nsteps: [{{send: letter}}]\n"
MARKS = {
    ".html": b"<!doctype html>",
    ".svg": b"<svg ",
    ".md": b"# Small",
    ".mmd": b"",
    ".png": b"\x89PNG",
    ".pdf": b"%PDF-",
    ".xlsx": b"PK",
    ".csv": b"",
    ".xml": b"<?xml",
    ".jsonld": b"{",
}
"""How a file of each form begins."""

PRINTED = (".png", ".pdf")


@pytest.fixture
def chromium() -> None:
    """A test that prints is left out where nothing does, and says how to mend it."""
    try:
        find_chromium(os.environ)
    except NoPrinter as error:
        pytest.skip(f"BROWSER TESTS LEFT OUT: {error}; `apt-get install chromium fonts-noto-core` mends it")


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """No Chromium where the variable says."""
    monkeypatch.setenv(VARIABLE, "/nowhere")


@pytest.fixture
def journey(tmp_path: Path) -> str:
    """A small journey in the folder; its name."""
    (tmp_path / "small.yaml").write_text(TEXT, encoding="utf-8")
    return "small.yaml"


def drawn(tropa: Tropa, folder: Path, journey: str, view: str, ending: str) -> bytes:
    """What a view is written as."""
    said = tropa("map", journey, "--view", view, "--out", f"here/it{ending}")
    assert said.code == 0, said.err
    assert said.out == ""
    return (folder / f"here/it{ending}").read_bytes()


def test_every_form_is_known_here() -> None:
    """The tests below look at every form that any view has."""
    assert {ending for view in VIEWS for ending in endings_of(view)} == set(MARKS)


@pytest.mark.usefixtures("nowhere")
@pytest.mark.parametrize(
    ("view", "ending"), [(view, ending) for view in VIEWS for ending in endings_of(view) if ending not in PRINTED]
)
def test_a_view_is_written_without_a_browser(
    tropa: Tropa, tmp_path: Path, journey: str, view: str, ending: str
) -> None:
    """Pages, drawings, texts and other tools' files need no Chromium on the machine."""
    made = drawn(tropa, tmp_path, journey, view, ending)
    assert made.startswith(MARKS[ending])
    assert len(made) > 40


@pytest.mark.browser
@pytest.mark.usefixtures("chromium")
@pytest.mark.parametrize("view", VIEWS)
def test_a_view_is_printed(tropa: Tropa, tmp_path: Path, journey: str, view: str) -> None:
    """Each view goes onto A3 lying (a scenario onto a sheet of its own size), and into a picture as wide as A3."""
    made = drawn(tropa, tmp_path, journey, view, ".pdf")
    if view != "scenario":
        assert pdf_box(made) == pytest.approx(A3_LYING, abs=1)
    assert pdf_pages(made) >= 1
    width, height = png_size(drawn(tropa, tmp_path, journey, view, ".png"))
    assert width == PAPER_WIDTH * 2
    assert height > 500


@pytest.mark.browser
@pytest.mark.usefixtures("chromium")
@pytest.mark.parametrize("ending", PRINTED)
def test_a_report_is_printed(tropa: Tropa, tmp_path: Path, journey: str, ending: str) -> None:
    """The map with reality on it goes the same way onto paper and into a picture."""
    (tmp_path / "log.csv").write_text(LOG, encoding="utf-8")
    said = tropa("report", journey, "--events", "log.csv", "--out", f"report{ending}")
    assert said.code == 0, said.err
    assert (tmp_path / f"report{ending}").read_bytes().startswith(MARKS[ending])


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (
            ("map", "small.yaml", "--out", "map.docx"),
            ".html, .svg, .md, .mmd, .png, .pdf, .xlsx, .csv, .xml, .jsonld",
        ),
        (("map", "small.yaml", "--out", "map"), ".html"),
        (("map", "small.yaml", "--out", "map.xlsx", "--view", "blueprint"), "--view blueprint"),
        (("map", "small.yaml", "--out", "map.mmd", "--view", "capabilities"), "Mermaid"),
        (("map", "small.yaml", "--out", "map.pdf"), f"{VARIABLE}=/nowhere"),
        (("map", "small.yaml", "--out", "map.PNG"), f"{VARIABLE}=PATH"),
        (("report", "small.yaml", "--events", "log.csv", "--out", "report.svg"), ".html, .png, .pdf"),
        (("map", "small.yaml", "--out", "small.yaml/map.svg"), "small.yaml"),
    ],
)
@pytest.mark.usefixtures("journey", "nowhere")
def test_what_cannot_be_made_is_refused_with_what_can(
    tropa: Tropa, tmp_path: Path, arguments: tuple[str, ...], says: str
) -> None:
    """Exit 2, one sentence on what is served or how to mend it, and no file."""
    said = tropa(*arguments)
    assert said.code == 2, said
    assert says in said.err
    assert "Traceback" not in said.err
    assert [file.name for file in tmp_path.iterdir()] == ["small.yaml"]


def test_a_browser_that_fails_is_told(
    tropa: Tropa, tmp_path: Path, journey: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A Chromium that ends before it has printed is named, with its last words, and no file is written."""
    program = tmp_path / "engine"
    program.write_text("#!/bin/sh\necho no display, alas >&2; exit 1\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv(VARIABLE, str(program))
    said = tropa("map", journey, "--out", "map.pdf")
    assert said.code == 2
    assert "no display, alas" in said.err
    assert f"{program} --headless" in said.err
    assert not (tmp_path / "map.pdf").exists()
