"""Opening a log for a command, and telling how it was read."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import click

from tropa.cli.speaking import Speaker, say, words_in
from tropa.ports.log import BadLine, Landing, LogUnreadable
from tropa.ports.unavailable import WarehouseUnavailable
from tropa.runtime.unread import reason_told

if TYPE_CHECKING:  # a command that may do without a log does without all that asks it
    from tropa.runtime.measuring import Measuring

C = TypeVar("C", bound=Callable[..., Any])

STDIN = "-"

SHOWN_KINDS = 10
"""Kinds of bad lines told; the number is told of all lines."""

NO_TIMES = frozenset({"time_is_number", "bad_time"})
"""Reasons after which it is told how times are written."""


def events_options(command: C, *, required: bool = True) -> C:
    """The options that name a log."""
    for option in (
        click.option("--zone", help=say("argument.zone")),
        click.option("--columns", help=say("argument.columns")),
        click.option("--events", required=required, help=say("argument.events")),
    ):
        command = option(command)
    return command


def optional_events_options(command: C) -> C:
    """The same for a command that does without a log."""
    return events_options(command, required=False)


@contextmanager
def asked(events: str, columns: str | None, zone: str | None, speaker: Speaker) -> Iterator[Measuring]:
    """A log to ask; what cannot be read ends the command with what was met and where."""
    from tropa.bootstrap import measuring
    from tropa.cli.progress import ProgressBar

    try:
        with ProgressBar(speaker) as bar:
            log = measuring(events, columns=columns, zone=zone, progress=bar, stdin=sys.stdin.buffer)
            yield log
        if log.is_simulated():
            speaker.note("simulated_log")
    except LogUnreadable as error:
        place = f"{error.path}:{error.line}" if error.line is not None else error.path
        speaker.refuse("no_file", file=place, reason=error)
    except WarehouseUnavailable as error:
        speaker.refuse("no_warehouse", reason=error)
    except ValueError as error:
        speaker.refuse("bad_question", reason=error)


def tell_landing(landing: Landing, speaker: Speaker) -> None:
    """How the log was read: what could not be, what repeated, what was passed over.

    A log of which not one line is an event although lines are there ends the command: figures of nothing
    would look like figures.
    """
    if landing.n_bad:
        _tell_bad(landing, speaker)
    if landing.n_duplicates:
        speaker.note("duplicates", n=landing.n_duplicates)
    for kind, n in landing.ignored.items():
        speaker.note("ignored", n=n, kind=kind)
    if landing.n_bad and not landing.n_events:
        speaker.refuse("no_line_read")
    if not landing.n_events:
        speaker.note("no_events")


def _tell_bad(landing: Landing, speaker: Speaker) -> None:
    """Each kind of reason once: the line where it is met first, and how many more of those kept are like it."""
    from tropa.connectors.files.times import EXAMPLE

    words = words_in(speaker.language)
    click.echo(words.text("log.bad", plural=landing.n_bad, n=landing.n_bad), err=True)
    kinds: dict[tuple[str, ...], list[BadLine]] = {}
    for line in landing.bad_lines:
        kinds.setdefault(line.reason.alike, []).append(line)
    for alike in list(kinds.values())[:SHOWN_KINDS]:
        first, more = alike[0], len(alike) - 1
        told = words.text("log.more", plural=more, more=more) if more else ""
        reason = reason_told(first.reason, words)
        click.echo(words.text("log.kind", number=first.number, more_told=told, reason=reason), err=True)
    if landing.n_bad > len(landing.bad_lines):
        click.echo(words.text("log.kept", n=len(landing.bad_lines)), err=True)
    if any(kind in NO_TIMES for kind, *_ in kinds):
        click.echo(words.text("log.times", example=EXAMPLE), err=True)
