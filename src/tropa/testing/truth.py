"""Which events serve a signal, told a second time and on purpose.

The oracle may not lean on what it judges, so it does not use ``journey.predicate``: here is the
part of the condition language that conformance questions are drawn from, in three-valued logic,
word for word after LANGUAGE.md ("Condition").  Names are looked up in the event's properties or,
with ``traits.``, in the customer's traits; ``did``, ``last`` and ``like`` are not told again.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable

from tropa.journey.conditions import (
    And,
    Compare,
    Condition,
    Constant,
    In,
    IsNull,
    Name,
    Not,
    Operand,
    Or,
    Truth,
    Value,
)
from tropa.journey.signals import AnyOf, Every, Named
from tropa.measure.questions import EventSignal
from tropa.testing.logs import LogEvent

NUMERIC = re.compile(r"-?\d+(\.\d+)?")

OPERATORS: dict[str, Callable[[str | float, str | float], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def serves(signal: EventSignal, event: LogEvent) -> bool:
    """Whether this one event serves the signal."""
    match signal:
        case Every():
            return True
        case Named(name, where):
            return event.name == name and (where is None or holds(where, event) is True)
        case AnyOf(members):
            return any(serves(member, event) for member in members)  # type: ignore[arg-type]


def holds(condition: Condition, event: LogEvent) -> bool | None:
    """The condition's truth at the event; ``None`` is null."""
    match condition:
        case Compare(op, left, right):
            return compared(op, value_of(left, event), value_of(right, event))
        case In(operand, members):
            value = value_of(operand, event)
            return any_of([compared("=", value, value_of(member, event)) for member in members])
        case IsNull(operand):
            return value_of(operand, event) is None
        case Truth(operand):
            return compared("=", value_of(operand, event), "true")
        case Not(item):
            truth = holds(item, event)
            return None if truth is None else not truth
        case Or(items):
            return any_of([holds(item, event) for item in items])
        case And(items):
            denied = any_of([holds(Not(item), event) for item in items])
            return None if denied is None else not denied
        case _:
            raise NotImplementedError(condition)


def any_of(truths: list[bool | None]) -> bool | None:
    """Three-valued *or*: true wins over null, null over false."""
    if True in truths:
        return True
    return None if None in truths else False


def value_of(operand: Operand, event: LogEvent) -> Value:
    """What the operand stands for at the event."""
    match operand:
        case Constant(value):
            return value
        case Name("", (name,)):
            return event.properties.get(name)
        case Name("traits", (name,)):
            return event.traits.get(name)
        case _:
            raise NotImplementedError(operand)


def compared(op: str, left: Value, right: Value) -> bool | None:
    """Compare two values.

    A missing one gives null.  A number meets numeric text as a number, and other text as null.
    Two texts are compared as text, but as numbers under ``< <= > >=`` where both read so.

    >>> compared("=", 1.0, "1"), compared("=", "1.0", "1"), compared("<", "9", "10")
    (True, False, True)
    >>> compared("!=", 1.0, "one") is None
    True
    """
    if left is None or right is None:
        return None
    texts = isinstance(left, str) and isinstance(right, str)
    numbers = (number(left), number(right))
    if texts and (op in ("=", "!=") or None in numbers):
        return OPERATORS[op](left, right)
    if numbers[0] is None or numbers[1] is None:
        return None
    return OPERATORS[op](numbers[0], numbers[1])


def number(value: str | float) -> float | None:
    """The value read as a number, or None."""
    if isinstance(value, float):
        return value
    return float(value) if NUMERIC.fullmatch(value) else None
