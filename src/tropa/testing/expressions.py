"""Random signals and conditions, in the shapes in which the parsers make them."""

from __future__ import annotations

from typing import get_args

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tropa.journey.codecs.values import SECONDS
from tropa.journey.conditions import (
    And,
    BaselineReady,
    Compare,
    CompareOp,
    Condition,
    Constant,
    Did,
    In,
    IsNull,
    Last,
    LastChange,
    Like,
    Name,
    NameScope,
    Not,
    Operand,
    Or,
    Truth,
    Value,
)
from tropa.journey.signal_text import FIXED_ROOTS, GROUPS
from tropa.journey.signals import AllOf, AnyOf, AtLeast, Every, Named, Ref, Signal, When
from tropa.testing.texts import ids, names, texts

SCOPES: tuple[NameScope, ...] = tuple(scope for scope in get_args(NameScope) if scope)
MOST_PARTS = 4
"""A name in SQL has no more parts: catalogue, schema, table, column."""

_SECONDS = st.builds(lambda n, unit: n * SECONDS[unit], st.integers(0, 400), st.sampled_from(tuple(SECONDS)))
_SINCE = st.one_of(
    st.sampled_from(("entry", "step", "ever")), st.builds("{}{}".format, st.integers(0, 99), st.just("d"))
)


def numbers() -> SearchStrategy[float]:
    """Draw finite numbers."""
    whole = st.integers(-(10**6), 10**6).map(float)
    return st.one_of(whole, st.floats(allow_nan=False, allow_infinity=False))


def values() -> SearchStrategy[Value]:
    """Draw what a property may be to a condition."""
    return st.one_of(st.none(), texts(), numbers())


def operands() -> SearchStrategy[Operand]:
    """Draw names, constants and looks back."""
    looks = st.one_of(st.builds(Last, texts(), texts()), st.just(LastChange()))
    return st.one_of(_names(), _names(), st.builds(Constant, values()), looks)


def _names() -> SearchStrategy[Name]:
    part = texts().filter(bool)
    bare = st.lists(part, min_size=1, max_size=MOST_PARTS).map(tuple).filter(_is_bare)
    scoped = st.lists(part, min_size=1, max_size=MOST_PARTS - 1).map(tuple)
    return st.one_of(st.builds(Name, st.just(""), bare), st.builds(Name, st.sampled_from(SCOPES), scoped))


def _is_bare(path: tuple[str, ...]) -> bool:
    """Whether the text of a bare path is read as one: some words before a dot mean more."""
    return len(path) == 1 or (path[0] not in SCOPES and path not in {("changes", "last"), ("baseline", "ready")})


def conditions(operand: SearchStrategy[Operand] | None = None, depth: int = 2) -> SearchStrategy[Condition]:
    """Draw trees of conditions.

    Args:
        operand: What is drawn as operands; by default all there are, and looks back beside them.
        depth: Connectives within connectives.
    """
    held = operands() if operand is None else operand
    leaves: list[SearchStrategy[Condition]] = [
        st.builds(Compare, st.sampled_from(get_args(CompareOp)), held, held),
        st.builds(Like, held, texts()),
        st.builds(In, held, st.lists(held, min_size=1, max_size=3).map(tuple)),
        st.builds(IsNull, held),
        st.builds(Truth, held),
    ]
    if operand is None:
        leaves += [_did(depth), st.just(BaselineReady())]
    if depth == 0:
        return st.one_of(leaves)
    inner = conditions(operand, depth - 1)
    several = st.lists(inner, min_size=2, max_size=3)
    joined = st.one_of(several.map(lambda items: _flat(And, items)), several.map(lambda items: _flat(Or, items)))
    return st.one_of(*leaves, st.builds(Not, inner), joined)


def _flat(kind: type[And | Or], items: list[Condition]) -> Condition:
    """A chain of one connective as the parser makes it: no ``And`` right inside an ``And``."""
    flat: list[Condition] = []
    for item in items:
        flat += item.items if isinstance(item, And | Or) and type(item) is kind else (item,)
    return kind(tuple(flat))


def _did(depth: int) -> SearchStrategy[Did]:
    where = st.none() if depth == 0 else st.one_of(st.none(), conditions(depth=0))
    return st.builds(Did, texts(), st.integers(1, 99), st.none() | _SECONDS, st.none() | _SINCE, where)


def signals(depth: int = 2) -> SearchStrategy[Signal]:
    """Draw signals of every form."""
    leaves: list[SearchStrategy[Signal]] = [
        st.builds(Named, names(), st.none()),
        st.builds(Named, names(), conditions(depth=1)),
        st.just(Every()),
        st.builds(When, conditions(depth=1)),
        _refs(),
    ]
    if depth == 0:
        return st.one_of(leaves)
    members = st.lists(signals(depth - 1), min_size=1, max_size=3).map(tuple)
    return st.one_of(*leaves, st.builds(AnyOf, members), st.builds(AllOf, members), members.flatmap(_at_least))


def _at_least(members: tuple[Signal, ...]) -> SearchStrategy[Signal]:
    most = 99 if len(members) == 1 else len(members)
    return st.builds(AtLeast, st.integers(1, most), st.just(members))


def _refs() -> SearchStrategy[Ref]:
    path = st.tuples(st.sampled_from(sorted(FIXED_ROOTS)), st.lists(ids(), min_size=1, max_size=2))
    dotted = path.map(lambda drawn: Ref((drawn[0], *drawn[1])))
    return st.one_of(dotted, st.sampled_from(sorted(GROUPS)).map(lambda word: Ref((word,))))
