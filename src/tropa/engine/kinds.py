"""The kinds of steps: what each does when a position comes to it, hears something, or is due."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from tropa.engine import acting, choosing, meeting, tasks, waiting
from tropa.engine.events import Event
from tropa.engine.moves import Go, Move
from tropa.engine.scene import Stand

Enter: TypeAlias = Callable[[Any, Stand], Move]
Hear: TypeAlias = Callable[[Any, Stand, Event], Move | None]
Fire: TypeAlias = Callable[[Any, Stand, str], Move]


def _deaf(step: object, stand: Stand, event: Event) -> None:
    """A step that hears nothing."""
    del step, stand, event


def _come_to(step: object, stand: Stand) -> Move:
    """A step that says nothing is passed."""
    del step, stand
    return Go()


def _passed(step: object, stand: Stand, label: str) -> Move:
    """A step without timers goes on."""
    del step, stand, label
    return Go()


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of step.

    Args:
        enter: A position comes to it.
        hear: Its participant's event has come while a position stands here.
        fire: One of its timers is due.
    """

    enter: Enter
    hear: Hear = _deaf
    fire: Fire = _passed


KINDS: Mapping[str, Kind] = {
    "send": Kind(acting.enter_send, fire=acting.fire_send),
    "wait": Kind(waiting.enter_wait, waiting.hear_wait, waiting.fire_wait),
    "if": Kind(choosing.enter_if),
    "switch": Kind(choosing.enter_switch),
    "split": Kind(choosing.enter_split),
    "for_each": Kind(choosing.enter_for_each),
    "remind": Kind(waiting.enter_remind, waiting.hear_remind, waiting.fire_remind),
    "task": Kind(tasks.enter_task, tasks.hear_task, tasks.fire_task),
    "approve": Kind(tasks.enter_task, tasks.hear_task, tasks.fire_task),
    "visit": Kind(meeting.enter_visit, meeting.hear_visit, meeting.fire_visit),
    "invite": Kind(meeting.enter_invite, meeting.hear_invite, meeting.fire_invite),
    "survey": Kind(meeting.enter_survey, meeting.hear_survey, meeting.fire_survey),
    "set": Kind(acting.enter_set),
    "emit": Kind(acting.enter_emit),
    "call": Kind(acting.enter_call, acting.hear_call),
    "start": Kind(acting.enter_start, acting.hear_start),
    "end": Kind(choosing.enter_end),
    "back_to": Kind(choosing.enter_back_to),
}
"""Every kind of the language; a test compares them."""

UNSAID = Kind(_come_to)
"""A step whose kind is not filled in yet: the run passes it."""
