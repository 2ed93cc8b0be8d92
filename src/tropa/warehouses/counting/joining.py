"""Who joined which run in which role.

Who joins is another customer than the one whose run it is, so that a pass over whole customers
cannot see the two together.  A first pass, over the few events that are the roles' own, notes who
joined, when, with which key, and when the part was done; the pass over the runs then looks for
each run's key among those.  What is kept grows with those who joined, not with the log.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from tropa.measure.parts_counts import RoleCounts
from tropa.plan.heard import Leaf, heard_leaves
from tropa.plan.parts import RoleMeasure
from tropa.plan.plan import Plan
from tropa.warehouses.counting.dialect import Vocabulary
from tropa.warehouses.counting.listening import NO_KEY, Heardings, Listening
from tropa.warehouses.counting.runs import US, Runs
from tropa.warehouses.counting.table import Column, Columns
from tropa.warehouses.counting.values import Flags, Ints

FOREVER = int(np.iinfo(np.int64).max)
"""When what never came comes."""


@dataclass(slots=True)
class _Met:
    """Those met so far who joined in one role, an array each chunk."""

    key: list[Ints] = field(default_factory=list)
    customer: list[Ints] = field(default_factory=list)
    at_us: list[Ints] = field(default_factory=list)
    done_us: list[Ints] = field(default_factory=list)

    def absorb(self, other: _Met) -> None:
        """Take over those that another one has met."""
        self.key += other.key
        self.customer += other.customer
        self.at_us += other.at_us
        self.done_us += other.done_us


@dataclass(slots=True)
class Joined:
    """Those who may have joined runs in one role, by key.

    Args:
        key: Hash of the key that they carry, ascending, ``NO_KEY`` where they carry none.
        customer: Their numbers.
        at_us: When they joined.
        done_us: When their part was done, ``FOREVER`` where it never was.
        placed: Whether a run of somebody else with that key was met; noted by ``place``.
        per_run: Runs by how many joined them; noted by ``place``.
    """

    key: Ints
    customer: Ints
    at_us: Ints
    done_us: Ints
    placed: Flags
    per_run: Counter[int] = field(default_factory=Counter)

    def place(self, runs: Runs) -> None:
        """Look whom the runs of a chunk were joined by: at or after their start, before the next of their key."""
        at_us, key = runs.events.at_us, runs.events.key[runs.start]
        ends = np.searchsorted(runs.events.customer, runs.customer, side="right")
        until = np.where(runs.limit < ends, np.append(at_us, 0)[np.minimum(runs.limit, runs.never)], FOREVER)
        first, behind = (np.searchsorted(self.key, key, side=side) for side in ("left", "right"))
        n = np.where(key == NO_KEY, 0, behind - first)
        run = np.repeat(np.arange(len(runs)), n)
        row = np.repeat(first - np.append(0, np.cumsum(n)[:-1]), n) + np.arange(len(run))
        joined = (
            (self.customer[row] != runs.customer[run])
            & (self.at_us[row] >= at_us[runs.start][run])
            & (self.at_us[row] < until[run])
        )
        self.placed[row[joined]] = True
        self.per_run.update(np.bincount(run[joined], minlength=len(runs)).tolist())

    def absorb(self, other: Joined) -> None:
        """Take over what another one has noted of other runs."""
        self.placed |= other.placed
        self.per_run.update(other.per_run)

    def counts(self, role: str, now_us: int, *, keyed: bool) -> RoleCounts:
        """The role's counts: of those who were placed, and of those who cannot be."""
        unplaced = self.key == NO_KEY
        joined = self.placed | unplaced
        per_run = dict(self.per_run) if keyed else None
        told = waits_s(self.at_us[joined], self.done_us[joined], now_us)
        return RoleCounts(role, *told, int(unplaced.sum()), per_run)


class JoinCounting:
    """Those who join, on their way through the chunks.

    Attributes:
        columns: What to ask of each event.
        where: Which events to ask for: the roles' own.
    """

    def __init__(self, vocabulary: Vocabulary, plan: Plan) -> None:
        self._listening = Listening(plan, vocabulary)
        self._roles = joined_roles(self._listening)
        self._met = {role.id: _Met() for role in self._roles}
        self.columns = self._listening.columns()
        self.where = self._listening.served_sql(tuple(leaf for role in self._roles for leaf in _own(role)))

    def add(self, chunk: Columns) -> None:
        """Note who of some whole customers joins."""
        events = self._listening.heard(chunk)
        for role in self._roles:
            self._note(role, events)

    def _note(self, role: RoleMeasure, events: Heardings) -> None:
        joining = self._serves(_joining(role), events)
        joins = np.flatnonzero(joining)
        if not len(joins):
            return
        carries = (joining | self._serves(role.carries, events)) & (events.key != NO_KEY)
        found = _Joinings(events, self._listening, joins, carries)
        first = _first_of_each(found.customer, found.key)
        at = np.append(events.at_us, FOREVER)
        done = np.full(len(found), found.never)
        if self._listening.hears(role.done) and role.done is not None:
            done = found.first(role.done, np.minimum(found.start + 1, found.never))
        met = self._met[role.id]
        met.key.append(found.key[first])
        met.customer.append(found.customer[first])
        met.at_us.append(at[found.start][first])
        met.done_us.append(at[done][first])

    def _serves(self, leaves: tuple[Leaf, ...], events: Heardings) -> Flags:
        return np.asarray(events.kinds_serving(self._listening.numbers(leaves))[events.kind], bool)

    def absorb(self, other: JoinCounting) -> None:
        """Take over those that another one has met."""
        for role, met in self._met.items():
            met.absorb(other._met[role])

    def result(self) -> dict[str, Joined]:
        """Those who may have joined, by role."""
        return {role: _joined(met) for role, met in self._met.items()}


class _Joinings(Runs):
    """Those who join as runs of their own: each hears from joining on what carries the same key, or none.

    Args:
        events: The chunk.
        listening: What its leaves are.
        start: Places of the joining events.
        carries: Which events tell the run of whoever joined.
    """

    def __init__(self, events: Heardings, listening: Listening, start: Ints, carries: Flags) -> None:
        super().__init__(events, listening, start, bounded=False)
        places = np.append(np.flatnonzero(carries), self.never)
        after = places[np.searchsorted(places, start)]
        theirs = np.append(events.customer, -1)[after] == self.customer
        self._teller = np.where(theirs, after, self.never)

    @cached_property
    def key(self) -> Ints:
        """Hash of the key of each, ``NO_KEY`` where nothing tells it."""
        return np.asarray(np.append(self.events.key, NO_KEY)[self._teller], np.int64)

    @cached_property
    def scope(self) -> Ints:
        """The scope of the event that tells the key."""
        return np.asarray(np.append(self.scopes, NO_KEY)[self._teller], np.int64)


def joined_roles(listening: Listening) -> list[RoleMeasure]:
    """The roles that others than the client play, as far as the log can show who joins."""
    return [role for role in listening.plan.parts.roles if listening.hears(role.joins)]


def _joining(role: RoleMeasure) -> tuple[Leaf, ...]:
    return heard_leaves(role.joins) if role.joins is not None else ()


def _own(role: RoleMeasure) -> tuple[Leaf, ...]:
    return (*_joining(role), *(heard_leaves(role.done) if role.done is not None else ()), *role.carries)


def _first_of_each(customer: Ints, key: Ints) -> Ints:
    """The first place of every customer and key, in order."""
    order = np.lexsort((np.arange(len(key)), key, customer))
    fresh = np.ones(len(order), bool)
    fresh[1:] = (np.diff(customer[order]) != 0) | (np.diff(key[order]) != 0)
    return np.sort(order[fresh])


def _joined(met: _Met) -> Joined:
    key = in_one(met.key)
    order = np.argsort(key, kind="stable")
    return Joined(
        key[order],
        in_one(met.customer)[order],
        in_one(met.at_us)[order],
        in_one(met.done_us)[order],
        np.zeros(len(order), bool),
    )


def in_one(parts: list[Ints]) -> Column:
    """The chunks' arrays as one."""
    return np.concatenate(parts) if parts else np.empty(0, np.int64)


def waits_s(began_us: Ints, done_us: Ints, now_us: int) -> tuple[Column, Column]:
    """Seconds from a beginning until what was waited for came, or until the watermark; and whether it came."""
    happened = done_us != FOREVER
    return np.maximum(np.where(happened, done_us, now_us) - began_us, 0) / US, happened
