"""What happened to imagined customers, counted as it happens: nothing is kept of anybody who is through."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tropa.engine.changes import Message
from tropa.engine.desk import Changes
from tropa.engine.events import Event, Input
from tropa.engine.state import RunId
from tropa.journey.predicate import Facts, holds
from tropa.plan.listening import Listening, ToAll, ToAny, ToEvent, ToSome, listen, parts
from tropa.plan.our_events import VISIT_PLANNED
from tropa.plan.script import Script
from tropa.simulate.crowd import component_of, reached_by, run_of
from tropa.simulate.deeds import resolved

Daily = dict[tuple[str, ...], Counter[tuple[int, int]]]
"""How often, by what it is, run of the simulation, and day from the beginning (0 is the first)."""

OPEN = "open"


@dataclass(slots=True)
class Watch:
    """Whether a target action is done in time.

    Args:
        touchpoint: Whose.
        run: In which run of the simulation.
        since: When the touchpoint was reached.
        until: When it is too late; None is never.
        heard: What is to be heard.
        names: The events that may tell it.
        events: Those that came.
    """

    touchpoint: str
    run: int
    since: datetime
    until: datetime | None
    heard: Listening
    names: frozenset[str]
    events: list[Event] = field(default_factory=list)

    def is_done_by(self, event: Event) -> bool:
        """Whether it is done now that this has come."""
        if (
            event.name not in self.names
            or event.at < self.since
            or (self.until is not None and event.at > self.until)
        ):
            return False
        self.events.append(event)
        return met(self.heard, self.events)


def met(heard: Listening, events: list[Event]) -> bool:
    """Whether events bring a signal about, whatever the key."""
    match heard:
        case ToEvent(name=name, where=where):
            return any(
                name in {None, one.name} and (where is None or holds(where, Facts(one.properties)) is True)
                for one in events
            )
        case ToAny(members):
            return any(met(one, events) for one in members)
        case ToAll(members):
            told = [one for one in members if _can_be_told(one)]
            return bool(told) and all(met(one, events) for one in told)
        case ToSome(n, (one,)):
            return sum(met(one, [event]) for event in events) >= n
        case ToSome(n, members):
            return sum(met(one, events) for one in members) >= n
        case _:
            return False


def _can_be_told(heard: Listening) -> bool:
    return any(isinstance(part, ToEvent) for part in parts(heard))


@dataclass(slots=True)
class Tally:
    """Counts of several runs at once.

    Args:
        script: The journey.
        beginning: When the first day begins.
        conversions: Reached and done, by touchpoint and run.
        outcomes: By outcome and run.
        durations_s: How long finished runs of the journey took, by run.
        messages: By channel.
        sent: Messages by touchpoint.
        suppressed: By touchpoint and reason.
        tasks: By team.
        visits: By team.
        set_aside: What could not be decided.
        n_transitions: Moves of positions.
        n_kept_out: Events that would have begun a run and did not, because of a hold.
    """

    script: Script
    beginning: datetime
    conversions: defaultdict[str, dict[int, list[int]]] = field(default_factory=lambda: defaultdict(dict))
    outcomes: defaultdict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    durations_s: defaultdict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    messages: Daily = field(default_factory=dict)
    sent: Daily = field(default_factory=dict)
    suppressed: Daily = field(default_factory=dict)
    tasks: Daily = field(default_factory=dict)
    visits: Daily = field(default_factory=dict)
    set_aside: int = 0
    n_transitions: int = 0
    n_kept_out: int = 0
    _closed: dict[RunId, bool] = field(default_factory=dict)
    _reached: dict[str, list[str]] = field(default_factory=dict)
    _watched: dict[tuple[RunId | None, str, str], None] = field(default_factory=dict)
    _watches: dict[str, list[Watch]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._reached.update(reached_by(self.script))

    def add(self, changes: Changes, inputs: Iterable[Input]) -> None:
        """Count what a turn changed, and what customers did in it."""
        made = changes.made
        self.n_transitions += len(made.transitions)
        self.set_aside += len(changes.set_aside)
        self.n_kept_out += sum(one.reason.startswith("held") for one in changes.ignored)
        for message in made.messages:
            self._message(message)
        for one in made.suppressed:
            reason = one.reason.partition(": ")[0]
            self._count(self.suppressed, (one.touchpoint, reason), one.run.customer, one.at)
        for task in made.opened:
            self._count(self.tasks, (task.to or "",), task.run.customer, task.at)
        for given in (*inputs, *made.emitted):
            if isinstance(given, Event):
                self._event(given)
        for run, life in changes.lives.items():
            self._life(run, life.run.started_at, life.run.outcome, life.run.ended_at)

    def close(self) -> None:
        """Count what is open still; nothing is added afterwards."""
        for run, closed in self._closed.items():
            if not closed:
                self.outcomes[OPEN][run_of(run.customer)] += 1

    @property
    def n_runs(self) -> int:
        """Runs of the journey, open and finished."""
        return len(self._closed)

    def _count(self, where: Daily, what: tuple[str, ...], customer: str, at: datetime) -> None:
        day = (at - self.beginning) // timedelta(days=1)
        where.setdefault(what, Counter())[run_of(customer), day] += 1

    def _life(self, run: RunId, started_at: datetime, outcome: str | None, ended_at: datetime | None) -> None:
        if outcome is None or self._closed.get(run):
            self._closed.setdefault(run, False)
            return
        self._closed[run] = True
        number = run_of(run.customer)
        self.outcomes[outcome][number] += 1
        if ended_at is not None:
            self.durations_s[number].append((ended_at - started_at).total_seconds())

    def _message(self, message: Message) -> None:
        customer = message.run.customer
        self._count(self.messages, (message.channel,), customer, message.at)
        self._count(self.sent, (message.touchpoint or message.survey,), customer, message.at)
        point = self.script.definition.touchpoints.get(message.touchpoint)
        named = (message.run, message.to, message.touchpoint)
        if message.role is None or named in self._watched or point is None:
            return
        if point.target_action is None or point.reached is not None:
            return
        self._watched[named] = None
        self._watch(message.to, message.touchpoint, message.at, component_of(message.place.branch, self.script))

    def _watch(self, customer: str, touchpoint: str, at: datetime, component: str | None) -> None:
        point = self.script.definition.touchpoints[touchpoint]
        heard = resolved(listen(point.target_action, self.script.definition), self.script, component)
        within = point.evaluation.within if point.evaluation is not None else None
        until = at + timedelta(seconds=within.seconds) if within is not None else None
        names = frozenset(part.name for part in parts(heard) if isinstance(part, ToEvent) and part.name is not None)
        run = run_of(customer)
        self.conversions[touchpoint].setdefault(run, [0, 0])[0] += 1
        self._watches.setdefault(customer, []).append(Watch(touchpoint, run, at, until, heard, names))

    def _event(self, event: Event) -> None:
        if event.name == VISIT_PLANNED:
            self._visit(event)
        for touchpoint in self._reached.get(event.name, ()):
            named = (None, event.customer, touchpoint)
            if named not in self._watched:
                self._watched[named] = None
                self._watch(event.customer, touchpoint, event.at, None)
        watches = self._watches.get(event.customer)
        if not watches:
            return
        left: list[Watch] = []
        for one in watches:
            if one.is_done_by(event):
                self.conversions[one.touchpoint][one.run][1] += 1
            elif one.until is None or one.until >= event.at:
                left.append(one)
        if left:
            self._watches[event.customer] = left
        else:
            del self._watches[event.customer]

    def _visit(self, event: Event) -> None:
        plan = self.script.definition.visits.get(str(event.properties.get("visit")))
        slot = datetime.fromisoformat(str(event.properties.get("slot")))
        self._count(self.visits, (plan.by or "" if plan is not None else "",), event.customer, slot)
