"""The command line as a program of its own: what it prints, where, and how it ends."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

TROPA = Path(sys.executable).with_name("tropa")


@dataclass(frozen=True, slots=True)
class Said:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:  # noqa: ANN401  JSON is anything
        """The result as JSON."""
        return json.loads(self.out)


Tropa = Callable[..., Said]


def run_in(folder: Path, *arguments: str, stdin: bytes = b"") -> Said:
    """Run the installed command in a folder."""
    done = subprocess.run([TROPA, *arguments], capture_output=True, input=stdin, cwd=folder, check=False)
    return Said(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture
def tropa(tmp_path: Path) -> Tropa:
    """Runs the installed command in an empty folder."""

    def run(*arguments: str, stdin: bytes = b"") -> Said:
        return run_in(tmp_path, *arguments, stdin=stdin)

    return run
