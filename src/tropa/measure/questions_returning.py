"""Questions about coming back: who is active in which day, week or month.

A unit is *active* in a period in which an event of its serves the question's signal.  Periods are
those of ``periods``: on the wall clock of a zone, weeks from Monday.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, tzinfo

from tropa.journey.signals import Every
from tropa.measure.periods import PeriodKind
from tropa.measure.questions import EventSignal, Scope

MAX_OFFSETS = 1_000
"""Periods after the first that a retention table may be asked for."""


@dataclass(frozen=True, slots=True)
class Retention:
    """Of those who began in one period, how many are active in each period after it.

    A unit's *origin* is its first event that serves ``start``, and belongs to the cohort of the
    period in which it lies.  It returned after *k* periods when an event that serves ``returning``
    lies in the *k*-th period after that one, at or after its origin in the order of M1 (the origin
    itself included: with ``Every`` for both all are active in period 0).

    Args:
        period: Length of a period.
        zone: Whose wall clock.
        start: The event that begins; any event by default.
        returning: The event that counts as coming back; any by default.
        offsets: Periods after the first that are told, 1 to ``MAX_OFFSETS``.
        scope: ``since``/``until`` bound the origin, and never make a later event the first; ``by``
            takes the value at the origin.
    """

    period: PeriodKind = "week"
    zone: tzinfo = UTC
    start: EventSignal = Every()
    returning: EventSignal = Every()
    offsets: int = 12
    scope: Scope = Scope()


@dataclass(frozen=True, slots=True)
class Stickiness:
    """In how many days of a week or a month a unit that is active in it is active.

    Args:
        period: ``week`` or ``month``; a day has no days.
        zone: Whose wall clock.
        active: The event that counts as being active.
        scope: ``since``/``until`` bound every event; ``by`` takes the value at the unit's first event
            within them that serves ``active``.
    """

    period: PeriodKind = "week"
    zone: tzinfo = UTC
    active: EventSignal = Every()
    scope: Scope = Scope()


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """Who is new in a period, who stayed, who came back and who fell silent.

    Of a period, a unit is *new* when it is active for the first time ever, *returning* when active and
    active in the period before too, *resurrecting* when active, not in the period before but earlier,
    and *dormant* when it is not active but was in the period before.  So active = new + returning +
    resurrecting, and the active of the period before = returning + dormant.

    Args:
        period: Length of a period.
        zone: Whose wall clock.
        active: The event that counts as being active.
        scope: ``since``/``until`` choose the periods told, those that begin within them; what happened
            before is still known.  ``by`` takes the value at the unit's first event that serves ``active``.
    """

    period: PeriodKind = "week"
    zone: tzinfo = UTC
    active: EventSignal = Every()
    scope: Scope = Scope()
