"""What a script asks for: conditions, looks back, properties of the start event."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tropa.journey.codecs.values import Section
from tropa.journey.conditions import Condition, Did, Last, Name, Operand, history, operands
from tropa.journey.model.journey import Journey
from tropa.journey.model.steps import If, StartJourney, Switch
from tropa.journey.signals import Named
from tropa.plan.listening import Listening, ToCondition, ToEvent, listen, parts
from tropa.plan.resolve import BASELINE_READY, BEHAVIOUR_CHANGED, our_event
from tropa.plan.script import Node


@dataclass(frozen=True, slots=True)
class Asked:
    """Every condition and operand of a script.

    Args:
        conditions: Conditions whose bare names are properties of the event at hand, or traits.
        of_start: Conditions whose bare names are the start event's properties.
        switched: What ``switch`` looks at.
    """

    conditions: tuple[Condition, ...]
    of_start: tuple[Condition, ...]
    switched: tuple[Operand, ...]


def asked_by(nodes: tuple[Node, ...], ears: Iterable[Listening], segments: Iterable[Condition | None]) -> Asked:
    """What a script asks.

    Args:
        nodes: Its nodes.
        ears: What the journey as a whole listens to.
        segments: The conditions of segments it rests on.
    """
    heard = [part for listening in (*ears, *(node.listening for node in nodes)) for part in parts(listening)]
    own = (*segments, *(part.where for part in heard if isinstance(part, ToEvent)))
    turning = (part.condition for part in heard if isinstance(part, ToCondition))
    chosen = (node.step.condition for node in nodes if isinstance(node.step, If))
    return Asked(
        tuple(condition for condition in own if condition is not None),
        tuple(condition for condition in (*turning, *chosen) if condition is not None),
        tuple(node.step.on for node in nodes if isinstance(node.step, Switch) and node.step.on is not None),
    )


def looks_of(asked: Asked, journey: Journey) -> Section[Listening]:
    """What looks back ask for, by name; they inherit the key."""
    every = (*asked.conditions, *asked.of_start)
    looks: list[Did | Last] = [look for condition in every for look in deep_history(condition)]
    looks += [operand for operand in asked.switched if isinstance(operand, Last)]
    found = {look.event: listen(Named(look.event), journey) for look in looks}
    ours = {name: listen(our_event(name), journey) for name in (BEHAVIOUR_CHANGED, BASELINE_READY)}
    return Section({**found, **ours})


def deep_history(condition: Condition) -> Iterator[Did | Last]:
    """The looks back of a condition, and of the conditions inside them."""
    for look in history(condition):
        yield look
        if isinstance(look, Did) and look.where is not None:
            yield from deep_history(look.where)


def start_properties(asked: Asked, nodes: tuple[Node, ...], journey: Journey) -> frozenset[str]:
    """The start event's properties that a run must keep."""
    found = {journey.source, *(node.step.key_ for node in nodes if isinstance(node.step, StartJourney))}
    bare = [*asked.switched, *(operand for condition in asked.of_start for operand in operands(condition))]
    scoped = (operand for condition in asked.conditions for operand in operands(condition))
    found |= {".".join(one.path) for one in bare if isinstance(one, Name) and one.scope in {"", "start"}}
    found |= {".".join(one.path) for one in scoped if isinstance(one, Name) and one.scope == "start"}
    return frozenset(name for name in found if name is not None)
