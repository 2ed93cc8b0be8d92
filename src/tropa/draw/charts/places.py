"""Step matrices as shaded tables: who stands where in their row of events."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from tropa.draw.charts.heat import HeatChart, HeatRow, cell_of
from tropa.draw.wording import Prose, Wording
from tropa.measure.answers_places import MatrixRows
from tropa.measure.cells import PlaceCell
from tropa.measure.sharing import Part


def matrix_chart(rows: MatrixRows, wording: Wording) -> HeatChart:
    """The picture of an answer, of all or of one group."""
    numbers = wording.numbers

    def row(name: Prose | Markup, parts: Iterable[Part], figures: Iterable[str]) -> HeatRow:
        cells = (cell_of(part, wording, figure=figure) for part, figure in zip(parts, figures, strict=True))
        return HeatRow(name, "", tuple(cells))

    def figures(name: str | None) -> list[str]:
        return [PlaceCell(place, name).figure for place in rows.places]

    told = [row(Prose(one.name), one.parts, figures(one.name)) for one in rows.rows]
    others, absent = wording.say("charts.matrix.other"), wording.say("charts.matrix.absent")
    rest = [
        row(name, parts, named)
        for name, parts, named in (
            (others, rows.others, [""] * len(rows.places)),
            (absent, rows.absent, figures(None)),
        )
        if any(part.n for part in parts)
    ]
    return HeatChart(
        said=wording.say("charts.matrix.said", plural=rows.n, n=numbers.count(rows.n)),
        corner=wording.say("charts.matrix.event"),
        counted=None,
        columns=tuple(numbers.signed(place) if rows.places[0] < 1 else numbers.count(place) for place in rows.places),
        rows=(*told, *rest) if rows.n else (),
        partial=False,
    )
