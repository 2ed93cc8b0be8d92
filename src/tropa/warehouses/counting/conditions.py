"""Conditions and signals as SQL, in three-valued logic.

A value is a *pair* of columns, text and number, of which at most one is not null; so every
operand becomes two SQL expressions and every comparison chooses between them while it runs.
SQL's own three-valued logic does the rest.  The meaning is that of ``journey.conditions``;
the Python predicate is the other executor, and one conformance test holds all of them together.
What no two engines write alike is asked of the vocabulary's ``Dialect``.
"""

from __future__ import annotations

from collections.abc import Iterable
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
from tropa.warehouses.counting.dialect import Pair, Vocabulary


class Unanswerable(ValueError):
    """The question asks for what this log, or a log alone, cannot answer."""


def pair_of(value: Value, vocabulary: Vocabulary) -> Pair:
    """A constant as a pair of typed expressions."""
    dialect = vocabulary.dialect
    if isinstance(value, str):
        return Pair(dialect.text(value), dialect.no_number)
    return Pair(dialect.no_text, dialect.number(float(value)) if value is not None else dialect.no_number)


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
            return _compared(op, _pair(left, vocabulary), _pair(right, vocabulary), vocabulary)
        case In(operand, members):
            pair = _pair(operand, vocabulary)
            return _joined("OR", (_compared("=", pair, _pair(m, vocabulary), vocabulary) for m in members))
        case Like(operand, pattern):
            return vocabulary.dialect.like(_pair(operand, vocabulary).text, pattern)
        case IsNull(operand):
            pair = _pair(operand, vocabulary)
            return f"({pair.text} IS NULL AND {pair.number} IS NULL)"
        case Truth(operand):
            return _compared("=", _pair(operand, vocabulary), pair_of("true", vocabulary), vocabulary)
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


def any_matches(signals: Iterable[Signal], vocabulary: Vocabulary) -> str:
    """Whether an event serves any of the signals, as ``matches`` has it.

    Bare names are asked for at once, which engines look up while they read; a chain of comparisons
    is worked out one by one.
    """
    met = dict.fromkeys(signals)
    bare = [signal for signal in met if isinstance(signal, Named) and signal.where is None]
    codes = sorted(vocabulary.names.index(one.name) for one in bare if one.name in vocabulary.names)
    listed = [vocabulary.dialect.among("name", codes)] if codes else []
    return _joined("OR", [*listed, *(matches(signal, vocabulary) for signal in met if signal not in bare)])


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
            return pair_of(value, vocabulary)
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
        return pair_of(None, vocabulary)
    i = vocabulary.traits.index(trait)
    return Pair(f"trait_t{i}", f"trait_n{i}")


def _compared(op: CompareOp, left: Pair, right: Pair, vocabulary: Vocabulary) -> str:
    """Two texts compare as texts, anything else as numbers; where order is asked, numeric texts too."""
    as_texts = f"{left.text} {op} {right.text}"
    as_numbers = f"{vocabulary.number_of(left)} {op} {vocabulary.number_of(right)}"
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
