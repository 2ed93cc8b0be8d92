"""Directly-follows pairs."""

from __future__ import annotations

from tests.unit.warehouses_duckdb.conftest import OpenLog
from tests.unit.warehouses_duckdb.small_logs import row

from tropa.measure.counts import Edge
from tropa.measure.questions import Edges, Scope, Unit


def test_edges_count_times_customers_and_the_median_gap(open_log: OpenLog) -> None:
    """Anna goes from a to b twice, Boris once: the gaps are 1, 2 and 6 seconds."""
    log = open_log([*row("anna", "a@0 b@1 a@2 b@4"), *row("boris", "a@0 b@6")])
    counts = log.edges(Edges())
    assert counts.edges == (Edge("a", "b", 3, 2, 2.0), Edge("b", "a", 1, 1, 1.0))
    assert (counts.starts, counts.ends) == ({"a": 2}, {"b": 2})
    assert (counts.n_events, counts.n_customers) == (6, 2)


def test_edges_are_ordered_by_number_then_by_names(open_log: OpenLog) -> None:
    """Among equals the names decide, by code point."""
    log = open_log([*row("anna", "b@0 a@1 B@2"), *row("boris", "a@0 B@1")])
    assert [(e.source, e.target, e.n) for e in log.edges(Edges()).edges] == [("a", "B", 2), ("b", "a", 1)]


def test_edges_of_one_customers_units_count_the_customer_once(open_log: OpenLog) -> None:
    """Two sessions of Anna with the same pair are one customer."""
    log = open_log(row("anna", "a@0 b@1 a@100 b@101"))
    counts = log.edges(Edges(Scope(unit=Unit(per="session", gap_s=10))))
    assert counts.edges == (Edge("a", "b", 2, 1, 1.0),)
    assert (counts.starts, counts.ends) == ({"a": 2}, {"b": 2})


def test_edges_by_take_the_value_of_the_first_event(open_log: OpenLog) -> None:
    """Groups by their number of pairs, then by value, a missing value last among equals."""
    log = open_log(
        [
            ("anna", "a", 0, {"plan": "paid"}),
            ("anna", "b", 1, {"plan": 1.0}),
            ("anna", "c", 2, {}),
            ("anna", "d", 3, {"plan": "paid"}),
            ("anna", "e", 4, {"plan": "never first"}),
        ]
    )
    groups = log.edges(Edges(Scope(by="plan"))).groups
    found = [(value, [(e.source, e.n, e.customers) for e in edges]) for value, edges in groups]
    assert found == [("paid", [("a", 1, 1), ("d", 1, 1)]), ("1", [("b", 1, 1)]), (None, [("c", 1, 1)])]


def test_an_empty_log_has_no_edges(open_log: OpenLog) -> None:
    """Nothing follows nothing."""
    counts = open_log([]).edges(Edges())
    assert (counts.edges, counts.starts, counts.ends, counts.n_events) == ((), {}, {}, 0)
