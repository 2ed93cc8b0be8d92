"""Conditions have one meaning: the Python predicate and each engine's SQL say the same of every event."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from tests.conformance.speaking import ENGINES, Engine

from tropa.journey.conditions import Compare, CompareOp, Condition, Constant, In, IsNull, Like, Name, Truth, Value
from tropa.journey.predicate import Facts, holds
from tropa.testing.expressions import conditions, values
from tropa.warehouses.counting.conditions import condition_sql
from tropa.warehouses.counting.dialect import Vocabulary

PROPERTIES = ("amount", "Amount", "order id", "план")
TRAITS = ("age", "amount")
SLOTS = [*map(str, range(len(PROPERTIES))), *(f"trait{i}" for i in range(len(TRAITS)))]

Row = tuple[Value, ...]
"""The values of the properties, then of the traits."""

NUMERIC_TEXTS = (
    *(
        "1",
        "01",
        "1.0",
        "1e0",
        "10e-1",
        "+1",
        "-1",
        " 1",
        "1 ",
        "\t1",
        "1\n",
        "1_000",
        "1,5",
        "0x1",
        "1e",
        "e1",
        "1e+",
    ),
    *(
        ".5",
        "5.",
        ".",
        "-",
        "+",
        "--1",
        "-.5e1",
        "-0",
        "0",
        "0.0",
        "1e400",
        "-1e400",
        "1e-400",
        "1e308",
        "nan",
        "inf",
    ),
    *(
        "Infinity",
        "٣",
        "１",
        "9007199254740993",
        "9007199254740992",
        "0.1",
        "0.10",
        "1d",
        "1f",
        "1L",
        "",
        "10",
        "9",
        "2",
    ),
    *("0.1000000000000000055511151231257827", "1e23", "123456789012345678901234567890", "2.2250738585072011e-308"),
)
NUMBERS = (
    0.0,
    -0.0,
    1.0,
    -1.0,
    0.5,
    0.1,
    5.0,
    9.0,
    10.0,
    1e308,
    5e-324,
    9007199254740992.0,
    1e16,
    2.0**63,
    -1e22,
    1e23,
)
WORDS = (
    "true",
    "false",
    "True",
    "a",
    "A",
    "aa",
    "b",
    "я",
    "яя",
    "é",
    "e\u0301",
    "😀",
    "a%",
    "a_b",
    "a\\b",
    "it's",
    "\n",
)
AWKWARD: Row = (*NUMERIC_TEXTS, *NUMBERS, *WORDS, None)

PATTERNS = (
    "",
    "%",
    "_",
    "__",
    "a%",
    "%b",
    "a_b",
    "a\\_b",
    "a\\b",
    "%\\%",
    "a%%b",
    "_%",
    "я_",
    "é",
    "e_",
    "😀",
    "1%",
    ".",
    "[a]",
    "(a",
)


def told() -> SearchStrategy[Value]:
    """Values of properties: numbers, texts that nearly are numbers, words, nothing."""
    return st.one_of(st.sampled_from(AWKWARD), values())


def names() -> SearchStrategy[Name]:
    """Names of properties and of traits."""
    ours = st.builds(
        lambda scope, name: Name(scope, (name,)), st.sampled_from(("", "event")), st.sampled_from(PROPERTIES)
    )
    return st.one_of(ours, st.sampled_from(TRAITS).map(lambda trait: Name("traits", (trait,))))


def trees() -> SearchStrategy[Condition]:
    """Trees over an event's properties and the customer's traits."""
    return conditions(st.one_of(names(), names(), told().map(Constant)))


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """One engine after the other."""
    with ENGINES[request.param]() as engine:
        yield engine


def said_by_python(tree: Condition, row: Row) -> bool | None:
    """What the predicate says of one event."""
    held = dict(zip((*PROPERTIES, *(f"traits.{trait}" for trait in TRAITS)), row, strict=True))
    return holds(tree, Facts(held, {"traits": {trait: held[f"traits.{trait}"] for trait in TRAITS}}))


def said(engine: Engine, trees: list[Condition], rows: list[Row]) -> list[tuple[bool | None, ...]]:
    """What the SQL of each tree says of each event, events in order."""
    told = engine.relation("event", SLOTS, rows)
    return engine.ask(f"SELECT {asked(engine, trees)} FROM {told} ORDER BY number")  # noqa: S608  the SQL under test


def asked(engine: Engine, trees: list[Condition]) -> str:
    """The trees as columns."""
    vocabulary = Vocabulary(("paid",), PROPERTIES, engine.dialect, TRAITS)
    return ", ".join(f"{condition_sql(tree, vocabulary)} AS said{i}" for i, tree in enumerate(trees))


def disagreeing(engine: Engine, trees: list[Condition], rows: list[Row]) -> list[tuple[Condition, Row, bool | None]]:
    """Trees and events of which the engine says another thing than Python."""
    return [
        (tree, row, answer)
        for row, answers in zip(rows, said(engine, trees, rows), strict=True)
        for tree, answer in zip(trees, answers, strict=True)
        if answer is not said_by_python(tree, row)
    ]


def alone(value: Value) -> Row:
    """An event with the first property, and no other."""
    return (value, *(None,) * (len(PROPERTIES) + len(TRAITS) - 1))


def rows_of_values() -> SearchStrategy[Row]:
    """Events with something or nothing at every place."""
    return st.tuples(*[told()] * (len(PROPERTIES) + len(TRAITS)))


@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.lists(trees(), min_size=1, max_size=4), st.lists(rows_of_values(), min_size=1, max_size=12))
def test_random_trees_say_the_same_of_random_events(engine: Engine, trees: list[Condition], rows: list[Row]) -> None:
    """True, false and unknown alike, whatever the tree and the event."""
    assert disagreeing(engine, trees, rows) == []


def test_every_awkward_value_compares_the_same_with_every_other(engine: Engine) -> None:
    """Texts, numbers, numeric texts and nothing, each with each, under every comparison."""
    assert comparing_otherwise(engine) == []


def comparing_otherwise(engine: Engine) -> list[tuple[Condition, Value, Value, bool | None]]:
    """Awkward values that the engine compares otherwise than Python."""
    one, other = Name("", (PROPERTIES[0],)), Name("", (PROPERTIES[1],))
    trees: list[Condition] = [Compare(op, one, other) for op in get_args(CompareOp)]
    trees += [In(one, (Constant("zz"), other)), In(one, (Constant(None), other)), IsNull(one), Truth(one)]
    held: list[Row] = [(value,) for value in AWKWARD]
    first, second = (engine.relation(f"held{i}", [str(i)], held) for i in range(2))
    query = (
        f"SELECT {asked(engine, trees)} FROM {first} CROSS JOIN {second} "  # noqa: S608  the SQL under test
        "ORDER BY held0.number, held1.number"
    )
    return [
        (tree, left, right, answer)
        for (left, right), answers in zip(product(AWKWARD, AWKWARD), engine.ask(query), strict=True)
        for tree, answer in zip(trees, answers, strict=True)
        if answer is not said_by_python(tree, (left, right, *alone(None)[2:]))
    ]


def test_every_awkward_value_is_like_the_same_patterns(engine: Engine) -> None:
    """`%` and `_` are the only signs that mean something; a number is like nothing, it is unknown."""
    assert matching_otherwise(engine) == []


def matching_otherwise(engine: Engine) -> list[tuple[Condition, Row, bool | None]]:
    """Awkward values that are like other patterns to the engine than to Python."""
    trees: list[Condition] = [Like(Name("", (PROPERTIES[0],)), pattern) for pattern in PATTERNS]
    return disagreeing(engine, trees, [alone(value) for value in AWKWARD])
