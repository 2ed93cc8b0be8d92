"""Pages in windows of a real browser, and what is found there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, Request

VENDOR = Path(__file__).parent / "vendor"
DESK, PHONE = (1440, 900), (390, 844)
PAPER = (1497, 1047)
"""What A3 lying on its side holds between its margins, in CSS pixels."""


@contextmanager
def opened(chromium: Browser, folder: Path, page: str, size: tuple[int, int]) -> Iterator[tuple[Page, list[str]]]:
    """A page in a window of its own, and everything it did that it should not."""
    file = folder / "page.html"
    file.write_text(page, encoding="utf-8")
    faults: list[str] = []
    context = chromium.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme="light")
    window = context.new_page()

    def asked(request: Request) -> None:
        if request.url != file.as_uri() and not request.url.startswith("data:"):
            faults.append(f"asked for {request.url}")

    window.on("request", asked)
    window.on("console", lambda message: faults.append(f"console: {message.text}"))
    window.on("pageerror", lambda error: faults.append(f"error: {error}"))
    window.goto(file.as_uri())
    yield window, faults
    context.close()


def findings(window: Page) -> list[str]:
    """What axe finds: its rule and the first place."""
    window.evaluate((VENDOR / "axe.min.js").read_text("utf-8") + ";0")
    found = window.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found["violations"]]
