"""Conditions as SQL: values, three-valued logic, names and quoting."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest
from tests.unit.warehouses_duckdb.conftest import OpenLog

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
    Not,
    Or,
    Truth,
    Value,
)
from tropa.journey.signals import AllOf, AnyOf, Every, Named, Signal, When
from tropa.warehouses.counting.conditions import Unanswerable, condition_sql, holds, matches
from tropa.warehouses.counting.dialect import Vocabulary
from tropa.warehouses.duckdb.dialect import DUCKDB, literal

X = Name("", ("x",))
Y = Name("event", ("y", "z"))
AN_X, A_Y = Compare("=", X, Constant("x")), Compare("=", Y, Constant("y"))


VOCABULARY = Vocabulary(("a",), ("x", "y.z"), DUCKDB)


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty database: conditions need no more than the four columns of two properties."""
    with duckdb.connect() as connection:
        yield connection


def truth(
    connection: duckdb.DuckDBPyConnection, condition: Condition, x: Value = None, y: Value = None
) -> bool | None:
    """The condition's truth on one event with these properties."""
    of_event = [part for v in (x, y) for part in ((v, None) if isinstance(v, str) else (None, v))]
    columns = "?::VARCHAR AS t0, ?::DOUBLE AS n0, ?::VARCHAR AS t1, ?::DOUBLE AS n1"
    sql = f"SELECT {condition_sql(condition, VOCABULARY)} FROM (SELECT {columns})"  # noqa: S608 - what is tested
    found = connection.execute(sql, of_event).fetchall()[0][0]
    assert found is None or isinstance(found, bool)
    return found


@pytest.mark.parametrize(
    ("left", "op", "right", "expected"),
    [
        ("a", "=", "a", True),
        ("1", "=", "1.0", False),
        (1.0, "=", "1.0", True),
        (1.0, "=", "+1e0", True),
        (5.0, "=", "5.", True),
        (0.5, "=", ".5", True),
        (1.0, "!=", "one", None),
        (1.0, "=", " 1", None),
        (1000.0, "=", "1_000", None),
        (1.0, "=", "\u0661", None),
        (1.0, "<", "1e400", None),
        (1.0, "=", None, None),
        (None, "=", None, None),
        ("a", "!=", None, None),
        ("9", "<", "10", True),
        ("9", "<", "10 pieces", False),
        ("B", "<", "a", True),
        ("\uffff", "<", "\U0001f600", True),
        (9.0, "<", "10", True),
        (9.0, ">=", "ten", None),
        (2.0, ">=", 2.0, True),
    ],
)
def test_values_compare_by_kind(
    *, connection: duckdb.DuckDBPyConnection, left: Value, op: CompareOp, right: Value, expected: bool | None
) -> None:
    """Property with property and property with constant give the same, whichever kinds they are."""
    assert truth(connection, Compare(op, X, Y), left, right) is expected
    assert truth(connection, Compare(op, X, Constant(right)), left) is expected
    assert truth(connection, Compare(op, Constant(left), Y), y=right) is expected


@pytest.mark.parametrize(
    ("text", "pattern", "expected"),
    [
        ("abc", "a%", True),
        ("abc", "a_c", True),
        ("abc", "A%", False),
        ("a\nb", "a%b", True),
        ("a\nb", "a_b", True),
        ("\U0001f600", "_", True),
        ("a%", "a\\%", False),
        ("a\\b", "a\\%", True),
        ("it's", "it's", True),
        (1.0, "1%", None),
        (None, "%", None),
    ],
)
def test_like_is_of_texts_and_knows_no_escape(
    *, connection: duckdb.DuckDBPyConnection, text: Value, pattern: str, expected: bool | None
) -> None:
    """A per cent sign is any row of characters, an underline any one, a line's end included."""
    assert truth(connection, Like(X, pattern), text) is expected


@pytest.mark.parametrize(
    ("condition", "x", "expected"),
    [
        (In(X, (Constant("a"), Constant("b"))), "b", True),
        (In(X, (Constant("a"), Constant(None))), "b", None),
        (In(X, (Constant("a"), Constant(None))), "a", True),
        (In(X, (Constant(2.0),)), "2", True),
        (In(X, ()), None, False),
        (IsNull(X), None, True),
        (IsNull(X), "", False),
        (IsNull(X), 0.0, False),
        (Truth(X), "true", True),
        (Truth(X), "yes", False),
        (Truth(X), 1.0, None),
        (Not(AN_X), "x", False),
        (Not(AN_X), None, None),
        (And((AN_X, A_Y)), "x", None),
        (And((AN_X, A_Y)), "no", False),
        (And(()), "x", True),
        (Or((AN_X, A_Y)), "x", True),
        (Or((AN_X, A_Y)), "no", None),
        (Or(()), "x", False),
    ],
)
def test_logic_is_three_valued(
    *, connection: duckdb.DuckDBPyConnection, condition: Condition, x: Value, expected: bool | None
) -> None:
    """False wins over null under and, true under or; the second property is missing throughout."""
    assert truth(connection, condition, x) is expected


@pytest.mark.parametrize("text", ["it's", "'; DROP TABLE events; --", "\\", "\0", "{x}", "?", "$1", "\n"])
def test_foreign_text_is_quoted(connection: duckdb.DuckDBPyConnection, text: str) -> None:
    """Whatever the text, it is equal to itself and nothing else happens."""
    assert truth(connection, Compare("=", X, Constant(text)), text) is True
    assert literal("'") == "''''"


@pytest.mark.parametrize(
    "condition",
    [
        Compare("=", Name("start", ("plan",)), Constant("x")),
        Truth(Name("run", ("n",))),
        IsNull(Name("component", ("id",))),
        IsNull(Name("", ("not kept",))),
        IsNull(LastChange()),
        IsNull(Last("a", "x")),
        Did("a"),
        BaselineReady(),
    ],
)
def test_what_a_log_alone_cannot_answer_is_refused(condition: Condition) -> None:
    """The run, the history and properties that were not kept are beyond an event and its traits."""
    with pytest.raises(Unanswerable):
        condition_sql(condition, VOCABULARY)


@pytest.mark.parametrize(
    ("signal", "expected"),
    [
        (Every(), [True, True, True]),
        (Named("a"), [True, True, False]),
        (Named("never heard"), [False, False, False]),
        (Named("a", AN_X), [True, False, False]),
        (AnyOf((Named("b"), Named("a", AN_X))), [True, False, True]),
    ],
)
def test_signals_are_never_null(open_log: OpenLog, signal: Signal, expected: list[bool]) -> None:
    """A condition that is null does not match."""
    events = open_log([("anna", "a", 0, {"x": "x"}), ("anna", "a", 1, {}), ("anna", "b", 2, {})]).events
    found = events.rows(f"SELECT {matches(signal, events.vocabulary)} FROM events ORDER BY at_us")  # noqa: S608 - as above
    assert [value for (value,) in found] == expected
    assert holds(None, events.vocabulary) == "TRUE"


@pytest.mark.parametrize(
    "signal", [AllOf((Named("a"), Named("b"))), When(AN_X), Named("b", IsNull(Name("", ("not kept",))))]
)
def test_signals_of_more_than_one_event_are_refused(signal: Signal) -> None:
    """So is a condition on a property that was not kept, even on a name never heard."""
    with pytest.raises(Unanswerable):
        matches(signal, VOCABULARY)


def test_a_trait_is_the_latest_set_at_or_before_the_event(open_log: OpenLog) -> None:
    """Set between two events of one instant, changed, and cleared; others' traits do not matter."""
    events = open_log(
        [("anna", "a", s, {}) for s in (0, 5, 5, 9, 20)] + [("boris", "a", 30, {})],
        [
            ("anna", "plan", 5, 1.5, "basic"),
            ("anna", "plan", 9, 99, "too late in arrival"),
            ("anna", "plan", 8, 98, 2.0),
            ("anna", "plan", 15, 97, None),
            ("anna", "age", 0, -1, 40.0),
            ("vera", "plan", 0, 0, "no events"),
        ],
    ).events
    assert events.vocabulary.traits == ("age", "plan")
    plan = events.rows("SELECT trait_t1, trait_n1 FROM events ORDER BY c, at_us, arrival")
    nothing = (None, None)
    assert plan == [nothing, nothing, ("basic", None), (None, 2.0), nothing, nothing]


def test_traits_answer_conditions(open_log: OpenLog) -> None:
    """A trait that nobody was ever given is null."""
    events = open_log([("anna", "a", 5, {})], [("anna", "plan", 0, 0, "basic")]).events
    basic = Compare("=", Name("traits", ("plan",)), Constant("basic"))
    unknown = IsNull(Name("traits", ("unknown",)))
    sql = condition_sql(And((basic, unknown)), events.vocabulary)
    assert events.rows(f"SELECT {sql} FROM events") == [(True,)]  # noqa: S608 - as above
