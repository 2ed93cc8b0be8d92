"""Runs of a journey in a chunk of events, and when each of them first hears a signal.

Theory.  Events stand in order of customer and time, so an event's place in the chunk is its place
in M1's order.  The events that serve a leaf are kept as sorted numbers ``scope * size + place``;
one binary search then answers "the first one in this run at or after that place" for all runs
at once.  An event belongs to the run whose key it carries; one that lacks the key belongs to all
runs of its customer (R4).  What is heard belongs to a run until the next run of its scope begins.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

from tropa.plan.heard import AllHeard, AtLeastHeard, Heard, Leaf, heard_leaves
from tropa.plan.plan import Plan
from tropa.warehouses.counting.listening import NO_KEY, Heardings, Listening
from tropa.warehouses.counting.values import Flags, Ints

US = 1_000_000


class Runs:
    """The runs of one chunk.

    Args:
        events: The chunk.
        listening: What its leaves are.
        start: Places of the events that begin the runs, ascending, shape ``(runs,)``.
        bounded: Whether the next run of a scope ends what the one before it hears; parallel runs
            without a key hear on.
    """

    def __init__(self, events: Heardings, listening: Listening, start: Ints, *, bounded: bool) -> None:
        self.events = events
        self.listening = listening
        self.start = start
        self.size = len(events.customer) + 1
        self.never = self.size - 1
        self.customer = events.customer[start]
        self._bounded = bounded

    def __len__(self) -> int:
        return len(self.start)

    @cached_property
    def scopes(self) -> Ints:
        """Each event's scope, customer and key numbered densely; ``NO_KEY`` where it lacks the key."""
        events = self.events
        if not self.listening.plan.keyed:
            return events.customer if self._bounded else np.full(len(events.customer), NO_KEY)
        order = np.lexsort((events.key, events.customer))
        customer, key = events.customer[order], events.key[order]
        fresh = np.ones(len(order), bool)
        fresh[1:] = (customer[1:] != customer[:-1]) | (key[1:] != key[:-1])
        scopes = np.empty(len(order), np.int64)
        scopes[order] = np.cumsum(fresh) - 1
        return np.where(events.key == NO_KEY, NO_KEY, scopes)

    @cached_property
    def scope(self) -> Ints:
        """Each run's scope."""
        return self.scopes[self.start]

    @cached_property
    def limit(self) -> Ints:
        """The place at which a run hears no more: the next run of its scope, or the next customer."""
        customers = self.events.customer
        end = np.searchsorted(customers, self.customer, side="right").astype(np.int64)
        if not self._bounded:
            return end
        order = np.lexsort((self.start, self.scope, self.customer))
        same = np.zeros(len(order), bool)
        same[:-1] = (self.scope[order][1:] == self.scope[order][:-1]) & (
            self.customer[order][1:] == self.customer[order][:-1]
        )
        following = np.append(self.start[order][1:], self.never)
        limit = np.empty(len(order), np.int64)
        limit[order] = np.where(same, following, end[order])
        return limit

    def first(self, heard: Heard, since: Ints) -> Ints:
        """The first place, at or after ``since``, at which each run has heard a signal.

        Args:
            heard: The signal.
            since: Places, shape ``(runs,)``; ``never`` stays never.

        Returns:
            Places, shape ``(runs,)``; ``never`` where it is not heard.
        """
        if isinstance(heard, Leaf):
            return self._first_of(heard, since)
        firsts = [self.first(member, since) for member in heard.members]
        if isinstance(heard, AllHeard):
            return np.asarray(np.max(firsts, axis=0), np.int64)
        if not isinstance(heard, AtLeastHeard):
            return np.asarray(np.min(firsts, axis=0), np.int64)
        if len(firsts) > 1:
            return np.asarray(np.partition(firsts, heard.n - 1, axis=0)[heard.n - 1], np.int64)
        found = firsts[0]
        for _ in range(heard.n - 1):
            found = self.first(heard.members[0], np.minimum(found + 1, self.never))
        return found

    def _first_of(self, leaf: Leaf, since: Ints) -> Ints:
        keyed, unkeyed = self._places(leaf)
        found = np.minimum(
            self._search(keyed, self.scope, since, self.scope != NO_KEY),
            self._search(unkeyed, self.customer, since, np.ones(len(self), bool)),
        )
        return np.where(found < self.limit, found, self.never)

    def _places(self, leaf: Leaf) -> tuple[Ints, Ints]:
        """The events that serve a leaf, as sorted numbers: by scope, and by customer where unkeyed."""
        (number,) = self.listening.numbers((leaf,))
        places = np.flatnonzero(self.events.serves[:, number][self.events.kind])
        scopes = self.scopes[places]
        lacking = scopes == NO_KEY
        keyed = np.sort(scopes[~lacking] * self.size + places[~lacking])
        return keyed, self.events.customer[places[lacking]] * self.size + places[lacking]

    def _search(self, numbers: Ints, scope: Ints, since: Ints, asked: Flags) -> Ints:
        if not len(numbers):
            return np.full(len(scope), self.never)
        rows = np.searchsorted(numbers, scope * self.size + since)
        found = numbers[np.minimum(rows, len(numbers) - 1)]
        ok = asked & (rows < len(numbers)) & (found // self.size == scope) & (since < self.never)
        return np.where(ok, found % self.size, self.never)

    @cached_property
    def pairs(self) -> tuple[Ints, Ints]:
        """Every (run, place) such that the event belongs to the run, by run and then by place."""
        scopes = self.scopes
        keyed = np.flatnonzero(scopes != NO_KEY)
        runs_of_keyed, keyed = self._of_keyed(keyed)
        runs_of_unkeyed, unkeyed = self._of_unkeyed(np.flatnonzero(scopes == NO_KEY))
        run, place = np.append(runs_of_keyed, runs_of_unkeyed), np.append(keyed, unkeyed)
        order = np.lexsort((place, run))
        return run[order], place[order]

    def _of_keyed(self, places: Ints) -> tuple[Ints, Ints]:
        """Events with a key: the latest run of their scope that had begun."""
        numbers = self.scope * self.size + self.start
        order = np.argsort(numbers)
        if not len(order):
            return order, order
        rows = np.searchsorted(numbers[order], self.scopes[places] * self.size + places, side="right") - 1
        run = order[np.maximum(rows, 0)]
        belongs = (rows >= 0) & (self.scope[run] == self.scopes[places])
        return run[belongs], places[belongs]

    def _of_unkeyed(self, places: Ints) -> tuple[Ints, Ints]:
        """Events without a key: every run of their customer that was going on."""
        first = np.searchsorted(self.customer, self.events.customer[places], side="left")
        behind = np.searchsorted(self.customer, self.events.customer[places], side="right")
        n = behind - first
        place = np.repeat(places, n)
        run = np.repeat(first - np.append(0, np.cumsum(n)[:-1]), n) + np.arange(len(place))
        going_on = (self.start[run] <= place) & (place < self.limit[run])
        return run[going_on], place[going_on]


def find_runs(events: Heardings, listening: Listening) -> Runs:
    """The runs that begin in a chunk, under the journey's re-entry policy (R4).

    ``cooldown`` counts from the beginning of the run before; ``parallel`` over all keys of a
    customer, the other policies within one key.
    """
    plan = listening.plan
    bounded = plan.keyed or plan.reentry != "parallel"
    starts = np.flatnonzero(_begins(events, listening))
    every = Runs(events, listening, starts, bounded=False)
    if plan.reentry in {"once", "once_per_key"}:
        key = every.events.key[starts] if plan.reentry == "once_per_key" else np.zeros(len(starts), np.int64)
        order = np.lexsort((starts, key, every.customer))
        fresh = np.ones(len(order), bool)
        fresh[1:] = (np.diff(every.customer[order]) != 0) | (np.diff(key[order]) != 0)
        kept = np.sort(starts[order[fresh]])
    else:
        kept = starts[_admitted(every, plan)]
    return Runs(events, listening, kept, bounded=bounded)


def _begins(events: Heardings, listening: Listening) -> Flags:
    start = listening.plan.start
    if start is None or not listening.hears(start):
        return np.zeros(len(events.kind), bool)
    return events.kinds_serving(listening.numbers(heard_leaves(start)))[events.kind]


def _admitted(every: Runs, plan: Plan) -> Flags:
    """Which starts begin a run, where that hangs on the runs before; customers with one start are rare work."""
    ends = run_ends(every)
    at = every.events.at_us[every.start]
    keys = every.events.key[every.start]
    admitted = np.zeros(len(every), bool)
    open_until: dict[tuple[int, int], list[tuple[int, int]]] = {}
    latest: dict[tuple[int, int], int] = {}
    for run, (customer, key, start, end, began) in enumerate(
        zip(every.customer.tolist(), keys.tolist(), every.start.tolist(), ends.tolist(), at.tolist(), strict=True)
    ):
        mine = (customer, NO_KEY if plan.reentry == "parallel" else key)
        going_on = [(until, of) for until, of in open_until.get(mine, ()) if until >= start]
        if plan.reentry == "cooldown":
            admitted[run] = mine not in latest or began - latest[mine] >= plan.cooldown_s * US
        else:
            admitted[run] = len(going_on) < (plan.parallel if plan.reentry == "parallel" else 1)
        if admitted[run]:
            # What ends a run of this key from now on, the new one hears, and the old one does not.
            going_on = [(every.never if plan.keyed and of == key else until, of) for until, of in going_on]
            open_until[mine] = [*going_on, (end, key)]
            latest[mine] = began
    return admitted


def run_ends(runs: Runs) -> Ints:
    """The place at which each run ends, by success or exit; ``never`` where it is open."""
    plan = runs.listening.plan
    ends = np.full(len(runs), runs.never)
    for heard in (plan.success, *(heard for _, heard in plan.exits)):
        if heard is not None and runs.listening.hears(heard):
            ends = np.minimum(ends, runs.first(heard, np.minimum(runs.start + 1, runs.never)))
    return ends
