"""What Mermaid has a diagram for: the map as a journey, the blueprint and the requests as flows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from tropa.draw.bands import StageColumns
from tropa.draw.grids.bare import RIGHT_TO_LEFT_ISOLATE, bare
from tropa.draw.grids.mermaid_text import quoted, safe
from tropa.draw.map_page import plan_board
from tropa.draw.sections.request_cards import request_cards
from tropa.draw.subject import Subject
from tropa.draw.touchpoint_column import TouchpointColumn
from tropa.draw.views.blueprint import DEPARTMENTS, Blueprint, BlueprintColumn, Card, blueprint
from tropa.draw.views.request_matrix import request_matrix
from tropa.draw.wording import POP_ISOLATE, Prose, Wording

FLOWS = {"ltr": "LR", "rtl": "RL"}
"""Where a flow leads, as people read; a journey of Mermaid runs from left to right in every language."""

MIDDLE, HIGHEST, FELT = 3, 5, 3
"""Mermaid's scores go from 1 over the middle to 5, planned emotions from -3 over 0 to 3."""


def journey_diagram(subject: Subject) -> str:
    """The map as a journey: stages as sections, planned emotion as score, who answers as actor.

    Raises:
        KeyError: The language is not shipped.
    """
    names, wording = subject.told()
    shown = plan_board(subject.journey, subject.schemes, names, wording)
    stages = [*(stage for band in shown.bands for stage in band.stages), *shown.beneath]
    return _text("journey", [f"  title {safe(bare(names.journey(), 'ltr'))}", *_sections(stages, wording)])


def blueprint_diagram(subject: Subject) -> str:
    """The blueprint as a flow: a box a lane, the path along the touchpoints, what stands behind them beneath.

    Raises:
        KeyError: The language is not shipped.
    """
    names, wording = subject.told()
    shown = blueprint(subject.journey, subject.schemes, names, wording)
    title = bare(names.journey(), wording.direction)
    if not shown.n_touchpoints:
        return _flow(wording, title, [f"  nothing[{_label(wording, wording.plain('blueprint.empty'))}]"])
    columns = [column for band in shown.bands for stage in band.stages for column in stage.touchpoints]
    return _flow(wording, title, [*_lanes(shown, columns, wording), *_links(columns)])


def requests_diagram(subject: Subject) -> str:
    """Requests as flows: a box a request, in it the chains by which the client comes.

    Raises:
        KeyError: The language is not shipped.
    """
    names, wording = subject.told()
    title = bare(names.journey(), wording.direction)
    lines: list[str] = []
    for n, card in enumerate(request_cards(subject.journey, names, wording)):
        inside = _chains(f"r{n}", card.chains, wording) if card.chains else [_gap(f"r{n}_0", wording)]
        lines += _box(wording, f"r{n}", bare(card.title, wording.direction), inside)
    if not lines:
        lines.append(f"  nothing[{_label(wording, wording.plain('map.matrix.no_requests'))}]")
    matrix = request_matrix(subject.journey, subject.schemes, names, wording)
    unserved = [row.title for stage in matrix.stages for row in stage.rows if not row.covered]
    if unserved:
        inside = [f"u{n}[{_label(wording, bare(title, wording.direction))}]" for n, title in enumerate(unserved)]
        lines += _box(wording, "u", wording.plain("map.matrix.none"), inside)
    return _flow(wording, title, lines)


def _text(kind: str, lines: Iterable[str]) -> str:
    return "\n".join([kind, *lines]) + "\n"


def _flow(wording: Wording, title: str, lines: Iterable[str]) -> str:
    return _text(f"flowchart {FLOWS[wording.direction]}", [f"  accTitle: {safe(title)}", *lines])


def _box(wording: Wording, name: str, title: str, inside: Iterable[str]) -> list[str]:
    """Nodes in a box, which flows as the picture does wherever nothing crosses its border."""
    lines = [f"direction {FLOWS[wording.direction]}", *inside]
    return [f"  subgraph {name}[{_label(wording, title)}]", *(f"    {line}" for line in lines), "  end"]


def _label(wording: Wording, *lines: str) -> str:
    """A label, each line in the picture's direction, which Mermaid does not know."""
    if wording.direction == "ltr":
        return quoted(*lines)
    return quoted(*(f"{RIGHT_TO_LEFT_ISOLATE}{line}{POP_ISOLATE}" for line in lines))


def _sections(stages: Iterable[StageColumns[TouchpointColumn]], wording: Wording) -> Iterator[str]:
    before = ""
    for stage in stages:
        if not stage.touchpoints:
            continue
        section = safe(bare(stage.title or wording.plain("report.stage.none"), "ltr"))
        if not (stage.continued and section == before):
            yield f"  section {section}"
        before = section
        yield from (f"    {_task(column)}" for column in stage.touchpoints)


def _task(column: TouchpointColumn) -> str:
    planned = column.emotion.planned if column.emotion else None
    score = round(MIDDLE + (planned or 0) * (HIGHEST - MIDDLE) / FELT)
    actor = f": {safe(bare(column.responsible, 'ltr')).replace(',', '#44;')}" if column.responsible else ""
    return f"{safe(bare(column.title, 'ltr'))}: {score}{actor}"


def _lanes(shown: Blueprint, columns: list[BlueprintColumn], wording: Wording) -> Iterator[str]:
    direction = wording.direction
    for at, lane in enumerate(shown.lanes):
        nodes = [
            f"t{n}_{at}[{_label(wording, *lines)}]"
            for n, column in enumerate(columns)
            if (lines := _node(column, at, direction))
        ]
        if nodes:
            side = [wording.plain(f"blueprint.lane.{lane.kind}")] if lane.kind in DEPARTMENTS else []
            yield from _box(wording, f"lane{at}", ": ".join([*side, bare(lane.title, direction)]), nodes)


def _node(column: BlueprintColumn, lane: int, direction: str) -> list[str]:
    """The lines of a touchpoint's node in a lane; none where it has no part in it."""
    if lane == 0:
        return [bare(column.action, direction)] if column.action else []
    if lane == 1:
        return [bare(text, direction) for text in (column.title, *column.channels)]
    return [_card(card, card.title, direction) for card in column.cells[lane - 2] if card.title is not None]


def _card(card: Card, title: Prose, direction: str) -> str:
    mark = f" ({bare(card.mark, direction)})" if card.mark else ""
    return bare(title, direction) + mark


def _links(columns: list[BlueprintColumn]) -> Iterator[str]:
    """From touchpoint to touchpoint, from its action above it, and down to what stands behind it."""
    for before, after in pairwise(range(len(columns))):
        yield f"  t{before}_1 --> t{after}_1"
    for n, column in enumerate(columns):
        if column.action:
            yield f"  t{n}_0 --- t{n}_1"
        below = [at + 2 for at, cards in enumerate(column.cells) if any(card.title for card in cards)]
        yield from (f"  t{n}_{upper} -.- t{n}_{lower}" for upper, lower in pairwise([1, *below]))


def _chains(name: str, chains: Iterable[tuple[Prose, ...]], wording: Wording) -> Iterator[str]:
    """The touchpoints of a request, each once, and the ways between them, each once."""
    ids: dict[str, str] = {}
    for chain in chains:
        for title in chain:
            ids.setdefault(bare(title, wording.direction), f"{name}_{len(ids)}")
    yield from (f"{known}[{_label(wording, title)}]" for title, known in ids.items())
    ways = (
        (ids[bare(one, wording.direction)], ids[bare(two, wording.direction)])
        for chain in chains
        for one, two in pairwise(chain)
    )
    yield from (f"{before} --> {after}" for before, after in dict.fromkeys(ways))


def _gap(name: str, wording: Wording) -> str:
    return f"{name}([{_label(wording, wording.plain('map.requests.no_chain'))}])"
