"""Ordered funnels: one test for each sentence of rule M2 and of decision 3."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.unit.warehouses_duckdb.conftest import OpenLog
from tests.unit.warehouses_duckdb.small_logs import Happened, at, is_, reached, row, steps

from tropa.journey.signals import AnyOf, Every, Named
from tropa.measure.questions import Attempt, Funnel, FunnelStep, Scope
from tropa.warehouses.duckdb import Unanswerable

AB = Funnel(steps("a b"))
ABC = Funnel(steps("a b c"))


def test_m1_equal_times_convert_in_order_of_arrival(open_log: OpenLog) -> None:
    """At one instant the first step must arrive before the second."""
    log = open_log([*row("anna", "a@5 b@5"), *row("boris", "b@5 a@5")])
    assert reached(log.funnel(AB)) == [2, 1]


def test_m1_time_goes_before_arrival(open_log: OpenLog) -> None:
    """A late line counts at its own time."""
    log = open_log(row("anna", "b@7 a@3"))
    assert reached(log.funnel(AB)) == [1, 1]


def test_m2_other_events_may_lie_between_and_a_customer_counts_once(open_log: OpenLog) -> None:
    """Anna goes through twice, Boris halfway."""
    log = open_log([*row("anna", "a@0 x@1 b@2 x@3 c@4 a@5 b@6 c@7"), *row("boris", "a@0 b@1")])
    counts = log.funnel(ABC)
    assert reached(counts) == [2, 2, 1]
    assert (counts.n_events, counts.n_customers) == (10, 2)


def test_m2_one_event_serves_one_step(open_log: OpenLog) -> None:
    """The same name twice wants two events."""
    log = open_log([*row("anna", "a@0 a@1"), *row("boris", "a@0")])
    assert reached(log.funnel(Funnel(steps("a a")))) == [2, 1]


def test_m2_no_backtracking(open_log: OpenLog) -> None:
    """The earliest b is taken, though only the later one would have been in time for c."""
    log = open_log(row("anna", "a@0 b@1 b@8 c@10"))
    late = FunnelStep("c", Named("c"), window_s=5)
    assert reached(log.funnel(Funnel((*steps("a b"), late)))) == [1, 1, 0]


def test_m2_window_end_is_inclusive(open_log: OpenLog) -> None:
    """Exactly ten seconds are within ten seconds."""
    log = open_log([*row("anna", "a@0 b@10"), *row("boris", "a@0 b@10.000001")])
    assert reached(log.funnel(replace(AB, window_s=10))) == [2, 1]


def test_m2_window_runs_from_the_first_step_or_from_the_previous(open_log: OpenLog) -> None:
    """Six and six seconds: within ten of each other, not of the first."""
    log = open_log(row("anna", "a@0 b@6 c@12"))
    assert reached(log.funnel(replace(ABC, window_s=10))) == [1, 1, 0]
    assert reached(log.funnel(replace(ABC, window_s=10, window_from="previous_step"))) == [1, 1, 1]


@pytest.mark.parametrize(
    ("window_from", "expected"),
    [("first", [1, 1, 0]), ("previous_step", [1, 1, 1])],
)
def test_m2_a_steps_own_window_stands_beside_or_in_place(
    open_log: OpenLog, window_from: str, expected: list[int]
) -> None:
    """The c may come 20 s after b: beside ten from the first, in place of ten from the previous."""
    log = open_log(row("anna", "a@0 b@6 c@25"))
    own = FunnelStep("c", Named("c"), window_s=20)
    question = Funnel((*steps("a b"), own), window_s=10)
    if window_from == "previous_step":
        question = replace(question, window_from="previous_step")
    assert reached(log.funnel(question)) == expected


def test_m2_best_attempt_goes_furthest_then_starts_earliest_or_latest(open_log: OpenLog) -> None:
    """Three attempts reach b; the start policy chooses among them and moves the median alone."""
    log = open_log(row("anna", "a@0 a@2 b@5 a@100"))
    assert log.funnel(AB).steps[1].median_s == 5.0
    assert log.funnel(replace(AB, start="latest")).steps[1].median_s == 3.0


@pytest.mark.parametrize(
    ("attempt", "expected"),
    [("best", [1, 1]), ("first", [1, 1]), ("last", [1, 0]), ("every", [3, 2])],
)
def test_m2_attempt_policy(open_log: OpenLog, attempt: str, expected: list[int]) -> None:
    """Of three attempts the first two reach b."""
    log = open_log(row("anna", "a@0 b@1 a@10 b@15 a@20"))
    questions = {
        "best": AB,
        "first": replace(AB, attempt="first"),
        "last": replace(AB, attempt="last"),
        "every": replace(AB, attempt="every"),
    }
    assert reached(log.funnel(questions[attempt])) == expected


def test_m2_strict_order_wants_the_very_next_event(open_log: OpenLog) -> None:
    """Anything between breaks, unless the question does not see it."""
    log = open_log(
        [
            ("anna", "a", 0, {"kind": "real"}),
            ("anna", "x", 1, {"kind": "noise"}),
            ("anna", "b", 2, {"kind": "real"}),
        ]
    )
    strict = replace(AB, order="strict")
    assert reached(log.funnel(strict)) == [1, 0]
    seen = Scope(where=is_("kind", "real"))
    assert reached(log.funnel(replace(strict, scope=seen))) == [1, 1]


def test_m2_strict_ties_want_a_later_instant(open_log: OpenLog) -> None:
    """The b of the same instant does not count, the later one does."""
    log = open_log([*row("anna", "a@0 b@0 b@4"), *row("boris", "a@0 b@0")])
    counts = log.funnel(replace(AB, ties="strict"))
    assert reached(counts) == [2, 1]
    assert counts.steps[1].median_s == 4.0


def test_m2_exclusion_keeps_the_steps_before_or_drops_the_attempt(open_log: OpenLog) -> None:
    """Anna cancels between a and b; Boris cancels afterwards."""
    log = open_log([*row("anna", "a@0 stop@1 b@2"), *row("boris", "a@0 b@1 stop@2")])
    question = replace(AB, exclude=(Named("stop"),))
    assert reached(log.funnel(question)) == [2, 1]
    assert reached(log.funnel(replace(question, exclude_drops=True))) == [1, 1]


def test_m2_exclusion_lies_strictly_between(open_log: OpenLog) -> None:
    """An excluding event that is itself the step does not come before it."""
    log = open_log(row("anna", "a@0 b@1 c@2"))
    assert reached(log.funnel(replace(ABC, exclude=(Named("b"),)))) == [1, 1, 1]


@pytest.mark.parametrize(("window_s", "expected"), [(10, [0, 0]), (9, [1, 0]), (None, [0, 0])])
def test_m2_exclusion_acts_after_the_last_step_to_the_windows_end(
    open_log: OpenLog, window_s: int | None, expected: list[int]
) -> None:
    """As long as b could still come, a stop drops the attempt."""
    log = open_log(row("anna", "a@0 stop@10"))
    question = replace(AB, window_s=window_s, exclude=(Named("stop"),), exclude_drops=True)
    assert reached(log.funnel(question)) == expected


@pytest.mark.parametrize(("attempt", "expected"), [("first", 7.0), ("last", 7.0)])
def test_m2_dropped_attempts_leave_the_others_to_the_policy(open_log: OpenLog, attempt: str, expected: float) -> None:
    """The first and the last attempt are dropped; the one between is then both first and last."""
    log = open_log(row("anna", "a@0 stop@1 a@3 b@10 a@20 stop@21"))
    question = replace(AB, exclude=(Named("stop"),), exclude_drops=True)
    question = replace(question, attempt="first" if attempt == "first" else "last")
    assert log.funnel(question).steps[1].median_s == expected


@pytest.mark.parametrize("attempt", ["first", "last", "every", "best"])
def test_m2_where_all_attempts_are_dropped_nobody_is_counted(open_log: OpenLog, attempt: Attempt) -> None:
    """Not even at the first step."""
    log = open_log(row("anna", "a@0 stop@1 b@2"))
    question = replace(AB, exclude=(Named("stop"),), exclude_drops=True, attempt=attempt)
    assert reached(log.funnel(question)) == [0, 0]


def test_m2_optional_steps_never_cost_a_required_one(open_log: OpenLog) -> None:
    """The b comes after the c, so it is skipped and the c is kept."""
    log = open_log([*row("anna", "a@0 c@2 b@3"), *row("boris", "a@0 b@1 c@3")])
    counts = log.funnel(Funnel(steps("a b? c")))
    assert reached(counts) == [2, 1, 2]
    assert counts.steps[2].median_s == 2.0, "from the step taken before: a for Anna, b for Boris"


def test_m2_an_optional_step_counts_for_how_far(open_log: OpenLog) -> None:
    """The second attempt takes the optional last step and so goes further."""
    log = open_log(row("anna", "a@0 b@1 a@50 b@53 c@54"))
    own = FunnelStep("c", Named("c"), optional=True, window_s=5)
    counts = log.funnel(Funnel((*steps("a b"), own), window_s=10))
    assert reached(counts) == [1, 1, 1]
    assert counts.steps[1].median_s == 3.0


def test_m2_a_trailing_optional_step_keeps_to_the_window(open_log: OpenLog) -> None:
    """After the last required step taken the window still runs from the first."""
    log = open_log([*row("anna", "a@0 b@10 c@99"), *row("boris", "a@0 b@11")])
    assert reached(log.funnel(Funnel(steps("a b? c"), window_s=10))) == [2, 1, 0]


def test_m2_an_optional_step_is_never_taken_across_an_exclusion(open_log: OpenLog) -> None:
    """The stop lies before the optional b; no required step was still to come."""
    log = open_log(row("anna", "a@0 stop@1 b@2"))
    assert reached(log.funnel(Funnel(steps("a b?"), exclude=(Named("stop"),)))) == [1, 0]


def test_m2_hold_binds_the_steps_but_not_the_exclusions(open_log: OpenLog) -> None:
    """Both steps of one order; number and text are one value; a stop of any order excludes."""
    anna: list[Happened] = [("anna", "a", 0, {"order": 7.0}), ("anna", "b", 1, {"order": "7"})]
    boris: list[Happened] = [("boris", "a", 0, {"order": 7.0}), ("boris", "b", 1, {"order": "8"})]
    vera: list[Happened] = [
        ("vera", "a", 0, {"order": 7.0}),
        ("vera", "stop", 1, {}),
        ("vera", "b", 2, {"order": 7.0}),
    ]
    log = open_log([*anna, *boris, *vera, ("galya", "a", 0, {}), ("galya", "b", 1, {})])
    held = replace(AB, hold="order")
    assert reached(log.funnel(held)) == [3, 2], "without the value nobody begins"
    assert reached(log.funnel(replace(held, exclude=(Named("stop"),)))) == [3, 1]


def test_m2_since_and_until_bind_the_first_step_only(open_log: OpenLog) -> None:
    """[10, 20): the a at 10 begins there, the one at 20 does not; the b at 30 still counts."""
    log = open_log([*row("anna", "a@10 b@30"), *row("boris", "a@20 b@30"), *row("vera", "a@9.999999 b@12")])
    counts = log.funnel(replace(AB, scope=Scope(since=at(10), until=at(20))))
    assert reached(counts) == [1, 1]
    assert (counts.n_events, counts.n_customers) == (6, 3)


def test_m2_by_takes_the_value_at_the_first_matched_event(open_log: OpenLog) -> None:
    """Groups by size, then by value, a missing value last among equals."""
    log = open_log(
        [
            ("anna", "a", 0, {"plan": "free"}),
            ("anna", "b", 9, {"plan": "paid"}),
            ("boris", "a", 0, {"plan": "basic"}),
            ("vera", "a", 0, {}),
            ("galya", "a", 0, {"plan": 100.0}),
            ("dina", "a", 0, {"plan": "100"}),
        ]
    )
    counts = log.funnel(replace(AB, scope=Scope(by="plan")))
    found = [(value, [step.n for step in group]) for value, group in counts.groups]
    assert found == [("100", [2, 0]), ("basic", [1, 0]), ("free", [1, 1]), (None, [1, 0])]
    assert counts.groups[2][1][1].median_s == 9.0


def test_m3_medians_interpolate_linearly_over_those_who_took_the_step(open_log: OpenLog) -> None:
    """Of 1, 2, 3 and 10 seconds the median is 2.5 and the ninetieth percentile 7.9."""
    rows = [row(f"customer {s}", f"a@0 b@{s}") for s in (1, 2, 3, 10)]
    counts = open_log([*(event for events in rows for event in events), *row("boris", "a@0")]).funnel(AB)
    assert counts.steps[1].median_s == pytest.approx(2.5)
    assert counts.steps[1].p90_s == pytest.approx(7.9)
    assert counts.steps[0].median_s is None


def test_m8_loose_counts_do_not_ask_for_the_steps_between(open_log: OpenLog) -> None:
    """A coupon redeemed with no purchase recorded: loose counts it, within the window only."""
    log = open_log([*row("anna", "a@0 c@5"), *row("boris", "a@0 c@50"), *row("vera", "c@0 a@1")])
    counts = log.funnel(replace(ABC, window_s=10))
    assert [(step.n, step.n_loose) for step in counts.steps] == [(3, 3), (0, 0), (0, 1)]


def test_m8_loose_counts_ask_any_attempt_or_the_counted_one(open_log: OpenLog) -> None:
    """Only the first of two attempts is followed by a c in time."""
    log = open_log(row("anna", "a@0 c@5 a@50"))
    question = replace(ABC, window_s=10)
    assert log.funnel(question).steps[2].n_loose == 1
    assert log.funnel(replace(question, attempt="last")).steps[2].n_loose == 0
    assert log.funnel(replace(question, attempt="every")).steps[2].n_loose == 1


def test_signals_name_any_of_several_events_or_every_event(open_log: OpenLog) -> None:
    """A step may listen to several names, with conditions, or to anything."""
    log = open_log(
        [
            ("anna", "a", 0, {}),
            ("anna", "b", 1, {"sum": 5.0}),
            ("boris", "a", 0, {}),
            ("boris", "b", 1, {"sum": 50.0}),
        ]
    )
    large = AnyOf((Named("c"), Named("b", is_("sum", 10.0, ">"))))
    assert reached(log.funnel(Funnel((*steps("a"), FunnelStep("large", large))))) == [2, 1]
    assert reached(log.funnel(Funnel((*steps("a"), FunnelStep("any", Every()))))) == [2, 2]


@pytest.mark.parametrize(
    "question",
    [
        Funnel(()),
        Funnel(steps("a? b")),
        Funnel(steps("a b?"), order="strict"),
        Funnel(steps("a b?"), order="unordered"),
        Funnel(steps("a b"), order="unordered", ties="strict"),
        Funnel(steps("a b"), order="unordered", window_from="previous_step"),
        Funnel((*steps("a"), FunnelStep("b", Named("b"), window_s=1)), order="unordered"),
        Funnel(steps("a " * 63), order="unordered"),
    ],
)
def test_options_that_contradict_each_other_are_refused(open_log: OpenLog, question: Funnel) -> None:
    """Refused rather than read somehow."""
    with pytest.raises(Unanswerable):
        open_log(row("anna", "a@0")).funnel(question)


def test_an_empty_log_has_an_answer(open_log: OpenLog) -> None:
    """Nobody took any step."""
    counts = open_log([]).funnel(AB)
    assert reached(counts) == [0, 0]
    assert (counts.n_events, counts.n_customers, counts.steps[1].median_s) == (0, 0, None)
