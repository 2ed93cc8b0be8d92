"""A batch under way: what decisions are made from, and where what they make goes."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from tropa.engine.batch import Scripts
from tropa.engine.changes import Call, Ignored, SetAside
from tropa.engine.decide import begin, fire, hear
from tropa.engine.desk import Desk
from tropa.engine.due import Due, first_before, is_due_before
from tropa.engine.entering import Entry, entered, left
from tropa.engine.events import Event, Input, TraitsSet
from tropa.engine.holds import Hold
from tropa.engine.holds import holding as held_by
from tropa.engine.naming import named
from tropa.engine.queueing import is_queued, queued
from tropa.engine.releasing import lead_out, parked, without
from tropa.engine.scene import Known, Scene, Surroundings
from tropa.engine.state import Life, PositionId, RunId, Timer
from tropa.journey.codecs.values import Section
from tropa.journey.conditions import Condition, Value
from tropa.plan.our_events import HOOK_DONE, RUN_ENDED


@dataclass(slots=True)
class Work:
    """A batch under way.

    Args:
        scripts: What runs follow.
        around: What is passed in; crises of this batch add their holds.
        watermark: How long a timer waits for events that are on their way.
        desk: The state.
        due: The timers.
        waiting: What decisions wrote and is still to be taken in, with its place in the chain.
        depth: The place in its chain of what is taken in now.
    """

    scripts: Scripts
    around: Surroundings
    watermark: timedelta
    desk: Desk
    due: Due
    waiting: deque[tuple[Input, int]] = field(default_factory=deque)
    depth: int = 0

    def decidable(self, run: RunId) -> tuple[Life, Known] | None:
        """A run as it stands, and what decisions about it may look at; None where it is gone."""
        life = self.desk.life(run)
        known = self.known(life) if life is not None else None
        return (life, known) if life is not None and known is not None else None

    def fire(self, run: RunId, place: PositionId, timer: Timer, at: datetime | None = None) -> None:
        """Fire one timer, if it is still there and no hold is on it; a position's timers in their order.

        Args:
            run: Of which run.
            place: Of which position.
            timer: Which.
            at: The instant of a release, where it is decided later than it was due.
        """
        life = self.desk.life(run)
        position = life.positions.get(place) if life is not None else None
        if life is None or position is None or timer not in position.timers:
            return
        known = self.known(life)
        if known is None:
            return
        later = at or self.around.released_at
        now = timer.at if later is None else max(timer.at, later)
        hold = held_by(self.around.holds, life.run, place.step, timer.at) if self.around.holds else None
        if hold is not None and hold.mode == "hold":
            self.keep(parked(life, place, timer))
            return
        if hold is not None and hold.mode == "exit":
            self.decided(None, run, timer.label, partial(lead_out, known, life, hold, now))
            return
        if not self.decided(None, run, timer.label, partial(fire, known, life, place, timer, now)):
            self.keep(without(life, place, timer))

    def keep(self, life: Life) -> None:
        """Keep a run that a hold, or its end, has changed."""
        self.due.watch(life, self.desk.keep_life(life))

    def known(self, life: Life) -> Known | None:
        """What decisions about a run may look at."""
        script = self.scripts.of(life)
        return Known(script, self.desk, self.around) if script is not None else None

    def decided(self, given: Input | None, run: RunId, label: str, decision: Callable[[], Scene]) -> bool:
        """Make a decision and take it over; one that fails is set aside, and nothing of it stays.

        Returns:
            Whether it could be made.
        """
        try:
            scene = decision()
        except Exception as fault:  # noqa: BLE001  decisions are total: whatever escapes one is our own mistake, and stops no neighbour (R16)
            self.desk.changes.set_aside.append(SetAside(given, run, label, f"{type(fault).__name__}: {fault}"))
            return False
        life = scene.life()
        before = self.desk.commit(scene, life)
        self.due.watch(life, before)
        if life.run.outcome is not None and (before is None or before.run.outcome is None):
            left(self.desk, life.run)
            if life.run.request is not None:
                journey, customer, *_ = life.run.id
                self.tell_end(life.run.request, journey, customer, life.run.outcome, scene.now)
        self.follow(scene, label)
        return True

    def follow(self, scene: Scene, label: str) -> None:
        """Put behind what a decision wrote that is to be taken in."""
        made, depth = scene.made, self.depth + 1
        if made.emitted:
            self.waiting.extend((event, depth) for event in made.emitted)
        if made.calls and self.around.hooks_answer:
            self.waiting.extend((answered(call), depth) for call in made.calls)
        for n, (customer, traits) in enumerate(made.traits) if made.traits else ():
            name = named("traits", *scene.run.id, scene.now.isoformat(), scene.cause_id, label, n)
            self.waiting.append((TraitsSet(name, customer, traits, scene.now, scene.now, 0), depth))

    def tell_end(self, request: str, journey: str, customer: str, outcome: str, now: datetime) -> None:
        """Tell the run that asked for another how it ended."""
        told = Section({"journey": journey, "outcome": outcome, "request": request})
        event = Event(named(RUN_ENDED, request), customer, RUN_ENDED, now, now, 0, told)
        self.desk.changes.made.emitted.append(event)
        self.waiting.append((event, self.depth + 1))

    def ignore(self, given: Input, journey: str, reason: str) -> None:
        """Note that an input decided nothing, and why."""
        self.desk.changes.ignored.append(Ignored(given.message_id, given.customer, journey, reason))

    def heard(self, run: RunId, event: Event) -> None:
        """One run hears an event; deadlines that its own time has passed come first (R10)."""
        life = self.desk.life(run)
        known = self.known(life) if life is not None else None
        if life is None or known is None or not known.script.hears(event.name):
            return
        instant = min(event.at, event.received_at)
        now: Life | None = life
        if is_due_before(life, instant):
            self.commit_deadlines(run, instant)
            now = self.desk.life(run)
        if now is not None and now.positions and known.script.may_move(event.name):
            self.decided(event, run, event.name, partial(hear, known, now, event))

    def commit_deadlines(self, run: RunId, instant: datetime, at: datetime | None = None) -> None:
        """Fire the timers of a run that are due before an instant, at that of a release where one is told."""
        while (life := self.desk.life(run)) is not None:
            first = first_before(life, instant)
            if first is None:
                return
            n = len(self.desk.changes.set_aside)
            self.fire(run, *first, at)
            if len(self.desk.changes.set_aside) > n:
                return

    def kept_out(self, known: Known, event: Event, turned: frozenset[Condition], hold: Hold) -> bool:
        """What becomes of an entry that a hold keeps back: whether it is queued."""
        if not is_queued(event, turned, known, hold):
            self.ignore(event, known.script.journey, "held")
            return False
        kept = queued(event, known.script.journey, hold, by_segment=known.script.segment in turned)
        self.desk.changes.made.emitted.append(kept)
        self.waiting.append((kept, self.depth + 1))
        return True

    def entered(self, known: Known, event: Event, found: Entry) -> bool:
        """Begin a run, where one is to begin, or note why none is."""
        run = found.run
        if found.refused is not None:
            self.ignore(event, known.script.journey, found.refused)
        if run is None:
            return False
        entered(self.desk, run, found.before)
        if self.decided(event, run.id, "entry", partial(begin, known, run, event)):
            return True
        left(self.desk, run)
        return False


def answered(call: Call) -> Event:
    """The answer of another system that does at once what it is asked."""
    told = Section[Value]({"step": call.place.step})
    return Event(named(HOOK_DONE, call.id), call.place.participant, HOOK_DONE, call.at, call.at, 0, told)
