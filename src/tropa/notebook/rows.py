"""Answers as rows: one dictionary a row, with the names of the answers' own fields."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, TypeAlias

from tropa.measure.answers import FunnelAnswer
from tropa.measure.answers_endings import EndingRows
from tropa.measure.answers_places import MatrixRows
from tropa.measure.answers_returning import RetentionRows
from tropa.measure.counts import EdgeCounts, PathCounts
from tropa.measure.counts_flows import ENDED, OTHER, FlowCounts
from tropa.measure.sharing import Grouped
from tropa.stats.survival import Curve

Row: TypeAlias = dict[str, Any]

REST = "…"
"""The value of the groups beyond the top, pooled."""


def flat(value: Any, name: str = "") -> Row:  # noqa: ANN401  any of our frozen dataclasses
    """The fields of an answer side by side, a field's own fields behind its name; curves and lists are left out.

    >>> from tropa.measure.sharing import part
    >>> flat(part(1, 2))["share"]
    0.5
    """
    found: Row = {}
    for field in fields(value):
        held, label = getattr(value, field.name), f"{name}_{field.name}" if name else field.name
        if is_dataclass(held) and not isinstance(held, Curve):
            found |= flat(held, label)
        elif not isinstance(held, (tuple, Curve)):
            found[label] = held
    return found


def funnel_rows(answer: FunnelAnswer) -> Iterator[Row]:
    """A row a step; with a breakdown also of each value."""
    yield from (
        (flat(step) for step in answer.steps)
        if not answer.groups
        else ({"value": None, "all": True, **flat(step)} for step in answer.steps)
    )
    for value, steps in answer.groups:
        yield from ({"value": value, "all": False, **flat(step)} for step in steps)


def edge_rows(answer: EdgeCounts) -> Iterator[Row]:
    """A row an edge; with a breakdown also of each value."""
    yield from (flat(edge) for edge in answer.edges)
    for value, edges in answer.groups:
        yield from ({"value": value, **flat(edge)} for edge in edges)


def path_rows(answer: PathCounts) -> Iterator[Row]:
    """A row a path, its names in a list."""
    for names, n in answer.paths:
        yield {"names": list(names), "n": n, "share": n / answer.total}
    if answer.other:
        yield {"names": [REST], "n": answer.other, "share": answer.other / answer.total}


def flow_rows(answer: FlowCounts) -> Iterator[Row]:
    """A row a move; None stands for no further event, an ellipsis for any other name."""
    names: Mapping[int, str | None] = {OTHER: REST, ENDED: None, **dict(enumerate(answer.names))}
    for flow in answer.flows:
        source, target = names[flow.source], names[flow.target]
        yield {"place": flow.place, "source": source, "target": target, "n": flow.n, "share": flow.n / answer.n}


def retention_rows(rows: RetentionRows) -> Iterator[Row]:
    """A row a cohort and period."""
    for cohort in rows.cohorts:
        for cell in cohort.cells:
            yield {"start": cohort.start, "offset": cell.offset, **flat(cell.active), "partial": cell.partial}


def matrix_rows(rows: MatrixRows) -> Iterator[Row]:
    """A row a name and place; None stands for no event there, an ellipsis for any other name."""
    told = [(row.name, row.parts) for row in rows.rows]
    for name, parts in [*told, (REST, rows.others), (None, rows.absent)]:
        for place, part in zip(rows.places, parts, strict=True):
            yield {"name": name, "place": place, **flat(part)}


def ending_rows(rows: EndingRows) -> Iterator[Row]:
    """A row a name; an ellipsis stands for any other name, None for the goal."""
    yield from ({"name": row.name, **flat(row.part)} for row in rows.rows)
    for name, part in ((REST, rows.others), (None, rows.reached)):
        if part.n:
            yield {"name": name, **flat(part)}


def listed_rows(rows: Any) -> Iterator[Row]:  # noqa: ANN401  a frozen dataclass, or a tuple of them
    """A row each."""
    yield from (flat(row) for row in (rows if isinstance(rows, tuple) else (rows,)))


def grouped_rows(answer: Grouped[Any], rows: Callable[[Any], Iterator[Row]]) -> Iterator[Row]:
    """The rows of everything; with a breakdown also of each value, and of those beyond the top as one."""
    if not answer.groups:
        yield from rows(answer.total)
        return
    rest = [(REST, answer.rest)] if answer.rest is not None else []
    yield from ({"value": None, "all": True, **row} for row in rows(answer.total))
    for value, one in [*answer.groups, *rest]:
        yield from ({"value": value, "all": False, **row} for row in rows(one))
