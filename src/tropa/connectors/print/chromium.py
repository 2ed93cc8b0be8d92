"""The printer: an installed Chromium, started for one page and ended after it."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from math import ceil, sqrt

from tropa.connectors.print.process import started
from tropa.connectors.print.wire import Wire
from tropa.ports.printer import PAPER_WIDTH, Look, PrintFailed

PATIENCE_S = 120.0
"""How long one page may take; a map of sixty touchpoints takes about two seconds."""

MOST_PIXELS = 200_000_000
"""Pixels of a picture, so that it can still be opened; 80,000 on a side were drawn whole when tried."""

MARGINS = "html { padding: 10mm 12mm !important }"
"""The margins of our pages (``@page`` in ``style.css``), for a picture of paper."""

MARGIN = 46
"""The margin at a side of them, in CSS pixels."""

WINDOW_HEIGHT = 100
"""Height of the window, in CSS pixels; no picture is lower."""


class Chromium:
    """Prints through a program (see ``find_chromium``).

    Args:
        program: Its path.
        environment: Its variables.
        patience_s: How long one page may take, in seconds.
        most_pixels: Pixels that a picture may have; a larger one is made with a smaller scale.
    """

    def __init__(
        self,
        program: str,
        environment: Mapping[str, str],
        patience_s: float = PATIENCE_S,
        most_pixels: int = MOST_PIXELS,
    ) -> None:
        self._program, self._environment = program, environment
        self._patience_s, self._most_pixels = patience_s, most_pixels

    def pdf(self, html: str) -> bytes:
        """The page on paper; see ``Printer.pdf``."""
        with self._opened(html) as wire:
            options = {"printBackground": True, "preferCSSPageSize": True, "generateTaggedPDF": True}
            return b64decode(wire.ask_for("data", "Page.printToPDF", **options))

    def png(self, html: str, *, width: int = PAPER_WIDTH, scale: float = 2.0, look: Look = "paper") -> bytes:
        """The page as one picture; see ``Printer.png``."""
        with self._opened(html) as wire:
            _put_on(wire, look)
            _look_through(wire, width, 1.0)
            width = _wide_enough(wire, width)
            _look_through(wire, width, 1.0)
            length = ceil(wire.ask_for("cssContentSize.height", "Page.getLayoutMetrics"))
            _look_through(wire, width, min(scale, sqrt(self._most_pixels / (width * length))))
            clip = {"x": 0, "y": 0, "width": width, "height": length, "scale": 1}
            options = {"format": "png", "captureBeyondViewport": True, "clip": clip}
            return b64decode(wire.ask_for("data", "Page.captureScreenshot", **options))

    @contextmanager
    def _opened(self, html: str) -> Iterator[Wire]:
        """A tab that shows the page, without its scripts and without a network."""
        try:
            with started(self._program, self._environment) as process:
                wire = Wire(self._program, process, self._patience_s)
                wire.attach()
                wire.ask("Emulation.setScriptExecutionDisabled", value=True)
                wire.ask("Page.setDocumentContent", frameId=_frame(wire), html=_sayable(html))
                yield wire
        except OSError as error:
            raise PrintFailed("ended", self._program, str(error.strerror or error)) from error


def _sayable(html: str) -> str:
    """The page without halves of characters, which no JSON may hold."""
    return html.encode("utf-8", "replace").decode()


def _put_on(wire: Wire, look: Look) -> None:
    """Make the page look as on paper, margins included, or as on a screen by day or by night."""
    scheme = {"name": "prefers-color-scheme", "value": "dark" if look == "dark" else "light"}
    wire.ask("Emulation.setEmulatedMedia", media="print" if look == "paper" else "screen", features=[scheme])
    if look == "paper":
        wire.ask("DOM.enable")
        wire.ask("CSS.enable")
        sheet = wire.ask_for("styleSheetId", "CSS.createStyleSheet", frameId=_frame(wire))
        wire.ask("CSS.setStyleSheetText", styleSheetId=sheet, text=MARGINS)


def _wide_enough(wire: Wire, width: int) -> int:
    """The width asked for, or that of a page which reaches beyond it and the margin there."""
    reached = ceil(wire.ask_for("cssContentSize.width", "Page.getLayoutMetrics"))
    return width if reached <= width else reached + MARGIN


def _look_through(wire: Wire, width: int, scale: float) -> None:
    """Set the window that the page is laid out for."""
    wire.ask(
        "Emulation.setDeviceMetricsOverride",
        width=width,
        height=WINDOW_HEIGHT,
        deviceScaleFactor=scale,
        mobile=False,
    )


def _frame(wire: Wire) -> str:
    return str(wire.ask_for("frameTree.frame.id", "Page.getFrameTree"))
