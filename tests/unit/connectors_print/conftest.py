"""A real Chromium for the printer's tests; where there is none they are skipped, and say how to mend it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tropa.connectors.print import Chromium, find_chromium
from tropa.ports.printer import NoPrinter


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder in which the printer makes its own; empty, so that what is left there is seen.

    Its path is short: Chromium puts a socket there, whose name may have a hundred characters.
    """
    assert tmp_path.is_dir()  # made by now, where it always is
    with tempfile.TemporaryDirectory(prefix="t") as folder:
        monkeypatch.setattr("tempfile.tempdir", folder)
        yield Path(folder)


@pytest.fixture
def program() -> str:
    """An installed Chromium."""
    try:
        return find_chromium(os.environ)
    except NoPrinter as error:
        pytest.skip(f"BROWSER TESTS LEFT OUT: {error}; `apt-get install chromium fonts-noto-core` mends it")


@pytest.fixture
def printer(program: str, temporary: Path) -> Chromium:
    """The printer through it."""
    assert temporary.is_dir()
    return Chromium(program, os.environ)
