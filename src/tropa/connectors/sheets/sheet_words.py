"""The words of a language in a sheet, numbers in its digits."""

from __future__ import annotations

from tropa.data.words import Words
from tropa.journey.tables.book import Say

_DIGITS = {"fa": str.maketrans("0123456789.", "۰۱۲۳۴۵۶۷۸۹٫"), "ru": str.maketrans(".", ",")}


def sheet_words(language: str) -> Say:
    """What says the ids of the catalogue ``sheet`` in a language."""
    words, digits = Words(language), _DIGITS.get(language, {})

    def say(key: str, plural: object = 0, **params: object) -> str:
        local = {name: str(value).translate(digits) if name in _NUMBERS else value for name, value in params.items()}
        return words.text(f"sheet.{key}", plural=plural, **local)

    return say


_NUMBERS = frozenset({"n", "percent"})
"""Placeholders that numbers fill; ids and titles keep their digits."""
