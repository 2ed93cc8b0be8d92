"""What a step that is come to again may forget of the events that resolved it (R3).

Theory.  An event resolves a given step once, so a run remembers by which events its steps were
resolved.  After a jump back steps look from the jump on, and an event whose own time lies before that
counts no more, remembered or not.  What can never count again is forgotten, so that a loop which goes
round for years keeps a few ids, not all.  A wait ``since: ever`` looks at everything anew each time and
forgets nothing; one since a duration forgets what lies before it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from tropa.engine.batch import behind
from tropa.engine.scene import Scene
from tropa.engine.state import PositionId
from tropa.journey.codecs.scalars import duration_of
from tropa.journey.model.steps import Wait
from tropa.plan.local_time import shifted
from tropa.plan.script import Node

MOST_KEPT = 32
"""Ids of a step beyond which it is looked which of them may be forgotten; to look costs time."""

_CALENDARS = timedelta(days=2)
"""By more than so much the same days do not differ from zone to zone; the customer may move."""


def remembered(
    scene: Scene, place: PositionId, node: Node, anchor_at: datetime, resolved_by: tuple[str, ...]
) -> tuple[str, ...]:
    """Of the events that resolved a step, those that might do so again.

    Args:
        scene: The decision that comes to the step.
        place: Whose step it is, and in which branch.
        node: The step.
        anchor_at: From where it looks, unless it says otherwise.
        resolved_by: The ids of the events, in the order in which they resolved it.
    """
    if len(resolved_by) <= MOST_KEPT:
        return resolved_by
    since = _looks_from(scene, place, node, anchor_at)
    if since is None:
        return resolved_by
    counting = {one.message_id for one in scene.memory.heard(place.participant, None) if one.at >= since}
    return tuple(one for one in resolved_by if one in counting)


def _looks_from(scene: Scene, place: PositionId, node: Node, anchor_at: datetime) -> datetime | None:
    """From when on a step looks at the earliest, now and whenever it is come to later; None is from ever."""
    beside = (
        one.anchor_at
        for one in scene.positions.values()
        if (one.id.participant, one.id.branch) == (place.participant, place.branch)
    )
    earliest = min(scene.now, anchor_at, *beside)
    match node.step.since if isinstance(node.step, Wait) else None:
        case None | "entry" | "step":
            return earliest
        case "ever":
            return None
        case said:
            reach = shifted(scene.now, duration_of(said), -1, scene.zone(place.participant))
            return min(earliest, behind(reach, _CALENDARS))
