"""``run``, ``publish``, ``worker``: journeys that run in a store."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial, wraps
from pathlib import Path
from typing import Any, TypeVar, cast

import click

from tropa.bootstrap import call_reader, channels, state_store
from tropa.cli.crew import work_together
from tropa.cli.definitions import load_or_refuse
from tropa.cli.patience import MOST_TRIES, Patience
from tropa.cli.problems import line_of
from tropa.cli.speaking import (
    DONE,
    FOUND,
    UNREADABLE,
    Speaker,
    echo_json,
    format_option,
    lang_option,
    language_asked,
    say,
    words_in,
    workspace_option,
)
from tropa.cli.stream import LineStream
from tropa.ports.state import StateStore, StoreUnavailable
from tropa.runtime.checking import check
from tropa.runtime.definitions import Loaded, Shelf
from tropa.runtime.ingesting import Ingesting, Taken
from tropa.runtime.published import VersionUnreadable
from tropa.runtime.publishing import Publication, publish
from tropa.runtime.unread import reason_told
from tropa.runtime.working import LEASE, Worked, Worker

C = TypeVar("C", bound=Callable[..., Any])
T = TypeVar("T")

A_MOMENT_S = 0.2
"""How long a round waits for the first line."""

A_PAUSE_S = 1.0
"""How long a worker rests when there is nothing to do."""


def now() -> datetime:
    """The clock on the wall."""
    return datetime.now(UTC)


def store_option(command: C) -> C:
    """The option ``--store``; where the store stops answering, the command ends with 2, and says so."""

    @wraps(command)
    def answered(*values: object, **options: object) -> object:
        return _or_said(partial(command, *values, **options))

    return click.option(
        "--store",
        "url",
        envvar="TROPA_STORE",
        default="sqlite:tropa.db",
        show_default=True,
        help=say("argument.store"),
    )(cast("C", answered))


def _or_said(ask: Callable[[], T]) -> T | int:
    """What comes of asking a store; 2 where it stops answering, or nobody can read what is in it, which is said."""
    try:
        return ask()
    except StoreUnavailable as fault:
        tell(Speaker(language_asked()), "store_gone", reason=str(fault))
    except VersionUnreadable as fault:
        tell_unread(Speaker(language_asked()), fault)
    return UNREADABLE


def out_option(command: C) -> C:
    """The option ``--out`` of what hands messages over."""
    return click.option(
        "--out",
        type=click.Path(path_type=Path, dir_okay=False),
        envvar="TROPA_OUT",
        help=say("argument.messages_out"),
    )(command)


def tell(speaker: Speaker, key: str, **params: object) -> None:
    """Say something of running, beside the result."""
    click.echo(words_in(speaker.language).text(f"running.{key}", **params), err=True)


def tell_unread(speaker: Speaker, fault: VersionUnreadable) -> None:
    """Say that a version cannot be read, what that means, and what to do."""
    version = fault.version
    tell(speaker, "version_unread", journey=version.journey, version=version.number, reason=fault.reason)


def open_store(url: str, speaker: Speaker) -> StateStore:
    """The store of a URL; one that cannot be opened ends the command."""
    try:
        return state_store(url)
    except (ValueError, StoreUnavailable) as fault:
        tell(speaker, "no_store", url=url, reason=str(fault))
        sys.exit(UNREADABLE)


def launchable(paths: Sequence[Path], workspace: Path | None, speaker: Speaker) -> list[Loaded]:
    """Journeys that may be launched; what blocks a launch is told and ends the command."""
    shelf = Shelf(workspace)
    loaded = [load_or_refuse(path, shelf, speaker) for path in paths]
    checked = check(loaded, date.today())  # noqa: DTZ011  waivers end on a day of the user's own calendar
    blocking = [one for file in checked for one in file.told if one.level == "E"]
    for one in blocking:
        click.echo(line_of(one, speaker.language), err=True)
    if any(file.journey is None for file in loaded):
        tell(speaker, "no_journey", n=sum(file.journey is None for file in loaded))
        sys.exit(UNREADABLE)
    if blocking:
        tell(speaker, "blocked", n=len(blocking))
        sys.exit(FOUND)
    return loaded


def publish_all(store: StateStore, loaded: Sequence[Loaded], speaker: Speaker) -> list[Publication]:
    """Publish journeys, and say what came of it."""
    found = [publish(store, one, now()) for one in loaded]
    for one in found:
        version = one.edition.version
        key = "published" if one.is_new else "in_force"
        tell(speaker, key, journey=version.journey, version=version.number, n=one.n_filled_in)
        if one.n_sought:
            tell(speaker, "sought", n=one.n_sought)
    return found


def worker_name() -> str:
    """A name that no other worker has."""
    return f"{socket.gethostname()}:{os.getpid()}"


@click.command("run", help=say("command.run"))
@click.argument("journeys", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--events", required=True, help=say("argument.live_events"))
@click.option("--follow", is_flag=True, help=say("argument.follow"))
@click.option("--historical", is_flag=True, help=say("argument.historical"))
@store_option
@out_option
@workspace_option
@format_option("text", "json")
@lang_option
def run_command(
    journeys: tuple[Path, ...],
    *,
    events: str,
    follow: bool,
    historical: bool,
    url: str,
    out: Path | None,
    workspace: Path | None,
    form: str,
    language: str,
) -> int:
    """Take events in as they come, run journeys, hand messages over."""
    speaker = Speaker(language)
    loaded = launchable(journeys, workspace, speaker)
    stream = _opened(events, speaker)
    store = open_store(url, speaker)
    try:
        publish_all(store, loaded, speaker)
        worker = Worker(store, channels(out), worker_name(), now, unread=partial(tell_unread, speaker))
        ingesting = Ingesting(store, call_reader(historical=historical))
        taken, worked = _follow(stream, ingesting, worker, follow=follow, speaker=speaker)
        worker.stop()
        _tell_run(store, taken, worked, form, speaker)
    finally:
        store.close()
    return UNREADABLE if taken.n_bad and not (taken.n_new or taken.n_known) else DONE


def _opened(events: str, speaker: Speaker) -> LineStream:
    if events == "-":
        return LineStream(sys.stdin.buffer)
    try:
        return LineStream(Path(events).open("rb"))
    except OSError as fault:
        speaker.refuse("no_file", file=events, reason=fault.strerror)


def _follow(
    stream: LineStream, ingesting: Ingesting, worker: Worker, *, follow: bool, speaker: Speaker
) -> tuple[Taken, Worked]:
    """Take in and work until the stream has ended and nothing is left to do; or, following, until told to stop."""
    taken, worked, lines = Taken(), Worked(), list[tuple[int, bytes]]()
    stopping = _stop_asked()
    patience = Patience(speaker, stopping, None if follow else MOST_TRIES)
    others = _Others(worker, speaker)
    while not stopping.is_set():
        try:
            if not lines and not stream.ended:
                lines = stream.next(A_MOMENT_S)
            fresh = ingesting.take(lines, now())
            taken, lines = taken + fresh, []
            done = worker.round()
        except StoreUnavailable as fault:
            patience.wait(fault)
            continue
        patience.answered()
        for number, reason in fresh.bad:
            told = reason_told(reason, words_in(speaker.language))
            tell(speaker, "bad_line", number=number, reason=told)
        worked += done
        if stream.ended and done.idle:
            if not follow and not others.work_on(done):
                break
            stopping.wait(A_PAUSE_S)
    return taken, worked


@dataclass(slots=True)
class _Others:
    """Other workers, who have shards: one that has died loses them in time, one that lives decides what is there.

    Args:
        worker: It waits for them.
        speaker: Says so.
    """

    worker: Worker
    speaker: Speaker
    _until: datetime | None = None

    def work_on(self, done: Worked) -> bool:
        """Whether there is something to wait for: a lease that may run out, or be given back."""
        n = self.worker.store.shards - done.n_shards
        if not n:
            return False
        if self._until is None:
            self._until = now() + self.worker.lease
            tell(self.speaker, "others_work", n=n)
        if now() <= self._until:
            return True
        tell(self.speaker, "left_to_others", n=n)
        return False


def _stop_asked() -> threading.Event:
    """Set when somebody asks the program to end; what is under way is finished first."""
    asked = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: asked.set())
    return asked


def _tell_run(store: StateStore, taken: Taken, worked: Worked, form: str, speaker: Speaker) -> None:
    due = [at for shard in range(store.shards) if (at := store.next_due(shard)) is not None]
    counts: dict[str, Any] = {
        "events": taken.n_new,
        "known": taken.n_known,
        "bad_lines": taken.n_bad,
        "transitions": worked.n_transitions,
        "set_aside": worked.n_set_aside,
        "sent": worked.delivered.n_sent,
        "later": worked.delivered.n_later,
        "held": worked.delivered.n_held,
        "failed": worked.delivered.n_failed,
        "next_due": min(due).isoformat().replace("+00:00", "Z") if due else None,
    }
    if form == "json":
        echo_json(counts)
        return
    for name, value in counts.items():
        if value:
            tell(speaker, f"count.{name}", n=value)
    if not any(counts.values()):
        tell(speaker, "nothing")


@click.command("worker", help=say("command.worker"))
@click.option("--shards", type=click.IntRange(1), help=say("argument.shards"))
@click.option(
    "--lease",
    "lease_s",
    type=click.IntRange(2, 3_600),
    default=int(LEASE.total_seconds()),
    show_default=True,
    help=say("argument.lease"),
)
@click.option("--processes", type=click.IntRange(1, 64), default=1, show_default=True, help=say("argument.processes"))
@click.option("--once", is_flag=True, help=say("argument.worker_once"))
@store_option
@out_option
@lang_option
def worker_command(
    *,
    shards: int | None,
    lease_s: int,
    processes: int,
    once: bool,
    url: str,
    out: Path | None,
    language: str,
) -> int:
    """Work in a store beside others, until told to stop."""
    speaker = Speaker(language)
    shift = Shift(url, out, language, timedelta(seconds=lease_s), shards, once=once)
    if processes == 1:
        return _work(shift)
    store = open_store(url, speaker)
    store.close()
    n = min(processes, shards or store.shards)
    if n < processes:
        tell(speaker, "too_many", n=processes, shards=shards or store.shards)
    each = -(-(shards or store.shards) // n)
    return work_together(n, partial(_work_or_say, replace(shift, shards=each)), _stop_asked())


@dataclass(frozen=True, slots=True)
class Shift:
    """What a worker is told.

    Args:
        url: In which store.
        out: Where messages go.
        language: In which language what happens is told.
        lease: How long its shards stay its own without a sign of life.
        shards: How many it takes at most; None is all that are free.
        once: Whether it ends when there is nothing left to do.
    """

    url: str
    out: Path | None
    language: str
    lease: timedelta
    shards: int | None
    once: bool


def _work_or_say(shift: Shift) -> int:
    """Work in a process of its own."""
    return _or_said(partial(_work, shift))


def _work(shift: Shift) -> int:
    """Work in a store until told to stop."""
    speaker = Speaker(shift.language)
    store = open_store(shift.url, speaker)
    name, unread = worker_name(), partial(tell_unread, speaker)
    worker = Worker(store, channels(shift.out), name, now, shift.shards, lease=shift.lease, unread=unread)
    stopping = _stop_asked()
    tell(speaker, "working", name=name, n=store.shards)
    total = Worked()
    patience = Patience(speaker, stopping, MOST_TRIES if shift.once else None)
    others = _Others(worker, speaker)
    try:
        while not stopping.is_set():
            try:
                done = worker.round()
            except StoreUnavailable as fault:
                patience.wait(fault)
                continue
            patience.answered()
            total += done
            if shift.once and done.idle and not others.work_on(done):
                break
            if done.idle:
                stopping.wait(A_PAUSE_S)
        worker.stop()
    finally:
        store.close()
    tell(speaker, "worked", inputs=total.n_inputs, transitions=total.n_transitions, sent=total.delivered.n_sent)
    return DONE
