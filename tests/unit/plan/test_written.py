"""A plan written down is the plan, and tells versions apart by what is measured."""

from __future__ import annotations

from pathlib import Path

import pytest

import tropa.data
from tropa.journey.files import read_definition
from tropa.journey.model.journey import Journey
from tropa.journey.schemes import shipped_schemes
from tropa.plan.compiling import compile_plan
from tropa.plan.plan import Plan
from tropa.plan.written import NoPlan, read_plan, written

SHIPPED = Path(tropa.data.__file__).parent / "examples"
MEASURED = Path(__file__).parents[2] / "assets" / "reality"
FILES = sorted([*SHIPPED.glob("*.yaml"), *MEASURED.glob("*.yaml")])


def plan_of(text: str) -> Plan | None:
    """The plan of a journey; None of what is none."""
    read = read_definition(text.encode(), file="x.yaml", schemes=shipped_schemes())
    return compile_plan(read.value, shipped_schemes()) if isinstance(read.value, Journey) else None


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_is_read_is_what_was_written(path: Path) -> None:
    """Of every shipped and every tested journey; and it is written twice alike."""
    plan = plan_of(path.read_text())
    if plan is not None:
        assert read_plan(written(plan)) == plan
        assert written(read_plan(written(plan))) == written(plan)


def test_a_title_is_no_version_and_a_window_is() -> None:
    """Two texts are the same where no more than words differ."""
    told = "journey: j\ntitle: {title}\nstart: a\ntouchpoints:\n  t: {{channel: web, title: {title}, reached: b, "
    told += "target_action: c, evaluation: {{within: {within}}}}}\n"
    one, titled, later = (
        plan_of(told.format(title=title, within=within))
        for title, within in (("One", "2d"), ("Two", "2d"), ("One", "3d"))
    )
    assert one is not None
    assert titled is not None
    assert later is not None
    assert written(one) == written(titled) != written(later)


FOREIGN = [
    "",
    "{",
    "[]",
    "7",
    '{"is": "Path"}',
    '{"is": "Plan"}',
    '{"is": "Named", "name": "a", "where": null}',
    '{"of": []}',
    "[" * 100_000,
]


@pytest.mark.parametrize("text", FOREIGN, ids=lambda text: text[:12] or "nothing")
def test_what_is_no_plan_is_refused(text: str) -> None:
    """Whatever it is, by one error; nothing is made of a class that plans are not made of."""
    with pytest.raises(NoPlan):
        read_plan(text)
