"""The oracle, judged by hand: for each option of a funnel a log small enough to follow."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tropa.journey.conditions import Compare, Constant, Name, Value
from tropa.journey.signals import AnyOf, Every, Named
from tropa.measure.counts import Edge, StepCounts
from tropa.measure.questions import Edges, EventSignal, Funnel, FunnelStep, Paths, Scope, Unit
from tropa.testing import oracle
from tropa.testing.logs import LogEvent

Moment = tuple[str, float] | tuple[str, float, dict[str, Value]]

A_TO_C = Named("A"), Named("B"), Named("C")


def happened(*moments: Moment, customer: str = "ada") -> list[LogEvent]:
    """Write down one customer's events as (name, second, properties), in order of arrival."""
    events = []
    for arrival, (name, second, *properties) in enumerate(moments):
        events.append(LogEvent(customer, name, round(second * 1e6), arrival, *properties))
    return events


def ordered(*signals: EventSignal | FunnelStep, **options: Any) -> Funnel:  # noqa: ANN401 - as Funnel's own
    """Ask for a funnel over these signals, a step each, A to C unless said otherwise."""
    steps = [s if isinstance(s, FunnelStep) else FunnelStep(str(s), s) for s in signals or A_TO_C]
    return Funnel(tuple(steps), **options)


def maybe(name: str, window_s: int | None = None) -> FunnelStep:
    """Make an optional step."""
    return FunnelStep(name, Named(name), optional=True, window_s=window_s)


def n(question: Funnel, events: list[LogEvent]) -> list[int]:
    """Count units by step."""
    return [step.n for step in oracle.funnel(question, events).steps]


def n_loose(question: Funnel, events: list[LogEvent]) -> list[int]:
    """Count units by step, loosely."""
    return [step.n_loose for step in oracle.funnel(question, events).steps]


def waits(question: Funnel, events: list[LogEvent]) -> list[float | None]:
    """Median seconds by step."""
    return [step.median_s for step in oracle.funnel(question, events).steps]


def at(second: float) -> datetime:
    """Give the instant of a second of the little logs."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=second)


# --- Order and taking ---------------------------------------------------------------------


def test_m2_others_may_lie_between() -> None:
    """Ordered steps are found across foreign events, and each is timed from the one before."""
    log = happened(("A", 0), ("x", 1), ("B", 3), ("x", 4), ("C", 10))
    assert oracle.funnel(ordered(), log).steps == (
        StepCounts(1, 1, None, None),
        StepCounts(1, 1, 3.0, 3.0),
        StepCounts(1, 1, 7.0, 7.0),
    )


def test_m1_equal_times_convert_in_order_of_arrival() -> None:
    """At one instant the event that arrived later follows; the other way round nothing does."""
    assert n(ordered(), happened(("A", 5), ("B", 5), ("C", 5))) == [1, 1, 1]
    assert n(ordered(), happened(("C", 5), ("B", 5), ("A", 5))) == [1, 0, 0]


def test_m1_time_goes_before_arrival() -> None:
    """An event that arrived first but happened later comes later."""
    assert n(ordered(Named("A"), Named("B")), happened(("B", 9), ("A", 5))) == [1, 1]


def test_m2_one_event_serves_one_step() -> None:
    """Two steps on one name want two events."""
    twice = ordered(Named("A"), Named("A"))
    assert n(twice, happened(("A", 0))) == [1, 0]
    assert n(twice, happened(("A", 0), ("A", 1))) == [1, 1]


def test_m2_there_is_no_backtracking() -> None:
    """B is taken at 1, though only the B at 5 would have brought C into the next window."""
    chain = ordered(window_s=4, window_from="previous_step")
    assert n(chain, happened(("A", 0), ("B", 1), ("B", 4), ("C", 8))) == [1, 1, 0]


def test_m2_a_customer_counts_once_by_the_attempt_that_goes_furthest() -> None:
    """Of three attempts the second goes furthest; its times count."""
    log = happened(("A", 0), ("A", 10), ("B", 12), ("C", 13), ("A", 20), ("B", 25))
    assert n(ordered(window_s=5), log) == [1, 1, 1]
    assert waits(ordered(window_s=5), log) == [None, 2.0, 1.0]


def test_signals_of_several_names_and_of_all() -> None:
    """``any(B, C)`` is served by either, a star by whatever comes."""
    log = happened(("A", 0), ("C", 1), ("x", 2))
    assert n(ordered(Named("A"), AnyOf((Named("B"), Named("C"))), Every()), log) == [1, 1, 1]


def test_a_signal_with_a_condition_wants_it_true() -> None:
    """Null is not true: an event without the property does not serve."""
    cheap = Named("B", Compare("<", Name("", ("price",)), Constant(10.0)))
    for price, taken in ((9.0, 1), ("9", 1), (10.0, 0), (None, 0), ("much", 0)):
        assert n(ordered(Named("A"), cheap), happened(("A", 0), ("B", 1, {"price": price}))) == [1, taken]


def test_strict_wants_the_very_next_event() -> None:
    """A foreign event between costs the step."""
    strict = ordered(order="strict")
    assert n(strict, happened(("A", 0), ("B", 1), ("x", 2), ("C", 3))) == [1, 1, 0]
    assert n(strict, happened(("A", 0), ("A", 1), ("B", 2), ("C", 3))) == [1, 1, 1]
    assert n_loose(strict, happened(("A", 0), ("x", 1), ("C", 3))) == [1, 0, 1]


def test_strict_finds_the_exclusions_moot() -> None:
    """Nothing lies between strict steps, so no exclusion ever drops an attempt."""
    question = ordered(order="strict", exclude=(Named("x"),), exclude_drops=True)
    assert n(question, happened(("A", 0), ("x", 1))) == [1, 0, 0]


# --- Windows ------------------------------------------------------------------------------


@pytest.mark.parametrize(("second", "taken"), [(5, 1), (5.000001, 0)])
def test_m2_the_window_from_the_first_step_includes_its_end(second: float, taken: int) -> None:
    """Five seconds after the start are inside, a microsecond more is not."""
    log = happened(("A", 0), ("B", 4), ("C", second))
    assert n(ordered(window_s=5), log) == [1, 1, taken]


@pytest.mark.parametrize(("second", "taken"), [(9, 1), (9.000001, 0)])
def test_m2_the_window_from_the_previous_step_includes_its_end(second: float, taken: int) -> None:
    """Five seconds after B, wherever A was."""
    log = happened(("A", 0), ("B", 4), ("C", second))
    assert n(ordered(window_s=5, window_from="previous_step"), log) == [1, 1, taken]


def test_a_step_has_its_own_window_besides_the_one_from_the_first() -> None:
    """Both windows must hold: C within 2 s of B and within 5 s of A."""
    question = ordered(Named("A"), Named("B"), FunnelStep("C", Named("C"), window_s=2), window_s=5)
    assert n(question, happened(("A", 0), ("B", 1), ("C", 3))) == [1, 1, 1]
    assert n(question, happened(("A", 0), ("B", 1), ("C", 4))) == [1, 1, 0]
    assert n(question, happened(("A", 0), ("B", 5), ("C", 6))) == [1, 1, 0]


def test_a_step_has_its_own_window_in_place_of_the_one_from_the_previous() -> None:
    """C may take 8 s although the others have 2."""
    question = ordered(
        Named("A"), Named("B"), FunnelStep("C", Named("C"), window_s=8), window_s=2, window_from="previous_step"
    )
    assert n(question, happened(("A", 0), ("B", 2), ("C", 10))) == [1, 1, 1]
    assert n(question, happened(("A", 0), ("B", 3), ("C", 4))) == [1, 0, 0]


# --- Attempts, starts, ties ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("attempt", "counts"), [("best", [1, 1, 1]), ("first", [1, 1, 0]), ("last", [1, 0, 0]), ("every", [3, 2, 1])]
)
def test_m2_which_attempt_counts(attempt: str, counts: list[int]) -> None:
    """Three attempts go two, three and one steps far."""
    log = happened(("A", 0), ("B", 1), ("A", 20), ("B", 21), ("C", 22), ("A", 40))
    assert n(ordered(window_s=5, attempt=attempt), log) == counts


@pytest.mark.parametrize(("start", "wait"), [("earliest", 9.0), ("latest", 2.0)])
def test_the_start_policy_breaks_ties_between_equally_far_attempts(start: str, wait: float) -> None:
    """Both attempts reach B at 9; which start counts decides the time and the group."""
    log = happened(("A", 0, {"from": "ad"}), ("A", 7, {"from": "mail"}), ("B", 9))
    question = ordered(Named("A"), Named("B"), start=start, scope=Scope(by="from"))
    assert waits(question, log) == [None, wait]
    assert oracle.funnel(question, log).groups[0][0] == {"earliest": "ad", "latest": "mail"}[start]


@pytest.mark.parametrize(("attempt", "wait"), [("first", 9.0), ("last", 2.0)])
def test_the_start_policy_has_no_effect_on_other_attempts(attempt: str, wait: float) -> None:
    """The first is the first, whatever start is asked for."""
    log = happened(("A", 0), ("A", 7), ("B", 9))
    for start in ("earliest", "latest"):
        assert waits(ordered(Named("A"), Named("B"), attempt=attempt, start=start), log) == [None, wait]


def test_ties_strict_wants_a_later_instant() -> None:
    """A step at the same instant is passed over for the next later one."""
    question = ordered(Named("A"), Named("B"), ties="strict")
    assert n(question, happened(("A", 5), ("B", 5))) == [1, 0]
    assert waits(question, happened(("A", 5), ("B", 5), ("B", 8))) == [None, 3.0]
    assert n_loose(question, happened(("A", 5), ("B", 5))) == [1, 0]


# --- Unordered ----------------------------------------------------------------------------


def test_unordered_counts_different_steps_in_one_window() -> None:
    """Whatever their order, three different steps within the window from any of them."""
    question = ordered(order="unordered", window_s=5)
    log = happened(("C", 0), ("A", 2), ("B", 5))
    assert n(question, log) == [1, 1, 1]
    assert n_loose(question, log) == [1, 1, 1]
    assert waits(question, log) == [None, 2.0, 3.0]
    assert n(question, happened(("C", 0), ("A", 2), ("B", 5.000001))) == [1, 1, 0]
    assert n(question, happened(("C", 0), ("A", 4), ("B", 8), ("C", 9))) == [1, 1, 1]


def test_unordered_matches_as_many_events_to_steps_as_can_be() -> None:
    """B first serves ``any(A, B)``; when A comes, B moves to its own step: two steps."""
    question = ordered(AnyOf((Named("A"), Named("B"))), Named("B"), order="unordered")
    assert n(question, happened(("B", 0), ("A", 1))) == [1, 1]
    assert n(question, happened(("A", 0), ("A", 1))) == [1, 0]
    assert n(ordered(Named("A"), Named("A"), order="unordered"), happened(("A", 0), ("A", 1))) == [1, 1]


def test_unordered_ends_at_an_exclusion_after_the_start() -> None:
    """What was reached before is kept, or the attempt is dropped; a later attempt goes on."""
    question = ordered(order="unordered", exclude=(Named("x"),))
    log = happened(("A", 0), ("B", 1), ("x", 2), ("C", 3))
    assert n(question, log) == [1, 1, 0]
    assert n(replace(question, exclude_drops=True), log) == [1, 0, 0]
    assert n(replace(question, exclude_drops=True), log[:3]) == [0, 0, 0]
    assert n(replace(question, exclude_drops=True, window_s=1), log[:3]) == [1, 1, 0]


# --- Exclusions ---------------------------------------------------------------------------

EXCLUDING = ordered(exclude=(Named("x"),))
DROPPING = replace(EXCLUDING, exclude_drops=True)


@pytest.mark.parametrize(
    ("log", "kept", "dropped"),
    [
        (happened(("A", 0), ("B", 1), ("x", 2), ("C", 3)), [1, 1, 0], [0, 0, 0]),
        (happened(("A", 0), ("x", 0), ("B", 0), ("C", 3)), [1, 0, 0], [0, 0, 0]),  # between by arrival
        (happened(("x", 0), ("A", 1), ("B", 2), ("C", 3), ("x", 4)), [1, 1, 1], [1, 1, 1]),
        (happened(("A", 0), ("B", 1), ("x", 2)), [1, 1, 0], [0, 0, 0]),  # C could still come
        (happened(("A", 0), ("x", 1), ("A", 2), ("B", 3)), [1, 1, 0], [1, 1, 0]),  # another attempt
        (happened(("A", 0), ("B", 1), ("x", 2), ("B", 3), ("C", 4)), [1, 1, 0], [0, 0, 0]),
    ],
)
def test_exclusions_break_or_drop(log: list[LogEvent], kept: list[int], dropped: list[int]) -> None:
    """Strictly between two steps, or after the last while the next could come."""
    assert n(EXCLUDING, log) == kept
    assert n(DROPPING, log) == dropped


@pytest.mark.parametrize(("second", "counts"), [(5, [0, 0, 0]), (5.000001, [1, 1, 0])])
def test_an_exclusion_after_the_window_drops_nothing(second: float, counts: list[int]) -> None:
    """After the end of the window the next step cannot come any more."""
    log = happened(("A", 0), ("B", 1), ("x", second))
    assert n(replace(DROPPING, window_s=5), log) == counts


def test_the_policy_chooses_among_the_attempts_that_are_left() -> None:
    """The first attempt is dropped, so the second is the first."""
    log = happened(("A", 0), ("x", 1), ("A", 2), ("B", 4))
    assert waits(replace(DROPPING, attempt="first"), log) == [None, 2.0, None]


def test_an_excluded_name_that_is_itself_the_next_step_is_that_step() -> None:
    """What is taken does not lie between what is taken."""
    assert n(ordered(exclude=(Named("B"),)), happened(("A", 0), ("B", 1), ("C", 2))) == [1, 1, 1]


# --- Optional steps -----------------------------------------------------------------------


def test_an_optional_step_may_be_skipped() -> None:
    """C counts with and without B; with B it is timed from B."""
    question = ordered(Named("A"), maybe("B"), Named("C"))
    assert n(question, happened(("A", 0), ("C", 3))) == [1, 0, 1]
    assert waits(question, happened(("A", 0), ("C", 3))) == [None, None, 3.0]
    assert waits(question, happened(("A", 0), ("B", 1), ("C", 3))) == [None, 1.0, 2.0]


def test_an_optional_step_is_looked_for_between_the_required_ones_only() -> None:
    """B after C comes too late; and B never pushes C away, though another C follows."""
    question = ordered(Named("A"), maybe("B"), Named("C"))
    assert n(question, happened(("A", 0), ("C", 3), ("B", 4))) == [1, 0, 1]
    assert waits(question, happened(("A", 0), ("C", 3), ("B", 4), ("C", 5))) == [None, None, 3.0]


def test_a_trailing_optional_step_is_looked_for_up_to_the_end_of_the_window() -> None:
    """B counts although C never comes, and not after the window."""
    question = ordered(Named("A"), maybe("B"), Named("C"), window_s=5)
    assert n(question, happened(("A", 0), ("B", 5))) == [1, 1, 0]
    assert n(question, happened(("A", 0), ("B", 6))) == [1, 0, 0]


def test_an_optional_step_behind_a_required_one_that_failed_is_not_looked_for() -> None:
    """D follows C in the funnel: without C there is no D."""
    question = ordered(Named("A"), Named("C"), maybe("D"))
    assert n(question, happened(("A", 0), ("D", 1))) == [1, 0, 0]
    assert n_loose(question, happened(("A", 0), ("D", 1))) == [1, 0, 1]


def test_an_optional_step_has_its_window_from_the_step_taken_before() -> None:
    """Its own window runs from the optional step before it where that was taken."""
    question = ordered(Named("A"), maybe("B"), maybe("C", window_s=2), Named("D"))
    assert n(question, happened(("A", 0), ("B", 3), ("C", 5), ("D", 9))) == [1, 1, 1, 1]
    assert n(question, happened(("A", 0), ("C", 3), ("D", 9))) == [1, 0, 0, 1]


def test_a_previous_step_window_of_a_required_step_ignores_optional_ones() -> None:
    """D has 5 s from A, not from B."""
    question = ordered(Named("A"), maybe("B"), Named("D"), window_s=5, window_from="previous_step")
    assert n(question, happened(("A", 0), ("B", 4), ("D", 6))) == [1, 1, 0]


def test_an_optional_step_is_never_taken_across_an_exclusion() -> None:
    """B behind x is not taken, in front of it it is; C behind x never."""
    question = ordered(Named("A"), maybe("B"), Named("C"), exclude=(Named("x"),))
    assert n(question, happened(("A", 0), ("x", 1), ("B", 2), ("C", 3))) == [1, 0, 0]
    assert n(question, happened(("A", 0), ("B", 1), ("x", 2), ("C", 3))) == [1, 1, 0]


def test_an_exclusion_that_serves_an_optional_step_still_breaks_the_required_ones() -> None:
    """Required steps are found as if B were not there: it lies between; then B itself is taken."""
    question = ordered(Named("A"), maybe("B"), Named("C"), exclude=(Named("B"),))
    assert n(question, happened(("A", 0), ("B", 1), ("C", 2))) == [1, 1, 0]


def test_ties_strict_binds_optional_steps_on_both_sides() -> None:
    """B at the instant of A or of C is not taken, and costs neither."""
    question = ordered(Named("A"), maybe("B"), Named("C"), ties="strict")
    assert n(question, happened(("A", 0), ("B", 0), ("C", 3))) == [1, 0, 1]
    assert n(question, happened(("A", 0), ("B", 3), ("C", 3))) == [1, 0, 1]
    assert n(question, happened(("A", 0), ("B", 2), ("C", 3))) == [1, 1, 1]


def test_furthest_is_the_highest_step_reached() -> None:
    """The attempt with the optional step goes further than the one without."""
    log = happened(("A", 0), ("A", 9), ("B", 10))
    assert waits(ordered(Named("A"), maybe("B"), Named("C"), window_s=2), log) == [None, 1.0, None]


# --- Hold ---------------------------------------------------------------------------------


def test_hold_wants_one_value_throughout() -> None:
    """B and C of another order do not serve; those of the same, written as text, do."""
    question = ordered(hold="order")
    log = happened(("A", 0, {"order": 7.0}), ("B", 1, {"order": 8.0}), ("B", 3, {"order": "7"}), ("C", 4))
    assert n(question, log) == [1, 1, 0]
    assert waits(question, log) == [None, 3.0, None]
    assert n_loose(question, happened(("A", 0, {"order": 7.0}), ("C", 1, {"order": 8.0}))) == [1, 0, 0]


def test_hold_opens_no_attempt_without_a_value() -> None:
    """Null is no value to hold."""
    assert n(ordered(hold="order"), happened(("A", 0), ("B", 1), ("C", 2))) == [0, 0, 0]


def test_hold_does_not_bind_exclusions() -> None:
    """An exclusion of another order, or of none, excludes all the same."""
    question = ordered(Named("A"), Named("B"), hold="order", exclude=(Named("x"),))
    one: dict[str, Value] = {"order": "1"}
    assert n(question, happened(("A", 0, one), ("x", 1), ("B", 2, one))) == [1, 0]


def test_hold_binds_strict_and_unordered_too() -> None:
    """The very next event, or the other steps of the window, must hold the value."""
    log = happened(("A", 0, {"o": "1"}), ("B", 1, {"o": "2"}), ("B", 2, {"o": "1"}))
    assert n(ordered(Named("A"), Named("B"), hold="o", order="strict"), log) == [1, 0]
    assert waits(ordered(Named("A"), Named("B"), hold="o", order="unordered"), log) == [None, 2.0]


# --- Loose --------------------------------------------------------------------------------


def test_m8_loose_leaves_the_steps_between_out() -> None:
    """C without B is counted loosely, within the window, behind the start, exclusions or not."""
    question = ordered(window_s=5, exclude=(Named("x"),))
    assert n_loose(question, happened(("A", 0), ("x", 1), ("C", 5))) == [1, 0, 1]
    assert n_loose(question, happened(("A", 0), ("C", 6))) == [1, 0, 0]
    assert n_loose(question, happened(("C", 0), ("A", 0))) == [1, 0, 0]


def test_m8_loose_asks_dropped_attempts_too() -> None:
    """Exclusions do not act on it: C follows the dropped attempt; a customer all dropped is gone."""
    question = ordered(window_s=5, exclude=(Named("x"),), exclude_drops=True)
    assert n_loose(question, happened(("A", 0), ("x", 1), ("C", 2), ("A", 20))) == [1, 0, 1]
    assert n_loose(question, happened(("A", 0), ("x", 1), ("C", 2))) == [0, 0, 0]


def test_m8_loose_with_windows_from_the_previous_step_has_no_end() -> None:
    """There is no window from the start to end it."""
    question = ordered(window_s=5, window_from="previous_step")
    assert n_loose(question, happened(("A", 0), ("C", 99))) == [1, 0, 1]


@pytest.mark.parametrize(("attempt", "loose"), [("best", [1, 1, 1]), ("first", [1, 0, 1]), ("every", [2, 1, 1])])
def test_m8_loose_asks_any_attempt_or_the_counted_one(attempt: str, loose: list[int]) -> None:
    """C follows the first attempt, B the second: the best of one customer sees both."""
    log = happened(("A", 0), ("C", 1), ("A", 10), ("B", 11))
    assert n_loose(ordered(window_s=5, attempt=attempt), log) == loose


# --- Scope --------------------------------------------------------------------------------


def test_m2_since_and_until_choose_attempts_by_their_first_step() -> None:
    """[since, until) on A; B may come after until, and the first attempt is the first within."""
    log = happened(("A", 0), ("A", 5), ("A", 9), ("B", 20))
    question = ordered(Named("A"), Named("B"), scope=Scope(since=at(5), until=at(9)), attempt="every")
    assert waits(question, log) == [None, 15.0]
    assert n(question, log) == [1, 1]


def test_where_removes_events_before_anything_else() -> None:
    """Strict order does not see what is filtered away; the counts of the log neither."""
    app = Compare("=", Name("", ("via",)), Constant("app"))
    log = happened(("A", 0, {"via": "app"}), ("x", 1), ("B", 2, {"via": "app"}))
    question = ordered(Named("A"), Named("B"), order="strict", scope=Scope(where=app))
    found = oracle.funnel(question, log)
    assert [step.n for step in found.steps] == [1, 1]
    assert (found.n_events, found.n_customers) == (2, 1)


@pytest.mark.parametrize(("gap_s", "counts"), [(4, [1, 0]), (5, [1, 1])])
def test_a_session_ends_at_a_longer_silence_only(gap_s: int, counts: list[int]) -> None:
    """Five seconds of silence split at four, not at five; a foreign event breaks the silence."""
    unit = Unit("session", gap_s=gap_s)
    question = ordered(Named("A"), Named("B"), scope=Scope(unit))
    assert n(question, happened(("A", 0), ("B", 5))) == counts
    assert n(question, happened(("A", 0), ("x", 4), ("B", 8))) == [1, 1]


def test_a_key_makes_units_of_its_values() -> None:
    """A number and its text are one value; events without one are left out."""
    log = happened(("A", 0, {"o": 1.0}), ("A", 1, {"o": "2"}), ("B", 2, {"o": "1"}), ("A", 3), ("B", 4))
    assert n(ordered(Named("A"), Named("B"), scope=Scope(Unit("key", prop="o"))), log) == [2, 1]


def test_a_run_begins_at_each_start() -> None:
    """Events before the first start are left out; each start opens a unit of its own."""
    log = happened(("A", 0), ("B", 1), ("s", 2), ("A", 3), ("s", 4), ("B", 5))
    assert n(ordered(Named("A"), Named("B"), scope=Scope(Unit("run", start=Named("s")))), log) == [1, 0]


def test_customers_are_counted_apart() -> None:
    """One customer's B does not serve the other's A."""
    log = happened(("A", 0)) + happened(("B", 1), customer="bob")
    assert n(ordered(Named("A"), Named("B")), log) == [1, 0]


def test_groups_stand_by_size_then_value_and_the_missing_last() -> None:
    """Two of b, one of a, one of 1 (a number and a text), one without a value."""
    values: list[Value] = ["b", "a", None, "b", 10.0, "9"]
    log = [e for i, v in enumerate(values) for e in happened(("A", 0, {"p": v}), customer=str(i))]
    found = oracle.funnel(ordered(Named("A"), scope=Scope(by="p")), log)
    assert [(value, steps[0].n) for value, steps in found.groups] == [
        ("b", 2),
        ("10", 1),
        ("9", 1),
        ("a", 1),
        (None, 1),
    ]


def test_m3_times_are_linear_quantiles() -> None:
    """Of waits 1, 2, 3, 14: the median 2.5, the ninetieth percentile 10.7."""
    waits_s = [1, 2, 3, 14]
    log = [e for i, w in enumerate(waits_s) for e in happened(("A", 0), ("B", w), customer=str(i))]
    step = oracle.funnel(ordered(Named("A"), Named("B")), log).steps[1]
    assert step.median_s == 2.5
    assert step.p90_s == pytest.approx(10.7)


# --- Edges and paths ----------------------------------------------------------------------


def test_edges_are_directly_following_pairs_within_a_unit() -> None:
    """Two customers; A to A is an edge too; gaps have their median."""
    log = happened(("A", 0), ("A", 1), ("B", 4)) + happened(("A", 0), ("B", 1), customer="bob")
    found = oracle.edges(Edges(), log)
    assert found.edges == (Edge("A", "B", 2, 2, 2.0), Edge("A", "A", 1, 1, 1.0))
    assert (found.starts, found.ends) == ({"A": 2}, {"B": 2})
    assert (found.n_events, found.n_customers) == (5, 2)


def test_edges_are_bounded_event_by_event() -> None:
    """Outside [since, until) no event exists, so its neighbours do not become an edge's ends."""
    found = oracle.edges(Edges(Scope(since=at(1), until=at(4))), happened(("A", 0), ("B", 1), ("C", 3), ("D", 4)))
    assert found.edges == (Edge("B", "C", 1, 1, 2.0),)
    assert found.n_events == 2


def test_edges_are_grouped_by_their_first_event() -> None:
    """The pair A to B belongs to A's value."""
    log = happened(("A", 0, {"p": "x"}), ("B", 1, {"p": "y"}), ("C", 3))
    assert oracle.edges(Edges(Scope(by="p")), log).groups == (
        ("x", (Edge("A", "B", 1, 1, 1.0),)),
        ("y", (Edge("B", "C", 1, 1, 2.0),)),
    )


@pytest.mark.parametrize(
    ("question", "names"),
    [
        (Paths(length=3), ("x", "A", "B")),
        (Paths(length=2, start="A"), ("A", "B")),
        (Paths(length=3, end="B"), ("x", "A", "B")),
        (Paths(length=2, end="B"), ("A", "B")),
        (Paths(start="B"), ("B", "A", "B", "C")),
    ],
)
def test_paths_are_rows_of_names(question: Paths, names: tuple[str, ...]) -> None:
    """From the beginning, from the first of a name, or up to the first of a name."""
    log = happened(("x", 0), ("A", 1), ("B", 2), ("A", 3), ("B", 4), ("C", 5))
    assert oracle.paths(question, log).paths == ((names, 1),)


def test_paths_beyond_the_top_are_counted_as_other() -> None:
    """Largest first, then by names; a customer without the named event has no path."""
    names = ["AB", "AB", "AC", "AA", "B"]
    log = [e for i, row in enumerate(names) for e in happened(*[(c, s) for s, c in enumerate(row)], customer=str(i))]
    found = oracle.paths(Paths(top=2, start="A"), log)
    assert found.paths == ((("A", "B"), 2), (("A", "A"), 1))
    assert (found.other, found.total, found.n_customers) == (1, 4, 5)


def test_paths_are_grouped_by_their_first_event() -> None:
    """Each group has its own top, other and total."""
    log = happened(("A", 0, {"p": "x"}), ("B", 1)) + happened(("A", 0, {"p": "x"}), customer="bob")
    found = oracle.paths(Paths(top=1, scope=Scope(by="p")), log)
    assert found.groups == (("x", ((("A",), 1),), 1, 2),)
