"""``tropa new``: three questions at a terminal, from lines, from options, or none at all."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.acceptance.conftest import Tropa

TEMPLATES = ("approval", "bundle", "by-hand", "observed", "self-service", "visit")


@pytest.mark.parametrize(("name", "language"), list(zip(TEMPLATES, ["en", "ru", "fa"] * 2, strict=True)))
def test_a_template_without_answers_is_a_good_start(tropa: Tropa, name: str, language: str) -> None:
    """Nothing is asked; the file checks without an error, and what remains is told."""
    said = tropa("new", "fresh", "--from", name, "--yes", "--lang", language)
    assert said.code == 0, said.err
    assert said.out == ""
    assert "tropa interview fresh.yaml" in said.err
    checked = tropa("check", "fresh.yaml", "--format", "json").data
    assert [finding for finding in checked["findings"] if finding["level"] == "E"] == []
    assert 0 < checked["completeness"]["fresh"] < 1


def test_answers_may_come_as_lines(tropa: Tropa, tmp_path: Path) -> None:
    """A line a question; an empty one takes what stands in brackets, and so does the end of the input."""
    said = tropa("new", "fresh", "--from", "bundle", "--lang", "ru", stdin="Тариф «Дом»: всё\n\n".encode())
    assert said.code == 0, said.err
    assert "1/3  Что заказали ваши клиенты? [Premium]" in said.err
    text = (tmp_path / "fresh.yaml").read_text(encoding="utf-8")
    assert "title: 'Активация: Тариф «Дом»: всё'" in text
    assert "app: Кино" in text
    assert "app: Музыка" in text


def test_answers_may_come_as_options(tropa: Tropa, tmp_path: Path) -> None:
    """What is answered on the command line is not asked again."""
    said = tropa(
        "new", "fresh", "--from", "approval", "--answer", "within=2h", "--answer", "what=A loan", stdin=b"\n"
    )
    assert said.code == 0, said.err
    assert "1/1  Who says yes or no?" in said.err
    text = (tmp_path / "fresh.yaml").read_text(encoding="utf-8")
    assert "up_to: 2h" in text
    assert "title: 'Purchase with approval: A loan'" in text


def test_a_template_fits_the_workspace_around_it(tropa: Tropa, tmp_path: Path) -> None:
    """In a workspace that has only letters, no channel is named that it does not know."""
    (tmp_path / "workspace.yaml").write_text("workspace: here\nchannels: {letter: {}, email: {}}\n", encoding="utf-8")
    said = tropa("new", "fresh", "--from", "visit", "--yes")
    assert said.code == 0, said.err
    assert "RE01" not in said.err
    assert " E " not in tropa("check", "fresh.yaml").out
    assert "sms" not in (tmp_path / "fresh.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "stdin", "says"),
    [
        (("--from", "moon"), "", "bundle: Several services in one order"),
        (("--from", "moon"), "", "lifecycle: A client’s whole life"),
        (("--from", "bundle", "--answer", "product"), "", "ID=VALUE"),
        (("--from", "bundle", "--answer", "colour=red"), "", "product, first_app, second_app"),
        (("--from", "approval", "--answer", "within=soon"), "", "30m, 4h, 3d or 2w"),
        (("--from", "approval", "--answer", "what=a", "--answer", "decider=b"), "soon\n", "line 1 of the input"),
        (("--from", "lifecycle", "--answer", "product=x"), "", "--from TEMPLATE"),
        (("--out", "nowhere/fresh.yaml"), "", "there is no folder nowhere"),
    ],
)
def test_what_cannot_be_done_ends_with_2_and_writes_nothing(
    tropa: Tropa, tmp_path: Path, arguments: tuple[str, ...], stdin: str, says: str
) -> None:
    """A sentence on stderr that says what to do, no traceback, no file."""
    said = tropa("new", "fresh", *arguments, stdin=stdin.encode())
    assert said.code == 2, said
    assert says in said.err
    assert "Traceback" not in said.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["lifecycle", "toolbox-manual", "traffic-fines"])
def test_an_example_is_copied_whole(tropa: Tropa, tmp_path: Path, name: str) -> None:
    """Under a new id, without a question, and with the workspace that it refers to: nothing is found in it."""
    said = tropa("new", "fresh", "--from", name)
    assert said.code == 0
    assert "written: workspace.yaml" in said.err
    assert "the whole map is filled in" in said.err
    assert (tmp_path / "fresh.yaml").read_text(encoding="utf-8").startswith("journey: fresh\n")
    assert tropa("check", "fresh.yaml", "--strict").code == 0


def test_an_example_leaves_a_workspace_that_is_there(tropa: Tropa, tmp_path: Path) -> None:
    """It is not written over; what it does not declare is told."""
    own = "workspace: here\nteams: {we: {}}\n"
    (tmp_path / "workspace.yaml").write_text(own, encoding="utf-8")
    said = tropa("new", "fresh", "--from", "instalment")
    assert said.code == 0
    assert "RE01" in said.err
    assert (tmp_path / "workspace.yaml").read_text(encoding="utf-8") == own


def test_a_folder_takes_a_file_of_the_journeys_name(tropa: Tropa, tmp_path: Path) -> None:
    """``--out FOLDER`` writes into it."""
    (tmp_path / "plans").mkdir()
    said = tropa("new", "fresh", "--out", "plans")
    assert said.code == 0
    assert "written: plans/fresh.yaml" in said.err
    assert tropa("new", "fresh", "--out", "plans").code == 2


def test_the_blank_has_every_column_and_the_proof_to_fill_in(tropa: Tropa, tmp_path: Path) -> None:
    """Each key stands there without a value and with what it asks for."""
    assert tropa("new", "fresh").code == 0
    text = (tmp_path / "fresh.yaml").read_text(encoding="utf-8")
    keys = ("communication", "target_action", "evaluation", "responsible", "reached")
    assert [key for key in keys if not re.search(rf"^    {key}: +# \S", text, re.MULTILINE)] == []
