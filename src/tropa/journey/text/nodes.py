"""The nodes of a file: every plain scalar is text, every node knows its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from tropa.journey.text.problems import Span


class Scalar(NamedTuple):
    """A text as written; a tuple, as its span is.

    Args:
        text: The value after YAML's unquoting and unfolding.
        span: Its place, quotes included.
        plain: Not quoted and not a block scalar.
        flow: It stands inside ``{ }`` or ``[ ]``.
    """

    text: str
    span: Span
    plain: bool = True
    flow: bool = False

    @property
    def empty(self) -> bool:
        """A key without value: "not filled in yet"."""
        return self.plain and not self.text


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list; ``flow`` tells whether it is written in brackets."""

    items: tuple[Node, ...]
    span: Span
    flow: bool = False


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and values in the order written; keys are unique."""

    items: tuple[tuple[Scalar, Node], ...]
    span: Span
    flow: bool = False

    def get(self, key: str) -> Node | None:
        """The value under a key, or None."""
        return next((value for name, value in self.items if name.text == key), None)


Node: TypeAlias = Scalar | Sequence | Mapping


_SHOWN_LENGTH, _SHOWN_KEYS = 60, 3


def describe(node: Node) -> str:
    """What was met, short enough for an error line."""
    match node:
        case Scalar(text):
            return text if len(text) <= _SHOWN_LENGTH else text[: _SHOWN_LENGTH - 3] + "..."
        case Sequence(items):
            return f"[{len(items)}]"
        case Mapping(items):
            keys = ", ".join(key.text[:20] for key, _ in items[:_SHOWN_KEYS])
            return "{" + keys + (", ..." if len(items) > _SHOWN_KEYS else "") + "}"
