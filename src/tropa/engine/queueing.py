"""Entries while a journey is held: what is queued, and what becomes of it at the release (R12).

An entry that a hold queues is told as an event ``entry_queued`` of the customer, which carries what the
run is to begin with.  Being heard like any other, it needs no place of its own, and a replay finds it
again.  What another journey asked for is always queued: it is a step of a run, not an event.
"""

from __future__ import annotations

from collections.abc import Iterator

from tropa.engine.events import Event
from tropa.engine.holds import Hold
from tropa.engine.naming import named
from tropa.engine.scene import Known, Memory
from tropa.engine.segments import is_in_segment
from tropa.journey.codecs.values import Section
from tropa.journey.conditions import Condition
from tropa.plan.our_events import ENTRY_QUEUED, HOLD_RELEASED, RUN_REQUESTED, SEGMENT_ENROLLED

_OURS = ("hold", "entry", "by")


def is_queued(event: Event, turned: frozenset[Condition], known: Known, hold: Hold) -> bool:
    """Whether an entry waits for the end of a hold.

    Args:
        event: What asks for it.
        turned: Conditions of the start that it turned true.
        known: The journey.
        hold: What keeps it back.
    """
    if event.name == RUN_REQUESTED:
        return True
    by_segment = event.name == SEGMENT_ENROLLED or known.script.segment in turned
    return hold.queue_segments if by_segment else hold.queue_events


def queued(event: Event, journey: str, hold: Hold, *, by_segment: bool) -> Event:
    """The event that keeps an entry for later."""
    by = SEGMENT_ENROLLED if by_segment else event.name
    told = Section({**event.properties, "journey": journey, "hold": hold.id, "entry": event.message_id, "by": by})
    made = named(ENTRY_QUEUED, hold.id, journey, event.message_id)
    return Event(made, event.customer, ENTRY_QUEUED, event.at, event.received_at, event.sequence, told)


def is_repeated(memory: Memory, release: Event) -> bool:
    """Whether a customer was let out of the hold before."""
    hold, mine = release.properties.get("hold"), release.message_id
    before = memory.heard(release.customer, HOLD_RELEASED)
    return any(one.message_id != mine and one.properties.get("hold") == hold for one in before)


def let_in(memory: Memory, release: Event, hold: Hold) -> Iterator[tuple[str, Event]]:
    """The entries that a hold had queued, as what asked for them, received at the release; each with its journey."""
    for one in tuple(memory.heard(release.customer, ENTRY_QUEUED)):
        if one.properties.get("hold") != hold.id:
            continue
        kept = Section({name: value for name, value in one.properties.items() if name not in _OURS})
        entry, by = str(one.properties.get("entry")), str(one.properties.get("by") or "")
        asked = Event(entry, one.customer, by, one.at, release.received_at, release.sequence, kept)
        yield str(one.properties.get("journey")), asked


def still_asks(known: Known, asked: Event) -> bool:
    """Whether a queued entry is still to be made: of a segment, while the customer is in it."""
    return asked.name != SEGMENT_ENROLLED or is_in_segment(known, asked)
