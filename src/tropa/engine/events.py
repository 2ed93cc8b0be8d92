"""What comes in: events that happened to customers, and traits that were set."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

from msgspec import Struct

from tropa.journey.codecs.values import Section
from tropa.journey.conditions import Value
from tropa.plan.local_time import FAR

CLOCK_TOLERANCE = timedelta(seconds=60)
"""A sender's clock this far off, or less, is believed (rule R1)."""

MOST_AHEAD = timedelta(minutes=5)
"""Nothing happens later than this after it was received (rule R1)."""


class Event(Struct, frozen=True, gc=False):
    """Something that happened to a customer.

    Args:
        message_id: The same for the same event, however often it is delivered (R9).
        customer: To whom.
        name: What.
        at: When, by the sender's clock as corrected at intake (``corrected``); aware.
        received_at: When we received it; aware.
        sequence: Its place among those received at the same instant.
        properties: As conditions see them (``predicate.normal``).
        historical: Imported: it is known from now on, and moves nothing (R2).
        joined_at: When it turned out whose it was, where it had been of an anonymous id until then.
    """

    message_id: str
    customer: str
    name: str
    at: datetime
    received_at: datetime
    sequence: int
    properties: Mapping[str, Value]
    historical: bool = False
    joined_at: datetime | None = None


class TraitsSet(Struct, frozen=True, gc=False):
    """Traits of a customer, set anew; those not named stay as they are."""

    message_id: str
    customer: str
    traits: Mapping[str, Value]
    at: datetime
    received_at: datetime
    sequence: int
    historical: bool = False


Input: TypeAlias = Event | TraitsSet


def order(given: Input) -> tuple[datetime, int]:
    """What comes first (rule R8)."""
    return given.received_at, given.sequence


def corrected(at: datetime, sent_at: datetime | None, received_at: datetime) -> datetime:
    """The sender's time put right by how wrong the sender's clock was when it sent (rule R1); once, at intake.

    Args:
        at: When it happened, by the sender's clock.
        sent_at: When it was sent, by the same clock; None where that is not said.
        received_at: When it was received, by ours.
    """
    late = received_at - sent_at if sent_at is not None else timedelta()
    try:
        right = at + late if abs(late) > CLOCK_TOLERANCE else at
        return min(right, received_at + MOST_AHEAD)
    except OverflowError:
        return min(at, received_at, FAR)


def fault_of(given: Input) -> str | None:
    """What makes an input unfit to be decided on; None where nothing does (rule R16)."""
    name, held = (given.name, given.properties) if isinstance(given, Event) else ("traits", given.traits)
    if not (_is_name(given.message_id) and _is_name(given.customer) and _is_name(name)):
        return "nameless"
    if not (_is_instant(given.at) and _is_instant(given.received_at)):
        return "no_instant"
    if not _are_values(held):
        return "no_properties"
    sequence: object = given.sequence
    return None if isinstance(sequence, int) else "no_sequence"


def _is_name(name: object) -> bool:
    return isinstance(name, str) and name != ""


def _is_instant(at: object) -> bool:
    return isinstance(at, datetime) and (at.tzinfo is UTC or at.utcoffset() is not None)


_HELD = (dict, Section, Mapping)
"""What may hold properties; what nearly always does comes first, for the last is dear to ask for."""


def _are_values(held: object) -> bool:
    if not isinstance(held, _HELD):
        return False
    return not held or all(_is_value(name, value) for name, value in held.items())


def _is_value(name: object, value: object) -> bool:
    return isinstance(name, str) and (value is None or isinstance(value, str | int | float))
