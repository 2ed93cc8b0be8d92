"""Caps: at most so many messages in any rolling window, with slots reserved by priority (rule R13).

**Rolling.**  A window is ``per`` long, half-open: two messages exactly ``per`` apart do not lie in one
window, so that "1 per 1d" lets a message out at nine every morning.  Lengths are elapsed seconds,
whatever the calendar does: a day 86,400, a month 30 days, a year 365.  The promise is kept for
*every* window, not only for those that end now: what is reserved for later counts too.

**Reserved.**  A message that is delayed holds its slot at the instant to which it is delayed.  Who asks
counts what was sent and what classes of the same or a higher priority have reserved, so a lower class
cannot take their last slot; what lower classes have reserved is not counted, so a higher class takes
theirs, and they are delayed anew when they ask again.

**Several.**  A message must find room under every cap that names its class.  Journey files give each
class a cap of its own; a cap may name several classes, which then share its slots, and only there
do classes of different priority meet.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from msgspec import Struct

from tropa.engine.classes import MessageClass, class_of
from tropa.journey.codecs.values import Duration, Rate
from tropa.plan.local_time import FAR, shifted


@dataclass(frozen=True, slots=True)
class Cap:
    """At most ``n`` messages of some classes, together, in any window of ``per``.

    Args:
        classes: Their names.
        n: How many; 0 lets none out, ever.
        per: The window's length; days and weeks in it are of 86,400 s each.
        said: How it is written, for reasons: ``reminder 3 per 1w``.
    """

    classes: frozenset[str]
    n: int
    per: Duration
    said: str


class Entry(Struct, frozen=True, gc=False):
    """A line of a customer's ledger: one message over one channel.

    Args:
        intent: The id of the intent it came from.
        class_: Its class.
        at: When it was sent, or for when it is reserved.
        reserved: Whether it is still to be sent.
    """

    intent: str
    class_: str | None
    at: datetime
    reserved: bool = False


def caps_of(*said: Mapping[str, Rate]) -> tuple[Cap, ...]:
    """The caps of ``caps`` sections, of a workspace and of a journey: all hold, so a journey can only tighten."""
    return tuple(
        Cap(frozenset({name}), rate.n, Duration(rate.per_s, "s"), f"{name} {rate}")
        for caps in said
        for name, rate in caps.items()
    )


def within_reach(entries: tuple[Entry, ...], caps: Iterable[Cap], now: datetime) -> tuple[Entry, ...]:
    """The entries that a cap may still count: what was sent before the longest window began is let go."""
    since = shifted(now, Duration(max((cap.per.seconds for cap in caps), default=0), "s"), -1, UTC)
    return tuple(entry for entry in entries if entry.reserved or entry.at > since)


class Slots:
    """The slots of one cap as one intent sees them.

    Args:
        cap: The cap.
        ats: The instants, sorted, of all that the intent has to count.
    """

    __slots__ = ("_ats", "cap")

    def __init__(self, cap: Cap, ats: Sequence[datetime]) -> None:
        self.cap = cap
        self._ats = ats

    def next_room(self, at: datetime) -> datetime:
        """The first instant, ``at`` or later, with room for one more; ``FAR`` if there is none."""
        if self.cap.n < 1:
            return FAR
        if not self._ats:
            return at
        while at < FAR and self._overfills(1, at):
            at = self._next_freed(at)
        return at

    def free(self, at: datetime, most: int) -> int:
        """How many more messages have room at an instant, ``most`` at most."""
        return next((k for k in range(most, 0, -1) if not self._overfills(k, at)), 0)

    def _overfills(self, k: int, at: datetime) -> bool:
        """Whether ``k`` more at an instant overfill the window that ends there, or one that ends at a later entry."""
        ats = self._ats
        past = bisect_right(ats, at)
        if past - bisect_right(ats, self._before(at)) + k > self.cap.n:
            return True
        for index in range(past, len(ats)):
            begin = self._before(ats[index])
            if begin >= at:
                break
            if index + 1 - bisect_right(ats, begin) + k > self.cap.n:
                return True
        return False

    def _next_freed(self, at: datetime) -> datetime:
        """The next instant at which an entry leaves the windows around, where room may begin."""
        ats = self._ats
        first = bisect_right(ats, self._before(at))
        newest_in_the_way = max(first, bisect_right(ats, at) - self.cap.n)
        return shifted(ats[newest_in_the_way], self.cap.per, 1, UTC)

    def _before(self, at: datetime) -> datetime:
        return shifted(at, self.cap.per, -1, UTC)


def slots_for(caps: Iterable[Cap], entries: Sequence[Entry], intent: str, kind: MessageClass) -> Iterator[Slots]:
    """The slots of every cap that restrains an intent of a class; its own entries do not stand in its way."""
    if not kind.counted:
        return
    for cap in caps:
        if kind.id in cap.classes:
            yield Slots(cap, sorted(entry.at for entry in entries if _counts(entry, cap, intent, kind)))


def _counts(entry: Entry, cap: Cap, intent: str, kind: MessageClass) -> bool:
    theirs = class_of(entry.class_)
    return (
        theirs.counted
        and theirs.id in cap.classes
        and entry.intent != intent
        and (not entry.reserved or theirs.rank <= kind.rank)
    )
