"""Reality: what became of a journey's runs, counted chunk by chunk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import ClassVar

import numpy as np

from tropa.measure.behind import indicator_figure, next_figure, outcome_figure, touchpoint_figure
from tropa.measure.reality_counts import TOP_GROUPS, GroupCounts, IndicatorCounts, RealityCounts
from tropa.plan.heard import heard_leaves
from tropa.plan.plan import IndicatorMeasure, Plan, TouchpointMeasure
from tropa.warehouses.counting.behind import BehindTally
from tropa.warehouses.counting.dialect import Vocabulary
from tropa.warehouses.counting.emotions import count_felt, emotion_counts
from tropa.warehouses.counting.indicators import fulfilled, watched
from tropa.warehouses.counting.joining import Joined
from tropa.warehouses.counting.listening import Heardings, Listening
from tropa.warehouses.counting.moves import MoveCounter, count_unmapped, name_unmapped
from tropa.warehouses.counting.parts import PartsTally, count_joined
from tropa.warehouses.counting.passes import counted
from tropa.warehouses.counting.runs import US, Runs, find_runs
from tropa.warehouses.counting.stages import StageCounter
from tropa.warehouses.counting.table import Columns, SortedTable
from tropa.warehouses.counting.times import FOREVER, Times
from tropa.warehouses.counting.touchpoints import Tally, judged, touchpoint_counts
from tropa.warehouses.counting.values import Codebook, Flags, Ints, codes_of, largest_first, renumbered

OPEN, REACHED = "open", "reached"


@dataclass(slots=True)
class Count:
    """Everything counted so far, of which nothing but ``behind`` looks at the watermark."""

    APART: ClassVar = ("behind", "codebook", "runs_by", "goals_by")
    """What is no sum, or is asked for with groups only."""

    tallies: dict[str, Tally]
    moves: MoveCounter
    stages: StageCounter
    indicators: dict[str, Times]
    behind: BehindTally
    parts: PartsTally
    codebook: Codebook = field(default_factory=Codebook)
    runs: int = 0
    customers: int = 0
    goals: int = 0
    goals_before: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    runs_by: Counter[int] = field(default_factory=Counter)
    goals_by: Counter[int] = field(default_factory=Counter)
    unmapped: Counter[int] = field(default_factory=Counter)
    felt: Counter[tuple[str, int]] = field(default_factory=Counter)

    def absorb(self, other: Count) -> None:
        """Take over what another one has counted of other customers."""
        numbers = self.codebook.absorb(other.codebook)
        for name, tally in self.tallies.items():
            tally.absorb(other.tallies[name], numbers)
        self.moves.absorb(other.moves)
        self.stages.absorb(other.stages, numbers)
        self.behind.absorb(other.behind)
        self.parts.absorb(other.parts)
        for name, times in self.indicators.items():
            times.absorb(other.indicators[name])
        self.runs += other.runs
        self.customers += other.customers
        self.goals += other.goals
        self.goals_before += other.goals_before
        self.outcomes.update(other.outcomes)
        self.runs_by.update(renumbered(other.runs_by, numbers))
        self.goals_by.update(renumbered(other.goals_by, numbers))

    def rename(self, numbers: Ints) -> None:
        """Give the names of events other numbers: by a name's old number its new one."""
        self.moves.rename(numbers)
        self.unmapped = renumbered(self.unmapped, numbers)
        for tally in self.tallies.values():
            tally.rename(numbers)


@dataclass(frozen=True, slots=True)
class _Chunk:
    """A chunk's runs: where each reached its goal, its group, its last mapped event."""

    runs: Runs
    goal: Ints
    codes: Ints
    last: Ints
    now_us: int


def count_reality(
    table: SortedTable, plan: Plan, by: str | None, watermark: datetime, *, top: int = TOP_GROUPS, named: int = 0
) -> RealityCounts:
    """Count what became of a journey.

    Args:
        table: The log.
        plan: The journey's plan.
        by: Property of the start event that splits the answer, or None.
        watermark: The latest ``received_at`` of the log, aware UTC.
        top: Groups counted one by one; the runs of all others are counted together.
        named: Customers named behind each figure.
    """
    now_us = _microseconds(watermark)
    joined = count_joined(table, Listening(plan, table.vocabulary))
    counting = counted(table, RealityCounting(table.vocabulary, plan, by, now_us, named=named, joined=joined))
    look_beside(counting, table)
    return told_reality(counting, table, watermark, top)


def look_beside(counting: RealityCounting, table: SortedTable) -> None:
    """Count what is no run's: events that the journey does not name, and what clients said they felt."""
    counting.count.unmapped = count_unmapped(table, counting.listening)
    name_unmapped(table, counting.listening, counting.count.unmapped, counting.count.behind)
    counting.count.felt = count_felt(table)


class RealityCounting:
    """A journey's runs on their way through the chunks.

    Attributes:
        listening: What is listened for.
        columns: What to ask of each event.
        where: Which events to ask for.
        count: What was counted so far.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        plan: Plan,
        by: str | None,
        now_us: int,
        *,
        named: int,
        joined: Mapping[str, Joined],
    ) -> None:
        self.listening = Listening(plan, vocabulary, by)
        self.columns = self.listening.columns()
        self.where = self.listening.heard_sql()
        self._now_us = now_us
        self.count = Count(
            {measure.id: Tally() for measure in plan.touchpoints},
            MoveCounter(self.listening),
            StageCounter(self.listening),
            {item.id: Times() for item in plan.indicators if all(map(self.listening.hears, item.heard))},
            BehindTally(named),
            PartsTally(self.listening, joined),
        )

    def add(self, chunk: Columns) -> None:
        """Count the runs of some whole customers."""
        _count_chunk(self.count, self.listening.heard(chunk), self.listening, self._now_us)

    def absorb(self, other: RealityCounting) -> None:
        """Take over what another one has counted."""
        self.count.absorb(other.count)


def _microseconds(instant: datetime) -> int:
    since = instant.astimezone(UTC) - datetime(1970, 1, 1, tzinfo=UTC)
    return (since.days * 86_400 + since.seconds) * US + since.microseconds


def _count_chunk(counted: Count, events: Heardings, listening: Listening, now_us: int) -> None:
    runs = find_runs(events, listening)
    if not len(runs):
        return
    plan = listening.plan
    goal = _first_goal(runs, plan)
    codes = (
        codes_of(events.columns, "by", counted.codebook, runs.start)
        if listening.by is not None
        else np.zeros(len(runs), np.int64)
    )
    reached_goal = goal < runs.never
    counted.runs += len(runs)
    counted.customers += len(np.unique(runs.customer))
    counted.goals += int(reached_goal.sum())
    counted.behind.add("goals.reached", runs, reached_goal)
    counted.behind.add("goals.never", runs, ~reached_goal)
    for name, ended in _outcomes(runs, plan, goal):
        counted.outcomes[name] += int(ended.sum())
        counted.behind.add(outcome_figure(name), runs, ended)
    counted.runs_by += Counter(codes.tolist())
    counted.goals_by += Counter(codes[reached_goal].tolist())
    last = counted.moves.count(runs)
    counted.stages.count(runs, codes, counted.behind)
    counted.parts.count(runs, goal, counted.behind)
    chunk = _Chunk(runs, goal, codes, last, now_us)
    _count_goal_places(counted, chunk, _count_touchpoints(counted, chunk))
    for indicator in plan.indicators:
        if indicator.id in counted.indicators:
            asked, began_us, done = fulfilled(indicator, runs)
            counted.indicators[indicator.id].add(began_us[asked], np.where(done, began_us, FOREVER)[asked])
            seen = asked & watched(indicator, began_us, now_us)
            counted.behind.add(indicator_figure(indicator.id, "done"), runs, seen & done)
            counted.behind.add(indicator_figure(indicator.id, "missed"), runs, seen & ~done)


def _first_goal(runs: Runs, plan: Plan) -> Ints:
    """Where each run reaches its goal; the entry event itself satisfies nothing (R3)."""
    if plan.success is None or not runs.listening.hears(plan.success):
        return np.full(len(runs), runs.never)
    return runs.first(plan.success, np.minimum(runs.start + 1, runs.never))


def _outcomes(runs: Runs, plan: Plan, goal: Ints) -> Iterator[tuple[str, Flags]]:
    """How each run ended first, as the runs that ended so: a goal wins over an exit at the same event."""
    ways = [(REACHED, goal)]
    for name, heard in plan.exits:
        if runs.listening.hears(heard):
            ways.append((name, runs.first(heard, np.minimum(runs.start + 1, runs.never))))
    places = np.array([place for _, place in ways])
    first = np.argmin(places, axis=0)
    ended = places.min(axis=0) < runs.never
    for number, (name, _) in enumerate(ways):
        yield name, ended & (first == number)
    yield OPEN, ~ended


def _count_touchpoints(counted: Count, chunk: _Chunk) -> dict[str, Ints]:
    """Count every touchpoint that can be measured; where each run reached each."""
    runs, goal, codes = chunk.runs, chunk.goal, chunk.codes
    found: dict[str, Ints] = {}
    nested = dict(_nested(runs))
    months = runs.events.at_us[runs.start].astype("datetime64[us]").astype("datetime64[M]").astype(np.int64)
    for measure in runs.listening.plan.touchpoints:
        if measure.reached is None or not runs.listening.hears(measure.reached):
            continue
        tally = counted.tallies[measure.id]
        place = found[measure.id] = runs.first(measure.reached, runs.start)
        came = place < runs.never
        began_us, done_us = _times(measure, runs, place)
        tally.times.add(began_us[came], done_us[came], months[came])
        tally.code.append(codes[came])
        tally.nested += Counter(codes[nested.get(measure.id, place) < runs.never].tolist())
        stopped = came & (goal == runs.never) & _is_reaching(measure, runs, chunk.last)
        tally.stopped_here += Counter(codes[stopped].tolist())
        _, _, in_time, seen = judged(measure, began_us, done_us, chunk.now_us)
        followed, names = counted.moves.names_after(runs, place)
        ends = {"reached": came, "done": came & seen & in_time, "missed": came & seen & ~in_time}
        silent = came & ~np.isin(np.arange(len(runs)), followed)
        for figure, those in (ends | {"stopped_here": stopped, "nothing_after": silent}).items():
            counted.behind.add(touchpoint_figure(measure.id, figure), runs, those)
        _name_followers(counted.behind, measure.id, runs, followed, names)
        for (code, name), n in Counter(zip(codes[followed].tolist(), names.tolist(), strict=True)).items():
            tally.next[code][name] += n
    return found


def _name_followers(behind: BehindTally, touchpoint: str, runs: Runs, followed: Ints, names: Ints) -> None:
    """Take in the customers of the runs after whose touchpoint an event of each name came."""
    for code in np.unique(names).tolist() if behind.most else ():
        those = followed[names == code]
        figure = next_figure(touchpoint, runs.listening.vocabulary.names[code])
        behind.add_units(figure, runs.customer[those], runs.events.at_us[runs.start[those]])


def waits(measure: TouchpointMeasure, runs: Runs, place: Ints, now_us: int) -> tuple[Ints, Flags, Flags, Flags]:
    """Time to the target action or to the watermark; whether it came, came in time, was watched (M4, M11)."""
    return judged(measure, *_times(measure, runs, place), now_us)


def _times(measure: TouchpointMeasure, runs: Runs, place: Ints) -> tuple[Ints, Ints]:
    """When each run reached a touchpoint, at a place, and when its target action came; ``FOREVER`` where never."""
    at = np.append(runs.events.at_us, FOREVER)
    if measure.target is None or not runs.listening.hears(measure.target):
        return at[place], np.full(len(runs), FOREVER)
    return at[place], at[runs.first(measure.target, place)]


def _nested(runs: Runs) -> Iterable[tuple[str, Ints]]:
    """Where each run reaches the scenario's touchpoints, each after all before it (M8)."""
    measures = {measure.id: measure for measure in runs.listening.plan.touchpoints}
    since = runs.start
    for name in runs.listening.plan.scenario:
        measure = measures.get(name)
        if measure is None or measure.reached is None or not runs.listening.hears(measure.reached):
            continue
        place = runs.first(measure.reached, since)
        yield name, place
        since = np.minimum(place + 1, runs.never)


def _is_reaching(measure: TouchpointMeasure, runs: Runs, place: Ints) -> Flags:
    """Whether the event at a place is one that proves the touchpoint."""
    numbers = runs.listening.numbers(heard_leaves(measure.reached) if measure.reached is not None else ())
    kind = np.append(runs.events.kind, 0)[place]
    return np.asarray(runs.events.kinds_serving(numbers)[kind] & (place < runs.never), bool)


def _count_goal_places(counted: Count, chunk: _Chunk, reached: dict[str, Ints]) -> None:
    """Which touchpoint each run had reached last when it reached its goal; of two at once, the first defined."""
    goal = chunk.goal
    at_goal = goal < chunk.runs.never
    names = list(reached)
    places = np.array(
        [np.where(reached[name] < goal, reached[name], -1) for name in names] or [np.full(len(goal), -1)]
    )
    latest = np.argmax(places, axis=0)
    none = places.max(axis=0) < 0
    counted.goals_before += int((at_goal & none).sum())
    counted.behind.add("goals.before", chunk.runs, at_goal & none)
    for number, name in enumerate(names):
        here = at_goal & ~none & (latest == number)
        counted.tallies[name].goals_after += Counter(chunk.codes[here].tolist())
        counted.behind.add(touchpoint_figure(name, "goals_after"), chunk.runs, here)


def told_reality(counting: RealityCounting, table: SortedTable, watermark: datetime, top: int) -> RealityCounts:
    """All that was counted, as of a watermark."""
    counted, listening, now_us = counting.count, counting.listening, _microseconds(watermark)
    counted.parts.name_joined(counted.behind)
    values = counted.codebook.values
    codes = largest_first(counted.runs_by, values) if listening.by is not None else []
    told = [[code] for code in codes[:top]] + ([codes[top:]] if codes[top:] else [])
    measured = [
        touchpoint_counts(one, counted.tallies[one.id], table, told, now_us) for one in listening.plan.touchpoints
    ]
    touchpoints = [counts for counts, _ in measured]
    partial_from = min((month for _, month in measured if month is not None), default=None)
    groups = [
        GroupCounts(
            values[group[0]] if place < top else None,
            sum(counted.runs_by[code] for code in group),
            sum(counted.goals_by[code] for code in group),
            tuple(touchpoint[place + 1] for touchpoint in touchpoints),
            counted.stages.result(group),
        )
        for place, group in enumerate(told)
    ]
    return RealityCounts(
        counted.runs,
        counted.customers,
        counted.goals,
        counted.goals_before,
        {name: n for name, n in counted.outcomes.items() if n},
        tuple(whole for whole, *_ in touchpoints),
        counted.stages.result(),
        counted.moves.result(counted.unmapped),
        tuple(
            _indicator_counts(one, counted.indicators[one.id], now_us)
            for one in listening.plan.indicators
            if one.id in counted.indicators
        ),
        tuple(groups[:top]),
        groups[top] if len(groups) > top else None,
        table.size()[0],
        str(np.datetime64(partial_from, "M")) if partial_from is not None else None,
        emotion_counts(counted.felt, listening.plan),
        counted.behind.result(table),
        counted.parts.result(table, now_us),
    )


def _indicator_counts(indicator: IndicatorMeasure, times: Times, now_us: int) -> IndicatorCounts:
    """Of the runs asked, those watched long enough, and of these the ones that fulfil it."""
    began_us, done_us, _ = times.columns()
    seen = watched(indicator, began_us, now_us)
    return IndicatorCounts(indicator.id, int(seen.sum()), int((seen & (done_us != FOREVER)).sum()))
