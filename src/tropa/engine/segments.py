"""Segments: who enters and leaves them, and who begins when a version is published (R14).

Theory.  A segment is a condition on traits and on the past.  Its *edges* are the inputs before which it
did not hold of a customer and after which it does, or the other way round; both are told as events,
``segment_entered`` and ``segment_left``, which a journey may listen to as to any other: in ``exit``, to
let out whoever left; in ``wait``; in ``start``.  A journey with ``start: {segment: NAME}`` begins by the
first of the two.  A condition that turns with time alone (``within => '7d'``) is looked at when
something comes in of the customer, not before.

The first computation is a backfill: whoever is in the segment when a version with it is published has
not entered it.  With ``enroll: current`` or ``both`` these customers begin by ``segment_enrolled``, one
event for each; with ``current`` nobody else does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TypeAlias

from tropa.engine.events import Event
from tropa.engine.naming import named
from tropa.engine.outside import view_outside
from tropa.engine.scene import Known
from tropa.journey.codecs.values import Section
from tropa.journey.conditions import Condition
from tropa.plan.our_events import SEGMENT_ENROLLED, SEGMENT_ENTERED, SEGMENT_LEFT
from tropa.plan.script import STEPS, Script

Held: TypeAlias = "frozenset[tuple[str, Condition]]"
"""Segments by name and condition: two journeys may give one name to different customers."""


def segments_held(scripts: Iterable[Known], event: Event) -> Held:
    """The segments that a customer is in, of those whose edges anything listens to.

    Args:
        scripts: The journeys that listen, and what is known.
        event: Of whom, and when.
    """
    return frozenset(
        (name, condition)
        for known in scripts
        for name, condition in known.script.segments.items()
        if _is_in(known, condition, event)
    )


def _is_in(known: Known, condition: Condition, event: Event) -> bool:
    return view_outside(known, event, None).holds(condition, known.memory.traits(event.customer))


def edges_told(before: Held, after: Held, event: Event) -> Iterator[Event]:
    """What is told of a customer who has entered segments, or left them, by an input."""
    for told, edges in ((SEGMENT_LEFT, before - after), (SEGMENT_ENTERED, after - before)):
        for name in sorted({name for name, _ in edges}):
            made, now = named(told, name, event.message_id), event.received_at
            yield Event(made, event.customer, told, now, now, 0, Section({"segment": name}))


def is_first_computed(script: Script, before: Script | None) -> bool:
    """Whether publishing a version computes its segment for the first time.

    Args:
        script: The version to be published.
        before: The one before it; None where there is none.
    """
    return script.segment is not None and (before is None or before.segment != script.segment)


def enrolled(known: Known, customer: str, now: datetime) -> Event | None:
    """The input that begins a run for a customer who is in the segment already; None where none is to begin.

    Args:
        known: The version that is published, and what is known of the customer.
        customer: Who.
        now: When it is published.
    """
    script, start = known.script, known.script.definition.start
    if script.segment is None or script.enroll == "future" or start is None or STEPS not in script.tracks:
        return None
    event = enrolment(script, customer, now)
    return event if is_enrolled(known, event) else None


def enrolment(script: Script, customer: str, now: datetime) -> Event:
    """The input that asks whether a customer is in a journey's segment, and begins a run if so."""
    start = script.definition.start
    segment = start.segment if start is not None else None
    told = Section({"journey": script.journey, "segment": segment})
    made = named(SEGMENT_ENROLLED, script.journey, segment, customer)
    return Event(made, customer, SEGMENT_ENROLLED, now, now, 0, told)


def is_enrolled(known: Known, event: Event) -> bool:
    """Whether an enrolment is for a journey, and its customer is in the segment now."""
    script = known.script
    if event.properties.get("journey") != script.journey or script.segment is None or script.enroll == "future":
        return False
    return is_in_segment(known, event)


def is_in_segment(known: Known, event: Event) -> bool:
    """Whether the customer of an event is in the segment by which a journey begins."""
    return known.script.segment is not None and _is_in(known, known.script.segment, event)
