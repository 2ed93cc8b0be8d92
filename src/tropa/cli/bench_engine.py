"""``bench engine``: decisions on each store beside peers, growth of the waiting crowd, a minute full of timers."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from tropa.bench.burst import Drained, measure_burst
from tropa.bench.durable import address_of, is_there, measure_durable
from tropa.bench.engine import Measured, Subject, measure_naive, measure_store
from tropa.bench.growth import Grown, measure_growth
from tropa.bench.places import place
from tropa.bench.room import bytes_each
from tropa.bench.sharing import Shared, WorkerFailed, measure_sharing
from tropa.cli.running import open_store, tell
from tropa.cli.speaking import (
    DONE,
    UNREADABLE,
    Speaker,
    echo_json,
    echo_table,
    format_option,
    lang_option,
    say,
    words_in,
)
from tropa.ports.state import StoreUnavailable
from tropa.runtime.advancing import TurnSize

MOST_NAIVE = 20_000
"""Customers of the naive loop at most: it is slow, and its speed does not depend on their number."""

TOLD_EVERY = 100_000
"""Decisions, or waiting positions, between two words of progress."""

IN_MEMORY, ON_DISK = "memory:", "sqlite:"
NOTHING = "–"


@dataclass(slots=True)
class _Results:
    """What was measured.

    Args:
        naive: The naive loop.
        durable: A durable workflow a customer, by database; without the extra there is none.
        ours: Each store.
        grown: Batches by size of the waiting crowd, by store.
        drained: A minute full of timers, by store.
        shared: Numbers of workers, by store.
    """

    naive: Measured
    durable: list[Measured] = field(default_factory=list)
    ours: list[Measured] = field(default_factory=list)
    grown: dict[str, list[Grown]] = field(default_factory=dict)
    drained: list[Drained] = field(default_factory=list)
    shared: dict[str, list[Shared]] = field(default_factory=dict)

    def cpu_ratio(self, one: Measured) -> float | None:
        """How many times less of a processor one takes than the cheapest durable workflow."""
        peers = [peer.cpu_us for peer in self.durable]
        return min(peers) / one.cpu_us if peers else None


@click.command("engine", help=say("command.bench_engine"))
@click.option(
    "--customers", type=click.IntRange(1), default=200_000, show_default=True, help=say("argument.customers")
)
@click.option("--store", "urls", multiple=True, default=(IN_MEMORY, ON_DISK), help=say("argument.bench_store"))
@click.option("--waiting", help=say("argument.waiting"))
@click.option("--workers", help=say("argument.bench_workers"))
@click.option("--burst", type=click.IntRange(0), default=100_000, show_default=True, help=say("argument.bench_burst"))
@click.option("--durable", type=click.IntRange(0), default=200, show_default=True, help=say("argument.bench_durable"))
@click.option("--seed", type=int, default=1, show_default=True, help=say("argument.seed"))
@format_option("text", "json")
@lang_option
def engine_command(
    *,
    customers: int,
    urls: tuple[str, ...],
    waiting: str | None,
    workers: str | None,
    burst: int,
    durable: int,
    seed: int,
    form: str,
    language: str,
) -> int:
    """Decisions a second on each store, beside the naive loop and durable workflows."""
    speaker = Speaker(language)
    sizes = _sizes(waiting, "bad_waiting", speaker) if waiting is not None else []
    crews = _sizes(workers, "bad_workers", speaker) if workers is not None else []
    try:
        with TemporaryDirectory() as scratch:
            bench = _Bench(Path(scratch), seed, speaker)
            done = _Results(measure_naive(bench.folder, min(customers, MOST_NAIVE), seed))
            done.durable = bench.durable(urls, durable)
            done.ours = [bench.engine(url, customers) for url in urls]
            done.drained = [bench.burst(url, burst) for url in urls if burst]
            done.grown = {url: bench.growth(url, sizes) for url in urls if sizes}
            done.shared = {url: bench.sharing(url, crews, customers) for url in urls if crews and url != IN_MEMORY}
    except StoreUnavailable as fault:
        tell(speaker, "no_store", url=" ".join(urls), reason=str(fault))
        return UNREADABLE
    except WorkerFailed:
        click.echo(words_in(language).text("bench.worker_failed"), err=True)
        return UNREADABLE
    if form == "json":
        echo_json(_data(done))
    else:
        _tell(done, speaker)
    return DONE


def _sizes(text: str, refusal: str, speaker: Speaker) -> list[int]:
    parts = [part.strip() for part in text.split(",")]
    if not all(part.isdecimal() and int(part) for part in parts):
        speaker.refuse("bad_question", reason=words_in(speaker.language).text(f"bench.{refusal}", met=text))
    return sorted(map(int, parts))


@dataclass(frozen=True, slots=True)
class _Bench:
    """Measures, each in a place of its own.

    Args:
        folder: Goes with the bench.
        seed: Of what is drawn.
        speaker: Says how far it has come.
    """

    folder: Path
    seed: int
    speaker: Speaker

    def durable(self, urls: Iterable[str], n: int) -> list[Measured]:
        """Durable workflows in SQLite, and in PostgreSQL where a store of ours is there too."""
        if not n:
            return []
        if not is_there():
            self._note("no_durable")
            return []
        kinds = dict.fromkeys([ON_DISK, *(url for url in urls if url.startswith("postgresql:"))])
        return [self._durable(url, n) for url in kinds]

    def _durable(self, url: str, n: int) -> Measured:
        self._note("durable", n=n)
        with place(url, self.folder, "durable") as there:
            return measure_durable(address_of(there), n, self.seed)

    def engine(self, url: str, customers: int) -> Measured:
        """Ours on a store."""
        with self._subject(url, "engine") as (subject, _):
            return measure_store(subject, customers, self.seed, self._told(url))

    def burst(self, url: str, n: int) -> Drained:
        """A minute full of timers on a store."""
        with self._subject(url, "burst") as (subject, _):
            return measure_burst(subject, n, self._told(url))

    def growth(self, url: str, sizes: list[int]) -> list[Grown]:
        """Batches on a store as more and more wait."""
        with self._subject(url, "growth") as (subject, there):
            found: list[Grown] = []
            for one in measure_growth(subject, sizes, self.seed, self._told(url), lambda: bytes_each(there)):
                self._note(
                    "grown", url=url, n=one.waiting, batch=f"{one.batch_ms:.0f}", cpu=f"{one.batch_cpu_ms:.0f}"
                )
                found.append(one)
            return found

    def sharing(self, url: str, crews: list[int], customers: int) -> list[Shared]:
        """Numbers of workers on a store that they share, each on an empty one."""
        found: list[Shared] = []
        for n in crews:
            self._note("sharing", url=url, n=n)
            with place(url, self.folder, "sharing") as there:
                found.append(measure_sharing(url, there, n, customers, self.seed))
        return found

    @contextmanager
    def _subject(self, url: str, what: str) -> Iterator[tuple[Subject, str]]:
        """An empty store under its address, with the address of its place."""
        with place(url, self.folder, what) as there:
            store = open_store(there, self.speaker)
            gc.freeze()
            try:
                yield Subject(url, store), there
            finally:
                gc.unfreeze()
                store.close()

    def _told(self, url: str) -> Callable[[int], None]:
        """Says from time to time how far a measurement has come."""

        def told(n: int) -> None:
            if n % TOLD_EVERY < TurnSize().inputs:
                self._note("progress", url=url, n=n)

        return told

    def _note(self, key: str, **params: object) -> None:
        click.echo(words_in(self.speaker.language).text(f"bench.{key}", **params), err=True)


def _data(done: _Results) -> dict[str, Any]:
    """The results as data; ``times`` is what a batch costs against the smallest crowd's."""

    def run(one: Measured) -> dict[str, Any]:
        ratios = {"ratio": one.per_s / done.naive.per_s, "cpu_ratio": done.cpu_ratio(one)}
        return {**asdict(one), "per_s": one.per_s, "cpu_us": one.cpu_us, **ratios}

    grown = {url: [{**asdict(one), "times": one.times(rows[0])} for one in rows] for url, rows in done.grown.items()}
    return {
        "runs": [run(one) for one in (done.naive, *done.durable, *done.ours)],
        "growth": grown,
        "bursts": [{**asdict(one), "per_s": one.per_s} for one in done.drained],
        "workers": {
            url: [{**asdict(one), "per_s": one.per_s, "times": one.times(rows[0])} for one in rows]
            for url, rows in done.shared.items()
        },
    }


def _tell(done: _Results, speaker: Speaker) -> None:
    words = words_in(speaker.language)

    def heads(*names: str) -> list[str]:
        return [words.text(f"bench.column.{name}") for name in names]

    echo_table(heads("who", "decisions", "per_s", "cpu_us", "ratio", "cpu_ratio"), _run_rows(done))
    if done.drained:
        click.echo()
        columns = heads("timers", "per_s", "turns", "most", "spread_s", "wall_s", "cpu_s")
        echo_table([words.text("bench.column.who"), *columns], map(_burst_row, done.drained))
    for url, rows in done.grown.items():
        click.echo()
        columns = heads("batch", "batch_ms", "times", "batch_cpu_ms", "small_ms", "bytes_each")
        echo_table(
            [f"{url} {words.text('bench.column.waiting')}", *columns], [_grown_row(one, rows[0]) for one in rows]
        )

    for url, crews in done.shared.items():
        click.echo()
        columns = heads("decisions", "per_s", "times", "wall_s", "cpu_s")
        echo_table(
            [f"{url} {words.text('bench.column.workers')}", *columns], [_crew_row(one, crews[0]) for one in crews]
        )


def _run_rows(done: _Results) -> Iterator[list[str]]:
    for one in (done.naive, *done.durable, *done.ours):
        cpu_ratio = done.cpu_ratio(one)
        less = f"{cpu_ratio:,.1f}" if cpu_ratio is not None else NOTHING
        ratio = one.per_s / done.naive.per_s
        yield [one.who, f"{one.decisions:,}", f"{one.per_s:,.0f}", f"{one.cpu_us:,.1f}", f"{ratio:,.2f}", less]


def _crew_row(one: Shared, first: Shared) -> list[str]:
    decided = [f"{one.decisions:,}", f"{one.per_s:,.0f}", f"{one.times(first):.2f}"]
    return [f"{one.workers:,}", *decided, f"{one.wall_s:.1f}", f"{one.cpu_s:.1f}"]


def _burst_row(one: Drained) -> list[str]:
    drained = [f"{one.timers:,}", f"{one.per_s:,.0f}", f"{one.turns:,}", f"{one.most:,}"]
    return [one.who, *drained, f"{one.spread_s:.1f}", f"{one.wall_s:.1f}", f"{one.cpu_s:.1f}"]


def _grown_row(one: Grown, first: Grown) -> list[str]:
    took = [f"{one.batch_ms:.1f}", f"{one.times(first):.2f}", f"{one.batch_cpu_ms:.1f}"]
    room = f"{one.bytes_each:.0f}" if one.bytes_each is not None else NOTHING
    return [f"{one.waiting:,}", f"{one.batch:,}", *took, f"{one.small_ms:.1f}", room]
