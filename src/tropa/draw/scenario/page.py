"""The scenario of a journey as a page, and as a picture on its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from tropa.draw.journey_page import JourneyPage, frame
from tropa.draw.names import Names
from tropa.draw.page import render
from tropa.draw.scenario.flow import scenario_of
from tropa.draw.scenario.layout import Drawing, drawing_of
from tropa.draw.scenario.nodes import Scenario
from tropa.draw.scenario.svg import svg_of
from tropa.draw.wording import Wording
from tropa.journey.model.journey import Journey
from tropa.journey.model.stages import Scheme
from tropa.journey.model.workspace import Workspace

LEAST_PAPER, PAPER_MARGIN, HEAD_ROOM = 900, 40, 260
"""Of a printed page: the least width between its margins, a margin, the room for the head; in CSS pixels."""

MOST_PAPER = 19_000
"""No sheet of a PDF is higher than 200 inches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioPage(JourneyPage):
    """The context of ``scenario.html``.

    Args:
        scenario: What happens, in words.
        picture: The same drawn; None where there are no steps yet.
        paper: The sheet that holds the picture uncut, as a rule of CSS; None without a picture.
    """

    scenario: Scenario
    picture: Markup | None
    paper: Markup | None


def scenario_page(
    journey: Journey,
    schemes: Mapping[str, Scheme],
    language: str,
    *,
    workspace: Workspace | None = None,
    pages: Mapping[str, str] | None = None,
) -> str:
    """The scenario of a journey: drawn, and beneath it in words, one self-contained page of HTML.

    Args:
        journey: The journey; whatever is not filled in yet is shown as such.
        schemes: Stage schemes by id.
        language: One of ``tropa.data.words.LANGUAGES``.
        workspace: The workspace in force: locales, titles of teams, channels and systems.
        pages: Relative addresses of this page by language, for the links between them.

    Raises:
        KeyError: The language is not shipped.
    """
    wording = Wording(language)
    names = Names(journey, workspace, wording)
    scenario = scenario_of(journey, schemes, wording, workspace)
    drawing = drawing_of(scenario, wording.direction) if scenario.has_steps else None
    page = ScenarioPage(
        **frame(journey, names, wording, pages),
        scenario=scenario,
        picture=_picture(scenario, drawing, wording) if drawing else None,
        paper=_paper(drawing) if drawing else None,
    )
    return render("scenario.html", page)


def scenario_svg(
    journey: Journey, schemes: Mapping[str, Scheme], language: str, *, workspace: Workspace | None = None
) -> str:
    """The scenario of a journey as one self-contained SVG, light or dark as its reader prefers.

    Args:
        journey: The journey; without steps its beginning and its ways out are drawn.
        schemes: Stage schemes by id.
        language: One of ``tropa.data.words.LANGUAGES``.
        workspace: The workspace in force.

    Raises:
        KeyError: The language is not shipped.
    """
    wording = Wording(language)
    scenario = scenario_of(journey, schemes, wording, workspace)
    return str(_picture(scenario, drawing_of(scenario, wording.direction), wording))


def _paper(drawing: Drawing) -> Markup:
    """A sheet with room for the picture, the page's head above it and a margin around."""
    width = max(drawing.width, LEAST_PAPER) + 2 * PAPER_MARGIN
    height = min(drawing.height + HEAD_ROOM + 2 * PAPER_MARGIN, MOST_PAPER)
    return Markup("@page {{ size: {}px {}px; margin: {}px }}").format(round(width), round(height), PAPER_MARGIN)


def _picture(scenario: Scenario, drawing: Drawing, wording: Wording) -> Markup:
    return svg_of(
        drawing,
        language=wording.language,
        direction=wording.direction,
        title=scenario.title,
        described=wording.plain("scenario.page.picture", journey=scenario.title.text),
    )
