"""Chromium as a process: started alone in its group, with a folder that is thrown away, and always ended.

Commands go into its file 3 and answers come out of its file 4, so that no port is opened that
another program of this machine could speak to.
"""

from __future__ import annotations

import os
import signal
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from io import FileIO
from pathlib import Path

ITS_INPUT, ITS_OUTPUT = 3, 4
"""The files over which ``--remote-debugging-pipe`` speaks."""

FLAGS = (
    "--headless",
    "--remote-debugging-pipe",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-crash-reporter",
    "--no-first-run",
    "--no-default-browser-check",
    "--hide-scrollbars",
    "--font-render-hinting=none",
    "--force-color-profile=srgb",
    # What it would tell or ask of its maker:
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    # What a page would ask of anybody: every address is sent to a port where nobody listens.
    "--proxy-server=127.0.0.1:9",
    "--proxy-bypass-list=<-loopback>",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)

WORDS_KEPT = 400
"""How much of the end of what the program said is kept for an error, in characters."""

GRACE_S, LOOK_S = 2.0, 0.01
"""Seconds that a killed group has to be gone, and between two looks at it."""


@dataclass(frozen=True, slots=True)
class Started:
    """A running Chromium.

    Args:
        pid: Its process, and its group.
        to_it: Where commands are written; does not block, however little it reads.
        from_it: Where its answers are read.
        said: The file with what it said on its standard error.
    """

    pid: int
    to_it: FileIO
    from_it: FileIO
    said: Path

    def last_words(self) -> str:
        """The end of what it said, on one line."""
        text = self.said.read_text("utf-8", errors="replace")
        return " ".join(text.split())[-WORDS_KEPT:]


@contextmanager
def started(program: str, environment: Mapping[str, str]) -> Iterator[Started]:
    """A Chromium for as long as the block lasts; afterwards neither a process nor a file of it is left.

    Args:
        program: Its path.
        environment: Its variables; its temporary folder is added.

    Raises:
        OSError: The program cannot be started.
    """
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="tropa-print-", ignore_cleanup_errors=True))
        its_input, to_it = _pipe(stack)
        from_it, its_output = _pipe(stack)
        os.set_blocking(to_it.fileno(), False)
        said = Path(folder, "said")
        pid = _spawned(program, environment, folder, said, (its_input, its_output))
        stack.callback(_end, pid)
        its_input.close()
        its_output.close()
        yield Started(pid, to_it, from_it, said)


def _spawned(
    program: str, environment: Mapping[str, str], folder: str, said: Path, ends: tuple[FileIO, FileIO]
) -> int:
    """The program, started at the head of a group of its own."""
    its_input, its_output = (end.fileno() for end in ends)
    free = max(its_input, its_output, ITS_OUTPUT) + 1  # a number that no end has, for one of them to wait under
    arguments = [program, *FLAGS, *_unsafe_flags(), f"--user-data-dir={folder}/profile", "about:blank"]
    return os.posix_spawn(
        program,
        arguments,
        {**environment, "TMPDIR": folder},
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
            (os.POSIX_SPAWN_OPEN, 2, str(said), os.O_WRONLY | os.O_CREAT, 0o600),
            (os.POSIX_SPAWN_DUP2, its_output, free),
            (os.POSIX_SPAWN_DUP2, its_input, ITS_INPUT),
            (os.POSIX_SPAWN_DUP2, free, ITS_OUTPUT),
            (os.POSIX_SPAWN_CLOSE, free),
        ],
        setpgroup=0,
    )


def _unsafe_flags() -> tuple[str, ...]:
    """As root Chromium refuses to start with its sandbox."""
    return ("--no-sandbox",) if os.geteuid() == 0 else ()


def _pipe(stack: ExitStack) -> tuple[FileIO, FileIO]:
    """A pipe: the end to read and the end to write, neither inherited unasked."""
    read_end, write_end = os.pipe()
    reader = stack.enter_context(FileIO(read_end, "rb"))
    return reader, stack.enter_context(FileIO(write_end, "wb"))


def _end(pid: int) -> None:
    """End a process and its whole group, and see them gone."""
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    until = time.monotonic() + GRACE_S
    while _lives(pid) and time.monotonic() < until:
        time.sleep(LOOK_S)


def _lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return True
