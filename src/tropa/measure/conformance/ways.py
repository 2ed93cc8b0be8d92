"""The ways that a definition admits between two observables, and what every way between them passes.

Theory.  The pairs of ``Plan.follows`` are the edges of a graph over observables.  On a way only steps are passed:
what may come at any time (a target action, an event of the tracking plan) or ends a run leads nowhere.  What every
way from *a* to *b* passes are the dominators of *b* seen from *a* (E. S. Lowry and C. W. Medlock, 1969, "Object code
optimization", CACM 12(1), 13-22), found by the usual iteration over sets.
"""

from __future__ import annotations

from functools import cache, cached_property

from tropa.plan.moves import START
from tropa.plan.plan import Plan

STEPS = ("start", "touchpoint", "wait", "visit", "emit")
"""First words of the observables that a scenario passes one after another."""


class Ways:
    """What a plan's follow relation says of ways.

    Args:
        plan: The plan.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._order = {item.id: place for place, item in enumerate(plan.observables)}
        self._after: dict[str, set[str]] = {label: set() for label in self._order}
        for before, after in plan.follows:
            self._after[before].add(after)
        self.passed = cache(self._passed)

    @cached_property
    def ends(self) -> frozenset[str]:
        """The observables that end a run."""
        return frozenset(item.id for item in self.plan.observables if item.ends)

    @cached_property
    def steps(self) -> frozenset[str]:
        """The observables that are steps; of several that listen to the same events, the first."""
        first: dict[object, str] = {}
        for item in self.plan.observables:
            if item.id.split(":", 1)[0] in STEPS and not item.ends:
                first.setdefault(frozenset(item.leaves), item.id)
        return frozenset(first.values())

    def admits(self, before: str, after: str) -> bool:
        """Whether the second may come next after the first (M7)."""
        return (before, after) in self.plan.follows

    def between(self, before: str, after: str) -> frozenset[str] | None:
        """The steps that every way from one observable to another passes; None where no way leads there."""
        found = self.passed(before).get(after)
        return found - {before, after} if found is not None else None

    def comes_first(self, label: str, other: str) -> bool:
        """Whether every way from the start to the other passes the first, or one leads from it and none to it."""
        if label in self.passed(START).get(other, frozenset()) - {other}:
            return True
        return other in self.passed(label) and label not in self.passed(other)

    def returns(self, label: str) -> bool:
        """Whether a way leads from a step back to itself."""
        return self.admits(label, label) or any(label in self._after[step] for step in self._reached(label))

    def place(self, label: str) -> int:
        """The place of an observable in the plan."""
        return self._order[label]

    def _is_passable(self, label: str) -> bool:
        return label.split(":", 1)[0] in STEPS and label not in self.ends

    def _reached(self, origin: str) -> set[str]:
        """The passable observables that ways from an origin lead through, itself left out unless they lead back."""
        seen: set[str] = set()
        waiting = [origin]
        while waiting:
            for label in self._after.get(waiting.pop(), set()) - seen:
                if self._is_passable(label):
                    seen.add(label)
                    waiting.append(label)
        return seen

    def _passed(self, origin: str) -> dict[str, frozenset[str]]:
        """For each observable that ways from an origin lead to, the steps that all of them pass, ends included."""
        if origin not in self._after:
            return {}
        through = [origin, *sorted(self._reached(origin) - {origin}, key=self.place)]
        comes_from: dict[str, list[str]] = {}
        for before in through:
            for after in sorted(self._after[before], key=self.place):
                comes_from.setdefault(after, []).append(before)
        everything = frozenset(through)
        found = {label: everything | {label} for label in comes_from} | {origin: frozenset({origin})}
        changed = True
        while changed:
            changed = False
            for label in sorted(comes_from, key=self.place):
                if label == origin:
                    continue
                told = frozenset.intersection(*(found[before] for before in comes_from[label])) | {label}
                changed |= told != found[label]
                found[label] = told
        return found
