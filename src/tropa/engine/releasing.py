"""What a hold does to the timers of a run, and what its end does (R5, R12).

A timer that comes due under a hold is *parked*: it stays where it is, due at the end of the calendar,
and its label remembers when it was due.  At the release

* with ``extend`` every timer of a held step moves by as much of the pause as the position lived
  through, the parked ones too, so that nothing is late;
* without, parked timers are due when they were, that is, overdue: they are decided one after another
  at the release (R5), and what they send is as late as it is;
* messages that waited for the end of the hold are decided anew.

Where several holds overlap, the time they share counts once: a pause is counted from the last release on.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec.structs import replace

from tropa.engine.driving import ENDED, Driver
from tropa.engine.holds import Hold
from tropa.engine.saying import AGAIN
from tropa.engine.scene import Known, Scene
from tropa.engine.state import Life, Position, PositionId, Released, Timer
from tropa.engine.waiting import UP_TO
from tropa.journey.codecs.values import Section
from tropa.plan.local_time import FAR

_PARKED = "held"
_MARK = "|"


def parked(life: Life, place: PositionId, timer: Timer) -> Life:
    """A run with one timer parked."""
    position = life.positions[place]
    others = (one for one in position.timers if one != timer)
    timers = tuple(sorted((*others, parked_timer(timer)), key=_due))
    return replace(life, positions={**life.positions, place: replace(position, timers=timers)})


def parked_timer(timer: Timer) -> Timer:
    """A timer, parked: its label remembers when it was due."""
    return Timer(FAR, _MARK.join((_PARKED, timer.at.isoformat(), timer.label)))


def is_parked(timer: Timer | None) -> bool:
    """Whether there is a timer, and it is parked."""
    return timer is not None and bool(parts_of_label(timer.label)[0])


def parts_of_label(label: str) -> tuple[str, str]:
    """What a label says of a parking, empty where there is none, and the timer's own label."""
    if not label.startswith(f"{_PARKED}{_MARK}"):
        return "", label
    parked_, was, own = label.split(_MARK, 2)
    return f"{parked_}{_MARK}{was}{_MARK}", own


def was_due(timer: Timer) -> datetime:
    """When a timer is due, or was before it was parked."""
    before, _ = parts_of_label(timer.label)
    return datetime.fromisoformat(before.split(_MARK)[1]) if before else timer.at


def without(life: Life, place: PositionId, timer: Timer) -> Life:
    """A run without a timer that could not be decided: it is set aside once, and is not due again (R16)."""
    position = life.positions[place]
    timers = tuple(one for one in position.timers if one != timer)
    return replace(life, positions={**life.positions, place: replace(position, timers=timers)})


def _due(timer: Timer) -> datetime:
    return timer.at


def released(life: Life, hold: Hold, now: datetime) -> Life:
    """A run that is let out of a hold.

    Args:
        life: The run.
        hold: What held it; a run that it does not bind stays as it is.
        now: When it is let out.
    """
    run = life.run
    if hold.journey not in {None, run.id.journey} or not hold.binds(run, now):
        return life
    last = max((one.at for one in run.released), default=hold.since)
    positions = dict(life.positions)
    for place, position in life.positions.items():
        if hold.channel is not None or hold.covers(run.id.journey, place.step):
            positions[place] = _let_out(position, hold, max(hold.since, last), now)
    return replace(life, run=replace(run, released=(*run.released, Released(hold.id, now))), positions=positions)


def _let_out(position: Position, hold: Hold, since: datetime, now: datetime) -> Position:
    """A position let out: its timers moved by what it lived through of the pause."""
    pause = max(now - max(since, position.began_at), timedelta()) if hold.extend else timedelta()
    moved = [_moved(timer, hold, pause, now) for timer in position.timers]
    waiting = {timer.label for timer in moved if timer.label.startswith(f"{AGAIN}:")}
    kept = {name: _later(value, pause) if name in waiting else value for name, value in position.kept.items()}
    timers = tuple(sorted(moved, key=lambda one: (one.at, one.label == UP_TO)))
    return replace(position, timers=timers, kept=Section(kept))


def _moved(timer: Timer, hold: Hold, pause: timedelta, now: datetime) -> Timer:
    if timer.at == FAR and timer.label.startswith(f"{AGAIN}:"):
        return Timer(now, timer.label)
    if hold.channel is not None:
        return timer
    if timer.at == FAR and timer.label.startswith(f"{_PARKED}{_MARK}"):
        _, was, label = timer.label.split(_MARK, 2)
        return Timer(_at_most_far(datetime.fromisoformat(was), pause), label)
    return Timer(_at_most_far(timer.at, pause), timer.label) if timer.at >= hold.since else timer


def _later(value: str, pause: timedelta) -> str:
    return _at_most_far(datetime.fromisoformat(value), pause).isoformat()


def _at_most_far(at: datetime, pause: timedelta) -> datetime:
    return min(at + pause, FAR) if at < FAR else at


def lead_out(known: Known, life: Life, hold: Hold, now: datetime) -> Scene:
    """A run that a hold of mode ``exit`` ends."""
    scene = Scene.of(known, life, now, None)
    Driver(scene).close_run(ENDED, None, f"held: {hold.pause}")
    return scene
