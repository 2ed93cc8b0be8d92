"""How often something was heard that is counted: ``at_least(n, SIGNAL)``, without counting it all again each time.

Theory.  Within a batch what was heard of a customer under one name only grows at its end.  So for one
listener, what was counted once need not be looked at again, as long as nothing but the event itself
decides whether it counts: a condition that asks for traits, for the past, or for the run may change
its mind about an event that it has seen.  A tally answers only "not enough yet"; where it cannot say so,
all is counted, and that alone decides.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Protocol

from msgspec import Struct

from tropa.engine.events import Event
from tropa.journey.conditions import And, BaselineReady, Condition, Constant, Did, Name, Not, Operand, Or, operands
from tropa.plan.listening import Listening, ToEvent

_OWN = frozenset({"", "event"})
"""Where a condition on an event looks things up that belong to the event alone."""


class Tally(Struct, gc=False):
    """How many events of one name were looked at, and how many of them count."""

    looked_at: int = 0
    n: int = 0


class Counted(Protocol):
    """Memory that can be counted on."""

    def tally(self, customer: str, who: Hashable) -> Tally:
        """What was counted by a listener of what was heard of a customer; a new one before."""

    def heard_after(self, customer: str, name: str, n: int) -> Sequence[Event]:
        """What was heard of a customer under a name, without the first so many."""


def is_tallied(listening: Listening) -> bool:
    """Whether what has counted once counts for ever, and what has not never does."""
    return (
        isinstance(listening, ToEvent)
        and listening.name is not None
        and (listening.where is None or _asks_the_event_alone(listening.where))
    )


def _asks_the_event_alone(condition: Condition) -> bool:
    match condition:
        case Did() | BaselineReady():
            return False
        case Not(item):
            return _asks_the_event_alone(item)
        case And(items) | Or(items):
            return all(_asks_the_event_alone(item) for item in items)
        case _:
            return all(_is_own(one) for one in operands(condition))


def _is_own(operand: Operand) -> bool:
    return isinstance(operand, Constant) or (isinstance(operand, Name) and operand.scope in _OWN)


def counted(memory: Counted, customer: str, who: Hashable, part: ToEvent, counts: Callable[[Event], bool]) -> int:
    """How many events count so far; each is asked once in a batch.

    Args:
        memory: What was heard.
        customer: Of whom.
        who: Who counts: the same answers the same of each event.
        part: What is listened to; ``is_tallied``.
        counts: Whether an event counts.
    """
    tally = memory.tally(customer, who)
    fresh = memory.heard_after(customer, str(part.name), tally.looked_at)
    tally.looked_at += len(fresh)
    tally.n += sum(counts(event) for event in fresh)
    return tally.n
