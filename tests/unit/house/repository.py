"""The files of the repository, as git sees them: what is kept, and what is new and not ignored."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[3]


@cache
def files() -> tuple[Path, ...]:
    """Every file that is or would be committed."""
    command = ["git", "-C", str(ROOT), "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = (ROOT / name for name in listed.split("\0") if name)
    return tuple(sorted(file for file in found if file.is_file()))


def text_of(file: Path) -> str | None:
    """The text of a file, or None where it is none."""
    try:
        return file.read_text("utf-8")
    except UnicodeDecodeError:
        return None
