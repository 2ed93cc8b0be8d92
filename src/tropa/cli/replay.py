"""``replay``: journeys run over a recorded log, and what they would have done."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, NoReturn

import click

from tropa.bootstrap import replaying
from tropa.cli.definitions import journey_or_refuse
from tropa.cli.log import events_options, tell_landing
from tropa.cli.progress import ProgressBar
from tropa.cli.replay_tables import ReplayTables
from tropa.cli.rows import echo_rows
from tropa.cli.speaking import (
    DONE,
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
from tropa.engine.batch import runs_steps
from tropa.ports.log import Landing, LogUnreadable
from tropa.runtime.comparing import Compared, compare, compared_data
from tropa.runtime.replay_data import Data, iso, replay_data
from tropa.runtime.replayed import Replayed
from tropa.runtime.replaying import Cast, Replaying, Until

ROWS = {
    "messages": "message",
    "runs": "run",
    "tasks": "task",
    "suppressed": "suppressed",
    "ignored": "ignored",
    "set_aside": "set_aside",
    "differences": "difference",
}
"""Fields that become lines with ``--format jsonl``, and the kind of their lines."""

END: Literal["end"] = "end"


def _told(key: str) -> str:
    """The help of an option."""
    return words_in(language_asked()).text(f"replay.argument.{key}")


@click.command("replay", help=say("command.replay"))
@click.argument("journeys", nargs=-1, required=True, type=click.Path(path_type=Path))
@events_options
@click.option("--until", help=_told("until"))
@click.option("--clock", type=click.Choice(["received", "at"]), default="received", help=_told("clock"))
@click.option("--compare", "other", type=click.Path(path_type=Path), help=_told("compare"))
@workspace_option
@format_option("text", "json", "jsonl")
@lang_option
def replay_command(
    journeys: tuple[Path, ...],
    *,
    events: str,
    columns: str | None,
    zone: str | None,
    until: str | None,
    clock: str,
    other: Path | None,
    workspace: Path | None,
    form: str,
    language: str,
) -> int:
    """Run journeys over a log."""
    replay = Replay(Speaker(language), workspace)
    stop = replay.until(until)
    casts = replay.casts(journeys, other)
    with replay.opened(events, columns, zone, receipt=clock == "received") as log:
        landing, done = log.replay(tuple(casts), stop)
    tell_landing(landing, replay.speaker)
    if landing.n_bad and not landing.n_events:
        return UNREADABLE
    compared = compare(done[0], done[1], replay.called(*casts)) if other is not None else None
    replay.answer(form, casts[0], done[0], landing, compared)
    return DONE


class Replay:
    """One call of the command.

    Args:
        speaker: Speaks to whoever called.
        workspace: The workspace of all; None looks for the one nearest to each file.
    """

    def __init__(self, speaker: Speaker, workspace: Path | None) -> None:
        self.speaker = speaker
        self._workspace = workspace
        self._words = words_in(speaker.language)

    def until(self, said: str | None) -> Until:
        """Where the clock stops."""
        if said is None:
            return None
        if said == END:
            return END
        try:
            at = datetime.fromisoformat(said)
            return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
        except (ValueError, OverflowError):
            self._refuse("bad_until", met=said)

    def casts(self, paths: Sequence[Path], other: Path | None) -> list[Cast]:
        """What runs: the journeys, and with another version of one of them the same with that instead."""
        first = self._cast(paths)
        if other is None:
            return [first]
        instead = journey_or_refuse(other, self._workspace, self.speaker)
        assert instead.journey is not None  # noqa: S101  journey_or_refuse has just said so
        name, ids = instead.journey.journey, list(first.journeys)
        if len(ids) > 1 and name not in ids:
            self._refuse("no_counterpart", other=other, id=name, ids=", ".join(ids))
        kept = [one for one in first.loaded if len(ids) > 1 and one.journey and one.journey.journey != name]
        return [first, self._checked(Cast.of([*kept, instead]))]

    def _cast(self, paths: Sequence[Path]) -> Cast:
        loaded = [journey_or_refuse(path, self._workspace, self.speaker) for path in paths]
        names = [one.journey.journey for one in loaded if one.journey is not None]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            self._refuse("twice", journey=twice)
        return self._checked(Cast.of(loaded))

    def _checked(self, cast: Cast) -> Cast:
        """A cast of which everything is run by us."""
        for script in cast.scripts:
            if not runs_steps(script):
                self._refuse("observed", journey=script.journey)
        return cast

    def called(self, first: Cast, other: Cast) -> dict[str, str]:
        """What a journey of the other cast is called in the first, where a single one goes by another name."""
        mine, theirs = list(first.journeys), list(other.journeys)
        return {theirs[0]: mine[0]} if len(mine) == 1 else {}

    @contextmanager
    def opened(self, events: str, columns: str | None, zone: str | None, *, receipt: bool) -> Iterator[Replaying]:
        """The log; what cannot be read ends the command with what was met and where."""
        try:
            with ProgressBar(self.speaker) as bar:
                yield replaying(
                    events, columns=columns, zone=zone, progress=bar, stdin=sys.stdin.buffer, receipt=receipt
                )
        except LogUnreadable as error:
            place = f"{error.path}:{error.line}" if error.line is not None else error.path
            self.speaker.refuse("no_file", file=place, reason=error)
        except ValueError as error:
            self.speaker.refuse("bad_question", reason=error)

    def answer(self, form: str, cast: Cast, done: Replayed, landing: Landing, compared: Compared | None) -> None:
        """Print what was done, and how another version differs."""
        done.ignored["duplicate"] += landing.n_duplicates
        if n := len(done.set_aside):
            click.echo(self._words.text("replay.set_aside", plural=n, n=n), err=True)
        if form == "text":
            tables = ReplayTables(self.speaker, cast.journeys)
            tables.tell(done)
            if compared is not None:
                tables.tell_compared(compared)
            return
        data: Data = {**replay_data(done, cast.journeys), **(compared_data(compared) if compared else {})}
        data |= {"watermark": iso(landing.watermark), "n_events": landing.n_events}
        data |= {"n_bad": landing.n_bad, "n_duplicates": landing.n_duplicates}
        if form == "json":
            echo_json(data)
        else:
            echo_rows(data, ROWS)

    def _refuse(self, key: str, **params: object) -> NoReturn:
        """Say what cannot be replayed, and end."""
        click.echo(self._words.text(f"replay.{key}", **params), err=True)
        sys.exit(UNREADABLE)
