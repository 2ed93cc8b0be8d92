"""LA01-LA09: what the language's own rules imply for steps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import ClassVar

from tropa.journey.codecs.protocol import Path
from tropa.journey.model.journey import Journey
from tropa.journey.model.steps import (
    Approve,
    BackTo,
    Invite,
    Remind,
    Step,
    Steps,
    Survey,
    Task,
    Wait,
    kind_of,
    subject_of,
)
from tropa.journey.signals import Signal
from tropa.journey.text.problems import Level
from tropa.lint.finding import Change, Fix
from tropa.lint.order import comes_through, lists_of, on_the_way, runs_silently
from tropa.lint.rule import Found, Rule
from tropa.lint.signals_at import SIGNALS
from tropa.lint.subject import Subject


def _heard_by(step: Step) -> Signal | None:
    """The signal that a step waits for, if any."""
    held = step.until if isinstance(step, Wait) else step.signal if isinstance(step, Remind) else None
    return held if isinstance(held, SIGNALS) else None


class SecondLook(Rule):
    """A second wait on one signal looks back to entry and is over at once."""

    id: ClassVar = "LA01"
    level: ClassVar[Level] = "W"
    source: ClassVar = ("R3",)
    bad: ClassVar = """
steps+:
  - {wait: film_started, up_to: 3d, else: [{end: lost}]}
  - {id: again, wait: film_started, up_to: 7d, else: []}
"""
    bad_at: ClassVar[Path] = ("steps", -1, "until")
    good: ClassVar = bad.replace("id: again, wait: film_started,", "id: again, wait: film_started, since: step,")

    def check(self, subject: Subject) -> Iterator[Found]:
        """Waits without ``since`` behind a wait or a reminder that nobody leaves without the same signal."""
        heard: defaultdict[Signal, list[Path]] = defaultdict(list)
        for placed in subject.steps:
            step = placed.step
            signal = _heard_by(step)
            if signal is None:
                continue
            passed = any(on_the_way(one, placed.path) for one in heard[signal])
            if isinstance(step, Wait) and step.since is None and passed:
                yield Found((*placed.path, "until"), {"step": subject.name_of(placed)})
            if _leaves_only_who_heard(step, subject.journey):
                heard[signal].append(placed.path)


def _leaves_only_who_heard(step: Step, journey: Journey) -> bool:
    """Whether a run comes out behind a wait or a reminder with the signal heard, and in no other way."""
    if not comes_through(getattr(step, "then", None) or (), journey):
        return False
    timed = isinstance(step, Remind) or getattr(step, "up_to", None) is not None
    others = [getattr(step, "else_", None), *([step.refused] if isinstance(step, Remind) else [])]
    return not timed or not any(comes_through(other or (), journey) for other in others)


class StepsAlike(Rule):
    """Two steps of one list are alike and have no id: which is which after an edit, nobody can tell."""

    id: ClassVar = "LA02"
    level: ClassVar[Level] = "W"
    source: ClassVar = ("R11", "S3-23")
    bad: ClassVar = """
steps+: [{wait: 3d}, {id: more, send: first-summary}, {wait: 3d}]
"""
    bad_at: ClassVar[Path] = ("steps", -1)
    good: ClassVar = bad.replace("{wait: 3d}]", "{wait: 3d, id: rest}]")

    def check(self, subject: Subject) -> Iterator[Found]:
        """Steps without an id whose kind and subject an earlier one of the list without an id has too."""
        taken = {placed.step.id for placed in subject.steps}
        seen: set[tuple[Path, str, object]] = set()
        for placed in subject.steps:
            step = placed.step
            about = subject_of(step)
            if step.id is not None or about is None:
                continue
            mark = (placed.path[:-1], kind_of(step), about)
            if mark in seen:
                name = _free_id(kind_of(step), taken)
                taken.add(name)
                fix = Fix((Change((*placed.path, "id"), name),))
                yield Found(placed.path, {"kind": kind_of(step)}, fix)
            seen.add(mark)


def _free_id(kind: str, taken: set[str | None]) -> str:
    name, n = kind.replace("_", "-"), 2
    while f"{name}-{n}" in taken:
        n += 1
    return f"{name}-{n}"


class NeverElse(Rule):
    """A step has an ``else`` for the time being over, and no time: it never comes."""

    id: ClassVar = "LA03"
    level: ClassVar[Level] = "W"
    source: ClassVar = ("LANGUAGE Steps",)
    bad: ClassVar = """
steps+:
  - task: Call those who have not begun
    to: service-team
    due: 1d
    deputy: crm-team
    escalate: {after: 2d, to: crm-team}
    outcomes: {called: []}
    else: [{send: first-summary}]
"""
    bad_at: ClassVar[Path] = ("steps", -1, "else")
    good: ClassVar = bad.replace("due: 1d", "due: 1d\n    up_to: 5d")

    def check(self, subject: Subject) -> Iterator[Found]:
        """``else`` without ``up_to`` in waits, tasks, approvals, invitations and surveys."""
        for placed in subject.steps:
            step = placed.step
            late = isinstance(step, Wait | Task | Approve | Invite | Survey) and step.else_ is not None
            if late and getattr(step, "up_to", None) is None:
                yield Found((*placed.path, "else"), {"kind": kind_of(step)})


class EndlessSpin(Rule):
    """A way back with nothing on it that waits: the run would turn round until it fails."""

    id: ClassVar = "LA04"
    level: ClassVar[Level] = "E"
    source: ClassVar = ("R15",)
    bad: ClassVar = """
steps+:
  - {id: hear, wait: film_started, up_to: 3d, since: step, else: []}
  - {id: once-more, send: first-summary}
  - {back_to: once-more, max_visits: unlimited}
"""
    bad_at: ClassVar[Path] = ("steps", -1, "step")
    good: ClassVar = bad.replace("back_to: once-more", "back_to: hear")

    def check(self, subject: Subject) -> Iterator[Found]:
        """``back_to`` without a limit, or with one above 100, and a way to it from its target that never waits."""
        places = {placed.step.id: placed.path for placed in subject.steps if placed.step.id}
        ways_back = [placed for placed in subject.steps if isinstance(placed.step, BackTo)]
        lists = lists_of(subject.journey) if ways_back else {}
        for placed in ways_back:
            step = placed.step
            if not isinstance(step, BackTo) or step.step not in places:
                continue
            target = places[step.step]
            many = step.max_visits == "unlimited" or int(step.max_visits) > MAX_SPIN
            if many and _spins(target, placed.path, lists, subject.journey):
                yield Found((*placed.path, "step"), {"target": step.step})


MAX_SPIN = 100
"""Visits without a wait after which a run fails (R15)."""


def _spins(target: Path, back: Path, lists: Mapping[Path, Steps], journey: Journey) -> bool:
    """Whether a run may come from the target of a way back to the way back without standing still."""
    held, first = target[:-1], target[-1]
    at, *beneath = back[len(held) :]
    if held not in lists or not isinstance(first, int) or not isinstance(at, int):
        return False
    return runs_silently(lists[held][first:], (at - first, *beneath), journey)
