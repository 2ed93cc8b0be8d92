"""Every picture of a plan by its name, in every text that it can be written as."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from tropa.draw.map_page import journey_map
from tropa.draw.views.blueprint_page import blueprint_page
from tropa.draw.views.capability_page import capability_page
from tropa.draw.views.request_matrix_page import request_matrix_page
from tropa.journey.model.journey import Journey
from tropa.journey.model.stages import Scheme
from tropa.journey.model.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Subject:
    """What a picture is drawn of.

    Args:
        journey: The journey; whatever is not filled in yet is shown as such.
        schemes: Stage schemes by id.
        language: One of ``tropa.data.words.LANGUAGES``.
        workspace: The workspace in force: locales, titles of teams and channels.
    """

    journey: Journey
    schemes: Mapping[str, Scheme]
    language: str
    workspace: Workspace | None = None


Picture: TypeAlias = Callable[[Subject], str]
"""Draws a subject as the text of a file; raises ``KeyError`` for a language that is not shipped."""


def _page(draw: Callable[..., str]) -> Picture:
    """A page of HTML as a picture."""

    def picture(subject: Subject) -> str:
        return draw(subject.journey, subject.schemes, subject.language, workspace=subject.workspace)

    return picture


PICTURES: Mapping[str, Mapping[str, Picture]] = {
    "map": {".html": _page(journey_map)},
    "blueprint": {".html": _page(blueprint_page)},
    "requests": {".html": _page(request_matrix_page)},
    "capabilities": {".html": _page(capability_page)},
}
"""By view and by the file's ending; what is not here is not drawn."""
