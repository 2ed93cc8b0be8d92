"""Which touchpoint may be met next after which: the transitions of the graph.

A scenario is followed along every branch; what is between two touchpoints (waits, conditions, tasks) is
passed over, for a state is where the client stands, not what we do.  In a map without steps the rows
are read one after another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from tropa.journey.model.journey import Journey
from tropa.journey.model.steps import BackTo, End, If, Invite, Remind, Send, Step, Steps, Visit, inner_steps

OPENS = ""
"""Where a run begins; as the joints, which begin with a dot, it is no touchpoint's id."""


@dataclass(slots=True)
class _Walk:
    """A scenario followed along every branch.

    Args:
        journey: Whose scenario.
        silent: What comes after what, touchpoints and joints alike.
        entries: The joint before each step that has an id.
    """

    journey: Journey
    silent: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    entries: dict[str, str] = field(default_factory=dict)
    jumps: list[tuple[str, str]] = field(default_factory=list)
    joints: int = 0

    def joint(self, *before: str) -> str:
        """A new joint behind others."""
        self.joints += 1
        name = f".{self.joints}"
        for one in before:
            self.silent[one].add(name)
        return name

    def follow(self, steps: Steps, at: str) -> str:
        """Follow a list of steps from a node; the joint behind them."""
        for step in steps:
            at = self._step(step, self.joint(at))
        return at

    def _step(self, step: Step, at: str) -> str:
        if step.id:
            self.entries[step.id] = at
        if isinstance(step, End):
            return self.joint()
        met = list(_met_in(step))
        for name in met:
            self.silent[at].add(name)
            at = name
        if isinstance(step, Remind) and met:
            at = self.joint(*met)  # a reminder may be the last at any rung
        if isinstance(step, Invite):
            self.follow(self._of_role(step.role), at)
        if isinstance(step, BackTo):
            self.jumps.append((at, step.step))
        branches = inner_steps(step)
        behind = [self.follow(steps, at) for _, steps in branches]
        return self.joint(*behind, *(() if _always_branches(step) else (at,)))

    def _of_role(self, name: str) -> Steps:
        role = self.journey.roles.get(name)
        return (role.steps if role else None) or ()

    def close(self) -> None:
        """Join the jumps to the steps they lead to."""
        for at, step in self.jumps:
            if step in self.entries:
                self.silent[at].add(self.entries[step])

    def after(self, node: str) -> set[str]:
        """Touchpoints that may come next after a node."""
        found: set[str] = set()
        seen: set[str] = set()
        waiting = [node]
        while waiting:
            for one in self.silent[waiting.pop()] - seen:
                seen.add(one)
                if one in self.journey.touchpoints:
                    found.add(one)
                else:
                    waiting.append(one)
        return found


def moves_of(journey: Journey) -> tuple[str | None, tuple[tuple[str, str], ...]]:
    """The touchpoint a run meets first, and the pairs that may follow each other, in the order of the rows."""
    rows = list(journey.touchpoints)
    if not journey.steps:
        return next(iter(rows), None), tuple(pairwise(rows))
    walk = _Walk(journey)
    walk.follow(journey.steps, OPENS)
    walk.close()
    opening = walk.after(OPENS)
    first = [name for name in rows if name in opening]
    after = {name: walk.after(name) for name in rows}
    pairs = tuple((a, b) for a in rows for b in rows if b in after[a])
    return next(iter(first or rows), None), pairs


def _met_in(step: Step) -> Iterator[str]:
    """Touchpoints that a step itself leads the client to."""
    match step:
        case Send(touchpoint=name):
            yield name
        case Remind(with_=name, ladder=ladder):
            yield from dict.fromkeys(
                one for one in (*((name,) if name else ()), *(rung.with_ for rung in ladder)) if one
            )
        case Invite(with_=str(name)):
            yield name
        case Visit(announce=announce, before=before):
            yield from (name for name in (announce, *(one.send for one in before)) if name)
        case _:
            return


def _always_branches(step: Step) -> bool:
    """Whether a step is left through one of its branches only."""
    match step:
        case If(then=then, else_=other):
            return then is not None and other is not None
        case BackTo(max_visits=most, else_=other):
            return most == "unlimited" or other is not None
        case _:
            return False
