"""A plan as text: what is measured, and no word of what it is called; equal plans are equal texts.

A dataclass is an object that says its class under ``is``; a tuple is an array; a set says so, and is
in order.  Only the classes that plans are made of are ever made of a text.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from types import ModuleType
from typing import Any

import msgspec

from tropa.journey import conditions, signals
from tropa.plan import heard, parts, plan
from tropa.plan.plan import Plan


class NoPlan(ValueError):
    """A text is no plan that is understood here."""


def _classes(module: ModuleType) -> dict[str, Any]:
    return {name: one for name, one in vars(module).items() if isinstance(one, type) and is_dataclass(one)}


_KNOWN = {name: one for module in (conditions, signals, heard, parts, plan) for name, one in _classes(module).items()}

_SET = "set"


def written(whole: Plan) -> str:
    """The plan as JSON."""
    return msgspec.json.encode(_told(whole)).decode()


def read_plan(text: str) -> Plan:
    """The plan that was written.

    Raises:
        NoPlan: None was, or one of another time, that says what is not known here.
    """
    try:
        made = _made(msgspec.json.decode(text))
    except (msgspec.DecodeError, KeyError, TypeError, RecursionError) as error:
        raise NoPlan(f"no plan that can be read: {error}") from error
    if not isinstance(made, Plan):
        raise NoPlan("no plan")
    return made


def _told(part: Any) -> Any:  # noqa: ANN401  whatever plans are made of
    if is_dataclass(part) and not isinstance(part, type):
        return {"is": type(part).__name__} | {one.name: _told(getattr(part, one.name)) for one in fields(part)}
    if isinstance(part, tuple):
        return [_told(one) for one in part]
    if isinstance(part, frozenset):
        return {"is": _SET, "of": sorted(map(_told, part))}
    return part


def _made(told: Any) -> Any:  # noqa: ANN401  as above
    if isinstance(told, list):
        return tuple(map(_made, told))
    if not isinstance(told, dict):
        return told
    given = {name: _made(value) for name, value in told.items() if name != "is"}
    return frozenset(given["of"]) if told["is"] == _SET else _KNOWN[told["is"]](**given)
