"""Every warehouse gives the reality oracle's counts, on many small logs and a dozen journeys.

A log packs three hundred drawn customers; every journey in ``tests/assets/reality`` is counted on
it.  What is printed when they part is the smallest log found: ``pytest -k '3-parallel'`` asks it again.
"""

# ruff: noqa: S311 - draws are to be repeated, not to be secret

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import pytest
from tests.conformance.engines import WAREHOUSES
from tests.conformance.test_warehouse import land

from tropa.journey.conditions import Value
from tropa.journey.files import read_definition
from tropa.journey.model.journey import Journey
from tropa.journey.schemes import shipped_schemes
from tropa.measure.parts_counts import ComponentCounts, PartsCounts, RoleCounts
from tropa.measure.reality_counts import TOP_GROUPS, GroupCounts, RealityCounts, TouchpointCounts
from tropa.plan.compiling import compile_plan
from tropa.plan.plan import Plan
from tropa.testing.conformance import halves, thinner
from tropa.testing.draws import TRAITS, one_in
from tropa.testing.logs import Log, LogEvent, TraitSet
from tropa.testing.reality_oracle import reality
from tropa.warehouses.counting.reality import count_reality
from tropa.warehouses.counting.warehouse import TableWarehouse

JOURNEYS = Path(__file__).parent.parent / "assets" / "reality"
NAMES = sorted(path.stem for path in JOURNEYS.glob("*.yaml"))

N_CUSTOMERS = 300
MANY_LEAVES, FEW_CUSTOMERS = "many-leaves", 60
"""The journey whose signals do not fit into one number of 62 bits: slow to count the long way round."""

SECONDS = 12
"""Seconds over which a customer's events spread; ties and exact window ends are frequent."""

DAYS = (
    datetime(2024, 2, 29, 23, 59, 55, tzinfo=UTC),
    datetime(2024, 3, 1, tzinfo=UTC),
    datetime(2024, 4, 30, 12, tzinfo=UTC),
    datetime(1969, 12, 31, 23, 59, 55, tzinfo=UTC),
)
EVENTS = {
    "order": 5,
    "Order": 1,
    "letter": 3,
    "call": 3,
    "open": 4,
    "pay": 3,
    "film": 2,
    "song": 2,
    "refund": 1,
    "cancel": 1,
    "message_sent": 3,
    "visit_ended": 2,
    "emotion_reported": 2,
    "noise": 1,
    "чужое": 1,
}
VALUES: dict[str, tuple[Value, ...]] = {
    "plan": ("a", "a", "b", "", None),
    "Plan": ("a", "b", "true", None),
    "order id": (1.0, 1.0, "1", 2.0, "2", "2.0", None),
    "amount": (1.0, 2.5, "2.5", "10", "nine", -1.0, None),
    "touchpoint": ("welcome", "reminder", "letter", "call", "letter", None),
    "emotion": (-3.0, 2.0, 2.0, "2", "-1.0", "+1", "2e0", 0.5, 4.0, "", "fine", 1e300, None),
    "visit": ("fitter", "fitter", None),
    "outcome": ("done", "client_absent"),
}


@dataclass(frozen=True)
class Case:
    """A log, and all that a count of it depends on besides the plan."""

    log: Log
    by: str | None
    watermark: datetime
    top: int = TOP_GROUPS
    named: int = 2


@cache
def plan_of(name: str) -> Plan:
    """Compile one of the journeys."""
    path = JOURNEYS / f"{name}.yaml"
    read = read_definition(path.read_bytes(), file=str(path), schemes=shipped_schemes())
    assert isinstance(read.value, Journey), read.problems
    return compile_plan(read.value, shipped_schemes())


def case_of(name: str, seed: int) -> Case:
    """Draw the case that a journey is counted on."""
    return draw_case(seed, FEW_CUSTOMERS if name == MANY_LEAVES else N_CUSTOMERS)


@cache
def draw_case(seed: int, n_customers: int) -> Case:
    """Draw a log, what splits it, and a watermark that may cut it short."""
    rng = Random(seed)
    rows: list[LogEvent | TraitSet] = []
    for number in range(n_customers):
        customer, day_us = f"c{number}", int(rng.choice(DAYS).timestamp()) * 1_000_000
        rows += [draw_event(rng, customer, day_us) for _ in range(rng.choice((0, 1, 3, 6, 9, 14, 20)))]
        rows += [draw_trait(rng, customer, day_us) for _ in range(rng.randint(0, 2))]
    rng.shuffle(rows)
    arrived = [replace(row, arrival=arrival) for arrival, row in enumerate(rows)]
    log = Log(
        tuple(row for row in arrived if isinstance(row, LogEvent)),
        tuple(row for row in arrived if isinstance(row, TraitSet)),
    )
    watermark = rng.choice(DAYS) + timedelta(seconds=rng.choice((2, 6, 9, 12, 20)))
    return Case(
        log,
        rng.choice((None, "plan", "order id", "amount")),
        watermark,
        rng.choice((1, 2, TOP_GROUPS)),
        rng.choice((0, 1, 3, 400)),
    )


def draw_event(rng: Random, customer: str, day_us: int) -> LogEvent:
    """Draw one event; properties are missing as often as null."""
    at_us = day_us + rng.randint(0, SECONDS) * 1_000_000 + rng.choice((0, 0, 0, 0, 0, 1, 500_000))
    properties = {name: rng.choice(values) for name, values in VALUES.items() if not one_in(9, rng)}
    return LogEvent(customer, rng.choices(list(EVENTS), list(EVENTS.values()))[0], at_us, 0, properties)


def draw_trait(rng: Random, customer: str, day_us: int) -> TraitSet:
    """Draw one setting of a trait."""
    trait = rng.choice(list(TRAITS))
    return TraitSet(customer, trait, rng.choice(TRAITS[trait]), day_us + rng.randint(0, SECONDS) * 1_000_000, 0)


Ask = Callable[[Plan, Case], RealityCounts]


@pytest.fixture(scope="module", params=WAREHOUSES)
def ask(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """Count a case by a plan; a log is opened once for all the plans that are asked of it in a row."""
    opened: list[tuple[Log, TableWarehouse]] = []
    with ExitStack() as stack:

        def asked(plan: Plan, case: Case) -> RealityCounts:
            if not opened or opened[0][0] is not case.log:
                stack.close()
                folder = tmp_path_factory.mktemp("log")
                landing = land(case.log, folder, tuple(VALUES))
                warehouse = WAREHOUSES[request.param](landing, folder)
                opened[:] = [(case.log, stack.enter_context(closing(warehouse)))]
            return count_reality(opened[0][1].events, plan, case.by, case.watermark, top=case.top, named=case.named)

        yield asked


def truth(plan: Plan, case: Case) -> RealityCounts:
    """Count it the long way round."""
    return reality(plan, case.by, case.watermark, case.log.told(), top=case.top, named=case.named)


@cache
def plain_truth(name: str, seed: int) -> dict[str, Any]:
    """Count a drawn case the long way round, once for all warehouses."""
    return plain(truth(plan_of(name), case_of(name, seed)))


def plain(counts: RealityCounts) -> dict[str, Any]:
    """Counts as something to compare: waits in order, rows whose order nothing promises as maps."""
    return {
        "runs": counts.runs,
        "customers": counts.customers,
        "reached_goal": counts.reached_goal,
        "goals_before": counts.goals_before,
        "outcomes": counts.outcomes,
        "touchpoints": [plain_waits(item) for item in counts.touchpoints],
        "stages": counts.stages,
        "mapped": (counts.moves.mapped, counts.moves.unexplained, counts.moves.unmapped),
        "pairs": {(a, b, explained): n for a, b, n, explained in counts.moves.pairs},
        "unmapped_names": dict(counts.moves.unmapped_names),
        "indicators": counts.indicators,
        "groups": [plain_group(group) for group in counts.groups],
        "rest": plain_group(counts.rest) if counts.rest is not None else None,
        "n_events": counts.n_events,
        "partial_from": counts.partial_from,
        "emotions": {emotion.id: emotion.answers for emotion in counts.emotions},
        "behind": {one.figure: (one.runs, one.customers, one.named) for one in counts.behind},
        "parts": plain_parts(counts.parts),
    }


def plain_group(group: GroupCounts) -> dict[str, Any]:
    """A group's counts, field by field."""
    kept = {name: getattr(group, name) for name in GroupCounts.__slots__}
    return {**kept, "touchpoints": [plain_waits(item) for item in group.touchpoints]}


def plain_parts(parts: PartsCounts) -> dict[str, Any]:
    """Counts of components, roles and requests, field by field."""
    return {
        "components": [plain_waits(item) for item in parts.components],
        "started": parts.started,
        "roles": [plain_waits(item) for item in parts.roles],
        "requests": parts.requests,
        "first_at": parts.first_at,
    }


def plain_waits(item: TouchpointCounts | ComponentCounts | RoleCounts) -> dict[str, Any]:
    """Counts of something that is waited for, waits in order."""
    waits = sorted(zip(item.waits_s.tolist(), item.happened.tolist(), strict=True))
    kept = {name: getattr(item, name) for name in type(item).__slots__ if name not in {"waits_s", "happened"}}
    return {**kept, "waits": waits}


def differences(one: object, other: object, place: str = "") -> Iterator[str]:
    """Tell where the oracle and the warehouse part, one line each."""
    if isinstance(one, dict) and isinstance(other, dict):
        for name in {**one, **other}:
            yield from differences(one.get(name), other.get(name), f"{place}.{name}")
    elif isinstance(one, list | tuple) and isinstance(other, list | tuple) and len(one) == len(other):
        for number, pair in enumerate(zip(one, other, strict=True)):
            yield from differences(*pair, f"{place}[{number}]")
    elif one != other:
        yield f"{place}: the oracle says {one!r}, the warehouse {other!r}"


def check(ask: Ask, plan: Plan, case: Case, expected: dict[str, Any] | None = None) -> None:
    """Compare the two counts; where they part, find the smallest log on which they do."""

    def parted(case: Case, expected: dict[str, Any] | None = None) -> list[str]:
        return list(differences(expected or plain(truth(plan, case)), plain(ask(plan, case))))

    if not parted(case, expected):
        return
    for smaller in (halves, thinner):
        while found := next((part for part in smaller(case.log) if parted(replace(case, log=part))), None):
            case = replace(case, log=found)
    rows: list[LogEvent | TraitSet] = [*case.log.events, *case.log.trait_sets]
    told = map(repr, sorted(rows, key=lambda row: row.order))
    pytest.fail("\n".join([f"{plan.journey}, by {case.by}, {case.watermark}", *told, *parted(case)]))


@pytest.mark.parametrize(("seed", "name"), list(product(range(4), NAMES)))
def test_r4_m4_m7_m8_m11_a_warehouse_counts_reality_as_the_oracle(ask: Ask, seed: int, name: str) -> None:
    """A journey over three hundred drawn customers gives the oracle's counts, in one chunk and in many."""
    check(ask, plan_of(name), case_of(name, seed), plain_truth(name, seed))


@pytest.mark.long
@pytest.mark.parametrize(("seed", "name"), list(product(range(1000, 1040), NAMES)))
def test_r4_m4_m7_m8_m11_a_warehouse_counts_reality_as_the_oracle_at_length(ask: Ask, seed: int, name: str) -> None:
    """As above, ten times over."""
    check(ask, plan_of(name), case_of(name, seed), plain_truth(name, seed))


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_log_has_a_reality(ask: Ask, name: str) -> None:
    """No event, no run: zeros, not an error."""
    check(ask, plan_of(name), Case(Log(()), "plan", DAYS[0]))


def small(*happened: str, by: str | None = None, watermark_s: int = 100, top: int = TOP_GROUPS) -> Case:
    """Write a case down: ``order@0 1`` is an order at second 0 with order id 1; they arrive as listed."""
    events = []
    for arrival, told in enumerate(happened):
        (name, _, second), _, key = told.partition(" ")[0].partition("@"), "", told.partition(" ")[2]
        properties: dict[str, Value] = {"order id": key or None, "plan": "a", "amount": 2.0}
        events.append(LogEvent("ada", name, int(second) * 1_000_000, arrival, properties))
    return Case(Log(tuple(events)), by, datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=watermark_s), top)


def known(ask: Ask, name: str, case: Case) -> RealityCounts:
    """Count a small case, once the oracle has agreed."""
    check(ask, plan_of(name), case)
    return ask(plan_of(name), case)


def test_r3_the_entry_event_satisfies_no_success(ask: Ask) -> None:
    """An order that is a way out begins a run and ends only the one before it."""
    counts = known(
        ask, "after-exit-by-key", small("order@0 1", "open@0 1", "pay@0 1", "order@0 1", "call@1", "call@2")
    )
    assert (counts.runs, counts.outcomes) == (2, {"reached": 1, "called": 1})


def test_r4_an_event_belongs_to_the_latest_run_of_its_key(ask: Ask) -> None:
    """Of two parallel runs of one key the later hears; an event without a key is for the other key's run too."""
    counts = known(ask, "parallel-by-key", small("order@0 1", "order@1 1", "pay@2 1"))
    assert (counts.runs, counts.reached_goal, counts.moves.mapped) == (2, 1, 1)
    counts = known(ask, "parallel-by-key", small("order@0 1", "order@1 2", "pay@2"))
    assert (counts.runs, counts.reached_goal, counts.moves.mapped) == (2, 2, 2)


def test_m8_groups_tell_both_readings(ask: Ask) -> None:
    """A letter after the offer is reached loosely; nested, the offer is not; groups say so as the total does."""
    counts = known(ask, "once-with-steps", small("order@0", "open@1", "letter@2", by="plan"))
    offers = [counts.touchpoints[2], counts.groups[0].touchpoints[2]]
    assert [(offer.id, offer.reached, offer.reached_nested) for offer in offers] == [("offer", 1, 0)] * 2
    assert [group.touchpoints[0].stopped_here for group in counts.groups] == [1]


def test_m6_stages_are_split_as_touchpoints_are_and_nobody_in_the_rest_counts_twice(ask: Ask) -> None:
    """Three runs of one customer in one stage: a customer of the largest group, one of the rest, one in all."""
    orders = [f"order@{second} {key}" for second, key in enumerate("123")]
    counts = known(ask, "once-per-key", small(*orders, by="order id", top=1))
    (largest,), rest = counts.groups, counts.rest
    assert rest is not None
    assert [(group.value, group.runs) for group in (largest, rest)] == [("1", 1), (None, 2)]
    told = [part.stages[0] for part in (counts, largest, rest)]
    assert [(stage.customers, stage.memberships) for stage in told] == [(1, 3), (1, 1), (1, 2)]


def test_m11_a_run_stops_only_where_it_has_been(ask: Ask) -> None:
    """A letter alone does not reach what takes a letter and a call, so nobody stops there."""
    both = known(ask, "once-of-many-keys", small("order@0", "letter@1")).touchpoints[2]
    assert (both.id, both.reached, both.stopped_here) == ("both", 0, 0)


def test_m8_a_touchpoint_that_nothing_proves_holds_nobody_up(ask: Ask) -> None:
    """The nested reading passes over what a log cannot show."""
    counts = known(ask, "cooldown", small("order@0", "letter@1", "call@2", "film@3"))
    assert {item.id: item.reached_nested for item in counts.touchpoints} == {
        "letter": 1,
        "unproved": 0,
        "call": 1,
        "film": 1,
    }


def test_an_indicator_of_time_keeps_its_window_and_its_before(ask: Ask) -> None:
    """``time_to`` obeys ``within`` and ``before`` as the other verbs do."""
    for happened, done in ((("open@5",), 1), (("open@6",), 0), (("call@1", "open@2"), 0)):
        counts = known(ask, "once-with-steps", small("order@0", *happened))
        assert {item.id: item.done for item in counts.indicators}["ever"] == done


def test_a_window_of_nothing_is_a_window(ask: Ask) -> None:
    """``within: 0s`` watches no longer than the start, whatever periods stand beside it."""
    counts = known(ask, "once-per-key", small("order@0 1", "call@0", watermark_s=0))
    assert {item.id: (item.watched, item.done) for item in counts.indicators}["calls-before-open"] == (1, 1)


def several(*happened: str, watermark_s: int = 100) -> Case:
    """Write down a case of several customers: ``ada order@0 1``, and what our message was about after the key."""
    events = []
    for arrival, told in enumerate(happened):
        customer, name, key, *touchpoint = told.split()
        properties: dict[str, Value] = {"order id": None if key == "-" else key, "plan": "a", "amount": 2.0}
        properties |= {"touchpoint": touchpoint[0]} if touchpoint else {}
        what, second = name.split("@")
        events.append(LogEvent(customer, what, int(second) * 1_000_000, arrival, properties))
    return Case(Log(tuple(events)), None, datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=watermark_s))


def test_s0_18_the_one_component_that_is_missing_is_told(ask: Ask) -> None:
    """Two of three that success waits for: the third alone is missing; a start event starts nothing (R3)."""
    case = several("ada order@0 1", "ada film@1 1", "ada letter@2 1", "bob order@0 2", "bob film@1 2")
    parts = known(ask, "parts-by-key", case).parts
    assert parts.started == {2: 1, 1: 1}
    assert {one.id: (int(one.happened.sum()), one.only_missing) for one in parts.components} == {
        "cinema": (2, 0),
        "music": (0, 1),
        "letters": (1, 0),
        "extra": (0, 0),
        "again": (0, 0),
    }


def test_r4_who_joins_is_found_by_the_key_of_the_event_or_of_what_the_role_was_sent(ask: Ask) -> None:
    """Eve's event carries the key, Zoe's later message does, nothing of Max does; Ada does not join herself."""
    case = several(
        *("ada order@0 1", "ada call@1 1", "eve call@2 1", "eve song@5 1"),
        *("zoe call@2 -", "zoe message_sent@3 1 welcome", "max call@4 -", "max song@5 9"),
    )
    child = {one.id: one for one in known(ask, "parts-by-key", case).parts.roles}["child"]
    assert (len(child.happened), int(child.happened.sum()), child.unplaced, child.per_run) == (3, 1, 1, {2: 1})


def test_a_customer_joins_the_run_that_is_going_on(ask: Ask) -> None:
    """Before the run, nobody joins; after the next of its key has begun, it is that one which is joined."""
    case = several(
        *("ada order@2 1", "ada order@6 1", "eve call@1 1", "zoe call@2 1", "max call@6 1", "kim call@9 2"),
    )
    child = {one.id: one for one in known(ask, "parts-by-key", case).parts.roles}["child"]
    assert (len(child.happened), child.per_run) == (2, {1: 2})


def test_m8_a_way_is_gone_in_order_and_ends_where_its_end_can_be_shown(ask: Ask) -> None:
    """Only call, then offer goes that way; what nothing shows holds nobody up, but ends no way."""
    case = several("ada order@0 1", "ada call@1 1", "ada open@2 1", "bob order@0 2", "bob open@1 2", "bob call@2 2")
    together, _, endless, _ = known(ask, "parts-by-key", case).parts.requests
    assert [way.went for way in together.chains] == [(0,), (2, 1), (2, 0, 0), (2,)]
    assert (together.entered, together.could, together.through) == (2, 2, 2)
    assert (endless.entered, endless.could, endless.through) == (2, 0, 0)
