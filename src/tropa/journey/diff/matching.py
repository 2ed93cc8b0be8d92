"""Which items of two lists are the same thing: by id, else by likeness, else by standing in the same gap."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field

MAX_CELLS = 250_000
"""Of the table for the longest common subsequence; longer lists are matched by counting alike items."""


@dataclass(frozen=True, slots=True)
class Traits:
    """By what an item is known.

    Args:
        id: Its id, or None.
        like: What it has in common with the item it once was.
        kind: What an item in the same gap must have in common with it to be a changed one.
    """

    id: Hashable
    like: Hashable
    kind: Hashable


@dataclass(slots=True)
class Matches:
    """Pairs of indices while they are found."""

    old: Sequence[Traits]
    new: Sequence[Traits]
    partner: dict[int, int] = field(default_factory=dict)
    taken: dict[int, int] = field(default_factory=dict)

    def join(self, i: int, j: int) -> None:
        """Item ``i`` of the old list is item ``j`` of the new."""
        self.partner[i], self.taken[j] = j, i

    def free_old(self) -> list[int]:
        """Items of the old list without a partner."""
        return [i for i in range(len(self.old)) if i not in self.partner]

    def free_new(self) -> list[int]:
        """Items of the new list without a partner."""
        return [j for j in range(len(self.new)) if j not in self.taken]

    def join_alike(self, name: Callable[[Traits], Hashable]) -> None:
        """Join the free items of a name in their order; None is no name."""
        waiting: defaultdict[Hashable, list[int]] = defaultdict(list)
        for j in reversed(self.free_new()):
            waiting[name(self.new[j])].append(j)
        for i in self.free_old():
            key = name(self.old[i])
            if key is not None and waiting[key]:
                self.join(i, waiting[key].pop())

    def join_in_order(self) -> None:
        """Join free items that are alike and stand in the same order."""
        rows, columns = self.free_old(), self.free_new()
        if len(rows) * len(columns) <= MAX_CELLS:
            alike = _common([self.old[i].like for i in rows], [self.new[j].like for j in columns])
            for at, other in alike:
                self.join(rows[at], columns[other])

    def join_in_gaps(self) -> None:
        """Join free items of a kind that stand behind the same pair."""
        gaps: defaultdict[Hashable, deque[int]] = defaultdict(deque)
        last = -1
        for j in range(len(self.new)):
            if j in self.taken:
                last = self.taken[j]
            else:
                gaps[last, self.new[j].kind].append(j)
        last = -1
        for i in range(len(self.old)):
            if i in self.partner:
                last = i
            elif waiting := gaps[last, self.old[i].kind]:
                self.join(i, waiting.popleft())


def match(old: Sequence[Traits], new: Sequence[Traits]) -> dict[int, int]:
    """Which item of the new list each of the old list has become; what is gone has no entry."""
    if repr(new) < repr(old):  # so that there and back the same things are the same
        return {i: j for j, i in match(new, old).items()}
    found = Matches(old, new)
    found.join_alike(lambda traits: traits.id)
    found.join_in_order()
    found.join_alike(lambda traits: traits.like)
    found.join_in_gaps()
    return found.partner


def out_of_order(partner: dict[int, int]) -> frozenset[int]:
    """Old indices of those that moved: all but a longest row that kept its order."""
    ends: list[int] = []
    tails: list[int] = []
    before: dict[int, int | None] = {}
    for i in sorted(partner):
        at = bisect_left(ends, partner[i])
        before[i] = tails[at - 1] if at else None
        ends[at : at + 1], tails[at : at + 1] = [partner[i]], [i]
    kept = set(_row(tails[-1] if tails else None, before))
    return frozenset(partner.keys() - kept)


def _row(last: int | None, before: dict[int, int | None]) -> Iterator[int]:
    while last is not None:
        yield last
        last = before[last]


def _common(old: Sequence[Hashable], new: Sequence[Hashable]) -> Iterator[tuple[int, int]]:
    """A longest common subsequence, as pairs of indices (Wagner and Fischer, 1974)."""
    longest = [[0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            same = old[i] == new[j]
            longest[i][j] = longest[i + 1][j + 1] + 1 if same else max(longest[i + 1][j], longest[i][j + 1])
    i = j = 0
    while i < len(old) and j < len(new):
        if old[i] == new[j]:
            yield i, j
            i, j = i + 1, j + 1
        elif longest[i + 1][j] >= longest[i][j + 1]:
            i += 1
        else:
            j += 1
