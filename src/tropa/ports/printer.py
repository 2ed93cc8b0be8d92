"""The port to whatever lays a page out on paper: an installed browser here, another engine elsewhere."""

from __future__ import annotations

from typing import Literal, Protocol, TypeAlias

Look: TypeAlias = Literal["paper", "light", "dark"]
"""How a page looks on a picture: as it is printed, or as a screen shows it by day or by night."""

Trouble: TypeAlias = Literal["ended", "silent", "refused"]
"""The engine ended by itself; it did not answer in time; it answered that it cannot."""

PAPER_WIDTH = 1587
"""Width of an A3 sheet lying, in CSS pixels (96 an inch)."""


class Printer(Protocol):
    """Makes paper and pictures of a page of HTML.

    Laws: the page is taken as it is and alone: no script in it runs, nothing it names is fetched,
    neither from the network nor from this machine's files; the size of the paper is what the page
    says (``@page``); a picture shows the page from its top to its end, without scrolling; nothing
    is left behind, neither files nor processes, whatever happens.
    """

    def pdf(self, html: str) -> bytes:
        """The page on paper, as PDF.

        Raises:
            NoPrinter: There is no engine on this machine.
            PrintFailed: The engine did not print it.
        """

    def png(self, html: str, *, width: int = PAPER_WIDTH, scale: float = 2.0, look: Look = "paper") -> bytes:
        """The page as one picture, as long as the page is, as PNG.

        Args:
            html: The page.
            width: Width of the window, in CSS pixels; a page that cannot be so narrow gets what it needs.
            scale: Pixels of the picture for one of the page; less where the picture would become
                longer than the engine can draw.
            look: As on paper (nothing scrolls there, so nothing is hidden), or as on a screen.

        Raises:
            NoPrinter: There is no engine on this machine.
            PrintFailed: The engine did not draw it.
        """


class NoPrinter(Exception):
    """There is nothing on this machine that prints.

    Args:
        looked_for: The names that were looked for, in order.
    """

    def __init__(self, looked_for: tuple[str, ...]) -> None:
        super().__init__(f"nothing here prints; looked for {', '.join(looked_for)}")
        self.looked_for = looked_for


class PrintFailed(Exception):
    """The engine did not make what was asked.

    Args:
        trouble: What it did instead.
        engine: The program.
        detail: Its own last words, or what was waited for.
    """

    def __init__(self, trouble: Trouble, engine: str, detail: str) -> None:
        super().__init__(f"{engine}: {trouble} ({detail})")
        self.trouble: Trouble = trouble
        self.engine = engine
        self.detail = detail
