"""Conditions run in Python: the reference for every other executor.

Three-valued logic: a condition is true, false or unknown (``None``).  A number compares with a
text that reads as a number; a text that does not makes the comparison unknown.  Two texts that
both read as numbers compare as numbers under ``< <= > >=`` and as text under ``=`` and ``in``.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from tropa.journey.conditions import (
    And,
    BaselineReady,
    Compare,
    CompareOp,
    Condition,
    Constant,
    Did,
    In,
    IsNull,
    Last,
    LastChange,
    Like,
    Name,
    Not,
    Operand,
    Or,
    Truth,
    Value,
)

NUMERIC_TEXT = r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?"
"""What reads as a number, in every executor."""

_NUMERIC = re.compile(NUMERIC_TEXT, re.ASCII)
_OPERATORS: dict[CompareOp, Callable[[object, object], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,  # type: ignore[dict-item]  # both sides are texts, or both numbers
    "<=": operator.le,  # type: ignore[dict-item]
    ">": operator.gt,  # type: ignore[dict-item]
    ">=": operator.ge,  # type: ignore[dict-item]
}


class Past(Protocol):
    """What a condition may ask of a customer's history; the engine answers."""

    def did(self, look: Did) -> bool:
        """Whether the event was heard so often."""

    def last(self, look: Last) -> Value:
        """The property of the latest such event."""

    def baseline_ready(self) -> bool:
        """Whether the customer's usual behaviour is known."""

    def last_change(self) -> Value:
        """The id of the latest change of behaviour in this run."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a condition is about.

    Args:
        names: Properties that bare names stand for.
        scopes: Values by scope and name: ``scopes["traits"]["age"]``.
        past: The customer's history; None where nothing of it is known, which makes looks back
            unknown.
    """

    names: Mapping[str, Value]
    scopes: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    past: Past | None = None


def normal(value: object) -> Value:
    """Any property as conditions see it: text, number, or missing.

    >>> normal(True), normal(3), normal([1]), normal(float("nan"))
    ('true', 3.0, '[1]', None)
    """
    match value:
        case None:
            return None
        case bool():
            return "true" if value else "false"
        case int() | float():
            return _finite(value)
        case _:
            return str(value)


def _finite(number: float) -> float | None:
    try:
        held = float(number)
    except OverflowError:
        return None
    return held if math.isfinite(held) else None


def as_number(value: Value) -> float | None:
    """The number that a value is, or reads as; None where it is neither."""
    if isinstance(value, str):
        return _finite(float(value)) if _NUMERIC.fullmatch(value) else None
    return value


def compare(op: CompareOp, left: Value, right: Value) -> bool | None:
    """One comparison, unknown where a side is missing or a text does not read as a number."""
    if left is None or right is None:
        return None
    if isinstance(left, str) and isinstance(right, str):
        numbers = (as_number(left), as_number(right))
        if op in {"=", "!="} or None in numbers:
            return _OPERATORS[op](left, right)
        return _OPERATORS[op](*numbers)
    first, second = as_number(left), as_number(right)
    return None if first is None or second is None else _OPERATORS[op](first, second)


def holds(condition: Condition, facts: Facts) -> bool | None:
    """Whether a condition is true, false or unknown of the facts."""
    match condition:
        case Compare(op, left, right):
            return compare(op, value_of(left, facts), value_of(right, facts))
        case And(items):
            return _all(holds(item, facts) for item in items)
        case Or(items):
            return _not(_all(_not(holds(item, facts)) for item in items))
        case Not(item):
            return _not(holds(item, facts))
        case In(operand, members):
            met = value_of(operand, facts)
            return _not(_all(_not(compare("=", met, value_of(member, facts))) for member in members))
        case Like(operand, pattern):
            return _like(value_of(operand, facts), pattern)
        case IsNull(operand):
            return value_of(operand, facts) is None
        case Truth(operand):
            return compare("=", value_of(operand, facts), "true")
        case Did():
            return facts.past.did(condition) if facts.past else None
        case BaselineReady():
            return facts.past.baseline_ready() if facts.past else None


def _all(items: Iterable[bool | None]) -> bool | None:
    found = list(items)
    if False in found:
        return False
    return None if None in found else True


def _not(held: bool | None) -> bool | None:  # noqa: FBT001  a truth value is its only argument
    return None if held is None else not held


def _like(value: Value, pattern: str) -> bool | None:
    if not isinstance(value, str):
        return None
    first, *rest = ("".join("." if sign == "_" else re.escape(sign) for sign in part) for part in pattern.split("%"))
    if not rest:
        return re.fullmatch(first, value, re.DOTALL) is not None
    # Each part is met where it first can be, and never again elsewhere: no pattern takes long.
    middle = "".join(f"(?>.*?{part})" for part in rest[:-1] if part)
    return re.fullmatch(f"{first}{middle}.*{rest[-1]}", value, re.DOTALL) is not None


def value_of(operand: Operand, facts: Facts) -> Value:
    """What an operand stands for; missing where the facts do not say."""
    match operand:
        case Constant(value):
            return value
        case Last():
            return facts.past.last(operand) if facts.past else None
        case LastChange():
            return facts.past.last_change() if facts.past else None
        case Name(scope, path):
            held = facts.scopes.get(scope, {}) if scope and scope != "event" else facts.names
            return held.get(".".join(path))
