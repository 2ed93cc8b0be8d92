"""The stage of each step, and the touchpoints a step sends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tropa.journey.codecs.protocol import Path
from tropa.journey.model.journey import Journey
from tropa.journey.model.steps import Invite, Remind, Send, Step, Visit
from tropa.journey.structure import PlacedStep


def step_stages(placed: Iterable[PlacedStep], journey: Journey) -> Mapping[Path, str | None]:
    """The stage of each step by its path.

    It is its own, else that of the enclosing step, the named touchpoint, the previous step, the
    journey.

    Args:
        placed: Every step, outer before inner, in the order written (``structure.all_steps``).
        journey: Whose steps they are.
    """
    found: dict[Path, str | None] = {}
    for one in placed:
        path = one.path
        before = (*path[:-1], path[-1] - 1) if isinstance(path[-1], int) and path[-1] > 0 else ()
        outer = next((path[:n] for n in range(len(path) - 1, 0, -1) if path[:n] in found), ())
        around = one.step.stage or (found.get(outer) if outer else None)
        found[path] = around or _named_stage(one.step, journey) or found.get(before) or journey.stage
    return found


def _named_stage(step: Step, journey: Journey) -> str | None:
    """The stage of the first touchpoint named that has one."""
    named = (journey.touchpoints.get(name) for name in touchpoints_of(step))
    return next((touchpoint.stage for touchpoint in named if touchpoint and touchpoint.stage), None)


def touchpoints_of(step: Step) -> tuple[str, ...]:
    """The touchpoints that a step sends, in order."""
    match step:
        case Send(touchpoint=touchpoint):
            found: tuple[str | None, ...] = (touchpoint,)
        case Remind(with_=touchpoint, ladder=ladder):
            found = (touchpoint, *(rung.with_ for rung in ladder))
        case Invite(with_=touchpoint):
            found = (touchpoint,)
        case Visit(announce=touchpoint, before=before):
            found = (touchpoint, *(ahead.send for ahead in before))
        case _:
            found = ()
    return tuple(dict.fromkeys(name for name in found if name))
