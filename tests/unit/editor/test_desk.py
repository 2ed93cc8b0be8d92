"""The desk: a text is judged as ``tropa check`` would judge it, beside what lies on disk."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import tropa.data
from tropa.editor.desk import Desk, Page
from tropa.journey.text.source import MAX_BYTES, MAX_NODES
from tropa.runtime.checking import check
from tropa.runtime.definitions import Shelf, definition_files

TODAY = date(2027, 3, 1)
EXAMPLES = Path(tropa.data.__file__).parent / "examples"


@pytest.fixture
def desk() -> Desk:
    """A desk on a certain day."""
    return Desk(lambda: TODAY)


def rules(desk: Desk, path: Path, text: str) -> list[str]:
    """The rules that tell something of a text."""
    return [told.rule for told in desk.judge(Page(path, text)).told]


def examples(folder: Path) -> Iterator[Path]:
    """The shipped examples in a folder of their own; in each two touchpoints lost who is responsible."""
    shutil.copytree(EXAMPLES, folder / "examples")
    for path in definition_files((folder / "examples",)):
        path.write_text(re.sub("(?m)^ +responsible: .*\n", "", path.read_text("utf-8"), count=2), "utf-8")
        yield path


def test_what_is_told_is_what_check_tells(tmp_path: Path, desk: Desk) -> None:
    """Every example, spoilt, is told word for word what the command line tells of it."""
    paths = list(examples(tmp_path))
    told: set[str] = set()
    shelf = Shelf()
    for checked in check([shelf.load(path) for path in paths], TODAY):
        judged = desk.judge(Page(checked.loaded.path, checked.loaded.path.read_text("utf-8")))
        assert judged.told == checked.told
        told |= {one.rule for one in judged.told}
    assert "RO01" in told


def test_the_text_in_the_editor_counts_not_the_file(tmp_path: Path, desk: Desk) -> None:
    """What was typed and not saved is what is judged."""
    path = tmp_path / "a.yaml"
    path.write_text("journey: a\nnonsense: 1\n", "utf-8")
    assert "PA07" not in rules(desk, path, "journey: a\n")
    assert "PA07" in rules(desk, tmp_path / "not-there.yaml", "journey: a\nnonsense: 1\n")


def test_journeys_of_one_workspace_see_each_other(tmp_path: Path, desk: Desk) -> None:
    """A step that starts a journey nobody has is told once others are known, and no sooner."""
    (tmp_path / "workspace.yaml").write_text("workspace: w\n", "utf-8")
    text = "journey: a\nstart: x\nsuccess: y\nsteps:\n  - start: nowhere\n"
    (tmp_path / "a.yaml").write_text(text, "utf-8")
    alone = rules(desk, tmp_path / "a.yaml", text)
    (tmp_path / "b.yaml").write_text("journey: b\n", "utf-8")
    desk.look_again()
    beside = rules(desk, tmp_path / "a.yaml", text)
    assert sorted(set(beside) - set(alone)) != []
    (tmp_path / "c.yaml").write_text("journey: nowhere\n", "utf-8")
    assert rules(desk, tmp_path / "a.yaml", text) == beside, "what was read from disk is kept until somebody says"
    desk.look_again()
    assert rules(desk, tmp_path / "a.yaml", text) == alone


def test_ids_of_the_workspace_are_known(tmp_path: Path, desk: Desk) -> None:
    """Teams of the nearest workspace can be named, and are proposed."""
    (tmp_path / "workspace.yaml").write_text("workspace: w\nteams:\n  crm: {title: CRM}\n", "utf-8")
    judged = desk.judge(Page(tmp_path / "a.yaml", "journey: a\n"))
    assert desk.names(judged.page, judged).of(("teams",)) == {"crm": "CRM"}
    assert desk.names(judged.page, None).of(("teams",)) == {}


def test_a_folder_that_cannot_be_read_does_not_silence_the_file(tmp_path: Path, desk: Desk) -> None:
    """A broken link beside the file, or a name that no disk has: the text is judged by itself, and that is told."""
    (tmp_path / "broken.yaml").symlink_to(tmp_path / "nowhere.yaml")
    for path in (tmp_path / "a.yaml", Path("/a\x00b/a.yaml")):
        judged = desk.judge(Page(path, "journey: a\nnonsense: 1\n"))
        assert judged.unreadable
        assert "PA07" in [told.rule for told in judged.told]


@pytest.mark.parametrize(
    "text",
    [
        "journey: a\ntitle: \ud83d\n",
        "journey: a\n" + "#" * MAX_BYTES,
        "journey: " + "[" * 100_000,
        "journey: a\n" + "- " * 50_000,
        "journey: a\n" + "a: {" * 20_000,
        "journey: a\n" + "x: 'y\n" * 50_000,
        "journey: a\n" + "title: {\n" * 50_000,
        "journey: a\n" + "".join(" " * n + f"k{n}:\n" for n in range(1_000)),
    ],
    ids=range(8),
)
def test_a_hostile_text_is_judged_within_its_bounds(text: str, desk: Desk) -> None:
    """Halves of characters, files over the limit, brackets without end: told, sketched, and done with."""
    judged = desk.judge(Page(Path("/nowhere/a.yaml"), text))
    assert judged.told
    assert len(judged.page.sketch.marks) <= 100_000


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        ("journey: a\n", True),
        ("# words\n\nworkspace: a\n", True),
        ("'scheme': a\n", True),
        ("journey: a\n" + "#" * MAX_BYTES, True),
        ("version: 3\njourney: a\n", False),
        ("", False),
        ("- journey: a\n", False),
    ],
    ids=range(7),
)
def test_only_definitions_are_ours(text: str, ours: bool) -> None:  # noqa: FBT001  a case
    """The first key says what a file is; the YAML of others is left in peace."""
    assert Page(Path("a.yaml"), text).ours is ours


@pytest.mark.parametrize(
    "text",
    [
        "journey: a\nx: [" + "a\n" * 400_000,
        "journey: a\nx: {" + "ش: 1, " * 170_000,
        "journey: a\n" + "- {\n" * 200_000,
        "journey: a\ntitle: " + "x\n  " * 250_000,
        'a: "\n' * 200_000,
        "- " * 500_000,
        "::" * 500_000,
    ],
    ids=range(7),
)
def test_a_sketch_costs_what_its_text_costs(text: str) -> None:
    """A megabyte made to be dear is sketched, and its places counted, in a second or two."""
    began = time.perf_counter()
    page = Page(Path("a.yaml"), text)
    assert len(page.sketch.marks) <= 2 * MAX_NODES
    assert page.lines.position(page.lines.offset(1, len(text))) >= (0, 0)
    assert time.perf_counter() - began < 15
