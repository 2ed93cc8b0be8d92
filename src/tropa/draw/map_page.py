"""The map of a journey as one page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tropa.draw.board import Board, board
from tropa.draw.names import Names
from tropa.draw.page import Page, language_links, render
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
    """

    title: Prose
    client_goal: Prose | None
    business_goal: Prose | None
    board: Board


def journey_map(
    journey: Journey,
    schemes: Mapping[str, Scheme],
    language: str,
    *,
    workspace: Workspace | None = None,
    pages: Mapping[str, str] | None = None,
) -> str:
    """The map of a journey: stages by lanes, one self-contained page of HTML.

    Args:
        journey: The journey; whatever is not filled in yet is shown as such.
        schemes: Stage schemes by id.
        language: One of ``tropa.data.words.LANGUAGES``.
        workspace: The workspace in force: locales, titles of teams and channels.
        pages: Relative addresses of this page by language, for the links between them.

    Raises:
        KeyError: The language is not shipped.
    """
    wording = Wording(language)
    names = Names(journey, workspace, wording)

    def column(name: str) -> TouchpointColumn:
        return touchpoint_column(name, journey.touchpoints[name], names, wording, None)

    page = MapPage(
        language=language,
        direction=wording.direction,
        say=wording.say,
        plain=wording.plain,
        languages=language_links(wording, pages or {}),
        title=names.journey(),
        client_goal=names.prose(journey.goal.client),
        business_goal=names.prose(journey.goal.business),
        board=board(journey, schemes, names, column, with_reality=False),
    )
    return render("map.html", page)
