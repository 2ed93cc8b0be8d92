"""The one usual way a file is laid out: what ``tropa fmt`` does.

* ``{ }`` longer than 100 characters or holding prose becomes block style, one field a line.
* ``[ ]`` of one item becomes block style; so does a list that holds braces to be broken up, and
  so do braces that hold such a list, because block style cannot stand inside brackets.
* Trailing white space goes; the file ends with one line end.

All else stays as written: order, comments, quotes, empty lines, lists of several items.  The
text is patched at the places of the nodes and never written anew, so nothing is lost on the way;
brackets with a comment inside are left alone, for there is no telling what it comments on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tropa.journey.text.nodes import Mapping, Node, Scalar, Sequence
from tropa.journey.text.source import read_nodes

MAX_FLOW = 100
"""Longer braces are broken up."""

_MAX_KEY = 1_000
"""YAML looks for the colon of a key no farther than 1,024 characters."""

_OWN_SCALAR = re.compile(
    r"(at most )?[0-9.]+ %"  # a share
    r"|[0-9]+ per [0-9a-z]+"  # a rate
    r"|[0-9]+ of [0-9]+"  # periods
    r"|[a-z]{3}(-[a-z]{3})? [0-9:]+-[0-9:]+"  # hours
    r"|traits\.\w+ [+-] [0-9a-z]+"  # a moment in a trait
    r"|[a-z0-9_-]+( -> [a-z0-9_-]+)+"  # a chain of touchpoints
)
"""The language's own scalars that hold a space.  Names of events, signals and conditions do too,
but nothing in the text tells them from prose, and a line of their own does them good."""


def format_text(text: str) -> str:
    """Lay a file out; what it says stays the same, to the last comment.

    Args:
        text: The text of a file.  One with an error in its YAML is given back as it is: whoever
            calls tells the reader's problems.
    """
    formatted = text.removeprefix("\ufeff").replace("\r\n", "\n")
    root, problems = read_nodes(formatted.encode())
    if any(problem.level == "E" for problem in problems):
        return text
    if root is not None:
        formatted = _Layout(formatted).broken_up(root)
        root, _ = read_nodes(formatted.encode())
        if root is None:
            return text  # what was just within the limit of size would no longer be
    formatted = _trimmed(formatted, root)
    root, _ = read_nodes(formatted.encode())
    return _ended(formatted, root) if formatted.strip() else ""


def broken_up_at(text: str, start: int) -> tuple[int, int, str] | None:
    r"""What becomes of the outermost brackets that begin at an offset.

    Args:
        text: A text with line ends ``\n`` and without a byte order mark.
        start: Where the brackets begin.

    Returns:
        Where the text changes and into what; None where they may stay, or have to: around comments.
    """
    root, _ = read_nodes(text.encode())
    layout = _Layout(text)
    for node, indent in _outermost_flows(root, root.span.column - 1) if root else ():
        if node.span.start == start and layout.may_break(node):
            return layout.patch(node, indent)
    return None


@dataclass(frozen=True, slots=True)
class _Layout:
    """One text and what its brackets become.  Lines are told without the indentation of the whole."""

    text: str

    def broken_up(self, root: Node) -> str:
        """The text with all brackets broken up that are to be."""
        done, at = [], 0
        for node, indent in _outermost_flows(root, root.span.column - 1):
            if self.may_break(node):
                start, end, patch = self.patch(node, indent)
                done += [self.text[at:start], patch]
                at = end
        return "".join([*done, self.text[at:]])

    def may_break(self, node: Node) -> bool:
        """Whether brackets break the rule and can be broken up without loss."""
        return self._breaks(node) and not self._has_comment(node) and self._keys_fit(node)

    def _breaks(self, node: Node) -> bool:
        match node:
            case Sequence(items) if node.flow:
                return len(items) == 1 or any(self._breaks(item) for item in items)
            case Mapping(items) if node.flow:
                length = len(" ".join(self._raw(node)))
                return length > MAX_FLOW or any(_holds_prose(value) or self._breaks(value) for _, value in items)
            case _:
                return False

    def _raw(self, node: Node) -> list[str]:
        """The lines of a node as written, from the second on without indentation."""
        first, *rest = self.text[node.span.start : node.span.end].split("\n")
        return [first, *(line.lstrip(" \t") for line in rest)]

    def _has_comment(self, node: Node) -> bool:
        at, gaps = node.span.start, []
        for scalar in _scalars(node):
            gaps.append(self.text[at : scalar.span.start])
            at = scalar.span.end
        return "#" in "".join([*gaps, self.text[at : node.span.end]])

    def _keys_fit(self, node: Node) -> bool:
        """Whether every key can stand before a colon on one line."""
        if isinstance(node, Mapping):
            lengths = (key.span.end - key.span.start for key, _ in node.items)
            one_line = all("\n" not in self.text[key.span.start : key.span.end] for key, _ in node.items)
            return one_line and all(n <= _MAX_KEY for n in lengths) and all(self._keys_fit(v) for _, v in node.items)
        return isinstance(node, Scalar) or all(self._keys_fit(item) for item in node.items)

    def patch(self, node: Node, indent: int) -> tuple[int, int, str]:
        """Where the text changes, and into what; a comment behind the bracket comes before the block."""
        line_start = self.text.rfind("\n", 0, node.span.start) + 1
        line_end = self.text.find("\n", node.span.end)
        line_end = len(self.text) if line_end < 0 else line_end
        before = self.text[line_start : node.span.start]
        comment = self.text[node.span.end : line_end].strip()
        block = "\n".join(_indented(self._block(node), " " * indent))
        if not before.strip():
            return line_start, line_end, (f"{' ' * indent}{comment}\n" if comment else "") + block
        if re.fullmatch("[- ]+", before) and not before.startswith("---"):
            return node.span.start, line_end, f"{comment}\n{block}" if comment else block[indent:]
        start = line_start + len(before.rstrip())
        return start, line_end, (f" {comment}\n" if comment else "\n") + block

    def _block(self, node: Node) -> list[str]:
        """The lines of a node in the place of its brackets."""
        if not self._breaks(node):
            first, *rest = self._raw(node)
            return [first, *_indented(rest)]
        lines: list[str] = []
        if isinstance(node, Sequence):
            for item in node.items:
                first, *rest = self._block(item)
                lines += [f"- {first}", *_indented(rest)]
        elif isinstance(node, Mapping):
            for key, value in node.items:
                first, *rest = self._block(value)
                name = self.text[key.span.start : key.span.end]
                if self._breaks(value):
                    lines += [f"{name}:", *_indented([first, *rest])]
                else:
                    lines += [f"{name}: {first}", *rest]
        return lines


def _outermost_flows(node: Node, indent: int) -> Iterator[tuple[Node, int]]:
    """Collections in brackets, outermost only, with the indentation of what may take their place."""
    if isinstance(node, Scalar):
        return
    if node.flow:
        yield node, indent
    elif isinstance(node, Mapping):
        for _, value in node.items:
            yield from _outermost_flows(value, node.span.column + 1)
    else:
        for item in node.items:
            yield from _outermost_flows(item, item.span.column - 1)


def _scalars(node: Node) -> Iterator[Scalar]:
    """Keys and values in the order of the text."""
    match node:
        case Scalar():
            yield node
        case Sequence(items):
            for item in items:
                yield from _scalars(item)
        case Mapping(items):
            for key, value in items:
                yield key
                yield from _scalars(value)


def _holds_prose(node: Node) -> bool:
    match node:
        case Scalar(text):
            return bool(re.search(r"\s", text)) and not _OWN_SCALAR.fullmatch(text)
        case Sequence(items):
            return any(_holds_prose(item) for item in items)
        case Mapping(items):
            return any(_holds_prose(value) for _, value in items)


def _indented(lines: list[str], pad: str = "  ") -> list[str]:
    return [pad + line if line else line for line in lines]


def _trimmed(text: str, root: Node | None) -> str:
    """The text without white space at the ends of lines, but where it is part of a value."""
    kept: set[int] = set()
    for scalar in _scalars(root) if root else ():
        breaks = text.count("\n", scalar.span.start, scalar.span.end - 1)
        if _is_block(scalar, text):
            kept.update(range(scalar.span.line, scalar.span.line + breaks))
        elif not scalar.plain:
            kept.update(range(scalar.span.line - 1, scalar.span.line + breaks - 1))
    lines = enumerate(text.split("\n"))
    return "\n".join(line if number in kept else line.rstrip(" \t") for number, line in lines)


def _ended(text: str, root: Node | None) -> str:
    """The text with one line end at its end, but for empty lines that a last value keeps."""
    last = max(_scalars(root), key=lambda scalar: scalar.span.end, default=None) if root else None
    if last is not None and _is_block(last, text) and not text[last.span.end :].strip():
        before, after = text[: last.span.start], text[last.span.start :]
        marks = after[: len(after) - len(after.lstrip("|>0123456789+-"))]
        if not after.endswith("\n"):  # then its last line has no end either, and a new one must not count
            return f"{before}{re.sub('[+-]', '', marks)}-{after[len(marks) :]}\n"
        if "+" in marks:
            return text
    return text.rstrip("\n") + "\n"


def _is_block(scalar: Scalar, text: str) -> bool:
    return not scalar.plain and text[scalar.span.start] in "|>"
