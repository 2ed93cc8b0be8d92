"""The front door says what is wrong before anything half-made is left behind."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest
from tests.unit.house.repository import ROOT


def make(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run make in the repository; an outer make does not lend its flags."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    return subprocess.run(
        ["make", *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def fake_python(folder: Path, body: str) -> Path:
    """A command in place of python, written in shell."""
    file = folder / "python"
    file.write_text(f"#!/bin/sh\n{body}\n")
    file.chmod(0o755)
    return file


def test_help_lists_every_target() -> None:
    """`make` alone names each target with a line on what it does."""
    text = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.search(r"^\.PHONY: (.+)$", text, re.MULTILINE)[1].split())  # type: ignore[index]  # it is there
    assert targets <= set(re.findall(r"^  make ([a-z-]+)", make().stdout, re.MULTILINE))


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (
            "case $1 in --version) echo Python 3.9.2;; *) exit 1;; esac",
            "needs Python 3.11 or newer; .* is: Python 3.9.2",
        ),
        ('case "$2" in *ensurepip*) exit 1;; esac', "has no venv"),
        ("exit 127", "needs Python 3.11 or newer"),
    ],
)
def test_a_python_that_will_not_do_is_named(tmp_path: Path, body: str, said: str) -> None:
    """Too old, without venv or not there: the message says so, says how to mend it, and nothing is left."""
    environment = tmp_path / "venv"
    done = make("demo", f"PYTHON={fake_python(tmp_path, body)}", f"VENV={environment}")
    assert done.returncode != 0
    assert re.search(said, done.stderr)
    assert not environment.exists()
