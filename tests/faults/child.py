"""The process that is killed: it takes the story in, takes turns, and hands over, hour by hour.

It is forked from a server that has read the program already, so that a hundred of them cost
little; it is a process of its own all the same, and SIGKILL leaves it no time for anything.
"""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeAlias

from tests.faults.story import VERSION, hours

from tropa.channels.file import FileChannel, line_of
from tropa.connectors.segment import read_call
from tropa.ports.channel import HandedOver, Letter
from tropa.ports.state import StateStore
from tropa.runtime.advancing import TurnSize
from tropa.runtime.ingesting import Ingesting
from tropa.runtime.published import edition_of
from tropa.runtime.working import Worker
from tropa.stores.opening import open_store
from tropa.testing.world import MONDAY

At: TypeAlias = Callable[[str], None]

AN_HOUR, A_WHILE, A_MOMENT = timedelta(hours=1), timedelta(seconds=5), timedelta(microseconds=1)

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
    """

    point: str
    nth: int = 1
    passed: Counter[str] = field(default_factory=Counter)

    def at(self, room: str) -> At:
        """What is called at the points of a room."""

        def pass_by(point: str) -> None:
            self.passed[f"{room}.{point}"] += 1
            if self.passed[self.point] == self.nth and f"{room}.{point}" == self.point:
                os.kill(os.getpid(), signal.SIGKILL)

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
    """What a process is to do.

    Args:
        url: In which store.
        out: The file that messages go into.
        name: Who it is, among workers.
        kill: Where it dies, if it does.
        careful: Whether the channel is one to which nothing may be given twice.
    """

    url: str
    out: Path
    name: str
    kill: Kill | None = None
    careful: bool = False

    def run(self) -> None:
        """Live through the story, from where the store has come to."""
        points = self.kill or Kill("nowhere")
        with closing(open_store(self.url, points.at("store"))) as store:
            if not store.versions():
                store.publish(VERSION, edition_of(VERSION).script.names, None)
            channel = OnceOnly(self.out) if self.careful else FileChannel(self.out)
            clock = Hands(MONDAY)
            size = TurnSize(inputs=3, timers=3)
            worker = Worker(store, {"*": channel}, self.name, clock.read, size=size, at=points.at("work"))
            live(store, worker, clock)


@dataclass(slots=True)
class Hands:
    """The hands of a clock that the story turns."""

    now: datetime

    def read(self) -> datetime:
        """What time it is."""
        return self.now


def live(store: StateStore, worker: Worker, clock: Hands) -> None:
    """Take in what each hour brings, and work until it is decided; hours that the store has seen the end of are over.

    Hours are decided one by one, in all shards, even where a process has died and its leases have
    to run out first: what customers of different shards do has no order but that.
    """
    begun = max((event.received_at for event in store.log()), default=MONDAY)
    ingesting = Ingesting(store, read_call)
    for hour, lines in hours():
        clock.now = MONDAY + hour
        if clock.now + AN_HOUR > begun:
            ingesting.take(enumerate(lines.splitlines(), 1), clock.now)
            while not (worked := worker.round()).idle or worked.n_shards < store.shards:
                clock.now += A_MOMENT if worked.n_shards == store.shards else A_WHILE
