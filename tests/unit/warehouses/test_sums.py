"""Counts told as rows, and put together again."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import partial
from typing import ClassVar

import numpy as np
import pytest

from tropa.warehouses.counting.sums import Row, columns_of, put, rows_of, shape_of
from tropa.warehouses.counting.times import FOREVER, Times


@dataclass(slots=True)
class Tree:
    """A count of every kind of leaf."""

    APART: ClassVar = ("other",)

    n: int = 0
    names: Counter[str] = field(default_factory=Counter)
    pairs: Counter[tuple[int, int, bool]] = field(default_factory=Counter)
    next: defaultdict[int, Counter[int]] = field(default_factory=partial(defaultdict, Counter))
    went: list[list[int]] = field(default_factory=lambda: [[0, 0], [0]])
    times: dict[str, Times] = field(default_factory=lambda: {"a": Times(), "b": Times()})
    other: int = 0


def counted(factor: int = 1) -> Tree:
    """A tree with something everywhere."""
    tree = Tree(3 * factor, Counter({"é": factor}), Counter({(1, 2, True): factor}), went=[[factor, 0], [2 * factor]])
    tree.next[0][7] = 2 * factor
    tree.times["b"].add(np.array([5, 5]), np.array([FOREVER, 6]), np.array([1, -1]))
    tree.other = 9
    return tree


def plain(tree: Tree) -> tuple[object, ...]:
    """A tree as something to compare."""
    times = [sorted(zip(*(one.tolist() for one in of.columns()), strict=True)) for of in tree.times.values()]
    return tree.n, tree.names, tree.pairs, dict(tree.next), tree.went, times, tree.other


def test_rows_put_into_an_empty_count_are_the_count() -> None:
    """All but what is kept apart, zeros told by nobody."""
    found, tree = Tree(), counted()
    rows = list(rows_of(tree))
    assert len(rows) == 7
    for row in rows:
        put(found, row)
    tree.other = 0
    assert plain(found) == plain(tree)


def test_a_row_that_is_there_several_times_is_several_runs() -> None:
    """As sums over parts come."""
    found = Tree()
    one = np.array([5])
    put(found, Row('["times","a"]', (one, one + 1, one - 5), np.array([3])))
    assert [column.tolist() for column in found.times["a"].columns()] == [[5] * 3, [6] * 3, [0] * 3]


def test_columns_say_of_each_row_its_figure() -> None:
    """By its place in the list; a count without anything has no rows."""
    figures, columns = columns_of(list(rows_of(counted())))
    assert [figures[place] for place in columns["figure"].tolist()].count('["times","b"]') == 2
    assert {len(column) for column in columns.values()} == {8}
    assert columns_of(list(rows_of(Tree())))[0] == []


def test_a_shape_is_all_places_of_a_count_that_has_nothing() -> None:
    """So that what is counted besides, from another version on, does not go unseen."""
    places = ['["n"]', '["names"]', '["pairs"]', '["next"]', '["went",0,0]', '["went",0,1]', '["went",1,0]']
    times = [f'["times","{name}","began_us","done_us","month"]' for name in "ab"]
    assert shape_of(Tree()) == [*places, *times]


FOREIGN = ['["other"]', '["__class__"]', '["times","c","x"]', '["nothing","x"]', '["went",7]']


@pytest.mark.parametrize("figure", FOREIGN)
def test_a_place_that_is_not_there_is_refused(figure: str) -> None:
    """A file of another time, or of somebody else, reaches nothing that is no sum."""
    zero = np.array([0])
    with pytest.raises(LookupError):
        put(Tree(), Row(figure, (zero, zero, zero), zero))
