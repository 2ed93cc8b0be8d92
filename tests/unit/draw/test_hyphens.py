"""Hyphens: between syllables, unseen where a line does not end, nothing in words that fit."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tropa.draw import hyphens
from tropa.draw.hyphens import HYPHEN, LEAST, LONG, SOFT_HYPHEN, divisions, softened
from tropa.draw.scenario.phrases import unmarked
from tropa.draw.wording import Prose

VOWELS = "аеёиоуыэюяaeiouy"


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("классификация", "клас|си|фи|ка|ция"),
        ("подъезжающий", "подъ|ез|жа|ю|щий"),
        ("предпринимательница", "пред|при|ни|ма|тель|ница"),
        ("сельскохозяйственный", "сель|ско|хо|зяй|ствен|ный"),
        ("internationalization", "inter|na|tio|na|li|za|tion"),
        ("интернет-магазин", "интер|нет-мага|зин"),
        ("بازبینی‌شده", "بازبینی‌شده"),
        ("он", "он"),
    ],
)
def test_words_are_divided_between_syllables(word: str, parts: str) -> None:
    """Each part has a vowel, no part begins with a softening sign, Persian is never divided."""
    assert "".join(f"|{sign}" if at in set(divisions(word)) else sign for at, sign in enumerate(word)) == parts


@given(st.text(st.sampled_from("абвгдеёжзийклмнопрстуфхцчшщъыьэюяabcdefgh"), max_size=40))
def test_every_part_can_be_read(word: str) -> None:
    """On either side of a hyphen stand at least three letters and a vowel, and no softening sign comes after it."""
    for at in divisions(word):
        assert min(at, len(word) - at) >= LEAST
        assert word[at] not in "йьъ" or word[at + 1 : at + 2] in VOWELS
        for side in (word[:at], word[at:]):
            assert set(side) & set(VOWELS)


@given(st.text(max_size=80))
def test_nothing_but_places_to_divide_is_added(text: str) -> None:
    """Without its soft hyphens a text is what it was."""
    text = text.replace(SOFT_HYPHEN, "")
    assert softened(text).replace(SOFT_HYPHEN, "") == text


def test_only_long_words_are_made_ready() -> None:
    """A word that fits its column, a name with figures or underscores, and a short one stay untouched."""
    for text in ("а" * (LONG - 1), "order_confirmation_sent", "confirmation1234567890", "Всё уже работает"):
        assert softened(text) == text


def test_pages_divide_prose_and_pictures_never_show_a_soft_hyphen() -> None:
    """The markup of a text holds soft hyphens; its bare text, from which pictures are drawn, does not."""
    shown = Prose("Предпринимательница", "ru", "ltr").__html__()
    assert SOFT_HYPHEN in shown
    assert SOFT_HYPHEN not in unmarked(shown)
    assert HYPHEN not in shown


def test_the_examples_of_the_docstrings_hold() -> None:
    """Every example in the docstrings gives what it says."""
    found = doctest.testmod(hyphens)
    assert found.attempted > 1
    assert found.failed == 0
