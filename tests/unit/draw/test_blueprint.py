"""The blueprint: a projection of the definition, every touchpoint once, every gap in sight."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.unit.draw.answers_by_hand import journey_of
from tests.unit.draw.outline import Outline, assert_sound, said
from tests.unit.draw.worst_case import worst_journey

from tropa import draw
from tropa.data.words import LANGUAGES
from tropa.draw.bands import BAND
from tropa.draw.grids.view_sheets import blueprint_sheet
from tropa.draw.names import Names
from tropa.draw.subject import Subject
from tropa.draw.views.blueprint import Blueprint, BlueprintColumn, Card, blueprint
from tropa.draw.wording import Prose, Wording
from tropa.journey.model.journey import Journey
from tropa.journey.schemes import shipped_schemes

SCHEMES = shipped_schemes()
BANK_TEXT = """
journey: credit
stages:
  - {id: choose, title: Choosing}
  - {id: nothing}
  - {id: apply, title: Applying}
teams:
  web: {title: Web team, department: digital}
  care: {department: Customer love}
  lost: {}
systems:
  scoring: {title: Scoring, kind: internal}
  bureau: {title: Credit bureau, kind: external}
algorithms:
  limit: {title: Limit, rule: Income less debts, owner: web, system: scoring}
  orphan: {system: bureau}
touchpoints:
  office:
    stage: apply
    responsible: care
    target_action: signed
  site:
    stage: choose
    channel: [web, app]
    each: yes
    responsible: web
    help: care
    target_action: application_started
    communication: {subject: Hello, web: Only here}
    backstage: [limit, orphan]
    depends_on: [bureau]
    moment_of_truth: yes
  street: {stage: choose, responsible: lost, help: lost}
  poster: {stage: choose}
"""


def blueprint_of(journey: Journey) -> Blueprint:
    """Make the English blueprint of a journey."""
    wording = Wording("en")
    return blueprint(journey, SCHEMES, Names(journey, None, wording), wording)


def columns(shown: Blueprint) -> Iterator[BlueprintColumn]:
    """All columns in order."""
    for band in shown.bands:
        for stage in band.stages:
            yield from stage.touchpoints


def text(something: object) -> str:
    """What a reader sees of a title."""
    return something.text if isinstance(something, Prose) else str(something)


def cells(shown: Blueprint, name: str) -> dict[str, list[str]]:
    """The cards of a touchpoint by lane, gaps in brackets."""
    (column,) = (one for one in columns(shown) if one.id == name)
    lanes = [f"{lane.kind} {text(lane.title)}" for lane in shown.lanes[2:]]
    return {lane: [_told(card) for card in cell] for lane, cell in zip(lanes, column.cells, strict=True) if cell}


def _told(card: Card) -> str:
    return text(card.title) if card.title is not None else f"[{card.text}]"


def test_lanes_come_from_departments() -> None:
    """On the stage stand the departments of those responsible and helping, behind it those of owners."""
    shown = blueprint_of(journey_of(BANK_TEXT))
    assert [(lane.kind, text(lane.title), lane.line) for lane in shown.lanes] == [
        ("action", "Client’s action", ""),
        ("place", "Where", ""),
        ("front", "Customer love", "interaction"),
        ("front", "Digital", ""),
        ("front", "No department yet", ""),
        ("back", "Digital", "visibility"),
        ("back", "No department yet", ""),
        ("systems", "Systems", "internal"),
    ]


def test_cards_stand_where_they_belong() -> None:
    """Each team, algorithm and system stands in its department's lane, under its touchpoint."""
    shown = blueprint_of(journey_of(BANK_TEXT))
    assert [column.id for column in columns(shown)] == ["site", "street", "poster", "office"]
    assert cells(shown, "site") == {
        "front Digital": ["Web team"],
        "front Customer love": ["care"],
        "back Digital": ["Limit"],
        "back No department yet": ["Orphan"],
        "systems Systems": ["Credit bureau", "Scoring"],
    }
    assert cells(shown, "street") == {
        "front No department yet": ["lost"],
        "back No department yet": ["[no algorithm named yet]"],
    }
    assert cells(shown, "poster") == {
        "front No department yet": ["[nobody answers for it yet]"],
        "back No department yet": ["[no algorithm named yet]"],
    }


def test_cards_say_what_is_said_and_decided() -> None:
    """A team's card has its words, an algorithm's its rule and owner; other people's systems are marked."""
    (site,) = (one for one in columns(blueprint_of(journey_of(BANK_TEXT))) if one.id == "site")
    told = {text(card.title): card for cell in site.cells for card in cell}
    assert text(told["Web team"].text) == "Hello"
    assert text(told["Limit"].text) == "Income less debts"
    assert "Web team" in str(told["Limit"].mark)
    assert str(told["Orphan"].mark) == "no owner yet"
    assert str(told["Credit bureau"].mark) == "external"
    assert told["Scoring"].mark is None
    assert str(told["care"].mark) == "helps here"
    assert (site.every_channel, site.moment_of_truth) == (True, True)


def test_sixty_touchpoints_are_all_there() -> None:
    """The worst case is cut into bands, each touchpoint once; a stage without any is left out."""
    journey = worst_journey()
    shown = blueprint_of(journey)
    assert [column.id for column in columns(shown)] == list(journey.touchpoints)
    assert all(band.n_columns <= BAND for band in shown.bands)
    assert "nothing-happens-here" not in {stage.id for band in shown.bands for stage in band.stages}


def two_bands() -> Journey:
    """A journey of two bands: care has a part in the first only, an algorithm runs in the second only."""
    points = "".join(
        f"  p{n}: {{stage: s{n // BAND}, responsible: {'care' if n < BAND else 'web'}"
        f"{', backstage: limit' if n >= BAND else ''}}}\n"
        for n in range(2 * BAND)
    )
    return journey_of(
        "journey: long\nstages: [{id: s0}, {id: s1}]\nteams: {care: {department: care}, web: {department: web}}\n"
        f"algorithms: {{limit: {{owner: web}}}}\ntouchpoints:\n{points}"
    )


def test_a_band_does_without_the_lanes_that_it_has_nothing_in() -> None:
    """What only other bands have is idle in this one, and on paper and in sheets it is not there; gaps stay."""
    shown = blueprint_of(two_bands())
    names = [f"{lane.kind} {text(lane.title)}" for lane in shown.lanes]
    assert [[names[at] for at in shown.idle(band)] for band in shown.bands] == [
        ["front Web", "back Web"],
        ["front Care", "back No department yet"],
    ]
    wording = Wording("en")
    first, second = blueprint_sheet(Subject(two_bands(), SCHEMES, "en")).grids
    heads = [[" ".join(part.text for part in row.head.paragraphs) for row in grid.rows] for grid in (first, second)]
    assert heads[0][2:] == ["On the stage Care", "Behind the stage No department yet", "Systems"]
    assert heads[1][2:] == ["On the stage Web", "Behind the stage Web", "Systems"]
    for grid in (first, second):
        lines = [row.line for row in grid.rows if row.line]
        three = ("interaction", "visibility", "internal")
        assert lines == [wording.plain(f"blueprint.line.{name}") for name in three]


def test_idle_lanes_are_marked_for_paper() -> None:
    """On a screen all bands share their rows; each cell of an idle lane says that it is one."""
    page = draw.blueprint_page(two_bands(), SCHEMES, "en")
    marked = [tag for tag, attrs in Outline(page).tags if "idle" in (attrs.get("class") or "").split()]
    assert len(marked) == 2 * 2 * (1 + BAND)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_tells_all_lanes(language: str) -> None:
    """The page is sound in each language, and its lines stand in the order of a blueprint."""
    page = draw.blueprint_page(journey_of(BANK_TEXT), SCHEMES, language, pages={"en": "b.html", "fa": "b.fa.html"})
    assert_sound(page)
    lines = [
        attrs["class"]
        for tag, attrs in Outline(page).tags
        if tag == "div" and "line" in (attrs.get("class") or "").split()
    ]
    assert lines[:3] == ["line line-interaction", "line line-visibility", "line line-internal"]
    assert len(lines) == 3 * 5
    if language == "en":
        assert "On the stage Digital Web team Hello" in said(page)
        assert "Behind the stage Digital Limit Web team Income less debts" in said(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_journey_without_touchpoints_says_what_to_do(language: str) -> None:
    """An empty blueprint invites to fill in the map."""
    page = draw.blueprint_page(journey_of("journey: bare\nstages: lifecycle\n"), SCHEMES, language)
    assert_sound(page)
    if language == "en":
        assert "A blueprint is drawn from the map" in said(page)
