"""Random small logs and random questions to them, drawn to be awkward.

Times come from a handful of seconds, so that ties and exact window ends are frequent; names repeat;
a number stands beside its text, an empty text beside a missing value, a name beside the same in
capitals.  What a question may not combine (decision record 0003) is not drawn.  The same generator
gives the same draw.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

from tropa.journey.conditions import (
    And,
    Compare,
    CompareOp,
    Condition,
    Constant,
    In,
    IsNull,
    Name,
    NameScope,
    Not,
    Or,
    Truth,
    Value,
)
from tropa.journey.signals import AnyOf, Every, Named
from tropa.measure.questions import Edges, EventSignal, Funnel, FunnelStep, Order, Paths, Scope, Unit
from tropa.testing.logs import Log, LogEvent, TraitSet

NAMES = ("visit", "Visit", "it's paid", "Заказ")
BESIDE = "call"
"""A name that happens too, but is mostly asked for to exclude it."""
VALUES: dict[str, tuple[Value, ...]] = {
    "plan": ("a", "a", "b", "", None),
    "Plan": ("a", "b", "true", None),
    "order id": (1.0, 1.0, "1", 2.0, "2", "2.0", None),
    "amount": (1.0, 2.5, "2.5", "10", "9", 1e8, None),
}
TRAITS: dict[str, tuple[Value, ...]] = {"tier": ("gold", "base", None), "age": (30.0, "30", 4.0, None)}
CONSTANTS: tuple[Value, ...] = ("1", "9", "true", 1.0, 9.0, None)

DAYS = (datetime(2024, 3, 1, tzinfo=UTC), datetime(1969, 12, 31, 23, 59, 55, tzinfo=UTC))
SECONDS = 12
"""Seconds over which a customer's events spread."""


def draw_log(rng: Random, n_customers: int) -> Log:
    """Draw a log of customers with 0 to 12 events each, mixed in arrival."""
    telling = one_in(2, rng)
    rows: list[LogEvent | TraitSet] = []
    for number in range(n_customers):
        customer, day_us = f"c{number}", int(rng.choice(DAYS).timestamp()) * 1_000_000
        rows += [_draw_event(rng, customer, day_us) for _ in range(rng.choice((0, 1, 2, 4, 6, 8, 12)))]
        rows += [_draw_trait(rng, customer, day_us) for _ in range(rng.randint(0, 2) if telling else 0)]
    rng.shuffle(rows)
    if one_in(2, rng):
        rows.sort(key=lambda row: row.at_us)
    arrived = [replace(row, arrival=arrival) for arrival, row in enumerate(rows)]
    return Log(
        tuple(row for row in arrived if isinstance(row, LogEvent)),
        tuple(row for row in arrived if isinstance(row, TraitSet)),
    )


def draw_funnel(rng: Random) -> Funnel:
    """Draw a funnel with any lawful mixture of options."""
    order: Order = rng.choice(("ordered", "ordered", "ordered", "strict", "unordered"))
    skipping = order == "ordered" and one_in(2, rng)
    n_steps = rng.choice((3, 4, 5)) if skipping else rng.choices((1, 2, 3, 4), (1, 4, 4, 3))[0]
    steps = [_draw_step(rng, number, order) for number in range(n_steps)]
    if skipping:
        steps[1:] = [replace(step, optional=one_in(2, rng)) for step in steps[1:]]
    return Funnel(
        steps=tuple(steps),
        scope=draw_scope(rng),
        order=order,
        window_s=rng.choice((None, None, 0, 1, 2, 3, 5, 8)),
        window_from="previous_step" if order != "unordered" and one_in(3, rng) else "first",
        attempt=rng.choices(("best", "first", "last", "every"), (5, 2, 2, 2))[0],
        start=rng.choices(("earliest", "latest"), (2, 1))[0],
        ties="strict" if order != "unordered" and one_in(3, rng) else "allow",
        exclude=_draw_exclusions(rng) if one_in(2, rng) else (),
        exclude_drops=one_in(2, rng),
        hold=rng.choice(list(VALUES)) if one_in(5, rng) else None,
    )


def draw_edges(rng: Random) -> Edges:
    """Draw a question for edges."""
    return Edges(draw_scope(rng))


def draw_paths(rng: Random) -> Paths:
    """Draw a question for paths, with at most one event named."""
    named: dict[str, str] = rng.choice(({}, *({end: rng.choice(NAMES)} for end in ("start", "end", "around"))))
    return Paths(rng.randint(1, 5), rng.choice((1, 3, 50)), scope=draw_scope(rng), **named)


def draw_scope(rng: Random) -> Scope:
    """Draw what a question sees."""
    bounds = [rng.choice(DAYS) + timedelta(seconds=rng.randint(0, SECONDS)) for _ in range(2)]
    return Scope(
        unit=_draw_unit(rng),
        where=_draw_condition(rng) if one_in(6, rng) else None,
        since=min(bounds) if one_in(8, rng) else None,
        until=max(bounds) if one_in(8, rng) else None,
        by=rng.choice(list(VALUES)) if one_in(3, rng) else None,
        top=rng.choice((None, 1, 2)),
    )


def one_in(n: int, rng: Random) -> bool:
    """Happens once in ``n`` times."""
    return rng.randrange(n) == 0


def _draw_event(rng: Random, customer: str, day_us: int) -> LogEvent:
    """One event; properties are missing as often as null."""
    at_us = day_us + rng.randint(0, SECONDS) * 1_000_000 + rng.choice((0, 0, 0, 0, 0, 1, 500_000))
    properties = {name: rng.choice(values) for name, values in VALUES.items() if not one_in(9, rng)}
    return LogEvent(customer, rng.choice((*NAMES, BESIDE)), at_us, 0, properties)


def _draw_trait(rng: Random, customer: str, day_us: int) -> TraitSet:
    """One setting of a trait."""
    trait = rng.choice(list(TRAITS))
    at_us = day_us + rng.randint(0, SECONDS) * 1_000_000
    return TraitSet(customer, trait, rng.choice(TRAITS[trait]), at_us, 0)


def _draw_step(rng: Random, number: int, order: str) -> FunnelStep:
    """One step; limits of its own only where the order allows them."""
    return FunnelStep(
        label=f"step {number}",
        signal=draw_signal(rng),
        window_s=rng.randint(0, 4) if order != "unordered" and number > 0 and one_in(4, rng) else None,
    )


def draw_signal(rng: Random) -> EventSignal:
    """A name mostly, sometimes with a condition, an ``any`` or a star."""
    kind = rng.choices(("name", "where", "any", "every"), (14, 3, 3, 1))[0]
    if kind == "where":
        return Named(rng.choice(NAMES), _draw_condition(rng))
    if kind == "any":
        return AnyOf((Named(rng.choice(NAMES)), Named(rng.choice(NAMES))))
    return Every() if kind == "every" else Named(rng.choice(NAMES))


def _draw_exclusions(rng: Random) -> tuple[EventSignal, ...]:
    """One or two exclusions; an event may serve a step besides."""
    return tuple(rng.choice((Named(BESIDE), draw_signal(rng))) for _ in range(rng.randint(1, 2)))


def _draw_unit(rng: Random) -> Unit:
    """Customers mostly."""
    return rng.choices(
        (
            Unit(),
            Unit("session", gap_s=rng.randint(0, 3)),
            Unit("key", prop=rng.choice(list(VALUES))),
            Unit("run", start=draw_signal(rng)),
        ),
        (5, 2, 2, 2),
    )[0]


def _draw_condition(rng: Random, depth: int = 2) -> Condition:
    """A condition over properties and traits, a few levels deep."""
    kinds = ("compare", "compare", "compare", "in", "null", "truth", "not", "and", "or")
    match rng.choice(kinds if depth else kinds[:6]):
        case "not":
            return Not(_draw_condition(rng, depth - 1))
        case "and" | "or" as joint:
            parts = (_draw_condition(rng, depth - 1), _draw_condition(rng, depth - 1))
            return And(parts) if joint == "and" else Or(parts)
        case kind:
            return _draw_leaf(rng, kind)


def _draw_leaf(rng: Random, kind: str) -> Condition:
    """A condition on one property or, sometimes, trait; its constants are mostly values it has."""
    scope: NameScope = "traits" if one_in(6, rng) else ""
    prop, values = rng.choice(list((TRAITS if scope else VALUES).items()))
    name, constants = Name(scope, (prop,)), (*values, *values, *CONSTANTS)
    match kind:
        case "compare":
            op: CompareOp = rng.choice(("=", "=", "!=", "<", "<=", ">", ">="))
            return Compare(op, name, Constant(rng.choice(constants)))
        case "in":
            return In(name, tuple(Constant(value) for value in rng.sample(constants, 2)))
        case "null":
            return IsNull(name)
        case _:
            return Truth(name)
