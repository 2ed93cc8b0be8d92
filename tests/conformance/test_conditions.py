"""Conditions have one meaning: the Python predicate and DuckDB's SQL say the same of every event."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tropa.journey.conditions import (
    Compare,
    CompareOp,
    Condition,
    Constant,
    In,
    IsNull,
    Like,
    Name,
    Not,
    Truth,
    Value,
)
from tropa.journey.predicate import Facts, holds
from tropa.testing.expressions import conditions, texts, values
from tropa.warehouses.duckdb.conditions import Vocabulary, condition_sql

PROPERTIES = ("amount", "Amount", "order id", "план")
TRAITS = ("age", "amount")
VOCABULARY = Vocabulary(names=("paid",), properties=PROPERTIES, traits=TRAITS)

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
)
NUMBERS = (0.0, -0.0, 1.0, -1.0, 0.5, 0.1, 5.0, 9.0, 10.0, 1e308, 5e-324, 9007199254740992.0, 1e16, 2.0**63, -1e22)
WORDS = (
    "true",
    "false",
    "True",
    "",
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


def told() -> SearchStrategy[Value]:
    """Values of properties: numbers, texts that nearly are numbers, words, nothing."""
    return st.one_of(st.sampled_from(NUMERIC_TEXTS), st.sampled_from(NUMBERS), st.sampled_from(WORDS), values())


def names() -> SearchStrategy[Name]:
    """Names of properties and of traits."""
    bare = st.sampled_from(PROPERTIES).flatmap(
        lambda name: st.builds(Name, st.sampled_from(("", "event")), st.just((name,)))
    )
    return st.one_of(bare, st.sampled_from(TRAITS).map(lambda trait: Name("traits", (trait,))))


def trees() -> SearchStrategy[Condition]:
    """Trees over an event's properties and the customer's traits."""
    return conditions(st.one_of(names(), names(), told().map(Constant)))


@pytest.fixture(scope="module")
def engine() -> Iterator[duckdb.DuckDBPyConnection]:
    """One DuckDB in memory."""
    with duckdb.connect(config={"threads": 1}) as connection:
        yield connection


def said_by_python(tree: Condition, row: Row) -> bool | None:
    """What the predicate says of one event."""
    n = len(PROPERTIES)
    return holds(
        tree, Facts(dict(zip(PROPERTIES, row[:n], strict=True)), {"traits": dict(zip(TRAITS, row[n:], strict=True))})
    )


def said_by_duckdb(
    engine: duckdb.DuckDBPyConnection, trees: list[Condition], rows: list[Row]
) -> list[tuple[bool | None, ...]]:
    """What the SQL of each tree says of each event, events in order."""
    columns = [
        f"{pair}{kind}{i}"
        for pair, n in (("", len(PROPERTIES)), ("trait_", len(TRAITS)))
        for i in range(n)
        for kind in "tn"
    ]
    pairs = [
        [
            part
            for value in row
            for part in (value if isinstance(value, str) else None, value if isinstance(value, float) else None)
        ]
        for row in rows
    ]
    slots = ", ".join("?::VARCHAR, ?::DOUBLE" for _ in range(len(columns) // 2))
    told = ", ".join(f"(?::INTEGER, {slots})" for _ in rows)
    asked = ", ".join(condition_sql(tree, VOCABULARY) for tree in trees)
    query = f"SELECT {asked} FROM (VALUES {told}) AS event(number, {', '.join(columns)}) ORDER BY number"  # noqa: S608  it is the SQL under test
    return engine.execute(query, [part for number, pair in enumerate(pairs) for part in (number, *pair)]).fetchall()


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(
    st.lists(trees(), min_size=1, max_size=4),
    st.lists(st.tuples(*[told()] * (len(PROPERTIES) + len(TRAITS))), min_size=1, max_size=12),
)
def test_both_executors_say_the_same(
    engine: duckdb.DuckDBPyConnection, trees: list[Condition], rows: list[Row]
) -> None:
    """Of random trees and random events: true, false and unknown alike."""
    said = said_by_duckdb(engine, trees, rows)
    for row, answers in zip(rows, said, strict=True):
        for tree, answer in zip(trees, answers, strict=True):
            assert answer is said_by_python(tree, row), (tree, row)
