"""Words for people: one catalogue a language, a file a room, ids and placeholders shared.

A catalogue entry is a text with ``{placeholders}``, or a table of plural forms chosen by the
number ``n`` under the language's own rules.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from typing import TypeAlias

from tropa.data.package import list_data, read_data

LANGUAGES = ("en", "ru", "fa")
"""The languages shipped; the first is the fallback for data, never for our own words."""

RIGHT_TO_LEFT = frozenset({"fa"})

DIGITS = {"fa": str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")}
"""Digits of languages that have their own."""

COMMAS = {"fa": "، "}
"""What stands between the items of a list, where it is not a comma as in English."""

PLURAL_FORMS = frozenset({"zero", "one", "two", "few", "many", "other"})
"""What languages have; a table of nothing else is one text in its forms."""

Entry: TypeAlias = str | Mapping[str, str]


@cache
def catalogue(language: str) -> Mapping[str, Entry]:
    """All entries of a language by id: ``report.title`` is ``title`` in ``report.toml``.

    Raises:
        KeyError: The language is not shipped.
    """
    if language not in LANGUAGES:
        raise KeyError(language)
    found: dict[str, Entry] = {}
    for path in list_data(f"catalogues/{language}", ".toml"):
        room = path.rsplit("/", 1)[-1].removesuffix(".toml")
        _flatten(tomllib.loads(read_data(path).decode()), room, found)
    return found


def _flatten(table: Mapping[str, object], prefix: str, found: dict[str, Entry]) -> None:
    for name, value in table.items():
        key = f"{prefix}.{name}"
        if isinstance(value, str) or (isinstance(value, dict) and "other" in value and value.keys() <= PLURAL_FORMS):
            found[key] = value
        elif isinstance(value, dict):
            _flatten(value, key, found)


class Words:
    """The words of one language.

    Args:
        language: One of ``LANGUAGES``.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self.right_to_left = language in RIGHT_TO_LEFT
        self._entries = catalogue(language)

    def __contains__(self, key: str) -> bool:
        return key in self._entries

    def text(self, key: str, /, plural: object = 0, **params: object) -> str:
        """The text of an id, placeholders filled in; ``plural`` is the number that chooses the form.

        Raises:
            KeyError: No such id, or a placeholder without value: a fault of ours, found by test.
        """
        entry = self._entries[key]
        text = entry if isinstance(entry, str) else entry.get(self._plural_form(plural), entry["other"])
        return text.format_map({name: self._figure(value) for name, value in params.items()})

    def _figure(self, value: object) -> object:
        """A number in the language's own digits; a text as it is."""
        digits = DIGITS.get(self.language)
        return str(value).translate(digits) if digits and type(value) is int else value

    def listed(self, items: Iterable[str]) -> str:
        """Items one after another, with the language's comma between them."""
        return COMMAS.get(self.language, ", ").join(items)

    def _plural_form(self, number: object) -> str:
        """The plural form of a number; Babel is loaded when the first such word is needed."""
        from babel import Locale  # noqa: PLC0415  a command that says no plural need not load it

        return str(Locale.parse(self.language).plural_form(number if isinstance(number, int | float) else 0))
