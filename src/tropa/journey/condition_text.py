"""Conditions as text: SQL's boolean expressions, whitelisted, to our tree and back."""

from __future__ import annotations

import re

from tropa.journey.codecs.values import SECONDS
from tropa.journey.condition_error import ConditionError
from tropa.journey.conditions import (
    And,
    BaselineReady,
    Compare,
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
)

MAX_LENGTH = 2_000
"""Longer than any condition a person reads; keeps the parser's time bounded."""

MAX_NESTING = 40
"""Brackets within brackets."""

_PLAIN_NAME = re.compile(r"[^\W\d]\w*")


def parse_condition(text: str) -> Condition:
    """The tree of a condition.

    Args:
        text: A boolean expression, e.g. ``traits.age >= 18 and not premium``.

    Raises:
        ConditionError: It is no condition of the language.

    >>> parse_condition("amount > 0")
    Compare(op='>', left=Name(scope='', path=('amount',)), right=Constant(value=0.0))
    """
    from tropa.journey.condition_sql import read_condition

    if _too_long(text):
        raise ConditionError(text)
    condition = read_condition(text)
    if len(text) > MAX_LENGTH // 4 and _too_long(format_condition(condition)):
        raise ConditionError(text)  # a `between` is written twice as long, a quote in a quote too
    return condition


def _too_long(text: str) -> bool:
    return len(text) > MAX_LENGTH or _nesting(text) > MAX_NESTING


def _nesting(text: str) -> int:
    depth = deepest = 0
    for sign in text:
        depth += (sign == "(") - (sign == ")")
        deepest = max(deepest, depth)
    return deepest + text.lower().count("not not")


def format_condition(condition: Condition) -> str:
    """The canonical text of a condition; ``parse_condition`` reads it back to an equal tree."""
    return _format(condition, 0)


_BINDS = {Or: 1, And: 2, Not: 3}


def _format(condition: Condition, outer: int) -> str:
    text = _format_bare(condition)
    return f"({text})" if _BINDS.get(type(condition), 9) < outer else text


def _format_bare(condition: Condition) -> str:
    match condition:
        case Compare(op, left, right):
            return f"{_format_operand(left)} {op} {_format_operand(right)}"
        case And(items):
            return " and ".join(_format(item, 3) for item in items)
        case Or(items):
            return " or ".join(_format(item, 2) for item in items)
        case Not(item):
            return f"not {_format(item, 3)}"
        case In(operand, members):
            return f"{_format_operand(operand)} in ({', '.join(map(_format_operand, members))})"
        case Like(operand, pattern):
            return f"{_format_operand(operand)} like {_quoted(pattern)}"
        case IsNull(operand):
            return f"{_format_operand(operand)} is null"
        case Truth(operand):
            return _format_operand(operand)
        case BaselineReady():
            return "baseline.ready"
        case Did():
            return _format_did(condition)


def _format_did(did: Did) -> str:
    options: list[tuple[bool, str]] = [
        (did.times != 1, f"times => {did.times}"),
        (did.within_s is not None, f"within => '{_duration(did.within_s or 0)}'"),
        (did.since is not None, f"since => '{did.since}'"),
        (did.where is not None, f"where => {_quoted(format_condition(did.where)) if did.where else ''}"),
    ]
    return f"did({', '.join([_quoted(did.event), *(text for given, text in options if given)])})"


def _duration(seconds: int) -> str:
    unit = next(unit for unit in reversed(SECONDS) if seconds % SECONDS[unit] == 0)
    return f"{seconds // SECONDS[unit]}{unit}"


def _format_operand(operand: Operand) -> str:
    match operand:
        case Constant(None):
            return "null"
        case Constant(str(text)):
            return _quoted(text)
        case Constant(value):
            return _format_number(float(value or 0))
        case Last(event, prop):
            return f"last({_quoted(event)}, {_quoted(prop)})"
        case LastChange():
            return "changes.last"
        case Name(scope, path):
            return ".".join(map(_format_identifier, (scope, *path) if scope else path))


def _format_number(number: float) -> str:
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)  # noqa: PLR2004  exact below


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _format_identifier(name: str) -> str:
    from tropa.journey.condition_sql import reads_as_name

    if _PLAIN_NAME.fullmatch(name) and reads_as_name(name):
        return name
    return '"' + name.replace('"', '""') + '"'
