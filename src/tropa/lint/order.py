"""Which step comes after which: what structure alone tells, without walking any run."""

from __future__ import annotations

from collections.abc import Iterator

from tropa.journey.codecs.protocol import Path
from tropa.journey.model.steps import (
    Approve,
    BackTo,
    End,
    If,
    Invite,
    Remind,
    Step,
    Steps,
    Survey,
    Switch,
    Task,
    Visit,
    Wait,
)
from tropa.journey.structure import PlacedStep

WAITING = (Wait, Remind, Task, Approve, Visit, Invite, Survey)
"""Kinds at which a run may stand still."""


def on_the_way(first: Path, then: Path) -> bool:
    """Whether every run that comes to one step has left another behind it.

    True where the first stands in a list that the second lies in or beneath, before it; not where the
    second lies inside the first, nor where the two are on different branches.

    >>> on_the_way(("steps", 0), ("steps", 2, "else", 1)), on_the_way(("steps", 0, "then", 0), ("steps", 2))
    (True, False)
    """
    held, at = first[:-1], first[-1]
    if then[: len(held)] != held or len(then) <= len(held):
        return False
    other = then[len(held)]
    return isinstance(at, int) and isinstance(other, int) and at < other


def inside(path: Path, steps: tuple[PlacedStep, ...]) -> Iterator[PlacedStep]:
    """The step at a path and all beneath it."""
    return (placed for placed in steps if placed.path[: len(path)] == path)


def stands_still(step: Step) -> bool:
    """Whether a run may wait at a step."""
    return isinstance(step, WAITING)


def goes_on(step: Step) -> bool:
    """Whether any run comes out behind a step; where structure cannot tell, it does."""
    match step:
        case End(of=of):
            return of == "component"
        case BackTo(max_visits=max_visits):
            return max_visits != "unlimited"
        case If(then=then, else_=other):
            return comes_through(then or ()) or comes_through(other or ())
        case Switch(cases=cases, else_=other):
            return any(comes_through(steps) for steps in cases.values()) or comes_through(other or ())
        case _:
            return True


def comes_through(steps: Steps) -> bool:
    """Whether a run that enters a list of steps may come to its end."""
    return all(goes_on(step) for step in steps)
