"""What was counted of one touchpoint, and its counts in all runs and in groups of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from typing import ClassVar

import numpy as np

from tropa.measure.reality_counts import TouchpointCounts
from tropa.plan.plan import TouchpointMeasure
from tropa.warehouses.counting.runs import US
from tropa.warehouses.counting.table import Column, SortedTable
from tropa.warehouses.counting.times import Times, waits_until
from tropa.warehouses.counting.values import Flags, Ints, renumbered


@dataclass(slots=True)
class Tally:
    """One touchpoint so far; the times hold one row a run that reached it, the counters a number a group."""

    APART: ClassVar = ("code",)

    times: Times = field(default_factory=Times)
    code: list[Ints] = field(default_factory=list)
    nested: Counter[int] = field(default_factory=Counter)
    stopped_here: Counter[int] = field(default_factory=Counter)
    goals_after: Counter[int] = field(default_factory=Counter)
    next: defaultdict[int, Counter[int]] = field(default_factory=partial(defaultdict, Counter))

    def absorb(self, other: Tally, numbers: Ints) -> None:
        """Take over another one's runs; ``numbers`` is the code here of each group's code there."""
        self.times.absorb(other.times)
        self.code += [numbers[codes] for codes in other.code]
        self.nested.update(renumbered(other.nested, numbers))
        self.stopped_here.update(renumbered(other.stopped_here, numbers))
        self.goals_after.update(renumbered(other.goals_after, numbers))
        for code, names in other.next.items():
            self.next[int(numbers[code])].update(names)

    def rename(self, numbers: Ints) -> None:
        """Give the names of events other numbers."""
        for code, names in self.next.items():
            self.next[code] = renumbered(names, numbers)


def touchpoint_counts(
    measure: TouchpointMeasure, tally: Tally, table: SortedTable, groups: list[list[int]], now_us: int
) -> tuple[list[TouchpointCounts], int | None]:
    """A touchpoint's counts: in all runs, then in those of each group; sorted once, so that groups are slices.

    Args:
        measure: The touchpoint.
        tally: What was counted of it.
        table: The log, which knows the events' names.
        groups: The codes of each group; every run's code is in one, or there are none.
        now_us: The watermark.

    Returns:
        The counts, and the first month with a run that was not watched long enough, or None.
    """
    began_us, done_us, month = tally.times.columns()
    waits_us, happened, in_time, watched = judged(measure, began_us, done_us, now_us)
    partial_from = int(month[~watched].min()) if not watched.all() else None
    code = _joined(tally.code, np.int64) if groups else np.zeros(len(began_us), np.int64)
    width = max((max(group) for group in groups), default=0) + 1
    place_of = np.zeros(width, np.int64)
    for number, group in enumerate(groups):
        place_of[group] = number
    place = place_of[code]
    order = np.argsort(place, kind="stable")
    waits = waits_us[order] / US
    happened, in_time, watched = happened[order], in_time[order], watched[order]
    done = watched & in_time
    ends = np.searchsorted(place[order], np.arange(len(groups) + 1)).tolist()
    rows = [slice(None), *(slice(*pair) for pair in pairwise(ends))]
    counts = [
        TouchpointCounts(
            measure.id,
            len(waits[of]),
            _of(tally.nested, group),
            int(watched[of].sum()),
            int(done[of].sum()),
            int(in_time[of].sum()),
            waits[of],
            happened[of],
            _of(tally.stopped_here, group),
            _following(tally, table.vocabulary.names, group),
            _of(tally.goals_after, group),
        )
        for group, of in zip([None, *groups], rows, strict=True)
    ]
    return counts, partial_from


def judged(
    measure: TouchpointMeasure, began_us: Ints, done_us: Ints, now_us: int
) -> tuple[Ints, Flags, Flags, Flags]:
    """Time to the target action or to the watermark; whether it came, came in time, was watched (M4, M11)."""
    wait_us, happened = waits_until(began_us, done_us, now_us)
    if measure.within_s is None:
        return wait_us, happened, happened, np.ones(len(began_us), bool)
    within_us = measure.within_s * US
    return wait_us, happened, happened & (wait_us <= within_us), now_us - began_us >= within_us


def _joined(parts: list[Column], kind: type) -> Column:
    return np.concatenate(parts) if parts else np.empty(0, kind)


def _of(counter: Counter[int], group: list[int] | None) -> int:
    """A group's number, or all runs'."""
    return counter.total() if group is None else sum(counter[code] for code in group)


def _following(tally: Tally, names: tuple[str, ...], group: list[int] | None) -> dict[str, int]:
    """What came next in a group, or in all, largest first."""
    found: Counter[int] = Counter()
    for code in tally.next if group is None else group:
        found.update(tally.next.get(code, ()))
    return {names[event]: n for event, n in found.most_common()}
