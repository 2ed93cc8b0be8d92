"""The part of a sketch that stands in brackets: ``{ }`` and ``[ ]``, on one line or several."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from tropa.editor.tokens import Mark, Place, Role, bare, dedented_entry, quoted_end
from tropa.journey.codecs.protocol import Path
from tropa.journey.text.source import MAX_DEPTH, MAX_NODES

_PLAIN = re.compile(r"(?:[^,\[\]{}\n\r:#]|:(?![ \t\r\n,\[\]{}]|\Z)|(?<![ \t])#)+")
_SPACE = re.compile(r"[ \t\r]+")
_COMMENT = re.compile(r"#[^\n]*")


@dataclass(slots=True)
class _Open:
    """Brackets that are open.

    Args:
        path: Where they stand.
        braces: A mapping, not a list.
        slot: The key in hand, or the index; None where a key is to come.
    """

    path: Path
    braces: bool
    slot: str | int | None

    @property
    def inside(self) -> Path:
        """The path of the value in hand."""
        return self.path if self.slot is None else (*self.path, self.slot)


@dataclass(slots=True)
class _Brackets:
    text: str
    end: int
    outer: int
    open: list[_Open] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    named: str | None = None
    token: int | None = None
    token_end: int = 0
    comment: int = -1

    def take(self, at: int, path: Path) -> int:
        """Take signs one after another; tells what follows the closing bracket, or where it was missed."""
        self._enter(at, path)
        at += 1
        while self.open and at < self.end and len(self.marks) < MAX_NODES:
            sign = self.text[at]
            if sign == "\n" and dedented_entry(self.text, at + 1, self.end, self.outer):
                self.open.clear()
            elif found := (_SPACE.match(self.text, at, self.end) or self._comment(at)):
                at = found.end()
            elif sign in "{[":
                self._enter(at, self.open[-1].inside)
                at += 1
            elif sign in "}],:\n":
                self._sign(sign)
                at += 1
            else:
                at = self._scalar(at)
        return at

    def _comment(self, at: int) -> re.Match[str] | None:
        found = _COMMENT.match(self.text, at, self.end) if self.text[at - 1] in " \t\n" else None
        self.comment = found.end() if found else self.comment
        return found

    def _enter(self, at: int, path: Path) -> None:
        self._settle()
        braces = self.text[at] == "{"
        if len(self.open) < MAX_DEPTH:
            self.open.append(_Open(path, braces, None if braces else 0))
        else:
            self.open.clear()

    def _sign(self, sign: str) -> None:
        top = self.open[-1]
        if sign != "\n":
            self._settle()
        if sign in "}]":
            self.open.pop()
        elif sign == ",":
            top.slot = top.slot + 1 if isinstance(top.slot, int) else None
        elif sign == ":" and top.braces and self.named is not None:
            top.slot, self.named = self.named, None

    def _scalar(self, at: int) -> int:
        top = self.open[-1]
        found = _PLAIN.match(self.text, at, self.end)
        behind = quoted_end(self.text, at, self.end, self.outer) if self.text[at] in "'\"" else 0
        behind = behind or (found.end() if found else at + 1)
        raw = self.text[at:behind].rstrip()
        if self.token is not None:  # the line before goes on
            self.marks[-1] = replace(self.marks[-1], end=at + len(raw))
        elif top.slot is None:
            self.named = bare(raw)
            self.marks.append(Mark((*top.path, self.named), "key", at, at + len(raw), self.named))
            self.token, self.token_end = at, at + len(raw)
        else:
            self.marks.append(Mark(top.inside, "value", at, at + len(raw), bare(raw)))
            self.token, self.token_end = at, at + len(raw)
        return behind

    def _settle(self) -> None:
        """The value, or key, in hand is whole; one of several lines is only now put together."""
        last = self.marks[-1] if self.token is not None else None
        if last is not None and last.end != self.token_end:
            said = bare(self.text[last.start : last.end])
            path = (*last.path[:-1], said) if last.key else last.path
            self.named = said if last.key else self.named
            self.marks[-1] = Mark(path, last.kind, last.start, last.end, said)
        self.token = None

    def place(self) -> Place:
        """What may be written where the text ends inside the brackets."""
        if not self.open or self.comment == self.end:
            return Place((), "none", self.end)
        top = self.open[-1]
        start = self.end if self.token is None else self.token
        role: Role = "value"
        if top.slot is None:
            role = "key"
        glued = self.text[self.end - 1] == ":" and self.token is None
        return Place(top.inside, role, start, flow=True, glued=glued)


def brackets(text: str, begin: int, end: int, path: Path, outer: int) -> tuple[int, list[Mark], Place]:
    """What stands in the brackets that open at a character.

    Args:
        text: The text.
        begin: The opening bracket.
        end: Where to stop: the end of the text, or where somebody types.
        path: Where the brackets stand.
        outer: The column of what they belong to: a key no deeper ends brackets that were never closed.

    Returns:
        Behind the closing bracket, the keys and values, and what may be written at the end.
    """
    scan = _Brackets(text, end, outer)
    behind = scan.take(begin, path)
    return behind, scan.marks, scan.place()
