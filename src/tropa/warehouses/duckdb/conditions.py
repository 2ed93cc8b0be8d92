"""Conditions and signals as DuckDB SQL, in three-valued logic.

A value is a *pair* of columns, text and number, of which at most one is not null; so every
operand becomes two SQL expressions and every comparison chooses between them while it runs.
SQL's own three-valued logic does the rest.  The meaning is that of ``journey.conditions``;
the Python predicate is the other executor, and one conformance test holds the two together.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias, assert_never

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
from tropa.journey.signals import AnyOf, Every, Named, Signal

NUMERIC_TEXT = r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?"
"""Text that reads as a number, in full: no blanks, no thousands, ASCII digits only.

DuckDB's own cast is wider (``1_000``, ``nan``), so the pattern stands before it.
"""


class Unanswerable(ValueError):
    """The question asks for what this log, or a log alone, cannot answer."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the event table calls the things that conditions and signals name.

    Args:
        names: Event names in order of code point; the place of a name is its code.
        properties: Event properties; number *i* stands in the columns ``t{i}``, ``n{i}``.
        traits: Customer traits; number *i* stands in ``trait_t{i}``, ``trait_n{i}``.
    """

    names: tuple[str, ...]
    properties: tuple[str, ...]
    traits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """A value as SQL: its text and its number, at most one of them not null."""

    text: str
    number: str

    @property
    def read_as_number(self) -> str:
        """The number, or the text where all of it reads as a finite number."""
        cast = f"TRY_CAST({self.text} AS DOUBLE)"
        numeric = f"regexp_full_match({self.text}, {literal(NUMERIC_TEXT)}) AND isfinite({cast})"
        return f"coalesce({self.number}, CASE WHEN {numeric} THEN {cast} END)"


def literal(value: Value) -> str:
    """A constant as SQL: the one place where foreign text enters a statement.

    DuckDB knows no escapes inside quotes but the doubled quote.
    """
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return f"CAST('{float(value)!r}' AS DOUBLE)" if value is not None else "NULL"


def pair_of(value: Value) -> Pair:
    """A constant as a pair of typed expressions."""
    missing = Pair("CAST(NULL AS VARCHAR)", "CAST(NULL AS DOUBLE)")
    if value is None:
        return missing
    if isinstance(value, str):
        return Pair(literal(value), missing.number)
    return Pair(missing.text, literal(value))


def property_pair(prop: str, vocabulary: Vocabulary) -> Pair:
    """The columns of an event property.

    Raises:
        Unanswerable: The property was not asked for when the log was landed.
    """
    if prop not in vocabulary.properties:
        raise Unanswerable(f"the property {prop!r} was not kept when the log was read")
    i = vocabulary.properties.index(prop)
    return Pair(f"t{i}", f"n{i}")


def condition_sql(condition: Condition, vocabulary: Vocabulary) -> str:
    """The condition as a parenthesised SQL expression of type BOOLEAN, possibly null.

    Raises:
        Unanswerable: It looks at more than an event and the customer's traits.
    """
    match condition:
        case Compare(op, left, right):
            return _compared(op, _pair(left, vocabulary), _pair(right, vocabulary))
        case In(operand, members):
            pair = _pair(operand, vocabulary)
            return _joined("OR", (_compared("=", pair, _pair(m, vocabulary)) for m in members))
        case Like(operand, pattern):
            return f"({_pair(operand, vocabulary).text} LIKE {literal(pattern)})"
        case IsNull(operand):
            pair = _pair(operand, vocabulary)
            return f"({pair.text} IS NULL AND {pair.number} IS NULL)"
        case Truth(operand):
            return _compared("=", _pair(operand, vocabulary), pair_of("true"))
        case Not(item):
            return f"(NOT {condition_sql(item, vocabulary)})"
        case And(items):
            return _joined("AND", (condition_sql(item, vocabulary) for item in items))
        case Or(items):
            return _joined("OR", (condition_sql(item, vocabulary) for item in items))
        case Did(event):
            raise _beyond(f"did({event!r})")
        case BaselineReady():
            raise _beyond("baseline.ready")
    assert_never(condition)


def matches(signal: Signal, vocabulary: Vocabulary) -> str:
    """Whether an event serves the signal: a SQL expression of type BOOLEAN, never null.

    Raises:
        Unanswerable: The signal is more than one event by name, or its condition is.
    """
    match signal:
        case Every():
            return "TRUE"
        case Named(name, where):
            return _named(name, where, vocabulary)
        case AnyOf(members):
            return _joined("OR", (matches(member, vocabulary) for member in members))
        case _:
            raise _beyond(f"a signal of the kind {type(signal).__name__}")


def holds(condition: Condition | None, vocabulary: Vocabulary) -> str:
    """Whether the condition is true of an event: BOOLEAN, never null; None is true."""
    return f"coalesce({condition_sql(condition, vocabulary)}, FALSE)" if condition else "TRUE"


def _named(name: str, where: Condition | None, vocabulary: Vocabulary) -> str:
    """An event's name compared by code, with the condition; a name never heard is false."""
    condition = holds(where, vocabulary)
    if name not in vocabulary.names:
        return "FALSE"
    return f"(name = {vocabulary.names.index(name)} AND {condition})"


def _pair(operand: Operand, vocabulary: Vocabulary) -> Pair:
    """Where an operand's text and number stand."""
    match operand:
        case Constant(value):
            return pair_of(value)
        case Name("" | "event", path):
            return property_pair(".".join(path), vocabulary)
        case Name("traits", path):
            return _trait(".".join(path), vocabulary)
        case Name(scope, path):
            raise _beyond(".".join((scope, *path)))
        case Last(event, prop):
            raise _beyond(f"last({event!r}, {prop!r})")
        case LastChange():
            raise _beyond("changes.last")
    assert_never(operand)


def _trait(trait: str, vocabulary: Vocabulary) -> Pair:
    """The columns of a trait; nobody has one that the log never sets."""
    if trait not in vocabulary.traits:
        return pair_of(None)
    i = vocabulary.traits.index(trait)
    return Pair(f"trait_t{i}", f"trait_n{i}")


def _compared(op: CompareOp, left: Pair, right: Pair) -> str:
    """Two texts compare as texts, anything else as numbers; where order is asked, numeric texts too."""
    as_texts = f"{left.text} {op} {right.text}"
    as_numbers = f"{left.read_as_number} {op} {right.read_as_number}"
    if op in {"=", "!="}:
        both_texts = f"{left.text} IS NOT NULL AND {right.text} IS NOT NULL"
        return f"(CASE WHEN {both_texts} THEN {as_texts} ELSE {as_numbers} END)"
    # A text column is null beside a number, so the second choice is made for two texts only.
    return f"coalesce({as_numbers}, {as_texts})"


Joint: TypeAlias = Literal["AND", "OR"]


def _joined(joint: Joint, parts: Iterable[str]) -> str:
    """All or any of the parts: of none, true or false."""
    empty = "TRUE" if joint == "AND" else "FALSE"
    return f"({f' {joint} '.join(parts) or empty})"


def _beyond(what: str) -> Unanswerable:
    """The error for what needs a running journey rather than a log."""
    return Unanswerable(f"this condition looks at {what}, which a log alone cannot answer")
