r"""Where a text changes when one value of it does: block style and brackets, comments kept.

All offsets are those of the text that ``read_nodes`` read: line ends ``\n``, no byte order mark.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from tropa.journey.text.fmt import broken_up_at
from tropa.journey.text.nodes import Mapping, Node, Scalar, Sequence
from tropa.journey.text.pieces import (
    INDENT,
    block_lines,
    entry_lines,
    flow_text,
    indented,
    is_block,
    item_lines,
    quoted,
)
from tropa.journey.text.said import under

_COLON = re.compile(r"[ \t]*:")
_HEADER = re.compile(r"([|>][-+0-9]*)([ \t]+#[^\n]*)?")


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """One place of a text and what comes there.

    Args:
        start: The first character that goes.
        end: The first that stays; equal to ``start`` where something is put in.
        text: What comes instead.
    """

    start: int
    end: int
    text: str


class Blocked(Exception):
    """A path leads nowhere; ``reason`` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Spot:
    """The last node on a path that is there.

    Args:
        node: The node.
        rest: What of the path leads on from it, into nothing.
        lead: Behind the colon or dash before the node; -1 before the root and inside brackets.
        indent: The column of what stands beneath the key or dash, from 0.
        item: Whether it is an item of a list in block style.
        flow: The outermost brackets around it, or None.
    """

    node: Node
    rest: tuple[str | int, ...]
    lead: int
    indent: int
    item: bool
    flow: Node | None


@dataclass(frozen=True, slots=True)
class Patches:
    """The patches of one text."""

    text: str
    root: Node

    def setting(self, path: tuple[str | int, ...], plain: Any) -> tuple[Edit, ...]:  # noqa: ANN401  what codecs write
        """The patches by which the value at a path becomes another one.

        Raises:
            Blocked: Something on the path is neither a map nor a list, as it would have to be, or a
                list ends before the index.
        """
        spot = self.walk(path)
        if not spot.rest or _holds_nothing(spot):
            return self._replaced(spot, under(spot.rest, plain))
        first, beneath = spot.rest[0], under(spot.rest[1:], plain)
        match spot.node, first:
            case Mapping(), str():
                return self._added(spot, flow_text({first: beneath})[1:-1], entry_lines(first, beneath))
            case Sequence(items), int() if first == len(items):
                return self._added(spot, flow_text(beneath), item_lines(beneath))
            case Sequence(), int():
                raise Blocked("no_item")
            case _:
                raise Blocked("in_the_way")

    def walk(self, path: tuple[str | int, ...]) -> Spot:
        """As far along a path as there is something."""
        spot = Spot(self.root, path, -1, self.root.span.column - 1, item=False, flow=None)
        while spot.rest:
            inner = self._step(spot, spot.rest[0])
            if inner is None:
                break
            spot = inner
        return spot

    def _step(self, spot: Spot, step: str | int) -> Spot | None:
        node, rest = spot.node, spot.rest[1:]
        indent = node.span.column - 1 + INDENT
        flow = spot.flow or (node if not isinstance(node, Scalar) and node.flow else None)
        match node, step:
            case Mapping(items), str():
                for key, value in items:
                    if key.text == step:
                        return Spot(value, rest, -1 if flow else self._colon(key), indent, item=False, flow=flow)
            case Sequence(items), int() if 0 <= step < len(items):
                lead = -1 if flow else self.dash(node, step) + 1
                return Spot(items[step], rest, lead, indent, item=True, flow=flow)
            case _:
                pass
        return None

    def _colon(self, key: Scalar) -> int:
        """Behind the colon of a key of a block."""
        found = _COLON.match(self.text, key.span.end)
        if found is None:
            raise Blocked("explicit_key")
        return found.end()

    def dash(self, node: Node, index: int) -> int:
        """The dash of an item of a list in block style."""
        assert isinstance(node, Sequence)  # noqa: S101  whoever asks has looked
        if index == 0:
            return node.span.start
        column = re.compile(rf"^ {{{node.span.column - 1}}}-", re.MULTILINE)
        found = column.search(self.text, self.end_of(node.items[index - 1]))
        if found is None:
            raise Blocked("no_item")
        return found.end() - 1

    def end_of(self, node: Node) -> int:
        """Behind the last character of a node, line ends at its end left out."""
        if isinstance(node, Scalar):
            header = self.header(node)
            if header is None:
                return node.span.end
            content = self.text[: node.span.end]
            return node.span.end - 1 if "+" in header[1] and content.endswith("\n") else len(content.rstrip(" \n"))
        if node.flow or not node.items:
            return node.span.end
        return self.end_of(node.items[-1] if isinstance(node, Sequence) else node.items[-1][1])

    def header(self, node: Node) -> re.Match[str] | None:
        """The first line of a text in the block style ``|`` or ``>``."""
        return _HEADER.match(self.text, node.span.start) if isinstance(node, Scalar) and not node.plain else None

    def line_end(self, at: int) -> int:
        """Before the next line end."""
        found = self.text.find("\n", at)
        return len(self.text) if found < 0 else found

    def _replaced(self, spot: Spot, plain: Any) -> tuple[Edit, ...]:  # noqa: ANN401  as above
        node = spot.node
        start, end = node.span.start, node.span.end
        if spot.flow is not None:
            return self._in_flow(spot.flow, Edit(start, end, flow_text(plain)))
        if is_block(plain) and not isinstance(node, Scalar) and node.flow and node.items:
            return self._in_flow(node, Edit(start, end, flow_text(plain)))
        if spot.lead < 0:
            raise Blocked("whole")
        return self._in_block(spot, plain)

    def _in_flow(self, flow: Node, edit: Edit) -> tuple[Edit, ...]:
        """A patch inside brackets; where they then break the rule of layout, they are broken up."""
        after = self.text[: edit.start] + edit.text + self.text[edit.end :]
        broken = broken_up_at(after, flow.span.start)
        if broken is None:
            return (edit,)
        start, end, block = broken
        return (Edit(start, end - len(edit.text) + edit.end - edit.start, block),)

    def _in_block(self, spot: Spot, plain: Any) -> tuple[Edit, ...]:  # noqa: ANN401  as above
        """A value after a colon or dash replaced; comments before it and behind it stay."""
        empty = isinstance(spot.node, Scalar) and spot.node.empty
        start = spot.lead if empty else spot.node.span.start
        end = spot.lead if empty else self.end_of(spot.node)
        lines = indented(block_lines(plain), spot.indent - (0 if is_block(plain) else INDENT))
        if "#" in self.text[spot.lead : start]:
            begins = self.text.rfind("\n", 0, start) + 1
            first = lines[0] if is_block(plain) else " " * spot.indent + lines[0].lstrip(" ")
            return (Edit(begins, end, "\n".join([first, *lines[1:]])),)
        header = self.header(spot.node)
        value_end, line_end = (header.end(1), header.end()) if header else (end, self.line_end(end))
        comment = self.text[value_end:line_end] if "#" in self.text[value_end:line_end] else ""
        inline, rest = self._split(spot, plain, lines, commented=bool(comment))
        below = "".join(f"\n{line}" for line in rest)
        return (Edit(spot.lead, max(end, line_end), inline + comment + below),)

    def _split(self, spot: Spot, plain: Any, lines: list[str], *, commented: bool) -> tuple[str, list[str]]:  # noqa: ANN401  as above
        """What stands behind the colon or dash, and the lines below."""
        if is_block(plain):
            return (f" {lines[0].lstrip(' ')}", lines[1:]) if spot.item and not commented else ("", lines)
        first = lines[0].lstrip(" ")
        bare = commented and first == plain and re.search(r"\s", first)
        return f" {quoted(first) if bare else first}", lines[1:]

    def _added(self, spot: Spot, flow: str, lines: list[str]) -> tuple[Edit, ...]:
        """An entry put behind the last one of a collection."""
        node = spot.node
        assert not isinstance(node, Scalar)  # noqa: S101  setting has looked
        last = node.items[-1][1] if isinstance(node, Mapping) else node.items[-1]
        if spot.flow is not None or node.flow:
            at = last.span.end
            return self._in_flow(spot.flow or node, Edit(at, at, f", {flow}"))
        column = node.span.column - 1
        at = self.line_end(self.end_of(last))
        while (comment := re.compile(rf"\n {{{column},}}#[^\n]*").match(self.text, at)) is not None:
            at = comment.end()
        return (*self._closed(last), Edit(at, at, "".join(f"\n{line}" for line in indented(lines, column))))

    def _closed(self, last: Node) -> tuple[Edit, ...]:
        """A last text in block style whose last line has no end must not gain one when more follows."""
        while not isinstance(last, Scalar) and last.items and not last.flow:
            last = last.items[-1] if isinstance(last, Sequence) else last.items[-1][1]
        header = self.header(last)
        if header is None or self.text.endswith("\n") or self.text[last.span.end :].strip() or "-" in header[1]:
            return ()
        return (Edit(header.start(), header.end(1), re.sub(r"\+", "", header[1]) + "-"),)


def _holds_nothing(spot: Spot) -> bool:
    """Whether a spot may become whatever leads on: a key without value, or empty brackets of the right kind."""
    match spot.node:
        case Scalar() as scalar:
            return scalar.empty
        case Mapping(items):
            return not items and isinstance(spot.rest[0], str)
        case Sequence(items):
            return not items and spot.rest[0] == 0
