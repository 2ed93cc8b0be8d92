"""Holds: a workspace, channel, journey or step that is paused, from when to when (rule R12).

Theory.  A hold *binds* a run from ``since`` until the run is let out of it, which an input
``hold_released`` of its first participant does: so whoever ends a hold lets runs out at the pace it
likes, and a replay lets them out in the same order at the same instants.  Every run that is open at
``until`` is let out, wherever it stands, and until the last is, the hold is passed in.  A run that
begins after ``until`` was never held.

While a run is bound, its timers do not act (``releasing``), its messages wait (``ledger``), and nobody
enters (``entering``); what its participants do is heard all the same.  Mode ``skip`` keeps back
messages alone; mode ``exit`` ends a run where a timer of it comes due or a message would go out.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from tropa.engine.channels import strictest
from tropa.engine.intents import Mode, Pause
from tropa.engine.state import Run


class Hold(Struct, frozen=True, gc=False):
    """A pause as it is kept.

    Args:
        id: Names it for ever.
        since: From when on it holds.
        journey: A journey's id; None with ``step`` and ``channel`` None is the workspace.
        step: A step's name; with its journey.
        channel: A channel's id: messages alone are held.
        mode: What becomes of what it holds; None keeps nothing back, and only says that a crisis is on.
        extend: Waits are lengthened by the pause.
        queue_events: Events that would begin runs are queued; otherwise they are ignored.
        queue_segments: Segments that are entered begin their runs at release; otherwise not at all.
        crisis: The crisis plan that declared it; None where it is no crisis.
        cause: The message id of the event by which the crisis began.
        because: Why, where no person said so: ``failure_rate``.
        until: When it was ended; runs are let out from then on.
    """

    id: str
    since: datetime
    journey: str | None = None
    step: str | None = None
    channel: str | None = None
    mode: Mode | None = "hold"
    extend: bool = True
    queue_events: bool = False
    queue_segments: bool = True
    crisis: str | None = None
    cause: str = ""
    because: str = ""
    until: datetime | None = None

    @property
    def pause(self) -> Pause:
        """What it means for messages."""
        return Pause(self.mode or "hold", self.journey, self.step, self.channel, self.crisis)

    def covers(self, journey: str, step: str | None) -> bool:
        """Whether a step is held, or a whole journey where ``step`` is None; channels are no part of either."""
        return (
            self.mode is not None
            and self.channel is None
            and self.journey in {None, journey}
            and (self.step is None or (step is not None and self.step == step))
        )

    def binds(self, run: Run, at: datetime) -> bool:
        """Whether a run is under it at an instant, if it is about the run at all."""
        if self.mode is None or at < self.since or any(one.hold == self.id for one in run.released):
            return False
        return self.until is None or at < self.until or run.started_at < self.until


def holding(holds: Iterable[Hold], run: Run, step: str, at: datetime) -> Hold | None:
    """Of the holds on a step of a run at an instant the one that decides; None where it is free."""
    bound = [hold for hold in holds if hold.covers(run.id.journey, step) and hold.binds(run, at)]
    if not bound:
        return None
    decides = strictest(hold.pause for hold in bound)
    return next(hold for hold in bound if hold.pause == decides)


def closing(holds: Iterable[Hold], journey: str, at: datetime) -> Hold | None:
    """The hold that keeps a journey from being entered at an instant; None where nothing does."""
    return next(
        (
            hold
            for hold in holds
            if hold.covers(journey, None) and hold.since <= at and (hold.until is None or at < hold.until)
        ),
        None,
    )


def pauses_on(holds: Iterable[Hold], run: Run, at: datetime) -> tuple[Pause, ...]:
    """What the holds on a run mean for its messages."""
    return tuple(hold.pause for hold in holds if hold.journey in {None, run.id.journey} and hold.binds(run, at))
