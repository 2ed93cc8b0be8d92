"""Laws of the search for breaks: what may be turned, renamed or shifted without any other answer."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tropa.measure.breaking import BreakCounts, BreaksAnswer, Shift, find_breaks
from tropa.stats.intervals import wilson
from tropa.testing.break_table import TORN, is_hit
from tropa.testing.torn_logs import Tear, counts_of, draw_passages

SEEDS = st.integers(0, 30)


@cache
def torn(seed: int) -> tuple[Tear, BreakCounts]:
    """A log of 6,000 customers in which a tenth, or everybody, tears or mends, and its counts."""
    kind = TORN[seed % len(TORN)][1]
    kind = replace(kind, log=replace(kind.log, customers=6_000), factor=kind.factor if kind.factor > 1 else 0.2)
    tear = kind.drawn(seed)
    log = replace(kind.log, tears=(tear,))
    return tear, counts_of(draw_passages(log, np.random.default_rng(seed)))


def shifts(answer: BreaksAnswer) -> list[Shift]:
    """All that is told."""
    return [*answer.breaks, *answer.improvements]


def places(answer: BreaksAnswer) -> list[tuple[object, ...]]:
    """Where, for whom, when: in an order of their own."""
    told = [(one.touchpoint, str(one.cut), str(one.value), one.kind, one.since, one.until) for one in shifts(answer)]
    return sorted(told)


@given(SEEDS)
@settings(deadline=None, max_examples=15)
def test_passes_and_failures_turned_round_turn_breaks_into_improvements(seed: int) -> None:
    """Were every pass a failure and every failure a pass, the same windows would be told the other way round."""
    _, counts = torn(seed)
    cells = tuple(replace(cell, passed=cell.entrants - cell.passed) for cell in counts.cells)
    steps = tuple(replace(step, passed=step.entrants - step.passed) for step in counts.steps)
    turned = find_breaks(replace(counts, cells=cells, steps=steps))
    plain = find_breaks(counts)
    dated = [one for one in places(plain) if one[3] != "throughout"]
    assert [one for one in places(turned) if one[3] != "throughout"] == dated
    assert sum(one.kind != "throughout" for one in turned.breaks) == len(plain.improvements)


@given(SEEDS, st.integers(-5_000, 5_000))
@settings(deadline=None, max_examples=15)
def test_other_weeks_make_no_other_answer(seed: int, weeks: int) -> None:
    """The same log so many weeks earlier or later has the same breaks, so many weeks earlier or later."""
    _, counts = torn(seed)
    moved = tuple(replace(cell, day=cell.day + 7 * weeks) for cell in counts.cells)
    plain, shifted = find_breaks(counts), find_breaks(replace(counts, cells=moved))
    assert [(one.touchpoint, one.value, one.inside, one.q_value) for one in shifts(plain)] == [
        (one.touchpoint, one.value, one.inside, one.q_value) for one in shifts(shifted)
    ]
    assert all((b.since - a.since).days == 7 * weeks for a, b in zip(shifts(plain), shifts(shifted), strict=True))


@given(SEEDS)
@settings(deadline=None, max_examples=15)
def test_names_do_not_matter(seed: int) -> None:
    """Values called otherwise are told by their other names, and nothing else changes."""
    _, counts = torn(seed)
    cells = tuple(
        replace(cell, values=tuple(f"x {value}" if value is not None else None for value in cell.values))
        for cell in counts.cells
    )
    renamed = find_breaks(replace(counts, cells=cells))
    expected = [(a, b, f"x {c}" if c != "None" else c, *rest) for a, b, c, *rest in places(find_breaks(counts))]
    assert places(renamed) == sorted(expected)


@given(SEEDS)
@settings(deadline=None, max_examples=15)
def test_what_is_told_bears_its_evidence(seed: int) -> None:
    """Parts add up to the whole cell, the interval is Wilson's, the loss is counted from its nearer bound."""
    _, counts = torn(seed)
    answer = find_breaks(counts)
    steps = {step.touchpoint: step for step in counts.steps}
    for one in shifts(answer):
        step = steps[one.touchpoint]
        assert one.q_value <= answer.level
        interval = wilson(one.inside.passed, one.inside.entrants)
        assert (one.low, one.high) == (interval.low, interval.high)
        off = one.reference - one.high if one.worse else one.low - one.reference
        assert one.passes == pytest.approx(one.inside.entrants * off)
        worth = step.goals_passed / step.passed - step.goals_missed / (step.entrants - step.passed)
        assert one.goals == pytest.approx(one.passes * worth)
        parts = (one.before, one.inside, one.after)
        assert sum(part.entrants for part in parts) == sum(point.entrants for point in one.course)
        assert sum(part.passed for part in parts) == sum(point.passed for point in one.course)
        if one.cut is None:
            assert sum(part.entrants for part in parts) == step.entrants


@given(SEEDS)
@settings(deadline=None, max_examples=15)
def test_breaks_are_ranked_by_goals_lost(seed: int) -> None:
    """The largest loss comes first, among breaks and among improvements."""
    answer = find_breaks(torn(seed)[1])
    for told in (answer.breaks, answer.improvements):
        goals = [one.goals or 0.0 for one in told]
        assert goals == sorted(goals, reverse=True)


@given(SEEDS)
@settings(deadline=None, max_examples=15)
def test_a_stricter_level_tells_no_more(seed: int) -> None:
    """What is told at a rate of 1 % of false discoveries is told at 10 %, or explained there."""
    _, counts = torn(seed)
    strict, wide = find_breaks(counts, 0.01), find_breaks(counts, 0.1)
    assert len(shifts(strict)) <= len(shifts(wide))


def test_half_the_planted_breaks_of_these_laws_are_found() -> None:
    """The laws are not held by answers that are empty: of thirty logs at least fifteen tell what was planted."""
    hits = [any(is_hit(one, torn(seed)[0]) for one in shifts(find_breaks(torn(seed)[1]))) for seed in range(30)]
    assert sum(hits) >= 15
