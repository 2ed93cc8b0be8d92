"""Small logs in memory: what tests write down and oracles read."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from tropa.journey.conditions import Value


@dataclass(frozen=True, slots=True)
class LogEvent:
    """One event of a log, with what a question may ask of it.

    Args:
        customer: Whom it happened to.
        name: What happened.
        at_us: Its own time, microseconds since 1970-01-01 UTC.
        arrival: Its place in the log; one numbering with the traits.
        properties: By name; a missing one and ``None`` are the same.
        traits: The customer's traits as of this point in the order (``Log`` fills them in).
    """

    customer: str
    name: str
    at_us: int
    arrival: int
    properties: Mapping[str, Value] = field(default_factory=dict)
    traits: Mapping[str, Value] = field(default_factory=dict)

    @property
    def order(self) -> tuple[int, int]:
        """Where the event stands (rule M1)."""
        return (self.at_us, self.arrival)


@dataclass(frozen=True, slots=True)
class TraitSet:
    """A trait set at its time; ``None`` clears it."""

    customer: str
    trait: str
    value: Value
    at_us: int
    arrival: int

    @property
    def order(self) -> tuple[int, int]:
        """Where the setting stands (rule M1)."""
        return (self.at_us, self.arrival)


@dataclass(frozen=True, slots=True)
class Log:
    """Events and trait settings, in whatever order.

    ``at`` and ``arrival`` of both are one order: an event knows the traits set before it.
    """

    events: tuple[LogEvent, ...]
    trait_sets: tuple[TraitSet, ...] = ()

    def customers(self) -> list[str]:
        """Whoever has an event."""
        return sorted({event.customer for event in self.events})

    def of(self, customers: Collection[str]) -> Log:
        """The part of the log that is about these customers."""
        return Log(
            tuple(event for event in self.events if event.customer in customers),
            tuple(told for told in self.trait_sets if told.customer in customers),
        )

    def told(self) -> list[LogEvent]:
        """The events, each with its customer's traits as of then."""
        about: dict[str, list[TraitSet]] = {}
        for trait_set in sorted(self.trait_sets, key=lambda one: one.order):
            about.setdefault(trait_set.customer, []).append(trait_set)
        return [replace(e, traits=traits_at(e.order, about.get(e.customer, []))) for e in self.events]


def traits_at(order: tuple[int, int], trait_sets: list[TraitSet]) -> dict[str, Value]:
    """What one customer's settings, in order, amount to just before a place in the order."""
    return {one.trait: one.value for one in trait_sets if one.order < order}


def value_text(value: Value) -> str | None:
    """A value as text, so that a number and its text are one value (rule R4).

    >>> value_text(100.0), value_text("100"), value_text(2.5), value_text(None)
    ('100', '100', '2.5', None)
    """
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return value
