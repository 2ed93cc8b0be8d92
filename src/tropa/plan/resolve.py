"""From a journey's signals to what is heard: references, aliases and key rules resolved.

What only a running engine can know (``when CONDITION``) resolves to None: a measure that rests on
it says "not measured".  Participants other than the client live in logs of their own, so the
group ``roles`` asks nothing of the client's events.
"""

from __future__ import annotations

from dataclasses import replace

from tropa.journey.conditions import And, Compare, Constant, Name
from tropa.journey.model.journey import Journey
from tropa.journey.signals import AllOf, AnyOf, AtLeast, Every, Named, Ref, Signal, When
from tropa.plan.heard import AllHeard, AnyHeard, AtLeastHeard, Heard, Leaf

VISIT_ENDED = "visit_ended"
BEHAVIOUR_CHANGED = "behaviour_changed"
BASELINE_READY = "baseline_ready"
MESSAGE_SENT = "message_sent"
EMOTION_REPORTED = "emotion_reported"
"""Events that Tropa writes itself."""

MAX_REFERENCES = 20
"""Deeper than any definition that means something; ends references in a circle."""


def our_event(name: str, **properties: str) -> Named:
    """An event of our own with given properties."""
    tests = tuple(Compare("=", Name("", (prop,)), Constant(value)) for prop, value in properties.items())
    return Named(name, tests[0] if len(tests) == 1 else And(tests) if tests else None)


def resolve(signal: Signal | None, journey: Journey, depth: int = 0) -> Heard | None:
    """What a signal of the journey stands for; None where a log cannot tell."""
    if signal is None or depth > MAX_REFERENCES:
        return None
    match signal:
        case Named():
            return _named(signal, journey, depth)
        case Every():
            return Leaf(signal)
        case When():
            return None
        case Ref(path):
            return _reference(path, journey, depth)
        case AnyOf(members):
            found = _members(members, journey, depth)
            return AnyHeard(found) if found else None
        case AllOf(members):
            found = _members(members, journey, depth, required_only=True)
            return AllHeard(found) if found else None
        case AtLeast(n, members):
            found = _members(members, journey, depth)
            return AtLeastHeard(n, found) if found else None


def _members(
    members: tuple[Signal, ...], journey: Journey, depth: int, *, required_only: bool = False
) -> tuple[Heard, ...] | None:
    """The members resolved; a group stands for each of its own members."""
    spread: list[Signal] = []
    for member in members:
        match member:
            case Ref(("components",)):
                spread += _component_signals(journey, required_only=required_only)
            case Ref(("roles",)):
                continue
            case _:
                spread.append(member)
    found = tuple(heard for member in spread if (heard := resolve(member, journey, depth + 1)) is not None)
    return found if len(found) == len(spread) and found else None


def _component_signals(journey: Journey, *, required_only: bool) -> list[Signal]:
    return [
        component.done
        for component in journey.components.values()
        if component.done is not None and not (required_only and component.optional)
    ]


def _reference(path: tuple[str, ...], journey: Journey, depth: int) -> Heard | None:
    match path:
        case ("success",):
            return resolve(journey.success.for_ if journey.success else None, journey, depth + 1)
        case ("components",):
            return resolve(AllOf((Ref(path),)), journey, depth + 1)
        case ("component", "done"):
            return resolve(AnyOf((Ref(("components",)),)), journey, depth + 1)
        case ("components", name, "done") if name in journey.components:
            return resolve(journey.components[name].done, journey, depth + 1)
        case ("visits", visit, outcome):
            return Leaf(our_event(VISIT_ENDED, visit=visit, outcome=outcome))
        case ("changes", change):
            return Leaf(our_event(BEHAVIOUR_CHANGED, change=change))
        case ("baseline", "ready"):
            return Leaf(our_event(BASELINE_READY))
        case (role, "done") if role in journey.roles and role == journey.first_role:
            return resolve(journey.roles[role].done, journey, depth + 1)
        case _:
            return None


def _named(signal: Named, journey: Journey, depth: int) -> Heard | None:
    planned = journey.events.get(signal.name)
    if planned is None or planned.is_ is None:
        return Leaf(signal, key_required=planned is not None and planned.key_ == "required")
    # An alias may narrow the event it is named after, so the name is raw inside its own alias.
    events = type(journey.events)({name: plan for name, plan in journey.events.items() if name != signal.name})
    stands_for = resolve(planned.is_, replace(journey, events=events), depth + 1)
    return _narrowed(stands_for, signal, required=planned.key_ == "required")


def _narrowed(heard: Heard | None, alias: Named, *, required: bool) -> Heard | None:
    """The alias' own condition holds of every event it stands for."""
    match heard:
        case Leaf(Named(name, where), key_required):
            conditions = tuple(condition for condition in (where, alias.where) if condition is not None)
            joined = And(conditions) if len(conditions) > 1 else next(iter(conditions), None)
            return Leaf(Named(name, joined), key_required or required)
        case AnyHeard(members):
            return AnyHeard(tuple(m for member in members if (m := _narrowed(member, alias, required=required))))
        case _:
            return heard if alias.where is None else None
