"""The tutorial works: its commands are run in order, and print what it shows."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.unit.docs.reading import DOCS

TUTORIAL = DOCS / "tutorial" / "first-map.md"


def words(line: str) -> str:
    """A line with its columns one space apart: widths are no promise."""
    return " ".join(line.split())


def run(command: str, folder: Path) -> str:
    """What a command prints, on both streams; it must succeed."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "TROPA_LANG": "en"}
    done = subprocess.run(
        ["bash", "-c", command], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout + done.stderr


def test_the_tutorial_can_be_walked(tmp_path: Path) -> None:
    """Whoever types the tutorial from top to bottom sees what it says he will see."""
    blocks = re.findall(r"^```(console|yaml)\n(.*?)^```$", TUTORIAL.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    assert len(blocks) > 6
    for language, text in blocks:
        if language == "yaml":
            (tmp_path / "fines.yaml").write_text(text, "utf-8")
            continue
        command, *shown = text.removeprefix("$ ").splitlines()
        printed = {words(line) for line in run(command, tmp_path).splitlines()}
        assert [line for line in shown if words(line) not in printed] == [], f"{command} printed {sorted(printed)}"
    assert "<html" in (tmp_path / "report.html").read_text("utf-8")
