"""The tutorial on analysing works: its commands are run in order, and print what it shows."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from tests.acceptance.test_complete_journey import wheel
from tests.unit.docs.reading import DOCS
from tests.unit.docs.test_tutorial import run, words

__all__ = ["wheel"]

pytestmark = pytest.mark.network

FOLDER = DOCS / "tutorial"
BLOCK = re.compile(r"^```(console|yaml)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def test_the_tutorial_on_analysing_can_be_walked(tmp_path: Path, wheel: Path) -> None:
    """Whoever types it from top to bottom, both logs, sees what it says, and ends with a report that stands alone."""
    shutil.copy(wheel, tmp_path / wheel.name)
    shutil.copy(FOLDER / "households.sql", tmp_path)
    blocks = BLOCK.findall((FOLDER / "analyse-a-log.md").read_text("utf-8"))
    assert len(blocks) > 12
    for language, text in blocks:
        if language == "yaml":
            (tmp_path / "campaign.yaml").write_text(text, "utf-8")
            continue
        commands = [line.removeprefix("$ ") for line in text.splitlines() if line.startswith("$ ")]
        shown = [line for line in text.splitlines() if not line.startswith("$ ")]
        printed = {words(line) for command in commands for line in run(command, tmp_path).splitlines()}
        assert [line for line in shown if words(line) not in printed] == [], f"{commands} printed {sorted(printed)}"
    page = (tmp_path / "report.html").read_text("utf-8")
    assert 'id="flows"' in page
    assert 'id="retention"' in page
