"""Conformance: what each kind of deviation looks like, on rows that can be read at a glance."""

from __future__ import annotations

import pytest

from tropa.journey.files import read_definition
from tropa.journey.model.journey import Journey
from tropa.journey.schemes import shipped_schemes
from tropa.measure.conformance.counts import Behind, Letter, Variant, VariantCounts
from tropa.measure.conformance.judging import judge_variants, read_variant
from tropa.measure.conformance.ways import Ways
from tropa.plan.compiling import compile_plan
from tropa.plan.plan import Plan

ROW = """
journey: row
mode: observed
start: ordered
success: used
exit: {cancelled: cancelled}
events:
  page_viewed:
touchpoints:
  letter: {reached: letter, target_action: opened, evaluation: {within: 1d}}
  call: {reached: call}
  visit: {reached: visit}
  gift: {reached: gift}
  other: {reached: other}
steps:
  - send: letter
  - send: call
  - wait: agreed
    up_to: 3d
    then:
      - send: gift
    else:
      - send: other
  - send: visit
"""

LOOP = """
journey: loop
mode: observed
start: ordered
success: used
touchpoints: {ask: {reached: ask}, remind: {reached: remind}, thank: {reached: thank}}
steps:
  - id: asking
    send: ask
  - send: remind
  - back_to: asking
  - send: thank
"""


def plan_of(text: str) -> Plan:
    """Compile a journey; it has no problems."""
    read = read_definition(text.encode(), schemes=shipped_schemes())
    assert isinstance(read.value, Journey), read.problems
    assert not [problem for problem in read.problems if problem.level == "E"], read.problems
    return compile_plan(read.value, shipped_schemes())


def letters(plan: Plan, *names: str) -> list[Letter]:
    """The events as the plan hears them."""
    heard = {
        name: tuple(
            o.id for o in plan.observables if any(getattr(leaf.signal, "name", "") == name for leaf in o.leaves)
        )
        for name in names
    }
    return [Letter(name, heard[name]) for name in names]


def told(text: str, row: str) -> tuple[int, list[str]]:
    """How many moves of a row nothing explains, and its deviations."""
    plan = plan_of(text)
    reading = read_variant(letters(plan, *row.split()), Ways(plan))
    return reading.unexplained, [f"{kind} {step}" for kind, step in reading.deviations]


@pytest.mark.parametrize(
    ("row", "unexplained", "deviations"),
    [
        ("ordered letter call agreed gift visit used", 0, []),
        ("ordered letter call other visit used", 0, []),
        ("ordered used", 0, []),
        ("ordered letter opened call opened other", 0, []),
        ("ordered page_viewed letter page_viewed call", 0, []),
        ("ordered call other visit", 1, ["skipped touchpoint:letter"]),
        ("ordered visit", 1, ["skipped touchpoint:letter", "skipped touchpoint:call"]),
        ("ordered letter call agreed visit", 1, ["skipped touchpoint:gift"]),
        ("ordered call letter other visit", 3, ["out_of_order touchpoint:letter"]),
        (
            "ordered letter call other visit letter",
            1,
            ["out_of_order touchpoint:letter", "looping touchpoint:letter"],
        ),
        ("ordered letter used call", 1, ["after_end touchpoint:call"]),
        ("ordered letter used used", 1, ["after_end success"]),
        ("ordered letter call agreed gift other visit", 1, ["off_path touchpoint:other"]),
        ("ordered letter letter call", 1, ["looping touchpoint:letter"]),
        ("ordered opened letter", 2, ["out_of_order touchpoint:letter"]),
    ],
)
def test_m7_each_deviation_is_called_what_it_is(row: str, unexplained: int, deviations: list[str]) -> None:
    """Skipped, out of order, after the end, off the path and again are told from the row and the steps alone."""
    assert told(ROW, row) == (unexplained, deviations)


@pytest.mark.parametrize(
    ("row", "unexplained", "deviations"),
    [
        ("ordered ask remind ask remind thank", 0, ["looping touchpoint:ask", "looping touchpoint:remind"]),
        ("ordered ask thank", 1, ["skipped touchpoint:remind"]),
        ("ordered remind thank", 1, ["skipped touchpoint:ask"]),
    ],
)
def test_m7_a_way_back_that_is_drawn_explains_the_return(row: str, unexplained: int, deviations: list[str]) -> None:
    """What the definition leads back to comes again without a move unexplained, and is told as coming again."""
    assert told(LOOP, row) == (unexplained, deviations)


def counts_of(plan: Plan) -> VariantCounts:
    """Two variants and some others: three customers with one run, one with a run of each."""
    alphabet = letters(plan, "call", "letter", "ordered", "other", "visit")
    behind = tuple(Behind(at, at, f"c{at}") for at in (9, 7, 5))
    return VariantCounts(
        alphabet=tuple(alphabet),
        variants=(
            Variant((2, 0, 3), cut=False, n=4, behind=behind),
            Variant((2, 4), cut=True, n=2, behind=(Behind(8, 8, "c8"), Behind(7, 7, "c7"))),
        ),
        other=3,
        holders=(((0,), 3), ((0, 1), 1), ((1,), 1), ((2,), 2)),
        late=(),
        runs=9,
        customers=7,
        n_events=30,
    )


def test_m4_m7_deviations_are_weighed_by_runs_and_customers() -> None:
    """A deviation of two variants has the runs of both, each customer once, and the latest of them by name."""
    plan = plan_of(ROW)
    found = judge_variants(counts_of(plan), plan, behind=3)
    skipped = {one.step: one for one in found.deviations if one.kind == "skipped"}
    letter, call = skipped["touchpoint:letter"], skipped["touchpoint:call"]
    assert (letter.n, letter.of, letter.customers, letter.behind) == (6, 6, 5, ("c9", "c8", "c7"))
    assert (call.n, call.of, call.customers, call.behind) == (2, 6, 2, ("c8", "c7"))
    assert (found.runs, found.judged, found.other, found.cut) == (9, 6, 3, 2)
    assert (found.conforming, found.share, found.low) == (0, 0.0, 0.0)
    assert (found.moves, found.unexplained) == (2 * 4 + 2, 6)
    assert call.share is not None
    assert call.low < call.share < call.high


def test_a_journey_without_steps_is_judged_by_its_stages() -> None:
    """Without a scenario a later stage may always come, and an earlier one is out of order."""
    text = """
journey: stages
mode: observed
start: ordered
stages: [{id: one}, {id: two}]
touchpoints:
  a: {reached: a, stage: one}
  b: {reached: b, stage: two}
  c: {reached: c, stage: two}
"""
    assert told(text, "ordered a c b") == (0, [])
    assert told(text, "ordered b a") == (1, ["out_of_order touchpoint:a"])
