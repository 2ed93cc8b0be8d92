"""What a question names and no event of the log has: nearly always a slip of the pen."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from tropa.journey.signals import Named, Signal, leaves
from tropa.journey.text.problems import nearest


@dataclass(frozen=True, slots=True)
class Unheard:
    """What a question names and the log does not have.

    Args:
        names: Names of events, each with the name in the log that is nearest to it, or an empty text.
        properties: Properties that no event has.
    """

    names: tuple[tuple[str, str], ...] = ()
    properties: tuple[str, ...] = ()


def unheard(names: Iterable[str], known: Collection[str], unset: Iterable[str]) -> Unheard:
    """What of a question the log does not have.

    Args:
        names: Names of events that the question asks for.
        known: Names of the log's events.
        unset: Properties that the question looks at and no event has.
    """
    missing = [name for name in dict.fromkeys(names) if name not in known]
    return Unheard(tuple((name, nearest(name, known)) for name in missing), tuple(sorted(unset)))


def names_of(signals: Iterable[Signal]) -> tuple[str, ...]:
    """The names of events that signals listen to."""
    return tuple(leaf.name for signal in signals for leaf in leaves(signal) if isinstance(leaf, Named))
