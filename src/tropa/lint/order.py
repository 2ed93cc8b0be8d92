"""Which step comes after which: what structure alone tells, without walking any run."""

from __future__ import annotations

from collections.abc import Iterator

from tropa.journey.codecs.protocol import Path
from tropa.journey.codecs.values import Duration
from tropa.journey.model.journey import Journey
from tropa.journey.model.steps import (
    Approve,
    BackTo,
    End,
    ForEach,
    If,
    Invite,
    Remind,
    Split,
    Step,
    Steps,
    Survey,
    Switch,
    Task,
    Visit,
    Wait,
    inner_steps,
)
from tropa.journey.structure import PlacedStep, all_steps, step_lists
from tropa.lint.signals_at import SIGNALS

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


def lists_of(journey: Journey) -> dict[Path, Steps]:
    """Every list of steps of a journey, by its path."""
    found = dict(step_lists(journey))
    for placed in all_steps(journey):
        found |= {(*placed.path, *name): steps for name, steps in inner_steps(placed.step)}
    return found


def inside(path: Path, steps: tuple[PlacedStep, ...]) -> Iterator[PlacedStep]:
    """The step at a path and all beneath it."""
    return (placed for placed in steps if placed.path[: len(path)] == path)


def stands_still(step: Step) -> bool:
    """Whether a run may wait at a step."""
    return isinstance(step, WAITING)


def goes_on(step: Step, journey: Journey) -> bool:
    """Whether any run comes out behind a step; where structure cannot tell, it does."""
    return any(comes_through(way, journey) for way in _ways(step, journey))


def comes_through(steps: Steps, journey: Journey) -> bool:
    """Whether a run that enters a list of steps may come to its end."""
    return all(goes_on(step, journey) for step in steps)


_OPEN: tuple[Steps, ...] = ((),)
"""One way, with nothing on it."""


def _ways(step: Step, journey: Journey) -> tuple[Steps, ...]:
    """The lists of steps that a run may take through a step; none where it ends there."""
    match step:
        case End(of=of):
            return _OPEN if of == "component" else ()
        case BackTo(max_visits=max_visits, else_=other):
            return () if max_visits == "unlimited" else (other or (),)
        case If(then=then, else_=other):
            return (then or (), other or ())
        case Switch(cases=cases, else_=other):
            return (*cases.values(), other or ())
        case Split(experiment=experiment, arms=arms):
            trial = journey.experiments.get(experiment)
            everybody = trial is not None and trial.holdout is None and trial.arms and set(trial.arms) <= set(arms)
            return tuple(arms.values()) if everybody else (*arms.values(), ())
        case Wait(until=until) if isinstance(until, SIGNALS):
            return _timed((step.then or (),), step.up_to, step.else_)
        case Task(outcomes=outcomes) if outcomes:
            return _timed(tuple(outcomes.values()), step.up_to, step.else_)
        case Approve(outcomes=outcomes):
            ways = tuple(outcomes.get(name, ()) for name in ("approved", "refused"))
            return _timed(ways, step.up_to, step.else_)
        case _:
            return _OPEN


def _timed(ways: tuple[Steps, ...], up_to: Duration | None, other: Steps | None) -> tuple[Steps, ...]:
    """The ways of a step that may also be over for want of time."""
    return ways if up_to is None else (*ways, other or ())


def runs_silently(steps: Steps, down: Path, journey: Journey) -> bool:
    """Whether a run may pass a list of steps, or reach a step beneath it, without once standing still.

    Args:
        steps: The list, from the step on at which the run comes in.
        down: The way down to the step that is to be reached: an index into ``steps``, then labels and
            indexes; empty for the end of the list.
        journey: Whose steps they are.
    """
    last = down[0] if down else len(steps)
    before = steps[: last if isinstance(last, int) else 0]
    if not all(_passes_silently(step, journey) for step in before):
        return False
    if len(down) <= 1:
        return True
    held = steps[int(down[0])]
    inner = next((found for name, found in inner_steps(held) if down[1 : 1 + len(name)] == name), None)
    if inner is None or stands_still(held):
        return False
    taken = next(len(name) for name, found in inner_steps(held) if down[1 : 1 + len(name)] == name)
    return runs_silently(inner, down[1 + taken :], journey)


def _passes_silently(step: Step, journey: Journey) -> bool:
    if stands_still(step):
        return False
    ways = (step.steps or (),) if isinstance(step, ForEach) else _ways(step, journey)
    return any(runs_silently(way, (), journey) for way in ways)
