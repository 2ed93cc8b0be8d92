"""What people call the columns of their tables, in each language: ``data/sheets/vocabulary.toml``."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TypeAlias

from tropa.data.package import read_data

ByLanguage: TypeAlias = Mapping[str, list[str]]

_LETTERS = str.maketrans(
    {"ё": "е", "ي": "ی", "ى": "ی", "ئ": "ی", "ك": "ک", "ة": "ه", "ۀ": "ه", "آ": "ا", "أ": "ا", "إ": "ا", "ؤ": "و"}
    | {"ـ": "", "\u200c": " ", "\u200b": " ", "٪": "%", "٫": ".", "٬": ""}
)

_EZAFE = "ی"
"""Written after a silent h, apart or with a hamza or not at all."""


@dataclass(frozen=True, slots=True)
class Known:
    """A heading as recognised.

    Args:
        column: What the column holds: ``communication``, ``stage`` ...
        language: The language of the word.
        likeness: 3 the word itself, 2 it begins with the word, 1 it holds the word; then the
            length of the word.
    """

    column: str
    language: str
    likeness: tuple[int, int]


@cache
def vocabulary() -> Mapping[str, Mapping[str, ByLanguage]]:
    """The tables of the file by name: ``columns``, ``units``, ``channels`` ..."""
    return tomllib.loads(read_data("sheets/vocabulary.toml").decode())


def fold(text: str) -> str:
    """A text with everything taken off that people write now so, now so.

    >>> fold(" Ответственный\u00a0отдёл: "), fold("نقطه‌ي تماس ۲")
    ('ответственныи отдел', 'نقطه تماس 2')
    """
    lower = unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS)
    apart = unicodedata.normalize("NFKD", digits_in(lower))
    bare = "".join(sign for sign in apart if not unicodedata.combining(sign))
    parts = re.sub(r"[^\w%№#<>=≤≥~]+", " ", bare).split()
    return " ".join(part for part in parts if part != _EZAFE)


def digits_in(text: str) -> str:
    """A text with the digits of every script as 0 to 9."""
    return "".join(str(unicodedata.digit(sign)) if sign.isdecimal() else sign for sign in text)


@cache
def words(table: str, row: str = "") -> frozenset[str]:
    """The folded words of a table, or of one row of it, in all languages."""
    found: Mapping[str, object] = vocabulary()[table]
    by_language = found[row] if row else found
    assert isinstance(by_language, dict)  # noqa: S101  the file is ours
    return frozenset(fold(word) or word for some in by_language.values() for word in some)


@cache
def _columns() -> Mapping[str, Known]:
    """Every folded word for a column; of two equal ones the first counts."""
    found: dict[str, Known] = {}
    for column, by_language in vocabulary()["columns"].items():
        for language, some in by_language.items():
            for word in map(fold, some):
                found.setdefault(word, Known(column, language, (3, len(word))))
    return found


_SHORTEST = 4
"""A word that is shorter is recognised only where it stands alone."""


@lru_cache(maxsize=4_096)
def readings(heading: str) -> tuple[Known, ...]:
    """What a heading may mean, the likeliest first."""
    folded = fold(heading)
    if folded in _columns():
        return (_columns()[folded],)
    first = fold(re.split(r"[(/:,\n]", heading, maxsplit=1)[0])
    if first in _columns():
        return (_columns()[first],)
    found = []
    for word, known in _columns().items():
        if len(word) >= _SHORTEST and f" {word} " in f" {folded} ":
            likeness = 2 if f"{folded} ".startswith(f"{word} ") else 1
            found.append(Known(known.column, known.language, (likeness, len(word))))
    return tuple(sorted(found, key=lambda known: known.likeness, reverse=True))


def assigned(headings: Iterable[str]) -> dict[int, Known]:
    """Which heading is which column: each column once, the likeliest heading first."""
    wishes = [(known.likeness, -at, known) for at, heading in enumerate(headings) for known in readings(heading)]
    found: dict[int, Known] = {}
    for _, at, known in sorted(wishes, key=lambda wish: wish[:2], reverse=True):
        if -at not in found and known.column not in {taken.column for taken in found.values()}:
            found[-at] = known
    return dict(sorted(found.items()))


def channel_of(text: str) -> str | None:
    """The usual id of a channel that people call so, or None."""
    folded = fold(text)
    return next((name for name in vocabulary()["channels"] if folded in words("channels", name)), None)
