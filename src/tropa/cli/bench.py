"""``bench``: how fast, as ratios against a peer in the same run."""

from __future__ import annotations

import gc
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from tropa.bench.engine import Measured, Subject, measure_naive, measure_store
from tropa.bench.growth import Grown, measure_growth
from tropa.bench.simulation import measure_simulation
from tropa.bootstrap import state_in_memory
from tropa.cli.progress import ProgressBar
from tropa.cli.running import open_store
from tropa.cli.speaking import (
    DONE,
    Speaker,
    echo_json,
    echo_table,
    format_option,
    lang_option,
    say,
    words_in,
)
from tropa.runtime.advancing import TurnSize

MOST_NAIVE = 20_000
"""Customers of the naive loop at most: it is slow, and its speed does not depend on their number."""

TOLD_EVERY = 100_000
"""Decisions, or waiting positions, between two words of progress."""

IN_MEMORY, ON_DISK = "memory:", "sqlite:"


@click.group("bench", help=say("command.bench"))
def bench_command() -> None:
    """Measure."""


@bench_command.command("engine", help=say("command.bench_engine"))
@click.option(
    "--customers", type=click.IntRange(1), default=200_000, show_default=True, help=say("argument.customers")
)
@click.option("--store", "urls", multiple=True, default=(IN_MEMORY, ON_DISK), help=say("argument.bench_store"))
@click.option("--waiting", help=say("argument.waiting"))
@click.option("--seed", type=int, default=1, show_default=True, help=say("argument.seed"))
@format_option("text", "json")
@lang_option
def engine_command(
    *, customers: int, urls: tuple[str, ...], waiting: str | None, seed: int, form: str, language: str
) -> int:
    """Decisions a second on each store, beside the naive loop."""
    speaker = Speaker(language)
    sizes = sorted(int(size) for size in waiting.split(",")) if waiting else []
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        naive = measure_naive(folder, min(customers, MOST_NAIVE), seed)
        measured = [naive, *(_engine(url, folder, customers, seed, speaker) for url in urls)]
        grown = {url: _growth(url, folder, sizes, seed, speaker) for url in urls if sizes}
    if form == "json":
        runs = [
            {**asdict(one), "per_s": one.per_s, "cpu_us": one.cpu_us, "ratio": _ratio(one, naive)} for one in measured
        ]
        echo_json({"runs": runs, "growth": {url: [asdict(one) for one in rows] for url, rows in grown.items()}})
    else:
        _tell(measured, naive, grown, speaker)
    return DONE


def _engine(url: str, folder: Path, customers: int, seed: int, speaker: Speaker) -> Measured:
    store = open_store(_placed(url, folder, "engine"), speaker)
    gc.freeze()
    try:
        return measure_store(Subject(url, store), customers, seed, lambda n: _progress(url, n, speaker))
    finally:
        gc.unfreeze()
        store.close()


def _growth(url: str, folder: Path, sizes: list[int], seed: int, speaker: Speaker) -> list[Grown]:
    store = open_store(_placed(url, folder, "growth"), speaker)
    try:
        return list(measure_growth(Subject(url, store), sizes, seed, lambda n: _progress(url, n, speaker)))
    finally:
        store.close()


def _placed(url: str, folder: Path, what: str) -> str:
    """The URL itself; ``sqlite:`` alone is a file that goes with the bench."""
    return f"{url}{folder / what}.db" if url == ON_DISK else url


def _progress(url: str, n: int, speaker: Speaker) -> None:
    if n % TOLD_EVERY < TurnSize().inputs:
        click.echo(words_in(speaker.language).text("bench.progress", url=url, n=n), err=True)


def _data(one: Measured, peer: Measured) -> dict[str, Any]:
    return {**asdict(one), "per_s": one.per_s, "cpu_us": one.cpu_us, "ratio": _ratio(one, peer)}


def _ratio(one: Measured, peer: Measured) -> float:
    return one.per_s / peer.per_s


def _tell(measured: list[Measured], naive: Measured, grown: dict[str, list[Grown]], speaker: Speaker) -> None:
    words = words_in(speaker.language)

    def heads(*names: str) -> list[str]:
        return [words.text(f"bench.column.{name}") for name in names]

    rows: list[list[Any]] = [
        [one.who, f"{one.decisions:,}", f"{one.per_s:,.0f}", f"{one.cpu_us:.1f}", f"{_ratio(one, naive):.1f}"]
        for one in measured
    ]
    echo_table(heads("who", "decisions", "per_s", "cpu_us", "ratio"), rows)
    for url, sizes in grown.items():
        click.echo()
        crowd = [
            [f"{one.waiting:,}", f"{one.batch:,}", f"{one.batch_ms:.1f}", f"{one.small_ms:.1f}"] for one in sizes
        ]
        echo_table([f"{url} {words.text('bench.column.waiting')}", *heads("batch", "batch_ms", "small_ms")], crowd)


@bench_command.command("simulate", help=say("command.bench_simulate"))
@click.option(
    "--customers", type=click.IntRange(1), default=20_000, show_default=True, help=say("argument.customers")
)
@click.option("--seed", type=int, default=1, show_default=True, help=say("argument.seed"))
@format_option("text", "json")
@lang_option
def simulate_command(*, customers: int, seed: int, form: str, language: str) -> int:
    """Moves of imagined customers a second, through the reference journey."""
    speaker = Speaker(language)
    with ProgressBar(speaker) as bar:
        paced = measure_simulation(customers, seed, state_in_memory, bar)
    if form == "json":
        echo_json({**asdict(paced), "per_s": paced.per_s})
        return DONE
    words = words_in(language)
    heads = [words.text(f"bench.column.{name}") for name in ("customers", "transitions", "per_s", "cpu_us")]
    cpu_us = paced.cpu_s / paced.transitions * 1e6
    echo_table(heads, [[f"{customers:,}", f"{paced.transitions:,}", f"{paced.per_s:,.0f}", f"{cpu_us:.1f}"]])
    return DONE
