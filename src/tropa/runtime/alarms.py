"""Alarms: crises are told to those whom they concern, and what fails too often is held (R12, R16).

Both are seen by whoever works.  A crisis that began is told by an input of each customer who is in a run
of the journey; the engine knows whom it concerns, and that nobody is told twice.  Failures are counted
over the last hour, by journey and by channel.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tropa.engine.events import Event
from tropa.engine.failing import Concern, Tries, self_held
from tropa.engine.holds import Hold
from tropa.engine.naming import named
from tropa.journey.codecs.values import Section
from tropa.plan.our_events import CRISIS_DECLARED
from tropa.ports.state import StateStore

OF_LATE = timedelta(hours=1)
"""How long a failure counts."""


@dataclass(slots=True)
class Alarms:
    """What one worker has seen.

    Args:
        store: Where holds are kept.
    """

    store: StateStore
    _told: set[str] = field(default_factory=set)
    _seen: deque[tuple[datetime, Concern, bool]] = field(default_factory=deque)

    def tell_crises(self, holds: Iterable[Hold], now: datetime) -> int:
        """Tell of the crises that are on and that this worker has not told of; how many customers were told.

        A worker that is new tells again: each input is known by its id, and decides nothing twice.
        """
        new = [hold for hold in holds if hold.crisis is not None and hold.until is None and hold.id not in self._told]
        events = {event.message_id: event for hold in new for event in self._declared(hold, now)}
        self._told.update(hold.id for hold in new)
        return self.store.append(list(events.values())).n if events else 0

    def _declared(self, hold: Hold, now: datetime) -> Iterator[Event]:
        told = Section({"crisis": hold.crisis, "hold": hold.id, "cause": hold.cause})
        customers = dict.fromkeys(who for life in self.store.lives(hold.journey) for who in life.participants)
        for customer in customers:
            made = named(CRISIS_DECLARED, hold.journey, hold.crisis, hold.cause, customer)
            yield Event(made, customer, CRISIS_DECLARED, now, now, 0, told)

    def tried(self, concern: Concern, now: datetime, *, failed: bool) -> None:
        """Something was tried."""
        self._seen.append((now, concern, failed))

    def hold_what_fails(self, holds: Iterable[Hold], now: datetime) -> tuple[Hold, ...]:
        """Hold what has failed too often of late; the holds that this begins."""
        while self._seen and self._seen[0][0] < now - OF_LATE:
            self._seen.popleft()
        counted: dict[Concern, Tries] = {}
        for _, concern, failed in self._seen:
            before = counted.get(concern, Tries())
            counted[concern] = Tries(before.n + 1, before.n_failed + failed)
        begun = self_held(counted, holds, now)
        for hold in begun:
            self.store.keep_hold(hold)
        return begun
