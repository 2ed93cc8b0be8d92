"""Conditions read by sqlglot: only what LANGUAGE.md names passes.

What a condition may not say (arithmetic, casts, subqueries, other functions) is refused with the part
that said it.  Whoever reads no condition does not import this, nor sqlglot.
"""

from __future__ import annotations

import logging
import re
from functools import lru_cache
from typing import get_args

import sqlglot
from sqlglot import exp

from tropa.journey.codecs.scalars import POSITIVE, duration_of
from tropa.journey.condition_error import ConditionError
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
    NameScope,
    Not,
    Operand,
    Or,
    Truth,
)

logging.getLogger("sqlglot").disabled = True  # it logs what we already raise

_SCOPES = frozenset(get_args(NameScope)) - {""}
_COMPARISONS: dict[type[exp.Expression], CompareOp] = {
    exp.EQ: "=",
    exp.NEQ: "!=",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.GT: ">",
    exp.GTE: ">=",
}
_DID_ARGUMENTS = ("times", "within", "since", "where")


def read_condition(text: str) -> Condition:
    """The tree of a condition of any length.

    Raises:
        ConditionError: It is no condition of the language.
    """
    try:
        return _condition(_where(text))
    except ConditionError:
        raise
    except Exception as error:  # what sqlglot stumbles over, it stumbles over in many ways
        raise ConditionError(text) from error


@lru_cache(maxsize=4_096)
def reads_as_name(name: str) -> bool:
    """Whether SQL reads the bare word as a name wherever one may stand, and not as a keyword."""
    held = Name("", (name,))
    try:
        read = _condition(_where(f"{name} is null or {name} = 1"))
    except (sqlglot.errors.SqlglotError, ValueError):
        return False
    return read == Or((IsNull(held), Compare("=", held, Constant(1.0))))


def _where(text: str) -> exp.Expression:
    """What sqlglot makes of the whole text, which must not close the bracket it is put into."""
    statements = sqlglot.parse(f"SELECT 1 WHERE ({text}\n)", read="duckdb")
    select = statements[0]
    if len(statements) > 1 or not isinstance(select, exp.Select):
        raise ConditionError(text)
    given = {name: part for name, part in select.args.items() if part}
    where = given.get("where")
    if given.keys() != {"expressions", "where"} or not isinstance(where, exp.Where):
        raise ConditionError(text)
    if not isinstance(where.this, exp.Paren):
        raise ConditionError(text)
    inside: exp.Expression = where.this.this
    return inside


def _condition(node: exp.Expression) -> Condition:
    if isinstance(node, exp.Paren):
        return _condition(node.this)
    if isinstance(node, exp.Not):
        return Not(_condition(node.this))
    if isinstance(node, exp.And | exp.Or):
        return _joined(node)
    if isinstance(node, exp.Between) and not node.args.get("symmetric"):
        held = _operand(node.this)
        between = And(
            (Compare(">=", held, _operand(node.args["low"])), Compare("<=", held, _operand(node.args["high"])))
        )
        return Not(between) if node.args.get("negate") else between
    if op := _COMPARISONS.get(type(node)):
        return Compare(op, _operand(node.this), _operand(node.expression))
    return _test(node)


def _joined(node: exp.And | exp.Or) -> Condition:
    """A chain of one connective, flat: ``a and b and c`` is one ``And`` of three."""
    kind, made = (exp.And, And) if isinstance(node, exp.And) else (exp.Or, Or)
    items: list[Condition] = []
    waiting: list[exp.Expression] = [node]
    while waiting:
        part = waiting.pop()
        while isinstance(part, exp.Paren):
            part = part.this
        if isinstance(part, kind):
            waiting += [part.expression, part.this]
            continue
        item = _condition(part)
        items += item.items if isinstance(item, made) else (item,)
    return made(tuple(items))


def _test(node: exp.Expression) -> Condition:
    if isinstance(node, exp.Like) and isinstance(node.expression, exp.Literal) and node.expression.is_string:
        like = Like(_operand(node.this), str(node.expression.this))
        return Not(like) if node.args.get("negate") else like
    if isinstance(node, exp.In) and node.expressions and not node.args.get("query"):
        return In(_operand(node.this), tuple(_operand(item) for item in node.expressions))
    if isinstance(node, exp.Is) and isinstance(node.expression, exp.Null):
        return IsNull(_operand(node.this))
    if isinstance(node, exp.Anonymous) and str(node.this).lower() == "did":
        return _did(node)
    if isinstance(node, exp.Column) and _parts(node) == ("baseline", "ready"):
        return BaselineReady()
    return Truth(_operand(node))


def _did(node: exp.Anonymous) -> Did:
    event, *options = node.expressions
    given = {str(option.this.name): option.expression for option in options if isinstance(option, exp.Kwarg)}
    if len(given) != len(options) or set(given) - set(_DID_ARGUMENTS):
        raise ConditionError(node.sql())
    where = _text(given["where"]) if "where" in given else None
    return Did(
        _text(event),
        _times(given["times"]) if "times" in given else 1,
        duration_of(_text(given["within"])).seconds if "within" in given else None,
        _since(_text(given["since"])) if "since" in given else None,
        read_condition(where) if where is not None else None,
    )


def _times(node: exp.Expression) -> int:
    if isinstance(node, exp.Literal) and re.fullmatch(POSITIVE.pattern, str(node.this), re.ASCII):
        return int(node.this)
    raise ConditionError(node.sql())


def _since(text: str) -> str:
    return text if text in {"entry", "step", "ever"} else str(duration_of(text))


def _text(node: exp.Expression) -> str:
    if isinstance(node, exp.Literal) and node.is_string:
        return str(node.this)
    raise ConditionError(node.sql())


def _operand(node: exp.Expression) -> Operand:
    if isinstance(node, exp.Paren):
        return _operand(node.this)
    if isinstance(node, exp.Literal):
        return Constant(str(node.this) if node.is_string else _finite(str(node.this)))
    if isinstance(node, exp.Neg) and isinstance(node.this, exp.Literal) and not node.this.is_string:
        return Constant(-_finite(str(node.this.this)))
    if isinstance(node, exp.Boolean):
        return Constant("true" if node.this else "false")
    if isinstance(node, exp.Null):
        return Constant(None)
    if isinstance(node, exp.Last) and node.args.get("expression") is not None:
        return Last(_text(node.this), _text(node.expression))
    if isinstance(node, exp.Column):
        return _name(node)
    raise ConditionError(node.sql())


def _finite(text: str) -> float:
    number = float(text)
    if abs(number) == float("inf"):
        raise ConditionError(text)
    return number


def _parts(node: exp.Column) -> tuple[str, ...]:
    return tuple(str(part.name) for part in node.parts)


def _name(node: exp.Column) -> Operand:
    parts = _parts(node)
    if not all(parts) or not all(isinstance(part, exp.Identifier) for part in node.parts):
        raise ConditionError(node.sql())
    if parts == ("changes", "last"):
        return LastChange()
    if len(parts) > 1 and parts[0] in _SCOPES:
        return Name(parts[0], parts[1:])  # type: ignore[arg-type]  # the set is made of the scopes
    return Name("", parts)
