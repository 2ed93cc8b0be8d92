"""What a plan listens for: signals with every reference resolved and every key rule known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from tropa.journey.signals import Every, Named


@dataclass(frozen=True, slots=True)
class Leaf:
    """One event.

    Args:
        signal: Its name and condition.
        key_required: It counts only when it carries the journey's key (R4).
    """

    signal: Named | Every
    key_required: bool = False


@dataclass(frozen=True, slots=True)
class AnyHeard:
    """The first of the members."""

    members: tuple[Heard, ...]


@dataclass(frozen=True, slots=True)
class AllHeard:
    """Every member."""

    members: tuple[Heard, ...]


@dataclass(frozen=True, slots=True)
class AtLeastHeard:
    """``n`` occurrences of one member, or ``n`` different members of several."""

    n: int
    members: tuple[Heard, ...]


Heard: TypeAlias = Leaf | AnyHeard | AllHeard | AtLeastHeard


def heard_leaves(heard: Heard) -> tuple[Leaf, ...]:
    """The events behind it, in reading order."""
    if isinstance(heard, Leaf):
        return (heard,)
    return tuple(leaf for member in heard.members for leaf in heard_leaves(member))


def one_event_serves(heard: Heard) -> bool:
    """Whether a single event can bring it about whatever came before."""
    if isinstance(heard, AnyHeard):
        return all(one_event_serves(member) for member in heard.members)
    return isinstance(heard, Leaf)
