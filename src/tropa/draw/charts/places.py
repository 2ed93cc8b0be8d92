"""Step matrices as shaded tables: who stands where in their row of events."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from tropa.draw.charts.heat import HeatChart, HeatRow, cell_of
from tropa.draw.wording import Prose, Wording
from tropa.measure.answers_places import MatrixRows
from tropa.measure.sharing import Part


def matrix_chart(rows: MatrixRows, wording: Wording) -> HeatChart:
    """The picture of an answer, of all or of one group."""
    numbers = wording.numbers

    def row(name: Prose | Markup, parts: Iterable[Part]) -> HeatRow:
        return HeatRow(name, "", tuple(cell_of(part, wording) for part in parts))

    told = [row(Prose(one.name), one.parts) for one in rows.rows]
    others = [row(wording.say("charts.matrix.other"), rows.others)] if any(part.n for part in rows.others) else []
    absent = [row(wording.say("charts.matrix.absent"), rows.absent)] if any(part.n for part in rows.absent) else []
    return HeatChart(
        said=wording.say("charts.matrix.said", plural=rows.n, n=numbers.count(rows.n)),
        corner=wording.say("charts.matrix.event"),
        counted=None,
        columns=tuple(numbers.signed(place) if rows.places[0] < 1 else numbers.count(place) for place in rows.places),
        rows=(*told, *others, *absent) if rows.n else (),
        partial=False,
    )
