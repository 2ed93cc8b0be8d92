"""A folder in which each rule is broken once: each is found at its place, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.acceptance.conftest import Tropa
from tests.unit.lint.test_rules import ALL, ASSETS, CLEAN, WORKSPACE

from tropa.lint import Rule
from tropa.testing.planting import TODAY, place, planted, read_planted

ALONE = [rule for rule in ALL if not rule.beside]
IN_COMPANY = [rule for rule in ALL if rule.beside]


def plant(folder: Path, rule: Rule, example: str) -> tuple[str, str, int, int]:
    """Write an example of a rule into a folder; what must be found of the bad one: rule, file, line, column."""
    text = planted(planted(CLEAN, f"journey: {rule.id.lower()}"), example)
    path = folder / f"{rule.id}.yaml"
    path.write_text(text, encoding="utf-8")
    places = read_planted(text, WORKSPACE).places
    at = places[place(rule.bad_at, places)] if example == rule.bad else places["journey",]
    return rule.id, str(path), at.line, at.column


def company(folder: Path, rule: Rule) -> Path:
    """A workspace of its own for a rule that looks at neighbours, with the neighbour in it."""
    own = folder / rule.id
    own.mkdir()
    (own / "workspace.yaml").write_bytes((ASSETS / "workspace.yaml").read_bytes())
    (own / "beside").mkdir()
    (own / "beside" / "beside.yaml").write_text(rule.beside, encoding="utf-8")
    return own


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the clean workspace."""
    (tmp_path / "workspace.yaml").write_bytes((ASSETS / "workspace.yaml").read_bytes())
    return tmp_path


def test_every_planted_fault_is_found_at_its_place_and_nothing_else_is(tropa: Tropa, folder: Path) -> None:
    """One command over the folder finds each fault once: rule, file, line, column."""
    expected = [plant(folder, rule, rule.bad) for rule in ALONE]
    expected += [plant(company(folder, rule), rule, rule.bad) for rule in IN_COMPANY]
    found = tropa("check", str(folder), "--format", "json", "--today", TODAY.isoformat()).data["findings"]
    found = [one for one in found if "beside" not in one["file"]]
    assert sorted((one["rule"], one["file"], one["line"], one["column"]) for one in found) == sorted(expected)


def test_nothing_is_found_in_the_good_examples(tropa: Tropa, folder: Path) -> None:
    """The same folder with the good examples has no finding at all, and the command ends with 0."""
    for rule in ALONE:
        plant(folder, rule, rule.good)
    for rule in IN_COMPANY:
        plant(company(folder, rule), rule, rule.good)
    said = tropa("check", str(folder), "--strict", "--format", "json", "--today", TODAY.isoformat())
    assert [one for one in said.data["findings"] if "beside" not in one["file"]] == []
