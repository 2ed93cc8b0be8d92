"""``--format jsonl``: the lines say what the JSON says, one thing a line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.acceptance.conftest import Said, Tropa
from tests.acceptance.test_fines import FINES, LOG

from tropa.cli.check import FINDING_ROWS
from tropa.cli.reality import REALITY_ROWS
from tropa.cli.sequences import EDGE_ROWS, FUNNEL_ROWS, PATH_ROWS

QUESTIONS = [
    (("measure", "funnel", *LOG, "--step", "Create Fine", "--step", "Payment", "--by", "article"), FUNNEL_ROWS),
    (("measure", "edges", *LOG, "--by", "article"), EDGE_ROWS),
    (("measure", "paths", *LOG, "--by", "article", "--top", "3"), PATH_ROWS),
    (("measure", "reality", FINES, *LOG, "--by", "article"), REALITY_ROWS),
    (("measure", "reality", FINES, *LOG, "--by", "case_id"), REALITY_ROWS),
]


def lines_of(said: Said) -> list[dict[str, Any]]:
    """The lines, of which the last is the summary and no other is."""
    lines: list[dict[str, Any]] = [json.loads(line) for line in said.out.split("\n")[:-1]]
    assert [line["row"] == "summary" for line in lines] == [False] * (len(lines) - 1) + [True]
    return lines


def told(lines: list[dict[str, Any]], kind: str, mark: Mapping[str, object]) -> list[dict[str, Any]]:
    """The lines of a kind that bear this mark alone, without kind and mark."""
    marks = [{name: line[name] for name in ("group", "pooled") if name in line} for line in lines]
    kept = [line for line, own in zip(lines, marks, strict=True) if line["row"] == kind and own == mark]
    return [{name: held for name, held in line.items() if name not in {"row", *mark}} for line in kept]


def as_rows(held: object) -> object:
    """A list as it is; numbers by name as rows of a name and a number."""
    return [{"name": name, "n": n} for name, n in held.items()] if isinstance(held, dict) else held


@pytest.mark.parametrize(("arguments", "kinds"), QUESTIONS, ids=["funnel", "edges", "paths", "reality", "rest"])
def test_the_lines_hold_what_the_json_holds(tropa: Tropa, arguments: tuple[str, ...], kinds: dict[str, str]) -> None:
    """Put together again by kind and group, the lines give the JSON of the same question."""
    lines, whole = lines_of(tropa(*arguments, "--format", "jsonl")), tropa(*arguments, "--format", "json").data
    if moves := whole.get("moves"):
        whole |= {name: moves.pop(name) for name in ("pairs", "unmapped_names")}
    rest = whole.pop("other") if not isinstance(whole.get("other", 0), int) else whole.pop("pooled", None)
    parts = [({}, whole), *(({"group": group.pop("value")}, group) for group in whole.pop("groups"))]
    for mark, part in [*parts, *([({"pooled": True}, rest)] if rest is not None else [])]:
        for name, kind in kinds.items():
            assert told(lines, kind, mark) == as_rows(part.pop(name, []))
        once = told(lines, "group" if mark else "summary", mark)
        part.pop("value", None)
        assert once == ([part] if part else [])


def test_many_values_leave_a_rest(tropa: Tropa) -> None:
    """Beyond twelve values the rest is one group more, and the runs of all add up."""
    lines = lines_of(tropa("measure", "reality", FINES, *LOG, "--by", "case_id", "--format", "jsonl"))
    groups = [line for line in lines if line["row"] == "group"]
    assert [line.get("pooled", False) for line in groups] == [False] * 12 + [True]
    assert sum(line["runs"] for line in groups) == lines[-1]["runs"]


def test_check_tells_a_finding_a_line(tropa: Tropa, tmp_path: Path) -> None:
    """Each finding is a line, completeness stands in the last one, and the exit code is that of JSON."""
    (tmp_path / "bad.yaml").write_text("journey: bad\nstage: nowhere\nresponsible: nobody\n", encoding="utf-8")
    (tmp_path / "good.yaml").write_text("journey: good\nstart: ordered\n", encoding="utf-8")
    said = tropa("check", "bad.yaml", "good.yaml", "--format", "jsonl")
    whole = tropa("check", "bad.yaml", "good.yaml", "--format", "json")
    lines = lines_of(said)
    assert said.code == whole.code == 2
    assert told(lines, FINDING_ROWS["findings"], {}) == whole.data["findings"]
    once = {name: whole.data[name] for name in ("completeness", "stages", "workspaces")}
    assert lines[-1] == {"row": "summary", **once}
