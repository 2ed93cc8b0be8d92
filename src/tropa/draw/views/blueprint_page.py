"""The blueprint as one page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tropa.draw.journey_page import JourneyPage, frame
from tropa.draw.names import Names
from tropa.draw.page import render
from tropa.draw.views.blueprint import Blueprint, blueprint
from tropa.draw.wording import Wording
from tropa.journey.model.journey import Journey
from tropa.journey.model.stages import Scheme
from tropa.journey.model.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class BlueprintPage(JourneyPage):
    """The context of ``blueprint.html``.

    Args:
        blueprint: The picture.
    """

    blueprint: Blueprint


def blueprint_page(
    journey: Journey,
    schemes: Mapping[str, Scheme],
    language: str,
    *,
    workspace: Workspace | None = None,
    pages: Mapping[str, str] | None = None,
) -> str:
    """The blueprint of a journey: client, stage, backstage and systems, one self-contained page of HTML.

    Args:
        journey: The journey; whatever is not filled in yet is shown as such.
        schemes: Stage schemes by id.
        language: One of ``tropa.data.words.LANGUAGES``.
        workspace: The workspace in force: departments of teams, owners of algorithms, systems.
        pages: Relative addresses of this page by language, for the links between them.

    Raises:
        KeyError: The language is not shipped.
    """
    wording = Wording(language)
    names = Names(journey, workspace, wording)
    page = BlueprintPage(
        **frame(journey, names, wording, pages), blueprint=blueprint(journey, schemes, names, wording)
    )
    return render("blueprint.html", page)
