"""``measure discover``: the draft of a journey from a log without a definition."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from tropa.cli.asking import Asking
from tropa.cli.gaps import tell_unheard
from tropa.cli.log import asked, events_options, tell_landing
from tropa.cli.questioning import choosing_options, known_of, scope_of
from tropa.cli.speaking import DONE, UNREADABLE, Speaker, echo_json, format_option, lang_option, say, words_in
from tropa.journey.codecs.scalars import ID_PATTERN
from tropa.journey.ids import id_of

if TYPE_CHECKING:
    from tropa.measure.discovery.draft import Draft

FALLBACK = "draft"
"""The id of a journey that is named neither by an option nor by a file."""


@click.command("discover", help=say("command.discover"))
@events_options
@click.option("--start", help=say("argument.discover_start"))
@click.option("--success", help=say("argument.discover_success"))
@click.option("--at-least", type=click.FloatRange(0, 1), default=0.02, help=say("argument.discover_at_least"))
@click.option("--id", "journey_id", help=say("argument.discover_id"))
@click.option("--out", type=click.Path(path_type=Path), help=say("argument.out"))
@choosing_options
@format_option("text", "json")
@lang_option
def discover_command(events: str, columns: str | None, zone: str | None, **options: Any) -> int:  # noqa: ANN401  click's
    """Draft a journey."""
    from tropa.draw.draft_file import draft_file
    from tropa.measure.discovery.as_data import draft_data
    from tropa.measure.discovery.draft import NothingToDraft
    from tropa.runtime.discovering import discover

    speaker, out = Speaker(options["language"]), options["out"]
    if out is not None and out.exists():
        speaker.refuse("exists", file=out)
    scope = scope_of(Asking(speaker), options)
    journey = _id(options["journey_id"], out, speaker)
    with asked(events, columns, zone, speaker) as log:
        try:
            draft, landing, missing = discover(
                log, scope, start=options["start"], success=options["success"], at_least=options["at_least"]
            )
        except NothingToDraft as nothing:
            _refuse("nobody" if str(nothing) else "empty", speaker, start=nothing)
    tell_landing(landing, speaker)
    tell_unheard(missing, speaker)
    text = draft_file(draft, words_in(speaker.language), journey=journey, key=scope.unit.prop)
    if out is not None:
        _write(out, text, draft, speaker)
    if options["form"] == "json":
        echo_json({"definition": text, **draft_data(draft), **known_of(landing, missing)})
    elif out is None:
        click.echo(text, nl=False)
    return DONE


def _id(asked_for: str | None, out: Path | None, speaker: Speaker) -> str:
    """The journey's id: as asked for, or made of the file's name."""
    if asked_for is not None and re.fullmatch(ID_PATTERN, asked_for, re.ASCII) is None:
        speaker.refuse("bad_id", met=asked_for)
    return asked_for or id_of(out.stem if out is not None else "", fallback=FALLBACK)


def _refuse(key: str, speaker: Speaker, **params: object) -> NoReturn:
    """Say in words of this command's own catalogue why nothing comes of it, and end."""
    click.echo(words_in(speaker.language).text(f"discover.{key}", **params), err=True)
    sys.exit(UNREADABLE)


def _write(out: Path, text: str, draft: Draft, speaker: Speaker) -> None:
    """Write the file, and say what comes next."""
    try:
        out.write_bytes(text.encode())
    except OSError as error:
        speaker.refuse("no_file", file=out, reason=error.strerror)
    words = words_in(speaker.language)
    click.echo(words.text("discover.written", file=out, steps=len(draft.steps)), err=True)
