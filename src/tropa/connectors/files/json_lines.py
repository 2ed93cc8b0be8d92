"""JSON Lines: calls in the Segment shape (``track``, ``page``, ``identify`` ...) and flat records."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from tropa.connectors.files.columns import Columns, nearest_of
from tropa.connectors.files.identities import Identities
from tropa.connectors.files.lines import Block, Bytes, blocks
from tropa.connectors.files.reasons import pack
from tropa.connectors.files.records import FlatRecords
from tropa.connectors.files.staging import Line, Setting, Staging, refused, set_aside
from tropa.ports.log import LogUnreadable

LABELS = {
    "customer": "userId or anonymousId",
    "name": "event or name",
    "at": "timestamp or at",
    "received_at": "receivedAt or received_at",
    "sent_at": "sentAt",
    "arrival": "arrival",
}
"""What a role is called where calls and flat records may meet, for the reasons."""

_VIEWS = ("page", "screen")
_MERGING = ("identify", "alias")
_NO_EVENTS = ("alias", "group", "merge", "record", "audiencelist")
"""Kinds of calls that are known in this shape and tell of no event."""

_MOST_DIGITS = 4_300
"""Python reads no longer integer; no double comes near it, so it is null like an infinity."""


class _Envelope(msgspec.Struct, rename="camel", gc=False):
    """A call without its properties; ``customer`` gives a flat record away.

    ``gc=False``: decoded JSON holds no cycles, and the collector need not look for any.
    """

    customer: Any = None
    type: Any = None
    event: Any = None
    name: Any = None
    user_id: Any = None
    anonymous_id: Any = None
    previous_id: Any = None
    timestamp: Any = None
    sent_at: Any = None
    received_at: Any = None
    message_id: Any = None
    traits: Any = None


class JsonLines:
    """Makes lines and settings of traits of the lines of a JSON Lines file.

    Args:
        columns: Given, every line is a flat record; None: a line is flat if it has ``customer``.
        properties: Properties to keep.
        traits: Traits to keep.
    """

    def __init__(self, columns: Columns | None, properties: Sequence[str], traits: Sequence[str]) -> None:
        self._only_flat = columns is not None
        self._flat = FlatRecords(columns or Columns(), {}, properties)
        self._properties = tuple(properties)
        self._traits = tuple(traits)
        self._no_values: Sequence[Any] = (None,) * len(self._properties)
        call, self._pick = _call_type(self._properties)
        self._call_type: Any = dict if self._only_flat else call
        self._decode: Callable[[str], Any] = msgspec.json.Decoder(self._call_type).decode
        self._decode_flat: Callable[[str], dict[str, Any]] = msgspec.json.Decoder(dict).decode
        self._identities = Identities(self._properties)
        self._merged: list[Line] = []
        self.settings: list[Setting] = []
        """Traits that were set since somebody last emptied this list."""

    def lines(self, block: Block) -> list[Line]:
        """Read a block line by line."""
        faults = {block.first + i: fault for i, fault in block.faults.items()}
        numbered = enumerate(block.lines, block.first)
        lines: list[Line] = []
        for n, text in numbered:
            line = self._refuse(n, text, faults[n]) if n in faults else self._line(n, text)
            if self._merged:
                lines += self._merged
                self._merged.clear()
            lines.append(line)
        return lines

    def _refuse(self, number: int, text: str, reason: str) -> Line:
        """A line that is bad for this reason."""
        return refused(number, reason, text, len(self._properties))

    def _line(self, number: int, text: str) -> Line:
        try:
            call = self._decode(text)
        except (msgspec.DecodeError, RecursionError):
            return self._odd(number, text)
        if self._only_flat:
            return self._flat.line(number, text, call)
        if call.customer is not None:
            return self._flat.line(number, text, self._decode_flat(text))
        return self._call(number, text, call)

    def _odd(self, number: int, text: str) -> Line:
        """Read a line that the quick decoder would not: blank, damaged, or with ``NaN`` in it.

        The standard library's decoder is more lenient about numbers and tells better what is wrong.
        """
        if not text.strip():
            return set_aside(number, "blank", len(self._properties))
        try:
            record = json.loads(text, parse_constant=lambda _: None, parse_int=_whole)
            json.dumps(record, ensure_ascii=False).encode()
            if not isinstance(record, dict):
                return self._refuse(number, text, pack("no_object", _kind(record)))
            if self._only_flat or record.get("customer") is not None:
                return self._flat.line(number, text, record)
            return self._call(number, text, msgspec.convert(record, self._call_type))
        except json.JSONDecodeError as error:
            return self._refuse(number, text, pack("no_json", str(error.pos + 1), error.msg))
        except UnicodeEncodeError:
            return self._refuse(number, text, pack("half_surrogate"))
        except RecursionError:
            return self._refuse(number, text, pack("too_deep"))
        except msgspec.ValidationError as error:
            return self._refuse(number, text, pack("wrong_shape", str(error)))

    def _call(self, number: int, text: str, call: Any) -> Line:  # noqa: ANN401 - a type made at run time
        kind, name, said = call.type, call.event, call.properties
        values = self._no_values if said is None else self._pick(said)
        if kind == "track" or (kind is None and name is not None):
            pass
        elif kind == "identify":
            traits = call.traits or {}
            if not isinstance(traits, dict):
                return self._refuse(number, text, pack("traits_no_object", _kind(traits)))
            traits = self._identities.traits(traits, call.user_id)
            self.settings += [(number, trait, traits[trait]) for trait in self._traits if trait in traits]
        elif kind in _VIEWS:
            name = kind
            values = self._titled(values, call.name)
        elif kind in _NO_EVENTS and not (kind == "alias" and self._identities.matter):
            return set_aside(number, kind, len(values))
        elif kind != "alias":
            return self._refuse(number, text, _unknown(kind))
        at, sent = call.timestamp, call.sent_at
        if at is None or at == "":  # received when it happened, as far as anybody knows
            at, sent = call.received_at, None
        customer = call.anonymous_id if call.user_id is None or call.user_id == "" else call.user_id
        if self._identities.matter:
            values = self._identities.marked(values, call.user_id)
        line = (
            number,
            kind == "identify",
            None,
            None,
            text,
            customer,
            name,
            at,
            call.received_at,
            sent,
            None,
            call.message_id,
            *values,
        )
        if kind in _MERGING and self._identities.matter:
            return self._with_merge(line, call, kind)
        return line

    def _with_merge(self, line: Line, call: Any, kind: str) -> Line:  # noqa: ANN401 - as above
        """A call that may say that two ids are one customer; what an ``identify`` says of that stands before it."""
        merged = self._identities.merged(line, call.previous_id if kind == "alias" else call.anonymous_id)
        if kind == "alias":
            return merged or set_aside(line[0], kind, len(self._properties))
        if merged is not None:
            self._merged.append(merged)
        return line

    def _titled(self, values: Sequence[Any], title: Any) -> Sequence[Any]:  # noqa: ANN401 - whatever JSON may hold
        """A view's properties, among them its title where its own properties have no ``name``."""
        said = zip(self._properties, values, strict=True)
        return [title if name == "name" and value is None else value for name, value in said]


def _call_type(properties: Sequence[str]) -> tuple[type, Callable[[Any], Sequence[Any]]]:
    """A type that picks these properties while decoding, which halves the time; and their values.

    A few names, such as one with a quote in it, no such type can have: then all are decoded.
    """
    fields = {f"p{i}": name for i, name in enumerate(properties)}
    try:
        kind: Any = msgspec.defstruct("Properties", [(p, Any, None) for p in fields], rename=fields, gc=False)
        pick: Callable[[Any], Sequence[Any]] = msgspec.structs.astuple
    except ValueError:
        kind, pick = dict[str, Any], lambda said: [said.get(name) for name in properties]
    call = msgspec.defstruct(
        "Call", [("properties", kind | None, None)], bases=(_Envelope,), rename="camel", gc=False
    )
    return call, pick


def _whole(digits: str) -> int | None:
    return int(digits) if len(digits) <= _MOST_DIGITS else None


def _kind(value: Any) -> str:  # noqa: ANN401 - whatever JSON may hold
    """The id of the kind of a value."""
    names = {dict: "object", list: "list", str: "text", bool: "boolean", type(None): "null"}
    return names.get(type(value), "number")


def _unknown(kind: Any) -> str:  # noqa: ANN401 - whatever JSON may hold
    if kind is None:
        return pack("no_call")
    every = ("track", "identify", *_VIEWS, *_NO_EVENTS)
    known = ", ".join(every)
    if not isinstance(kind, str):
        return pack("unknown_type_kind", known, _kind(kind))
    met = kind[:60]
    near = nearest_of(met, every)
    return pack("unknown_type_near", known, near, met) if near else pack("unknown_type", known, met)


def stage(path: str, stream: Bytes, lines: JsonLines, staging: Staging) -> None:
    """Put every line of a JSON Lines file into the staging.

    Raises:
        LogUnreadable: The file is one JSON array.
    """
    for block in blocks(stream):
        if block.first == 1 and _is_array(block):
            message = "this is one JSON array, expected JSON Lines: an object on each line (jq -c '.[]')"
            raise LogUnreadable(path, message, 1)
        staging.put_lines(lines.lines(block))
        staging.put_traits(lines.settings)
        lines.settings.clear()


def _is_array(block: Block) -> bool:
    start = next((line.lstrip() for line in block.lines if line.strip()), "")
    return start.rstrip() in {"[", "[]"} or start.startswith("[{")
