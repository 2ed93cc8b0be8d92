"""The oracle's own reading of conditions and signals."""

from __future__ import annotations

import doctest
import importlib

import pytest

from tropa.journey.conditions import (
    And,
    Compare,
    CompareOp,
    Condition,
    Constant,
    In,
    IsNull,
    Name,
    Not,
    Or,
    Truth,
    Value,
)
from tropa.testing.logs import Log, LogEvent, TraitSet
from tropa.testing.truth import compared, holds

YES, NO, NULL = (Compare("=", Constant("x"), Constant(other)) for other in ("x", "y", None))


@pytest.mark.parametrize("module", ["logs", "truth"])
def test_the_examples_in_the_docstrings_hold(module: str) -> None:
    """Every example of the module gives what it says, and there are some."""
    found = doctest.testmod(importlib.import_module(f"tropa.testing.{module}"))
    assert found.attempted > 0
    assert found.failed == 0


@pytest.mark.parametrize(
    ("left", "op", "right", "truth"),
    [
        (1.0, "=", "1", True),
        (1.0, "=", "1.0", True),
        ("1", "=", "1.0", False),
        ("1", "<=", "1.0", True),
        ("9", "<", "10", True),
        ("9", "<", "a", True),
        ("b", ">", "a", True),
        (1.0, "<", "a", None),
        (1.0, "=", "", None),
        (None, "=", None, None),
        (2.0, ">=", 2.5, False),
        ("A", "!=", "a", True),
    ],
)
def test_values_compare_by_the_rules_of_the_language(
    left: Value, op: CompareOp, right: Value, *, truth: bool | None
) -> None:
    """Number with numeric text as numbers, texts as texts unless ordered and numeric, null with nothing."""
    assert compared(op, left, right) is truth


@pytest.mark.parametrize(
    ("condition", "truth"),
    [
        (And((YES, NULL)), None),
        (And((NO, NULL)), False),
        (And((YES, YES)), True),
        (Or((YES, NULL)), True),
        (Or((NO, NULL)), None),
        (Or((NO, NO)), False),
        (Not(NULL), None),
        (Not(NO), True),
        (In(Constant("x"), (Constant("y"), Constant(None))), None),
        (In(Constant("x"), (Constant("x"), Constant(None))), True),
        (IsNull(Name("", ("nothing",))), True),
        (IsNull(Name("", ("plan",))), False),
        (Truth(Name("", ("nothing",))), None),
        (Truth(Name("", ("paid",))), True),
        (Compare("=", Name("", ("Plan",)), Constant("a")), None),
    ],
)
def test_logic_has_three_values(condition: Condition, *, truth: bool | None) -> None:
    """False wins over null in *and*, true in *or*; only ``is null`` is never null."""
    assert holds(condition, LogEvent("ada", "A", 0, 0, {"plan": "a", "paid": "true"})) is truth


def test_a_trait_is_known_from_its_place_in_the_order_on() -> None:
    """Set at the event's instant it is known if it arrived before; cleared it is null again."""
    log = Log(
        tuple(LogEvent("ada", "A", at_us, arrival) for at_us, arrival in ((5, 0), (5, 2), (9, 3))),
        (
            TraitSet("ada", "tier", "gold", 5, 1),
            TraitSet("ada", "tier", None, 8, 9),
            TraitSet("bob", "tier", "x", 0, 8),
        ),
    )
    assert [event.traits.get("tier") for event in log.told()] == [None, "gold", None]
