"""The process that is killed: it takes the story in, takes turns, and hands over, hour by hour.

It is forked from a server that has read the program already, so that a hundred of them cost
little; it is a process of its own all the same, and SIGKILL leaves it no time for anything.
"""

from __future__ import annotations

import os
import resource
import signal
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from multiprocessing.sharedctypes import Synchronized
from multiprocessing.synchronize import Event, Semaphore
from pathlib import Path
from time import monotonic, sleep
from typing import TypeAlias, TypeVar

from tests.faults.story import VERSION, hours

from tropa.channels.file import FileChannel, line_of
from tropa.connectors.segment import read_call
from tropa.ports.channel import HandedOver, Letter
from tropa.ports.state import StateStore, StoreUnavailable
from tropa.runtime.advancing import TurnSize
from tropa.runtime.ingesting import Ingesting
from tropa.runtime.published import edition_of
from tropa.runtime.working import Worker
from tropa.stores.opening import open_store
from tropa.testing.world import MONDAY

T = TypeVar("T")
At: TypeAlias = Callable[[str], None]

A_WHILE, A_MOMENT = timedelta(seconds=5), timedelta(microseconds=1)

POINTS = (
    "store.appended",
    "store.loaded",
    "store.written",
    "store.before_commit",
    "store.after_commit",
    "store.leased_messages",
    "store.settled",
    "work.leased",
    "work.turned",
    "work.leased_messages",
    "work.handed_over",
    "work.settled",
)
"""Where a process can be killed: within the store's transactions, and between the steps of the work."""


@dataclass(slots=True)
class Kill:
    """Kills its own process when it has come to a point for the n-th time.

    Args:
        point: One of ``POINTS``.
        nth: From 1.
        by: The signal; SIGSTOP lets it hang there, as a machine does that swaps.
    """

    point: str
    nth: int = 1
    by: signal.Signals = signal.SIGKILL
    passed: Counter[str] = field(default_factory=Counter)

    def at(self, room: str) -> At:
        """What is called at the points of a room."""

        def pass_by(point: str) -> None:
            self.passed[f"{room}.{point}"] += 1
            if self.passed[self.point] == self.nth and f"{room}.{point}" == self.point:
                os.kill(os.getpid(), self.by)

        return pass_by


class OnceOnly(FileChannel):
    """A file that stands for a provider of SMS: nobody knows whether what it is given again is the same."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.repeats_safely = False

    def deliver(self, letters: Sequence[Letter]) -> Sequence[HandedOver]:
        """Write letters without looking what is there."""
        with self.path.open("ab") as file:
            file.write(b"".join(map(line_of, letters)))
        return [HandedOver("sent")] * len(letters)


@dataclass(frozen=True, slots=True)
class Errand:
    """What a process is to do: to live through the story, from where the store has come to.

    Args:
        url: In which store.
        out: The file that messages go into.
        name: Who it is, among workers.
        kill: Where it dies, if it does.
        careful: Whether the channel is one to which nothing may be given twice.
        tried: Is told each time the store does not answer; the process tries again then.
    """

    url: str
    out: Path
    name: str
    kill: Kill | None = None
    careful: bool = False
    tried: Semaphore | None = None

    def run(self) -> None:
        """Do it."""
        points = self.kill or Kill("nowhere")
        with closing(self._until_answered(partial(open_store, self.url, points.at("store")))) as store:
            self._until_answered(partial(published, store))
            channel = OnceOnly(self.out) if self.careful else FileChannel(self.out)
            clock = Hands(MONDAY)
            size = TurnSize(inputs=3, timers=3)
            self._live(
                store, Worker(store, {"*": channel}, self.name, clock.read, size=size, at=points.at("work")), clock
            )

    def _live(self, store: StateStore, worker: Worker, clock: Hands) -> None:
        """Take in what each hour brings, and work until it is decided; hours that are over do not come again.

        Hours are decided one by one, in all shards, even where a process has died and its leases have
        to run out first: what customers of different shards do has no order but that.
        """
        ingesting = Ingesting(store, read_call)
        struck = Clock(self.out.with_suffix(".clock"))
        begun = struck.last()
        for n, (hour, lines) in enumerate(hours()):
            if n >= begun:
                clock.now = MONDAY + hour
                struck.strike(n)
                self._until_answered(partial(ingesting.take, list(enumerate(lines.splitlines(), 1)), clock.now))
                while not (worked := self._until_answered(worker.round)).idle or worked.n_shards < store.shards:
                    clock.now += A_MOMENT if worked.n_shards == store.shards else A_WHILE

    def _until_answered(self, ask: Callable[[], T]) -> T:
        """Ask a store until it answers; at once where nobody wants to know how often that was."""
        while True:
            try:
                return ask()
            except StoreUnavailable:
                if self.tried is None:
                    raise
                self.tried.release()
                sleep(0.05)


def published(store: StateStore) -> None:
    """The story's journey is published, by whoever is first."""
    while not store.versions():
        with suppress(ValueError):
            store.publish(VERSION, edition_of(VERSION).script.names, None)


@dataclass(frozen=True, slots=True)
class Clock:
    """The hours that have struck, for all processes and for good: no clock goes back because somebody has died.

    Args:
        path: Where they are noted.
    """

    path: Path

    def strike(self, n: int) -> None:
        """Let an hour strike."""
        with self.path.open("ab", buffering=0) as file:
            file.write(b"%d\n" % n)

    def last(self) -> int:
        """The last hour that has struck."""
        return max(map(int, self.path.read_bytes().split()), default=0) if self.path.exists() else 0


@dataclass(slots=True)
class Hands:
    """The hands of a clock that the story turns."""

    now: datetime

    def read(self) -> datetime:
        """What time it is."""
        return self.now


@dataclass(frozen=True, slots=True)
class Shift:
    """Work beside others, by a clock that runs, until told to stop.

    Args:
        url: In which store.
        out: The file that messages go into.
        name: Who it is, among workers.
        stop: Set when nothing is left to do.
        decided: How many inputs the process has decided, in the end.
        most_shards: How many shards it takes, at most.
        kill: Where it dies or hangs, if it does.
    """

    url: str
    out: Path
    name: str
    stop: Event
    decided: Synchronized[int]
    most_shards: int | None = None
    kill: Kill | None = None

    def run(self) -> None:
        """Do it."""
        points = self.kill or Kill("nowhere")
        with closing(open_store(self.url, points.at("store"))) as store:
            channels = {"*": FileChannel(self.out)}
            size = TurnSize(inputs=4, timers=4)
            worker = Worker(
                store, channels, self.name, evening, self.most_shards, size, points.at("work"), timedelta(seconds=2)
            )
            idle = False
            while not (idle and self.stop.is_set()):
                worked = worker.round()
                self.decided.value += worked.n_inputs
                idle = worked.idle
                sleep(0.02)
            worker.stop()


def evening() -> datetime:
    """A clock that runs as all clocks of the machine do, from the evening of the story's first day."""
    return MONDAY + timedelta(hours=9, seconds=monotonic() % 3_600)


@dataclass(frozen=True, slots=True)
class Cramped:
    """An errand where there is no room, or where nothing may be written; what is said of it goes into a file.

    Args:
        errand: What is to be done.
        said: The file.
        most_bytes: How long a file may become; None is as long as it likes.
        user: As whom; None is as who one is.
    """

    errand: Errand
    said: Path
    most_bytes: int | None = None
    user: int | None = None

    def run(self) -> None:
        """Do it."""
        with self.said.open("w", encoding="utf-8") as said:
            if self.user is not None:
                os.setuid(self.user)
            if self.most_bytes is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (self.most_bytes, resource.RLIM_INFINITY))
            try:
                self.errand.run()
            except StoreUnavailable as fault:
                said.write(str(fault))
