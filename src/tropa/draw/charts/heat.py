"""A table whose cells are shaded by what they say: retention, and who stands where in a row of events."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from tropa.draw.wording import Prose

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
    """

    share: str
    shade: int
    said: str
    partial: bool = False


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A row: its name, its denominator, its cells; None where there is nothing to say yet."""

    name: Prose | Markup
    n: str
    cells: tuple[HeatCell | None, ...]


@dataclass(frozen=True, slots=True)
class HeatChart:
    """The picture, which is a table already.

    Args:
        said: What it shows, in a sentence.
        corner: What the rows are.
        counted: What the number beside a row's name counts.
        columns: What the columns are.
        rows: The rows.
        partial: Whether any cell is partial, so that the sign is told.
    """

    said: Markup
    corner: Markup
    counted: Markup
    columns: tuple[str, ...]
    rows: tuple[HeatRow, ...]
    partial: bool


def shade_of(share: float) -> int:
    """The shade of a share: what is not nothing is not as pale as nothing.

    >>> [shade_of(share) for share in (0.0, 0.001, 0.5, 1.0)]
    [0, 1, 5, 10]
    """
    return 0 if share <= 0 else max(1, round(share * SHADES))
