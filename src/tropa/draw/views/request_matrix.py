"""Requests by touchpoints: where each request is met, and what is left uncovered (S2-8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from tropa.draw.bands import held_by_stage
from tropa.draw.names import Names
from tropa.draw.sections.request_cards import RequestCard, request_cards, requests_in_order
from tropa.draw.wording import Prose, Wording
from tropa.journey.model.journey import Journey
from tropa.journey.model.people import Request
from tropa.journey.model.stages import Scheme


@dataclass(frozen=True, slots=True)
class Position:
    """A touchpoint's place in a chain of a request.

    Args:
        n: Its number in the chain, 1 where the client turns first.
        said: The same in words, with the chain it is in.
    """

    n: str
    said: str


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A touchpoint by all requests.

    Args:
        id: Its id.
        title: Its title.
        channels: Its channels.
        cells: Its positions in the chains of each request, in the order of the requests.
        covered: It serves at least one of them.
    """

    id: str
    title: Prose
    channels: tuple[Prose, ...]
    cells: tuple[tuple[Position, ...], ...]
    covered: bool


@dataclass(frozen=True, slots=True)
class MatrixStage:
    """The touchpoints of a stage.

    Args:
        title: The stage; None for touchpoints that have none yet.
        rows: Its touchpoints in their order.
    """

    title: Prose | None
    rows: tuple[MatrixRow, ...]


@dataclass(frozen=True, slots=True)
class MatrixColumn:
    """A request by all touchpoints.

    Args:
        card: The request.
        covered: It leads to at least one touchpoint.
    """

    card: RequestCard
    covered: bool


@dataclass(frozen=True, slots=True)
class RequestMatrix:
    """Requests by touchpoints.

    Args:
        columns: Requests, most important first.
        stages: Touchpoints by stage.
        told: What is covered and what is not, a sentence each.
    """

    columns: tuple[MatrixColumn, ...]
    stages: tuple[MatrixStage, ...]
    told: tuple[Markup, ...]


def request_matrix(journey: Journey, schemes: Mapping[str, Scheme], names: Names, wording: Wording) -> RequestMatrix:
    """The matrix of a journey.

    Args:
        journey: The journey.
        schemes: Stage schemes by id.
        names: What people call its things.
        wording: The page's language.
    """
    requests = [request for _, request in requests_in_order(journey)]
    columns = tuple(MatrixColumn(card, covered=bool(card.chains)) for card in request_cards(journey, names, wording))
    stages = tuple(
        MatrixStage(
            title=names.stage(stage) if stage.id else None,
            rows=tuple(_row(name, journey, requests, names, wording) for name in held),
        )
        for stage, held in held_by_stage(journey, schemes)
        if held
    )
    return RequestMatrix(columns, stages, tuple(_told(columns, stages, wording)))


def _row(name: str, journey: Journey, requests: list[Request], names: Names, wording: Wording) -> MatrixRow:
    cells = tuple(_positions(name, request, wording) for request in requests)
    return MatrixRow(
        id=name,
        title=names.touchpoint(name),
        channels=tuple(names.channel(channel) for channel in journey.touchpoints[name].channel),
        cells=cells,
        covered=any(cells),
    )


def _positions(name: str, request: Request, wording: Wording) -> tuple[Position, ...]:
    """Where the touchpoint stands in the chains; the same place in two chains is said once."""
    found: dict[int, int] = {}
    for chain in request.touchpoints:
        for at, met in enumerate(chain.touchpoints, start=1):
            if met == name:
                found[at] = max(found.get(at, 0), len(chain.touchpoints))
    count = wording.numbers.count
    return tuple(
        Position(count(at), wording.plain("map.matrix.position", n=count(at), length=count(length)))
        for at, length in sorted(found.items())
    )


def _told(columns: tuple[MatrixColumn, ...], stages: tuple[MatrixStage, ...], wording: Wording) -> list[Markup]:
    """How many requests and touchpoints are covered."""
    rows = [row for stage in stages for row in stage.rows]
    sentences = []
    for key, covered in (
        ("requests", [column.covered for column in columns]),
        ("touchpoints", [row.covered for row in rows]),
    ):
        n, total = sum(covered), len(covered)
        if columns and rows:
            count = wording.numbers.count
            sentences.append(wording.say(f"map.matrix.covered.{key}", plural=total, n=count(n), total=count(total)))
    return sentences
