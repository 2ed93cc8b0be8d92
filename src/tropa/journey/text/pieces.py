"""Plain data as pieces of a file: lines of block style, or one line in brackets.

What ``write_yaml`` writes is a file; these pieces are put into one that is there already, at an
indentation of its own, so lists stand further in than their key, as people write them, and a last
line may lack its end without a word being lost.
"""

from __future__ import annotations

import json
import re
from typing import Any

from tropa.journey.text.write import write_yaml

INDENT = 2
"""Columns from a key to what stands beneath it."""

_BEYOND = re.compile("[\U00010000-\U0010ffff]")
"""Signs that PyYAML would escape, emoji among them, though every reader takes them as they are."""

_NO_LITERAL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]| \n|^\s|\s$")
_FLOW_SIGNS = re.compile(r"[,?\[\]{}:]")


def block_lines(plain: Any) -> list[str]:  # noqa: ANN401  whatever codecs write
    """The lines of a value in block style, without the indentation of the whole.

    >>> block_lines({"within": "1d", "of": ["sent"]})
    ['within: 1d', 'of:', '  - sent']
    """
    if isinstance(plain, dict) and plain:
        return [line for key, value in plain.items() for line in entry_lines(key, value)]
    if isinstance(plain, list) and plain:
        return [line for item in plain for line in item_lines(item)]
    if isinstance(plain, str) and "\n" in plain and not _NO_LITERAL.search(plain):
        return ["|-", *indented(plain.split("\n"), INDENT)]
    return [_scalar(plain)]


def entry_lines(key: str, value: Any) -> list[str]:  # noqa: ANN401  as above
    """The lines of a key and its value."""
    name, lines = f"{flow_text(key)}:", block_lines(value)
    if is_block(value):
        return [name, *indented(lines, INDENT)]
    return [f"{name} {lines[0]}".rstrip(" "), *lines[1:]]


def item_lines(value: Any) -> list[str]:  # noqa: ANN401  as above
    """The lines of an item of a list, its dash first."""
    first, *rest = block_lines(value)
    return [f"- {first}".rstrip(" "), *(indented(rest, INDENT) if is_block(value) else rest)]


def is_block(plain: Any) -> bool:  # noqa: ANN401  as above
    """Whether a value is laid out on lines of its own."""
    return isinstance(plain, dict | list) and bool(plain)


def flow_text(plain: Any) -> str:  # noqa: ANN401  as above
    """A value on one line, fit to stand inside brackets, and as a key.

    >>> flow_text({"a": ["b, c", "d"]})
    "{a: ['b, c', d]}"
    """
    if isinstance(plain, dict):
        return "{" + ", ".join(f"{flow_text(key)}: {flow_text(value)}" for key, value in plain.items()) + "}"
    if isinstance(plain, list):
        return "[" + ", ".join(flow_text(item) for item in plain) + "]"
    written = _scalar(plain)
    return quoted(plain) if written == plain and _FLOW_SIGNS.search(plain) else written


def quoted(text: str) -> str:
    """A text of one line in single quotes."""
    return "'" + text.replace("'", "''") + "'"


def indented(lines: list[str], columns: int) -> list[str]:
    """Lines further in; empty ones stay empty."""
    return [" " * columns + line if line else line for line in lines]


def _scalar(plain: Any) -> str:  # noqa: ANN401  as above
    """A scalar on one line: bare where any reader takes it for this text, else in quotes."""
    if not isinstance(plain, str):
        return write_yaml([plain]).removeprefix("-").strip()
    if re.search(r"[\x00-\x1f\x7f-\x9f]", plain):
        return json.dumps(plain, ensure_ascii=False)
    stripped = _BEYOND.sub("x", plain)
    return plain if write_yaml([stripped]) == f"- {stripped}\n" else quoted(plain)
