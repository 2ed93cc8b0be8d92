"""The map of a journey as one page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tropa.draw.board import Board, board
from tropa.draw.emotion import ReportedEmotion
from tropa.draw.names import Names
from tropa.draw.page import Page, language_links, render
from tropa.draw.sections.calendar import CalendarPart, calendar
from tropa.draw.sections.field_register import FieldRegister, field_register
from tropa.draw.sections.request_cards import RequestCard, request_cards
from tropa.draw.touchpoint_column import TouchpointColumn, touchpoint_column
from tropa.draw.wording import Prose, Wording
from tropa.journey.model.journey import Journey
from tropa.journey.model.stages import Scheme
from tropa.journey.model.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class MapPage(Page):
    """The context of ``map.html``.

    Args:
        title: The journey.
        client_goal: What the client wants; None where nobody has said.
        business_goal: What the company wants; None where nobody has said.
        board: The map.
        requests: What clients come for, most important first.
        fields: What is asked of them.
        calendar: What is said to them, and when.
    """

    title: Prose
    client_goal: Prose | None
    business_goal: Prose | None
    board: Board
    requests: tuple[RequestCard, ...]
    fields: FieldRegister
    calendar: tuple[CalendarPart, ...]


def plan_board(
    journey: Journey,
    schemes: Mapping[str, Scheme],
    names: Names,
    wording: Wording,
    reported: Mapping[str, ReportedEmotion] | None = None,
) -> Board:
    """The board of a plan, without reality.

    Args:
        journey: The journey.
        schemes: Stage schemes by id.
        names: What people call its things.
        wording: The page's language.
        reported: What clients said they felt, by touchpoint.
    """
    felt = reported or {}

    def column(name: str) -> TouchpointColumn:
        return touchpoint_column(name, journey.touchpoints[name], names, wording, None, reported=felt.get(name))

    return board(journey, schemes, names, column, with_reality=False)


def journey_map(
    journey: Journey,
    schemes: Mapping[str, Scheme],
    language: str,
    *,
    workspace: Workspace | None = None,
    pages: Mapping[str, str] | None = None,
    reported: Mapping[str, ReportedEmotion] | None = None,
) -> str:
    """The map of a journey: stages by lanes, one self-contained page of HTML.

    Args:
        journey: The journey; whatever is not filled in yet is shown as such.
        schemes: Stage schemes by id.
        language: One of ``tropa.data.words.LANGUAGES``.
        workspace: The workspace in force: locales, titles of teams and channels.
        pages: Relative addresses of this page by language, for the links between them.
        reported: What clients said they felt, by touchpoint.

    Raises:
        KeyError: The language is not shipped.
    """
    wording = Wording(language)
    names = Names(journey, workspace, wording)

    page = MapPage(
        language=language,
        direction=wording.direction,
        say=wording.say,
        plain=wording.plain,
        languages=language_links(wording, pages or {}),
        title=names.journey(),
        client_goal=names.prose(journey.goal.client),
        business_goal=names.prose(journey.goal.business),
        board=plan_board(journey, schemes, names, wording, reported),
        requests=request_cards(journey, names, wording),
        fields=field_register(journey, names, wording),
        calendar=calendar(journey, schemes, names, wording),
    )
    return render("map.html", page)
