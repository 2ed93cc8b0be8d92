"""Questions about time: how long until, and how long a visit lasts."""

from __future__ import annotations

from dataclasses import dataclass

from tropa.measure.questions import SESSION_GAP_S, EventSignal, Scope


@dataclass(frozen=True, slots=True)
class TimeTo:
    """How long from one event to another, those who are not there yet included (rule M4).

    A unit is watched from its first event that serves ``start`` and lies in [since, until), to its
    first later event, in the order of M1, that serves ``end``; without one, to the watermark.

    Args:
        start: Where watching begins.
        end: What is waited for.
        horizon_s: Seconds after which nobody is watched any more: an ``end`` beyond it (the horizon
            itself is within) has not come, and the wait is the horizon's.
        scope: ``since``/``until`` bound ``start``; ``by`` takes the value at it.
    """

    start: EventSignal
    end: EventSignal
    horizon_s: int | None = None
    scope: Scope = Scope()


@dataclass(frozen=True, slots=True)
class Sessions:
    """How many visits, how long they last, how many events they have.

    A customer's events belong to one session until a silence longer than the gap.

    Args:
        gap_s: Seconds of silence that end a session: a longer one splits, an equal one not.
        scope: ``since``/``until`` bound every event; ``by`` takes the value at the session's first
            event.  ``unit`` is not asked: sessions are split within a customer.
    """

    gap_s: int = SESSION_GAP_S
    scope: Scope = Scope()
