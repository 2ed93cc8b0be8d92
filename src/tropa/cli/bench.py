"""``bench``: how fast, as ratios against a peer in the same run."""

from __future__ import annotations

from dataclasses import asdict

import click

from tropa.bench.simulation import measure_simulation
from tropa.bootstrap import state_in_memory
from tropa.cli.bench_engine import engine_command
from tropa.cli.bench_measure import measure_command
from tropa.cli.progress import ProgressBar
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


@click.group("bench", help=say("command.bench"))
def bench_command() -> None:
    """Measure."""


bench_command.add_command(engine_command)
bench_command.add_command(measure_command)


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
