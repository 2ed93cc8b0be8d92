r"""Texts as columns hold them: no database keeps every character that Python does.

PostgreSQL refuses U+0000, and neither store keeps halves of surrogate pairs.  Such characters are
written as ``\x1a`` and four hexadecimal digits, and so is ``\x1a`` itself; all other texts are
kept as they are.
"""

from __future__ import annotations

import re
from hashlib import sha256

MOST_CHARACTERS = 500
"""The longest name of a customer or an event that a store keeps: an index entry of PostgreSQL ends soon after."""

_ODD = re.compile("[\x00\x1a\ud800-\udfff]")
_ESCAPED = re.compile("\x1a([0-9a-f]{4})")
_INDEXED = 200
"""Characters of a key, or an id, that stand in an index as they are."""


class NameTooLong(ValueError):
    """A name has more characters than a store keeps."""


def column(value: str) -> str:
    r"""A text as a column holds it.

    >>> column("anna"), column("a\x00b")
    ('anna', 'a\x1a0000b')
    """
    if value.isprintable() or not _ODD.search(value):  # what is printable, as nearly all is, has nothing odd
        return value
    return _ODD.sub(lambda odd: f"\x1a{ord(odd.group()):04x}", value)


def from_column(value: str) -> str:
    """The text that a column holds."""
    return _ESCAPED.sub(lambda odd: chr(int(odd.group(1), 16)), value) if "\x1a" in value else value


def name(value: str) -> str:
    """A name as a column holds it.

    Raises:
        NameTooLong: It is longer than ``MOST_CHARACTERS``.
    """
    if len(value) > MOST_CHARACTERS:
        raise NameTooLong(f"{value[:40]!r}... has {len(value)} characters; {MOST_CHARACTERS} are the most")
    return column(value)


def indexed(value: str) -> str:
    """What stands in an index for a text of any length: the text, or what it hashes to.

    >>> indexed("m1"), len(indexed("x" * 1000))
    ('=m1', 65)
    """
    if len(value) <= _INDEXED:
        return f"={column(value)}"
    return f"#{sha256(value.encode('utf-8', 'surrogatepass')).hexdigest()}"


def key_column(key: str | None) -> str:
    """A run's key as its column holds it; empty where there is none."""
    return "" if key is None else indexed(key)


def keeps(key: str | None) -> bool:
    """Whether the column alone tells the key."""
    return key is None or len(key) <= _INDEXED


def from_key_column(value: str) -> str | None:
    """The key that a column tells."""
    return from_column(value[1:]) if value else None
