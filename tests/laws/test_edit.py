"""Laws of edits: what is asked for is there, nothing else has changed, and no comment is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy
from tests.laws.drafts import DRAFTS

from tropa.journey.files import KINDS
from tropa.journey.text.edit import EditRefused, Path, apply_edits, remove_value, set_value
from tropa.journey.text.nodes import Mapping, Node, Scalar, Sequence
from tropa.journey.text.pieces import block_lines, flow_text
from tropa.journey.text.source import read_nodes
from tropa.testing.mutations import commented, laid_out
from tropa.testing.strategies import journeys

slow = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)

REMARK = re.compile(r"# remark [0-9]+")
WORDS = st.text(
    st.one_of(
        st.sampled_from(list("ab Яё\u200cق،#:'\"{}[],-|>?&*!%@`\n\\")), st.characters(exclude_categories=["C", "Z"])
    ),
    max_size=30,
)
KEYS = st.from_regex(r"[a-z][a-z0-9_-]{0,9}|event [a-z]{1,5}", fullmatch=True)
PLAINS: SearchStrategy[Any] = st.recursive(
    st.one_of(WORDS, st.sampled_from(["60 %", "1d", "yes", "null", "5", "2026-11-01", "{{ x }}", "any(a, b)"])),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3), st.dictionaries(KEYS, inner, min_size=1, max_size=3)
    ),
    max_leaves=5,
)


def root_of(text: str) -> Node:
    """The root of a text that reads."""
    root, problems = read_nodes(text.encode())
    assert root is not None
    assert [problem for problem in problems if problem.level == "E"] == []
    return root


def as_data(node: Node) -> Any:  # noqa: ANN401  nested texts
    """All that a node says, as dicts and lists of texts."""
    match node:
        case Scalar(text):
            return text
        case Sequence(items):
            return [as_data(item) for item in items]
        case Mapping(items):
            return {key.text: as_data(value) for key, value in items}


def paths(node: Node, at: Path = ()) -> Iterator[tuple[Path, Node]]:
    """Every path of a node and what lies there."""
    yield at, node
    if isinstance(node, Sequence):
        for index, item in enumerate(node.items):
            yield from paths(item, (*at, index))
    elif isinstance(node, Mapping):
        for key, value in node.items:
            yield from paths(value, (*at, key.text))


def put(data: Any, path: Path, value: Any) -> Any:  # noqa: ANN401  nested texts
    """The specification of an edit, in one line a case."""
    if not path:
        return value
    first, rest = path[0], path[1:]
    if data == "" or data is None:
        return {first: put(None, rest, value)} if isinstance(first, str) else [put(None, rest, value)]
    if isinstance(first, int):
        there = data[first] if first < len(data) else None
        return [*data[:first], put(there, rest, value), *data[first + 1 :]]
    return {**data, first: put(data.get(first), rest, value)}


def files() -> SearchStrategy[str]:
    """Journeys laid out in every way, remarks strewn in."""
    generated = laid_out(journeys().map(KINDS["journey"].write))
    drafts = st.sampled_from(list(DRAFTS.values()))
    return st.one_of(generated, commented(generated), drafts, commented(drafts))


@st.composite
def places(draw: DrawFn) -> tuple[str, Path]:
    """A file and a path in it: to something that is there, or that could be."""
    text = draw(files())
    root, problems = read_nodes(text.encode())
    assume(isinstance(root, Mapping) and not any(problem.level == "E" for problem in problems))
    assert root is not None
    path, node = draw(st.sampled_from(list(paths(root))))
    match node:
        case Sequence(items):
            return text, (*path, len(items))
        case Mapping() if draw(st.booleans()) or not path:
            return text, (*path, *draw(st.lists(KEYS, min_size=1, max_size=3)))
        case Scalar() if node.empty:
            return text, (*path, *draw(st.lists(KEYS, max_size=2)))
        case _:
            return text, path


def edited(text: str, path: Path, plain: Any) -> str:  # noqa: ANN401  plain data
    """The text with a value set."""
    return apply_edits(text, set_value(text, path, plain))


@slow
@given(places(), PLAINS)
def test_the_value_is_there_and_nothing_else_has_changed(place: tuple[str, Path], plain: Any) -> None:  # noqa: ANN401
    """Every other value says what it said, and the file reads as before."""
    text, path = place
    after = edited(text, path, plain)
    assert as_data(root_of(after)) == put(as_data(root_of(text)), path, plain)


@slow
@given(places(), PLAINS)
def test_twice_is_once(place: tuple[str, Path], plain: Any) -> None:  # noqa: ANN401  plain data
    """A value that is there already needs no edit."""
    text, path = place
    assert set_value(edited(text, path, plain), path, plain) == ()


@slow
@given(places(), PLAINS)
def test_every_comment_outside_the_old_value_survives(place: tuple[str, Path], plain: Any) -> None:  # noqa: ANN401
    """Remarks stay, in their order or moved to the line before; none is made up."""
    text, path = place
    old = dict(paths(root_of(text))).get(path)
    outside = text if old is None else text[: old.span.start] + text[old.span.end :]
    after = edited(text, path, plain)
    assert set(REMARK.findall(outside)) <= set(REMARK.findall(after)) <= set(REMARK.findall(text))


@slow
@given(places(), PLAINS, st.sampled_from(["", "\ufeff"]), st.booleans(), st.booleans())
def test_line_ends_and_a_byte_order_mark_stay(
    place: tuple[str, Path],
    plain: Any,  # noqa: ANN401  plain data
    mark: str,
    windows: bool,  # noqa: FBT001  drawn
    ended: bool,  # noqa: FBT001  drawn
) -> None:
    """A file of another system is edited as its twin of ours: only line ends and mark differ."""
    text, path = place
    text = text if ended else text.rstrip("\n")
    assume(not any(problem.level == "E" for problem in read_nodes(text.encode())[1]))
    windows = windows and "\n" in text
    theirs = mark + (text.replace("\n", "\r\n") if windows else text)
    try:
        ours = edited(text, path, plain)
    except EditRefused as refused:
        assume(ended or refused.reason != "unwritable")  # a text in block style without an end, see below
        raise
    assert edited(theirs, path, plain) == mark + (ours.replace("\n", "\r\n") if windows else ours)


@slow
@given(places())
def test_what_is_removed_is_gone_and_nothing_else(place: tuple[str, Path]) -> None:
    """A value set and removed again leaves the file as it was but for the parents that were made."""
    text, path = place
    root = root_of(text)
    found = [at for at, _ in paths(root) if at and at == path[: len(at)]]
    assume(found)
    at = found[-1]
    parent = as_data(dict(paths(root))[at[:-1]])
    assume(len(parent) > 1 or len(at) > 1)  # else nothing would be left
    after = apply_edits(text, remove_value(text, at))
    left = as_data(dict(paths(root_of(after)))[at[:-1]])
    wanted: Any = parent.copy()
    del wanted[at[-1]]
    assert left == (wanted or ({} if left == {} else [] if left == [] else ""))
    assert as_data(root_of(after)) == (put(as_data(root), at[:-1], left) if at[:-1] else left)


@given(WORDS, WORDS)
@example("a: b # c", "\n")
@example("Проверьте, всё ли «в порядке»?", "آیا همه‌چیز درست است؟")
def test_pieces_read_as_what_they_were_made_of(one: str, other: str) -> None:
    """A text is read back from block style, from brackets, and as a key."""
    assume(one != other)
    plain = {"a": [one, {"b": other}], "c": {"d": one}}
    assert as_data(root_of("\n".join(block_lines(plain)))) == plain
    assert as_data(root_of(flow_text(plain))) == plain
