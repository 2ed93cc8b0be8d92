"""Runs of a journey, told the long way round: which starts begin one, and what each of them hears.

A customer's events are walked through once.  At each, it is first settled whether the event begins
a run, by what happened before it (rule R4), and then which runs hear it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tropa.plan.plan import Plan
from tropa.testing.heard_truth import Told, any_leaf_hears, place, told
from tropa.testing.logs import LogEvent
from tropa.testing.units import SECOND_US


@dataclass(slots=True)
class Run:
    """One run: the events it hears, of which the first is its start.

    Args:
        key: The start event's key value.
        row: What it hears.
        over: The next run of the same customer and key has begun: this one hears no more.
    """

    key: str | None
    row: list[Told] = field(default_factory=list)
    over: bool = False

    @property
    def start(self) -> LogEvent:
        """The event that began it."""
        return self.row[0].event

    def hears(self, one: Told) -> bool:
        """An event with a key value is for the run of that value, one without is for all."""
        return not self.over and one.key in (None, self.key)


def all_runs(plan: Plan, events: Iterable[LogEvent]) -> list[Run]:
    """The runs of every customer."""
    by_customer: dict[str, list[Told]] = {}
    for event in sorted(events, key=lambda event: event.order):
        by_customer.setdefault(event.customer, []).append(told(plan, event))
    return [run for theirs in by_customer.values() for run in runs_of(plan, theirs)]


def runs_of(plan: Plan, theirs: Sequence[Told]) -> list[Run]:
    """The runs of one customer, in order of their starts."""
    begun: list[Run] = []
    for one in theirs:
        if any_leaf_hears(plan.start, one) and admits(plan, begun, one):
            for run in begun:
                run.over |= run.key == one.key and (plan.keyed or plan.reentry != "parallel")
            begun.append(Run(one.key))
        for run in begun:
            if run.hears(one):
                run.row.append(one)
    return begun


def admits(plan: Plan, begun: Sequence[Run], start: Told) -> bool:
    """Whether the policy lets a start begin a run, given those begun before it."""
    same = [run for run in begun if run.key == start.key]
    match plan.reentry:
        case "once":
            return not begun
        case "once_per_key":
            return not same
        case "after_exit":
            return all(ended(plan, run) for run in same)
        case "cooldown":
            return not same or start.at_us - same[-1].start.at_us >= plan.cooldown_s * SECOND_US
        case "parallel":
            return sum(not ended(plan, run) for run in begun) < plan.parallel
        case _:
            raise NotImplementedError(plan.reentry)


def ended(plan: Plan, run: Run) -> bool:
    """Whether success or an exit has come in what the run has heard so far."""
    return any(place(way, run.row, 1) is not None for way in (plan.success, *(way for _, way in plan.exits)))


def outcome(plan: Plan, run: Run) -> str:
    """The earliest end, success before an exit at the same event; the entry event ends nothing."""
    ends = [("reached", plan.success), *plan.exits]
    found = [(at, name) for name, way in ends if (at := place(way, run.row, 1)) is not None]
    return min(found, key=lambda end: end[0])[1] if found else "open"


def success_at(plan: Plan, run: Run) -> int | None:
    """The place of the run's first success."""
    return place(plan.success, run.row, 1)
