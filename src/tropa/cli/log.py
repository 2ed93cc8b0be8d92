"""Opening a log for a command, and telling how it was read."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import click

from tropa.cli.speaking import Speaker, say
from tropa.ports.log import Landing, LogUnreadable

if TYPE_CHECKING:  # a command that may do without a log does without all that asks it
    from tropa.runtime.measuring import Measuring

C = TypeVar("C", bound=Callable[..., Any])

STDIN = "-"

SHOWN_BAD_LINES = 10
"""Bad lines told one by one; the number is told of all."""


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
            yield measuring(events, columns=columns, zone=zone, progress=bar, stdin=sys.stdin.buffer)
    except LogUnreadable as error:
        place = f"{error.path}:{error.line}" if error.line is not None else error.path
        speaker.refuse("no_file", file=place, reason=error)
    except ValueError as error:
        speaker.refuse("bad_question", reason=error)


def tell_landing(landing: Landing, speaker: Speaker) -> None:
    """How the log was read: what could not be, what repeated, what was passed over."""
    if landing.n_bad:
        speaker.note("bad_lines", n=landing.n_bad)
        for line in landing.bad_lines[:SHOWN_BAD_LINES]:
            speaker.note("bad_line", number=line.number, reason=line.reason)
    if landing.n_duplicates:
        speaker.note("duplicates", n=landing.n_duplicates)
    for kind, n in landing.ignored.items():
        speaker.note("ignored", n=n, kind=kind)
    if not landing.n_events:
        speaker.note("no_events")
