"""``interview``: what a journey does not say yet, asked one by one and written into its file."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import click

from tropa.cli.interview_lines import Lines
from tropa.cli.interview_session import Session
from tropa.cli.interview_sheet import Sheet
from tropa.cli.log import STDIN, asked, optional_events_options, tell_landing
from tropa.cli.problems import line_of
from tropa.cli.speaking import (
    DONE,
    UNREADABLE,
    Speaker,
    echo_json,
    format_option,
    lang_option,
    say,
    workspace_option,
)
from tropa.journey.blanks import Blank, blanks
from tropa.journey.completeness import completeness, stage_completeness
from tropa.journey.model.journey import Journey
from tropa.measure.questions import Edges
from tropa.runtime.definitions import Loaded, Shelf


@click.command("interview", help=say("command.interview"))
@click.argument("journey", type=click.Path(path_type=Path))
@click.option("--list", "list_only", is_flag=True, help=say("argument.list_unanswered"))
@click.option("--locale", help=say("argument.locale"))
@optional_events_options
@workspace_option
@format_option("text", "json")
@lang_option
def interview_command(
    journey: Path,
    *,
    list_only: bool,
    locale: str | None,
    events: str | None,
    columns: str | None,
    zone: str | None,
    workspace: Path | None,
    form: str,
    language: str,
) -> int:
    """Ask what is missing, and keep each answer at once."""
    speaker = Speaker(language)
    shelf = Shelf(workspace)
    try:
        content = journey.read_bytes()
        loaded = shelf.load(journey, content)
    except OSError as error:
        speaker.refuse("no_file", file=error.filename or journey, reason=error.strerror)
    held = _journey_of(loaded, speaker)
    locales = locales_of(loaded, held)
    sheet = Sheet(language, locales)
    if list_only:
        _list(loaded, held, sheet, as_json=form == "json")
        return DONE
    session = Session(
        path=journey,
        shelf=shelf,
        content=content,
        loaded=loaded,
        locales=locales,
        locale=_locale(locale, locales, language, sheet),
        sheet=sheet,
        lines=Lines.standard(),
        seen=_names_in(events, columns, zone, speaker) if events is not None else (),
    )
    return session.run()


def _names_in(events: str, columns: str | None, zone: str | None, speaker: Speaker) -> tuple[str, ...]:
    """The names of a log's events, the most frequent first."""
    if events == STDIN:
        Sheet(speaker.language, ()).note("log_on_stdin")
        raise SystemExit(UNREADABLE)
    with asked(events, columns, zone, speaker) as log:
        counts, landing, _ = log.edges(Edges())
    tell_landing(landing, speaker)
    found = Counter(counts.starts)
    for edge in counts.edges:
        found[edge.target] += edge.n
    return tuple(name for name, _ in found.most_common())


def _journey_of(loaded: Loaded, speaker: Speaker) -> Journey:
    """The journey of a file without errors; anything else ends the command."""
    if loaded.read.value is None:
        for problem in loaded.read.problems:
            click.echo(line_of(problem, speaker.language), err=True)
        raise SystemExit(UNREADABLE)
    if loaded.journey is None:
        speaker.refuse("not_a_journey", file=loaded.path, kind=type(loaded.read.value).__name__.lower())
    return loaded.journey


def locales_of(loaded: Loaded, journey: Journey) -> tuple[str, ...]:
    """The locales of a journey's texts: its own, else its workspace's."""
    return journey.locales or (loaded.workspace.locales if loaded.workspace else ())


def _locale(asked: str | None, locales: tuple[str, ...], language: str, sheet: Sheet) -> str:
    """The locale in which answers are written: the one asked for, that of the questions, or the first."""
    if asked is not None and asked not in locales:
        sheet.note("no_locale", met=asked, expected=", ".join(locales) or "-")
        raise SystemExit(UNREADABLE)
    if asked is not None:
        return asked
    return language if language in locales else next(iter(locales), "")


def _list(loaded: Loaded, journey: Journey, sheet: Sheet, *, as_json: bool) -> None:
    """What is not answered, for people or for programs."""
    missing = blanks(journey, loaded.schemes)
    if not as_json:
        rows = ((blank.at, blank.what, sheet.question(blank)) for blank in missing)
        _print([[sheet.word(f"column.{name}") for name in ("at", "what", "question")], *map(list, rows)])
        return
    english = Sheet("en", sheet.locales)
    echo_json(
        {
            "journey": journey.journey,
            "unanswered": [_row(blank, english) for blank in missing],
            "completeness": completeness(journey, loaded.schemes),
            "stages": stage_completeness(journey, loaded.schemes),
        }
    )


def _print(rows: list[list[str]]) -> None:
    """Rows in columns as wide as what they hold."""
    widths = [max(len(row[column]) for row in rows) for column in range(2)]
    for at, what, question in rows:
        click.echo(f"{at.ljust(widths[0])}  {what.ljust(widths[1])}  {question}")


def _row(blank: Blank, english: Sheet) -> dict[str, Any]:
    """A blank for programs; the message is English whatever people read."""
    return {
        "at": blank.at,
        "what": blank.what,
        "form": blank.form,
        "stage": blank.stage,
        "path": list(blank.path),
        "message": english.question(blank),
    }
