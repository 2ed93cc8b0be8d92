"""``bench measure``: questions to a log against a bare scan, hand-written SQL and peers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

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

if TYPE_CHECKING:  # the bench is imported when it runs
    from tropa.bench.measure import Compared, Kept
    from tropa.bench.measure_whole import Process

DEFAULT_EVENTS = "1000000"

TRIES = 5


@click.command("measure", help=say("command.bench_measure"))
@click.option("--events", "sizes", default=DEFAULT_EVENTS, show_default=True, help=say("argument.bench_events"))
@click.option("--tries", type=click.IntRange(1), default=TRIES, show_default=True, help=say("argument.bench_tries"))
@click.option("--peer", "peers", multiple=True, help=say("argument.bench_peer"))
@click.option("--without-sql", is_flag=True, help=say("argument.bench_without_sql"))
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), help=say("argument.bench_folder"))
@click.option("--seed", type=int, default=1, show_default=True, help=say("argument.seed"))
@format_option("text", "json")
@lang_option
def measure_command(
    *,
    sizes: str,
    tries: int,
    peers: tuple[str, ...],
    without_sql: bool,
    folder: Path | None,
    seed: int,
    form: str,
    language: str,
) -> int:
    """Time questions, keeping, whole processes and peers."""
    from tropa.bench.measure import Ground
    from tropa.bench.measure_whole import peers as run_peers
    from tropa.bench.measure_whole import whole
    from tropa.cli.progress import ProgressBar

    speaker = Speaker(language)
    pythons = _pythons(peers, speaker)
    kept: list[Kept] = []
    compared: list[Compared] = []
    processes: list[Process] = []
    with TemporaryDirectory(prefix="tropa-", dir=folder) as scratch:
        for n_events in _sizes(sizes, speaker):
            _progress(speaker, "drawing", n_events)
            with ProgressBar(speaker) as bar:
                ground = Ground(Path(scratch), n_events, seed, bar)
                kept.append(ground.keep())
                _progress(speaker, "asking", n_events)
                compared.extend(ground.compare(tries, by_hand=not without_sql))
            _progress(speaker, "processes", n_events)
            processes.extend(whole(n_events, ground.raw, ground.log, Path(scratch), by_hand=not without_sql))
            processes.extend(run_peers(n_events, ground.raw, pythons))
    if form == "json":
        echo_json(
            {
                "kept": [asdict(one) for one in kept],
                "questions": [asdict(one) for one in compared],
                "processes": [asdict(one) for one in processes],
            }
        )
    else:
        _tell(kept, compared, processes, speaker)
    return DONE


def _sizes(text: str, speaker: Speaker) -> list[int]:
    parts = text.split(",")
    if not all(part.strip().isdecimal() and int(part) for part in parts):
        speaker.refuse("bad_question", reason=words_in(speaker.language).text("bench.bad_sizes", met=text))
    return sorted(map(int, parts))


def _pythons(texts: Iterable[str], speaker: Speaker) -> dict[str, str]:
    """Peers by name, each with the Python that has it."""
    from tropa.bench.measure_whole import PEERS

    pairs = dict(text.partition("=")[::2] for text in texts)
    for name, python in pairs.items():
        if name not in PEERS or not python:
            met = f"{name}={python}"
            click.echo(words_in(speaker.language).text("bench.bad_peer", met=met, known=", ".join(PEERS)), err=True)
            raise click.exceptions.Exit(UNREADABLE)
    return pairs


def _progress(speaker: Speaker, key: str, n: int) -> None:
    click.echo(words_in(speaker.language).text(f"bench.{key}", n=f"{n:,}"), err=True)


def _tell(kept: Sequence[Kept], compared: Sequence[Compared], processes: Sequence[Process], speaker: Speaker) -> None:
    words = words_in(speaker.language)

    def table(heads: str, rows: list[list[Any]]) -> None:
        echo_table([words.text(f"bench.column.{name}") for name in heads.split()], rows)
        click.echo()

    questions = "question events floor_s ours_s floors added_s added_floors by_hand_s by_hand"
    table(questions, [_question(one) for one in compared])
    table("events build_s refresh_s refresh_share bytes raw_bytes", [_keeping(one) for one in kept])
    table("question events who wall_s cpu_s peak_mb", [_process(one) for one in processes])


def _question(one: Compared) -> list[str]:
    by_hand = one.by_hand
    return [
        one.question,
        f"{one.n_events:,}",
        f"{one.floor.wall_s:.3f}",
        f"{one.ours.wall_s:.3f}",
        f"{one.ours.wall_s / one.floor.wall_s:.2f}",
        f"{one.added.wall_s:.3f}",
        f"{one.added.wall_s / one.floor.wall_s:.2f}",
        f"{by_hand.wall_s:.3f}" if by_hand else "-",
        f"{by_hand.wall_s / one.ours.wall_s:.1f}" if by_hand else "-",
    ]


def _keeping(one: Kept) -> list[str]:
    return [
        f"{one.n_events:,}",
        f"{one.build.wall_s:.1f}",
        f"{one.refresh.wall_s:.2f}",
        f"{one.refresh.wall_s / one.build.wall_s:.1%}",
        f"{one.n_bytes:,}",
        f"{one.raw_bytes:,}",
    ]


def _process(one: Process) -> list[str]:
    who = one.who if not one.failed else f"{one.who}: {one.failed.splitlines()[-1]}"
    return [one.question, f"{one.n_events:,}", who, f"{one.wall_s:.1f}", f"{one.cpu_s:.1f}", f"{one.peak_mb:,.0f}"]
