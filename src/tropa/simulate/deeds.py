"""What a customer has to do so that a signal is heard: events, with properties that their conditions accept.

Not every condition can be acted out: what looks back, or compares two names, is left to the file of
behaviour.  Whatever is found is tried against the condition itself before it is believed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tropa.journey.conditions import (
    And,
    Compare,
    Condition,
    Constant,
    In,
    IsNull,
    Like,
    Name,
    Not,
    Or,
    Truth,
    Value,
)
from tropa.journey.predicate import Facts, as_number, holds
from tropa.plan.listening import Listening, ToAll, ToAny, ToCondition, ToEvent, ToFact, ToSome
from tropa.plan.script import Script

TRAITS = "traits"

MOST_DEEDS = 50
"""A signal that asks for more deeds than this is not acted out."""


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that a customer does.

    Args:
        name: The event's name; empty where only traits change.
        properties: What it carries.
        traits: Traits that are set before it.
        key: The property that must carry the run's key; None where none is asked.
    """

    name: str
    properties: Mapping[str, Value] = field(default_factory=dict)
    traits: Mapping[str, Value] = field(default_factory=dict)
    key: str | None = None


def deeds_for(listening: Listening, script: Script, component: str | None = None) -> tuple[Deed, ...] | None:
    """What has to be done so that a signal is heard; None where that is not known.

    Args:
        listening: The signal; of several ways the first that can be acted out is taken.
        script: The journey, whose components and roles it may name.
        component: The component that ``component.done`` means here.
    """
    match listening:
        case ToEvent(name=None):
            return (Deed("looked_around"),)
        case ToEvent(name=str(name), where=where, key=key):
            scopes = solved(where)
            if scopes is None:
                return None
            properties = {**scopes.get("event", {}), **scopes.get("", {})}
            return (Deed(name, properties, scopes.get(TRAITS, {}), key),)
        case ToCondition(condition):
            scopes = solved(condition)
            return (Deed("", traits=scopes[TRAITS]),) if scopes is not None and scopes.keys() == {TRAITS} else None
        case ToFact():
            meant = resolved(listening, script, component)
            return None if isinstance(meant, ToFact) else deeds_for(meant, script, component)
        case ToAny(members):
            return next(
                (one for member in members if (one := deeds_for(member, script, component)) is not None), None
            )
        case ToAll(members):
            return _all(members, script, component)
        case ToSome(n, (member,)):
            once = deeds_for(member, script, component)
            return once * n if once is not None and len(once) * n <= MOST_DEEDS else None
        case ToSome(n, members):
            ways = [found for member in members if (found := deeds_for(member, script, component)) is not None]
            return tuple(deed for found in ways[:n] for deed in found) if len(ways) >= n else None
    return None


def resolved(listening: Listening, script: Script, component: str | None = None) -> Listening:
    """A fact of the run as the signal that brings it about: when a component, or a role, is done."""
    match listening:
        case ToFact("component", name):
            return script.components.get(name or component or "", listening)
        case ToFact("role", name):
            return script.roles.get(name or script.definition.first_role, listening)
        case ToAny(members):
            return ToAny(tuple(resolved(one, script, component) for one in members))
        case ToAll(members):
            return ToAll(tuple(resolved(one, script, component) for one in members))
        case ToSome(n, members):
            return ToSome(n, tuple(resolved(one, script, component) for one in members))
        case _:
            return listening


def _all(members: Iterable[Listening], script: Script, component: str | None) -> tuple[Deed, ...] | None:
    """The deeds of all members; what the group of roles asks is theirs to do."""
    found: dict[tuple[str, str], Deed] = {}
    for one in members:
        if one == ToFact("roles"):
            continue
        deeds = deeds_for(one, script, component)
        if deeds is None:
            return None
        found.update({(deed.name, str(deed.properties)): deed for deed in deeds})
    return tuple(found.values()) or None


_Scopes = dict[str, dict[str, Value]]


def solved(condition: Condition | None) -> _Scopes | None:
    """Values by scope under which a condition holds; None where none is found.

    >>> from tropa.journey.condition_text import parse_condition
    >>> solved(parse_condition("kind = 'film' and minutes > 5"))
    {'': {'kind': 'film', 'minutes': 6.0}}
    """
    if condition is None:
        return {}
    found: _Scopes = {}
    if not _solve(condition, found):
        return None
    facts = Facts(names={**found.get("event", {}), **found.get("", {})}, scopes={**found})
    return found if holds(condition, facts) is True else None


def _solve(condition: Condition, found: _Scopes) -> bool:
    match condition:
        case And(items):
            return all(_solve(one, found) for one in items)
        case Or(items):
            return any(_solve(one, found) for one in items)
        case Compare(op, Name() as name, Constant(value)):
            return _put(name, _beyond(op, value), found)
        case Compare(op, Constant(value), Name() as name):
            return _put(name, _beyond(_TURNED.get(op, op), value), found)
        case In(Name() as name, (Constant(value), *_)):
            return _put(name, value, found)
        case Not(IsNull(Name() as name)):
            return _put(name, "yes", found)
        case Like(Name() as name, pattern):
            return _put(name, pattern.replace("%", "").replace("_", "a"), found)
        case Truth(Name() as name):
            return _put(name, "true", found)
        case IsNull(Name()) | Not():
            return True  # what is not there fulfils it, or the trial says no
        case _:
            return False


_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def _beyond(op: str, value: Value) -> Value:
    """A value that compares so with another."""
    if op in {"=", "<=", ">="} or value is None:
        return value
    number = as_number(value)
    if number is None:
        return f"{value}~" if op in {"!=", ">"} else ""
    return number - 1 if op == "<" else number + 1


def _put(name: Name, value: Value, found: _Scopes) -> bool:
    if name.scope not in {"", "event", TRAITS} or value is None:
        return False
    found.setdefault(name.scope, {})[".".join(name.path)] = value
    return True
