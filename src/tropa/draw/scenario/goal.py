"""Waiting for the goal itself: what comes then is the end of the run, whatever stands behind the step."""

from __future__ import annotations

from tropa.journey.codecs.values import Clock, Duration
from tropa.journey.model.journey import Journey
from tropa.journey.model.steps import Remind, Step, TraitMoment, Wait
from tropa.journey.signals import Named, Signal
from tropa.plan.heard import AllHeard, AnyHeard, Heard, Leaf
from tropa.plan.resolve import resolve

_IN_THIS_RUN = (None, "entry", "step")
"""From when on a wait may count, so that what it hears is heard by the run too."""


def waits_for_goal(step: Step, path: str, journey: Journey) -> bool:
    """Whether what a step waits for reaches the goal whenever it comes; False where that cannot be told.

    Args:
        step: The step.
        path: Its place in the file; another participant's event, or a part's, need not be the goal.
        journey: Its journey.
    """
    track, *inside = path.split(".")
    signal = _awaited(step)
    if signal is None or journey.success is None or track != "steps" or "steps" in inside:
        return False
    heard, goal = resolve(signal, journey), resolve(journey.success.for_, journey)
    return heard is not None and goal is not None and _brings(heard, goal)


def _awaited(step: Step) -> Signal | None:
    """The signal that a step waits for under the journey's own key, from within the run."""
    match step:
        case Remind(signal=signal):
            return signal
        case Wait(until=until, key_=None, since=since) if since in _IN_THIS_RUN:
            return None if isinstance(until, Duration | Clock | TraitMoment) else until
        case _:
            return None


def _brings(heard: Heard, goal: Heard) -> bool:
    """Whether the one is never heard without the other."""
    match heard, goal:
        case AnyHeard(members), _:
            return all(_brings(member, goal) for member in members)
        case _, AllHeard(members):
            return all(_brings(heard, member) for member in members)
        case AllHeard(members), _:
            return any(_brings(member, goal) for member in members)
        case _, AnyHeard(members):
            return any(_brings(heard, member) for member in members)
        case Leaf(Named(name, where), keyed), Leaf(Named(other, asked), asks_key):
            return name == other and asked in (None, where) and (keyed or not asks_key)
        case _:
            return heard == goal
