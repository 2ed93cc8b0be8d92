"""Conditions: what may be said, what it means, and what is refused."""

from __future__ import annotations

import pytest
from tests.unit.journey.readings import problems_of, the_problem

from tropa.journey.condition_error import ConditionError
from tropa.journey.condition_text import MAX_LENGTH, MAX_NESTING, format_condition, parse_condition
from tropa.journey.conditions import (
    And,
    BaselineReady,
    Compare,
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
    history,
    operands,
)
from tropa.journey.expression_text import format_expression, parse_expression
from tropa.journey.model.language import MAX_CONDITIONS
from tropa.journey.predicate import Facts, as_number, compare, holds, normal

A, B, C = (Name("", (name,)) for name in "abc")
ONE, TWO = Constant(1.0), Constant(2.0)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a = 1", Compare("=", A, ONE)),
        ("a == 1", Compare("=", A, ONE)),
        ("a <> 1", Compare("!=", A, ONE)),
        ("a >= 'x'", Compare(">=", A, Constant("x"))),
        ("a = -1.5", Compare("=", A, Constant(-1.5))),
        ("a = 'it''s'", Compare("=", A, Constant("it's"))),
        ("a = true", Compare("=", A, Constant("true"))),
        ("a = null", Compare("=", A, Constant(None))),
        ("a", Truth(A)),
        ("not a", Not(Truth(A))),
        ("a and b and c", And((Truth(A), Truth(B), Truth(C)))),
        ("a and (b and c)", And((Truth(A), Truth(B), Truth(C)))),
        ("a or b and c", Or((Truth(A), And((Truth(B), Truth(C)))))),
        ("(a or b) and c", And((Or((Truth(A), Truth(B))), Truth(C)))),
        ("a in (1, 2)", In(A, (ONE, TWO))),
        ("a not in (1)", Not(In(A, (ONE,)))),
        ("a between 1 and 2", And((Compare(">=", A, ONE), Compare("<=", A, TWO)))),
        ("a not between 1 and 2", Not(And((Compare(">=", A, ONE), Compare("<=", A, TWO))))),
        ("a like 'x%'", Like(A, "x%")),
        ("a not like 'x_'", Not(Like(A, "x_"))),
        ("a is null", IsNull(A)),
        ("a is not null", Not(IsNull(A))),
        ("traits.age > 1", Compare(">", Name("traits", ("age",)), ONE)),
        ("start.plan = event.plan", Compare("=", Name("start", ("plan",)), Name("event", ("plan",)))),
        ("run.visits > 1", Compare(">", Name("run", ("visits",)), ONE)),
        ("component.app = 'x'", Compare("=", Name("component", ("app",)), Constant("x"))),
        ('components."film-night".done', Truth(Name("components", ("film-night", "done")))),
        ("context.page = 'x'", Compare("=", Name("", ("context", "page")), Constant("x"))),
        ('"select" = 1', Compare("=", Name("", ("select",)), ONE)),
        ("имя = 'Анна'", Compare("=", Name("", ("имя",)), Constant("Анна"))),
        ("baseline.ready", BaselineReady()),
        ("changes.last = 'less'", Compare("=", LastChange(), Constant("less"))),
        ("last('paid', 'method') = 'card'", Compare("=", Last("paid", "method"), Constant("card"))),
        ("did('paid')", Did("paid")),
        (
            "did('paid', times => 3, within => '7d', since => 'entry', where => 'a = 1')",
            Did("paid", 3, 604_800, "entry", Compare("=", A, ONE)),
        ),
        ("did('paid', since => '2w')", Did("paid", since="2w")),
        ("not did('overdue', within => '365d')", Not(Did("overdue", within_s=365 * 86_400))),
        ("a = 1 -- a remark", Compare("=", A, ONE)),
    ],
)
def test_a_condition_is_read(text: str, tree: Condition) -> None:
    """Each form of the language gives its tree."""
    assert parse_condition(text) == tree


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "a +",
            "a + 1 = 2",
            "a * 2",
            "-a = 1",
            "a || b",
            "upper(a) = 'X'",
            "count(*)",
            "a::int = 1",
            "a b",
            "a as b",
        ),
        *(
            "cast(a as int) = 1",
            "case when a then b end",
            "a in (select 1)",
            "a in b",
            "exists (select 1)",
            "select 1",
        ),
        *(
            "a is true",
            "a ilike 'x'",
            "a like b",
            "a like 'x' escape 'y'",
            "a between symmetric 1 and 2",
            "a = b = c",
        ),
        *(
            "a is distinct from b",
            "(a, b)",
            "*",
            "a.*",
            "a[1]",
            "$1 = a",
            "a = 'x",
            'a = "x',
            "a = e'x'",
            "a = 1e999",
        ),
        *(
            "a) or (b",
            "a) group by (b",
            "a) limit (1",
            "a) ; drop table (b",
            "a) union select (1",
            "a; b",
            "a /*",
            "a)",
        ),
        *(
            "did()",
            "did(paid)",
            "did('a', 3)",
            "did('a', often => 3)",
            "did('a', times => 0)",
            "did('a', times => -1)",
        ),
        *("did('a', times => 1.5)", "did('a', times => b)", "did('a', within => 7)", "did('a', within => '7 days')"),
        *("did('a', since => 'never')", "did('a', where => 'b +')", "did('a', times => 1, times => 2)", "did('a').b"),
        *("last('a')", "last(a, b)", "last('a', 'b', 'c')", "last('a', 'b') over ()", "date '2024-01-01' = a"),
        *(
            "a" * (MAX_LENGTH + 1),
            "(" * (MAX_NESTING + 1) + "a" + ")" * (MAX_NESTING + 1),
            "not " * 400 + "a",
            "a.b.c.d.e = 1",
        ),
    ],
)
def test_what_a_condition_may_not_say_is_refused(text: str) -> None:
    """Arithmetic, functions, casts, subqueries, other SQL, and ways out of the brackets."""
    with pytest.raises(ConditionError) as raised:
        parse_condition(text)
    assert len(raised.value.met) <= 80


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("A=1", "A = 1"),
        ("a<>1 AND b IS NOT NULL", "a != 1 and not b is null"),
        ("a between 1 and 2", "a >= 1 and a <= 2"),
        ("(a or b) and not (c and a)", "(a or b) and not (c and a)"),
        ("a in (1,'x',null)", "a in (1, 'x', null)"),
        ("a = 0.10 or a = 1e20", "a = 0.1 or a = 1e+20"),
        ("did('a', within => '604800s')", "did('a', within => '1w')"),
        ("did('a', within => '0s')", "did('a', within => '0w')"),
        ('"order id" = 1', '"order id" = 1'),
        ("last('a','b') is null", "last('a', 'b') is null"),
        ("changes.last='x' or baseline.ready", "changes.last = 'x' or baseline.ready"),
        ("a like 'it''s%'", "a like 'it''s%'"),
    ],
)
def test_a_condition_has_one_canonical_text(text: str, canonical: str) -> None:
    """Lower-case keywords, single blanks, only the brackets that are needed."""
    assert format_condition(parse_condition(text)) == canonical


def test_a_switch_looks_at_one_operand() -> None:
    """A property, `last(...)` or `changes.last`; a comparison is more than that."""
    assert parse_expression("traits.plan") == Name("traits", ("plan",))
    assert parse_expression("changes.last") == LastChange()
    assert format_expression(Last("payment_failed", "reason")) == "last('payment_failed', 'reason')"
    for text in ("a = 1", "baseline.ready", "did('a')", "not a"):
        with pytest.raises(ConditionError):
            parse_expression(text)


def test_a_refused_condition_is_told_with_its_part() -> None:
    """The problem stands at the value and names the part that cannot be read."""
    problem = the_problem("journey: a\nsteps:\n  - if: upper(plan) = 'X'\n")
    assert (problem.rule, problem.span.line, problem.span.column) == ("PA08", 3, 9)
    assert problem.params["expected"] == "condition"
    assert problem.params["part"].lower() == "upper(plan)"


def test_refusing_is_silent(capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> None:
    """The parser behind it neither prints nor logs what is refused anyway."""
    for text in ("a) ; drop table (b", "a) group by (b", "a = $x", "select * from b tablesample"):
        with pytest.raises(ConditionError):
            parse_condition(text)
    assert (*capfd.readouterr(), caplog.text) == ("", "", "")


def test_a_file_may_say_only_so_much_in_conditions() -> None:
    """The first condition that is too much is told; reading goes on without the rest."""
    some = "journey: a\nsteps:\n" + f"  - if: a = '{'x' * 980}'\n" * 80 + "nope: x\n"
    first, last = problems_of(some)
    assert (first.rule, first.params["limit"], first.params["most"]) == ("PA02", "conditions", str(MAX_CONDITIONS))
    assert (first.span.line, first.span.column) == (2 + MAX_CONDITIONS // 986 + 1, 9)
    assert (last.rule, last.span.line) == ("PA07", 83)


def test_what_a_condition_looks_at_is_told() -> None:
    """Operands in reading order; looks back into history, but not what they ask of other events."""
    tree = parse_condition("a in (1, b) and not (last('x', 'y') like 'z' or did('w', where => 'c = 1'))")
    assert operands(tree) == (A, ONE, B, Last("x", "y"))
    assert history(tree) == (Last("x", "y"), Did("w", where=Compare("=", C, ONE)))


@pytest.mark.parametrize(
    ("op", "left", "right", "held"),
    [
        ("=", 1.0, "1.0", True),
        ("=", "1", "1.0", False),
        ("<", "9", "10", True),
        ("<", "9", "a", True),
        ("<", "b", "a", False),
        (">", 10.0, "9", True),
        ("=", 1.0, "one", None),
        ("!=", 1.0, "one", None),
        ("=", None, None, None),
        ("<", "", "a", True),
        ("=", "A", "a", False),
        ("=", 1.0, " 1", None),
        ("=", 3.0, "٣", None),
    ],
)
def test_values_compare_by_the_rule(op: str, left: Value, right: Value, held: bool | None) -> None:  # noqa: FBT001  a truth value is expected
    """Number with numeric text as numbers; two numeric texts as numbers in order, as texts under `=`."""
    assert compare(op, left, right) is held  # type: ignore[arg-type]  # parametrized over the operators


def test_any_property_is_text_number_or_nothing() -> None:
    """Truth values are their text, numbers are finite or nothing, all else is its text."""
    given = [normal(value) for value in (None, True, False, 3, 2.5, "x", float("inf"), 10**400, ["a"])]
    assert given == [None, "true", "false", 3.0, 2.5, "x", None, None, "['a']"]
    assert [as_number(value) for value in ("1e3", "1e999", "x", 2.0, None)] == [1000.0, None, None, 2.0, None]


class Known:
    """A past in which one event was heard."""

    def did(self, look: Did) -> bool:
        """Whether it is that event."""
        return look.event == "paid"

    def last(self, look: Last) -> Value:
        """Its property."""
        return f"{look.event}.{look.prop}"

    def baseline_ready(self) -> bool:
        """It is."""
        return True

    def last_change(self) -> Value:
        """None yet."""
        return None


@pytest.mark.parametrize(
    ("text", "with_past", "without"),
    [
        ("did('paid')", True, None),
        ("did('left')", False, None),
        ("last('paid', 'method') = 'paid.method'", True, None),
        ("baseline.ready", True, None),
        ("changes.last is null", True, True),
        ("did('left') and missing", False, None),
    ],
)
def test_without_a_past_looks_back_are_unknown(text: str, with_past: bool | None, without: bool | None) -> None:  # noqa: FBT001  truth values are expected
    """What nothing is known of is neither true nor false."""
    condition = parse_condition(text)
    assert holds(condition, Facts({}, past=Known())) is with_past
    assert holds(condition, Facts({})) is without


def test_names_are_looked_up_in_their_scope() -> None:
    """Bare and `event.` names are the event's properties, case-sensitive; other scopes their own."""
    told = Facts({"Plan": "x", "context.page": "y"}, {"traits": {"plan": "z"}})
    for text in ("Plan = 'x'", "event.Plan = 'x'", "traits.plan = 'z'", "context.page = 'y'"):
        assert holds(parse_condition(text), told) is True
    for text in ("plan = 'x'", "traits.Plan = 'x'", "start.plan = 'z'"):
        assert holds(parse_condition(text), told) is None
