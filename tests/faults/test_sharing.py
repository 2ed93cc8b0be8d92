"""Several workers in one store: they share it, and take over from one that dies or hangs (R6, R8)."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from ctypes import c_int
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from time import monotonic, sleep

import msgspec
import psycopg
import pytest
from tests.faults.child import Kill, Shift, published
from tests.faults.conftest import KILLED, PATIENCE_S, TROPA, Ground, Place, same
from tests.faults.outcome import Outcome, outcome_of, written_in
from tests.faults.story import CROWD, crowd

from tropa.stores.opening import open_store


class House:
    """A store with a crowd that is to be decided, and the workers there.

    Args:
        place: The store.
        context: Where processes come from.
    """

    def __init__(self, place: Place, context: ForkServerContext) -> None:
        self.place, self._context = place, context
        self._stop = context.Event()
        self.workers: list[ForkServerProcess] = []
        self.decided: list[int] = []
        self._counts = [context.Value(c_int) for _ in range(3)]
        with closing(open_store(place.url)) as store:
            published(store)
            store.append(crowd())
            self.half = -(-store.shards // 2)

    def begin(self, n: int, most_shards: int | None = None, kill: Kill | None = None) -> ForkServerProcess:
        """Let a worker begin."""
        shift = Shift(self.place.url, self.place.out, f"worker {n}", self._stop, self._counts[n], most_shards, kill)
        process = self._context.Process(target=shift.run)
        process.start()
        self.workers.append(process)
        return process

    def until(self, is_so: Callable[[], bool]) -> None:
        """Wait for something."""
        until = monotonic() + PATIENCE_S
        while not is_so():
            assert monotonic() < until
            sleep(0.05)

    def has_shards(self, n: int) -> bool:
        """Whether a worker has leased shards."""
        asked = f"SELECT count(*) FROM shard WHERE worker = 'worker {n}'"  # noqa: S608  a number
        if self.place.url.startswith("sqlite:"):
            with closing(sqlite3.connect(self.place.url.removeprefix("sqlite:"), timeout=PATIENCE_S)) as file:
                return bool(file.execute(asked).fetchone()[0])
        with psycopg.connect(self.place.url) as server:
            return bool((server.execute(asked.encode()).fetchone() or (0,))[0])

    def is_all_out(self) -> bool:
        """Whether every message is in the file."""
        return len(list(written_in(self.place.out))) >= N_MESSAGES

    def end(self) -> Outcome:
        """Wait until every message is out, end the workers, let one look that nothing is left, and look."""
        self.until(self.is_all_out)
        self._stop.set()
        for process in self.workers:
            process.join(PATIENCE_S)
            assert process.exitcode in {0, KILLED}
        self.decided = [count.value for count in self._counts]
        self.begin(2).join(PATIENCE_S)
        return outcome_of(self.place.url, self.place.out, CROWD)

    def close(self) -> None:
        """End what a failure has left running."""
        for process in self.workers:
            process.kill()
            process.join(PATIENCE_S)


N_MESSAGES = 3 * len(CROWD)
"""A greeting and two reminders each."""


@pytest.fixture
def house(ground: Ground, forked: ForkServerContext) -> Iterator[House]:
    """A house with nobody in it."""
    with closing(House(ground.fresh(), forked)) as made:
        yield made


@pytest.fixture(scope="module")
def alone(ground: Ground, forked: ForkServerContext) -> Outcome:
    """What comes of the crowd with one worker whom nobody disturbs."""
    with closing(House(ground.fresh(), forked)) as first:
        first.begin(0)
        return first.end()


def test_r8_two_workers_share_the_shards(alone: Outcome, house: House) -> None:
    """Each decides something, together they decide everything, and all is as with one."""
    house.begin(0, most_shards=house.half)
    house.begin(1, most_shards=house.half)
    outcome = house.end()
    same(outcome, alone)
    assert min(house.decided[:2]) > 0
    assert len(outcome.messages) == N_MESSAGES


@pytest.mark.parametrize("point", ["store.written", "store.after_commit"])
def test_r6_the_shards_of_one_who_dies_go_to_another(alone: Outcome, house: House, point: str) -> None:
    """One worker is killed in the middle of its work; the other waits for its leases and ends it, nothing doubled."""
    first = house.begin(0, most_shards=house.half, kill=Kill(point, 3))
    house.until(lambda: house.has_shards(0))
    house.begin(1)
    first.join(PATIENCE_S)
    assert first.exitcode == KILLED
    same(house.end(), alone)
    assert house.decided[1] > 0


def test_r8_one_who_hangs_and_wakes_up_doubles_nothing(alone: Outcome, house: House) -> None:
    """A worker that slept through its lease finds its work done by another, and changes nothing."""
    first = house.begin(0, kill=Kill("work.leased", 2, signal.SIGSTOP))
    house.until(lambda: house.has_shards(0))
    house.begin(1)
    house.until(house.is_all_out)
    assert first.pid is not None
    os.kill(first.pid, signal.SIGCONT)
    same(house.end(), alone)
    assert first.exitcode == 0
    assert house.decided[1] > 0


@pytest.mark.parametrize("ground", ["sqlite"], indirect=True)
def test_r8_two_who_live_through_the_same_story_at_once(ground: Ground) -> None:
    """Two processes take the same lines in and take each other's shard away: all is as with one."""
    place = ground.fresh()
    for process in [place.begin(), place.begin()]:
        process.join(PATIENCE_S)
        assert process.exitcode == 0
    same(place.outcome, ground.undisturbed)
    with closing(sqlite3.connect(place.url.removeprefix("sqlite:"))) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


SHOP = """\
journey: shop
locales: [en]
goal: {client: I get my order, business: They pay}
start: order_placed
success: order_paid
success_before_entry: ignore
indicators: {paid: {share: order_paid, within: 7d, expect: 50 %}}
touchpoints:
  thanks:
    channel: sms
    class: service
    communication: 'Order {{ run.journey }} of {{ customer.id }}.'
    target_action: order_paid
    evaluation: {within: 1d, expect: 60 %}
    responsible: team
steps:
  - send: thanks
  - {id: pay, wait: order_paid, up_to: 3d}
"""


def test_two_cron_jobs_on_one_file_wait_for_each_other(tmp_path: Path) -> None:
    """A second ``tropa run`` while the first still runs: both end well, and every order is thanked for once."""
    (tmp_path / "shop.yaml").write_text(SHOP, encoding="utf-8")
    jobs: list[subprocess.Popen[str]] = []
    for n in range(2):
        lines = (f'{{"event": "order_placed", "userId": "c{n}-{k}"}}\n' for k in range(300))
        (tmp_path / f"{n}.jsonl").write_text("".join(lines), encoding="utf-8")
        command = [str(TROPA), "run", "shop.yaml", "--events", f"{n}.jsonl", "--out", "out.jsonl"]
        jobs.append(subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True))
    for job in jobs:
        _, said = job.communicate(timeout=PATIENCE_S)
        assert job.returncode == 0, said
        assert "Traceback" not in said
    to = [msgspec.json.decode(line)["to"] for line in (tmp_path / "out.jsonl").read_bytes().splitlines()]
    assert sorted(to) == sorted(f"c{n}-{k}" for n in range(2) for k in range(300))
