"""Two sides of one question: what is compared, and what may be said of it (M4)."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tropa.journey.condition_text import parse_condition
from tropa.journey.signals import AnyOf, Every, Named
from tropa.measure.comparing import NoComparison, Side, compare_funnels, compare_waits, of_side
from tropa.measure.contrast import Tried, differences
from tropa.measure.counts import FunnelCounts, StepCounts
from tropa.measure.counts_timing import TimeToCounts, Waits
from tropa.measure.questions import Funnel, FunnelStep, Scope
from tropa.measure.questions_timing import TimeTo
from tropa.stats.intervals import Interval, newcombe

A_TO_B = Funnel((FunnelStep("a", Named("a")), FunnelStep("b", Named("b"))))
ARM = parse_condition("arm = 'x'")
SINCE = datetime(2024, 1, 1, tzinfo=UTC)


def counted(n: int, of: int) -> FunnelCounts:
    """A funnel of two steps."""
    return FunnelCounts((StepCounts(of, of, None, None), StepCounts(n, n, 1.0, 1.0)), (), 2 * of, of)


def test_a_side_narrows_the_first_step_only() -> None:
    """A condition binds the event that opens an attempt, and bounds its time; later steps need not fulfil it."""
    asked = of_side(A_TO_B, Side("x", since=SINCE, where=ARM))
    assert asked.steps[0].signal == Named("a", ARM)
    assert asked.steps[1] == A_TO_B.steps[1]
    assert (asked.scope.since, asked.scope.until) == (SINCE, None)


def test_a_side_of_waits_narrows_the_start() -> None:
    """As in a funnel, for each event of an ``any``, and in addition to what it asks already."""
    own = parse_condition("plan = 'p'")
    asked = of_side(TimeTo(AnyOf((Named("a", own), Named("b"))), Named("c")), Side("x", where=ARM))
    assert isinstance(asked.start, AnyOf)
    first, second = asked.start.members
    assert second == Named("b", ARM)
    assert isinstance(first, Named)
    assert first.where != own
    assert asked.end == Named("c")


@pytest.mark.parametrize(
    "question",
    [
        TimeTo(Every(), Named("b")),
        TimeTo(Named("a"), Named("b"), scope=Scope(by="plan")),
        Funnel(A_TO_B.steps, order="unordered"),
    ],
    ids=["any event", "groups", "unordered"],
)
def test_what_has_no_sides_is_refused(question: Funnel | TimeTo) -> None:
    """Where a condition could hold of nothing, or groups stand in the way, a sentence says so."""
    with pytest.raises(NoComparison):
        of_side(question, Side("x", where=ARM))  # type: ignore[type-var]  # one of the two at a time


def test_m4_a_difference_has_newcombes_interval_and_a_verdict() -> None:
    """48 of 80 against 56 of 70 is lower; the bounds are Newcombe's."""
    sides = (Side("old"), Side("new"))
    (step,) = compare_funnels(A_TO_B, sides, (counted(560, 700), counted(480, 800)))
    old, new = step.sides
    assert old.difference is None
    assert new.difference is not None
    assert new.difference.verdict == "lower"
    expected = newcombe(480, 800, 560, 700)
    assert (new.difference.low, new.difference.high) == (expected.low, expected.high)


def test_m4_no_difference_is_an_answer() -> None:
    """50 of 100 against 52 of 100 may well be chance."""
    (step,) = compare_funnels(A_TO_B, (Side("a"), Side("b")), (counted(50, 100), counted(52, 100)))
    assert step.sides[1].difference is not None
    assert step.sides[1].difference.verdict == "no difference"


@pytest.mark.parametrize("small", [(0, 0), (19, 19)])
def test_m4_too_few_say_nothing(small: tuple[int, int]) -> None:
    """Below twenty on a side there is no verdict, however large the difference."""
    (step,) = compare_funnels(A_TO_B, (Side("a"), Side("b")), (counted(0, 1000), counted(*small)))
    assert step.sides[1].difference is not None
    assert step.sides[1].difference.verdict == "too few"


def test_several_differences_at_once_are_held_to_one_rate_of_false_alarms() -> None:
    """What is told when it is tried alone is not told when it is the best of twenty tries."""
    news = Tried(0.1, Interval(0.01, 0.2), 0.03, 500)
    noise = Tried(0.01, Interval(-0.1, 0.1), 0.8, 500)
    assert differences([news])[0].verdict == "higher"
    assert differences([news, *[noise] * 19])[0].verdict == "no difference"


def test_what_could_not_be_tested_does_not_weigh_on_the_others() -> None:
    """Sides with too few are not among the tests that are held to the rate."""
    news, few = Tried(0.1, Interval(0.01, 0.2), 0.03, 500), Tried(0.1, Interval(-0.5, 0.6), 0.5, 3)
    told = differences([news, *[few] * 50])
    assert told[0].verdict == "higher"
    assert {one.verdict for one in told[1:]} == {"too few"}


@given(st.lists(st.tuples(st.floats(-1, 1), st.floats(0, 1), st.integers(0, 100)), max_size=20))
def test_a_verdict_never_says_more_than_its_false_alarm_allows(drawn: list[tuple[float, float, int]]) -> None:
    """``q`` is never below ``p``, and only at 0.05 or less is a difference told, in its own direction."""
    for one in differences([Tried(gap, Interval(-1, 1), p, n) for gap, p, n in drawn]):
        assert one.q >= one.p - 1e-12
        assert one.difference is not None
        if one.verdict in {"higher", "lower"}:
            assert one.q <= 0.05
            assert (one.difference > 0) == (one.verdict == "higher")


def test_waits_are_compared_where_both_are_watched() -> None:
    """Without a horizon the curves are read at the longest time that both sides are watched."""
    slow = Waits(np.linspace(50, 100, 60), np.ones(60, np.bool_))
    fast = Waits(np.linspace(1, 40, 60), np.ones(60, np.bool_))
    counts = [TimeToCounts(one, (), None, 120, 60) for one in (slow, fast)]
    first, second = compare_waits(TimeTo(Named("a"), Named("b")), (Side("slow"), Side("fast")), counts)
    assert first.by_s == second.by_s == 40
    assert first.share == 0.0
    assert second.share == pytest.approx(1.0)
    assert second.difference is not None
    assert second.difference.verdict == "higher"


def test_waits_of_nobody_are_too_few() -> None:
    """A side without anybody has no share and no verdict."""
    nobody = TimeToCounts(Waits(np.empty(0), np.empty(0, np.bool_)), (), None, 0, 0)
    some = TimeToCounts(Waits(np.ones(50), np.ones(50, np.bool_)), (), None, 100, 50)
    _, second = compare_waits(TimeTo(Named("a"), Named("b"), 10), (Side("some"), Side("nobody")), (some, nobody))
    assert second.share is None
    assert second.difference is not None
    assert second.difference.verdict == "too few"
