"""Channels by what they can do as one page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tropa.draw.journey_page import JourneyPage, frame
from tropa.draw.names import Names
from tropa.draw.page import render
from tropa.draw.views.capability_table import CapabilityTable, capability_table
from tropa.draw.wording import Wording
from tropa.journey.model.journey import Journey
from tropa.journey.model.stages import Scheme
from tropa.journey.model.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class CapabilityPage(JourneyPage):
    """The context of ``capabilities.html``.

    Args:
        table: Channels by what they can do.
    """

    table: CapabilityTable


def capability_page(
    journey: Journey,
    schemes: Mapping[str, Scheme],
    language: str,
    *,
    workspace: Workspace | None = None,
    pages: Mapping[str, str] | None = None,
) -> str:
    """Channels by what they can do, the gaps in sight: one self-contained page of HTML.

    Args:
        journey: The journey.
        schemes: Stage schemes by id; the table does not depend on stages, all views are called alike.
        language: One of ``tropa.data.words.LANGUAGES``.
        workspace: The workspace in force: its channels, its support.
        pages: Relative addresses of this page by language, for the links between them.

    Raises:
        KeyError: The language is not shipped.
    """
    del schemes
    wording = Wording(language)
    names = Names(journey, workspace, wording)
    page = CapabilityPage(
        **frame(journey, names, wording, pages), table=capability_table(journey, workspace, names, wording)
    )
    return render("capabilities.html", page)
