"""What all pages about one journey's plan have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypedDict

from tropa.draw.names import Names
from tropa.draw.page import LanguageLink, Page, Say, language_links
from tropa.draw.wording import Prose, Wording
from tropa.journey.model.journey import Journey


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyPage(Page):
    """A page about a journey.

    Args:
        title: The journey.
        client_goal: What the client wants; None where nobody has said.
    """

    title: Prose
    client_goal: Prose | None


class Frame(TypedDict):
    """The fields of ``JourneyPage`` that do not depend on what the page shows."""

    language: str
    direction: str
    say: Say
    plain: Callable[..., str]
    languages: tuple[LanguageLink, ...]
    title: Prose
    client_goal: Prose | None


def frame(journey: Journey, names: Names, wording: Wording, pages: Mapping[str, str] | None) -> Frame:
    """The common fields of a page.

    Args:
        journey: The journey.
        names: What people call its things.
        wording: The page's language.
        pages: Relative addresses of the page by language.
    """
    return Frame(
        language=wording.language,
        direction=wording.direction,
        say=wording.say,
        plain=wording.plain,
        languages=language_links(wording, pages or {}),
        title=names.journey(),
        client_goal=names.prose(journey.goal.client),
    )
