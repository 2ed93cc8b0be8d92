"""PostgreSQL itself stops, as if its power was cut, while somebody works in it (R6)."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from random import Random
from time import monotonic, sleep

import pytest
from tests.faults.child import published
from tests.faults.conftest import PATIENCE_S, TROPA, Ground, emptied, same
from tests.faults.outcome import written_in
from tests.faults.story import CROWD, crowd

from tropa.stores.opening import open_store
from tropa.testing.postgres import Server


def cut(server: Server) -> None:
    """Cut a server's power, and give it back."""
    server.stop("immediate")
    sleep(0.1)
    server.start()


@pytest.mark.parametrize("ground", ["postgres"], indirect=True)
def test_r6_a_power_cut_of_the_server_loses_nothing_and_the_worker_goes_on(ground: Ground, postgres: Server) -> None:
    """The server stops in the middle of the work and comes back; the same process goes on, and nothing is missing."""
    cut_again_and_again(ground, postgres, Random(3), 2)  # noqa: S311  moments, no secrets


@pytest.mark.long
@pytest.mark.parametrize("ground", ["postgres"], indirect=True)
def test_r6_dozens_of_power_cuts(ground: Ground, postgres: Server, capsys: pytest.CaptureFixture[str]) -> None:
    """As above, in many stories."""
    n_met = sum(cut_again_and_again(ground, postgres, Random(seed), 4) for seed in range(10))  # noqa: S311  as above
    with capsys.disabled():
        print(f"\n40 power cuts in 10 stories, met by the process {n_met} times; each came to the same")  # noqa: T201  as above


def cut_again_and_again(ground: Ground, server: Server, chance: Random, n: int) -> int:
    """Live through the story with a server that stops so many times; how often the process met that."""
    place, tried = ground.fresh(), ground.semaphore()
    process = place.begin(tried=tried)
    for _ in range(n):
        sleep(chance.uniform(0.1, 0.5) * ground.takes_s)
        cut(server)
    process.join(PATIENCE_S)
    assert process.exitcode == 0
    same(place.outcome, ground.undisturbed)
    n_met = 0
    while tried.acquire(block=False):
        n_met += 1
    assert n_met
    return n_met


@contextmanager
def worker_process(url: str, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """``tropa worker`` on a store, its words in ``said``."""
    command = [str(TROPA), "worker", "--store", url, "--out", "out.jsonl"]
    with (folder / "said").open("wb") as said, subprocess.Popen(command, cwd=folder, stderr=said) as process:
        try:
            yield process
        finally:
            process.kill()


def eventually(folder: Path, words: str) -> None:
    """Wait until something was said."""
    until = monotonic() + PATIENCE_S
    while words not in (folder / "said").read_text(encoding="utf-8"):
        assert monotonic() < until, (folder / "said").read_text(encoding="utf-8")
        sleep(0.1)


@pytest.mark.parametrize("ground", ["postgres"], indirect=True)
@pytest.mark.usefixtures("ground")
def test_a_worker_says_that_the_store_does_not_answer_and_waits(postgres: Server, tmp_path: Path) -> None:
    """``tropa worker`` outlives its server, says what it waits for, goes on by itself, and ends cleanly."""
    url = emptied(postgres.url("faults"))
    with closing(open_store(url)) as store:
        published(store)
    with worker_process(url, tmp_path) as process:
        eventually(tmp_path, "works on a store")
        postgres.stop("immediate")
        eventually(tmp_path, "the store does not answer")
        postgres.start()
        with closing(open_store(url)) as store:
            store.append(crowd())
        until = monotonic() + PATIENCE_S
        while len(list(written_in(tmp_path / "out.jsonl"))) < len(CROWD):
            assert monotonic() < until
            sleep(0.1)
        os.kill(process.pid, signal.SIGTERM)
        assert process.wait(PATIENCE_S) == 0
    said = (tmp_path / "said").read_text(encoding="utf-8")
    assert "Traceback" not in said
    decided = re.search(r"inputs decided: (\d+)", said)
    assert decided is not None
    assert int(decided[1]) >= len(CROWD)
