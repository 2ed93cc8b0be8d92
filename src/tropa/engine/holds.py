"""Holds: a workspace, channel, journey or step that is paused, from when to when (rule R12)."""

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
        mode: What becomes of what it holds.
        extend: Waits are lengthened by the pause.
        queue_events: Events that would begin runs are queued; otherwise they are ignored.
        queue_segments: Segments that are entered begin their runs at release; otherwise not at all.
        crisis: The crisis plan that declared it; None where a person did.
        until: When it was ended; runs are let out one after another from then on, each by its own
            ``hold_released``.
    """

    id: str
    since: datetime
    journey: str | None = None
    step: str | None = None
    channel: str | None = None
    mode: Mode = "hold"
    extend: bool = True
    queue_events: bool = False
    queue_segments: bool = True
    crisis: str | None = None
    until: datetime | None = None

    @property
    def pause(self) -> Pause:
        """What it means for messages."""
        return Pause(self.mode, self.journey, self.step, self.channel, self.crisis)

    def covers(self, journey: str, step: str | None) -> bool:
        """Whether a step is held, or a whole journey where ``step`` is None; channels aside."""
        return (
            self.channel is None
            and self.journey in {None, journey}
            and (self.step is None or (step is not None and self.step == step))
        )

    def binds(self, run: Run, at: datetime) -> bool:
        """Whether a run is under it at an instant: it began before the end, and was not let out yet."""
        return (
            self.since <= at
            and self.id not in run.released
            and (self.until is None or at < self.until or run.started_at < self.until)
        )


def holding(holds: Iterable[Hold], run: Run, step: str, at: datetime) -> Hold | None:
    """Of the holds on a step of a run at an instant the one that decides; None where it is free."""
    bound = [hold for hold in holds if hold.covers(run.id.journey, step) and hold.binds(run, at)]
    if not bound:
        return None
    pause = strictest(hold.pause for hold in bound)
    return next(hold for hold in bound if hold.pause == pause)


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
    return tuple(hold.pause for hold in holds if hold.binds(run, at) and hold.journey in {None, run.id.journey})
