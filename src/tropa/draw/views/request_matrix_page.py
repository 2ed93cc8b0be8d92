"""Requests by touchpoints as one page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tropa.draw.journey_page import JourneyPage, frame
from tropa.draw.names import Names
from tropa.draw.page import render
from tropa.draw.sections.request_cards import RequestCard, request_cards
from tropa.draw.views.request_matrix import RequestMatrix, request_matrix
from tropa.draw.wording import Wording
from tropa.journey.model.journey import Journey
from tropa.journey.model.stages import Scheme
from tropa.journey.model.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestMatrixPage(JourneyPage):
    """The context of ``requests.html``.

    Args:
        matrix: Requests by touchpoints.
        requests: The requests themselves, most important first.
    """

    matrix: RequestMatrix
    requests: tuple[RequestCard, ...]


def request_matrix_page(
    journey: Journey,
    schemes: Mapping[str, Scheme],
    language: str,
    *,
    workspace: Workspace | None = None,
    pages: Mapping[str, str] | None = None,
) -> str:
    """Requests by touchpoints with what is left uncovered: one self-contained page of HTML.

    Args:
        journey: The journey.
        schemes: Stage schemes by id.
        language: One of ``tropa.data.words.LANGUAGES``.
        workspace: The workspace in force: locales, titles of channels.
        pages: Relative addresses of this page by language, for the links between them.

    Raises:
        KeyError: The language is not shipped.
    """
    wording = Wording(language)
    names = Names(journey, workspace, wording)
    page = RequestMatrixPage(
        **frame(journey, names, wording, pages),
        matrix=request_matrix(journey, schemes, names, wording),
        requests=request_cards(journey, names, wording),
    )
    return render("requests.html", page)
