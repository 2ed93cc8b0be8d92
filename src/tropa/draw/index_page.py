"""The front page of a folder of reports and maps, for people who do not program."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from tropa.data.words import LANGUAGES
from tropa.draw.bars import Bar, bar, css
from tropa.draw.names import Names
from tropa.draw.page import LanguageLink, Page, language_links, render
from tropa.draw.wording import Prose, Wording
from tropa.journey.model.journey import Journey
from tropa.journey.model.workspace import Workspace
from tropa.measure.reality import Reality
from tropa.stats.intervals import wilson


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """A journey and what there is to look at.

    Args:
        journey: The journey.
        completeness: Share of the map that is filled in; None where it is not known.
        maps: Relative addresses of its map by language.
        reports: Relative addresses of its report by language.
        reality: What became of it; None where nothing was measured.
        simulated: Its events were made up by a simulation.
    """

    journey: Journey
    completeness: float | None
    maps: Mapping[str, str]
    reports: Mapping[str, str]
    reality: Reality | None = None
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """A journey on the front page, ready to show.

    Args:
        id: The journey's id.
        title: Its title.
        goal: What the client wants; None where nobody has said.
        note: What to know about it; None where nobody has said.
        summary: Stages and touchpoints, in a sentence.
        completeness: Share filled in, with its length in CSS; None where it is not known.
        completeness_length: The same as a length.
        share: Share of runs that reached the goal; None where nothing was measured.
        told: The same in a sentence.
        bar: Its picture.
        simulated: The events are simulated.
        maps: Its map by language.
        reports: Its report by language.
    """

    id: str
    title: Prose
    goal: Prose | None
    note: Prose | None
    summary: Markup
    completeness: str | None
    completeness_length: str
    share: str | None
    told: Markup
    bar: Bar | None
    simulated: bool
    maps: tuple[LanguageLink, ...]
    reports: tuple[LanguageLink, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexPage(Page):
    """The context of ``index.html``.

    Args:
        cards: The journeys.
    """

    cards: tuple[Card, ...]


def index(
    entries: tuple[IndexEntry, ...],
    language: str,
    *,
    workspace: Workspace | None = None,
    pages: Mapping[str, str] | None = None,
) -> str:
    """The front page: a card a journey, with links to its pages.

    Args:
        entries: The journeys in the order they are to stand.
        language: One of ``tropa.data.words.LANGUAGES``.
        workspace: The workspace in force, for the locales of texts.
        pages: Relative addresses of this page by language, for the links between them.

    Raises:
        KeyError: The language is not shipped.
    """
    wording = Wording(language)
    page = IndexPage(
        language=language,
        direction=wording.direction,
        say=wording.say,
        plain=wording.plain,
        languages=language_links(wording, pages or {}),
        cards=tuple(_card(entry, workspace, wording) for entry in entries),
    )
    return render("index.html", page)


def _card(entry: IndexEntry, workspace: Workspace | None, wording: Wording) -> Card:
    journey, reality, numbers = entry.journey, entry.reality, wording.numbers
    names = Names(journey, workspace, wording)
    n = len(journey.touchpoints)
    measured = reality if reality is not None and reality.runs else None
    return Card(
        id=journey.journey,
        title=names.journey(),
        goal=names.prose(journey.goal.client),
        note=names.prose(journey.note),
        summary=wording.say("report.index.touchpoints", plural=n, n=numbers.count(n)),
        completeness=None if entry.completeness is None else numbers.round_share(round(entry.completeness, 2)),
        completeness_length=css(entry.completeness or 0.0),
        share=numbers.share(measured.reached_goal / measured.runs) if measured else None,
        told=_told(measured, wording) if measured else Markup(),
        bar=_bar(measured, wording) if measured else None,
        simulated=entry.simulated,
        maps=_links(entry.maps, wording),
        reports=_links(entry.reports, wording),
    )


def _told(reality: Reality, wording: Wording) -> Markup:
    count = wording.numbers.count
    return wording.say(
        "report.index.reached", plural=reality.runs, runs=count(reality.runs), reached=count(reality.reached_goal)
    )


def _bar(reality: Reality, wording: Wording) -> Bar:
    bounds = wilson(reality.reached_goal, reality.runs)
    return bar(wording, reality.reached_goal / reality.runs, bounds.low, bounds.high, None)


def _links(pages: Mapping[str, str], wording: Wording) -> tuple[LanguageLink, ...]:
    """Links in all languages, the reader's own first."""
    ranked = sorted(LANGUAGES, key=lambda language: language != wording.language)
    return tuple(
        LanguageLink(language, wording.plain(f"report.language.{language}"), pages[language])
        for language in ranked
        if language in pages
    )
