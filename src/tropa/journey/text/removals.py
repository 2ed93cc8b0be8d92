"""Where a text changes when an entry of a map or an item of a list goes."""

from __future__ import annotations

import re

from tropa.journey.text.nodes import Mapping, Node, Scalar, Sequence
from tropa.journey.text.patches import Blocked, Edit, Patches, Spot

_COMMA = re.compile(r"\s*,[ \t]*(?!#)")


def removing(patches: Patches, path: tuple[str | int, ...]) -> tuple[Edit, ...]:
    """The patches by which what lies at a path goes, with the comment on its last line.

    A block that held nothing else leaves its key without value.

    Raises:
        Blocked: There is nothing at the path, or nothing would be left of the file.
    """
    parent = patches.walk(path[:-1])
    node = parent.node
    if parent.rest or patches.walk(path).rest or isinstance(node, Scalar) or not path:
        raise Blocked("nothing_there")
    index = _index(node, path[-1])
    if parent.flow is not None or node.flow:
        return (_in_flow(patches, node, index),)
    if len(node.items) == 1:
        return (_whole_block(patches, parent),)
    return (_in_block(patches, node, index),)


def _index(node: Mapping | Sequence, step: str | int) -> int:
    if isinstance(node, Sequence):
        assert isinstance(step, int)  # noqa: S101  the path has been walked
        return step
    return next(index for index, (key, _) in enumerate(node.items) if key.text == step)


def _value(node: Mapping | Sequence, index: int) -> Node:
    return node.items[index] if isinstance(node, Sequence) else node.items[index][1]


def _in_flow(patches: Patches, node: Mapping | Sequence, index: int) -> Edit:
    text = patches.text
    first = node.items[index] if isinstance(node, Sequence) else node.items[index][0]
    start, end = first.span.start, _value(node, index).span.end
    if index:
        before = _value(node, index - 1).span.end
        if "#" not in text[before:start]:
            return Edit(before, end, "")  # with the comma before it
    comma = _COMMA.match(text, end)
    return Edit(start, comma.end() if comma else end, "")


def _whole_block(patches: Patches, parent: Spot) -> Edit:
    """A block goes with its only entry; comments above the entry stay."""
    text, start = patches.text, parent.node.span.start
    if parent.lead < 0:
        raise Blocked("whole")
    end = patches.line_end(patches.end_of(parent.node))
    line_start = text.rfind("\n", 0, start) + 1
    return Edit(line_start - 1 if "#" in text[parent.lead : start] else parent.lead, end, "")


def _in_block(patches: Patches, node: Mapping | Sequence, index: int) -> Edit:
    text = patches.text
    start, value_end = _start(patches, node, index), patches.end_of(_value(node, index))
    line_start, line_end = text.rfind("\n", 0, start) + 1, patches.line_end(value_end)
    if not text[line_start:start].strip():
        return Edit(line_start, min(line_end + 1, len(text)), "")
    # Only the first entry shares its line with the dash before it; the second takes its place.
    next_start = _start(patches, node, index + 1)
    between = text[value_end:next_start]
    return Edit(start, value_end if "#" in between else next_start, "")


def _start(patches: Patches, node: Mapping | Sequence, index: int) -> int:
    return patches.dash(node, index) if isinstance(node, Sequence) else node.items[index][0].span.start
