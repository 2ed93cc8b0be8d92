"""Signals: what a journey listens for.

A signal names an event, or several.  Its text form is read by ``signal_text``; here is
the tree.  References (``components.cinema.done``) stay references: what they stand for
depends on the journey around them, so ``plan`` resolves them, not the reader.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from tropa.journey.conditions import Condition


@dataclass(frozen=True, slots=True)
class Named:
    """An event by its name, optionally only where a condition on its properties holds."""

    name: str
    where: Condition | None = None


@dataclass(frozen=True, slots=True)
class Every:
    """``'*'``: any event at all."""


@dataclass(frozen=True, slots=True)
class AnyOf:
    """``any(a, b)``: the first of the members."""

    members: tuple[Signal, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """``all(a, b)``: every member at least once, in whatever order."""

    members: tuple[Signal, ...]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """``at_least(n, a)``: n occurrences of one signal; of several, n different members."""

    n: int
    members: tuple[Signal, ...]


@dataclass(frozen=True, slots=True)
class When:
    """``when CONDITION``: the moment a condition becomes true."""

    condition: Condition


@dataclass(frozen=True, slots=True)
class Ref:
    """A reference into the journey: ``success``, ``component.done``, ``visits.x.done``."""

    path: tuple[str, ...]


Signal: TypeAlias = Named | Every | AnyOf | AllOf | AtLeast | When | Ref


def leaves(signal: Signal) -> tuple[Named | Every | When | Ref, ...]:
    """The signal's innermost parts in reading order."""
    match signal:
        case AnyOf(members) | AllOf(members) | AtLeast(_, members):
            return tuple(leaf for member in members for leaf in leaves(member))
        case Named() | Every() | When() | Ref():
            return (signal,)
