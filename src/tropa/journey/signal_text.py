"""Signals as text: a small parser of our own, because an event's name may be any phrase.

``NAME [where CONDITION]``, ``'*'``, ``any(a, b)``, ``all(a, b)``, ``at_least(n, a, ...)``,
``when CONDITION``, or a reference.  A name is everything before the first unquoted
`` where ``, so ``Create Fine where amount > 0`` needs no quotes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from tropa.journey.codecs.scalars import NAME
from tropa.journey.condition_error import ConditionError
from tropa.journey.condition_text import format_condition, parse_condition
from tropa.journey.conditions import Condition
from tropa.journey.signals import AllOf, AnyOf, AtLeast, Every, Named, Ref, Signal, When

MAX_DEPTH = 20
MAX_LENGTH = 4_000
MAX_COUNT = 1_000_000

FIXED_ROOTS = frozenset({"components", "visits", "changes", "baseline", "component", "role"})
"""First words that always make a dotted name a reference; the journey's roles join them."""

GROUPS = frozenset({"success", "components", "roles"})
"""Bare words that are references."""

_CALL = re.compile(r"(any|all|at_least)\s*\((.*)\)", re.DOTALL)
_WHERE = re.compile(r"\swhere\s", re.IGNORECASE)
_DOTTED = re.compile(r"[a-z][a-z0-9_-]*(\.[a-z][a-z0-9_-]*)+", re.ASCII)


class SignalError(ValueError):
    """A text is no signal; ``met`` is the part that cannot stand there."""

    def __init__(self, met: str) -> None:
        super().__init__(met)
        self.met = met[:80]


def parse_signal(text: str, roots: frozenset[str] = frozenset()) -> Signal:
    """The tree of a signal.

    Args:
        text: Its text form.
        roots: Ids of the journey's roles: first words that make ``child.done`` a reference.

    Raises:
        SignalError: It is no signal.

    >>> parse_signal("any(paid, Create Fine where amount > 0)").members[1].name
    'Create Fine'
    """
    if len(text) > MAX_LENGTH:
        raise SignalError(text)
    signal = _signal(text.strip(), roots | FIXED_ROOTS, 0)
    if len(text) > MAX_LENGTH // 4 and len(format_signal(signal)) > MAX_LENGTH:
        raise SignalError(text)  # a condition's canonical text may be longer than the one written
    return signal


def _signal(text: str, roots: frozenset[str], depth: int) -> Signal:
    if depth > MAX_DEPTH or not text:
        raise SignalError(text)
    if text in {"'*'", "*"}:
        return Every()
    if text.startswith("when "):
        return When(_condition(text[5:]))
    if call := _CALL.fullmatch(text):
        return _call(call[1], call[2], roots, depth)
    return _reference(text, roots) or _named(text)


def _call(kind: str, inside: str, roots: frozenset[str], depth: int) -> Signal:
    parts = split_outside(inside, ",")
    if kind == "at_least":
        n = parts.pop(0).strip()
        if not re.fullmatch("[1-9][0-9]{0,6}", n, re.ASCII) or not parts or int(n) > MAX_COUNT:
            raise SignalError(inside)
        members = tuple(_signal(part.strip(), roots, depth + 1) for part in parts)
        if 1 < len(members) < int(n):
            raise SignalError(inside)
        return AtLeast(int(n), members)
    members = tuple(_signal(part.strip(), roots, depth + 1) for part in parts)
    return AnyOf(members) if kind == "any" else AllOf(members)


def _reference(text: str, roots: frozenset[str]) -> Ref | None:
    if text in GROUPS:
        return Ref((text,))
    if _DOTTED.fullmatch(text) and text.split(".", maxsplit=1)[0] in roots:
        return Ref(tuple(text.split(".")))
    return None


def _named(text: str) -> Named:
    outside = frozenset(_outside(text))
    found = next((m for m in _WHERE.finditer(f"{text} ") if m.start() in outside), None)
    name = _unquoted((text[: found.start()] if found else text).strip())
    if not re.fullmatch(NAME.pattern, name, re.ASCII):
        raise SignalError(text)
    return Named(name, _condition(text[found.end() :]) if found else None)


def _condition(text: str) -> Condition:
    try:
        return parse_condition(text)
    except ConditionError as error:
        raise SignalError(error.met) from error


def _unquoted(name: str) -> str:
    if re.fullmatch('"([^"]|"")*"', name):
        return name[1:-1].replace('""', '"')
    if any(sign in name for sign in ",()\"'"):
        raise SignalError(name)
    return name


def split_outside(text: str, sign: str) -> list[str]:
    """The parts of a text between signs that stand outside quotes and brackets."""
    cuts = [at for at in _outside(text) if text[at] == sign]
    begins, ends = [0, *(at + 1 for at in cuts)], [*cuts, len(text)]
    return [text[begin:end] for begin, end in zip(begins, ends, strict=True)]


def _outside(text: str) -> Iterator[int]:
    """The positions of a text that stand outside quotes and brackets."""
    quote, depth = "", 0
    for at, met in enumerate(text):
        if quote:
            quote = "" if met == quote else quote
        elif met in "'\"":
            quote = met
        else:
            depth += (met == "(") - (met == ")")
            if depth == 0:
                yield at


def format_signal(signal: Signal) -> str:
    """The canonical text of a signal; ``parse_signal`` reads it back."""
    joined: Callable[[tuple[Signal, ...]], str] = lambda members: ", ".join(map(format_signal, members))  # noqa: E731
    match signal:
        case Every():
            return "'*'"
        case When(condition):
            return f"when {format_condition(condition)}"
        case AnyOf(members):
            return f"any({joined(members)})"
        case AllOf(members):
            return f"all({joined(members)})"
        case AtLeast(n, members):
            return f"at_least({n}, {joined(members)})"
        case Ref(path):
            return ".".join(path)
        case Named(name, where):
            return _format_name(name) + (f" where {format_condition(where)}" if where else "")


def _format_name(name: str) -> str:
    # Which dotted names are references depends on the journey's roles; quoted, none is.
    plain = name != "when" and not _DOTTED.fullmatch(name) and not any(sign in name for sign in ",()\"'")
    try:
        plain = plain and _signal(name, FIXED_ROOTS, 0) == Named(name)
    except SignalError:
        plain = False
    return name if plain else '"' + name.replace('"', '""') + '"'
