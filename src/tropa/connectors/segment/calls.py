"""One call in the Segment shape, as it comes in: ``track``, ``page``, ``screen``, ``identify``, ``alias``.

Whole files are landed by ``connectors.files``; here calls come one by one and are decided on at once.
A call without ``messageId`` is named by what it says, so that a line sent twice is taken once.  A call
that names a customer by two ids, or ``alias``, says that both are one person (R19).  What a call tells
of whom it names by ``anonymousId`` alone is marked so (``plan.anonymity``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from tropa.data.words import Words
from tropa.engine.events import Event, Input, TraitsSet, corrected
from tropa.engine.naming import named
from tropa.journey.conditions import Value
from tropa.journey.predicate import normal
from tropa.plan.anonymity import ANONYMOUS
from tropa.plan.our_events import CUSTOMER_MERGED
from tropa.ports.reasons import NotRead, Reason
from tropa.runtime.unread import reason_told

MOST_BYTES = 512_000
"""The longest call."""

_LONGEST_NAME = 500
"""Of a customer's id, an event's name, a property's name; in characters."""

_VIEWS = ("page", "screen")
_IGNORED = ("group", "record", "audiencelist")
_KNOWN = ("track", "identify", "alias", *_VIEWS)


class BadCall(NotRead):
    """A call that cannot be read; it says what was met and what was expected."""

    def __init__(self, reason: str, **params: str) -> None:
        super().__init__(Reason(reason, params))

    def __str__(self) -> str:
        return reason_told(self.reason, Words("en"))


class _Call(msgspec.Struct, rename="camel", gc=False):
    type: Any = None
    event: Any = None
    name: Any = None
    user_id: Any = None
    anonymous_id: Any = None
    previous_id: Any = None
    timestamp: Any = None
    sent_at: Any = None
    message_id: Any = None
    properties: dict[str, Any] | None = None
    traits: dict[str, Any] | None = None


_decode = msgspec.json.Decoder(_Call).decode


def read_call(line: bytes, received_at: datetime, *, historical: bool = False) -> list[Input]:
    """What a call tells: an event, traits, that two ids are one customer; nothing for a blank line.

    Args:
        line: The call, a JSON object.
        received_at: When it was received, by our clock.
        historical: It is known from now on, and moves nothing (R2).

    Raises:
        BadCall: It cannot be read.
    """
    if len(line) > MOST_BYTES:
        raise BadCall("call_too_long", most=f"{MOST_BYTES:,}")
    if not line.strip():
        return []
    try:
        call = _decode(line)
    except RecursionError as fault:
        raise BadCall("too_deep") from fault
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        raise BadCall("wrong_shape", said=str(fault)) from fault
    return list(_inputs(call, line, received_at, historical))


def _inputs(call: _Call, line: bytes, received_at: datetime, historical: bool) -> Iterator[Input]:  # noqa: FBT001  handed through
    kind = call.type or ("track" if call.event is not None else None)
    if kind in _IGNORED:
        return
    if kind not in _KNOWN:
        raise _odd("unknown_call", kind, known=", ".join(_KNOWN))
    customer = _id("userId or anonymousId", call.user_id or call.anonymous_id)
    at = _at(call, received_at)
    made = _id("messageId", call.message_id) if call.message_id else named("call", line.decode(errors="replace"))
    before = _before(call, kind, customer)
    if before is not None:
        told = {"into": customer}
        yield Event(f"{made}/merge", before, CUSTOMER_MERGED, at, received_at, 0, told, historical)
    if kind == "identify":
        yield TraitsSet(made, customer, _marked(_values(call.traits), call), at, received_at, 0, historical)
    elif kind != "alias":
        name = kind if kind in _VIEWS else _id("event", call.event)
        properties = _marked(_values(call.properties), call)
        if kind in _VIEWS and call.name is not None:
            properties.setdefault("name", normal(call.name))
        yield Event(made, customer, name, at, received_at, 0, properties, historical)


def _marked(held: dict[str, Value], call: _Call) -> dict[str, Value]:
    """What a call says, with a mark where nobody knows whose it is; nobody else may set it."""
    held.pop(ANONYMOUS, None)
    if not call.user_id:
        held[ANONYMOUS] = "true"
    return held


def _before(call: _Call, kind: str, customer: str) -> str | None:
    """The other id of the same customer; an event that carries both says nothing new."""
    other = call.previous_id if kind == "alias" else call.anonymous_id if kind == "identify" else None
    if other is None or other == "":
        return None
    found = _id("previousId" if kind == "alias" else "anonymousId", other)
    return found if found != customer else None


def _id(what: str, value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not value:
        raise _odd("no_text", value, what=what)
    if len(value) > _LONGEST_NAME:
        raise BadCall("text_too_long", what=what, most=f"{_LONGEST_NAME:,}", met=f"{len(value):,}")
    if "\x00" in value:
        raise BadCall("nul_in_text", what=what)
    return value


def _at(call: _Call, received_at: datetime) -> datetime:
    """When it happened, by the sender's clock put right (R1)."""
    if call.timestamp is None or call.timestamp == "":
        return received_at
    sent = _instant("sentAt", call.sent_at) if call.sent_at else None
    return corrected(_instant("timestamp", call.timestamp), sent, received_at)


def _instant(what: str, value: object) -> datetime:
    try:
        read = datetime.fromisoformat(value) if isinstance(value, str) else None
        if read is not None:
            return (read if read.tzinfo is not None else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise _odd("no_instant", value, what=what, example="2027-03-01T09:00:00Z")


def _values(held: Mapping[str, Any] | None) -> dict[str, Value]:
    """Properties as conditions see them; a list or an object is its JSON text."""
    return {
        name: _text(value) if isinstance(value, list | dict) else normal(value)
        for name, value in (held or {}).items()
    }


def _text(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _odd(reason: str, value: object, **params: str) -> BadCall:
    """That something else was expected than what was met; where nothing was, that it lacks."""
    if value is None:
        return BadCall(f"{reason}_at_all", **params)
    return BadCall(reason, **params, met=repr(value[:60]) if isinstance(value, str) else _text(value)[:60])
