"""Rows of the engine's state, drawn from their types: whatever a store may be given to keep."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from msgspec import Struct
from msgspec.structs import fields, replace

from tropa.engine.state import Life, Participant, Position, PositionId, Run, RunId
from tropa.journey.codecs.values import Section
from tropa.testing.world import MONDAY

S = TypeVar("S", bound=Struct)

CUSTOMERS = ("anna", "boris", "kid/1~", "\x00\ud800", "x" * 300)
KEYS = (None, "", "1", "=", "#", "\udfff", "k" * 2_000)
STEPS = ("a", "b", "steps[2].else[0]")
FAR_OFF = (datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC))

_TEXTS = st.one_of(st.sampled_from(("", "m1", "\x1a", "\x1a0000", "\x00", "\ud800", "é" * 300)), st.text(max_size=8))
_INSTANTS = st.one_of(
    st.sampled_from((MONDAY, *FAR_OFF)),
    st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001  the zone is added
)
_NUMBERS = st.floats(allow_nan=False)
_PLAIN: Mapping[object, SearchStrategy[Any]] = {
    str: _TEXTS,
    datetime: _INSTANTS,
    float: _NUMBERS,
    bool: st.booleans(),
    int: st.integers(0, 2**31 - 1),
    type(None): st.none(),
}


def of_type(kind: Any) -> SearchStrategy[Any]:  # noqa: ANN401  a type, in any of its forms
    """Draw a value of a type."""
    if kind in _PLAIN:
        return _PLAIN[kind]
    origin, parts = get_origin(kind), get_args(kind)
    if origin in {UnionType, Union}:
        return st.one_of(*map(of_type, parts))
    if origin is Literal:
        return st.sampled_from(parts)
    if origin is tuple:
        return st.lists(of_type(parts[0]), max_size=3).map(tuple)
    if origin is frozenset:
        return st.frozensets(of_type(parts[0]), max_size=3)
    if origin in {Section, Mapping}:
        return st.dictionaries(_TEXTS, of_type(parts[-1]), max_size=3).map(Section)
    if isinstance(kind, type) and issubclass(kind, Struct):
        return row(kind)
    hints = get_type_hints(kind)
    return st.builds(kind, **{name: of_type(held) for name, held in hints.items()})


def row(kind: type[S], **fixed: SearchStrategy[Any]) -> SearchStrategy[S]:
    """Draw a row, field by field; some fields by a strategy of their own."""
    drawn = {one.name: fixed[one.name] if one.name in fixed else of_type(one.type) for one in fields(kind)}
    make: Callable[..., S] = kind
    return st.builds(make, **drawn)


_TIED = frozenset({"id", "version", "customer", "outcome", "ended_at"})
"""Fields by which a row belongs to others, or leaves the open ones."""


@st.composite
def unusual_lives(draw: st.DrawFn) -> list[Life]:
    """Draw open runs as nearly all are, one for each field of a run, a participant and a position that is not so.

    What is usual is written in short; this field must be kept all the same.
    """
    found: list[Life] = []
    for kind in (Run, Participant, Position):
        for one in fields(kind):
            if one.name not in _TIED:
                usual = _usual(RunId("a", CUSTOMERS[0], None, len(found) + 1))
                value = draw(of_type(one.type))
                found.append(_with(usual, kind, {one.name: value}))
    return found


def _usual(name: RunId) -> Life:
    """A run of one participant at one step to whom nothing has happened."""
    place = PositionId(name.customer, "", "a", 1)
    return Life(
        Run(name, 1, name.customer, MONDAY, MONDAY, "m1"),
        {name.customer: Participant(name.customer, "client", MONDAY)},
        {place: Position(place, name.customer, MONDAY, MONDAY, "m1", MONDAY, "m1")},
    )


def _with(life: Life, kind: type[Struct], changed: dict[str, Any]) -> Life:
    """The same with some fields of one of its rows changed."""
    if kind is Run:
        return replace(life, run=replace(life.run, **changed))
    if kind is Participant:
        return replace(life, participants={who: replace(one, **changed) for who, one in life.participants.items()})
    positions = {name: _in_order(replace(one, **changed)) for name, one in life.positions.items()}
    return replace(life, positions=positions)


def run_ids(journey: str = "a") -> SearchStrategy[RunId]:
    """Draw a run's id."""
    return st.builds(RunId, st.just(journey), st.sampled_from(CUSTOMERS), st.sampled_from(KEYS), st.integers(1, 3))


@st.composite
def lives(draw: st.DrawFn, ids: SearchStrategy[RunId] | None = None) -> Life:
    """Draw an open run: its first participant is in it, and at least one position."""
    name = draw(ids if ids is not None else run_ids())
    run = draw(row(Run, id=st.just(name), version=st.integers(1, 2)))
    others = draw(st.sets(st.sampled_from(CUSTOMERS), max_size=2)) - {name.customer}
    people = {who: draw(row(Participant, customer=st.just(who))) for who in (name.customer, *sorted(others))}
    places = st.builds(
        PositionId, st.sampled_from((*people, "nobody")), _TEXTS, st.sampled_from(STEPS), st.integers(0, 3)
    )
    positions = draw(st.lists(row(Position, id=places), min_size=1, max_size=3))
    return Life(run, people, {one.id: _in_order(one) for one in positions})


def _in_order(position: Position) -> Position:
    """A position's timers are in order of their instants."""
    return replace(position, timers=tuple(sorted(position.timers)))
