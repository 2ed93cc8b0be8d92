"""What may be written where somebody types: keys of the record, ids that are declared, words to choose from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from tropa.data.words import Words
from tropa.editor.forms import (
    AnyCodec,
    Field,
    Spot,
    fields_of,
    sections_of_keys,
    sections_of_value,
    spot_of,
    step_kind,
    words_of_keys,
    words_of_value,
)
from tropa.editor.names import Names
from tropa.editor.scanning import place_at
from tropa.editor.tokens import Place
from tropa.journey.codecs.collections import ListOf, MapOf
from tropa.journey.codecs.records import RecordCodec
from tropa.journey.files import KINDS as FILES
from tropa.journey.model.language import SignalCodec
from tropa.journey.model.people import ChainCodec
from tropa.journey.model.stages import StageListCodec
from tropa.journey.model.steps import WaitForCodec

MAX_PROPOSALS = 1_000

ProposalKind: TypeAlias = Literal["key", "id", "word", "event"]

_BLOCKS = (RecordCodec, MapOf, ListOf, StageListCodec)
_CALLS = ("any(", "all(", "at_least(")
_BETWEEN_SIGNALS = ("(", ",")
_BETWEEN_LINKS = ("->",)
_WORD = re.compile(r"[\w-]*")
_COLON_AHEAD = re.compile(r"[ \t]*:(?=\s|\Z)")


@dataclass(frozen=True, slots=True)
class Proposal:
    """One thing that may be written.

    Args:
        label: What it is called.
        kind: What sort of thing it is.
        start: The first character it takes the place of.
        end: The character behind the last.
        text: What is written.
        detail: Its title, in few words.
        doc: What it means, in a sentence.
    """

    label: str
    kind: ProposalKind
    start: int
    end: int
    text: str
    detail: str = ""
    doc: str = ""


@dataclass(frozen=True, slots=True)
class _Typing:
    """Where somebody types."""

    text: str
    offset: int
    place: Place
    names: Names
    words: Words


def proposals(text: str, offset: int, names: Names, words: Words) -> tuple[Proposal, ...]:
    """All that may be written at a character, in the order of the language; whoever asks narrows it down.

    Args:
        text: The text, readable or not.
        offset: Where somebody types.
        names: What is declared; its sketch is of the same text.
        words: For what the model has no sentence.
    """
    place = place_at(text, offset)
    typing = _Typing(text, offset, place, names, words)
    if place.role in ("none", "text"):
        return ()
    if place.path == () and place.role in ("node", "key") and not names.beside(()):
        return tuple(_first_keys(typing))
    spot = spot_of(place.path, names.beside)
    found: list[Proposal] = []
    if place.role in ("key", "node"):
        found += _keys(spot, typing)
    if place.role in ("value", "node"):
        found += _values(spot, typing)
    if place.role == "item":
        item = [*_keys(spot, typing), *_values(spot, typing)]
        found += [_dashed(one) for one in item]
    return tuple(found[:MAX_PROPOSALS])


def _first_keys(typing: _Typing) -> Iterator[Proposal]:
    for kind in FILES:
        doc = typing.words.text(f"editor.file.{kind}")
        yield _proposal(f"{kind}: ", typing, label=kind, kind="key", start=typing.place.start, doc=doc)


def _keys(spot: Spot, typing: _Typing) -> Iterator[Proposal]:
    """Keys that the mapping may have and has not yet."""
    here = typing.names.beside(typing.place.path)
    written = _WORD.match(typing.text, typing.place.start)
    own = written.group() if written and typing.place.start <= typing.offset <= written.end() else ""
    taken = {name for name in here if name != own}
    for codec in spot.codecs:
        for field in fields_of(codec, _beside(here, own)):
            if field.name not in taken:
                yield _key(field.name, field, typing)
        ids = typing.names.of(sections_of_keys(codec), typing.place.path) | typing.names.questions(typing.place.path)
        words = dict.fromkeys(words_of_keys(codec), "")
        for name, title in (ids | words).items():
            if name not in taken:
                yield _key(name, None, typing, detail=title)
        if isinstance(codec, ListOf) and typing.place.role == "node" and not typing.place.flow:
            item = Spot(spot_of((*typing.place.path, 0), typing.names.beside).codecs, spot.field)
            yield from (_dashed(one) for one in (*_keys_of_item(item, typing), *_values(item, typing)))


def _beside(here: tuple[str, ...], own: str) -> tuple[str, ...]:
    """The keys of a mapping, but not the kind that is being written: another may take its place."""
    return tuple(name for name in here if not (name == own and step_kind((name,))))


def _keys_of_item(item: Spot, typing: _Typing) -> Iterator[Proposal]:
    for codec in item.codecs:
        yield from (_key(field.name, field, typing) for field in fields_of(codec, ()))


def _key(name: str, field: Field | None, typing: _Typing, detail: str = "") -> Proposal:
    ahead = _COLON_AHEAD.match(typing.text, _end(typing))
    text = (
        name if ahead else f"{name}:" if field and _is_block(field.codec) and not typing.place.flow else f"{name}: "
    )
    doc = field_doc(field, typing.words) if field else ""
    return _proposal(text, typing, label=name, kind="key", start=typing.place.start, detail=detail, doc=doc)


def _is_block(codec: AnyCodec) -> bool:
    """Whether a value is usually written on the lines below its key."""
    return isinstance(codec, _BLOCKS) and not getattr(codec, "or_one", False)


def field_doc(field: Field, words: Words) -> str:
    """What a key means, in a sentence: the model's, or where it has none the catalogue's."""
    return words.text(f"editor.key.{field.says}") if field.says else field.doc


def _values(spot: Spot, typing: _Typing) -> Iterator[Proposal]:
    """Words and ids that the value may be."""
    for codec in spot.codecs:
        for word in words_of_value(codec):
            yield _proposal(word, typing, kind="word", start=_inside_quotes(typing))
    ids = typing.names.of(sections_of_value(spot), typing.place.path)
    chain = any(isinstance(codec, ChainCodec) for codec in spot.codecs)
    start = _part(typing, _BETWEEN_LINKS) if chain else _inside_quotes(typing)
    for name, title in ids.items():
        yield _proposal(name, typing, kind="id", start=start, detail=title)
    if any(isinstance(codec, SignalCodec | WaitForCodec) for codec in spot.codecs):
        yield from _signals(typing)


def _signals(typing: _Typing) -> Iterator[Proposal]:
    """Events, references and joins of them; nothing inside a condition."""
    start = _part(typing, _BETWEEN_SIGNALS)
    if re.search(r"\bwhe(re|n)\b", typing.text[start : typing.offset]):
        return
    for name, title in typing.names.signals().items():
        yield _proposal(name, typing, kind="event", start=start, detail=title)
    for call in _CALLS:
        doc = typing.words.text(f"editor.signal.{call.rstrip('(')}")
        yield _proposal(call, typing, label=call.rstrip("("), kind="word", start=start, doc=doc)


def _inside_quotes(typing: _Typing) -> int:
    start = typing.place.start
    return start + (typing.text[start : start + 1] in ("'", '"') and start < typing.offset)


def _part(typing: _Typing, between: tuple[str, ...]) -> int:
    """Where the part of a value begins that is being written."""
    whole = typing.text[_inside_quotes(typing) : typing.offset]
    part = whole[max(whole.rfind(sign) + len(sign) if sign in whole else 0 for sign in between) :]
    return typing.offset - len(part.lstrip())


def _end(typing: _Typing) -> int:
    """Behind the word in which somebody types."""
    found = _WORD.match(typing.text, typing.offset)
    return found.end() if found and typing.place.start < typing.offset else typing.offset


def _proposal(
    text: str,
    typing: _Typing,
    *,
    kind: ProposalKind,
    start: int,
    label: str = "",
    detail: str = "",
    doc: str = "",
) -> Proposal:
    written = f" {text}" if typing.place.glued else text
    return Proposal(label or text, kind, start, max(_end(typing), start), written, detail[:200], doc)


def _dashed(item: Proposal) -> Proposal:
    """The same as an item of a list that lacks its dash."""
    return Proposal(item.label, item.kind, item.start, item.end, f"- {item.text}", item.detail, item.doc)
