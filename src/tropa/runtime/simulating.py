"""Simulation: imagined customers go through a journey by a virtual clock, and react to what it does (R21).

Theory.  Running, replaying and simulating call the same ``advance``; here what comes in is made by those to
whom things happen.  A turn takes in everything of half a minute, and a timer is noticed the watermark after it is
due; nobody reacts within a minute (``crowd.SOONEST``): so whatever a turn brings about comes after the turn, and
the outcome does not depend on how time is cut.

Several runs are simulated in one course, side by side in one store: their customers know nothing of each other,
and a turn then decides on many at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush

from msgspec.structs import replace

from tropa.engine.batch import WATERMARK, Scripts
from tropa.engine.changes import Message
from tropa.engine.events import Event, Input
from tropa.engine.holds import Hold, holding
from tropa.engine.naming import named
from tropa.journey.codecs.values import Section
from tropa.plan.our_events import CRISIS_DECLARED
from tropa.ports.log import Progress
from tropa.ports.state import Lease, StateStore
from tropa.runtime.advancing import Advancing
from tropa.runtime.holding import held_by, in_force, let_out, scope_of, scope_text
from tropa.runtime.replaying import TURN, Cast
from tropa.runtime.surrounding import surroundings
from tropa.runtime.unswept import unswept
from tropa.simulate.crowd import NAMED, Crowd
from tropa.simulate.deeds import deeds_for
from tropa.simulate.tally import Tally

A_MOMENT = timedelta(seconds=30)
"""How much time a turn takes on at once."""

LONGEST = timedelta(days=365)
"""How long after the last arrival the clock goes on, at most: a loop that waits for ever has no end of its own."""

MOST_MOVES = 2_000
"""Moves of a customer's positions, on average: beyond that customers go in a circle, and the clock stops."""

_A_SECOND = timedelta(seconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FOR_EVER = timedelta(days=365_000)
_ALL = 1_000_000_000
_TOLD = 200
"""How often progress is told while customers arrive."""


@dataclass(frozen=True, slots=True)
class Drill:
    """Something that is held for a while.

    Args:
        scope: What: ``journey:ID``, ``step:JOURNEY/STEP``, ``channel:ID``, ``workspace``; of a crisis its id.
        starts: How long after the beginning.
        length: How long.
        is_crisis: Whether a crisis is declared, by its signal, rather than a hold set.
    """

    scope: str
    starts: timedelta
    length: timedelta
    is_crisis: bool = False


@dataclass(frozen=True, slots=True)
class Drilled:
    """What a drill came to.

    Args:
        drill: Which.
        holds: The scopes that it held.
        n_held: Customers who stood where it held when it ended; of a channel, all whom it bound.
        n_let_out: Customers whose runs it bound, and who were let out then.
        n_kept_out: How often somebody who would have entered was turned away.
    """

    drill: Drill
    holds: tuple[str, ...]
    n_held: int
    n_let_out: int
    n_kept_out: int


@dataclass(frozen=True, slots=True)
class Size:
    """How much is simulated.

    Args:
        customers: How many come in each run.
        runs: How many times over.
        drills: What is held meanwhile.
    """

    customers: int
    runs: int
    drills: tuple[Drill, ...] = ()


@dataclass(frozen=True, slots=True)
class Simulated:
    """What a simulation did.

    Args:
        tally: The counts, closed.
        drilled: What became of drills.
        until: Where the clock stopped.
        is_cut: Whether it stopped because customers went in a circle.
    """

    tally: Tally
    drilled: tuple[Drilled, ...]
    until: datetime
    is_cut: bool = False


class CannotDrill(ValueError):
    """A drill of what is not there: its scope is the argument."""


def simulate(  # noqa: PLR0917  each is told apart by its type
    cast: Cast,
    crowd: Crowd,
    size: Size,
    open_store: Callable[[], StateStore],
    progress: Progress,
    hears: Callable[[Iterable[Input], Iterable[Message]], None] | None = None,
) -> Simulated:
    """Let imagined customers go through a journey.

    Args:
        cast: The journey.
        crowd: The customers.
        size: How many, and how often.
        open_store: Makes an empty store in memory.
        progress: Hears how far the work has come.
        hears: Hears every input, turn by turn, and the messages that came of it.

    Raises:
        CannotDrill: A drill names no crisis of the journey, or nothing that can be held.
    """
    around = surroundings(
        ((one.journey, one.workspace) for one in cast.loaded if one.journey is not None),
        opted_in=True,
        hooks_answer=True,
    )
    store = open_store()
    try:
        (lease,) = store.lease(NAMED, _EPOCH, _FOR_EVER, 1)
        tally = Tally(crowd.script, crowd.beginning)
        course = _Course(Advancing(store, Scripts(cast.scripts), around, TURN), lease, crowd, tally, progress, hears)
        with unswept():
            return course.run(size)
    finally:
        store.close()


@dataclass(slots=True)
class _Course:
    """A simulation under way; ``now`` is the end of the last turn."""

    advancing: Advancing
    lease: Lease
    crowd: Crowd
    tally: Tally
    progress: Progress
    hears: Callable[[Iterable[Input], Iterable[Message]], None] | None
    now: datetime = _EPOCH
    arrivals: list[tuple[datetime, int, int]] = field(default_factory=list)
    n_arrived: int = 0
    coming: list[tuple[datetime, int, Input]] = field(default_factory=list)
    n_coming: int = 0

    def run(self, size: Size) -> Simulated:
        """All of it."""
        runs, numbers = range(1, size.runs + 1), range(1, size.customers + 1)
        self.arrivals = sorted((self.crowd.arrives_at(run, n), run, n) for run in runs for n in numbers)
        drilled = tuple(self._drills(size.drills))
        self._until(self.crowd.beginning + self.crowd.habits.over + LONGEST)
        self.progress("simulating", 1.0)
        self.tally.close()
        return Simulated(self.tally, drilled, self.now, self._is_circling())

    def _drills(self, drills: Iterable[Drill]) -> Iterator[Drilled]:
        """Hold things one after another, each for as long as it is to be held."""
        for drill in sorted(drills, key=lambda one: (one.starts, one.scope)):
            begins = max(self.crowd.beginning + drill.starts, self.now)
            self._until(begins)
            self._turn(begins)
            before = self.tally.n_kept_out
            holds = self._crisis(drill) if drill.is_crisis else self._hold(drill)
            self._until(begins + drill.length)
            self._turn(begins + drill.length)
            yield self._end(drill, holds, self.tally.n_kept_out - before)

    def _first(self) -> datetime | None:
        """When something is to be done next."""
        ahead = [self.coming[0][0]] if self.coming else []
        if self.n_arrived < len(self.arrivals):
            ahead.append(self.arrivals[self.n_arrived][0])
        due = self.advancing.store.next_due(self.lease.shard)
        if due is not None:
            ahead.append(max(due + WATERMARK, self.now + _A_SECOND))
        return min(ahead, default=None)

    def _until(self, end: datetime) -> None:
        """Turn the clock, as long as there is something to do before an instant."""
        while (first := self._first()) is not None and first < end and not self._is_circling():
            self._turn(min(first + A_MOMENT, end))

    def _is_circling(self) -> bool:
        """Whether customers have moved more than any journey with an end lets them."""
        return self.tally.n_transitions > MOST_MOVES * len(self.arrivals)

    def _turn(self, now: datetime) -> None:
        given = self._given(now)
        messages: list[Message] = []
        self.advancing.store.append(given)
        fresh: Iterable[Input] = given
        for turned in self.advancing.turns(self.lease, now):
            self.tally.add(turned.changes, fresh)
            fresh = ()
            self._push(self.crowd.reacts(turned.changes.made), now)
            messages += turned.changes.made.messages
        for one in given:
            if isinstance(one, Event):
                self._push(self.crowd.sees(one), now)
        self.now = now
        if self.hears is not None:
            self.hears(given, messages)

    def _given(self, now: datetime) -> list[Input]:
        """What is received until an instant."""
        while self.n_arrived < len(self.arrivals) and self.arrivals[self.n_arrived][0] <= now:
            _, run, number = self.arrivals[self.n_arrived]
            self.n_arrived += 1
            for one in self.crowd.comes(run, number):
                self._put(one)
            if self.n_arrived % max(1, len(self.arrivals) // _TOLD) == 0:
                self.progress("simulating", 0.99 * self.n_arrived / len(self.arrivals))
        given: list[Input] = []
        while self.coming and self.coming[0][0] <= now:
            given.append(heappop(self.coming)[2])
        return given

    def _push(self, inputs: Iterable[Input], now: datetime) -> None:
        """Keep what will come; what is let out late is answered late."""
        for one in inputs:
            if one.received_at > now:
                self._put(one)
            else:
                self._put(replace(one, at=now + _A_SECOND, received_at=now + _A_SECOND))

    def _put(self, one: Input) -> None:
        self.n_coming += 1
        heappush(self.coming, (one.received_at, self.n_coming, one))

    def _hold(self, drill: Drill) -> tuple[Hold, ...]:
        try:
            scope = scope_of(drill.scope)
        except ValueError as fault:
            raise CannotDrill(drill.scope) from fault
        hold = Hold(named(NAMED, "hold", *scope), self.now, scope.journey, scope.step, scope.channel)
        self.advancing.store.keep_hold(hold)
        return (hold,)

    def _crisis(self, drill: Drill) -> tuple[Hold, ...]:
        """Put the signal of a crisis into the stream, and tell those whom it holds."""
        rule = self.crowd.script.crises.get(drill.scope)
        deeds = deeds_for(rule.when, self.crowd.script) if rule is not None else None
        if not deeds:
            raise CannotDrill(drill.scope)
        for n, deed in enumerate(deeds):
            at, somebody = self.now + _A_SECOND, f"{NAMED}-0-drill"
            made = named(NAMED, "crisis", drill.scope, n)
            self._put(Event(made, somebody, deed.name, at, at, 0, Section(deed.properties)))
        self._turn(self.now + 2 * _A_SECOND)
        begun = tuple(one for one in in_force(self.advancing.store) if one.crisis == drill.scope)
        told = {customer: hold for hold in begun for customer in held_by(self.advancing.store, hold, self.now)}
        for customer, hold in told.items():
            about = Section({"crisis": drill.scope, "hold": hold.id, "cause": hold.cause})
            at, made = self.now + _A_SECOND, named(CRISIS_DECLARED, hold.id, customer)
            self._put(Event(made, customer, CRISIS_DECLARED, at, at, 0, about))
        return begun

    def _end(self, drill: Drill, holds: tuple[Hold, ...], n_kept_out: int) -> Drilled:
        """End holds, and let everybody out."""
        store, scopes = self.advancing.store, tuple(scope_text(hold) for hold in holds)
        held = {customer for hold in holds for customer in self._standing(hold)}
        for hold in holds:
            store.keep_hold(replace(hold, until=self.now))
        n_let_out = 0
        while n := let_out(store, self.now + _A_SECOND, _ALL):
            n_let_out += n
            self._turn(self.now + 2 * _A_SECOND)
        return Drilled(drill, scopes, len(held), n_let_out, n_kept_out)

    def _standing(self, hold: Hold) -> Iterator[str]:
        """Customers who stand where something holds."""
        store = self.advancing.store
        if hold.channel is not None:
            yield from held_by(store, hold, self.now)
            return
        for life in store.lives(hold.journey):
            for place in life.positions:
                if holding((hold,), life.run, place.step, self.now) is not None:
                    yield place.participant
