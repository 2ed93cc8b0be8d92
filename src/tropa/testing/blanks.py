"""Files in which one key has lost its value, as somebody who fills a map in writes them."""

from __future__ import annotations

from collections.abc import Iterator

from tropa.journey.codecs.protocol import Path
from tropa.journey.text.nodes import Mapping, Node, Sequence
from tropa.journey.text.problems import Span


def block_values(node: Node | None, path: Path = ()) -> Iterator[tuple[Path, Span]]:
    """Every value that stands behind a key in block style, with its path and its place."""
    match node:
        case Mapping(items, flow=False):
            for key, value in items:
                here = (*path, key.text)
                yield here, value.span
                yield from block_values(value, here)
        case Sequence(items, flow=False):
            for index, item in enumerate(items):
                yield from block_values(item, (*path, index))
        case _:
            return


def blanked(text: str, span: Span) -> str:
    """The text without one value; what follows it stays on its line."""
    value = text[span.start : span.end]
    return text[: span.start] + value[len(value.rstrip()) :] + text[span.end :]
