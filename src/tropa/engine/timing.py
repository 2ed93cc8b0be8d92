"""The timers of a position as its step has them, counted from when it began."""

from __future__ import annotations

from collections.abc import Iterator

from tropa.engine.releasing import is_parked, parked_timer, parts_of_label
from tropa.engine.saying import AGAIN
from tropa.engine.scene import Stand
from tropa.engine.state import Timer
from tropa.engine.tasks import ESCALATE, FAILURE
from tropa.engine.waiting import RUNG, TIME, UP_TO, moment
from tropa.journey.codecs.values import Clock, Duration
from tropa.journey.model.steps import Approve, Invite, Remind, Survey, Task, TraitMoment, Visit, Wait


def retimed(stand: Stand) -> tuple[Timer, ...]:
    """The timers of a position whose step is another now; what would be over already is due now.

    A rung that was sent is not sent again, and one that is new but past is left out.  Messages that wait
    to be decided anew, and what surrounds a visit's slot, stay as they are.  What a hold has parked
    stays parked.
    """
    if FAILURE in stand.position.kept:
        return stand.position.timers
    now, had = stand.scene.now, {parts_of_label(one.label)[1]: one for one in stand.position.timers}
    timers = [timer for label, timer in had.items() if _is_own(stand, label)]
    for timer in _counted(stand):
        once = timer.label == ESCALATE or timer.label.startswith(f"{RUNG}:")
        if is_parked(had.get(timer.label)):
            timers.append(parked_timer(timer))
        elif not once or timer.at > now or timer.label in had:
            timers.append(Timer(max(timer.at, now), timer.label))
    return tuple(sorted(timers, key=lambda timer: (timer.at, timer.label == UP_TO)))


def _is_own(stand: Stand, label: str) -> bool:
    """Whether a timer is none that the step's words count."""
    return label.startswith(f"{AGAIN}:") or isinstance(stand.node.step, Visit)


def _counted(stand: Stand) -> Iterator[Timer]:
    step, began_at = stand.node.step, stand.position.began_at
    if isinstance(step, Wait) and isinstance(step.until, Duration | Clock | TraitMoment):
        at = moment(step.until, stand)
        if at is not None:
            yield Timer(at, TIME)
    if isinstance(step, Remind):
        yield from (Timer(stand.later(rung.after, began_at), f"{RUNG}:{n}") for n, rung in enumerate(step.ladder))
    if isinstance(step, Task) and step.escalate is not None and step.due is not None:
        yield Timer(stand.later(step.escalate.after, stand.later(step.due, began_at)), ESCALATE)
    if isinstance(step, Wait | Remind | Task | Approve | Invite | Survey) and step.up_to is not None:
        yield Timer(stand.later(step.up_to, began_at), UP_TO)
