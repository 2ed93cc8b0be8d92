"""Every warehouse counts what the search for breaks asks as the oracle does, on the logs and journeys of reality."""

# ruff: noqa: S311 - draws are to be repeated, not to be secret

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import product
from random import Random

import pytest
from tests.conformance.engines import WAREHOUSES
from tests.conformance.test_reality import NAMES, Case, case_of, plan_of
from tests.conformance.test_reality import VALUES as PROPERTIES
from tests.conformance.test_warehouse import land

from tropa.measure.breaking.counts import BreakCounts
from tropa.measure.breaking.question import MOST_VALUES, MOST_VALUES_ASKED, Breaks
from tropa.measure.breaking.torn import Torn
from tropa.plan.plan import Plan
from tropa.testing.breaks_oracle import break_counts, torn_behind
from tropa.testing.conformance import differences, halves, thinner
from tropa.testing.logs import Log
from tropa.warehouses.counting.warehouse import TableWarehouse

EPOCH = date(1970, 1, 1)

Ask = Callable[[Plan, Breaks, Case], BreakCounts]
Opened = Callable[[Case], TableWarehouse]


@pytest.fixture(scope="module", params=WAREHOUSES)
def opened(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """A warehouse over a case's log; a log is opened once for all that is asked of it in a row."""
    held: list[tuple[Log, TableWarehouse]] = []
    with ExitStack() as stack:

        def opened_on(case: Case) -> TableWarehouse:
            if not held or held[0][0] is not case.log:
                stack.close()
                folder = tmp_path_factory.mktemp("log")
                warehouse = WAREHOUSES[request.param](land(case.log, folder, tuple(PROPERTIES)), folder)
                held[:] = [(case.log, stack.enter_context(closing(warehouse)))]
            return held[0][1]

        yield opened_on


@pytest.fixture(name="ask")
def asking(opened: Opened) -> Ask:
    """Count a case by a plan."""
    return lambda plan, question, case: opened(case).breaks(plan, question, case.watermark)


def draw_question(rng: Random) -> Breaks:
    """Draw properties and how long to watch; sometimes more values are met than may be."""
    by = tuple(rng.sample(sorted(PROPERTIES), rng.randint(0, 4)))
    return Breaks(by, asked=rng.random() < 0.5, within_s=rng.choice((0, 1, 3, 6)))


@cache
def truth(name: str, seed: int) -> tuple[Breaks, Case, BreakCounts]:
    """A question, a case, and its counts the long way round, once for all warehouses."""
    question, case = draw_question(Random(seed * 100 + NAMES.index(name))), case_of(name, seed)
    return question, case, break_counts(plan_of(name), question, case.watermark, case.log.told())


def told(ask: Ask, plan: Plan, question: Breaks, case: Case) -> list[str]:
    """Where warehouse and oracle differ."""
    expected = break_counts(plan, question, case.watermark, case.log.told())
    return differences(expected, ask(plan, question, case))


def check(ask: Ask, plan: Plan, question: Breaks, case: Case) -> None:
    """Compare the two; where they part, find the smallest log on which they do."""
    if not told(ask, plan, question, case):
        return
    for smaller in (halves, thinner):
        while part := next((p for p in smaller(case.log) if told(ask, plan, question, replace(case, log=p))), None):
            case = replace(case, log=part)
    rows = sorted(case.log.told(), key=lambda row: row.order)
    pytest.fail("\n".join([repr(question), str(case.watermark), *map(repr, rows), *told(ask, plan, question, case)]))


@pytest.mark.parametrize(("seed", "name"), list(product(range(2), NAMES)))
def test_m4_m5_m11_a_warehouse_counts_for_breaks_as_the_oracle(ask: Ask, seed: int, name: str) -> None:
    """Touchpoints, segments, days and overlaps of three hundred drawn customers are the oracle's."""
    question, case, expected = truth(name, seed)
    if differences(expected, ask(plan_of(name), question, case)):
        check(ask, plan_of(name), question, case)


@pytest.mark.long
@pytest.mark.parametrize(("seed", "name"), list(product(range(1000, 1030), NAMES)))
def test_m4_m5_m11_a_warehouse_counts_for_breaks_as_the_oracle_at_length(ask: Ask, seed: int, name: str) -> None:
    """As above, ten times over."""
    question, case, _ = truth(name, seed)
    check(ask, plan_of(name), question, case)


def draw_torn(rng: Random, counts: BreakCounts) -> tuple[Torn, ...]:
    """Draw cells among those that were counted, over some of their days."""
    found: list[Torn] = []
    for cell in counts.cells:
        for value in range(len(cell.values)):
            days = cell.day[cell.value == value].tolist()
            if days:
                since, until = sorted(EPOCH + timedelta(days=rng.choice(days)) for _ in range(2))
                found.append(
                    Torn(f"breaks.{len(found)}", cell.touchpoint, cell.cut, cell.values[value], since, until)
                )
    return tuple(rng.sample(found, min(len(found), 6)))


@pytest.mark.parametrize(("seed", "name"), list(product(range(2), NAMES)))
def test_those_behind_a_shift_are_named_as_the_oracle_names_them(opened: Opened, seed: int, name: str) -> None:
    """Of drawn cells, watched runs that did and did not act in time are counted and named."""
    question, case, counts = truth(name, seed)
    rng = Random(seed)
    asked = draw_torn(rng, counts)
    most = rng.choice((1, 3, 400))
    named = opened(case).torn(plan_of(name), question, asked, case.watermark, most)
    expected = torn_behind(plan_of(name), question, asked, case.watermark, list(case.log.told()), most=most)
    assert sorted(named, key=repr) == sorted(expected, key=repr)


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_log_has_counts(ask: Ask, name: str) -> None:
    """No event, nothing to count: empty cells, not an error."""
    case = Case(Log(()), None, case_of(name, 0).watermark)
    check(ask, plan_of(name), Breaks(("plan",)), case)


def test_a_property_with_too_many_values_is_left_out(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    """With more values than are allowed a property is named as left out, and is no cut; asked for, it is one."""
    plan, case = plan_of("once-per-key"), case_of("once-per-key", 1)
    monkeypatch.setattr("tropa.measure.breaking.question.MOST_VALUES", 1)
    unasked = ask(plan, Breaks(("plan", "touchpoint")), case)
    asked = ask(plan, Breaks(("plan", "touchpoint"), asked=True), case)
    assert unasked.left_out == ("plan", "touchpoint")
    assert {cell.cut for cell in unasked.cells} == {None}
    assert asked.left_out == ()
    assert {cell.cut for cell in asked.cells} == {None, "plan", "touchpoint"}
    assert MOST_VALUES < MOST_VALUES_ASKED
