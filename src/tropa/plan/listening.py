"""What a running journey listens to: signals with references, aliases and keys resolved.

Beside ``heard``, which asks a log, this keeps what only a running engine knows: the moment a
condition turns true, and facts of the run (a component that is done, a role that is done).  Every
event carries its own rule of the key, for it may stand at the step, at the event, or at the
journey (rule R4).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from tropa.journey.conditions import And, Condition
from tropa.journey.model.journey import Journey
from tropa.journey.signals import AllOf, AnyOf, AtLeast, Every, Named, Ref, Signal, When
from tropa.plan.resolve import BASELINE_READY, BEHAVIOUR_CHANGED, MAX_REFERENCES, VISIT_ENDED, our_event

FactKind: TypeAlias = Literal["component", "role", "roles"]


@dataclass(frozen=True, slots=True)
class ToEvent:
    """One event.

    Args:
        name: Its name; None is any event at all.
        where: What must hold of it.
        key: The property that must agree with the run's key; None where no key is asked.
        required: An event without that property is not heard.
    """

    name: str | None
    where: Condition | None = None
    key: str | None = None
    required: bool = False


@dataclass(frozen=True, slots=True)
class ToCondition:
    """``when CONDITION``: it holds."""

    condition: Condition


@dataclass(frozen=True, slots=True)
class ToFact:
    """A fact of the run.

    Args:
        kind: A component is done, a role is done, or the group of all roles.
        name: Which; empty is the current one.
    """

    kind: FactKind
    name: str = ""


@dataclass(frozen=True, slots=True)
class ToAny:
    """Any member; without members, nothing ever."""

    members: tuple[Listening, ...]


@dataclass(frozen=True, slots=True)
class ToAll:
    """Every member; without members, nothing ever."""

    members: tuple[Listening, ...]


@dataclass(frozen=True, slots=True)
class ToSome:
    """``n`` occurrences of one member, or ``n`` different members of several."""

    n: int
    members: tuple[Listening, ...]


Listening: TypeAlias = ToEvent | ToCondition | ToFact | ToAny | ToAll | ToSome

DEAF = ToAny(())
"""What is never heard: a signal that is not filled in, a reference to nothing."""


def listen(signal: Signal | None, journey: Journey, key: str | None = None) -> Listening:
    """What a signal of the journey listens to.

    Args:
        signal: The signal; None is never heard.
        journey: The journey around it.
        key: The step's own key, a property or ``none``; it comes before that of the event.
    """
    heard = _listen(signal, journey, 0)
    return _keyed(heard, None if key == "none" else key) if key is not None else heard


def parts(listening: Listening) -> tuple[ToEvent | ToCondition | ToFact, ...]:
    """The innermost parts in reading order."""
    match listening:
        case ToAny(members) | ToAll(members) | ToSome(_, members):
            return tuple(part for member in members for part in parts(member))
        case ToEvent() | ToCondition() | ToFact():
            return (listening,)


def hears_one_event(listening: Listening) -> bool:
    """Whether each event alone decides it, whatever came before."""
    match listening:
        case ToAny(members):
            return all(hears_one_event(member) for member in members)
        case _:
            return isinstance(listening, ToEvent)


def _listen(signal: Signal | None, journey: Journey, depth: int) -> Listening:
    if signal is None or depth > MAX_REFERENCES:
        return DEAF
    match signal:
        case Named():
            return _named(signal, journey, depth)
        case Every():
            return ToEvent(None, key=_journey_key(journey))
        case When(condition):
            return ToCondition(condition)
        case Ref(path):
            return _reference(path, journey, depth)
        case AnyOf(members):
            return ToAny(_members(members, journey, depth, required_only=False))
        case AllOf(members):
            return ToAll(_members(members, journey, depth, required_only=True))
        case AtLeast(n, members):
            return ToSome(n, _members(members, journey, depth, required_only=False))


def _members(
    members: tuple[Signal, ...], journey: Journey, depth: int, *, required_only: bool
) -> tuple[Listening, ...]:
    """The members; a group of components stands for each of its own."""
    found: list[Listening] = []
    for member in members:
        if member == Ref(("components",)):
            found += _components(journey, required_only=required_only)
        else:
            found.append(_listen(member, journey, depth + 1))
    return tuple(found)


def _components(journey: Journey, *, required_only: bool) -> list[Listening]:
    return [
        ToFact("component", name)
        for name, component in journey.components.items()
        if not (required_only and component.optional)
    ]


def _reference(path: tuple[str, ...], journey: Journey, depth: int) -> Listening:
    match path:
        case ("success",):
            return _listen(journey.success.for_ if journey.success else None, journey, depth + 1)
        case ("components",):
            return ToAll(tuple(_components(journey, required_only=True)))
        case ("roles",):
            return ToFact("roles")
        case ("component", "done"):
            return ToFact("component")
        case ("role", "done"):
            return ToFact("role")
        case ("components", name, "done"):
            return ToFact("component", name)
        case ("visits", visit, outcome):
            return _ours(our_event(VISIT_ENDED, visit=visit, outcome=outcome), journey)
        case ("changes", change):
            return _ours(our_event(BEHAVIOUR_CHANGED, change=change), journey)
        case ("baseline", "ready"):
            return _ours(our_event(BASELINE_READY), journey)
        case (role, "done") if role in journey.roles:
            return ToFact("role", role)
        case _:
            return DEAF


def _ours(event: Named, journey: Journey) -> ToEvent:
    return ToEvent(event.name, event.where, _journey_key(journey))


def _journey_key(journey: Journey) -> str | None:
    return None if journey.key_ in {None, "none"} else journey.key_


def _named(signal: Named, journey: Journey, depth: int) -> Listening:
    planned = journey.events.get(signal.name)
    if planned is None or planned.is_ is None:
        own = planned.key_ if planned is not None else None
        key = None if own == "none" else _journey_key(journey) if own in {None, "required"} else own
        return ToEvent(signal.name, signal.where, key, required=own == "required")
    # An alias may narrow the event it is named after, so the name is raw inside its own alias.
    events = type(journey.events)({name: plan for name, plan in journey.events.items() if name != signal.name})
    heard = _narrowed(_listen(planned.is_, replace(journey, events=events), depth + 1), signal.where)
    match planned.key_:
        case None:
            return heard
        case "required":
            return _keyed(heard, _journey_key(journey), required=True)
        case own:
            return _keyed(heard, None if own == "none" else own)


def _narrowed(heard: Listening, where: Condition | None) -> Listening:
    """The alias' own condition holds of every event it stands for."""
    if where is None:
        return heard
    match heard:
        case ToEvent():
            return replace(heard, where=where if heard.where is None else And((heard.where, where)))
        case ToAny(members) | ToAll(members) | ToSome(_, members):
            return replace(heard, members=tuple(_narrowed(member, where) for member in members))
        case ToCondition() | ToFact():
            return heard


def _keyed(heard: Listening, key: str | None, *, required: bool = False) -> Listening:
    """The same with another key on every event."""
    match heard:
        case ToEvent():
            return replace(heard, key=key, required=required)
        case ToAny(members) | ToAll(members) | ToSome(_, members):
            return replace(heard, members=tuple(_keyed(member, key, required=required) for member in members))
        case ToCondition() | ToFact():
            return heard
