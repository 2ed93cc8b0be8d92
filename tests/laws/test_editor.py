"""Laws of the editor: the sketch says what the reader says, places hold, and no text whatever breaks an answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path as FilePath

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from tests.laws.drafts import DRAFTS

from tropa.data.words import Words
from tropa.editor.actions import actions_for, formatting, one_edit
from tropa.editor.completing import proposals
from tropa.editor.desk import Desk, Page
from tropa.editor.hovering import shown_at
from tropa.editor.outline import Entry, outline
from tropa.editor.positions import Encoding, Lines
from tropa.editor.scanning import place_at
from tropa.editor.sketch import Sketch
from tropa.journey.codecs.protocol import Path
from tropa.journey.files import KINDS
from tropa.journey.text.edit import apply_edits
from tropa.journey.text.nodes import Mapping, Node, Scalar, Sequence
from tropa.journey.text.source import read_nodes
from tropa.testing.mutations import commented, laid_out, mutated
from tropa.testing.strategies import journeys

slow = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
WORDS = Words("en")
TODAY = date(2027, 3, 1)
ENCODINGS: tuple[Encoding, ...] = ("utf-8", "utf-16", "utf-32")
UNITS = {"utf-8": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}
SIZE = {"utf-8": 1, "utf-16": 2, "utf-32": 4}


def readable() -> SearchStrategy[str]:
    """Texts that the reader takes, laid out in every way YAML has, with comments strewn in."""
    generated = laid_out(journeys().map(KINDS["journey"].write))
    drafts = st.sampled_from(list(DRAFTS.values()))
    return st.one_of(generated, drafts, commented(drafts), commented(generated))


def spoilt() -> SearchStrategy[str]:
    """Texts as people leave them half-typed, with whatever characters."""
    drafts = st.sampled_from(list(DRAFTS.values()))
    cut = st.builds(lambda text, at: text[: at % (len(text) + 1)], drafts, st.integers(0, 10_000))
    return st.one_of(mutated(drafts), mutated(cut), cut, st.text(max_size=80))


def marks(node: Node, path: Path = ()) -> Iterator[tuple[Path, bool, int]]:
    """Keys and values that the reader met: path, whether it is a key, where it begins."""
    match node:
        case Scalar():
            if not node.empty:
                yield path, False, node.span.start
        case Sequence(items):
            for index, item in enumerate(items):
                yield from marks(item, (*path, index))
        case Mapping(items):
            for key, value in items:
                yield (*path, key.text), True, key.span.start
                yield from marks(value, (*path, key.text))


def page_of(text: str) -> Page:
    """A page of a file that lies nowhere."""
    return Page(FilePath("/nowhere/a.yaml"), text)


@slow
@given(readable(), st.booleans())
def test_the_sketch_of_a_file_that_reads_says_what_the_reader_says(text: str, windows: bool) -> None:  # noqa: FBT001  drawn
    """Every key and value stands at the path and the place at which the reader finds it."""
    root, problems = read_nodes(text.encode())
    assume(root is not None and not problems)
    assume("? " not in text and "\\" not in text)  # keys written `? key`, and escapes, are beyond a sketch
    assert root is not None
    raw = text.replace("\n", "\r\n") if windows else text
    lines = Lines(raw)
    sketch = [(mark.path, mark.key, mark.start) for mark in Sketch.of(raw).marks]
    assert sketch == [(path, key, lines.raw(start)) for path, key, start in marks(root)]


@slow
@given(readable(), st.data())
def test_a_place_in_a_value_is_the_values(text: str, data: st.DataObject) -> None:
    """Whoever types at the end of a value types at its path."""
    sketch = Sketch.of(text)
    values = [mark for mark in sketch.marks if not mark.key and "\n" not in text[mark.start : mark.end]]
    assume(values)
    mark = data.draw(st.sampled_from(values))
    assume(text[mark.start] not in "'\"|>")
    place = place_at(text, mark.end)
    assert (place.path, place.start) == (mark.path, mark.start)


@given(st.text(), st.sampled_from(ENCODINGS))
def test_positions_count_as_the_editor_does(text: str, encoding: Encoding) -> None:
    """A character's line and unit are those of its encoding, and lead back to it."""
    lines = Lines(text, encoding)
    for offset in range(len(text) + 1):
        line, unit = lines.position(offset)
        start = max((text.rfind(end, 0, offset) for end in "\n\r"), default=-1) + 1
        before = text[start:offset]
        assert line == len(text[:offset].replace("\r\n", "\n").replace("\r", "\n").split("\n")) - 1 - (
            text[offset - 1 : offset + 1] == "\r\n"
        )
        if text[offset - 1 : offset + 1] != "\r\n":
            assert unit == len(before.encode(UNITS[encoding], "surrogatepass")) // SIZE[encoding]
            assert lines.offset(line, unit) == offset


@given(st.text(), st.integers(0, 50), st.integers(0, 50))
def test_any_position_is_a_place_in_the_text(text: str, line: int, unit: int) -> None:
    """A position that an editor makes up is brought to the nearest character before it, never past its line."""
    offset = Lines(text).offset(line, unit)
    assert 0 <= offset <= len(text)
    assert Lines(text).position(offset)[0] <= line


@given(st.text(alphabet="ab\r\n😀", max_size=30), st.text(alphabet="ab\r\n😀", max_size=30))
def test_one_edit_makes_one_text_of_another(before: str, after: str) -> None:
    """The change leads from the one to the other, and never parts the two signs of a line end."""
    edit = one_edit(before, after)
    assert apply_edits(before, () if edit is None else (edit,)) == after
    if edit is not None:
        assert all(before[at - 1 : at + 1] != "\r\n" for at in (edit.start, edit.end))


def check_entries(entries: tuple[Entry, ...], start: int, end: int) -> None:
    """Each entry lies within the one around it, and its name within itself."""
    for entry in entries:
        assert start <= entry.start <= entry.name_start <= entry.name_end <= entry.end <= end
        assert entry.name
        check_entries(entry.inside, entry.start, entry.end)


@slow
@given(spoilt(), st.integers(0, 10_000))
def test_no_text_breaks_an_answer(text: str, at: int) -> None:
    """Whatever stands there: it is judged, completed, explained, mended, laid out and outlined, within its bounds."""
    offset = at % (len(text) + 1)
    desk = Desk(lambda: TODAY)
    judged = desk.judge(page_of(text))
    names = desk.names(judged.page, judged)
    for one in proposals(text, offset, names, WORDS):
        assert 0 <= one.start <= one.end <= len(text)
        assert "\n" not in text[one.start : one.end]
    shown = shown_at(offset, names, judged.found, WORDS)
    assert shown is None or shown.markdown()
    for start, end, told in judged.found:
        assert 0 <= start <= end <= len(text)
        for action in actions_for(told, judged.page.lines, WORDS):
            assert apply_edits(text, (action.edit,)) != text
    formatting(text)
    check_entries(outline(names), 0, len(text))
