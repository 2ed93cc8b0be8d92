"""The pieces of a sketch, and how keys, quotes and single values are told from each other."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

from tropa.journey.codecs.protocol import Path

Role: TypeAlias = Literal["key", "node", "value", "item", "text", "none"]
"""What may be written at a place: a key of a mapping; a node, which may be a key or a value; a
value behind its key; an item of a list, whose dash is still to come; more of a text; nothing that
could be proposed."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A key or a single value.

    Args:
        path: Where it stands in the definition.
        kind: Which of them.
        start: Its first character, quotes included.
        end: The character behind it.
        text: What it says, without quotes.
    """

    path: Path
    kind: Literal["key", "value"]
    start: int
    end: int
    text: str

    @property
    def key(self) -> bool:
        """Whether it is a key."""
        return self.kind == "key"


@dataclass(frozen=True, slots=True)
class Place:
    """What may be written at a character.

    Args:
        path: Of the mapping, where it is a key; of the node itself otherwise.
        role: What may be written.
        start: Where what is being written begins.
        flow: It stands in brackets.
        glued: A colon, or a dash, stands directly before it and needs a space.
    """

    path: Path
    role: Role
    start: int
    flow: bool = False
    glued: bool = False


_DOUBLE = re.compile(r'"(?:[^"\\]|\\.)*+"', re.DOTALL)
_SINGLE = re.compile(r"'(?:[^']|'')*+'")
_KEY_SIGN = re.compile(r":(?=[ \t\r\n]|\Z)|[ \t]#")
_NO_KEY = frozenset("#{}[],&*!|>%@`")
_ENTRY = re.compile(r"[ ]*[A-Za-z_][\w-]*:(?=[ \t\r\n]|\Z)")


def key_end(text: str, begin: int, eol: int) -> int | None:
    """Where the key that begins at a character ends, before its colon; None where there is none."""
    if text[begin] in "'\"":
        quoted = (_DOUBLE if text[begin] == '"' else _SINGLE).match(text, begin, eol)
        colon = re.compile(r"[ \t]*:(?=[ \t\r\n]|\Z)").match(text, quoted.end(), eol) if quoted else None
        return quoted.end() if quoted and colon else None
    if text[begin] in _NO_KEY:
        return None
    found = _KEY_SIGN.search(text, begin, eol)
    return found.start() if found and found.group() == ":" else None


def dedented_entry(text: str, line: int, end: int, outer: int) -> bool:
    """Whether a line begins a key no deeper than ``outer``: what was open before it was never closed."""
    found = _ENTRY.match(text, line, end)
    return found is not None and len(found.group()) - len(found.group().lstrip(" ")) <= outer


def quoted_end(text: str, begin: int, end: int, outer: int) -> int:
    """Behind the quotes that open at a character; the end of the line where they are never closed.

    Args:
        text: The text.
        begin: The opening sign.
        end: Where to stop; that is the answer where somebody types inside the quotes.
        outer: The column of what the quotes belong to.
    """
    found = (_DOUBLE if text[begin] == '"' else _SINGLE).match(text, begin, end)
    behind = found.end() if found else end
    line = text.find("\n", begin, behind)
    first = line
    while line >= 0:
        if dedented_entry(text, line + 1, end, outer):
            return first
        line = text.find("\n", line + 1, behind)
    return behind


def bare(raw: str) -> str:
    """What a key or a single value says: quotes off, lines joined; escapes of a quoted text stay as written."""
    if len(raw) > 1 and raw[0] == raw[-1] and raw[0] in "'\"":
        inside = raw[1:-1]
        return inside.replace("''", "'") if raw[0] == "'" else inside.replace('\\"', '"')
    return re.sub(r"\s*\n\s*", " ", raw)
