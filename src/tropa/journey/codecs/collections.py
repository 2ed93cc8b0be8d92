"""Codecs of lists, maps, texts and freely typed values."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Generic, TypeVar

from tropa.journey.codecs.protocol import (
    Codec,
    JsonSchema,
    Plain,
    Reading,
    Schemas,
    T,
    Unfilled,
    Unread,
    need_mapping,
    need_scalar,
    need_sequence,
)
from tropa.journey.codecs.scalars import ANY_SCALAR, ID, ID_PATTERN, LOCALE
from tropa.journey.codecs.values import Section, Text
from tropa.journey.text.nodes import Mapping, Node, Scalar, Sequence

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True)
class ListOf(Generic[T]):
    """A list; one item may be written without brackets where ``or_one`` says so."""

    item: Codec[T]
    or_one: bool = False

    def read(self, node: Node, reading: Reading) -> tuple[T, ...]:
        """The items; every bad one is noted before the list is refused."""
        if self.or_one and not isinstance(node, Sequence):
            return (self.item.read(node, reading),)
        found: list[T] = []
        failed = False
        for index, entry in enumerate(need_sequence(node, reading, "list").items):
            with reading.inside(index, entry.span):
                try:
                    found.append(self.item.read(entry, reading))
                except Unfilled:
                    continue
                except Unread as lost:
                    failed = True
                    found.append(lost.partial)
        if failed:
            raise Unread(None if any(item is None for item in found) else tuple(found))
        return tuple(found)

    def write(self, value: tuple[T, ...]) -> Plain:
        """A list, or the bare item where one stands for it."""
        if self.or_one and len(value) == 1:
            return self.item.write(value[0])
        return [self.item.write(item) for item in value]

    def schema(self, schemas: Schemas) -> JsonSchema:
        """An array, or the item."""
        item = self.item.schema(schemas)
        array: JsonSchema = {"type": "array", "items": item}
        return {"anyOf": [array, item]} if self.or_one else array


@dataclass(frozen=True)
class MapOf(Generic[V]):
    """A map from free names to values.

    Args:
        value: Codec of the values.
        key: Codec of the keys.
        kind: Section the keys are declared in, where they are ids others refer to.
        refers: Sections the keys refer to, where they are ids declared elsewhere.
        fill: Value of a key that is not filled in yet; where there is none, a key without value
            is left out.
    """

    value: Codec[V]
    key: Codec[str] = ID
    kind: str = ""
    refers: tuple[str, ...] = ()
    fill: V | None = None

    def read(self, node: Node, reading: Reading) -> Section[V]:
        """The items in the order written."""
        found: dict[str, V] = {}
        failed = False
        for key, value in need_mapping(node, reading, "map").items:
            try:
                self._read_entry(key, value, found, reading)
            except Unread as lost:
                failed = True
                found[key.text] = lost.partial
        if failed:
            raise Unread(None if any(item is None for item in found.values()) else Section(found))
        return Section(found)

    def _read_entry(self, key: Scalar, value: Node, found: dict[str, V], reading: Reading) -> None:
        name = self.key.read(key, reading)
        if self.kind:
            reading.declare(self.kind, name, key.span)
        if self.refers:
            reading.refer(self.refers, name, key.span)
        with reading.inside(name, key.span):
            try:
                if self._may_be_blank and isinstance(value, Scalar) and value.empty:
                    raise Unfilled
                found[name] = self.value.read(value, reading)
            except Unfilled:
                if self.fill is not None:
                    found[name] = self.fill

    @property
    def _may_be_blank(self) -> bool:
        """Whether a key without value says nothing yet: under YAML's own typing it says ``null``."""
        return not isinstance(self.value, TypedCodec)

    def write(self, value: Section[V]) -> Plain:
        """The same map as plain data."""
        return {key: self.value.write(item) for key, item in value.items()}

    def schema(self, schemas: Schemas) -> JsonSchema:
        """An object; keys by their pattern."""
        item = self.value.schema(schemas)
        if self._may_be_blank:
            item = {"anyOf": [item, {"type": "null"}]}
        return {
            "type": "object",
            "propertyNames": {"pattern": f"^(?:{ID_PATTERN})$"} if self.key is ID else {},
            "additionalProperties": item,
        }


@dataclass(frozen=True)
class RefTo:
    """An id that a section of the file (or of its workspace) declares."""

    kinds: tuple[str, ...]

    def read(self, node: Node, reading: Reading) -> str:
        """The id; whether it is declared is looked at when the whole file is read."""
        name = ID.read(node, reading)
        reading.refer(self.kinds, name, node.span)
        return name

    def write(self, value: str) -> Plain:
        """The bare id."""
        return value

    def schema(self, schemas: Schemas) -> JsonSchema:
        """Any id: the schema does not see what is declared."""
        return ID.schema(schemas)


def ref(*kinds: str) -> RefTo:
    """A reference to an id of one of the sections."""
    return RefTo(kinds)


LOCALE_LIKE = re.compile(r"[a-z]{2}(-[A-Za-z0-9]{2,8})*", re.ASCII)


def is_locale_map(node: Node, reading: Reading) -> bool:
    """Whether a mapping's keys are locales rather than fields."""
    return (
        isinstance(node, Mapping)
        and bool(node.items)
        and all(key.text in reading.locales or LOCALE_LIKE.fullmatch(key.text) for key, _ in node.items)
    )


def shows_locales(text: Text) -> bool:
    """Whether the text, written bare, is known for one where fields may stand too."""
    return all(not tag or LOCALE_LIKE.fullmatch(tag) for tag, _ in text.by_locale) and bool(text.by_locale)


class TextCodec:
    """A text for people: a string, or a string a locale."""

    def read(self, node: Node, reading: Reading) -> Text:
        """The text; locales are references to those declared, and one without a text is left out."""
        if isinstance(node, Scalar):
            return Text((("", node.text),))
        if not isinstance(node, Mapping):
            raise reading.refuse(node, "text")
        found: list[tuple[str, str]] = []
        failed = False
        for key, value in node.items:
            try:
                locale = LOCALE.read(key, reading)
                if reading.locales and locale not in reading.locales:
                    reading.refer(("locales",), locale, key.span)
                if not (isinstance(value, Scalar) and value.empty):
                    found.append((locale, need_scalar(value, reading, "text").text))
            except Unread:
                failed = True
        if failed:
            raise Unread
        if node.items and not found:
            raise Unfilled
        return Text(tuple(found))

    def write(self, value: Text) -> Plain:
        """A string, or a map of locales."""
        if len(value.by_locale) == 1 and not value.by_locale[0][0]:
            return value.by_locale[0][1]
        return dict(value.by_locale)

    def schema(self, schemas: Schemas) -> JsonSchema:
        """Any scalar, or an object of scalars."""
        schemas.definitions.setdefault(
            "text",
            {
                "description": "A text: a string, or a string for each locale.",
                "anyOf": [
                    ANY_SCALAR,
                    {
                        "type": "object",
                        "propertyNames": {"pattern": f"^(?:{LOCALE.pattern})$"},
                        "additionalProperties": ANY_SCALAR,
                    },
                ],
            },
        )
        return {"$ref": "#/$defs/text"}


TEXT = TextCodec()

_TYPED_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("null", "Null", "NULL", "~", ""), None),
}
_INT = re.compile(r"[-+]?[0-9]{1,18}", re.ASCII)
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?", re.ASCII)


def typed(text: str) -> str | int | float | bool | None:
    """A plain scalar under YAML 1.2's own typing (core schema; no octal, no infinities).

    >>> typed("010"), typed("yes"), typed("1.5"), typed("~")
    (10, 'yes', 1.5, None)
    """
    if text in _TYPED_WORDS:
        return _TYPED_WORDS[text]
    if _INT.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text) and abs(number := float(text)) != float("inf"):
        return number
    return text


class TypedCodec:
    """A value under YAML's own typing: what ``set``, ``emit`` and ``default`` take."""

    def read(self, node: Node, reading: Reading) -> Plain:
        """Strings, numbers, truth values, null, lists and maps of them."""
        match node:
            case Scalar(text, plain=plain):
                return typed(text) if plain else text
            case Sequence(items):
                return tuple(self.read(item, reading) for item in items)
            case Mapping(items):
                return Section({key.text: self.read(value, reading) for key, value in items})

    def write(self, value: Plain) -> Plain:
        """The value itself, in plain containers."""
        if isinstance(value, Section):
            return {key: self.write(item) for key, item in value.items()}
        if isinstance(value, tuple):
            return [self.write(item) for item in value]
        return value

    def schema(self, schemas: Schemas) -> JsonSchema:
        """Anything."""
        del schemas
        return {}


TYPED = TypedCodec()
