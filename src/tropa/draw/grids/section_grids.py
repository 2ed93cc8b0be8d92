"""What stands beneath the map as tables: requests, fields, and the calendar of communications."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from markupsafe import Markup

from tropa.draw.grids.bare import bare
from tropa.draw.grids.board_cells import channels_cell, filled
from tropa.draw.grids.grid import Cell, Grid, Row, cell, joined
from tropa.draw.names import Names
from tropa.draw.sections.calendar import CalendarPart, CalendarRow, calendar
from tropa.draw.sections.field_register import FieldRow, FormTable, field_register
from tropa.draw.sections.request_cards import RequestCard, request_cards
from tropa.draw.subject import Subject
from tropa.draw.wording import Prose, Wording

REQUEST = ("trigger", "asks", "searches", "persona", "importance", "frequency", "goal", "chains")
FIELD = ("type", "required", "used_by", "personal", "keep")
SAYING = ("what", "stage", "channels", "class", "responsible")

ARROWS = {"ltr": " → ", "rtl": " ← "}
"""From one touchpoint of a chain to the next, as people read."""


def section_grids(subject: Subject, names: Names, wording: Wording) -> Iterator[Grid]:
    """The sections of a map, each only where there is something in it."""
    cards = request_cards(subject.journey, names, wording)
    if cards:
        yield _requests(cards, wording)
    for form in field_register(subject.journey, names, wording).forms:
        yield _form(form, wording)
    for part in calendar(subject.journey, subject.schemes, names, wording):
        yield _part(part, wording)


def chain_line(chain: Iterable[Prose], direction: str) -> str:
    """A chain of touchpoints on one line."""
    return ARROWS[direction].join(bare(one, direction) for one in chain)


def _requests(cards: tuple[RequestCard, ...], wording: Wording) -> Grid:
    return Grid(
        title=wording.plain("map.requests.title"),
        corner="",
        columns=_heads([f"map.requests.{part}" for part in REQUEST], wording),
        rows=tuple(_request(card, wording) for card in cards),
    )


def _request(card: RequestCard, wording: Wording) -> Row:
    direction = wording.direction
    told: dict[str, Iterable[Prose | str | None]] = {
        "trigger": [card.trigger],
        "asks": [card.asks],
        "searches": card.searches,
        "persona": [card.persona],
        "importance": [card.importance_said],
        "frequency": [card.frequency],
        "goal": [card.goal],
        "chains": [chain_line(chain, direction) for chain in card.chains],
    }
    cells = tuple(_cell(told[part], wording) for part in REQUEST[:-1])
    gap = cell([wording.plain("map.requests.no_chain")], direction, "gap")
    chains = _bare_cell(told["chains"], wording)
    return Row(cell([card.title], direction, "strong"), (*cells, chains if chains.paragraphs else gap))


def _form(form: FormTable, wording: Wording) -> Grid:
    return Grid(
        title=f"{wording.plain('map.fields.title')} {bare(form.title, wording.direction)}",
        corner=wording.plain("map.fields.field"),
        columns=_heads([f"map.fields.{part}" for part in FIELD], wording),
        rows=tuple(_field(row, wording) for row in form.rows),
    )


def _field(row: FieldRow, wording: Wording) -> Row:
    nobody = cell([wording.plain("map.fields.nobody")], wording.direction, "gap")
    return Row(
        cell([row.title], wording.direction, "strong"),
        (
            _cell([row.type], wording),
            _cell([row.required], wording),
            _bare_cell(row.used_by, wording) if row.used_by else nobody,
            _cell([row.personal or wording.plain("map.fields.not_personal")], wording),
            _cell([row.keep], wording),
        ),
    )


def _part(part: CalendarPart, wording: Wording) -> Grid:
    return Grid(
        title=f"{wording.plain('map.calendar.title')}: {bare(part.title, wording.direction)}",
        corner=wording.plain("map.calendar.when"),
        columns=_heads([*(f"map.calendar.{name}" for name in SAYING[:-1]), "report.lane.responsible"], wording),
        rows=tuple(_saying(row, wording) for row in part.rows),
    )


def _saying(row: CalendarRow, wording: Wording) -> Row:
    to = [wording.say("map.calendar.to", who=row.to)] if row.to else []
    return Row(
        cell([row.when], wording.direction, "strong"),
        (
            joined(cell([row.title], wording.direction), cell(to, wording.direction, "muted")),
            _cell([row.stage], wording),
            channels_cell(row.channels, wording, every=False),
            _cell([row.message_class], wording),
            _cell([row.responsible], wording),
        ),
    )


def _heads(keys: Iterable[str], wording: Wording) -> tuple[Cell, ...]:
    return tuple(cell([wording.plain(key)], wording.direction, "strong") for key in keys)


def _cell(texts: Iterable[Prose | Markup | str | None], wording: Wording) -> Cell:
    return filled(_bare_cell(texts, wording), wording)


def _bare_cell(texts: Iterable[Prose | Markup | str | None], wording: Wording) -> Cell:
    return cell([text for text in texts if text], wording.direction)
