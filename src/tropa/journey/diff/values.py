"""Two values of one codec compared: what the codec declares is walked side by side.

A codec class without a rule of its own holds a value that is one thing: it changes as a whole.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from functools import singledispatch
from typing import Any

from tropa.journey.codecs.collections import TEXT, ListOf, MapOf, TextCodec, TypedCodec, ref
from tropa.journey.codecs.protocol import Codec
from tropa.journey.codecs.records import Either, Key, Later, RecordCodec, codec_of, keys_of
from tropa.journey.codecs.scalars import DURATION
from tropa.journey.codecs.values import Section, Text
from tropa.journey.diff.difference import Difference, Named, Place
from tropa.journey.diff.matching import Traits, match, out_of_order
from tropa.journey.diff.order import is_ordered
from tropa.journey.model.content import SignUpOption
from tropa.journey.model.journey import Exit, ExitsCodec, SignUpCodec
from tropa.journey.model.language import SIGNAL
from tropa.journey.model.stages import STAGE_LIST, Stage, StageChange, StageListCodec, StagesCodec, StageUse
from tropa.journey.model.steps import KINDS, Step, StepCodec, kind_of
from tropa.journey.model.touchpoints import Communication, CommunicationCodec

Found = Iterator[Difference]

STEP = StepCodec()
CHANNELS = ListOf(ref("channels"))
NO_OPTION = "no_option"
EMPTY: tuple[object, ...] = (None, (), "", Section())


def field_differences(item: Key, cls: type, old: Any, new: Any, at: Place) -> Found:  # noqa: ANN401  of any key
    """What is different in one key of a record."""
    inside = at.inside(item.name, ordered=is_ordered(cls, item.field))
    yield from _optional(item.codec, old, new, inside, item.default)


def _optional(codec: Any, old: Any, new: Any, at: Place, default: Any = None) -> Found:  # noqa: ANN401
    """What is different where a value may be absent; a default that says nothing is as good as absence."""
    if repr(old) == repr(new) or old == default == new:
        return
    silent = default in EMPTY
    if silent and old == default and not _descends(codec, new):
        yield at.added(codec.write(new))
    elif silent and new == default and not _descends(codec, old):
        yield at.removed(codec.write(old))
    else:
        yield from differences(codec, old, new, at)


def _descends(codec: object, given: object) -> bool:
    """Whether what is given is told item by item where nothing was before."""
    if isinstance(codec, Later):
        return _descends(codec.find(), given)
    many = isinstance(codec, MapOf | ExitsCodec | SignUpCodec) or (
        isinstance(codec, ListOf) and _holds_records(codec)
    )
    return many and bool(given)


def _holds_records(codec: ListOf[Any]) -> bool:
    return isinstance(codec.item, RecordCodec | StepCodec)


@singledispatch
def differences(codec: Any, old: Any, new: Any, at: Place) -> Found:  # noqa: ANN401  of any codec
    """What is different between two values, in reading order; nothing where they are equal.

    Args:
        codec: The codec of both.
        old: The value that was.
        new: The value that is.
        at: Where they stand.
    """
    if old != new:
        yield at.changed(codec.write(old), codec.write(new))


@differences.register
def _text(codec: TextCodec, old: Text, new: Text, at: Place) -> Found:
    """Locale by locale; a bare text is one in the first locale."""
    del codec
    was = {tag or at.old.locale: words for tag, words in old.by_locale}
    now = {tag or at.new.locale: words for tag, words in new.by_locale}
    for tag in dict.fromkeys((*was, *now)):
        inside = at.inside(tag) if tag else at
        if tag not in was:
            yield inside.added(now[tag])
        elif tag not in now:
            yield inside.removed(was[tag])
        elif was[tag] != now[tag]:
            yield inside.changed(was[tag], now[tag])


@differences.register
def _typed(codec: TypedCodec, old: Any, new: Any, at: Place) -> Found:  # noqa: ANN401  a value under YAML's typing
    """To Python, ``true`` and ``1`` are equal; to a journey they are not."""
    if repr(old) != repr(new):
        yield at.changed(codec.write(old), codec.write(new))


@differences.register(RecordCodec)
def _record(codec: RecordCodec[Any], old: Any, new: Any, at: Place) -> Found:  # noqa: ANN401  a record of any class
    for item in keys_of(codec.cls):
        yield from field_differences(item, codec.cls, getattr(old, item.field), getattr(new, item.field), at)


@differences.register(Either)
def _either(codec: Either[Any], old: object, new: object, at: Place) -> Found:
    return differences(codec.record, old, new, at)


@differences.register(Later)
def _later(codec: Later[Any], old: object, new: object, at: Place) -> Found:
    return differences(codec.find(), old or (), new or (), at)


@differences.register
def _step(codec: StepCodec, old: Step, new: Step, at: Place) -> Found:
    if type(old) is type(new):
        yield from differences(codec_of(type(old)), old, new, at)
    else:
        yield at.changed(codec.write(old), codec.write(new))


@differences.register(MapOf)
def _map(codec: MapOf[Any], old: Section[Any], new: Section[Any], at: Place) -> Found:
    return section_differences(lambda _: codec.value, old, new, at)


@differences.register
def _exits(codec: ExitsCodec, old: Section[Exit], new: Section[Exit], at: Place) -> Found:
    del codec
    return section_differences(lambda _: codec_of(Exit), old, new, at)


@differences.register
def _sign_up(codec: SignUpCodec, old: Section[Any], new: Section[Any], at: Place) -> Found:
    del codec
    return section_differences(lambda name: SIGNAL if name == NO_OPTION else codec_of(SignUpOption), old, new, at)


@differences.register
def _communication(codec: CommunicationCodec, old: Communication, new: Communication, at: Place) -> Found:
    del codec
    for item in fields(Communication):
        parts = getattr(old, item.name), getattr(new, item.name)
        if item.name == "by_channel":
            yield from differences(MapOf(TEXT), *parts, at)
        else:
            part: Codec[Any] = DURATION if item.name == "when" else CHANNELS if item.name == "how" else TEXT
            yield from _optional(part, *parts, at.inside(item.name), item.default)


@differences.register
def _stages(codec: StagesCodec, old: Any, new: Any, at: Place) -> Found:  # noqa: ANN401  either form
    if isinstance(old, StageUse) and isinstance(new, StageUse):
        if old.use != new.use:
            yield at.inside("use").changed(old.use, new.use)
        yield from differences(MapOf(TEXT), old.skip, new.skip, at.inside("skip", ordered=False))
        yield from differences(MapOf(codec_of(StageChange)), old.changes, new.changes, replace(at, ordered=True))
    elif isinstance(old, tuple) and isinstance(new, tuple):
        yield from differences(STAGE_LIST, old, new, at)
    else:
        yield at.changed(codec.write(old), codec.write(new))


@differences.register
def _stage_list(codec: StageListCodec, old: tuple[Stage, ...], new: tuple[Stage, ...], at: Place) -> Found:
    del codec
    return list_differences(codec_of(Stage), old, new, at)


@differences.register(ListOf)
def _list(codec: ListOf[Any], old: tuple[Any, ...], new: tuple[Any, ...], at: Place) -> Found:
    if _holds_records(codec):
        yield from list_differences(codec.item, old, new, at)
    elif at.ordered or Counter(map(repr, old)) != Counter(map(repr, new)):
        yield from (at.changed(codec.write(old), codec.write(new)),) if old != new else ()


def section_differences(codec: Callable[[str], Codec[Any]], old: Section[Any], new: Section[Any], at: Place) -> Found:
    """What is different between two maps: by key, under another key, in another order.

    Args:
        codec: The codec of what stands under a key.
        old: The map that was.
        new: The map that is.
        at: Where they stand.
    """
    names = dict(_renamed(codec, old, new))
    back = {now: name for name, now in names.items()}
    both = {name: name for name in old if name in new} | names
    places = {name: index for index, name in enumerate(new)}
    moved = out_of_order({index: places[both[name]] for index, name in enumerate(old) if name in both})
    for index, name in enumerate(old):
        if name not in both:
            yield at.inside(name).removed(codec(name).write(old[name]))
            continue
        inside = at.inside(name, both[name], ordered=at.ordered)
        if name in names:
            yield inside.renamed()
        elif at.ordered and index in moved:
            yield inside.moved()
        yield from differences(codec(name), old[name], new[both[name]], inside)
    for name in new:
        if name not in old and name not in back:
            yield at.inside(name).added(codec(name).write(new[name]))


def _renamed(codec: Callable[[str], Codec[Any]], old: Section[Any], new: Section[Any]) -> Iterator[tuple[str, str]]:
    """Keys that hold, word for word, what another key held; what says nothing is nobody's other name."""
    free: defaultdict[str, deque[str]] = defaultdict(deque)
    for name in new:
        if name not in old and codec(name).write(new[name]) not in ({}, []):
            free[repr(new[name])].append(name)
    for name in old:
        if name not in new and (waiting := free[repr(old[name])]):
            yield name, waiting.popleft()


def list_differences(codec: Codec[Any], old: tuple[Any, ...], new: tuple[Any, ...], at: Place) -> Found:
    """What is different between two lists of records: gone, new, elsewhere, or changed where they stand.

    Args:
        codec: The codec of the items.
        old: The list that was.
        new: The list that is.
        at: Where they stand.
    """
    partner = match([_traits(codec, item) for item in old], [_traits(codec, item) for item in new])
    moved, known = out_of_order(partner), set(partner.values())
    for i, item in enumerate(old):
        if i not in partner:
            yield from _gone(codec, item, at.inside(i))
            continue
        inside = at.inside(i, partner[i])
        if i in moved:
            yield inside.moved(codec.write(new[partner[i]]))
        yield from differences(codec, item, new[partner[i]], inside)
    for j in range(len(new)):
        if j not in known:
            yield from _come(codec, new[j], at.inside(j))


def _gone(codec: Codec[Any], item: Any, at: Place) -> Found:  # noqa: ANN401  an item of any list
    elsewhere = at.new.steps.get(item.id) if isinstance(item, Step) and item.id else None
    if elsewhere is None:
        yield at.removed(codec.write(item))
    else:
        yield from _elsewhere(Named(at.was, item), elsewhere, at)


def _come(codec: Codec[Any], item: Any, at: Place) -> Found:  # noqa: ANN401  an item of any list
    elsewhere = at.old.steps.get(item.id) if isinstance(item, Step) and item.id else None
    if elsewhere is None:
        yield at.added(codec.write(item))
    else:
        yield from _elsewhere(elsewhere, Named(at.path, item), at)


def _elsewhere(was: Named, now: Named, at: Place) -> Found:
    """A step that has an id stands in another list."""
    there = at.at(was.path, now.path)
    yield there.moved(STEP.write(now.step))
    yield from differences(STEP, was.step, now.step, there)


def _traits(codec: Codec[Any], item: Any) -> Traits:  # noqa: ANN401  an item of any list
    """By what an item of a list is known: a step by its id, its kind and subject; a stage by its id."""
    if isinstance(item, Step):
        subject = KINDS[kind_of(item)][1]
        return Traits(item.id, (kind_of(item), repr(getattr(item, subject))), kind_of(item))
    name = item.id if isinstance(item, Stage) else None
    return Traits(name, repr(codec.write(item)), "")
