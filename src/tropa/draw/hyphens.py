"""Where a long word may be divided by a hyphen: between syllables, at least three letters on either side.

Browsers divide English and Russian only where somebody has installed a dictionary, and SVG never
does, so pages get soft hyphens and pictures are broken here.  The rule is that of school
grammars: a consonant between two vowels begins the new syllable, of several all but the first do,
and a sign that softens, ``й`` with them, stays with the letter before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise, product

SOFT_HYPHEN, HYPHEN = "\u00ad", "\u2010"
"""The one is not seen until a line ends there; the other is what is drawn then."""

LONG = 14
"""Letters that fit a column of the map; shorter words are left as they are."""

LEAST = 3
"""Letters on either side of a hyphen."""

_VOWELS = frozenset("аеёиоуыэюяaeiouy")
_DIPHTHONGS = frozenset("".join(pair) for pair in product("aeiouy", repeat=2))
"""Vowels that may sound as one: Latin ones side by side."""

_CLINGING = frozenset("йьъ")
_ALONE = 2
"""How far a vowel is from the one before it when at most one letter stands between them."""

_LETTER = "a-zа-яё"
_LONG_WORD = re.compile(rf"(?<![^\W_])[{_LETTER}]{{{LONG},}}(?![^\W_])", re.IGNORECASE)


def divisions(word: str) -> Iterator[int]:
    """The places at which a word of Cyrillic or of Latin letters may be divided, in order.

    >>> list(divisions("подключение")), list(divisions("войско")), list(divisions("دسترسی"))
    ([3, 6, 8], [3], [])
    """
    letters = word.lower()
    vowels = [at for at, letter in enumerate(letters) if letter in _VOWELS]
    for before, after in pairwise(vowels):
        at = before + 1 if after - before <= _ALONE else before + 2
        while at < after and letters[at] in _CLINGING:
            at += 1
        within = LEAST <= at <= len(word) - LEAST and letters[at - LEAST : at + LEAST].isalpha()
        if within and letters[before : after + 1] not in _DIPHTHONGS:
            yield at


def softened(text: str) -> str:
    """A text with a soft hyphen wherever a long word of it may be divided.

    >>> softened("Высокотехнологичный ответ").replace(SOFT_HYPHEN, "|")
    'Высо|ко|тех|но|ло|гич|ный ответ'
    """
    return _LONG_WORD.sub(_soft, text)


def _soft(found: re.Match[str]) -> str:
    word = found[0]
    cuts = [0, *divisions(word), len(word)]
    return SOFT_HYPHEN.join(word[begin:end] for begin, end in pairwise(cuts))
