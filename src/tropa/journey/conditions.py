"""Conditions: the tree that every executor reads, and nothing else.

A condition says something about one event and the customer it happened to.  Its text is
a SQL boolean expression (``parse_condition`` in ``condition_text``); its meaning is this
tree, run by the Python predicate in ``predicate`` and by the SQL of each warehouse.
One conformance test holds the executors together.

Values are of two kinds only, **text** and **number**, or they are missing (``None``).
A boolean is the text ``true`` or ``false``: a CSV file cannot tell the two apart, so no
executor may.  The rules of comparison stand in ``predicate.compare``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Value: TypeAlias = str | float | None
"""A property as conditions see it: text, number, or missing."""

CompareOp: TypeAlias = Literal["=", "!=", "<", "<=", ">", ">="]

NameScope: TypeAlias = Literal["", "traits", "start", "event", "run", "component", "role", "components"]
"""Where a name is looked up; the empty scope is the slot's own (LANGUAGE.md, Condition)."""


@dataclass(frozen=True, slots=True)
class Name:
    """A property by name, in a scope: ``amount``, ``traits.age``, ``start.plan``."""

    scope: NameScope
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Constant:
    """A literal value: text, number or null."""

    value: Value


@dataclass(frozen=True, slots=True)
class Did:
    """``did('event', times => 3, within => '7d', since => 'entry', where => '...')``.

    True when the customer's event was heard at least ``times`` times.  ``within_s`` is a
    number of seconds before now; ``since`` is ``entry``, ``step``, ``ever`` or a duration.
    """

    event: str
    times: int = 1
    within_s: int | None = None
    since: str | None = None
    where: Condition | None = None


@dataclass(frozen=True, slots=True)
class Last:
    """``last('event', 'prop')``: the property of the latest such event, or null."""

    event: str
    prop: str


@dataclass(frozen=True, slots=True)
class BaselineReady:
    """``baseline.ready``: the behaviour baseline of this customer exists."""


@dataclass(frozen=True, slots=True)
class LastChange:
    """``changes.last``: the id of the latest change of behaviour in this run, or null."""


Operand: TypeAlias = Name | Constant | Last | LastChange


@dataclass(frozen=True, slots=True)
class Compare:
    """``left op right`` in three-valued logic."""

    op: CompareOp
    left: Operand
    right: Operand


@dataclass(frozen=True, slots=True)
class Like:
    """``operand like 'pattern'``: ``%`` any run of characters, ``_`` any one; no escape."""

    operand: Operand
    pattern: str


@dataclass(frozen=True, slots=True)
class In:
    """``operand in (a, b, ...)``: equality with any member, three-valued."""

    operand: Operand
    members: tuple[Operand, ...]


@dataclass(frozen=True, slots=True)
class IsNull:
    """``operand is null``: never null itself."""

    operand: Operand


@dataclass(frozen=True, slots=True)
class Truth:
    """A bare operand used as a condition: it equals the text ``true``."""

    operand: Operand


@dataclass(frozen=True, slots=True)
class Not:
    """The negation; of null, null."""

    item: Condition


@dataclass(frozen=True, slots=True)
class And:
    """All hold; false wins over null."""

    items: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any holds; true wins over null."""

    items: tuple[Condition, ...]


Condition: TypeAlias = Compare | Like | In | IsNull | Truth | Not | And | Or | Did | BaselineReady
"""``between`` is read as two comparisons, so it needs no node of its own."""


def operands(condition: Condition) -> tuple[Operand, ...]:
    """Every operand of the tree in reading order, those under ``did(... where)`` excepted.

    The events that ``did`` asks about have properties of their own; ``history`` tells them.
    """
    match condition:
        case Compare(_, left, right):
            return (left, right)
        case In(operand, members):
            return (operand, *members)
        case Like(operand) | IsNull(operand) | Truth(operand):
            return (operand,)
        case Not(item):
            return operands(item)
        case And(items) | Or(items):
            return tuple(found for item in items for found in operands(item))
        case Did() | BaselineReady():
            return ()


def history(condition: Condition) -> tuple[Did | Last, ...]:
    """Every look back into the customer's history that the condition makes."""
    looks: tuple[Did | Last, ...] = tuple(o for o in operands(condition) if isinstance(o, Last))
    match condition:
        case Did():
            return (condition,)
        case Not(item):
            return history(item)
        case And(items) | Or(items):
            return tuple(found for item in items for found in history(item))
        case _:
            return looks
