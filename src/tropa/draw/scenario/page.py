"""The scenario of a journey as a page, and as a picture on its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from tropa.draw.journey_page import JourneyPage, frame
from tropa.draw.names import Names
from tropa.draw.page import render
from tropa.draw.scenario.flow import scenario_of
from tropa.draw.scenario.layout import drawing_of
from tropa.draw.scenario.nodes import Scenario
from tropa.draw.scenario.svg import svg_of
from tropa.draw.wording import Wording
from tropa.journey.model.journey import Journey
from tropa.journey.model.stages import Scheme
from tropa.journey.model.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioPage(JourneyPage):
    """The context of ``scenario.html``.

    Args:
        scenario: What happens, in words.
        picture: The same drawn; None where there are no steps yet.
    """

    scenario: Scenario
    picture: Markup | None


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
    page = ScenarioPage(
        **frame(journey, names, wording, pages),
        scenario=scenario,
        picture=_picture(scenario, wording) if scenario.has_steps else None,
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
    return str(_picture(scenario_of(journey, schemes, wording, workspace), wording))


def _picture(scenario: Scenario, wording: Wording) -> Markup:
    return svg_of(
        drawing_of(scenario, wording.direction),
        language=wording.language,
        direction=wording.direction,
        title=scenario.title,
        described=wording.plain("scenario.page.picture", journey=scenario.title.text),
    )
