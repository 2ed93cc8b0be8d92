"""Several workers begun by one command, each a process of its own: one alone has one processor's time."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Callable, Sequence
from multiprocessing.connection import wait
from multiprocessing.context import SpawnProcess
from threading import Event

A_LOOK_S = 0.2
"""How often one looks whether somebody asks for an end."""

_SIGNALLED = 128
"""What a shell adds to the number of a signal that ended a process."""


def work_together(n: int, work: Callable[[], int], stopping: Event) -> int:
    """Let processes work until each has come to its end, or somebody asks for it; where one fails, all end.

    Args:
        n: How many.
        work: What each does; its exit code. It can be pickled, and ends where it is sent SIGTERM.
        stopping: Set when somebody asks for an end.

    Returns:
        The exit code of the first that failed; else 0.
    """
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_do, args=(work,)) for _ in range(n)]
    for process in processes:
        process.start()
    try:
        _watch(processes, stopping)
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.join()
    failed = next((code for process in processes if (code := process.exitcode)), 0)
    return failed if failed >= 0 else _SIGNALLED - failed


def _watch(processes: Sequence[SpawnProcess], stopping: Event) -> None:
    """Wait until one has failed, all have ended, or somebody asks for an end."""
    while not stopping.is_set():
        at_work = [process.sentinel for process in processes if process.exitcode is None]
        if not at_work or any(process.exitcode for process in processes):
            return
        wait(at_work, A_LOOK_S)


def _do(work: Callable[[], int]) -> None:
    sys.exit(work())
