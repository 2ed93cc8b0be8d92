"""Records: frozen classes whose fields declare how they are written.

    @record
    class Evaluation:
        within: Duration | None = key(DURATION, "How long the target action may take.")

gives a frozen dataclass, its codec (``codec_of(Evaluation)``), its schema and its reference.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar, dataclass_transform

from tropa.journey.codecs.protocol import (
    Codec,
    JsonSchema,
    Plain,
    Reading,
    Schemas,
    Unfilled,
    Unread,
    need_mapping,
)
from tropa.journey.text.nodes import Mapping, Node, Scalar

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Key:
    """How one field is written.

    Args:
        field: The field's name in the record.
        codec: Its codec.
        doc: What it means, one sentence for the reference.
        name: The key in the file.
        required: The record means nothing without it: it must be there and filled in.
        present: The key must be there; its value may be still to come.
        carries: The key must be there; while its value is still to come, so is the record.
        default: Its value when absent or not filled in.
    """

    field: str
    codec: Codec[Any]
    doc: str
    name: str
    required: bool
    present: bool
    carries: bool
    default: Any

    @property
    def always(self) -> bool:
        """Whether the key must be there."""
        return self.required or self.present or self.carries

    @property
    def may_be_blank(self) -> bool:
        """Whether the key may be there without a value."""
        return not self.required


_KEYS: dict[type, dict[str, Key]] = {}


def key(
    codec: Any,
    doc: str,
    *,
    default: Any = None,
    name: str = "",
    required: bool = False,
    present: bool = False,
    carries: bool = False,
) -> Any:
    """Declare a field of a record; ``name`` where the key is not a Python name.

    ``default`` is the value of a key that is absent or not filled in yet; of one that must be
    ``present`` it is a value that cannot be written.
    """
    return field(
        default=default,
        metadata={
            "codec": codec,
            "doc": doc,
            "name": name,
            "required": required,
            "present": present,
            "carries": carries,
        },
    )


@dataclass_transform(frozen_default=True, kw_only_default=True)
def record(cls: type[R]) -> type[R]:
    """Make a class a frozen record of the language."""
    made = dataclass(frozen=True, kw_only=True)(cls)
    declared = (
        Key(
            item.name,
            item.metadata["codec"],
            item.metadata["doc"],
            item.metadata["name"] or item.name,
            item.metadata["required"],
            item.metadata["present"],
            item.metadata["carries"],
            item.default,
        )
        for item in dataclasses.fields(made)  # type: ignore[arg-type]  # dataclass() has just made it one
    )
    _KEYS[made] = {item.name: item for item in declared}
    return made


def keys_of(cls: type) -> tuple[Key, ...]:
    """The keys a record declares, in order."""
    return tuple(_KEYS[cls].values())


def records() -> tuple[type, ...]:
    """Every record class declared so far."""
    return tuple(_KEYS)


def codec_of(cls: type[R]) -> RecordCodec[R]:
    """The codec of a record class."""
    return RecordCodec(cls)


@dataclass(frozen=True)
class RecordCodec(Generic[R]):
    """Reads a mapping into a record; a key without value is "not filled in yet"."""

    cls: type[R]

    def read(self, node: Node, reading: Reading) -> R:
        """The record; all its problems are noted before it is refused."""
        mapping = need_mapping(node, reading, "record")
        return self.read_fields(mapping.items, mapping, reading)

    def read_fields(self, items: tuple[tuple[Scalar, Node], ...], node: Node, reading: Reading) -> R:
        """The record of given entries; ``node`` is what a missing key is missing from."""
        declared = _KEYS[self.cls]
        found: dict[str, Any] = {}
        blank: set[str] = set()
        failed = False
        for entry, value in items:
            if entry.text not in declared:
                reading.unknown_key(entry, list(declared))
                failed = True
                continue
            item = declared[entry.text]
            if isinstance(value, Scalar) and value.empty:
                blank.add(entry.text)
                continue
            with reading.inside(entry.text, entry.span):
                try:
                    found[item.field] = item.codec.read(value, reading)
                except Unfilled:
                    blank.add(entry.text)
                except Unread as lost:
                    failed = True
                    if lost.partial is not None:
                        found[item.field] = lost.partial
        tried = {entry.text for entry, _ in items} - blank
        return self._made(found, tried, blank, node, reading, failed=failed)

    def _made(
        self,
        found: dict[str, Any],
        tried: set[str],
        blank: set[str],
        node: Node,
        reading: Reading,
        *,
        failed: bool,
    ) -> R:
        missing = [
            item
            for item in _KEYS[self.cls].values()
            if item.field not in found and (item.required or (item.always and item.name not in blank))
        ]
        for item in missing:
            if item.name not in tried:
                reading.note("PA09", node.span, expected=item.name)
        if failed or missing:
            # A default that says nothing may stand for what is missing; one that says something may not.
            raise Unread(None if any(item.default for item in missing) else self.cls(**found))
        if any(item.carries and item.name in blank for item in _KEYS[self.cls].values()):
            raise Unfilled
        return self.cls(**found)

    def write(self, value: R) -> Plain:
        """A mapping of all that differs from the defaults; what must be there comes first.

        None is the key without value: there, and not filled in yet.
        """
        written: dict[str, Plain] = {}
        for item in sorted(keys_of(self.cls), key=lambda item: not item.always):
            held = getattr(value, item.field)
            if item.present and held == item.default:
                written[item.name] = None
            elif held != item.default or item.always:
                written[item.name] = item.codec.write(held)
        return written

    def schema(self, schemas: Schemas) -> JsonSchema:
        """A definition of its own, referred to by name."""
        name = self.cls.__name__
        if name not in schemas.definitions:
            schemas.definitions[name] = {}
            schemas.definitions[name] = self.object_schema(schemas)
        return {"$ref": f"#/$defs/{name}"}

    def object_schema(self, schemas: Schemas) -> JsonSchema:
        """The object itself, in place."""
        return {
            "type": "object",
            "description": (self.cls.__doc__ or "").split("\n")[0],
            # Before the properties: a validator that tries alternatives in turn then drops the wrong
            # ones before it looks inside, where steps hold steps.
            "required": [item.name for item in keys_of(self.cls) if item.always],
            "properties": {item.name: field_schema(item, schemas) for item in keys_of(self.cls)},
            "additionalProperties": False,
        }


def field_schema(item: Key, schemas: Schemas) -> JsonSchema:
    """The schema of a field: its value, or nothing yet."""
    options = [item.codec.schema(schemas)]
    if item.may_be_blank:
        options.append({"type": "null"})
    return {"description": item.doc, "anyOf": options}


@dataclass(frozen=True)
class Either(Generic[R]):
    """A record with a short form: a scalar (or a list) that stands for one of its fields.

    Args:
        record: Codec of the long form.
        short: Codec of the short form.
        make: From the short form's value to the record.
        shorten: From the record to the short form's value, or None where it needs the long.
        is_short: Whether a node is the short form; by default anything but a mapping.
    """

    record: Codec[R]
    short: Codec[Any]
    make: Callable[[Any], R]
    shorten: Callable[[R], Any | None]
    is_short: Callable[[Node, Reading], bool] = lambda node, _: not isinstance(node, Mapping)

    def read(self, node: Node, reading: Reading) -> R:
        """The record, from whichever form."""
        if self.is_short(node, reading):
            return self.make(self.short.read(node, reading))
        return self.record.read(node, reading)

    def write(self, value: R) -> Plain:
        """The short form where it says all."""
        short = self.shorten(value)
        return self.record.write(value) if short is None else self.short.write(short)

    def schema(self, schemas: Schemas) -> JsonSchema:
        """Either form."""
        return {"anyOf": [self.short.schema(schemas), self.record.schema(schemas)]}


class Later(Generic[R]):
    """A codec named before it exists, for types that contain themselves."""

    def __init__(self, find: Callable[[], Codec[R]]) -> None:
        self.find = find

    def read(self, node: Node, reading: Reading) -> R:
        """As the codec behind it."""
        return self.find().read(node, reading)

    def write(self, value: R) -> Plain:
        """As the codec behind it."""
        return self.find().write(value)

    def schema(self, schemas: Schemas) -> JsonSchema:
        """As the codec behind it."""
        return self.find().schema(schemas)
