"""What is counted: customers, sessions, keys and runs; and which events exist at all."""

from __future__ import annotations

import pytest
from tests.unit.warehouses_duckdb.conftest import OpenLog
from tests.unit.warehouses_duckdb.small_logs import Happened, at, is_, reached, row, steps

from tropa.journey.signals import Named
from tropa.measure.questions import Edges, Funnel, Paths, Scope, Unit
from tropa.warehouses.duckdb import Unanswerable

SESSIONS = Scope(unit=Unit(per="session", gap_s=10))
KEYS = Scope(unit=Unit(per="key", prop="order"))
RUNS = Scope(unit=Unit(per="run", start=Named("begin")))


def test_m2_a_session_ends_at_a_longer_silence_not_an_equal_one(open_log: OpenLog) -> None:
    """Ten seconds of silence keep a session together, a microsecond more parts it."""
    log = open_log([*row("anna", "a@0 b@10"), *row("boris", "a@0 b@10.000001")])
    assert reached(log.funnel(Funnel(steps("a b"), SESSIONS))) == [2, 1]


def test_m2_sessions_are_held_together_by_every_event_the_question_sees(open_log: OpenLog) -> None:
    """The x between keeps the session, unless where hides it."""
    events: list[Happened] = [
        ("anna", "a", 0, {"kind": "real"}),
        ("anna", "x", 8, {"kind": "noise"}),
        ("anna", "b", 16, {"kind": "real"}),
    ]
    log = open_log(events)
    assert reached(log.funnel(Funnel(steps("a b"), SESSIONS))) == [1, 1]
    seen = Scope(unit=SESSIONS.unit, where=is_("kind", "real"))
    assert reached(log.funnel(Funnel(steps("a b"), seen))) == [1, 0]


def test_m2_sessions_never_span_customers(open_log: OpenLog) -> None:
    """Boris follows Anna at once, as another customer."""
    log = open_log([*row("anna", "a@0"), *row("boris", "b@1")])
    assert log.edges(Edges(SESSIONS)).edges == ()
    assert log.paths(Paths(scope=SESSIONS)).total == 2


def test_m2_units_per_key_are_customer_and_value(open_log: OpenLog) -> None:
    """One order's steps count together, text and number alike; events without it are left out."""
    log = open_log(
        [
            ("anna", "a", 0, {"order": 100.0}),
            ("anna", "a", 1, {"order": 200.0}),
            ("anna", "b", 2, {"order": "100"}),
            ("anna", "b", 3, {}),
            ("boris", "b", 4, {"order": 200.0}),
        ]
    )
    counts = log.funnel(Funnel(steps("a b"), KEYS))
    assert reached(counts) == [2, 1]
    assert (counts.n_events, counts.n_customers) == (5, 2)
    assert log.edges(Edges(KEYS)).starts == {"a": 2, "b": 1}


def test_m2_a_run_begins_at_each_opening_event(open_log: OpenLog) -> None:
    """Events before the first opening are left out; each opening begins anew."""
    log = open_log([*row("anna", "a@0 begin@1 a@2 begin@3 b@4"), *row("boris", "a@0 b@1")])
    assert reached(log.funnel(Funnel(steps("a b"), RUNS))) == [1, 0]
    paths = log.paths(Paths(scope=RUNS)).paths
    assert paths == ((("begin", "a"), 1), (("begin", "b"), 1))


@pytest.mark.parametrize("unit", [Unit(per="key"), Unit(per="key", prop="nothing"), Unit(per="run")])
def test_a_unit_without_what_makes_it_is_refused(open_log: OpenLog, unit: Unit) -> None:
    """A key wants a property that was kept, a run an opening event."""
    with pytest.raises(Unanswerable):
        open_log(row("anna", "a@0")).edges(Edges(Scope(unit=unit)))


def test_where_and_bounds_remove_events_before_edges_and_paths(open_log: OpenLog) -> None:
    """[1, 3): neither the a at 0 nor the d at 3 exists for the question."""
    log = open_log(row("anna", "a@0 b@1 c@2 d@3"))
    bounded = Scope(since=at(1), until=at(3))
    counts = log.edges(Edges(bounded))
    assert [(edge.source, edge.target) for edge in counts.edges] == [("b", "c")]
    assert (counts.n_events, counts.n_customers) == (2, 1)
    assert log.paths(Paths(scope=bounded)).paths == ((("b", "c"), 1),)
