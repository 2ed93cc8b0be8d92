"""What is remembered of a customer, as one value: traits, ledger, entrances, parts in experiments, stages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tropa.engine.assignment import Assignment
from tropa.engine.caps import Entry
from tropa.engine.state import Entrance, EntranceId, StageId, StageMembership
from tropa.journey.conditions import Value
from tropa.stores.sql.packing import RowCodec, filled, pack, trimmed, unpack

MADE_KEPT = 200
"""How many of the inputs that runs wrote for a customer are known by their ids (R9), the last ones."""

_FIELDS = 9
_MEMBERSHIP = RowCodec(StageMembership)


@dataclass(slots=True)
class Person:
    """A customer's row.

    Args:
        id: Its number.
        shard: Where it is kept.
        name: What the customer is called.
        is_new: Whether it is not in the store yet.
        traits: As set.
        ledger: What was sent, and what is reserved.
        entrances: Re-entry's memory.
        assignments: Parts in experiments.
        memberships: Of stages.
        made: Ids of inputs that runs wrote.
        past: Finished runs: number of the journey's word, the last row of the run's story, and the
            attempt that it goes by since a merge; 0 where that is its own.
        became: Whom the customer was merged into.
        joined_at: When that turned out, of an anonymous id (``engine.changes.Merged``).
        changed: Whether the row is to be written.
    """

    id: int
    shard: int
    name: str
    is_new: bool = False
    traits: dict[str, Value] = field(default_factory=dict)
    ledger: tuple[Entry, ...] = ()
    entrances: dict[EntranceId, Entrance] = field(default_factory=dict)
    assignments: dict[str, Assignment] = field(default_factory=dict)
    memberships: dict[StageId, StageMembership] = field(default_factory=dict)
    made: list[str] = field(default_factory=list)
    past: list[Sequence[int]] = field(default_factory=list)
    became: str | None = None
    joined_at: datetime | None = None
    changed: bool = False

    def clear(self, became: str, joined_at: datetime | None) -> None:
        """Nothing is remembered but whom the customer was merged into."""
        self.traits, self.ledger, self.entrances, self.assignments = {}, (), {}, {}
        self.memberships, self.made, self.past = {}, [], []
        self.became, self.joined_at, self.changed = became, joined_at, True


def state_of(person: Person) -> bytes:
    """What is remembered of a customer."""
    entrances, ledger = person.entrances, person.ledger
    return pack(
        trimmed(
            [
                person.traits or None,
                [(one.intent, one.class_, one.at, one.reserved) for one in ledger] if ledger else None,
                [(n.journey, n.key, e.attempts, e.entered_at, e.n_open) for n, e in entrances.items()]
                if entrances
                else None,
                [(name, one.part, one.arm) for name, one in person.assignments.items()]
                if person.assignments
                else None,
                [_MEMBERSHIP.fields(one) for one in person.memberships.values()] if person.memberships else None,
                person.made[-MADE_KEPT:] or None,
                person.past or None,
                person.became,
                person.joined_at,
            ]
        )
    )


def person_of(id_: int, shard: int, name: str, state: bytes) -> Person:
    """A customer of a row."""
    fields: list[Any] = filled(unpack(state), _FIELDS)
    traits, ledger, entrances, assignments, memberships, made, past, became, joined_at = fields
    return Person(
        id_,
        shard,
        name,
        is_new=False,
        traits=traits or {},
        ledger=tuple(Entry(*one) for one in ledger) if ledger else (),
        entrances={
            EntranceId(journey, name, key): Entrance(attempts, entered_at, n_open)
            for journey, key, attempts, entered_at, n_open in entrances
        }
        if entrances
        else {},
        assignments={experiment: Assignment(part, arm) for experiment, part, arm in assignments}
        if assignments
        else {},
        memberships=_memberships(memberships) if memberships else {},
        made=made or [],
        past=past or [],
        became=became,
        joined_at=joined_at,
    )


def _memberships(rows: Iterable[Any]) -> dict[StageId, StageMembership]:
    made = map(_MEMBERSHIP.row, rows)
    return {one.id: one for one in made}
