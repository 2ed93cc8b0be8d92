"""Signals: every form, what nests in what, and what is refused."""

from __future__ import annotations

import pytest
from tests.unit.journey.readings import found, journey, the_problem

from tropa.journey.conditions import Compare, Constant, In, Name, Truth
from tropa.journey.signal_text import MAX_DEPTH, MAX_LENGTH, SignalError, format_signal, parse_signal, split_outside
from tropa.journey.signals import AllOf, AnyOf, AtLeast, Every, Named, Ref, Signal, When, leaves

AMOUNT = Compare(">", Name("", ("amount",)), Constant(0.0))


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("paid", Named("paid")),
        ("Create Fine", Named("Create Fine")),
        ("Оплата прошла", Named("Оплата прошла")),
        ("پرداخت شد", Named("پرداخت شد")),
        ("Create Fine where amount > 0", Named("Create Fine", AMOUNT)),
        ("Create Fine WHERE amount > 0", Named("Create Fine", AMOUNT)),
        ('"a where b" where amount > 0', Named("a where b", AMOUNT)),
        ('"a, b"', Named("a, b")),
        ('"say ""hi"""', Named('say "hi"')),
        ('"paid"', Named("paid")),
        ("'*'", Every()),
        ("*", Every()),
        ("any(a, b)", AnyOf((Named("a"), Named("b")))),
        ("all( a,b )", AllOf((Named("a"), Named("b")))),
        ("all(a)", AllOf((Named("a"),))),
        ("at_least(3, a)", AtLeast(3, (Named("a"),))),
        ("at_least(2, a, b, c)", AtLeast(2, (Named("a"), Named("b"), Named("c")))),
        ("any(all(a, b), at_least(2, c))", AnyOf((AllOf((Named("a"), Named("b"))), AtLeast(2, (Named("c"),))))),
        ("when amount > 0", When(AMOUNT)),
        ("any(when amount > 0, a)", AnyOf((When(AMOUNT), Named("a")))),
        (
            "any(a where b in (1, 2), c)",
            AnyOf((Named("a", In(Name("", ("b",)), (Constant(1.0), Constant(2.0)))), Named("c"))),
        ),
        ("success", Ref(("success",))),
        ("components", Ref(("components",))),
        ("all(components, roles)", AllOf((Ref(("components",)), Ref(("roles",))))),
        ("components.cinema.done", Ref(("components", "cinema", "done"))),
        ("component.done", Ref(("component", "done"))),
        ("role.done", Ref(("role", "done"))),
        ("child.done", Ref(("child", "done"))),
        ("visits.technician.not_ready", Ref(("visits", "technician", "not_ready"))),
        ("changes.less", Ref(("changes", "less"))),
        ("baseline.ready", Ref(("baseline", "ready"))),
        ("order.paid", Named("order.paid")),
        ('"child.done"', Named("child.done")),
        ("any", Named("any")),
        ("when", Named("when")),
        ("Somewhere else", Named("Somewhere else")),
    ],
)
def test_a_signal_is_read(text: str, signal: Signal) -> None:
    """Each form gives its tree; a dotted name is a reference only after a section, a role or a loop variable."""
    assert parse_signal(text, frozenset({"child"})) == signal


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            " ",
            "any()",
            "any(a,)",
            "any(a",
            "a)",
            "any(a, b",
            "at_least(a)",
            "at_least(0, a)",
            "at_least(3, a, b)",
        ),
        *("at_least(2)", "at_least(-1, a)", "it's paid", "a, b", "a where", "a where ", "a where amount >"),
        *("when a +", "'a'", '"a', '"a" "b"', '"a", "b"', '""', '" a"', "a (b)", "any(a) or b", "a where b = 1)"),
        *(f"{'any(' * (MAX_DEPTH + 1)}a{')' * (MAX_DEPTH + 1)}", "x" * 201, f"a where b in ({'1,' * MAX_LENGTH}1)"),
    ],
)
def test_what_is_no_signal_is_refused(text: str) -> None:
    """No infix, no empty member, no half quote: the part that cannot stand there is told."""
    with pytest.raises(SignalError) as raised:
        parse_signal(text)
    assert len(raised.value.met) <= 80


def test_names_that_would_read_as_something_else_are_quoted() -> None:
    """The canonical text of an event is that event again, whatever it is called."""
    for name in ("success", "*", "when ready", "when", "any(a)", "a where b = 1", "child.done", "a, b", '"', "it's"):
        assert parse_signal(format_signal(Named(name)), frozenset({"child"})) == Named(name)
        assert parse_signal(format_signal(Named(name, AMOUNT)), frozenset({"child"})) == Named(name, AMOUNT)
    assert format_signal(Named("Create Fine")) == "Create Fine"


def test_the_long_form_names_an_event() -> None:
    """`{event: ...}` is a name whatever it holds; anything else in a map is refused."""
    start = journey('start: {event: "any(a, b)"}').start
    assert start is not None
    assert start.for_ == Named("any(a, b)")
    exits = journey("exit:\n  left: {event: success}\n").exit
    assert exits["left"].for_ == Named("success")
    assert found("journey: a\nindicators: {i: {share: {evnt: a}}}\n") == [("PA08", 2, 25)]


def test_a_phrase_is_a_signal_in_a_file_without_quotes() -> None:
    """Spaces, any script and ` where ` need no quotes in block style."""
    start = journey("start: Create Fine where amount > 0\n").start
    assert start is not None
    assert start.for_ == Named("Create Fine", AMOUNT)


def test_roles_make_dotted_names_references() -> None:
    """`child.done` means the role where there is one, and an event where there is none."""
    with_role = journey(
        "roles: {owner: , child: {done: opened}}\nstart: child.done".replace("owner: ,", "owner: {},")
    )
    without = journey("start: child.done")
    assert with_role.start is not None
    assert without.start is not None
    assert (with_role.start.for_, without.start.for_) == (Ref(("child", "done")), Named("child.done"))


def test_a_refused_signal_is_told_with_its_part() -> None:
    """The problem stands at the value and names the part that cannot be read."""
    problem = the_problem("journey: a\nsuccess: any(paid, it's)\n")
    assert (problem.rule, problem.span.line, problem.span.column) == ("PA08", 2, 10)
    assert (problem.params["expected"], problem.params["part"]) == ("signal", "it's")


def test_leaves_are_told_in_reading_order() -> None:
    """The innermost parts of a nested signal, from left to right."""
    signal = parse_signal("any(a, all(b where c = 1, when d), success)")
    assert [type(leaf).__name__ for leaf in leaves(signal)] == ["Named", "Named", "When", "Ref"]
    assert leaves(parse_signal("when d")) == (When(Truth(Name("", ("d",)))),)


def test_signs_are_cut_outside_quotes_and_brackets_only() -> None:
    """A comma in quotes or brackets separates nothing."""
    assert split_outside("a, 'b,c', (d, e), f", ",") == ["a", " 'b,c'", " (d, e)", " f"]
