"""Verdicts: an interval on the good side, on the bad side, or across the expectation."""

from __future__ import annotations

import pytest

from tropa.measure.judge import emotion_reality, verdict
from tropa.measure.reality import EmotionReality, Verdict
from tropa.measure.reality_counts import EmotionCounts
from tropa.plan.plan import Expectation
from tropa.stats.intervals import Interval


@pytest.mark.parametrize(
    ("low", "high", "expect", "said"),
    [
        (0.6, 0.7, Expectation(0.6), "met"),
        (0.5, 0.6, Expectation(0.6), "unclear"),
        (0.5, 0.59, Expectation(0.6), "missed"),
        (0.01, 0.05, Expectation(0.05, at_most=True), "met"),
        (0.04, 0.06, Expectation(0.05, at_most=True), "unclear"),
        (0.06, 0.08, Expectation(0.05, at_most=True), "missed"),
        (0.9, 1.0, None, "not measured"),
    ],
)
def test_m4_the_whole_interval_decides(low: float, high: float, expect: Expectation | None, said: Verdict) -> None:
    """Met or missed only when no part of the interval says otherwise; an upper expectation is mirrored."""
    assert verdict(Interval(low, high), 100, expect) == said


@pytest.mark.parametrize("expect", [Expectation(0.0), Expectation(0.6), Expectation(1.0, at_most=True)])
def test_m4_where_nobody_was_watched_nothing_was_measured(expect: Expectation) -> None:
    """Without a single watched run there is no verdict, whatever was expected: that is not the same as unclear."""
    assert verdict(Interval(0.0, 1.0), 0, expect) == "not measured"


def test_what_cannot_be_measured_is_not_judged() -> None:
    """A touchpoint that no event proves has no verdict, though it has an expectation."""
    assert verdict(Interval(0.0, 0.1), 100, Expectation(0.5), measured=False) == "not measured"


def test_m4_no_mean_without_its_interval() -> None:
    """Answers become their number, their mean and its interval; a single answer leaves the whole scale open."""
    many = emotion_reality(EmotionCounts("a", {1: 12, 2: 20, 3: 8}))
    assert (many.id, many.n) == ("a", 40)
    assert many.mean == pytest.approx(1.9)
    assert (round(many.low, 3), round(many.high, 3)) == (1.673, 2.127)
    assert emotion_reality(EmotionCounts("b", {-2: 1})) == EmotionReality("b", 1, -2.0, -3.0, 3.0)
