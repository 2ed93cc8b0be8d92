"""The tutorial on spreadsheets works: its commands are run in order, and print what it shows."""

from __future__ import annotations

import re
from pathlib import Path

from tests.unit.docs.reading import DOCS, page
from tests.unit.docs.test_tutorial import run, words

from tropa.connectors.sheets import archive, bounds

TUTORIAL = DOCS / "tutorial" / "from-a-spreadsheet.md"


def test_the_tutorial_can_be_walked(tmp_path: Path) -> None:
    """From an ugly table over the interview to a map, to a spreadsheet and back, as the page says it."""
    text = TUTORIAL.read_text("utf-8")
    blocks = re.findall(r"^```(console|text|yaml)\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    assert [kind for kind, _ in blocks].count("console") > 8
    for kind, block in blocks:
        if kind == "text":
            (tmp_path / "answers.txt").write_text(block, "utf-8")
        elif kind == "yaml":
            assert block.removeprefix("touchpoints:\n") in (tmp_path / "bikes.yaml").read_text("utf-8")
        else:
            command, *shown = block.removeprefix("$ ").splitlines()
            printed = {words(line) for line in run(command, tmp_path).splitlines()}
            assert [line for line in shown if words(line) not in printed] == [], (
                f"{command} printed {sorted(printed)}"
            )
    assert "<html" in (tmp_path / "map.html").read_text("utf-8")
    assert (tmp_path / "bikes.yaml").read_text("utf-8").endswith("# asked the shop on Monday\n")


def test_the_limits_of_spreadsheets_are_those_of_the_code() -> None:
    """The how-to tells the sizes at which a workbook is refused."""
    told = page("how-to/spreadsheets.md")
    for limit in (
        f"{archive.MAX_FILE_BYTES // 2**20} MiB",
        f"{archive.MAX_UNPACKED_BYTES // 2**20} MiB",
        f"{bounds.MAX_ROWS:,} rows",
        f"{bounds.MAX_COLUMNS} columns",
    ):
        assert limit in told
