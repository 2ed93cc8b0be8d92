"""The catalogues: the same ids and placeholders in every language, every plural form given."""

from __future__ import annotations

import re
from string import Formatter

import pytest
from babel import Locale

from tropa.data.words import LANGUAGES, Entry, Words, catalogue

FIRST, *OTHERS = LANGUAGES
SCRIPTS = {"en": "[A-Za-z]", "ru": "[А-Яа-яЁё]", "fa": "[\u0600-\u06ff]"}
SAME_EVERYWHERE = re.compile(r"report\.(language\.|number\.|list\.)|.*\.(cell|since)$")
"""Ids whose texts are signs, patterns, or names of languages in themselves."""


def forms(entry: Entry) -> dict[str, str]:
    """The plural forms of an entry; one text is a form that serves all."""
    return {"other": entry} if isinstance(entry, str) else dict(entry)


def placeholders(text: str) -> set[str]:
    """The names in braces."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_has_the_same_ids(language: str) -> None:
    """Nothing is said in one language and missing in another."""
    assert set(catalogue(language)) == set(catalogue(FIRST))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_fills_the_same_placeholders(language: str) -> None:
    """A text takes in each language what it takes in the first, in every plural form."""
    for key, entry in catalogue(language).items():
        wanted = placeholders(forms(catalogue(FIRST)[key])["other"])
        for form, text in forms(entry).items():
            assert placeholders(text) <= wanted, (key, form)
        assert placeholders(forms(entry)["other"]) == wanted, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_plural_form_is_there(language: str) -> None:
    """An entry with plural forms has exactly those that its language distinguishes."""
    tags = {"other", *Locale.parse(language).plural_form.tags}
    for key, entry in catalogue(language).items():
        if not isinstance(entry, str):
            assert set(entry) == tags, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_written_and_in_its_script(language: str) -> None:
    """No text is empty, and none was left in another language's script."""
    for key, entry in catalogue(language).items():
        for text in forms(entry).values():
            assert text.strip(), key
            if key.startswith(("report.", "map.", "blueprint.")) and not SAME_EVERYWHERE.match(key):
                bare = re.sub(r"\{\w+\}", "", text)
                assert re.search(SCRIPTS[language], bare) or not re.search(r"\w", bare), key


def test_persian_is_written_with_its_own_letters() -> None:
    """Persian texts have Persian kaf and yeh, never the Arabic ones that look alike."""
    wrong = re.compile("[\u0643\u064a]")
    for key, entry in catalogue("fa").items():
        for text in forms(entry).values():
            assert not wrong.search(text), key


def test_a_client_is_neither_he_nor_she() -> None:
    """English texts speak of clients as they, or name them again."""
    gendered = re.compile(r"\b(?:s?he|his|hers?|him|himself|herself)\b", re.IGNORECASE)
    every = [text for entry in catalogue("en").values() for text in forms(entry).values()]
    assert [text for text in every if gendered.search(text)] == []


def test_a_missing_word_or_value_is_a_fault() -> None:
    """An unknown id or an unfilled placeholder raises instead of showing a gap."""
    with pytest.raises(KeyError):
        Words("en").text("report.no.such.word")
    with pytest.raises(KeyError):
        Words("en").text("report.foot.source")
