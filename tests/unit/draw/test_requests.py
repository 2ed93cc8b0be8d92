"""Requests: what clients come for, where they turn, and what is left uncovered."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.draw.answers_by_hand import journey_of, long_journey
from tests.unit.draw.outline import assert_sound, said
from tests.unit.draw.worst_case import worst_journey

from tropa import draw
from tropa.data.words import LANGUAGES
from tropa.draw.names import Names
from tropa.draw.sections.request_cards import RequestCard, request_cards
from tropa.draw.views.request_matrix import RequestMatrix, request_matrix
from tropa.draw.wording import Wording
from tropa.journey.model.journey import Journey
from tropa.journey.schemes import shipped_schemes

SCHEMES = shipped_schemes()
EN = Wording("en")
PHONE_TEXT = """
journey: credit
title: Credit
stages:
  - {id: choose, title: Choosing}
  - {id: apply, title: Applying}
personas: {young: {title: First credit}}
requests:
  idle: {asks: Who helps me}
  phone:
    trigger: The phone broke
    asks: How do I get a phone without money
    searches: [phone on credit, no interest]
    persona: young
    importance: 5
    frequency: 1200 per month
    goal: Money for the phone
    walk_every: 90d
    touchpoints: [site, office, ad -> centre -> office]
  fridge: {title: A fridge, importance: 3, frequency: 7 per 2w, touchpoints: [site]}
touchpoints:
  office: {stage: apply, channel: office}
  site: {stage: choose, channel: [web, app]}
  ad: {stage: choose}
  centre: {stage: choose}
  poster: {}
"""


def cards_of(journey: Journey) -> tuple[RequestCard, ...]:
    """Make the English cards of a journey."""
    return request_cards(journey, Names(journey, None, EN), EN)


def matrix_of(journey: Journey) -> RequestMatrix:
    """Make the English matrix of a journey."""
    return request_matrix(journey, SCHEMES, Names(journey, None, EN), EN)


def numbers(matrix: RequestMatrix) -> dict[str, list[str]]:
    """The positions of each touchpoint, a text a request."""
    rows = [row for stage in matrix.stages for row in stage.rows]
    return {row.id: [" ".join(position.n for position in cell) for cell in row.cells] for row in rows}


def test_what_matters_most_comes_first() -> None:
    """Requests stand by importance; what nobody has weighed comes last, whatever its frequency."""
    cards = cards_of(journey_of(PHONE_TEXT))
    assert [card.id for card in cards] == ["phone", "fridge", "idle"]
    assert [card.importance for card in cards] == [5, 3, None]
    assert [card.title.text for card in cards] == ["How do I get a phone without money", "A fridge", "Who helps me"]


def test_a_card_keeps_importance_and_frequency_apart() -> None:
    """Both are told in words of their own, beside the trigger, the question and the searches."""
    phone, fridge, _ = cards_of(journey_of(PHONE_TEXT))
    plain = str.maketrans("", "", "\u2068\u2069")
    assert (phone.importance_said or "").translate(plain) == "5 of 5"
    assert (phone.frequency or "").translate(plain) == "1,200 a month"
    assert (fridge.frequency or "").translate(plain) == "7 per 14 days"
    assert [words.text for words in phone.searches] == ["phone on credit", "no interest"]
    assert phone.walk_every == "90 days"
    assert [[point.text for point in chain] for chain in phone.chains] == [
        ["Site"],
        ["Office"],
        ["Ad", "Centre", "Office"],
    ]


def test_a_cell_tells_the_place_in_the_chain() -> None:
    """A touchpoint has its number in each chain, several where chains differ; uncovered rows and columns say so."""
    matrix = matrix_of(journey_of(PHONE_TEXT))
    assert numbers(matrix) == {
        "site": ["1", "1", ""],
        "ad": ["1", "", ""],
        "centre": ["2", "", ""],
        "office": ["1 3", "", ""],
        "poster": ["", "", ""],
    }
    assert [row.id for stage in matrix.stages for row in stage.rows if not row.covered] == ["poster"]
    assert [column.card.id for column in matrix.columns if not column.covered] == ["idle"]
    assert [stage.title.text if stage.title else None for stage in matrix.stages] == ["Choosing", "Applying", None]


def test_a_loop_in_a_chain_is_met_twice() -> None:
    """A touchpoint that a chain passes twice has both numbers."""
    journey = journey_of("journey: x\nrequests: {r: {touchpoints: [a -> b -> a]}}\ntouchpoints: {a: {}, b: {}}\n")
    assert numbers(matrix_of(journey)) == {"a": ["1 3"], "b": ["2"]}


@given(st.lists(st.lists(st.integers(0, 4), min_size=1, max_size=5), max_size=4))
def test_the_matrix_is_the_chains(chains: list[list[int]]) -> None:
    """Whatever the chains, a cell has exactly the positions at which some chain meets the touchpoint."""
    written = ", ".join(f"'{' -> '.join(f'p{k}' for k in chain)}'" for chain in chains)
    points = ", ".join(f"p{k}: {{}}" for k in range(5))
    journey = journey_of(f"journey: x\nrequests: {{r: {{touchpoints: [{written}]}}}}\ntouchpoints: {{{points}}}\n")
    met = {
        f"p{k}": sorted({at + 1 for chain in chains for at, one in enumerate(chain) if one == k}) for k in range(5)
    }
    assert numbers(matrix_of(journey)) == {name: [" ".join(map(str, found))] for name, found in met.items()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_shows_the_matrix_and_the_requests(language: str) -> None:
    """The page is sound in each language; in English it says what is covered and what is not."""
    page = draw.request_matrix_page(journey_of(PHONE_TEXT), SCHEMES, language)
    assert_sound(page)
    if language == "en":
        text = said(page)
        assert "2 of 3 requests lead to a touchpoint. 4 of 5 touchpoints serve a request." in text
        assert "Poster in no request" in text
        assert "Who helps me no touchpoint yet" in text
        assert "No touchpoint serves this request yet." in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_none_one_and_many_requests(language: str) -> None:
    """Without requests or touchpoints the page says what to write down; sixty by thirteen are all there."""
    bare = draw.request_matrix_page(long_journey((3,)), SCHEMES, language)
    nowhere = draw.request_matrix_page(journey_of("journey: x\nrequests: {r: {}}\n"), SCHEMES, language)
    worst = draw.request_matrix_page(worst_journey(), SCHEMES, language)
    for page in (bare, nowhere, worst):
        assert_sound(page)
    assert worst.count('<th scope="row">') == 60
    assert worst.count("<td") == 60 * 13
    if language == "en":
        assert "No request yet. Write down what clients come for" in said(bare)
        assert "No touchpoint yet: nothing here can serve a request." in said(nowhere)
