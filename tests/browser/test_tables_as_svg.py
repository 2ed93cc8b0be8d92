"""Tables drawn as SVG, measured by a real browser: no text leaves its cell, by day and by night."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from tests.unit.draw.pictured import hostile, small, subjects

from tropa.draw.pictures import PICTURES

pytestmark = pytest.mark.browser

VIEWS = ("map", "blueprint", "requests", "capabilities")
SUBJECTS = dict(subjects())

OUTSIDE = """() => {
  const EDGE = 14;
  const number = (one, name) => Number(one.getAttribute(name) || 0);
  const width = number(document.documentElement, 'width'), height = number(document.documentElement, 'height');
  const walls = [...document.querySelectorAll('path.rule, path.border')]
    .map(one => one.getAttribute('d').match(/-?[\\d.]+/g).map(Number))
    .filter(([x, y, x2, y2]) => x === x2).map(([x, y, x2, y2]) => [x, Math.min(y, y2), Math.max(y, y2)]);
  const faults = [];
  for (const text of document.querySelectorAll('text')) {
    const box = text.getBBox(), middle = box.y + box.height / 2;
    if (box.x < EDGE || box.x + box.width > width - EDGE || box.y < 0 || box.y + box.height > height)
      faults.push('off the picture: ' + text.textContent);
    for (const [x, top, bottom] of walls)
      if (top < middle && middle < bottom && box.x + 1 < x && x < box.x + box.width - 1)
        faults.push('through a wall: ' + text.textContent);
  }
  return [document.querySelectorAll('text').length, walls.length, faults.slice(0, 5)];
}"""

LONG = ("W" * 400, "Ш" * 300, "👩‍👩‍👧‍👦" * 30, "a\u0301" * 200, "سلام\u200c" * 90)

LIGHTNESS = """name => getComputedStyle(document.querySelector(name)).fill.match(/\\d+/g).slice(0, 3).map(Number)"""


@pytest.fixture(scope="module")
def window(chromium: Browser) -> Page:
    """One window for all pictures."""
    return chromium.new_context(color_scheme="light").new_page()


def shown(window: Page, folder: Path, svg: str) -> None:
    """Open a picture as a file of its own."""
    file = folder / "picture.svg"
    file.write_text(svg, encoding="utf-8")
    window.goto(file.as_uri())


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("name", SUBJECTS)
def test_no_text_leaves_its_cell(window: Page, tmp_path: Path, name: str, view: str) -> None:
    """Every line of every example and of the worst map stays between the walls of its column."""
    shown(window, tmp_path, PICTURES[view][".svg"](SUBJECTS[name]))
    n, walls, faults = window.evaluate(OUTSIDE)
    assert faults == []
    assert n >= 3
    assert walls > 0 or name.startswith(("bare", "long")) or view == "requests"


@pytest.mark.parametrize("text", LONG, ids=["latin", "cyrillic", "emoji", "marks", "persian"])
def test_texts_that_nobody_expects_stay_in_their_cells(window: Page, tmp_path: Path, text: str) -> None:
    """A word without end, joined pictures and marks: none goes through a wall."""
    shown(window, tmp_path, PICTURES["map"][".svg"](hostile(text, "fa" if "س" in text else "en")))
    assert window.evaluate(OUTSIDE)[2] == []


def test_a_text_through_a_wall_would_be_found(window: Page, tmp_path: Path) -> None:
    """The tests above can fail: a line that is too long is found."""
    svg = PICTURES["map"][".svg"](small())
    shown(
        window,
        tmp_path,
        svg.replace(">\u2066Letter\u2069<", ">\u2066Letter to everybody who ever wrote to any of us or will\u2069<"),
    )
    assert any("through a wall" in fault for fault in window.evaluate(OUTSIDE)[2])


def test_a_picture_is_dark_by_night_and_white_on_paper(window: Page, tmp_path: Path) -> None:
    """The ground is white by day and on paper, dark by night; letters are the other way round."""
    shown(window, tmp_path, PICTURES["map"][".svg"](small()))
    assert window.evaluate(LIGHTNESS, ".ground") == [255, 255, 255]
    window.emulate_media(color_scheme="dark")
    assert max(window.evaluate(LIGHTNESS, ".ground")) < 50
    assert min(window.evaluate(LIGHTNESS, "text.title")) > 200
    window.emulate_media(color_scheme="dark", media="print")
    assert window.evaluate(LIGHTNESS, ".ground") == [255, 255, 255]
    assert max(window.evaluate(LIGHTNESS, "text.title")) < 80
    window.emulate_media(color_scheme="light", media="screen")
