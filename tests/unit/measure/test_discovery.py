"""Discovery: what a handful of rows, each easy to read, is taken for."""

from __future__ import annotations

import pytest

from tropa.measure.counts import PathCounts
from tropa.measure.discovery.blocks import Again, Block, Either, Maybe, One, Row, Together, may_be_empty, may_begin
from tropa.measure.discovery.draft import NothingToDraft, draft_of


def counts_of(rows: dict[str, int], other: int = 0) -> PathCounts:
    """Rows written as words, with the units behind each."""
    paths = tuple((tuple(row.split()), n) for row, n in rows.items())
    total = sum(rows.values()) + other
    return PathCounts(paths, other, total, (), 0, 0)


def shape(block: Block | None) -> str:
    """A block in a short hand: ``a b`` a row, ``(a|b)`` a choice, ``{a,b}`` any order, ``a?``, ``[a b]*``."""
    match block:
        case None:
            return ""
        case One(name):
            return name
        case Row(parts):
            return " ".join(map(shape, parts))
        case Either(parts):
            return f"({'|'.join(sorted(map(shape, parts)))})"
        case Together(parts):
            return f"{{{','.join(sorted(map(shape, parts)))}}}"
        case Maybe(part):
            return f"{shape(part)}?"
        case Again(part):
            return f"[{shape(part)}]*"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ({"in a b c out": 100}, "a b c"),
        ({"in a b out": 60, "in a c out": 40}, "a (b|c)"),
        ({"in a b c out": 50, "in a c b out": 50}, "a {b,c}"),
        ({"in a b c out": 50, "in a c out": 50}, "a b? c"),
        ({"in a b c out": 85, "in a c out": 15}, "a b c"),
        ({"in a b c out": 60, "in a": 40}, "a b c"),
        ({"in a b c out": 60, "in a b c a b c out": 40}, "[a b c]*"),
        ({"in a b c out": 60, "in a b b c out": 40}, "a [b]* c"),
        ({"in a b c out": 60, "in a a b b c c out": 8, "in b a c out": 8}, "a b c"),
        ({"in a b c d out": 50, "in a e d out": 50}, "a (b c|e) d"),
        ({"in a b c d e out": 70, "in x a b c d e out": 10, "in a b c d e x out": 10}, "a b c d e"),
    ],
)
def test_rows_are_taken_for_what_they_are(rows: dict[str, int], expected: str) -> None:
    """A row, a choice, any order, an option, a loop; slips are none of these, and who stops early skips nothing."""
    assert shape(draft_of(counts_of(rows)).block) == expected


def test_start_and_goal_are_guessed_and_said() -> None:
    """The most frequent beginning, and the end at which most who come to it stop; a person's word goes before."""
    draft = draft_of(counts_of({"in a b out": 70, "in a": 20, "a b out": 10}, other=5))
    assert (draft.start, draft.success, draft.guessed) == ("in", "out", frozenset({"start", "success"}))
    assert (draft.n_units, draft.n_started, draft.n_other) == (105, 90, 5)
    said = draft_of(counts_of({"in a b out": 70, "in a": 20, "a b out": 10}), start="a", success="b")
    assert (said.start, said.success, said.guessed, said.n_started) == ("a", "b", frozenset(), 100)


def test_a_goal_on_the_way_is_no_skipping() -> None:
    """Half reach the goal at once and the others go through all steps without it: no step is an option."""
    rows = {"in out": 50, "in a b c": 40, "in a b c out": 10}
    assert shape(draft_of(counts_of(rows), success="out").block) == "a b c"


def test_what_few_have_is_left_out_and_told() -> None:
    """One in a hundred is no step; it stands under what is rare, and comes back with a lower bar."""
    rows = {"in a b out": 99, "in a r b out": 1}
    draft = draft_of(counts_of(rows))
    assert (shape(draft.block), draft.rare) == ("a b", (("r", 1),))
    assert "r" in shape(draft_of(counts_of(rows), at_least=0.005).block)


@pytest.mark.parametrize(("rows", "start"), [({}, None), ({"in a": 5}, "nobody")])
def test_nothing_is_drafted_from_nothing(rows: dict[str, int], start: str | None) -> None:
    """An empty log, and a start that nobody has."""
    with pytest.raises(NothingToDraft):
        draft_of(counts_of(rows), start=start)


def test_a_block_knows_how_it_may_begin() -> None:
    """Behind an option the next part may be first, and behind a loop of options too."""
    row = Row((Maybe(One("a"), 0.5), Again(Either((One("b"), One("c"))), 0.2), One("d")))
    assert may_begin(row) == {"a", "b", "c"}
    assert not may_be_empty(row)
    assert may_be_empty(Together((Maybe(One("a"), 0.5), Maybe(One("b"), 0.5))))
