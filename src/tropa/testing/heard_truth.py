"""When what a plan listens for has come about, told the long way round.

A row is the events that one run hears, in the order of M1.  A place in it is an index; "since a
place" includes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tropa.plan.heard import AllHeard, AnyHeard, AtLeastHeard, Heard, Leaf, heard_leaves
from tropa.plan.plan import Observable, Plan
from tropa.testing.logs import LogEvent, value_text
from tropa.testing.truth import serves


@dataclass(frozen=True, slots=True)
class Told:
    """An event as a plan takes it.

    Args:
        event: The event.
        key: The key value it carries, if any (rule R4).
        shows: The observables it serves, in the order of the plan; it is mapped if there are any (M7).
    """

    event: LogEvent
    key: str | None
    shows: tuple[Observable, ...] = ()

    @property
    def at_us(self) -> int:
        """The event's own time."""
        return self.event.at_us


def told(plan: Plan, event: LogEvent) -> Told:
    """The event as the plan takes it; the first key rule that is about it names the property of its key."""
    rule = next(rule for rule in plan.key_rules if rule.leaf is None or serves(rule.leaf, event))
    keyed = Told(event, None if rule.prop is None else value_text(event.properties.get(rule.prop)))
    shows = (item for item in plan.observables if any(hears(leaf, keyed) for leaf in item.leaves))
    return replace(keyed, shows=tuple(shows))


def hears(leaf: Leaf, one: Told) -> bool:
    """Whether the leaf hears this one event."""
    return serves(leaf.signal, one.event) and not (leaf.key_required and one.key is None)


def any_leaf_hears(heard: Heard | None, one: Told) -> bool:
    """Whether the event is one of those behind what is heard."""
    return heard is not None and any(hears(leaf, one) for leaf in heard_leaves(heard))


def place(heard: Heard | None, row: Sequence[Told], since: int) -> int | None:
    """The first place at which it has come about, of all that was heard since a place."""
    match heard:
        case None:
            return None
        case Leaf():
            return next((at for at in range(since, len(row)) if hears(heard, row[at])), None)
        case AnyHeard(members):
            return min(places(members, row, since), default=None)
        case AllHeard(members):
            found = places(members, row, since)
            return max(found) if len(found) == len(members) else None
        case AtLeastHeard(n, (member,)):
            return nth(member, row, since, n)
        case AtLeastHeard(n, members):
            found = sorted(places(members, row, since))
            return found[n - 1] if len(found) >= n else None


def places(members: Sequence[Heard], row: Sequence[Told], since: int) -> list[int]:
    """Where each of the members came about, of those that did."""
    return [at for member in members if (at := place(member, row, since)) is not None]


def nth(member: Heard, row: Sequence[Told], since: int, n: int) -> int | None:
    """The place of the nth occurrence."""
    at = place(member, row, since)
    for _ in range(n - 1):
        at = None if at is None else place(member, row, at + 1)
    return at
