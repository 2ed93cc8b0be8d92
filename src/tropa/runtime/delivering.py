"""Delivering: messages that runs want sent are handed over to channels, and what becomes of them is kept.

A hand-over takes a message for a while (a lease), so that nobody else hands it over meanwhile.
Where a channel answers ``later``, the message is tried again with growing pauses; where it answers
``refused``, the message has failed.  Where nobody knows whether it was taken, it is ``unknown``: handed
over again where the channel ``repeats_safely``, else held for a person (R6).  What was sent is told to
the event log as ``message_sent``, what failed as ``message_failed``, of which the engine makes the next
channel's message, or a task (R16).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from tropa.engine.changes import Message
from tropa.engine.events import Event
from tropa.engine.holds import Hold
from tropa.engine.naming import named
from tropa.engine.undelivered import failed
from tropa.journey.codecs.values import Section
from tropa.plan.resolve import MESSAGE_SENT
from tropa.ports.channel import Channel, HandedOver, Letter
from tropa.ports.state import Outgoing, Settled, StateStore
from tropa.runtime.letters import CannotBeWritten, letter_of
from tropa.runtime.published import Edition

_NOBODY_KNOWS = HandedOver("unknown", "it may have been taken: the hand-over did not end")

LEASE = timedelta(minutes=5)
"""How long a hand-over may take; after it nobody knows what became of it."""

HELD, HELD_PAUSE = "held", timedelta(minutes=1)
"""Why a message is kept back, and for how long until it is looked at again."""

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(hours=6)
MOST_TRIES = 8
"""Tries of one channel before it counts as refused; with the pauses above about an hour and a half."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """How one round went: messages by what became of them."""

    n_sent: int = 0
    n_later: int = 0
    n_failed: int = 0
    n_held: int = 0

    def __add__(self, other: Delivered) -> Delivered:
        return Delivered(
            self.n_sent + other.n_sent,
            self.n_later + other.n_later,
            self.n_failed + other.n_failed,
            self.n_held + other.n_held,
        )

    @property
    def n(self) -> int:
        """How many messages were taken in hand."""
        return self.n_sent + self.n_later + self.n_failed + self.n_held


@dataclass(frozen=True, slots=True)
class Delivering:
    """Hands over what is ready.

    Args:
        store: Where messages are.
        channels: By the channel ids of journeys; ``*`` takes what has none of its own.
        words_of: The definition whose words a journey's touchpoint has.
        worker: Who hands over.
        at: Called at named points; tests stop the process there.
        tried: Hears what became of each message.
    """

    store: StateStore
    channels: Mapping[str, Channel]
    words_of: Callable[[str, str], Edition]
    worker: str
    at: Callable[[str], None] = lambda _: None
    tried: Callable[[Message, Settled], None] = lambda _message, _settled: None

    def round(self, now: datetime, most: int = 500) -> Delivered:
        """Hand over what is ready now, at most so many messages."""
        taken = self.store.lease_messages(self.worker, now, LEASE, most)
        self.at("leased_messages")
        free, settled = self._held_back(taken, now)
        for channel, group in groupby(sorted(free, key=_channel), key=_channel):
            settled += self._hand_over(channel, list(group), now)
        self.at("handed_over")
        by_id = {one.message.id: one for one in taken}
        told = (_told(by_id[one.message_id], one, now) for one in settled)
        self.store.settle(self.worker, settled, [event for event in told if event is not None])
        self.at("settled")
        for one in settled:
            self.tried(by_id[one.message_id].message, one)
        return _counted(one for one in settled if one.reason != HELD)

    def _held_back(self, taken: Iterable[Outgoing], now: datetime) -> tuple[list[Outgoing], list[Settled]]:
        """Messages that may go, and those that a hold on their channel or journey keeps back for now (R12)."""
        holds = [hold for hold in self.store.holds() if hold.until is None and hold.step is None]
        free, kept = [], []
        for one in taken:
            if any(_keeps(hold, one.message) for hold in holds):
                kept.append(Settled(one.message.id, "ready", now, HELD, now + HELD_PAUSE))
            else:
                free.append(one)
        return free, kept

    def _letter(self, outgoing: Outgoing) -> Letter:
        edition = self.words_of(outgoing.message.run.journey, outgoing.message.touchpoint)
        return letter_of(outgoing, edition.journey, edition.workspace)

    def _hand_over(self, name: str, group: Sequence[Outgoing], now: datetime) -> list[Settled]:
        channel = self.channels.get(name) or self.channels.get("*")
        if channel is None:
            return [_settled(one, HandedOver("refused", f"no channel {name} is set up"), None, now) for one in group]
        written: list[tuple[Outgoing, Letter]] = []
        settled: list[Settled] = []
        for one in group:
            if one.unknown and not channel.repeats_safely:
                settled.append(_settled(one, _NOBODY_KNOWS, channel, now))
                continue
            try:
                written.append((one, self._letter(one)))
            except CannotBeWritten as fault:
                settled.append(Settled(one.message.id, "held", now, str(fault)))
            except KeyError:  # no version of the journey can be read; whoever works here has said so
                settled.append(Settled(one.message.id, "ready", now, HELD, now + HELD_PAUSE))
        answers = channel.deliver([letter for _, letter in written])
        pairs = zip(written, answers, strict=True)
        return settled + [_settled(one, answer, channel, now) for (one, _), answer in pairs]


def _keeps(hold: Hold, message: Message) -> bool:
    """Whether a hold keeps a message back that is on its way out; what tells of a crisis passes the crisis' own."""
    if hold.mode is None or (hold.crisis is not None and message.class_ == "crisis"):
        return False
    return hold.journey in {None, message.run.journey} and hold.channel in {None, message.channel}


def _channel(outgoing: Outgoing) -> str:
    return outgoing.message.channel


def _settled(outgoing: Outgoing, answer: HandedOver, channel: Channel | None, now: datetime) -> Settled:
    """Where a message is after an answer."""
    name, tries = outgoing.message.id, outgoing.n_tried + 1
    again_at = now + min(FIRST_PAUSE * 2 ** min(outgoing.n_tried, 20), LONGEST_PAUSE)
    match answer.fate:
        case "sent":
            return Settled(name, "sent", now, provider_id=answer.provider_id)
        case "unknown" if channel is not None and not channel.repeats_safely:
            return Settled(name, "held", now, answer.reason or "nobody knows whether it was taken")
        case "later" | "unknown" if tries < MOST_TRIES:
            return Settled(name, "ready", now, answer.reason, again_at)
        case _:
            return Settled(name, "failed", now, answer.reason)


def _told(outgoing: Outgoing, settled: Settled, now: datetime) -> Event | None:
    """What the event log hears of a result."""
    match settled.standing:
        case "sent":
            return _sent(outgoing.message, now)
        case "failed":
            return failed(outgoing.message, settled.reason, now)
        case _:
            return None


def _sent(message: Message, now: datetime) -> Event:
    properties = {
        "message": message.id,
        "journey": message.run.journey,
        "touchpoint": message.touchpoint,
        "step": message.place.step,
        "channel": message.channel,
        **({"key": message.run.key} if message.run.key is not None else {}),
    }
    told_of = message.to if message.role is not None else message.run.customer
    return Event(named(MESSAGE_SENT, message.id), told_of, MESSAGE_SENT, now, now, 0, Section(properties))


def _counted(settled: Iterable[Settled]) -> Delivered:
    total = Delivered()
    for one in settled:
        match one.standing:
            case "sent":
                total += Delivered(n_sent=1)
            case "ready":
                total += Delivered(n_later=1)
            case "held":
                total += Delivered(n_held=1)
            case _:
                total += Delivered(n_failed=1)
    return total
