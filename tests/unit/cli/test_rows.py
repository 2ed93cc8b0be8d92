"""Answers as lines hold what the answers hold."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tropa.cli.rows import echo_rows, rows_of

KINDS = {"edges": "edge", "starts": "start"}
EDGES: dict[str, Any] = {
    "edges": [{"from": "a", "to": "b", "n": 3}],
    "starts": {"a": 2, "b": 1},
    "groups": [{"value": None, "edges": [{"from": "a", "to": "b", "n": 1}]}, {"value": "x", "edges": [], "runs": 7}],
    "other": {"value": None, "edges": [{"from": "b", "to": "a", "n": 2}], "runs": 1},
    "watermark": "2026-01-01T00:00:00Z",
}


def test_lists_and_counts_by_name_become_lines_and_the_rest_comes_last() -> None:
    """Every row of the answer is one line with its kind; groups say whose they are; the summary ends it."""
    assert list(rows_of(EDGES, KINDS)) == [
        {"row": "edge", "from": "a", "to": "b", "n": 3},
        {"row": "start", "name": "a", "n": 2},
        {"row": "start", "name": "b", "n": 1},
        {"row": "edge", "group": None, "from": "a", "to": "b", "n": 1},
        {"row": "group", "group": "x", "runs": 7},
        {"row": "edge", "pooled": True, "from": "b", "to": "a", "n": 2},
        {"row": "group", "pooled": True, "runs": 1},
        {"row": "summary", "watermark": "2026-01-01T00:00:00Z"},
    ]


@pytest.mark.parametrize(("other", "told"), [(5, {"other": 5}), (None, {})])
def test_a_number_of_other_paths_stays_and_no_rest_is_not_told(other: int | None, told: dict[str, int]) -> None:
    """``other`` is a number in one answer and a group, or nothing, in another."""
    assert list(rows_of({"paths": [], "other": other}, {"paths": "path"})) == [{"row": "summary", **told}]


def test_a_line_is_one_line_whatever_it_holds(capsys: pytest.CaptureFixture[str]) -> None:
    """A name with a line break in it does not break the line, and every script stays as it is."""
    echo_rows({"paths": [{"names": ["a\nb", "заказ"]}]}, {"paths": "path"})
    lines = capsys.readouterr().out.splitlines()
    assert [json.loads(line)["row"] for line in lines] == ["path", "summary"]
    assert "заказ" in lines[0]
