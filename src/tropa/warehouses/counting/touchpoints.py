"""What was counted of one touchpoint, and its counts in all runs and in groups of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise

import numpy as np

from tropa.measure.reality_counts import TouchpointCounts
from tropa.warehouses.counting.runs import US
from tropa.warehouses.counting.table import Column, SortedTable
from tropa.warehouses.counting.values import Flags, Ints, renumbered


@dataclass(slots=True)
class Tally:
    """One touchpoint so far; the arrays hold one entry a run that reached it, the counters one a group."""

    waits_us: list[Ints] = field(default_factory=list)
    happened: list[Flags] = field(default_factory=list)
    in_time: list[Flags] = field(default_factory=list)
    watched: list[Flags] = field(default_factory=list)
    code: list[Ints] = field(default_factory=list)
    nested: Counter[int] = field(default_factory=Counter)
    stopped_here: Counter[int] = field(default_factory=Counter)
    goals_after: Counter[int] = field(default_factory=Counter)
    next: defaultdict[int, Counter[int]] = field(default_factory=partial(defaultdict, Counter))

    def absorb(self, other: Tally, numbers: Ints) -> None:
        """Take over another one's runs; ``numbers`` is the code here of each group's code there."""
        self.waits_us += other.waits_us
        self.happened += other.happened
        self.in_time += other.in_time
        self.watched += other.watched
        self.code += [numbers[codes] for codes in other.code]
        self.nested.update(renumbered(other.nested, numbers))
        self.stopped_here.update(renumbered(other.stopped_here, numbers))
        self.goals_after.update(renumbered(other.goals_after, numbers))
        for code, names in other.next.items():
            self.next[int(numbers[code])].update(names)


def touchpoint_counts(name: str, tally: Tally, table: SortedTable, groups: list[list[int]]) -> list[TouchpointCounts]:
    """A touchpoint's counts: in all runs, then in those of each group; sorted once, so that groups are slices.

    Args:
        name: The touchpoint.
        tally: What was counted of it.
        table: The log, which knows the events' names.
        groups: The codes of each group; every run's code is in one, or there are none.
    """
    code = _joined(tally.code, np.int64)
    width = max((max(group) for group in groups), default=0) + 1
    place_of = np.zeros(width, np.int64)
    for number, group in enumerate(groups):
        place_of[group] = number
    place = place_of[code]
    order = np.argsort(place, kind="stable")
    waits = _joined(tally.waits_us, np.int64)[order] / US
    happened, in_time, watched = (
        _joined(parts, bool)[order] for parts in (tally.happened, tally.in_time, tally.watched)
    )
    done = watched & in_time
    ends = np.searchsorted(place[order], np.arange(len(groups) + 1)).tolist()
    rows = [slice(None), *(slice(*pair) for pair in pairwise(ends))]
    return [
        TouchpointCounts(
            name,
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
