"""Pictures of answers on a page of their own, and as a piece of a page of somebody else's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from markupsafe import Markup

from tropa.data.package import read_data
from tropa.draw.charts.flows import FlowChart
from tropa.draw.charts.funnel import FunnelChart
from tropa.draw.charts.heat import HeatChart
from tropa.draw.charts.rows import RowsChart
from tropa.draw.charts.waits import WaitChart
from tropa.draw.page import Page, Piece, render
from tropa.draw.wording import Wording

Chart: TypeAlias = FunnelChart | FlowChart | HeatChart | WaitChart | RowsChart

KINDS: dict[type[Chart], str] = {
    FunnelChart: "funnel",
    FlowChart: "flows",
    HeatChart: "heat",
    WaitChart: "waits",
    RowsChart: "rows",
}
"""Kinds of pictures, and the names of their templates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartPage(Page):
    """The context of ``chart_page.html``.

    Args:
        title: What was asked.
        kind: The picture's template.
        chart: The picture.
        notes: Where the figures come from, and how they are to be read.
    """

    title: Markup
    kind: str
    chart: Chart
    notes: tuple[Markup, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartPiece(Piece):
    """The context of ``chart_piece.html``.

    Args:
        kind: The picture's template.
        chart: The picture.
        style: The style sheet, held to this piece.
    """

    kind: str
    chart: Chart
    style: Markup


def chart_page(chart: Chart, title: Markup, notes: tuple[Markup, ...], wording: Wording) -> str:
    """A self-contained page of HTML."""
    page = ChartPage(
        language=wording.language,
        direction=wording.direction,
        say=wording.say,
        plain=wording.plain,
        languages=(),
        title=title,
        kind=KINDS[type(chart)],
        chart=chart,
        notes=notes,
    )
    return render("chart_page.html", page)


def chart_piece(chart: Chart, wording: Wording) -> str:
    """A piece of HTML that keeps its style to itself, for a notebook."""
    piece = ChartPiece(
        language=wording.language,
        direction=wording.direction,
        say=wording.say,
        plain=wording.plain,
        kind=KINDS[type(chart)],
        chart=chart,
        style=Markup(_scoped_style()),  # noqa: S704  our own files
    )
    return render("chart_piece.html", piece)


def _scoped_style() -> str:
    """The style sheets of a piece, which touch nothing of the page around it."""
    names = ("tokens.css", "piece.css", "bars.css", "curves.css", "charts.css")
    tokens, *sheets = (read_data(f"templates/{name}").decode() for name in names)
    return "\n".join(["@scope (.tropa-chart) {", tokens.replace(":root", ":scope", 1), *sheets, "}"])
