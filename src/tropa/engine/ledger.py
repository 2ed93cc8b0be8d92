"""What becomes of a message at the moment of sending: the rules of R5, R7, R12 and R13, in one order.

``decide`` asks in this order, and the first rule that speaks gives the reason that is kept.  What
would never be sent is found before what is only too early, so that nothing waits in vain.

1. **Held** (R12).  A pause of the workspace, the journey or the step holds, skips or leads out; of
   several the strictest.  A pause that a crisis plan declared lets messages of class ``crisis`` pass,
   for it is they that tell of it; one that a person declared stops everything.
2. **Forbidden by stage** (R13's onboarding guard).  The class is forbidden in a stage that the
   customer is in, in whatever journey: skipped.
3. **Channel**: ``channels.choose``.  Nothing to reach the customer by, or no consent: skipped.  A
   first choice that is held, or refused for this channel: the next one, as fallback.
4. **Late** (R5).  Later after ``due_at`` than the tolerance: ``send`` it all the same, ``skip`` it,
   ``exit`` the run, or wait for the ``next_window``: the next time the customer's clock shows the
   time of day at which it was due; it is then due anew.  The step's ``if_late`` comes before the
   class's; its ``after`` is a wait (R7), 24 h if not said.
5. **Quiet hours** (R7), in the customer's zone, and 6. **caps** (R13, ``caps``) are met together: the
   first instant at which both let it pass.  If that is now, it is sent; otherwise it is delayed
   to then.  A delay that would end too late is not begun: what the fourth rule says happens at
   once, ``next_window`` taking that instant for the window.  What would wait for ever is skipped.

The answer is a function of the intent, the facts and ``now``; the same question has the same answer
(R21), and no value of the three makes it fail.  An answer to wait binds nobody: when the time has
come the question is asked anew, since the customer may have moved, refused, or been written to.
Messages to teams are work, not disturbance: they do not come here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo

from tropa.engine.caps import Entry, slots_for
from tropa.engine.channels import Choice, choose, kept_by, strictest
from tropa.engine.classes import TOLERANCE, MessageClass, class_of
from tropa.engine.intents import Delay, Exit, Fallback, Intent, Reason, Ruling, Send, SendingFacts, Skip
from tropa.journey.codecs.values import Clock, Window
from tropa.journey.model.steps import IfLate
from tropa.plan.local_time import FAR, after_window, is_inside, later, next_clock

_EARLIEST = datetime(2, 1, 1, tzinfo=UTC)
"""Before it, local time may lie before the calendar begins."""


def decide(intent: Intent, facts: SendingFacts, now: datetime) -> Ruling:
    """What becomes of an intent now.

    Args:
        intent: What a step wants sent.
        facts: What is known of the customer.
        now: The decision's instant (rule R1); aware.
    """
    kind = class_of(intent.class_)
    kept_back = _kept_back(intent, kind, facts) if facts.pauses or facts.stages else None
    if kept_back is not None:
        return kept_back
    choice = choose(intent, kind, facts)
    if not isinstance(choice, Choice):
        return choice
    late = intent.late or kind.late
    quiet = facts.quiet_hours if facts.quiet_hours is not None and _keeps_quiet(kind, intent) else None
    if quiet is None and not facts.caps and (late.do == "send" or now <= intent.due_at):
        return _sent(intent, choice)
    return _Moment(intent, kind, facts, _sane(now), quiet).ruling(choice, late)


def _kept_back(intent: Intent, kind: MessageClass, facts: SendingFacts) -> Ruling | None:
    """Rules 1 and 2."""
    return _held(intent, kind, facts) or _forbidden(kind, facts)


def _held(intent: Intent, kind: MessageClass, facts: SendingFacts) -> Ruling | None:
    pauses = (
        pause
        for pause in facts.pauses
        if pause.channel is None and pause.covers(intent) and not (pause.crisis and kind.id == "crisis")
    )
    pause = strictest(pauses)
    return kept_by(pause, intent) if pause is not None else None


def _forbidden(kind: MessageClass, facts: SendingFacts) -> Ruling | None:
    found = next((stage for stage in facts.stages if kind.id in stage.forbids), None)
    return Skip(Reason("forbidden_by_stage", f"{found.journey}/{found.stage}")) if found is not None else None


class _Moment:
    """One question, once it is known that and how the message may go: when."""

    __slots__ = ("_facts", "_intent", "_now", "_quiet", "_slots")

    def __init__(
        self, intent: Intent, kind: MessageClass, facts: SendingFacts, now: datetime, quiet: Window | None
    ) -> None:
        self._intent, self._facts, self._now, self._quiet = intent, facts, now, quiet
        self._slots = tuple(slots_for(facts.caps, facts.entries, intent.id, kind))

    def ruling(self, choice: Choice, late: IfLate) -> Ruling:
        """Rules 4 to 6."""
        due_at, after = _sane(self._intent.due_at), late.after or TOLERANCE
        too_late = self._is_beyond(self._now, due_at, late)
        if too_late and late.do != "next_window":
            return _given_up(late.do, Reason("late", str(after)))
        at, reason = self._earliest(self._same_time(due_at) if too_late else self._now)
        if at == self._now:
            return self._sent(choice)
        reason = Reason("late", str(after)) if too_late or reason is None else reason
        if at >= FAR:
            return Skip(reason)
        if not self._is_beyond(at, due_at, late):
            return Delay(at, reason, due_at)
        return Delay(at, reason, at) if late.do == "next_window" else _given_up(late.do, reason)

    def _is_beyond(self, at: datetime, due_at: datetime, late: IfLate) -> bool:
        """Whether an instant is too late; the zone is asked only where something is late at all."""
        return late.do != "send" and at > due_at and at > later(due_at, late.after or TOLERANCE, self._facts.zone)

    def _same_time(self, due_at: datetime) -> datetime:
        """The next instant at which the customer's clock shows the time of day of another."""
        local = due_at.astimezone(self._facts.zone)
        return next_clock(self._now, Clock(local.hour * 60 + local.minute), self._facts.zone)

    def _earliest(self, start: datetime) -> tuple[datetime, Reason | None]:
        """The first instant, ``start`` or later, at which quiet hours and caps let it pass; and what came first."""
        at, first = start, None
        while at < FAR:
            moved, reason = self._moved(at)
            if reason is None:
                break
            at, first = moved, first or reason
        return at, first

    def _moved(self, at: datetime) -> tuple[datetime, Reason | None]:
        """Where the first rule that keeps it back at an instant moves it."""
        if self._quiet is not None and is_inside(at, self._quiet, self._facts.zone):
            return _quiet_until(at, self._quiet, self._facts.zone), Reason("quiet_hours", str(self._quiet))
        for slots in self._slots:
            if (room := slots.next_room(at)) > at:
                return room, Reason("cap", slots.cap.said)
        return at, None

    def _sent(self, choice: Choice) -> Ruling:
        """What goes out now; of several channels as many as have room."""
        wanted = choice.channels
        if not self._intent.each or not self._slots:
            return _sent(self._intent, choice)
        tightest = min(self._slots, key=lambda slots: slots.free(self._now, len(wanted)))
        room = tightest.free(self._now, len(wanted))
        crowded_out = tuple((name, Reason("cap", tightest.cap.said)) for name in wanted[room:])
        return Send(wanted[:room], choice.left_out + crowded_out)


def _sent(intent: Intent, choice: Choice) -> Ruling:
    """What goes out where there is room for all of it."""
    if not intent.each and choice.left_out:
        return Fallback(choice.channels[0], choice.left_out[0][1])
    return Send(choice.channels, choice.left_out)


def _keeps_quiet(kind: MessageClass, intent: Intent) -> bool:
    return kind.quiet == "kept" or (kind.quiet == "kept_unless_urgent" and not intent.urgent)


def _quiet_until(at: datetime, window: Window, zone: tzinfo) -> datetime:
    """The first end of quiet hours after an instant within them that lies outside them; ``FAR`` if none does.

    Where the clock jumps over the end and lands in the next night already, the next end counts.
    """
    for _ in range(_ENDS_TO_TRY):
        at = after_window(at, window, zone)
        if at >= FAR or not is_inside(at, window, zone):
            return at
        at += _A_MINUTE
    return FAR


_ENDS_TO_TRY = 3
"""A zone does not jump over the same time of day two nights running."""

_A_MINUTE = timedelta(minutes=1)


def _given_up(do: str, reason: Reason) -> Ruling:
    return Exit(reason) if do == "exit" else Skip(reason)


def _sane(at: datetime) -> datetime:
    """An instant moved to where the calendar has room around it."""
    return at if _EARLIEST <= at <= FAR else min(max(at, _EARLIEST), FAR)


def entered(entries: Sequence[Entry], intent: Intent, ruling: Ruling, now: datetime) -> tuple[Entry, ...]:
    """A ledger after an answer: what is sent is entered, what is delayed reserves its slot, all else frees it.

    Args:
        entries: The ledger before it.
        intent: The intent that was decided; what it had reserved gives way.
        ruling: The answer.
        now: The decision's instant.
    """
    kept = tuple(entry for entry in entries if not (entry.reserved and entry.intent == intent.id))
    match ruling:
        case Send(channels=channels):
            return kept + (Entry(intent.id, intent.class_, now),) * len(channels)
        case Fallback():
            return (*kept, Entry(intent.id, intent.class_, now))
        case Delay(until=until) if until < FAR:
            return (*kept, Entry(intent.id, intent.class_, until, reserved=True))
        case _:
            return kept
