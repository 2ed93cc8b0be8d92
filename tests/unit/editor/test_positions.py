"""Places as editors count them; their laws stand in ``tests/laws/test_editor.py``."""

from __future__ import annotations

import pytest

from tropa.editor.positions import Encoding, Lines
from tropa.journey.text.nodes import Mapping
from tropa.journey.text.source import read_nodes

TEXT = "a😀b\r\nمی‌خواهم\nx\ry\u2028z"


@pytest.mark.parametrize(("encoding", "position"), [("utf-8", (0, 5)), ("utf-16", (0, 3)), ("utf-32", (0, 2))])
def test_an_emoji_counts_as_the_encoding_has_it(encoding: Encoding, position: tuple[int, int]) -> None:
    """Four bytes, two units of UTF-16, one character."""
    assert Lines(TEXT, encoding).position(TEXT.index("b")) == position
    assert Lines(TEXT, encoding).offset(*position) == TEXT.index("b")


def test_lines_end_as_the_protocol_says() -> None:
    r"""``\r\n``, ``\n`` and ``\r`` end a line; a line separator of Unicode does not."""
    lines = Lines(TEXT)
    assert lines.position(TEXT.index("می")) == (1, 0)
    assert lines.position(TEXT.index("x")) == (2, 0)
    assert lines.position(TEXT.index("z")) == (3, 2)


def test_a_position_beyond_its_line_is_its_end() -> None:
    """Before the line end, never behind it; a position inside a pair counts as before it."""
    lines = Lines(TEXT)
    assert lines.offset(0, 99) == TEXT.index("\r\n")
    assert lines.offset(99, 0) == len(TEXT)
    assert lines.offset(-1, 5) == 0
    assert lines.offset(0, 2) == TEXT.index("😀")


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_offsets_of_the_reader_are_found_in_the_text_of_the_editor(mark: str) -> None:
    """The reader counts without byte order mark, and a line end as one character."""
    text = f"{mark}journey: a\r\ntitle: 😀\r\n\r\nnote: end\n"
    root, _ = read_nodes(text.encode())
    assert isinstance(root, Mapping)
    found = [text[Lines(text).raw(key.span.start) : Lines(text).raw(key.span.end)] for key, _ in root.items]
    assert found == ["journey", "title", "note"]
