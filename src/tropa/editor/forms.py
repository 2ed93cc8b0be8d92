"""What may stand where: the codecs and keys that the language has for a path of a file."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, TypeAlias

from tropa.journey.codecs.collections import TEXT, ListOf, MapOf, RefTo, TextCodec, ref
from tropa.journey.codecs.protocol import Path
from tropa.journey.codecs.records import Either, Key, Later, RecordCodec, codec_of, keys_of
from tropa.journey.codecs.scalars import DURATION, NAME, POSITIVE, choice
from tropa.journey.files import KINDS as FILES
from tropa.journey.model.content import SignUpOption
from tropa.journey.model.journey import Exit, ExitsCodec, ReentryCodec, SignUpCodec, Waiver
from tropa.journey.model.language import SIGNAL, SignalCodec
from tropa.journey.model.measures import Experiment
from tropa.journey.model.people import ChainCodec
from tropa.journey.model.stages import Stage, StageChange, StageListCodec, StagesCodec
from tropa.journey.model.steps import KINDS, End, ForEach, Set, Step, StepCodec
from tropa.journey.model.touchpoints import CommunicationCodec

AnyCodec: TypeAlias = Any
"""Any codec: what a key's declaration holds."""

Beside: TypeAlias = Callable[[Path], Collection[str]]
"""The keys that the file has in the mapping at a path."""


@dataclass(frozen=True, slots=True)
class Field:
    """A key that may stand in a mapping.

    Args:
        name: The key.
        codec: Of its value; None where nothing is known of it.
        doc: What it means, as the model says it.
        says: Catalogue id of what it means, where the model has no sentence for it.
        ids: Sections whose ids its value may be although its codec does not say so.
    """

    name: str
    codec: AnyCodec
    doc: str = ""
    says: str = ""
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Inside:
    """The fields of a step inside its kind: ``task: {title: ..., to: ...}``."""

    kind: str


@dataclass(frozen=True, slots=True)
class Spot:
    """What the language has for a path.

    Args:
        codecs: What may stand there, each a codec that is no mere choice between others.
        field: The key under which it stands, if it is one the language knows.
    """

    codecs: tuple[AnyCodec, ...]
    field: Field | None = None


_UNTOLD: dict[tuple[type, str], tuple[str, ...]] = {
    (ForEach, "over"): ("for_each",),
    (End, "outcome"): ("exit",),
    (Waiver, "rule"): ("rules",),
    (Experiment, "control"): ("arms",),
}
"""Fields whose values are ids of the file, or of ours, although they are no references."""

_TEXTS = ("text", "subject", "who", "what", "ask")


def spot_of(path: Path, beside: Beside) -> Spot:
    """What may stand at a path of a file whose first key says what it is.

    Args:
        path: The path; empty for the file itself.
        beside: The keys that the file has in its mappings.
    """
    first = next(iter(beside(())), "")
    spot = Spot(tuple(_spread(FILES[first]))) if first in FILES else Spot(())
    for length, name in enumerate(path):
        spot = _inside(spot, name, beside(path[:length]))
    return spot


def fields_of(codec: AnyCodec, beside: Collection[str]) -> tuple[Field, ...]:
    """The keys that a mapping may have.

    Args:
        codec: The codec of the mapping.
        beside: The keys that it has already.
    """
    match codec:
        case RecordCodec(cls=cls):
            return _own_first(cls)  # type: ignore[arg-type]  # mypy forgets that a class is hashable
        case StepCodec():
            return _step_fields(beside)
        case Inside(kind=kind):
            return fields_of(codec_of(KINDS[kind][0]), ())
    made = _HAND_MADE.get(type(codec))
    return made if made is not None else ()


def sections_of_keys(codec: AnyCodec) -> tuple[str, ...]:
    """The sections whose ids a mapping's own keys refer to."""
    match codec:
        case MapOf(refers=refers):
            return refers
        case StagesCodec():
            return ("stages",)
        case CommunicationCodec():
            return ("channels",)
        case TextCodec():
            return ("locales",)
    return ()


def words_of_keys(codec: AnyCodec) -> tuple[str, ...]:
    """The words that a mapping's keys are chosen from."""
    return tuple(getattr(codec.key, "choices", ())) if isinstance(codec, MapOf) else ()


def sections_of_value(spot: Spot) -> tuple[str, ...]:
    """The sections whose ids the value at a spot may be."""
    found: list[str] = [*spot.field.ids] if spot.field else []
    for codec in spot.codecs:
        match codec:
            case RefTo(kinds=kinds):
                found += kinds
            case ChainCodec():
                found.append("touchpoints")
            case StagesCodec():
                found.append("schemes")
    return tuple(dict.fromkeys(found))


def words_of_value(codec: AnyCodec) -> tuple[str, ...]:
    """The words that a value is chosen from, where they are few."""
    if getattr(codec, "expected", "") == "bool":
        return ("yes", "no")
    if isinstance(codec, ReentryCodec):
        return ("once", "once_per_key", "after_exit")
    return tuple(getattr(codec, "choices", ()))


def step_kind(beside: Collection[str]) -> str | None:
    """The kind of a step, by the keys it has."""
    return next((name for name in beside if name in KINDS), None)


@cache
def _own_first(cls: type) -> tuple[Field, ...]:
    """A record's keys; those that it shares with others come after its own."""
    shared = {name for parent in cls.__mro__[1:] for name in getattr(parent, "__annotations__", ())}
    keys = sorted(keys_of(cls), key=lambda item: item.field in shared)
    return tuple(_field(cls, item) for item in keys)


def _field(cls: type, item: Key) -> Field:
    return Field(item.name, item.codec, item.doc, ids=_UNTOLD.get((cls, item.field), ()))


def _step_fields(beside: Collection[str]) -> tuple[Field, ...]:
    return _fields_of_kind(step_kind(beside))


@cache
def _fields_of_kind(kind: str | None) -> tuple[Field, ...]:
    if kind is None:
        return (*(_kind_field(name) for name in KINDS), *fields_of(codec_of(Step), ()))
    cls, subject = KINDS[kind]
    others = tuple(field for field in fields_of(codec_of(cls), ()) if field.name != subject)
    return (_kind_field(kind), *others)


def _kind_field(kind: str) -> Field:
    cls, subject = KINDS[kind]
    told = next(field for field in fields_of(codec_of(cls), ()) if field.name == _name_of(cls, subject))
    doc = (cls.__doc__ or "").split("\n", maxsplit=1)[0]
    inside = () if cls is Set else (Inside(kind),)
    return replace(told, name=kind, doc=doc, codec=(told.codec, *inside))


def _name_of(cls: type, field: str) -> str:
    return next(item.name for item in keys_of(cls) if item.field == field)


def _spread(codec: AnyCodec) -> Iterator[AnyCodec]:
    """The codecs that one stands for."""
    match codec:
        case tuple():
            for one in codec:
                yield from _spread(one)
        case Either(short=short, record=record):
            yield from _spread(record)
            yield from _spread(short)
        case Later():
            yield from _spread(codec.find())
        case ListOf(item=item, or_one=True):
            yield codec
            yield from _spread(item)
        case None:
            return
        case _:
            yield codec


def _inside(spot: Spot, name: str | int, beside: Collection[str]) -> Spot:
    """What may stand under a key, or at an index, of what may stand at a spot."""
    if isinstance(name, int):
        items = [_item(codec) for codec in spot.codecs]
        return Spot(tuple(one for item in items for one in _spread(item)), spot.field)
    for codec in spot.codecs:
        known = next((field for field in fields_of(codec, beside) if field.name == name), None)
        if known is not None:
            return Spot(tuple(_spread(known.codec)), known)
    free = [_free(codec) for codec in spot.codecs]
    return Spot(tuple(one for value in free for one in _spread(value)))


def _item(codec: AnyCodec) -> AnyCodec:
    match codec:
        case ListOf(item=item):
            return item
        case StagesCodec() | StageListCodec():
            return codec_of(Stage)
        case ExitsCodec():
            return SIGNAL
    return None


def _free(codec: AnyCodec) -> AnyCodec:
    """The codec of the values under keys that are no fields."""
    if isinstance(codec, MapOf):
        return codec.value
    return _FREE.get(type(codec))


_HAND_MADE: dict[type, tuple[Field, ...]] = {
    StagesCodec: (
        Field("use", ref("schemes"), says="use"),
        Field("skip", MapOf(TEXT, refers=("stages",)), says="skip"),
    ),
    CommunicationCodec: (
        *(Field(name, TEXT, says=f"communication_{name}") for name in _TEXTS),
        Field("how", ListOf(ref("channels"), or_one=True), says="communication_how"),
        Field("when", DURATION, says="communication_when"),
    ),
    ReentryCodec: (Field("cooldown", DURATION, says="cooldown"), Field("parallel", POSITIVE, says="parallel")),
    SignUpCodec: (Field("no_option", SIGNAL, says="no_option"),),
    SignalCodec: (Field("event", NAME, says="event"),),
}
"""The keys of what is read by a codec of its own; a test holds them against the JSON Schema."""

_FREE: dict[type, AnyCodec] = {
    StagesCodec: codec_of(StageChange),
    CommunicationCodec: TEXT,
    SignUpCodec: codec_of(SignUpOption),
    ExitsCodec: (codec_of(Exit), SIGNAL),
    TextCodec: choice(),
}
"""What stands under their other keys."""
