"""Single values of a file set or removed: places are patched, nothing is written anew.

Comments, order, quotes, line ends, a byte order mark and the lack of a last line end stay as they
are; what is laid out in brackets stays in brackets, unless it then holds prose or grows too long:
then it becomes block style, as ``tropa fmt`` would have it.

Every edit is tried before it is given.  Where the text would not read afterwards, or would say
anything but what it said and the value asked for, it is refused: so a caller may write what comes
of ``apply_edits`` without a look at it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeAlias

from tropa.journey.text.nodes import Node, Scalar
from tropa.journey.text.patches import Blocked, Edit, Patches
from tropa.journey.text.pieces import block_lines
from tropa.journey.text.problems import Problem
from tropa.journey.text.removals import removing
from tropa.journey.text.said import Said, put, said, without
from tropa.journey.text.source import read_nodes

__all__ = ["REASONS", "Edit", "EditRefused", "Path", "apply_edits", "node_at", "remove_value", "set_value"]

Path: TypeAlias = tuple[str | int, ...]
"""Keys and indexes of lists, as in ``Reading.places``."""

REASONS = ("unreadable", "in_the_way", "no_item", "nothing_there", "explicit_key", "whole", "unwritable")
"""Why an edit is refused: the text cannot be read; a value stands where the path leads on; a list
ends before the index; nothing is there to be removed; a key is written ``? key``; the path is the
whole file; the value, or the text with it, would not read as what it is."""

_BOM = "\ufeff"


class EditRefused(Exception):
    """An edit that cannot be made without harm.

    Args:
        reason: One of ``REASONS``.
        problems: What the reader says, of the text or of what would become of it.
    """

    def __init__(self, reason: str, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.problems = problems


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """The text with all edits made, whatever their order.

    Raises:
        ValueError: Two edits touch the same characters, or one lies outside the text.
    """
    ordered = sorted(edits)
    if any(before.end > after.start for before, after in pairwise(ordered)):
        raise ValueError("edits overlap")
    if ordered and not 0 <= ordered[0].start <= ordered[-1].end <= len(text):
        raise ValueError("an edit lies outside the text")
    done, at = [], 0
    for edit in ordered:
        done += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join([*done, text[at:]])


def set_value(text: str, path: Path, plain: Any) -> tuple[Edit, ...]:  # noqa: ANN401  whatever codecs write
    """The edits by which the value at a path becomes another, parents made where they are missing.

    Args:
        text: The text of a file as it is on disk, line ends and byte order mark included.
        path: Where; an index one past the end of a list adds to it.
        plain: What a codec writes: str, int, float, bool, None, list or dict of them.

    Returns:
        Nothing where the value is there already.

    Raises:
        EditRefused: It cannot be done without harm.
    """
    source = _Source.of(text)
    value = _said_of(plain)
    patches = Patches(source.text, source.root)
    try:
        edits = patches.setting(path, plain)
        wanted = put(said(source.root), path, value)
    except Blocked as blocked:
        raise EditRefused(blocked.reason) from blocked
    return () if wanted == said(source.root) else source.tried(edits, wanted)


def remove_value(text: str, path: Path) -> tuple[Edit, ...]:
    """The edits by which an entry of a map or an item of a list goes, with the comment on its line.

    Raises:
        EditRefused: It cannot be done without harm.
    """
    source = _Source.of(text)
    patches = Patches(source.text, source.root)
    try:
        edits = removing(patches, path)
        parent = patches.walk(path[:-1])
    except Blocked as blocked:
        raise EditRefused(blocked.reason) from blocked
    brackets = parent.flow is not None or (not isinstance(parent.node, Scalar) and parent.node.flow)
    return source.tried(edits, without(said(source.root), path, brackets=brackets))


def node_at(text: str, path: Path) -> Node | None:
    r"""What stands at a path, or None; its place is that in the text without byte order mark and ``\r``.

    Raises:
        EditRefused: The text cannot be read.
    """
    source = _Source.of(text)
    spot = Patches(source.text, source.root).walk(path)
    return None if spot.rest else spot.node


@dataclass(frozen=True, slots=True)
class _Source:
    """A text as it is, and as it was read.

    Args:
        raw: With its line ends and byte order mark.
        text: Without them, as ``read_nodes`` counts.
        root: Its root node.
    """

    raw: str
    text: str
    root: Node

    @classmethod
    def of(cls, raw: str) -> _Source:
        root, problems = read_nodes(raw.encode("utf-8", "surrogatepass"))
        if root is None or any(problem.level == "E" for problem in problems):
            raise EditRefused("unreadable", tuple(problems))
        return cls(raw, raw.removeprefix(_BOM).replace("\r\n", "\n"), root)

    def tried(self, edits: tuple[Edit, ...], wanted: Said) -> tuple[Edit, ...]:
        """The edits for the raw text, once it is seen that they do what is wanted and nothing else."""
        root, problems = read_nodes(apply_edits(self.text, edits).encode("utf-8", "surrogatepass"))
        if root is None or any(problem.level == "E" for problem in problems) or said(root) != wanted:
            raise EditRefused("unwritable", tuple(problems))
        return self._for_raw(edits)

    def _for_raw(self, edits: tuple[Edit, ...]) -> tuple[Edit, ...]:
        shift = len(self.raw) - len(self.raw.removeprefix(_BOM))
        ends = [at for at, sign in enumerate(self.text) if sign == "\n"] if "\r\n" in self.raw else []
        lost, at = [], shift
        for end in ends:  # line ends of two characters, by their place in the text of one
            at = self.raw.index("\n", at) + 1
            if self.raw[at - 2] == "\r":
                lost.append(end)
        windows = bool(ends) and lost[:1] == ends[:1]

        def raw_at(offset: int) -> int:
            return offset + shift + bisect_left(lost, offset)

        return tuple(
            Edit(raw_at(edit.start), raw_at(edit.end), edit.text.replace("\n", "\r\n") if windows else edit.text)
            for edit in edits
        )


def _said_of(plain: Any) -> Said:  # noqa: ANN401  as above
    """What a value will say once it is written.

    Raises:
        EditRefused: It cannot be written so that it reads.
    """
    try:
        text = "\n".join(block_lines([plain]))
    except UnicodeEncodeError as error:  # half of a pair of UTF-16, from a terminal or a broken file
        raise EditRefused("unwritable") from error
    root, problems = read_nodes(text.encode("utf-8", "surrogatepass"))
    if root is None or any(problem.level == "E" for problem in problems):
        raise EditRefused("unwritable", tuple(problems))
    return said(root)[0]
