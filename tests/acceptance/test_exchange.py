"""Comparing versions and exchanging with other tools, as a program: streams, exit codes, files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.acceptance.conftest import Tropa

OLD = """\
journey: order
stages: [{id: first, title: First}]
touchpoints:
  welcome: {stage: first, title: Welcome, channel: sms, communication: Hello, evaluation: {expect: 60 %}}
  nudge: {stage: first, title: Reminder, channel: [push, sms]}
"""
NEW = OLD.replace("60 %", "70 %")


def write(folder: Path, name: str, text: str) -> str:
    """A file in the folder; its name."""
    (folder / name).write_text(text, encoding="utf-8")
    return name


@pytest.fixture
def versions(tmp_path: Path) -> tuple[str, str]:
    """Two versions of a journey."""
    return write(tmp_path, "old.yaml", OLD), write(tmp_path, "new.yaml", NEW)


def test_diff_tells_what_changed_and_ends_with_0(tropa: Tropa, versions: tuple[str, str]) -> None:
    """The difference on stdout, the sum on stderr, and no error: a difference is no fault."""
    said = tropa("diff", *versions)
    assert said.code == 0
    assert said.out.splitlines() == ["Touchpoints", "  ~ “Welcome” evaluation.expect: 60 % → 70 %"]
    assert "1" in said.err


def test_diff_with_exit_code_ends_with_1_where_there_is_one(tropa: Tropa, versions: tuple[str, str]) -> None:
    """``--exit-code`` tells a script by the exit code: 1 different, 0 the same."""
    old, new = versions
    assert tropa("diff", old, new, "--exit-code").code == 1
    assert tropa("diff", old, old, "--exit-code").code == 0


def test_diff_speaks_to_programs(tropa: Tropa, versions: tuple[str, str]) -> None:
    """JSON has kind, both places, both values and an English message, whatever language people read."""
    assert tropa("diff", *versions, "--format", "json", "--lang", "fa").data == {
        "differences": [
            {
                "kind": "changed",
                "path": "touchpoints.welcome.evaluation.expect",
                "was": "touchpoints.welcome.evaluation.expect",
                "old": "60 %",
                "new": "70 %",
                "message": "touchpoints.welcome.evaluation.expect: 60 % -> 70 %",
            }
        ]
    }


def test_diff_reads_one_version_from_standard_input(tropa: Tropa, versions: tuple[str, str]) -> None:
    """What git shows can be piped in on either side; on both sides it cannot."""
    old, new = versions
    assert tropa("diff", "-", new, stdin=OLD.encode()).out == tropa("diff", old, new).out
    assert tropa("diff", old, "-", stdin=NEW.encode()).out == tropa("diff", old, new).out
    assert tropa("diff", "-", "-").code == 2


def test_diff_draws_a_page(tropa: Tropa, versions: tuple[str, str], tmp_path: Path) -> None:
    """``--out`` writes the page beside the text; an ending that no page has is refused before anything is read."""
    assert tropa("diff", *versions, "--out", "changes.html").code == 0
    assert "<del>" in (tmp_path / "changes.html").read_text("utf-8")
    assert tropa("diff", *versions, "--out", "changes.docx").code == 2


def test_diff_refuses_what_cannot_be_read(tropa: Tropa, versions: tuple[str, str], tmp_path: Path) -> None:
    """A version with an error ends with 2 and its place; so does a file that is not there."""
    bad = write(tmp_path, "bad.yaml", "journey: bad\ntouchpionts: {}\n")
    said = tropa("diff", versions[0], bad)
    assert said.code == 2
    assert "bad.yaml:2:1" in said.err
    assert tropa("diff", versions[0], "nowhere.yaml").code == 2


@pytest.mark.parametrize("ending", ["xml", "jsonld"])
def test_a_map_goes_out_and_comes_back(tropa: Tropa, versions: tuple[str, str], tmp_path: Path, ending: str) -> None:
    """What ``map`` writes ``import`` reads; what is lost is said; what comes back can be read by all."""
    written = tropa("map", versions[0], "--out", f"order.{ending}")
    assert written.code == 0
    assert "touchpoints.welcome.evaluation" in written.err
    back = tropa("import", f"order.{ending}", "--out", "back.yaml")
    assert (back.code, back.out) == (0, "")
    text = (tmp_path / "back.yaml").read_text("utf-8")
    assert text.startswith("journey: order\n")
    assert "welcome:" in text
    found = tropa("check", "back.yaml", "--format", "json").data["findings"]
    assert not [one for one in found if one["level"] == "E"]


def test_import_tells_losses_to_programs(tropa: Tropa, tmp_path: Path) -> None:
    """JSON holds the definition and each loss with its reason; the id asked for is the journey's."""
    graph = {"@type": "Journey", "@id": "urn:x", "label": "X", "tags": ["a"]}
    name = write(tmp_path, "x.jsonld", json.dumps(graph))
    data = tropa("import", name, "--journey", "mine", "--format", "json").data
    assert data["definition"].startswith("journey: mine\n")
    assert [(loss["what"], loss["why"]) for loss in data["losses"]] == [
        ("Journey.tags", "interchange.why.no_place_here")
    ]


def test_import_refuses_what_it_cannot_read(tropa: Tropa, tmp_path: Path) -> None:
    """An ending nobody reads, a file that is not there, a broken file with its line, a file that exists: 2 each."""
    broken = write(tmp_path, "broken.xml", "<CJML>\n<x>")
    assert tropa("import", "x.docx").code == 2
    assert tropa("import", "nowhere.xml").code == 2
    said = tropa("import", broken)
    assert said.code == 2
    assert said.err.startswith("broken.xml:2: ")
    assert tropa("import", broken, "--out", broken).code == 2
    assert tropa("import", broken, "--journey", "No Id").code == 2
