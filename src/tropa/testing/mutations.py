"""Files as people spoil and lay them out: lines lost and doubled, odd characters, brackets, comments."""

from __future__ import annotations

from collections.abc import Callable

import yaml
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy
from yaml.representer import SafeRepresenter

from tropa.journey.codecs.protocol import Plain
from tropa.journey.text.write import is_typed_elsewhere

_TEXT, _NOTHING = "tag:yaml.org,2002:str", "tag:yaml.org,2002:null"

ODD = (
    *(
        "\x00",
        "\x07",
        "\t",
        "\r",
        "\x85",
        "\u00a0",
        "\u200c",
        "\u200f",
        "\u202e",
        "\u2028",
        "\ufeff",
        "\ufffe",
        "😀",
        "ї",
    ),
    *("&a ", "*a ", "!t ", "<<: ", "? ", "- ", "--- ", "# ", " # ", "|", ">-", "%", "@", "`", '"', "'", "\\"),
    *("{", "}", "[", "]", ",", ": ", "{{ x }}", "(", ")", "any(", " where ", "not ", "60", "3d", "null", "yes"),
)
"""What gets into a file by accident or malice."""


@st.composite
def mutated(draw: DrawFn, originals: SearchStrategy[str], most: int = 4) -> str:
    """Draw a text with a few of its lines spoilt."""
    lines = draw(originals).split("\n")
    for _ in range(draw(st.integers(1, most))):
        spoil = draw(st.sampled_from(_SPOILS))
        lines = spoil(draw, lines) or [""]
    return "\n".join(lines)


def _place(draw: DrawFn, lines: list[str]) -> int:
    return draw(st.integers(0, len(lines) - 1))


def _delete(draw: DrawFn, lines: list[str]) -> list[str]:
    at = _place(draw, lines)
    return lines[:at] + lines[at + draw(st.integers(1, 3)) :]


def _duplicate(draw: DrawFn, lines: list[str]) -> list[str]:
    at = _place(draw, lines)
    return [*lines[: at + 1], *lines[at:]]


def _swap(draw: DrawFn, lines: list[str]) -> list[str]:
    one, other = _place(draw, lines), _place(draw, lines)
    changed = list(lines)
    changed[one], changed[other] = lines[other], lines[one]
    return changed


def _indent(draw: DrawFn, lines: list[str]) -> list[str]:
    at = _place(draw, lines)
    line = lines[at]
    return [*lines[:at], draw(st.sampled_from((f"  {line}", f" {line}", line[1:], line[2:]))), *lines[at + 1 :]]


def _insert(draw: DrawFn, lines: list[str]) -> list[str]:
    at = _place(draw, lines)
    line = lines[at]
    column = draw(st.integers(0, len(line)))
    odd = draw(st.one_of(st.sampled_from(ODD), st.text(max_size=3)))
    return [*lines[:at], line[:column] + odd + line[column:], *lines[at + 1 :]]


def _cut(draw: DrawFn, lines: list[str]) -> list[str]:
    at = _place(draw, lines)
    line = lines[at]
    start = draw(st.integers(0, len(line)))
    return [*lines[:at], line[:start] + line[start + draw(st.integers(1, 4)) :], *lines[at + 1 :]]


_SPOILS: tuple[Callable[[DrawFn, list[str]], list[str]], ...] = (_delete, _duplicate, _swap, _indent, _insert, _cut)


@st.composite
def commented(draw: DrawFn, originals: SearchStrategy[str], most: int = 6) -> str:
    """Draw a text with numbered comments and white space strewn in."""
    lines = draw(originals).split("\n")
    for number in range(draw(st.integers(1, most))):
        at = _place(draw, lines)
        if draw(st.booleans()):
            lines.insert(at, f"{draw(st.sampled_from(('', '  ', '      ')))}# remark {number}")
        else:
            lines[at] += draw(st.sampled_from((f" # remark {number}", f"   # remark {number}  ", "  ", "\t")))
    return "\n".join(lines)


@st.composite
def laid_out(draw: DrawFn, plains: SearchStrategy[Plain]) -> str:
    """Draw the text of plain data with brackets here, blocks there, and lines of any width.

    What holds a key without value is laid out in blocks, as the language wants it.
    """
    root = _Representer(sort_keys=False).represent_data(draw(plains))
    in_brackets = draw(st.lists(st.booleans(), min_size=1, max_size=8))
    for number, node in enumerate(_nodes(root)):
        if isinstance(node, yaml.CollectionNode):
            node.flow_style = in_brackets[number % len(in_brackets)] and not _holds_nothing(node)
        elif isinstance(node, yaml.ScalarNode) and node.tag == _TEXT and is_typed_elsewhere(node.value):
            node.style = "'"
    text: str = yaml.serialize(root, Dumper=yaml.CSafeDumper, allow_unicode=True, width=draw(st.integers(20, 200)))
    return text


class _Representer(SafeRepresenter):
    """Nothing is written as nothing."""

    def represent_none(self, data: None) -> yaml.ScalarNode:
        """A key without value."""
        del data
        return yaml.ScalarNode(_NOTHING, "")


_Representer.add_representer(type(None), _Representer.represent_none)


def _holds_nothing(node: yaml.Node) -> bool:
    return any(found.tag == _NOTHING for found in _nodes(node))


def _nodes(node: yaml.Node) -> list[yaml.Node]:
    """A node and all within it."""
    if isinstance(node, yaml.MappingNode):
        return [node, *(found for pair in node.value for part in pair for found in _nodes(part))]
    if isinstance(node, yaml.SequenceNode):
        return [node, *(found for part in node.value for found in _nodes(part))]
    return [node]
