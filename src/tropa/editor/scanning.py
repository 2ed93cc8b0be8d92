"""One pass over the lines of a text, readable or not: keys and values met, and what may be written at its end.

It goes by indentation, takes what it understands and passes over the rest.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from tropa.editor.brackets import brackets
from tropa.editor.tokens import Mark, Place, Role, bare, key_end, quoted_end
from tropa.journey.codecs.protocol import Path
from tropa.journey.text.source import MAX_BYTES, MAX_DEPTH, MAX_NODES

_HEADER = re.compile(r"[|>][0-9+-]{0,2}[ \t]*(#.*)?\r?$", re.MULTILINE)
_BOM = "\ufeff"
_BETWEEN_DOCUMENTS = ("---", "...", "%")

FrameKind: TypeAlias = Literal["map", "list"]


def marks_of(text: str) -> tuple[Mark, ...]:
    """The keys and values of a text in its order; none of one beyond the reader's limit of size."""
    return tuple(_Scan(text, len(text)).run().marks) if len(text) <= MAX_BYTES else ()


def place_at(text: str, offset: int) -> Place:
    """What may be written at a character of a text: a key of which mapping, a value of which path."""
    if len(text) > MAX_BYTES:
        return Place((), "none", offset)
    return _Scan(text, offset).run().place


@dataclass(slots=True)
class _Frame:
    """An open mapping or list in block style.

    Args:
        kind: Which of them.
        indent: The column of its keys, or of its dashes.
        path: Where it stands.
        index: Of a list, the item that is open.
    """

    kind: FrameKind
    indent: int
    path: Path
    index: int = -1


@dataclass(slots=True)
class _Scan:
    """One pass over the lines of a text up to an end.

    Args:
        text: The text.
        end: Where to stop: its end, or where somebody types.
        at: The line in hand.
        marks: What was met.
        frames: Mappings and lists that are open, outermost first.
        pending: The path of a node that may begin on a later line; None where its value is there already.
        place: What may be written at the end.
    """

    text: str
    end: int
    at: int = 0
    marks: list[Mark] = field(default_factory=list)
    frames: list[_Frame] = field(default_factory=list)
    pending: Path | None = ()
    place: Place = field(default_factory=lambda: Place((), "node", 0))

    def run(self) -> _Scan:
        self.at = int(self.text.startswith(_BOM, 0, self.end))
        self.place = replace(self.place, start=self.at)
        while self.at < self.end and len(self.marks) < MAX_NODES:
            found = self.text.find("\n", self.at, self.end)
            behind = self._line(self.end if found < 0 else found)
            found = self.text.find("\n", behind, self.end)
            self.at = self.end if found < 0 else found + 1
            if found + 1 == self.end:
                self._blank(0, self.end)
        return self

    def _line(self, eol: int) -> int:
        """Take one line, and those that belong to its value; tells where they end."""
        begin = self.at
        while begin < eol and self.text[begin] == " ":
            begin += 1
        column = begin - self.at
        rest = self.text[begin:eol].rstrip("\r\t ")
        if not rest:
            if eol == self.end:
                self._blank(column, self.end)
            return eol
        if rest[0] == "#" or (column == 0 and rest.startswith(_BETWEEN_DOCUMENTS)):
            self.place = Place((), "none", begin)
            return eol
        dash = rest == "-" or rest.startswith("- ")
        self._close(column, dash=dash)
        return self._content(begin, column, eol, dash=dash)

    def _close(self, column: int, *, dash: bool) -> None:
        """Close what ends where a line begins at a column."""
        while self.frames:
            top = self.frames[-1]
            beside = top.kind == "list" and top.indent == column and not dash
            if top.indent <= column and not beside:
                break
            self.frames.pop()
            self.pending = None

    def _content(self, begin: int, column: int, eol: int, *, dash: bool) -> int:
        top = self.frames[-1] if self.frames else None
        here = top is not None and top.indent == column
        if dash and here and top is not None and top.kind == "list":
            return self._item(begin, column, eol)
        if here and not dash and top is not None:
            return self._entry(begin, eol)
        if self.pending is not None and (top is None or column >= top.indent):
            return self._node(begin, column, eol)
        return self._more_text(begin, eol)

    def _more_text(self, begin: int, eol: int) -> int:
        """A line that goes on with the value of the line before."""
        self.place = Place((), "text", begin)
        if self.marks and not self.marks[-1].key:
            end = begin + len(self.text[begin:eol].rstrip())
            self.marks[-1] = replace(self.marks[-1], end=end)
        return eol

    def _node(self, begin: int, column: int, eol: int) -> int:
        """A node begins: a list, a mapping, or a value of its own."""
        assert self.pending is not None  # noqa: S101  as the caller has seen
        if len(self.frames) >= 2 * MAX_DEPTH:
            self.place = Place((), "none", begin)
            return eol
        if self.text[begin] == "-" and (begin + 1 >= eol or self.text[begin + 1] in " \r"):
            self.frames.append(_Frame("list", column, self.pending))
            return self._item(begin, column, eol)
        if key_end(self.text, begin, eol) is not None:
            self.frames.append(_Frame("map", column, self.pending))
            return self._entry(begin, eol)
        return self._value(begin, eol, self.pending, "node")

    def _item(self, begin: int, column: int, eol: int) -> int:
        frame = self.frames[-1]
        frame.index += 1
        self.pending = (*frame.path, frame.index)
        after = begin + 1
        while after < eol and self.text[after] in " \t":
            after += 1
        if after >= eol or self.text[after] in "\r#":
            comment = after < eol and self.text[after] == "#"
            glued = self.text[self.end - 1] == "-"
            self.place = Place(self.pending, "none" if comment else "node", self.end, glued=glued)
            return eol
        return self._node(after, column + after - begin, eol)

    def _entry(self, begin: int, eol: int) -> int:
        frame = self.frames[-1]
        behind = key_end(self.text, begin, eol)
        if behind is None:
            self.pending = None
            self.place = Place(frame.path, "key", begin)
            return eol
        path = (*frame.path, bare(self.text[begin:behind].rstrip()))
        self.marks.append(Mark(path, "key", begin, begin + len(self.text[begin:behind].rstrip()), str(path[-1])))
        self.pending = path
        value = self.text.index(":", behind) + 1
        glued = value == self.end
        while value < eol and self.text[value] in " \t":
            value += 1
        if value >= eol or self.text[value] in "\r#":
            comment = value < eol and self.text[value] == "#"
            self.place = Place(path, "none" if comment else "value", self.end, glued=glued)
            return eol
        return self._value(value, eol, path, "value")

    def _value(self, begin: int, eol: int, path: Path, role: Role) -> int:
        """A value that begins on this line; tells where it ends."""
        sign = self.text[begin]
        outer = self.frames[-1].indent if self.frames else -1
        self.pending = None
        if sign in "|>" and _HEADER.match(self.text, begin, min(eol + 1, self.end)):
            return self._block_text(begin, eol, path, outer)
        if sign in "{[":
            behind, marks, self.place = brackets(self.text, begin, self.end, path, outer)
            self.marks += marks
            return behind
        if sign in "'\"":
            behind = quoted_end(self.text, begin, self.end, outer)
            self.place = Place(path, role, begin) if behind >= self.end else Place((), "none", begin)
            self._mark(path, begin, behind)
            return behind
        comment = re.compile(r"[ \t]#").search(self.text, begin, eol)
        behind = comment.start() if comment else eol
        self.place = Place((), "none", begin) if comment else Place(path, role, begin)
        self._mark(path, begin, behind)
        return eol

    def _mark(self, path: Path, begin: int, behind: int) -> None:
        raw = self.text[begin:behind].rstrip()
        self.marks.append(Mark(path, "value", begin, begin + len(raw), bare(raw)))

    def _block_text(self, begin: int, eol: int, path: Path, outer: int) -> int:
        """A text after ``|`` or ``>``: all lines that are indented more, or empty."""
        at = eol
        while at < self.end:
            found = self.text.find("\n", at + 1, self.end)
            line = self.text[at + 1 : self.end if found < 0 else found]
            column = len(line) - len(line.lstrip(" "))
            if column <= outer and (line.strip() or found < 0):
                break  # on the last line, empty so far, somebody may be about to write a key
            at = self.end if found < 0 else found
        self._mark(path, begin, at)
        self.place = Place((), "text", begin)
        return at

    def _blank(self, column: int, at: int) -> None:
        """What may be written on an empty line, at a column."""
        left = [frame for frame in self.frames if frame.indent <= column]
        fresh = self.pending if len(left) == len(self.frames) else None
        if left and left[-1].indent == column and left[-1].kind == "list":
            outer = left[-2] if len(left) > 1 else None
            if outer is not None and outer.indent == column:
                left.pop()
            else:
                self.place = Place((*left[-1].path, left[-1].index + 1), "item", at)
                return
        if left and left[-1].indent == column:
            self.place = Place(left[-1].path, "key", at)
        elif fresh is not None:
            self.place = Place(fresh, "node", at)
        else:
            self.place = Place((), "none", at)
