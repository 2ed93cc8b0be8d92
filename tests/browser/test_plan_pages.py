"""The map's lanes, the blueprint, requests and channels in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from tests.browser.windows import DESK, PAPER, PHONE, findings, opened
from tests.unit.draw.answers_by_hand import journey_of
from tests.unit.draw.worst_case import worst_journey

from tropa import draw
from tropa.draw.emotion import ReportedEmotion
from tropa.journey.schemes import shipped_schemes

pytestmark = pytest.mark.browser

BANK = journey_of("""
journey: credit
title: {en: A phone on credit, fa: تلفن قسطی}
locales: [en, fa]
goal: {client: Money for the phone}
stages: [{id: choose, title: Choosing}, {id: nothing}, {id: apply, title: Applying}, {id: care, kind: cross_cutting}]
teams: {web: {title: Web team, department: digital}, care: {title: Care, department: service}}
channels: {web: {reply: no}, phone: {reply: yes}, office: {}, booth: {}}
support: {channels: {phone: care}}
systems: {bureau: {title: Credit bureau, kind: external}}
algorithms: {limit: {title: Limit, rule: Income less debts, owner: web, system: bureau}}
requests:
  phone: {asks: How do I get a phone, importance: 5, frequency: 12 per week, touchpoints: [site, ad -> office]}
  idle: {asks: Who helps me}
forms: {apply: {title: Application, touchpoint: office, fields: {name: {used_by: web}, shoe: {title: Shoe size}}}}
start: came
touchpoints:
  ad: {stage: choose, channel: phone, emotion: -1, responsible: care, communication: Call us}
  site: {stage: choose, channel: [web, phone], emotion: 2, responsible: web, help: care, backstage: limit, cta: A}
  office: {stage: apply, channel: office, emotion: -3, target_action: signed, status: Applied, depends_on: [bureau]}
  thanks: {stage: apply, emotion: 1, signpost: Wait for a call}
  blank: {stage: apply}
  hotline: {stage: care, channel: phone, emotion: 1}
steps: [{send: ad}, {wait: signed, up_to: 3d, else: [{send: site}]}]
""")
BARE = journey_of("journey: bare\n")
FELT = {"ad": ReportedEmotion(-1.5, -2.2, -0.8, 40), "office": ReportedEmotion(-2.5, -3.0, -2.0, 7)}
VIEWS: dict[str, Callable[..., str]] = {
    "map": draw.journey_map,
    "blueprint": draw.blueprint_page,
    "requests": draw.request_matrix_page,
    "capabilities": draw.capability_page,
}


def pages(language: str) -> dict[str, str]:
    """Every view in a language: full and empty, and the map with what clients said."""
    schemes = shipped_schemes()
    shown = {name: view(BANK, schemes, language) for name, view in VIEWS.items()}
    shown |= {f"{name} of nothing": view(BARE, schemes, language) for name, view in VIEWS.items()}
    return {**shown, "map with answers": draw.journey_map(BANK, schemes, language, reported=FELT)}


PAGES = {(language, name): page for language in ("en", "fa") for name, page in pages(language).items()}
WORST = {
    (language, f"{name} at its worst"): view(worst_journey(), shipped_schemes(), language)
    for language in ("ru", "fa")
    for name, view in VIEWS.items()
}


def middle(window: Page, selector: str, at: int = 0) -> float:
    """Where the middle of an element is from left to right."""
    box = window.locator(selector).nth(at).bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2


@pytest.mark.parametrize(("language", "name"), [*PAGES, *WORST])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_page_is_alone_quiet_and_within_the_screen(
    chromium: Browser, tmp_path: Path, language: str, name: str, size: tuple[int, int]
) -> None:
    """However much there is, a page fetches nothing, complains of nothing, and never scrolls sideways."""
    with opened(chromium, tmp_path, {**PAGES, **WORST}[language, name], size) as (window, faults):
        assert window.evaluate("document.documentElement.scrollWidth") <= size[0]
        assert faults == []


@pytest.mark.parametrize(("language", "name"), PAGES)
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_axe_finds_nothing(
    chromium: Browser, tmp_path: Path, language: str, name: str, size: tuple[int, int]
) -> None:
    """No page has a finding of axe, at the desk or on the phone, in light or in dark."""
    with opened(chromium, tmp_path, PAGES[language, name], size) as (window, _):
        window.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        assert findings(window) == []
        window.emulate_media(color_scheme="dark")
        assert (
            window.evaluate("axe.run(document, {runOnly: ['color-contrast']}).then(found => found.violations)") == []
        )


@pytest.mark.parametrize("language", ["en", "fa"])
def test_points_stand_in_the_middle_of_their_columns(chromium: Browser, tmp_path: Path, language: str) -> None:
    """A feeling's point is where the middle of its touchpoint is, from left to right and from right to left."""
    with opened(chromium, tmp_path, PAGES[language, "map"], DESK) as (window, _):
        names = window.eval_on_selector_all(
            ".board .touchpoint:has(.feeling) h4", "all => all.map(one => one.innerText)"
        )
        assert len(names) == 4
        for at in range(4):
            column = middle(window, ".board .touchpoint:has(.feeling)", at)
            assert middle(window, ".board .feeling", at) == pytest.approx(column, abs=1)
        first, last = middle(window, ".board .feeling", 0), middle(window, ".board .feeling", 3)
        assert (first > last) == (language == "fa")


@pytest.mark.parametrize("language", ["en", "fa"])
def test_the_line_meets_its_points(chromium: Browser, tmp_path: Path, language: str) -> None:
    """Each piece of the line ends at the point of its column, and at its border where the next piece begins."""
    with opened(chromium, tmp_path, PAGES[language, "map"], DESK) as (window, _):
        pieces = window.eval_on_selector_all(
            ".board .curve path",
            """all => all.map(path => {
                const box = path.closest('.curve').querySelector('.feeling').getBoundingClientRect();
                const point = {x: box.x + box.width / 2, y: box.y + box.height / 2};
                const at = (where) => path.getPointAtLength(where).matrixTransform(path.getScreenCTM());
                const away = (end) => Math.hypot(end.x - point.x, end.y - point.y);
                const [near, far] = [at(0), at(path.getTotalLength())].sort((one, other) => away(one) - away(other));
                return {away: away(near), x: far.x, y: far.y};
            })""",
        )
        assert len(pieces) == 6
        assert max(piece["away"] for piece in pieces) < 1.5
        within_a_stage = [(pieces[0], pieces[1]), (pieces[4], pieces[5])]
        over_a_stage = [(pieces[2], pieces[3])]
        for first, second in [*within_a_stage, *over_a_stage]:
            assert first["y"] == pytest.approx(second["y"], abs=1.5)
        for first, second in within_a_stage:
            assert first["x"] == pytest.approx(second["x"], abs=2.5)
        (across,) = [window.locator(".across i").bounding_box()]
        assert across is not None
        ends = sorted(piece["x"] for pair in over_a_stage for piece in pair)
        assert ends == [pytest.approx(across["x"], abs=4), pytest.approx(across["x"] + across["width"], abs=4)]


def test_a_layer_goes_and_comes_back(chromium: Browser, tmp_path: Path) -> None:
    """A box without its tick takes the row away, for eyes and readers alike, and moves no other row apart."""
    with opened(chromium, tmp_path, PAGES["en", "map"], DESK) as (window, _):
        window.locator(".layers summary").click()
        row, line = window.locator(".board .cell-communication").first, window.locator(".across i").first
        whole = line.bounding_box()
        window.get_by_role("checkbox", name="What we say").uncheck()
        assert not row.is_visible()
        box = row.bounding_box()
        assert box is None or box["height"] == 0
        moved, curve = line.bounding_box(), window.locator(".board .curve").first.bounding_box()
        assert whole is not None
        assert moved is not None
        assert curve is not None
        assert moved["y"] < whole["y"]
        assert curve["y"] <= moved["y"] <= curve["y"] + curve["height"]
        window.get_by_role("checkbox", name="What we say").check()
        assert row.is_visible()


@pytest.mark.parametrize(("language", "name"), WORST)
def test_nothing_is_cut_off_on_paper(chromium: Browser, tmp_path: Path, language: str, name: str) -> None:
    """Printed, every cell of the largest pictures lies within the width of the paper."""
    with opened(chromium, tmp_path, WORST[language, name], PAPER) as (window, _):
        window.emulate_media(media="print")
        outside = window.eval_on_selector_all(
            ".touchpoint, .cell, .card, td, th, .requests article",
            "all => all.filter(one => { const box = one.getBoundingClientRect();"
            " return box.width && (box.left < -1 || box.right > innerWidth + 1) }).length",
        )
        assert outside == 0


@pytest.mark.parametrize("language", ["ru", "fa"])
def test_no_card_runs_over_its_cell(chromium: Browser, tmp_path: Path, language: str) -> None:
    """The longest words stay within their cells, and the names of departments within their column."""
    with opened(chromium, tmp_path, WORST[language, "blueprint at its worst"], DESK) as (window, _):
        over = window.eval_on_selector_all(
            ".cell, .card, .lane",
            "all => all.filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.outerHTML)",
        )
        assert over == []
        wide = window.eval_on_selector_all(
            ".lanes",
            "all => all.filter(one => [...one.children].some(lane => lane.clientWidth > one.clientWidth)).length",
        )
        assert wide == 0


@pytest.mark.parametrize("language", ["en", "fa"])
def test_the_line_of_visibility_divides_what_clients_see(chromium: Browser, tmp_path: Path, language: str) -> None:
    """In every column the stage lies above the line of visibility, and everything behind it below."""
    with opened(chromium, tmp_path, PAGES[language, "blueprint"], DESK) as (window, _):
        edges = window.eval_on_selector_all(
            ".touchpoint",
            """all => all.map(one => {
                const line = one.querySelector('.line-visibility').getBoundingClientRect();
                const box = (name) => [...one.querySelectorAll(name)].map(cell => cell.getBoundingClientRect());
                return box('.cell-front, .cell-place').every(cell => cell.bottom <= line.top + 1)
                    && box('.cell-back, .cell-systems').every(cell => cell.top >= line.bottom - 1);
            })""",
        )
        assert edges == [True] * 6
        tops = window.eval_on_selector_all(
            ".line-visibility", "all => all.map(one => Math.round(one.getBoundingClientRect().top))"
        )
        assert len(set(tops)) == 1
