"""Whole processes over a raw file: ``tropa measure`` against hand-written SQL, and peers where they are.

Each runs in a process of its own, begun from nothing: what it imports and reads is in its time.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tropa.bench import measure_sql as sql
from tropa.bench.measure import MEMORY
from tropa.bench.measure_log import STEPS

PATIENCE_S = 3_600
"""How long one of them may take."""

KEPT_CHARACTERS = 300
"""Of what a process said that failed."""

OURS = {
    "Q1": ["funnel", *(part for name in STEPS for part in ("--step", name)), "--window", "7d"],
    "Q2": ["edges"],
    "Q3": ["paths"],
}
"""The questions as they are asked on the command line."""

BY_HAND = {"Q1": sql.funnel, "Q2": sql.edges, "Q3": sql.paths}

_HAND = (
    "import duckdb, sys; "
    f"con = duckdb.connect(config={{'memory_limit': '{MEMORY}B', 'threads': 2, 'temp_directory': sys.argv[2]}}); "
    "[print(row) for row in con.execute(sys.argv[1]).fetchall()]"
)

_WATCH = """
import json, os, resource, subprocess, sys, time
begun = time.perf_counter()
environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
environment |= {"RETENTIONEERING_NO_TRACK": "1", "TROPA_MEMORY": sys.argv[2]}
try:
    done = subprocess.run(
        sys.argv[3:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment, timeout=float(sys.argv[1])
    )
    code, said = done.returncode, done.stderr.decode(errors="replace").strip() or f"ended with {done.returncode}"
except (subprocess.TimeoutExpired, OSError) as error:
    code, said = 1, str(error)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([code, time.perf_counter() - begun, used.ru_utime + used.ru_stime, used.ru_maxrss, said]))
"""
"""Watches one process.  It is small itself: what a process had at most counts from its parent's size on.

Whoever is watched finds its modules compiled from the second time on, as everywhere but where that is forbidden.
"""

PEERS = {
    "pm4py": (
        "import sys, pandas, pm4py; "
        "log = pandas.read_parquet(sys.argv[1]).sort_values(['customer', 'at'], kind='stable'); "
        "keys = dict(case_id_key='customer', activity_key='name', timestamp_key='at'); "
        "print(len(pm4py.discover_performance_dfg(log, **keys)[0]))"
    ),
    "retentioneering": (
        "import os, sys; os.environ['RETENTIONEERING_NO_TRACK'] = '1'; "
        "import pandas; from retentioneering.eventstream import Eventstream; "
        "log = pandas.read_parquet(sys.argv[1], columns=['customer', 'name', 'at']); "
        "log.columns = ['user_id', 'event', 'timestamp']; "
        "stream = Eventstream(log); "
        "print([len(stream.transition_graph_data(edge_weight=weight)) for weight in ('count', 'time_median')])"
    ),
}
"""Directly-follows pairs with their gaps, loading included, by those who are not there by default."""


@dataclass(frozen=True, slots=True)
class Process:
    """One process.

    Args:
        n_events: Events in the log.
        question: Which question.
        who: ``tropa``, ``tropa, kept log``, ``sql`` or a peer.
        wall_s: Seconds on the clock.
        cpu_s: Seconds of processors.
        peak_mb: The most memory it had, in millions of bytes.
        failed: What it said in the end, where it failed; empty otherwise.
    """

    n_events: int
    question: str
    who: str
    wall_s: float
    cpu_s: float
    peak_mb: float
    failed: str = ""


def whole(n_events: int, raw: Path, log: Path, folder: Path, *, by_hand: bool) -> Iterator[Process]:
    """Ask each question of the raw file by us and, where wanted, by hand, and of the kept log by us.

    Args:
        n_events: Events in the log.
        raw: The raw file.
        log: The same log, kept.
        folder: Where what is spilled is kept.
        by_hand: Whether the hand-written SQL runs too.
    """
    tropa = [sys.executable, "-c", "from tropa.cli.main import main; main()", "measure"]
    for question, words in OURS.items():
        if by_hand:
            written = [sys.executable, "-c", _HAND, BY_HAND[question](raw), str(folder / "spill")]
            yield run(n_events, question, "sql", written)
        for who, events in (("tropa", raw), ("tropa, kept log", log)):
            yield run(n_events, question, who, [*tropa, *words, "--events", str(events), "--format", "json"])


def peers(n_events: int, raw: Path, pythons: Mapping[str, str]) -> Iterator[Process]:
    """Q2 by the peers that are named, each in a Python that has it."""
    for who, python in pythons.items():
        yield run(n_events, "Q2", who, [python, "-c", PEERS[who], str(raw)])


def run(n_events: int, question: str, who: str, command: Sequence[str]) -> Process:
    """Run one process to its end, or to that of patience, and tell what it took."""
    done = subprocess.run(  # noqa: S603  our own commands, and Pythons that the bench's user names
        [sys.executable, "-c", _WATCH, str(PATIENCE_S), f"{MEMORY // 10**6} MB", *command],
        capture_output=True,
        check=True,
    )
    code, wall_s, cpu_s, peak_kb, said = json.loads(done.stdout)
    return Process(
        n_events, question, who, wall_s, cpu_s, peak_kb * 1_024 / 1e6, said[-KEPT_CHARACTERS:] if code else ""
    )
