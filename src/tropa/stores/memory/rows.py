"""The hot rows: open runs and what is remembered of customers, with the ways to find them.

What ``gather`` gives are views where a decision only looks things up by key: nothing that a batch
does not touch is copied, and so they hold until the next ``put``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, MutableMapping
from datetime import datetime
from typing import TypeVar

from tropa.engine.assignment import Assignment
from tropa.engine.caps import Entry
from tropa.engine.changes import Merged
from tropa.engine.desk import Changes, Loaded
from tropa.engine.events import Event
from tropa.engine.merging import as_of, in_order_of_receipt
from tropa.engine.state import Entrance, EntranceId, Invitation, Life, RunId, StageId, StageMembership
from tropa.journey.conditions import Value
from tropa.stores.memory.timers import Timers, due_at

K = TypeVar("K")
N = TypeVar("N")


class Rows:
    """State by its keys."""

    def __init__(self) -> None:
        self.lives: dict[RunId, Life] = {}
        self.timers = Timers()
        self.traits: dict[str, dict[str, Value]] = {}
        self.heard: dict[str, dict[str, list[Event]]] = {}
        self.made: set[str] = set()
        self.aliases: dict[str, str] = {}
        self._joined: dict[str, datetime] = {}
        self._of_customer: dict[str, dict[RunId, None]] = {}
        self._of_key: dict[tuple[str, str], dict[RunId, None]] = {}
        self._entrances: dict[str, dict[EntranceId, Entrance]] = {}
        self._memberships: dict[str, dict[StageId, StageMembership]] = {}
        self._assignments: dict[tuple[str, str], Assignment] = {}
        self._ledgers: dict[str, tuple[Entry, ...]] = {}
        self._invitations: dict[str, Invitation] = {}

    def known_as(self, customer: str) -> str:
        """Whom a customer was merged into; the customer, if into nobody."""
        while (winner := self.aliases.get(customer)) is not None:
            customer = winner
        return customer

    def invited_to(self, invitation: str) -> RunId | None:
        """The run that an invitation leads into."""
        found = self._invitations.get(invitation)
        return found.run if found is not None else None

    def of_key(self, journey: str, key: str) -> Iterable[RunId]:
        """Open runs of a key value."""
        return self._of_key.get((journey, key), ())

    def customers(self) -> list[str]:
        """Every customer of whom anything is known."""
        parts = {customer: None for _, customer in self._assignments}
        rows = (self.traits, self.heard, self._of_customer, self._entrances, self._memberships, self._ledgers, parts)
        return list(dict.fromkeys(customer for of in rows for customer in of if customer not in self.aliases))

    def gather(self, customers: Iterable[str], runs: Iterable[RunId]) -> Loaded:
        """The state of customers and runs, and of all who take part in a run with any of them."""
        lives: dict[RunId, Life] = {run: life for run in runs if (life := self.lives.get(run)) is not None}
        people = dict.fromkeys(customers)
        for life in lives.values():
            people.update(dict.fromkeys(life.participants))
        of_customer, every = self._of_customer, self.lives
        waiting = list(people)
        for customer in waiting:  # whoever comes with a run is put behind, and looked at in turn
            for run in of_customer.get(customer, ()):
                if run not in lives:
                    lives[run] = life = every[run]
                    new = [one for one in life.participants if one not in people]
                    if new:
                        people.update(dict.fromkeys(new))
                        waiting += new
        return Loaded(
            lives=lives,
            entrances=_of(people, self._entrances),
            heard=self.heard,
            traits=self.traits,
            assignments=self._assignments,
            ledgers=self._ledgers,
            invitations=self._invitations,
            seen=self.made,
            memberships=_of(people, self._memberships),
            aliases=self.aliases,
        )

    def put(self, changes: Changes, taken: frozenset[str]) -> list[Life]:
        """Keep what a batch changed.

        Args:
            changes: What it changed.
            taken: The message ids of its inputs.

        Returns:
            Runs that are finished by it.
        """
        for merged in changes.merges:
            self._merge(merged)
        for run in changes.gone:
            self._drop(run)
        finished = self._put_lives(changes.lives)
        for name, entrance in changes.entrances.items():
            self._entrances.setdefault(name.customer, {})[name] = entrance
        for event in changes.heard:
            self.heard.setdefault(event.customer, {}).setdefault(event.name, []).append(event)
        for customer, traits in changes.traits.items():
            self.traits.setdefault(customer, {}).update(traits)
        for stage, membership in changes.memberships.items():
            self._memberships.setdefault(stage.customer, {})[stage] = membership
        self._assignments.update(changes.assignments)
        self._ledgers.update(changes.ledgers)
        self._invitations.update({one.id: one for one in changes.made.invitations})
        self.made.update(name for name in changes.seen if name not in taken)
        return finished

    def hear_again(self, events: Iterable[Event]) -> None:
        """Keep events of the past under names that nobody listened to until now."""
        for one in events:
            event = as_of(one, one.customer, self.known_as(one.customer), self._joined_at(one.customer))
            self.heard.setdefault(event.customer, {}).setdefault(event.name, []).append(event)

    def _joined_at(self, customer: str) -> datetime | None:
        """When it turned out whose an anonymous id is."""
        while (winner := self.aliases.get(customer)) is not None and customer not in self._joined:
            customer = winner
        return self._joined.get(customer)

    def _put_lives(self, lives: Mapping[RunId, Life]) -> list[Life]:
        finished: list[Life] = []
        for run, life in lives.items():
            if not life.positions:
                self._drop(run)
                finished.append(life)
                continue
            before = self.lives.get(run)
            self.lives[run] = life
            self.timers.put(run, due_at(life))
            if before is None or (
                before.participants is not life.participants
                and before.participants.keys() != life.participants.keys()
            ):
                self._index(life, before)
        return finished

    def _index(self, life: Life, before: Life | None) -> None:
        run = life.run.id
        for customer in before.participants if before is not None else ():
            _discard(self._of_customer, customer, run)
        for customer in life.participants:
            self._of_customer.setdefault(customer, {})[run] = None
        if run.key is not None:
            self._of_key.setdefault((run.journey, run.key), {})[run] = None

    def _drop(self, run: RunId) -> None:
        life = self.lives.pop(run, None)
        self.timers.put(run, None)
        for customer in life.participants if life is not None else ():
            _discard(self._of_customer, customer, run)
        if run.key is not None:
            _discard(self._of_key, (run.journey, run.key), run)

    def _merge(self, merged: Merged) -> None:
        """One customer's rows are no more, and what was heard of that customer was heard of the other (R19)."""
        loser, winner = merged.loser, merged.winner
        for rows in (self.traits, self._entrances, self._memberships, self._ledgers):
            rows.pop(loser, None)
        for part in [part for part in self._assignments if part[1] == loser]:
            del self._assignments[part]
        names = self.heard.setdefault(winner, {})
        for name, events in self.heard.pop(loser, {}).items():
            theirs = (as_of(event, loser, winner, merged.joined_at) for event in events)
            names[name] = in_order_of_receipt((*names.get(name, ()), *theirs))
        self.aliases[loser] = winner
        if merged.joined_at is not None:
            self._joined[loser] = merged.joined_at


def _of(people: Iterable[str], rows: Mapping[str, Mapping[K, N]]) -> dict[K, N]:
    """The rows of some customers, by their own keys."""
    return {name: row for one in people if one in rows for name, row in rows[one].items()}


def _discard(index: MutableMapping[K, dict[RunId, None]], key: K, run: RunId) -> None:
    """Take a run out of an index, and its key with the last one."""
    runs = index.get(key)
    if runs is not None:
        runs.pop(run, None)
        if not runs:
            del index[key]
