"""Laws of the comparison in meaning: nothing where nothing changed, and everything at its place."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields, is_dataclass, replace
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy
from tests.laws.drafts import DRAFTS

from tropa.journey.codecs.collections import ListOf, MapOf
from tropa.journey.codecs.protocol import Path
from tropa.journey.codecs.records import Either, Later, RecordCodec, codec_of, keys_of, records
from tropa.journey.codecs.values import Section, Text
from tropa.journey.diff import Difference, diff
from tropa.journey.diff.matching import Traits, match
from tropa.journey.diff.order import is_ordered
from tropa.journey.files import Definition, read_definition
from tropa.journey.model.content import FormField
from tropa.journey.model.journey import Journey
from tropa.journey.model.stages import StageUse
from tropa.journey.model.steps import Call, Emit, Set, StepCodec
from tropa.journey.schemes import shipped_schemes
from tropa.journey.structure import all_steps
from tropa.journey.text.fmt import format_text
from tropa.testing.mutations import commented
from tropa.testing.strategies import journeys, schemes, strategy_of, workspaces

slow = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)

TYPED = {(Set, "traits"), (Emit, "properties"), (Call, "body")}
"""Maps of freely typed values: their order means nothing, but what lies deeper is one value."""


def definitions() -> SearchStrategy[Definition]:
    """Definitions of all three kinds, journeys mostly."""
    return st.one_of(journeys(), journeys(), workspaces(), schemes())


def meaning(value: object, locale: str = "", *, ordered: bool = True) -> object:
    """What a value says, found another way: order kept only where it means something, bare texts in their locale."""
    if isinstance(value, Text):
        return sorted((tag or locale, text) for tag, text in value.by_locale)
    if isinstance(value, Section):
        items = [(name, meaning(held, locale, ordered=ordered)) for name, held in value.items()]
        return ("map", items if ordered else sorted(items, key=repr))
    if isinstance(value, tuple):
        return ("list", [meaning(held, locale) for held in value])
    if not is_dataclass(value) or isinstance(value, type):
        return value
    return (type(value).__name__, [(item.name, _of_field(value, item.name, locale)) for item in fields(value)])


def _of_field(owner: Any, name: str, locale: str) -> object:  # noqa: ANN401  any record
    held, cls = getattr(owner, name), type(owner)
    if (cls, name) in TYPED:
        return sorted(map(repr, held.items()))
    if (cls, name) == (FormField, "default"):
        return repr(held)
    ordered = is_ordered(cls, name) or (cls, name) == (StageUse, "changes")
    codec = next((item.codec for item in keys_of(cls) if item.field == name), None) if cls in records() else None
    if isinstance(codec, ListOf) and not isinstance(codec.item, RecordCodec | StepCodec):
        return held if ordered or held is None else sorted(map(repr, held))
    return meaning(held, locale, ordered=ordered)


def said(definition: Definition) -> object:
    """What a definition says as a whole."""
    return meaning(definition, next(iter(definition.locales), ""))


@st.composite
def edited(draw: DrawFn, codec: Any, value: Any, path: Path = ()) -> tuple[Any, Path]:  # noqa: ANN401  of any codec
    """Draw a value with one key of one record in it given another value, and the path of that key."""
    match codec:
        case Later():
            return draw(edited(codec.find(), value, path))
        case Either():
            return draw(edited(codec.record, value, path))
        case StepCodec():
            return draw(edited(codec_of(type(value)), value, path))
        case MapOf():
            name = draw(st.sampled_from(list(value)))
            held, at = draw(edited(codec.value, value[name], (*path, name)))
            return Section({**value, name: held}), at
        case ListOf():
            index = draw(st.integers(0, len(value) - 1))
            held, at = draw(edited(codec.item, value[index], (*path, index)))
            return (*value[:index], held, *value[index + 1 :]), at
    within = [item for item in keys_of(codec.cls) if _holds_records(item.codec, getattr(value, item.field))]
    deeper: int = draw(st.integers(0, 3))
    if within and deeper:
        item = draw(st.sampled_from(within))
        held, at = draw(edited(item.codec, getattr(value, item.field), (*path, item.name)))
    else:
        item = draw(st.sampled_from([item for item in keys_of(codec.cls) if item.name != "locales"]))
        held, at = draw(strategy_of(item.codec)), (*path, item.name)
    return replace(value, **{item.field: held}), at


def _holds_records(codec: object, value: Any) -> bool:  # noqa: ANN401  of any codec
    """Whether there is a record inside that can be edited on its own."""
    match codec:
        case Later():
            return _holds_records(codec.find(), value)
        case Either():
            return value is not None
        case MapOf() | ListOf() if value:
            inner = codec.value if isinstance(codec, MapOf) else codec.item
            return isinstance(inner, RecordCodec | StepCodec | Either)
        case RecordCodec():
            return value is not None
    return False


def place(path: Path) -> Path:
    """The place of an edit: the key, or the outermost list of records around it, in which items are matched anew."""
    return next((path[:at] for at, part in enumerate(path) if isinstance(part, int)), path)


def came(found: tuple[Difference, ...], kind: str) -> Counter[str]:
    """What came or went, and where."""
    return Counter(f"{one.path} {one.old} {one.new}" for one in found if one.kind == kind)


@slow
@given(definitions())
def test_nothing_differs_from_itself(definition: Definition) -> None:
    """A definition held against itself shows no difference."""
    assert diff(definition, definition) == ()


@slow
@given(definitions(), st.data())
def test_there_is_a_difference_where_the_meaning_differs_and_nowhere_else(
    old: Definition, data: st.DataObject
) -> None:
    """Two definitions show no difference exactly if they say the same, order aside where it means nothing."""
    new, _ = data.draw(edited(codec_of(type(old)), old))
    assume(not isinstance(new, Journey) or _lawful(new))
    assert (diff(old, new) == ()) == (said(old) == said(new))


@slow
@given(journeys(), journeys())
def test_two_journeys_that_have_nothing_in_common_differ(old: Journey, new: Journey) -> None:
    """So do journeys drawn apart."""
    assert (diff(old, new) == ()) == (said(old) == said(new))


@slow
@given(definitions(), st.data())
def test_an_edit_is_told_at_its_place(old: Definition, data: st.DataObject) -> None:
    """One key given another value makes differences under that key only."""
    new, path = data.draw(edited(codec_of(type(old)), old))
    assume(not isinstance(new, Journey) or _lawful(new))
    at = place(path)
    for one in diff(old, new):
        assert one.path[: len(at)] == at
        assert one.was[: len(at)] == at


@slow
@given(definitions(), st.data())
def test_what_came_there_went_back(old: Definition, data: st.DataObject) -> None:
    """Held the other way round, what was added is removed, and what was removed is added."""
    new, _ = data.draw(edited(codec_of(type(old)), old))
    assume(not isinstance(new, Journey) or _lawful(new))
    there, back = diff(old, new), diff(new, old)
    for kind, other in (("added", "removed"), ("removed", "added")):
        mirrored = tuple(replace(one, old=one.new, new=one.old) for one in back)
        assert came(there, kind) == came(mirrored, other)


def traits() -> SearchStrategy[list[Traits]]:
    """Draw lists of things that are easily taken for each other."""
    few = st.sampled_from(("a", "b", "c"))
    return st.lists(st.builds(Traits, st.none() | few, few, st.sampled_from("xy")), max_size=6)


@slow
@given(traits(), traits())
def test_the_same_things_are_the_same_both_ways(old: list[Traits], new: list[Traits]) -> None:
    """Whichever list is the old one, the same items are taken for the same things, each for one other."""
    there, back = match(old, new), match(new, old)
    assert there == {i: j for j, i in back.items()}
    assert len(set(there.values())) == len(there)


@slow
@given(commented(st.sampled_from(list(DRAFTS.values()))))
def test_layout_and_comments_make_no_difference(text: str) -> None:
    """A file laid out by ``tropa fmt`` shows no difference from what it was."""
    old = read_definition(text.encode(), schemes=shipped_schemes(), syntax_only=True).value
    new = read_definition(format_text(text).encode(), schemes=shipped_schemes(), syntax_only=True).value
    assume(old is not None)
    assert old is not None
    assert new is not None
    assert diff(old, new) == ()


def _lawful(journey: Journey) -> bool:
    """Whether no two steps have one id."""
    named = [placed.step.id for placed in all_steps(journey) if placed.step.id]
    return len(named) == len(set(named))
