"""Retention as a table of cohorts, shaded by how many come back; unfinished periods marked (M5)."""

from __future__ import annotations

from markupsafe import Markup

from tropa.draw.charts.heat import HeatCell, HeatChart, HeatRow, cell_of
from tropa.draw.wording import Wording
from tropa.measure.answers_returning import CohortRow, RetentionCell, RetentionRows
from tropa.measure.cells import CohortCell
from tropa.measure.periods import PeriodKind


def retention_chart(
    rows: RetentionRows, period: PeriodKind, wording: Wording, *, most: int | None = None
) -> HeatChart:
    """The picture of an answer, of all or of one group.

    Args:
        rows: The answer.
        period: How long a period is.
        wording: The words.
        most: How many cohorts to show, the latest of all; all of them unless said.
    """
    shown = rows.cohorts[-most:] if most is not None else rows.cohorts
    offsets = max((len(row.cells) for row in rows.cohorts), default=0)
    pooled = HeatRow(
        wording.say("charts.retention.pooled"),
        "",
        _filled(tuple(_cell(cell, wording) for cell in rows.together), offsets),
    )
    cohorts = tuple(_cohort(row, offsets, wording) for row in shown)
    return HeatChart(
        said=wording.say(f"charts.retention.said_{period}"),
        corner=wording.say(f"charts.retention.begun_{period}"),
        counted=wording.say("charts.retention.n"),
        columns=tuple(wording.numbers.count(offset) for offset in range(offsets)),
        rows=(pooled, *cohorts) if rows.together else cohorts,
        partial=any(row.partial or any(cell.partial for cell in row.cells) for row in shown),
        n_more=_more(len(rows.cohorts) - len(shown), wording),
    )


def _more(n: int, wording: Wording) -> Markup | None:
    """What is not shown."""
    return wording.say("charts.retention.more", plural=n, n=wording.numbers.count(n)) if n else None


def _cohort(row: CohortRow, offsets: int, wording: Wording) -> HeatRow:
    name = Markup("<bdi>{}</bdi>").format(wording.numbers.day(row.start))
    figures = (CohortCell(row.start, offset).figure for offset in range(len(row.cells)))
    cells = tuple(_cell(cell, wording, figure) for cell, figure in zip(row.cells, figures, strict=True))
    n, everybody = wording.numbers.count(row.n), CohortCell(row.start, None).figure
    return HeatRow(name, n, _filled(cells, offsets), partial=row.partial, figure=everybody)


def _cell(cell: RetentionCell, wording: Wording, figure: str = "") -> HeatCell | None:
    return cell_of(cell.active, wording, partial=cell.partial, figure=figure)


def _filled(cells: tuple[HeatCell | None, ...], length: int) -> tuple[HeatCell | None, ...]:
    return cells + (None,) * (length - len(cells))
