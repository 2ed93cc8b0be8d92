"""Components and requests of a journey's runs, and the roles in which others joined them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import numpy as np

from tropa.measure.behind import part_figure
from tropa.measure.parts_counts import ChainCounts, ComponentCounts, PartsCounts, RequestCounts, RoleCounts
from tropa.plan.heard import Heard
from tropa.plan.parts import RequestMeasure
from tropa.warehouses.counting.behind import BehindTally
from tropa.warehouses.counting.joining import FOREVER, JoinCounting, Joined, in_one, joined_roles, waits_s
from tropa.warehouses.counting.listening import NO_KEY, Listening
from tropa.warehouses.counting.passes import counted
from tropa.warehouses.counting.runs import Runs
from tropa.warehouses.counting.table import Column, SortedTable
from tropa.warehouses.counting.values import Flags, Ints


@dataclass(slots=True)
class _Waits:
    """When every run began and when one thing came, ``FOREVER`` where never: an array each chunk."""

    ROWS: ClassVar = ("began_us", "done_us")

    began_us: list[Ints] = field(default_factory=list)
    done_us: list[Ints] = field(default_factory=list)

    def add(self, runs: Runs, heard: Heard) -> Flags:
        """Look when it came after the start; the entry event itself satisfies nothing (R3)."""
        place = runs.first(heard, np.minimum(runs.start + 1, runs.never))
        at = np.append(runs.events.at_us, FOREVER)
        self.began_us.append(at[runs.start])
        self.done_us.append(at[place])
        return np.asarray(place < runs.never, bool)

    def absorb(self, other: _Waits) -> None:
        """Take over another one's runs."""
        self.began_us += other.began_us
        self.done_us += other.done_us

    def told(self, now_us: int) -> tuple[Column, Column]:
        """Seconds until it came, or until the watermark; and whether it came."""
        return waits_s(in_one(self.began_us), in_one(self.done_us), now_us)


@dataclass(slots=True)
class _Request:
    """One request so far; ``went`` has a number for each place of each chain, ``months`` those since 1970."""

    went: list[list[int]]
    entered: int = 0
    could: int = 0
    through: int = 0
    goals: int = 0
    months: Counter[int] = field(default_factory=Counter)

    def absorb(self, other: _Request) -> None:
        """Take over another one's runs."""
        self.went = [[a + b for a, b in zip(*pair, strict=True)] for pair in zip(self.went, other.went, strict=True)]
        self.entered += other.entered
        self.could += other.could
        self.through += other.through
        self.goals += other.goals
        self.months.update(other.months)


class PartsTally:
    """What was counted of components, roles and requests so far; nothing looks at the watermark.

    Args:
        listening: The plan's ears.
        joined: Those who may have joined, by role.
    """

    SUMS = ("_components", "_only_missing", "_started", "_first", "_requests")

    def __init__(self, listening: Listening, joined: Mapping[str, Joined]) -> None:
        plan, self._listening = listening.plan, listening
        self._reached = {
            measure.id: measure.reached
            for measure in plan.touchpoints
            if measure.reached is not None
            and listening.hears(measure.reached)
            and measure.id not in plan.parts.elsewhere
        }
        self._components = {one.id: _Waits() for one in plan.parts.components if listening.hears(one.done)}
        self._needed = [one.id for one in plan.parts.components if one.id in self._components and not one.optional]
        self._only_missing: Counter[str] = Counter()
        self._started: Counter[int] = Counter()
        self._first = {one.id: _Waits() for one in plan.parts.roles if one.first and listening.hears(one.done)}
        self._joined = dict(joined)
        self._requests = {
            one.id: _Request([[0] * len(chain) for chain in chains])
            for one in plan.parts.requests
            if any(chains := self._chains(one))
        }

    def _chains(self, request: RequestMeasure) -> list[tuple[str, ...]]:
        """The request's chains, without what cannot be shown."""
        return [tuple(name for name in chain if name in self._reached) for chain in request.chains]

    def count(self, runs: Runs, goal: Ints, behind: BehindTally) -> None:
        """Count a chunk's runs.

        Args:
            runs: The runs.
            goal: Where each reached its goal, shape ``(runs,)``.
            behind: Hears who they are.
        """
        parts = self._listening.plan.parts
        self._count_components(runs, behind)
        for role in parts.roles:
            if role.id in self._first and role.done is not None:
                done = self._first[role.id].add(runs, role.done)
                behind.add(part_figure("roles", role.id, "done"), runs, done)
                behind.add(part_figure("roles", role.id, "missing"), runs, ~done)
        for joined in self._joined.values():
            joined.place(runs)
        for request in parts.requests:
            if request.id in self._requests:
                self._count_request(request, runs, goal, behind)

    def _count_components(self, runs: Runs, behind: BehindTally) -> None:
        done = {
            one.id: self._components[one.id].add(runs, one.done)
            for one in self._listening.plan.parts.components
            if one.id in self._components and one.done is not None
        }
        for name, came in done.items():
            behind.add(part_figure("components", name, "started"), runs, came)
            behind.add(part_figure("components", name, "missing"), runs, ~came)
        if not self._needed:
            return
        started = np.sum([done[name] for name in self._needed], axis=0)
        self._started.update(started.tolist())
        for name in self._needed:
            alone = ~done[name] & (started == len(self._needed) - 1)
            self._only_missing[name] += int(alone.sum())
            behind.add(part_figure("components", name, "alone_missing"), runs, alone)

    def _count_request(self, request: RequestMeasure, runs: Runs, goal: Ints, behind: BehindTally) -> None:
        tally = self._requests[request.id]
        entered = could = through = np.full(len(runs), runs.never)
        for way, chain, went in zip(request.chains, self._chains(request), tally.went, strict=True):
            first = place = since = runs.start
            for number, name in enumerate(chain):
                place = runs.first(self._reached[name], since)
                went[number] += int((place < runs.never).sum())
                since = np.minimum(place + 1, runs.never)
                first = place if number == 0 else first
            entered = np.minimum(entered, first) if chain else entered
            if way[-1] in self._reached:
                could = np.minimum(could, first)
                through = np.minimum(through, place)
        came = entered < runs.never
        whole, reached = through < runs.never, came & (goal < runs.never) & (goal >= entered)
        tally.entered += int(came.sum())
        tally.could += int((could < runs.never).sum())
        tally.through += int(whole.sum())
        tally.goals += int(reached.sum())
        lost = (could < runs.never) & ~whole
        for figure, those in {"entered": came, "through": whole, "lost": lost, "goals": reached}.items():
            behind.add(part_figure("requests", request.id, figure), runs, those)
        months = runs.events.at_us[entered[came]].astype("datetime64[us]").astype("datetime64[M]").astype(np.int64)
        tally.months.update(months.tolist())

    def absorb(self, other: PartsTally) -> None:
        """Take over what another one has counted of other customers."""
        for mine, theirs in ((self._components, other._components), (self._first, other._first)):
            for name, waits in mine.items():
                waits.absorb(theirs[name])
        for name, joined in self._joined.items():
            joined.absorb(other._joined[name])
        for name, request in self._requests.items():
            request.absorb(other._requests[name])
        self._only_missing.update(other._only_missing)
        self._started.update(other._started)

    def name_joined(self, behind: BehindTally) -> None:
        """Tell who joined in each role; known once all runs have been counted."""
        for role, joined in self._joined.items():
            there, done = joined.placed | (joined.key == NO_KEY), joined.done_us < FOREVER
            for figure, those in (("done", there & done), ("missing", there & ~done)):
                order = np.lexsort((joined.at_us[those], joined.customer[those]))
                if len(order):
                    customers, at_us = joined.customer[those][order], joined.at_us[those][order]
                    behind.add_units(part_figure("roles", role, figure), customers, at_us)

    def result(self, table: SortedTable, now_us: int) -> PartsCounts:
        """All counts as of a watermark."""
        plan = self._listening.plan
        return PartsCounts(
            tuple(
                ComponentCounts(name, *waits.told(now_us), self._only_missing[name])
                for name, waits in self._components.items()
            ),
            dict(self._started),
            tuple(self._role(one.id, now_us) for one in plan.parts.roles if self._is_counted(one.id)),
            tuple(
                self._request(one, self._requests[one.id]) for one in plan.parts.requests if one.id in self._requests
            ),
            _first_at(table) if any(one.frequency is not None for one in plan.parts.requests) else None,
        )

    def _is_counted(self, role: str) -> bool:
        return role in self._first or role in self._joined

    def _role(self, role: str, now_us: int) -> RoleCounts:
        if role in self._joined:
            return self._joined[role].counts(role, now_us, keyed=self._listening.plan.keyed)
        return RoleCounts(role, *self._first[role].told(now_us))

    def _request(self, request: RequestMeasure, tally: _Request) -> RequestCounts:
        return RequestCounts(
            request.id,
            tally.entered,
            tally.could,
            tally.through,
            tally.goals,
            tuple(
                ChainCounts(chain, tuple(went)) for chain, went in zip(self._chains(request), tally.went, strict=True)
            ),
            {str(np.datetime64(month, "M")): n for month, n in sorted(tally.months.items())},
        )


def count_joined(table: SortedTable, listening: Listening) -> dict[str, Joined]:
    """Those who may have joined, by role: a pass of its own, where there are such roles."""
    if not joined_roles(listening):
        return {}
    return counted(table, JoinCounting(table.vocabulary, listening.plan)).result()


def _first_at(table: SortedTable) -> datetime | None:
    """When the earliest event of the log happened; of no events engines tell different things."""
    ((first_us, n),) = table.rows("SELECT min(at_us), count(*) FROM events")
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(first_us)) if n else None
