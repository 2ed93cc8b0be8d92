"""Files of people rewritten in place: whole or not at all, and never over somebody else's change."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


class ChangedMeanwhile(Exception):
    """The file is not what it was when it was read; nothing was written.

    Args:
        path: The file.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.path = path


def rewrite(path: Path, before: bytes, after: bytes) -> None:
    """Put new content in the place of the old.

    A reader sees the old or the new, never a part; the file keeps its permissions, and a link stays a
    link.

    Args:
        path: The file.
        before: Its content as the caller read it.
        after: What it becomes.

    Raises:
        ChangedMeanwhile: It holds something else than ``before`` by now.
        OSError: It cannot be read or written.
    """
    target = path.resolve()
    if target.read_bytes() != before:
        raise ChangedMeanwhile(path)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(after)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(target.stat().st_mode & 0o7777)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
