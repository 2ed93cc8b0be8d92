"""Rows of event names."""

from __future__ import annotations

import pytest
from tests.unit.warehouses_duckdb.conftest import OpenLog
from tests.unit.warehouses_duckdb.small_logs import row

from tropa.measure.questions import Paths, Scope
from tropa.warehouses.duckdb import Unanswerable


def test_paths_are_prefixes_ordered_by_number_then_by_names(open_log: OpenLog) -> None:
    """Two names at most; a shorter path comes before its longer kin; the rest is counted."""
    log = open_log(
        [
            *row("anna", "a@0 b@1 c@2"),
            *row("boris", "a@0 b@1 d@2"),
            *row("vera", "a@0 a@1"),
            *row("galya", "a@0"),
            *row("dina", "b@0 a@1"),
        ]
    )
    counts = log.paths(Paths(length=2, top=3))
    assert counts.paths == ((("a", "b"), 2), (("a",), 1), (("a", "a"), 1))
    assert (counts.other, counts.total) == (1, 5)


def test_paths_from_an_event_begin_at_its_first(open_log: OpenLog) -> None:
    """Units without it are not counted."""
    log = open_log([*row("anna", "x@0 a@1 b@2 a@3 c@4"), *row("boris", "x@0")])
    counts = log.paths(Paths(length=3, start="a"))
    assert counts.paths == ((("a", "b", "a"), 1),)
    assert counts.total == 1


def test_paths_to_an_event_end_at_its_first(open_log: OpenLog) -> None:
    """The last three names up to and including it, or fewer, never another unit's."""
    log = open_log([*row("anna", "w@0 x@1 y@2 z@3 z@4"), *row("boris", "z@0"), *row("vera", "x@0")])
    counts = log.paths(Paths(length=3, end="z"))
    assert counts.paths == ((("x", "y", "z"), 1), (("z",), 1))
    assert counts.total == 2


@pytest.mark.parametrize("anchor", ["start", "end"])
def test_paths_at_an_event_never_heard_are_none(open_log: OpenLog, anchor: str) -> None:
    """The total is zero, which is an answer."""
    question = Paths(start="no such") if anchor == "start" else Paths(end="no such")
    counts = open_log(row("anna", "a@0")).paths(question)
    assert (counts.paths, counts.other, counts.total, counts.n_events) == ((), 0, 0, 1)


def test_paths_both_from_and_to_are_refused(open_log: OpenLog) -> None:
    """Nothing says what they would be."""
    with pytest.raises(Unanswerable):
        open_log(row("anna", "a@0")).paths(Paths(start="a", end="a"))


def test_paths_by_take_the_value_at_the_paths_first_event(open_log: OpenLog) -> None:
    """The path up to c begins at b, so b's value counts."""
    log = open_log(
        [
            ("anna", "a", 0, {"plan": "free"}),
            ("anna", "b", 1, {"plan": "paid"}),
            ("anna", "c", 2, {}),
            ("boris", "c", 0, {}),
        ]
    )
    counts = log.paths(Paths(length=2, end="c", scope=Scope(by="plan")))
    assert counts.groups == (("paid", ((("b", "c"), 1),), 0, 1), (None, ((("c",), 1),), 0, 1))


def test_long_paths_of_many_names_keep_their_order(open_log: OpenLog) -> None:
    """Thirty names of a hundred and thirty take more than one integer and lose nothing."""
    names = [f"n{i:03}" for i in range(130)]
    long_way = " ".join(f"{name}@{i}" for i, name in enumerate(names))
    other_way = " ".join(f"{name}@{i}" for i, name in enumerate(names[:29] + names[:1]))
    counts = open_log([*row("anna", long_way), *row("boris", other_way)]).paths(Paths(length=30))
    assert counts.paths == (((*names[:29], names[0]), 1), (tuple(names[:30]), 1))


def test_an_empty_log_has_no_paths(open_log: OpenLog) -> None:
    """Nobody went anywhere."""
    counts = open_log([]).paths(Paths(scope=Scope()))
    assert (counts.paths, counts.total, counts.n_customers) == ((), 0, 0)
