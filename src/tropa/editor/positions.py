"""Places of a text as editors count them: lines, and code units within a line."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cached_property
from typing import Literal, TypeAlias

Encoding: TypeAlias = Literal["utf-8", "utf-16", "utf-32"]
"""In what an editor counts within a line; UTF-16 unless it asks for another."""

_LINE_END = re.compile("\r\n|\n|\r")
_BOM = "\ufeff"


class Lines:
    r"""A text and its lines, as the protocol has them: they end with ``\n``, ``\r\n`` or ``\r``, nothing else.

    Args:
        text: As the editor holds it, line ends and byte order mark included.
        encoding: In what the editor counts.
    """

    def __init__(self, text: str, encoding: Encoding = "utf-16") -> None:
        self.text = text
        self.encoding = encoding
        ends = [(found.start(), found.end()) for found in _LINE_END.finditer(text)]
        self._starts = [0, *(end for _, end in ends)]
        self._ends = [*(start for start, _ in ends), len(text)]

    def position(self, offset: int) -> tuple[int, int]:
        """Line and unit of a character, both from 0; an offset outside the text counts as its nearer end."""
        at = min(max(offset, 0), len(self.text))
        line = bisect_right(self._starts, at) - 1
        return line, self._units(self.text[self._starts[line] : at])

    def offset(self, line: int, unit: int) -> int:
        """The character at a position; one beyond the end of its line, or inside a character, counts as before it."""
        if line < 0:
            return 0
        if line >= len(self._starts):
            return len(self.text)
        start, end = self._starts[line], self._ends[line]
        if unit >= self._units(self.text[start:end]):
            return end
        sizes = range(start, end + 1)
        return start + max(bisect_right(sizes, unit, key=lambda at: self._units(self.text[start:at])) - 1, 0)

    def raw(self, offset: int) -> int:
        r"""The character that the reader counts as ``offset``: without byte order mark, ``\r\n`` as one."""
        return min(offset + self._shift + bisect_left(self._lost, offset), len(self.text))

    @cached_property
    def _shift(self) -> int:
        return int(self.text.startswith(_BOM))

    @cached_property
    def _lost(self) -> list[int]:
        """Line ends of two characters, by their place in the text of one."""
        found = re.finditer("\r\n", self.text)
        return [end.start() - self._shift - before for before, end in enumerate(found)]

    def _units(self, part: str) -> int:
        if self.encoding == "utf-32" or part.isascii():
            return len(part)
        if self.encoding == "utf-8":
            return len(part.encode("utf-8", "surrogatepass"))
        return len(part.encode("utf-16-le", "surrogatepass")) // 2
