"""A program at a pseudo terminal: what it shows is read, what a person types is sent."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.acceptance.conftest import TROPA

PATIENCE_S = 30.0


class Terminal:
    """One program and the terminal it believes to be at."""

    def __init__(self, arguments: tuple[str, ...], folder: Path) -> None:
        self.screen = ""
        self._read_to = 0
        self._main, child = pty.openpty()
        environment = {**os.environ, "TERM": "dumb", "NO_COLOR": "1", "COLUMNS": "100", "LINES": "40"}
        self._process = subprocess.Popen(
            [TROPA, *arguments],
            stdin=child,
            stdout=child,
            stderr=child,
            cwd=folder,
            env=environment,
            start_new_session=True,
            preexec_fn=lambda: _take(child),  # noqa: PLW1509  one thread, and Ctrl-C needs a controlling terminal
        )
        os.close(child)

    def waits_for(self, text: str) -> None:
        """Read until a text comes that was not read before.

        Raises:
            AssertionError: It does not come in time.
        """
        until = time.monotonic() + PATIENCE_S
        while (at := self.screen.find(text, self._read_to)) < 0:
            assert time.monotonic() < until, f"{text!r} did not come; the screen: {self.screen}"
            if not self._read():
                raise AssertionError(f"it ended before {text!r}; the screen: {self.screen}")
        self._read_to = at + len(text)

    def types(self, line: str) -> None:
        """Type a line, once a line is asked for."""
        self.waits_for("> ")
        os.write(self._main, f"{line}\n".encode())

    def interrupts(self, text: str) -> None:
        """Press Ctrl-C until a text comes, once a line is asked for: an editor of lines may lose one at its start."""
        self.waits_for("> ")
        for _ in range(10):
            os.write(self._main, b"\x03")
            if self._says_more(PATIENCE_S / 10):
                break
        self.waits_for(text)

    def ends(self) -> int:
        """The exit code."""
        while self._read():
            pass
        return self._process.wait(timeout=PATIENCE_S)

    def close(self) -> None:
        """End what still runs."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        os.close(self._main)

    def _says_more(self, patience_s: float) -> bool:
        waiting = select.poll()
        waiting.register(self._main, select.POLLIN)
        return bool(waiting.poll(patience_s * 1_000))

    def _read(self) -> bool:
        try:
            read = os.read(self._main, 65_536) if self._says_more(PATIENCE_S) else b""
        except OSError:  # Linux says so when nobody is left at the other end
            return False
        self.screen += read.decode("utf-8", "replace").replace("\r\n", "\n")
        return bool(read)


def _take(child: int) -> None:
    """Make the terminal the one that Ctrl-C is pressed at."""
    import fcntl  # noqa: PLC0415  it runs in the child
    import termios  # noqa: PLC0415

    fcntl.ioctl(child, termios.TIOCSCTTY, 0)


@contextmanager
def at_a_terminal(folder: Path, *arguments: str) -> Iterator[Terminal]:
    """The command line at a terminal of its own."""
    terminal = Terminal(arguments, folder)
    try:
        yield terminal
    finally:
        terminal.close()
