"""Conditions as text: SQL's boolean expressions, whitelisted, to our tree and back.

sqlglot reads the SQL; only what LANGUAGE.md names passes.  What a condition may not say
(arithmetic, casts, subqueries, other functions) is refused with the part that said it.
"""

from __future__ import annotations

import logging
import re
from functools import lru_cache
from typing import get_args

import sqlglot
from sqlglot import exp

from tropa.journey.codecs.scalars import POSITIVE, duration_of
from tropa.journey.codecs.values import SECONDS
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

MAX_LENGTH = 2_000
"""Longer than any condition a person reads; keeps the parser's time bounded."""

MAX_NESTING = 40
"""Brackets within brackets."""

_SCOPES = frozenset(get_args(NameScope)) - {""}
_COMPARISONS: dict[type[exp.Expression], CompareOp] = {
    exp.EQ: "=",
    exp.NEQ: "!=",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.GT: ">",
    exp.GTE: ">=",
}
_PLAIN_NAME = re.compile(r"[^\W\d]\w*")
_DID_ARGUMENTS = ("times", "within", "since", "where")


class ConditionError(ValueError):
    """A text is no condition; ``met`` is the part that cannot stand there."""

    def __init__(self, met: str) -> None:
        super().__init__(met)
        self.met = met[:80]


def parse_condition(text: str) -> Condition:
    """The tree of a condition.

    Args:
        text: A boolean expression, e.g. ``traits.age >= 18 and not premium``.

    Raises:
        ConditionError: It is no condition of the language.

    >>> parse_condition("amount > 0")
    Compare(op='>', left=Name(scope='', path=('amount',)), right=Constant(value=0.0))
    """
    try:
        if _too_long(text):
            raise ConditionError(text)
        condition = _condition(_where(text))
        if len(text) > MAX_LENGTH // 4 and _too_long(format_condition(condition)):
            raise ConditionError(text)  # a `between` is written twice as long, a quote in a quote too
    except ConditionError:
        raise
    except Exception as error:  # what sqlglot stumbles over, it stumbles over in many ways
        raise ConditionError(text) from error
    return condition


def _too_long(text: str) -> bool:
    return len(text) > MAX_LENGTH or _nesting(text) > MAX_NESTING


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


def _nesting(text: str) -> int:
    depth = deepest = 0
    for sign in text:
        depth += (sign == "(") - (sign == ")")
        deepest = max(deepest, depth)
    return deepest + text.lower().count("not not")


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
        parse_condition(where) if where is not None else None,
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
    if _PLAIN_NAME.fullmatch(name) and _reads_as_name(name):
        return name
    return '"' + name.replace('"', '""') + '"'


@lru_cache(maxsize=4_096)
def _reads_as_name(name: str) -> bool:
    """Whether SQL reads the bare word as a name wherever one may stand, and not as a keyword."""
    held = Name("", (name,))
    try:
        read = _condition(_where(f"{name} is null or {name} = 1"))
    except (sqlglot.errors.SqlglotError, ValueError):
        return False
    return read == Or((IsNull(held), Compare("=", held, Constant(1.0))))
