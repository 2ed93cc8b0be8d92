"""The page of what changed in a real browser: within the screen, quiet, and open to everybody."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.browser.windows import DESK, PHONE, findings, opened
from tests.unit.draw.test_changes import NEW, OLD, page

pytestmark = pytest.mark.browser

PAGES = {
    "changes": {language: page(OLD, NEW, language) for language in ("en", "ru", "fa")},
    "nothing": {language: page(OLD, OLD, language) for language in ("en", "fa")},
    "workspace": {"en": page("workspace: w\nteams: {a: {lead: X}}\n", "workspace: w\nteams: {a: {lead: Y}}\n")},
}
CASES = [(name, language) for name, pages in PAGES.items() for language in pages]


@pytest.mark.parametrize(("name", "language"), CASES)
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_page_is_within_the_screen_and_axe_finds_nothing(
    chromium: Browser, tmp_path: Path, name: str, language: str, size: tuple[int, int]
) -> None:
    """It asks for nothing, scrolls sideways nowhere, and has no finding of axe in light or in dark."""
    with opened(chromium, tmp_path, PAGES[name][language], size) as (window, faults):
        assert window.evaluate("document.documentElement.scrollWidth") <= size[0]
        assert findings(window) == []
        window.emulate_media(color_scheme="dark")
        dark = "axe.run(document, {runOnly: ['color-contrast']}).then(found => found.violations)"
        assert window.evaluate(dark) == []
        assert faults == []


def test_both_maps_are_whole_on_paper(chromium: Browser, tmp_path: Path) -> None:
    """Printed, every touchpoint of either version lies within the width of the paper."""
    with opened(chromium, tmp_path, PAGES["changes"]["en"], (1497, 1047)) as (window, _):
        window.emulate_media(media="print")
        outside = window.eval_on_selector_all(
            ".touchpoint",
            "all => all.filter(one => one.getBoundingClientRect().right > innerWidth + 1).length",
        )
        assert (window.locator(".touchpoint").count(), outside) == (5, 0)
