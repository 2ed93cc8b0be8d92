"""A table whose cells are shaded by what they say: retention, and who stands where in a row of events."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from tropa.draw.wording import Prose, Wording
from tropa.measure.sharing import Part

SHADES = 10
"""Shades between nothing and all; a shade is a class of the style sheet."""


@dataclass(frozen=True, slots=True)
class HeatCell:
    """A cell.

    Args:
        share: What it says.
        shade: 0 to ``SHADES``.
        said: Numerator, denominator and interval in a sentence, for the pointer and for those who hear it.
        partial: It was not watched to its end (M5).
        figure: The figure that names its customers; empty where none does.
    """

    share: str
    shade: int
    said: str
    partial: bool = False
    figure: str = ""


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A row.

    Args:
        name: What it is of.
        n: Its denominator; empty where each cell has its own.
        cells: Its cells; None where there is nothing to say yet.
        partial: Its denominator was not watched to its end (M5).
        figure: The figure that names those of the denominator; empty where none does.
    """

    name: Prose | Markup
    n: str
    cells: tuple[HeatCell | None, ...]
    partial: bool = False
    figure: str = ""


@dataclass(frozen=True, slots=True)
class HeatChart:
    """The picture, which is a table already.

    Args:
        said: What it shows, in a sentence.
        corner: What the rows are.
        counted: What the number beside a row's name counts; None where there is none.
        columns: What the columns are.
        rows: The rows.
        partial: Whether any cell is partial, so that the sign is told.
        n_more: What is not shown, in a sentence; None where all is.
    """

    said: Markup
    corner: Markup
    counted: Markup | None
    columns: tuple[str, ...]
    rows: tuple[HeatRow, ...]
    partial: bool
    n_more: Markup | None = None


def shade_of(share: float) -> int:
    """The shade of a share: what is not nothing is not as pale as nothing.

    >>> [shade_of(share) for share in (0.0, 0.001, 0.5, 1.0)]
    [0, 1, 5, 10]
    """
    return 0 if share <= 0 else max(1, round(share * SHADES))


def cell_of(part: Part, wording: Wording, *, partial: bool = False, figure: str = "") -> HeatCell | None:
    """The cell of a part of a whole; None where there is no whole."""
    if part.share is None:
        return None
    numbers = wording.numbers
    said = wording.plain(
        "charts.heat.cell",
        n=numbers.count(part.n),
        of=numbers.count(part.of),
        interval=numbers.interval(part.low, part.high),
    )
    return HeatCell(numbers.share(part.share), shade_of(part.share), said, partial, figure)
