"""What an answer holds is told field by field."""

from __future__ import annotations

import pytest
from docs.generate.answers import TOLD, answers_page, meanings
from tests.unit.docs.reading import page

from tropa.cli import (
    attribution,
    baseline,
    check,
    compare,
    conformance,
    diff,
    endings,
    matrix,
    reality,
    returning,
    sequences,
    survey,
    timing,
    who,
)
from tropa.measure.breaking import Shift
from tropa.measure.reality import Reality, TouchpointReality

PLAIN = {"StageReality", "IndicatorReality"}
"""Types whose fields have the meaning they have in the types above them."""


@pytest.mark.parametrize("cls", TOLD.values(), ids=lambda cls: cls.__name__)
def test_every_field_has_a_meaning(cls: type) -> None:
    """A field that an answer carries is told in its type's docstring."""
    assert cls.__name__ in PLAIN or [name for name, text in meanings(cls).items() if not text] == []


@pytest.mark.parametrize("cls", [Reality, TouchpointReality, Shift])
def test_the_page_has_a_line_a_field(cls: type) -> None:
    """The reference shows each field and what it means."""
    assert all(f"| `{name}` | {text} |" in answers_page() for name, text in meanings(cls).items())


@pytest.mark.parametrize(
    "command",
    [
        "check",
        "funnel",
        "edges",
        "paths",
        "reality",
        "retention",
        "stickiness",
        "lifecycle",
        "time-to",
        "sessions",
        "matrix",
        "endings",
        "survey",
        "compare",
        "discover",
        "split",
        "conformance",
        "attribution",
        "baseline",
    ],
)
def test_the_json_of_each_command_is_shown(command: str) -> None:
    """Each command that answers in JSON has its shape on the page."""
    assert f"{command} " in page("reference/output.md").split("## JSON")[1]


def test_every_kind_of_line_is_told() -> None:
    """Each ``row`` that ``--format jsonl`` prints stands in the page's section on lines."""
    shapes = (
        check.FINDING_ROWS,
        diff.DIFFERENCE_ROWS,
        sequences.FUNNEL_ROWS,
        sequences.EDGE_ROWS,
        sequences.PATH_ROWS,
        returning.RETENTION_ROWS,
        returning.PERIOD_ROWS,
        timing.MARK_ROWS,
        matrix.EVENT_ROWS,
        endings.ENDING_ROWS,
        survey.WAVE_ROWS,
        compare.STEP_ROWS,
        compare.SIDE_ROWS,
        conformance.CONFORMANCE_ROWS,
        attribution.ATTRIBUTION_ROWS,
        baseline.BASELINE_ROWS,
        reality.REALITY_ROWS,
        who.CUSTOMER_ROWS,
    )
    kinds = {kind for shape in shapes for kind in shape.values()} | {"group", "summary"}
    section = page("reference/output.md").split("## JSON Lines")[1].split("\n## ")[0]
    assert {kind for kind in kinds if f"`{kind}`" not in section} == set()
