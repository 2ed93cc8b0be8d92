"""Inputs, and events that are heard, as the bytes beside their columns, and back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tropa.engine.events import Event, Input, TraitsSet
from tropa.journey.codecs.values import Section
from tropa.stores.sql.packing import pack, unpack


def input_data(given: Input) -> bytes:
    """What of an input stands in no column."""
    held = given.properties if isinstance(given, Event) else given.traits
    received_at = given.received_at if given.received_at != given.at else None
    return pack((given.message_id, given.at, received_at, held, given.historical))


def input_of(sequence: int, customer: str, name: str | None, data: bytes) -> Input:
    """The input of a row."""
    message_id, at, received_at, held, historical = unpack(data)
    received: datetime = received_at or at
    if name is None:
        return TraitsSet(message_id, customer, held, at, received, sequence, historical)
    return Event(message_id, customer, name, at, received, sequence, Section(held), historical)


def heard_data(event: Event) -> bytes:
    """What of an event that is heard stands in no column."""
    received_at = event.received_at if event.received_at != event.at else None
    held = event.properties or None
    fields: list[Any] = [event.message_id, event.at, event.sequence, received_at, held]
    if event.joined_at is not None:
        return pack([*fields, event.historical, event.joined_at])
    return pack([*fields, True] if event.historical else fields if held or received_at else fields[:3])


def heard_of(customer: str, name: str, data: bytes) -> Event:
    """The event of a row."""
    message_id, at, sequence, *more = unpack(data)
    received_at, held, *rare = more or (None, None)
    return Event(message_id, customer, name, at, received_at or at, sequence, Section(held or {}), *rare)


def aside_fields(given: Any) -> list[Any] | None:  # noqa: ANN401  what was set aside may be anything
    """An input that could not be decided, as far as it can be kept."""
    if given is None:
        return None
    named = getattr(given, "name", None)
    try:
        return [given.customer, named, given.sequence, input_data(given)]
    except (TypeError, AttributeError, ValueError):
        return [str(getattr(given, "customer", "")), None, 0, pack(repr(given)[:1_000])]
