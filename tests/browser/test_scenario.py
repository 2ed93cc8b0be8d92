"""The scenario in a real browser: texts within their boxes, open to everybody, the right way round."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from tests.browser.windows import DESK, PHONE, findings, opened
from tests.unit.draw.answers_by_hand import journey_of
from tests.unit.draw.scenarios import LONG, all_shown, worst

from tropa import draw
from tropa.data.words import LANGUAGES, catalogue
from tropa.draw.lettering import width_of
from tropa.journey.model.journey import Journey
from tropa.journey.schemes import shipped_schemes

pytestmark = pytest.mark.browser

SCHEMES = shipped_schemes()
SHOWN = {name: (journey, shared) for name, journey, shared in all_shown()}
OVERFLOWING = """() => {
  const found = [];
  for (const step of document.querySelectorAll('.scenario .step, .scenario .way')) {
    const box = step.querySelector('.box, .pill').getBBox();
    for (const text of step.querySelectorAll('text')) {
      const own = text.getBBox();
      if (own.x < box.x + 2 || own.x + own.width > box.x + box.width - 2
          || own.y < box.y - 1 || own.y + own.height > box.y + box.height + 1)
        found.push([text.textContent, own.width, box.width]);
    }
  }
  return found;
}"""
"""Texts that are not within their box, as the browser has drawn them."""


def overflowing(window: Page) -> list[object]:
    """Texts that are not within their box."""
    assert window.locator(".scenario .step").count() > 0
    found: list[object] = window.evaluate(OVERFLOWING)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_leaves_its_box(chromium: Browser, tmp_path: Path, language: str) -> None:
    """In every example and every draft each text lies within its box."""
    pictures = (draw.scenario_svg(journey, SCHEMES, language, workspace=shared) for journey, shared in SHOWN.values())
    page = f"<!doctype html><html lang={language}>{''.join(pictures)}"
    with opened(chromium, tmp_path, page, DESK) as (window, _):
        assert window.locator(".scenario").count() == len(SHOWN) > 10
        assert overflowing(window) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("face", ["", "DejaVu Sans"])
def test_no_text_leaves_its_box_in_the_worst_case(
    chromium: Browser, tmp_path: Path, language: str, face: str
) -> None:
    """Nor does one of sixty steps with long words, twelve cases and eight levels, though the face be a wider one."""
    picture = draw.scenario_svg(worst(language), SCHEMES, language)
    style = f"<style>.scenario.scenario.scenario {{ font-family: '{face}' }}</style>" if face else ""
    page = f"<!doctype html><html lang={language}>{picture}{style}"
    with opened(chromium, tmp_path, page, DESK) as (window, _):
        assert window.locator(".step").count() > 60
        assert overflowing(window) == []


def test_an_overflow_would_be_found(chromium: Browser, tmp_path: Path) -> None:
    """The tests above can fail: in letters half as large again texts leave their boxes."""
    style = "<style>.scenario.scenario.scenario text { font-size: 20px }</style>"
    with opened(chromium, tmp_path, draw.scenario_svg(worst("en"), SCHEMES, "en") + style, DESK) as (window, _):
        assert overflowing(window) != []


def phrases(language: str) -> Iterator[str]:
    """Everything that Tropa says in a language, and long texts besides."""
    yield LONG[language]
    for entry in catalogue(language).values():
        yield from [entry] if isinstance(entry, str) else entry.values()


@pytest.mark.parametrize("language", LANGUAGES)
def test_widths_are_told_rightly(chromium: Browser, tmp_path: Path, language: str) -> None:
    """What lettering says of a text's width is what the browser measures, or a little more."""
    texts = [" ".join(text.split()) for text in phrases(language)]
    face = '"Noto Sans Arabic", "Noto Sans"' if language == "fa" else '"Noto Sans", "Noto Sans Arabic"'
    with opened(chromium, tmp_path, "<!doctype html><canvas></canvas>", DESK) as (window, _):
        measured = window.evaluate(
            "([texts, face]) => { const pen = document.querySelector('canvas').getContext('2d');"
            " pen.font = `100px ${face}`; return texts.map(text => pen.measureText(text).width) }",
            [texts, face],
        )
    told = [width_of(text, 100) for text in texts]
    wrong = [
        (text, here, there) for text, here, there in zip(texts, told, measured, strict=True) if here < there * 0.97
    ]
    assert wrong == []
    assert sum(told) < sum(measured) * 1.15


@pytest.mark.parametrize("language", ["en", "fa"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("name", ["home-internet", "nothing"])
def test_axe_finds_nothing_on_the_page(
    chromium: Browser, tmp_path: Path, language: str, size: tuple[int, int], name: str
) -> None:
    """The page has no finding of axe, light or dark; it is alone, quiet, and never scrolls sideways itself."""
    journey, shared = SHOWN.get(name, (Journey(journey="nothing"), None))
    page = draw.scenario_page(journey, SCHEMES, language, workspace=shared, pages={"en": "a.html", "fa": "b.html"})
    with opened(chromium, tmp_path, page, size) as (window, faults):
        assert findings(window) == []
        window.emulate_media(color_scheme="dark")
        assert (
            window.evaluate("axe.run(document, {runOnly: ['color-contrast']}).then(found => found.violations)") == []
        )
        assert window.evaluate("document.documentElement.scrollWidth") <= size[0]
        assert faults == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_picture_is_light_or_dark(chromium: Browser, tmp_path: Path, scheme: str) -> None:
    """The picture follows its reader's preference, and its texts keep a contrast of 4.5 to their boxes."""
    picture = draw.scenario_svg(*SHOWN["home-internet"][:1], SCHEMES, "en")
    contrast = """() => {
      const light = colour => { const [r, g, b] = colour.match(/[\\d.]+/g).map(Number).map(one => one / 255)
        .map(one => one <= .04045 ? one / 12.92 : ((one + .055) / 1.055) ** 2.4);
        return .2126 * r + .7152 * g + .0722 * b };
      const fill = node => light(getComputedStyle(node).fill);
      const ratio = (one, other) => (Math.max(one, other) + .05) / (Math.min(one, other) + .05);
      const parts = [...document.querySelectorAll('.step:not(.blank), .way')];
      return [fill(document.querySelector('.ground')), Math.min(...parts.flatMap(part =>
        [...part.querySelectorAll('text')].map(text => ratio(fill(text), fill(part.querySelector('.box, .pill'))))))];
    }"""
    with opened(chromium, tmp_path, f"<!doctype html><html lang=en>{picture}", DESK) as (window, _):
        window.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        ground, least = window.evaluate(contrast)
        assert (ground > 0.5) == (scheme == "light")
        assert least >= 4.5
        window.emulate_media(media="print")
        assert window.evaluate(contrast)[0] == 1


def test_the_picture_is_printed_uncut(chromium: Browser, tmp_path: Path) -> None:
    """On paper the picture stands whole on the first sheet, which is as large as it, the words stand on A3 behind."""
    journey, shared = SHOWN["home-internet"]
    page = draw.scenario_page(journey, SCHEMES, "en", workspace=shared)
    with opened(chromium, tmp_path, page, DESK) as (window, _):
        width, height = window.evaluate(
            "(() => { const svg = document.querySelector('svg.scenario');"
            " return [svg.width.baseVal.value, svg.height.baseVal.value] })()"
        )
        printed = window.pdf(prefer_css_page_size=True)
    sheets = [tuple(map(float, found)) for found in re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed)]
    assert len(sheets) > 1
    assert {(round(across), round(down)) for across, down in sheets[1:]} == {(1191, 842)}
    assert sheets[0][0] * 96 / 72 == pytest.approx(width + 80, abs=3)
    assert height < sheets[0][1] * 96 / 72 < height + 400


def nested(deep: int) -> str:
    """Write a journey whose steps stand in one another, each with a step before and behind."""
    steps = ["journey: deep", "touchpoints: {a: {title: A}}", "steps:"]
    at = [" " * (2 + 4 * k) for k in range(deep)]
    for k, edge in enumerate(at):
        steps += [f"{edge}- wait: paid_{k}", f"{edge}  up_to: 2d", f"{edge}  else:", f"{edge}    - send: a"]
    return "\n".join([*steps, *(f"{edge}    - send: a" for edge in reversed(at))]) + "\n"


def test_steps_in_steps_are_laid_out_on_paper_at_once(chromium: Browser, tmp_path: Path) -> None:
    """The list in words has columns on paper; twelve steps in one another take a browser no age to set in them."""
    page = draw.scenario_page(journey_of(nested(12)), SCHEMES, "ru")
    with opened(chromium, tmp_path, page, DESK) as (window, _):
        window.emulate_media(media="print")
        assert window.screenshot(full_page=True, timeout=20_000)
        assert len(re.findall(rb"/Type /Page\b", window.pdf(prefer_css_page_size=True))) >= 2


def test_persian_is_turned_round(chromium: Browser, tmp_path: Path) -> None:
    """In Persian the main path stands at the right, its texts begin at the right edge of their boxes."""
    places = {}
    for language in ("en", "fa"):
        picture = draw.scenario_svg(*SHOWN["home-internet"][:1], SCHEMES, language)
        with opened(chromium, tmp_path, f"<!doctype html><html lang={language}>{picture}", DESK) as (window, _):
            places[language] = window.evaluate(
                "() => { const step = document.querySelector('#step-book'),"
                " box = step.querySelector('.box').getBBox(),"
                " name = step.querySelector('.name').getBBox(), all = document.querySelector('svg').getBBox();"
                " return [box.x / all.width, name.x - box.x, box.x + box.width - name.x - name.width] }"
            )
    (english, before, after), (persian, before_fa, after_fa) = places["en"], places["fa"]
    assert english < 0.1
    assert persian > 0.7
    assert before == pytest.approx(16, abs=2)
    assert after > 50
    assert after_fa == pytest.approx(16, abs=2)
    assert before_fa > 50


def test_a_link_leads_to_its_step(chromium: Browser, tmp_path: Path) -> None:
    """The address of a step brings it into sight, in a picture that is larger than the screen."""
    page = draw.scenario_page(*SHOWN["home-internet"][:1], SCHEMES, "en")
    with opened(chromium, tmp_path, page, PHONE) as (window, _):
        window.evaluate("location.hash = '#step-check-speed'")
        box = window.locator("#step-check-speed .box").bounding_box()
        assert box is not None
        assert -1 <= box["x"] < PHONE[0]
        assert -1 <= box["y"] < PHONE[1]
