"""Unordered funnels: how many different steps fall into one window."""

from __future__ import annotations

import doctest
from dataclasses import replace

import pytest
from tests.unit.warehouses_duckdb.conftest import OpenLog
from tests.unit.warehouses_duckdb.small_logs import at, reached, row, steps

from tropa.journey.signals import AnyOf, Named
from tropa.measure.questions import Funnel, FunnelStep, Scope
from tropa.warehouses.counting import unordered, values

ABC = Funnel(steps("a b c"), order="unordered")
EITHER = FunnelStep("a or b", AnyOf((Named("a"), Named("b"))))


@pytest.mark.parametrize("module", [unordered, values])
def test_the_examples_in_the_docstrings_hold(module: object) -> None:
    """Every example of the module gives what it says, and there are some."""
    found = doctest.testmod(module)  # type: ignore[arg-type]  # a module, to pytest an object
    assert found.attempted > 0
    assert found.failed == 0


def test_m2_unordered_counts_different_steps_in_any_order(open_log: OpenLog) -> None:
    """n_k is how many customers have at least k of the steps, whichever."""
    log = open_log([*row("anna", "c@0 b@1 a@2"), *row("boris", "b@0 b@1 c@2"), *row("vera", "c@0")])
    counts = log.funnel(ABC)
    assert reached(counts) == [3, 2, 1]
    assert [step.n_loose for step in counts.steps] == [3, 2, 1]


def test_m2_unordered_window_starts_at_any_step_and_ends_inclusive(open_log: OpenLog) -> None:
    """The best ten seconds hold b, c and a; none hold more."""
    log = open_log(row("anna", "a@0 b@5 c@11 a@15"))
    assert reached(log.funnel(replace(ABC, window_s=10))) == [1, 1, 1]
    assert reached(log.funnel(replace(ABC, window_s=9))) == [1, 1, 0]


def test_m2_unordered_times_run_from_the_step_before(open_log: OpenLog) -> None:
    """The second step came after 3 s, the third 4 s later; the b again does not count."""
    counts = open_log(row("anna", "b@0 c@3 b@4 a@7")).funnel(ABC)
    assert [step.median_s for step in counts.steps] == [None, 3.0, 4.0]


@pytest.mark.parametrize(
    ("events", "expected"),
    [("a@0", [1, 0]), ("a@0 a@1", [1, 1]), ("a@0 b@1", [1, 1]), ("b@0 b@1", [1, 0]), ("b@0 a@1", [1, 1])],
)
def test_m2_unordered_one_event_serves_one_step(open_log: OpenLog, events: str, expected: list[int]) -> None:
    """An a serves both steps and a b one: the largest matching counts, and an earlier one makes room."""
    question = Funnel((EITHER, *steps("a")), order="unordered")
    assert reached(open_log(row("anna", events)).funnel(question)) == expected


def test_m2_unordered_exclusion_ends_or_drops_the_attempt(open_log: OpenLog) -> None:
    """After the stop nothing is added; with drops the attempt is gone, unless it was complete."""
    log = open_log([*row("anna", "a@0 b@1 stop@2 c@3"), *row("boris", "a@0 b@1 c@2 stop@3")])
    question = replace(ABC, exclude=(Named("stop"),))
    assert reached(log.funnel(question)) == [2, 2, 1]
    dropped = log.funnel(replace(question, exclude_drops=True))
    assert reached(dropped) == [2, 1, 1], "Anna's attempt from c alone is left"


def test_m2_unordered_hold_and_attempts(open_log: OpenLog) -> None:
    """Steps of one order only; every event that serves a step opens an attempt."""
    log = open_log(
        [
            ("anna", "a", 0, {"order": 1.0}),
            ("anna", "b", 1, {"order": "1"}),
            ("anna", "c", 2, {"order": "2"}),
            ("anna", "c", 3, {}),
        ]
    )
    held = replace(ABC, hold="order")
    assert reached(log.funnel(held)) == [1, 1, 0]
    assert reached(log.funnel(replace(held, attempt="every"))) == [3, 1, 0]
    assert reached(log.funnel(replace(held, attempt="last"))) == [1, 0, 0]


def test_m2_unordered_bounds_bind_the_opening_event(open_log: OpenLog) -> None:
    """Since one second the attempt from b is the best."""
    log = open_log(row("anna", "a@0 b@1 c@2"))
    assert reached(log.funnel(replace(ABC, scope=Scope(since=at(1))))) == [1, 1, 0]
