"""The front page: what a card says of a journey that has no figures yet."""

from __future__ import annotations

import pytest
from tests.unit.draw.answers_by_hand import fines_reality, journey_of

from tropa.draw import IndexEntry, index

NOTES = {"en": "What it shows", "ru": "Что он показывает", "fa": "آنچه نشان می‌دهد"}
NOTED = f"""
journey: noted
locales: [en, ru, fa]
note: {{en: {NOTES["en"]}, ru: {NOTES["ru"]}, fa: {NOTES["fa"]}}}
"""


@pytest.mark.parametrize("language", NOTES)
def test_a_plan_says_what_it_is_about_in_place_of_figures(language: str) -> None:
    """Its note stands on the card, in the reader's language and in no other."""
    page = index((IndexEntry(journey_of(NOTED), 1.0, {"en": "a.html"}, {}),), language)
    assert [said for said in NOTES.values() if said in page] == [NOTES[language]]


def test_a_measured_journey_lets_its_figures_speak() -> None:
    """A card with a figure has no note, and one without a note says nothing in its place."""
    measured = IndexEntry(journey_of(NOTED), 1.0, {"en": "a.html"}, {}, fines_reality())
    assert NOTES["en"] not in index((measured,), "en")
    bare = IndexEntry(journey_of("journey: bare\n"), 0.0, {"en": "a.html"}, {})
    assert 'class="fine"' not in index((bare,), "en")
