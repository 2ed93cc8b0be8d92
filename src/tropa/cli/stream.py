"""Lines of a stream as they come, in batches, so that what waits for more is decided meanwhile."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from typing import BinaryIO

MOST_LINES = 1_000
_MOST_BYTES = 1_000_000
"""The longest line that is read whole; the reader refuses much shorter ones."""


class LineStream:
    """Reads a stream in a thread of its own.

    Args:
        stream: Of bytes; it may never end.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._lines: queue.Queue[bytes | None] = queue.Queue(maxsize=10 * MOST_LINES)
        self._number = 0
        self.ended = False
        threading.Thread(target=self._read, args=(stream,), daemon=True).start()

    def _read(self, stream: BinaryIO) -> None:
        while line := stream.readline(_MOST_BYTES):
            self._lines.put(line)
        self._lines.put(None)

    def next(self, patience_s: float) -> list[tuple[int, bytes]]:
        """The lines that are there, with their numbers from 1; where there are none, the first to come in time."""
        return list(self._next(patience_s))

    def _next(self, patience_s: float) -> Iterator[tuple[int, bytes]]:
        for n in range(MOST_LINES):
            if self.ended:
                return
            try:
                line = self._lines.get(timeout=patience_s) if n == 0 else self._lines.get_nowait()
            except queue.Empty:
                return
            if line is None:
                self.ended = True
                return
            self._number += 1
            yield self._number, line
