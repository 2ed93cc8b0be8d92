"""What a batch works on: what was loaded, and over it what the batch has changed so far.

What was loaded is never changed.  It must hold, for a batch: every run of which a customer of the
batch is a participant, every run that an event may join (by key, by invitation), every run with a
timer due before the batch's end, and of all their participants what was heard, the traits, the parts
in experiments and the ledger.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from types import MappingProxyType

from msgspec.structs import replace as replace_row

from tropa.engine.assignment import Assignment
from tropa.engine.caps import Entry
from tropa.engine.changes import Ignored, Made, Merged, SetAside
from tropa.engine.counting import Tally
from tropa.engine.events import Event, order
from tropa.engine.holds import Hold
from tropa.engine.membership import moved
from tropa.engine.merging import (
    as_of,
    as_place,
    entrance_of_both,
    heard_of_both,
    in_order_of_receipt,
    membership_of_both,
    renamed,
)
from tropa.engine.scene import Scene
from tropa.engine.state import Entrance, EntranceId, Invitation, Life, RunId, StageId, StageMembership
from tropa.journey.conditions import Value
from tropa.plan.anonymity import ANONYMOUS


@dataclass(frozen=True, slots=True)
class Loaded:
    """State as a store gives it.

    Args:
        lives: Runs with their participants and positions.
        entrances: What is remembered of runs, finished ones too.
        heard: What was heard, by customer and name, in order of receipt.
        traits: By customer.
        assignments: Parts in experiments, by experiment and customer.
        ledgers: What was sent, by customer.
        invitations: By id.
        seen: Message ids that were taken in before (R9).
        memberships: Stages that customers are or were in, over all journeys.
        aliases: Customers who were merged into others, with whom each is now (R19).
    """

    lives: Mapping[RunId, Life] = field(default_factory=dict)
    entrances: Mapping[EntranceId, Entrance] = field(default_factory=dict)
    heard: Mapping[str, Mapping[str, Sequence[Event]]] = field(default_factory=dict)
    traits: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    assignments: Mapping[tuple[str, str], Assignment] = field(default_factory=dict)
    ledgers: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)
    invitations: Mapping[str, Invitation] = field(default_factory=dict)
    seen: AbstractSet[str] = frozenset()
    memberships: Mapping[StageId, StageMembership] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Changes:
    """What a batch changes: rows anew by their key, and rows written once.

    Args:
        lives: Runs that it moved, or made something of, as they stand after it; one with an outcome
            and no positions is finished.
        entrances: Re-entry's memory.
        heard: Events to be kept, in order of receipt.
        traits: Traits set, by customer.
        assignments: Parts in experiments recorded.
        ledgers: Ledgers as they stand after it.
        seen: Message ids taken in.
        made: What the decisions made.
        ignored: Inputs that decided nothing somewhere, and why.
        set_aside: Inputs and timers that could not be decided (R16).
        memberships: Memberships of stages as they stand after it.
        holds: Holds that crises began (R12).
        merges: Customers who were merged into others, before all else (R19).
        gone: Runs that go by another id since.
    """

    lives: dict[RunId, Life] = field(default_factory=dict)
    entrances: dict[EntranceId, Entrance] = field(default_factory=dict)
    heard: list[Event] = field(default_factory=list)
    traits: dict[str, dict[str, Value]] = field(default_factory=dict)
    assignments: dict[tuple[str, str], Assignment] = field(default_factory=dict)
    ledgers: dict[str, tuple[Entry, ...]] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)
    made: Made = field(default_factory=Made)
    ignored: list[Ignored] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)
    memberships: dict[StageId, StageMembership] = field(default_factory=dict)
    holds: list[Hold] = field(default_factory=list)
    merges: list[Merged] = field(default_factory=list)
    gone: list[RunId] = field(default_factory=list)


class Desk:
    """The state during a batch; the memory that decisions read."""

    def __init__(self, loaded: Loaded) -> None:
        self._loaded = loaded
        self.changes = Changes()
        self._heard: dict[str, dict[str, list[Event]]] = {}
        self._rejoined: dict[str, dict[str, list[Event]]] = {}
        self._tallies: dict[str, dict[Hashable, Tally]] = {}
        self._aliases: dict[str, str] = {}
        self._seen: set[str] = set()
        self._invitations: dict[str, Invitation] = {}
        self._lives = dict(loaded.lives)
        self._of_customer: dict[str, tuple[RunId, ...]] = {}
        self._of_key: dict[tuple[str, str | None], dict[RunId, None]] | None = None
        self._entrances: dict[tuple[str, str], dict[EntranceId, Entrance]] = {}
        for life in loaded.lives.values():
            self._index(life)
        for name, entrance in loaded.entrances.items():
            self._entrances.setdefault(name[:2], {})[name] = entrance
        self._memberships: dict[str, dict[StageId, StageMembership]] = {}
        for row in loaded.memberships.values():
            self._memberships.setdefault(row.id.customer, {})[row.id] = row

    def _index(self, life: Life) -> None:
        run, of_customer = life.run.id, self._of_customer
        for customer in life.participants:
            runs = of_customer.get(customer)
            if runs is None:
                of_customer[customer] = (run,)
            elif run not in runs:
                of_customer[customer] = (*runs, run)
        if self._of_key is not None:
            self._index_key(self._of_key, run)

    @staticmethod
    def _index_key(of_key: dict[tuple[str, str | None], dict[RunId, None]], run: RunId) -> None:
        of_key.setdefault((run.journey, run.key), {})[run] = None

    def heard(self, customer: str, name: str | None) -> Iterable[Event]:
        """What was heard of a customer, in order of receipt."""
        before, since = self._heard_before(customer), self._heard.get(customer, _SILENCE)
        if name is not None:
            first, then = before.get(name, ()), since.get(name, ())
            return chain(first, then) if first and then else first or then
        every = (event for by_name in (before, since) for events in by_name.values() for event in events)
        return sorted(every, key=lambda event: (order(event), event.message_id))

    def heard_after(self, customer: str, name: str, n: int) -> Sequence[Event]:
        """What was heard of a customer under a name, without the first so many."""
        first, then = self._heard_before(customer).get(name, ()), self._heard.get(customer, _SILENCE).get(name, ())
        return [*first[n:], *then[max(n - len(first), 0) :]]

    def tally(self, customer: str, who: Hashable) -> Tally:
        """What a listener has counted in this batch of what was heard of a customer."""
        return self._tallies.setdefault(customer, {}).setdefault(who, Tally())

    def traits(self, customer: str) -> Mapping[str, Value]:
        """A customer's traits as of now."""
        known, since = self._loaded.traits.get(customer, _UNKNOWN), self.changes.traits
        own = since.get(customer) if since else None
        return {**known, **own} if own else known

    def is_anonymous(self, customer: str) -> bool:
        """Whether nothing is known of a customer but an anonymous id."""
        return self.traits(customer).get(ANONYMOUS) is not None

    def assignment(self, experiment: str, customer: str) -> Assignment | None:
        """The part in an experiment that was recorded."""
        named = (experiment, customer)
        return self.changes.assignments.get(named) or self._loaded.assignments.get(named)

    def ledger(self, customer: str) -> tuple[Entry, ...]:
        """What was sent to a customer, and what is reserved."""
        own = self.changes.ledgers.get(customer)
        return self._loaded.ledgers.get(customer, ()) if own is None else own

    def memberships(self, customer: str) -> Mapping[StageId, StageMembership]:
        """The stages of all journeys that a customer is, or was, in."""
        return self._memberships.get(customer, _NOWHERE)

    def membership(self, name: StageId) -> StageMembership | None:
        """The latest membership of a stage."""
        return self._memberships.get(name.customer, _NOWHERE).get(name)

    def keep_memberships(self, rows: Mapping[StageId, StageMembership]) -> None:
        """Keep memberships as they stand now."""
        self.changes.memberships.update(rows)
        for name, row in rows.items():
            self._memberships.setdefault(name.customer, {})[name] = row

    def life(self, run: RunId) -> Life | None:
        """A run as it stands now."""
        return self._lives.get(run)

    def runs_of(self, customer: str) -> tuple[RunId, ...]:
        """Runs a customer takes part in that are not finished, oldest first."""
        runs = self._of_customer.get(customer)
        if runs is None:
            return ()
        if len(runs) > 1:
            return self._open(runs)
        life = self._lives.get(runs[0])
        return runs if life is not None and life.positions else ()

    def runs_with(self, journey: str, key: str | None) -> tuple[RunId, ...]:
        """Runs of a key value that are not finished, oldest first."""
        if self._of_key is None:  # many batches never ask
            self._of_key = {}
            for run in self._lives:
                self._index_key(self._of_key, run)
        return self._open(self._of_key.get((journey, key), ()))

    def _open(self, runs: Iterable[RunId]) -> tuple[RunId, ...]:
        lives = [life for run in runs if (life := self._lives.get(run)) is not None and life.positions]
        if len(lives) > 1:
            lives.sort(key=lambda life: (life.run.started_at, _sortable(life.run.id)))
        return tuple([life.run.id for life in lives])

    def entrances(self, journey: str, customer: str) -> Mapping[EntranceId, Entrance]:
        """What is remembered of a customer's runs of a journey."""
        return self._entrances.get((journey, customer), _NEW)

    def entrance(self, name: EntranceId) -> Entrance | None:
        """What is remembered of a customer's runs of one key."""
        return self._entrances.get(name[:2], _NEW).get(name)

    def remember_entrance(self, name: EntranceId, entrance: Entrance) -> None:
        """Remember a run's beginning or end."""
        self.changes.entrances[name] = entrance
        self._entrances.setdefault(name[:2], {})[name] = entrance

    def invitation(self, name: str) -> Invitation | None:
        """An invitation by its id."""
        return self._invitations.get(name) or self._loaded.invitations.get(name)

    def has_seen(self, message_id: str) -> bool:
        """Whether an input was taken in before (R9); from now on it was."""
        if message_id in self._seen or message_id in self._loaded.seen:
            return True
        self._seen.add(message_id)
        self.changes.seen.append(message_id)
        return False

    def remember(self, event: Event) -> None:
        """Keep an event that some journey listens to."""
        self._heard.setdefault(event.customer, {}).setdefault(event.name, []).append(event)
        self.changes.heard.append(event)

    def set_traits(self, customer: str, traits: Mapping[str, Value]) -> None:
        """Set traits; those not named stay."""
        self.changes.traits.setdefault(customer, {}).update(traits)

    def alias(self, customer: str) -> str:
        """Who a customer is now, whatever merges there were (R19)."""
        if not self._aliases and not self._loaded.aliases:
            return customer
        seen: set[str] = set()
        while (now := self._aliases.get(customer) or self._loaded.aliases.get(customer)) and now not in seen:
            seen.add(customer)
            customer = now
        return customer

    def merge(self, loser: str, winner: str, event: Event) -> list[Life]:
        """Give all that is known of a customer to another (R19).

        Args:
            loser: Who is no more; nothing is asked of this name from here on.
            winner: Who stays.
            event: What tells it.

        Returns:
            The runs in which the one took part, as the other's.
        """
        self._aliases[loser] = winner
        joined_at = event.at if self.is_anonymous(loser) and not self.is_anonymous(winner) else None
        self._hear_as_one(loser, winner, joined_at)
        self._join_traits(loser, winner)
        names = self._join_entrances(loser, winner)
        lives = self._rename(loser, winner, names)
        self._join_memberships(loser, winner)
        merges = self.changes.merges
        merges[:] = [replace_row(one, runs=tuple((a, names.get(b, b)) for a, b in one.runs)) for one in merges]
        merges.append(Merged(loser, winner, event.received_at, event.message_id, tuple(names.items()), joined_at))
        return lives

    def _hear_as_one(self, loser: str, winner: str, joined_at: datetime | None) -> None:
        both = (winner, loser)
        parts = [self._heard_before(one) for one in both] + [self._heard.pop(one, {}) for one in both]
        self._rejoined[winner] = heard_of_both(loser, winner, parts, joined_at)
        self._tallies.pop(winner, None)
        every = [as_of(one, loser, winner, joined_at) for one in self.changes.heard]
        theirs = iter(in_order_of_receipt(one for one in every if one.customer == winner))
        self.changes.heard[:] = [next(theirs) if one.customer == winner else one for one in every]

    def _join_traits(self, loser: str, winner: str) -> None:
        """Traits, parts in experiments, and the ledger."""
        changes = self.changes
        theirs, mine = self.traits(loser), self.traits(winner)
        traits, ledger = {**theirs, **mine}, self.ledger(winner) + self.ledger(loser)
        if not (self.is_anonymous(loser) and self.is_anonymous(winner)):
            traits.pop(ANONYMOUS, None)
            if ANONYMOUS in mine:  # what is kept of it is taken back
                traits[ANONYMOUS] = None
        changes.traits.pop(loser, None)
        changes.ledgers.pop(loser, None)
        if traits:
            changes.traits[winner] = traits
        if ledger:
            changes.ledgers[winner] = ledger
        every = (*self._loaded.assignments, *changes.assignments)
        for experiment in {name for name, customer in every if customer == loser}:
            part = self.assignment(experiment, winner) or self.assignment(experiment, loser)
            changes.assignments.pop((experiment, loser), None)
            if part is not None:
                changes.assignments[experiment, winner] = part

    def _join_entrances(self, loser: str, winner: str) -> dict[RunId, RunId]:
        """What is remembered of runs; the new names of all runs that ever were, by their old ones."""
        names: dict[RunId, RunId] = {}
        for journey in [one[0] for one in self._entrances if one[1] == loser]:
            for name, theirs in self.entrances(journey, loser).items():
                as_winner = EntranceId(journey, winner, name.key)
                mine = self.entrance(as_winner)
                ahead = mine.attempts if mine is not None else 0
                for n in range(1, theirs.attempts + 1):
                    names[RunId(*name, n)] = RunId(*as_winner, n + ahead)
                self.remember_entrance(as_winner, entrance_of_both(mine, theirs))
                self.changes.entrances.pop(name, None)
            del self._entrances[journey, loser]
        return names

    def _rename(self, loser: str, winner: str, names: Mapping[RunId, RunId]) -> list[Life]:
        """Runs in which the customer took part, as the other's."""
        found: list[Life] = []
        for run in self._of_customer.pop(loser, ()):
            before = self.life(run)
            if before is None:
                continue
            life = renamed(before, loser, winner, names.get(run, run))
            self.changes.lives.pop(run, None)
            if life.run.id != run:
                del self._lives[run]
                if run in self._loaded.lives:
                    self.changes.gone.append(run)
            self._put(life)
            self._index(life)
            found.append(life)
        known = {**self._loaded.invitations, **self._invitations}
        for one in known.values():
            if one.run in names:
                new = replace_row(one, run=names[one.run], place=as_place(one.place, loser, winner))
                self._invitations[one.id] = new
                self.changes.made.invitations.append(new)
        return found

    def _join_memberships(self, loser: str, winner: str) -> None:
        for name, theirs in self._memberships.pop(loser, {}).items():
            self.changes.memberships.pop(name, None)
            new = name._replace(customer=winner)
            self.keep_memberships({new: membership_of_both(new, self.membership(new), theirs)})

    def _heard_before(self, customer: str) -> Mapping[str, Sequence[Event]]:
        """What was loaded of what was heard of a customer, merges included."""
        rejoined = self._rejoined.get(customer) if self._rejoined else None
        return rejoined or self._loaded.heard.get(customer, _SILENCE)

    def keep_life(self, life: Life) -> Life | None:
        """Keep a run that no decision moved, only the end of a pause; the life before it."""
        before = self.life(life.run.id)
        self._put(life)
        return before

    def _put(self, life: Life) -> None:
        self._lives[life.run.id] = self.changes.lives[life.run.id] = life

    def commit(self, scene: Scene, life: Life) -> Life | None:
        """Take a decision over.

        Args:
            scene: The decision.
            life: The run as it stands after it.

        Returns:
            The run before it.
        """
        made, changes = scene.made, self.changes
        before = self._lives.get(life.run.id)
        if made.transitions or before is None or not _is_unmoved(life, before) or made != _NOTHING:
            self._put(life)
        if before is None or before.participants.keys() != life.participants.keys():
            self._index(life)
        if scene.assigned:
            changes.assignments.update(scene.assigned)
        if scene.ledgers:
            changes.ledgers.update(scene.ledgers)
        changes.made.add(made)
        if scene.script.stages:
            self.keep_memberships(moved(self.membership, made.transitions, scene.script, scene.was))
        if made.invitations:
            self._invitations.update({one.id: one for one in made.invitations})
        return before


def _is_unmoved(life: Life, before: Life) -> bool:
    """Whether a decision left a run as it was: most events of a customer move none of the customer's runs."""
    return life.run is before.run and life.positions == before.positions and life.participants == before.participants


_NOTHING = Made()
_NEW: Mapping[EntranceId, Entrance] = MappingProxyType({})
_NOWHERE: Mapping[StageId, StageMembership] = MappingProxyType({})
_SILENCE: Mapping[str, Sequence[Event]] = MappingProxyType({})
_UNKNOWN: Mapping[str, Value] = MappingProxyType({})


def _sortable(run: RunId) -> tuple[str, str, bool, str, int]:
    """Run ids in an order; one without key comes first."""
    return run.journey, run.customer, run.key is not None, run.key or "", run.attempt
