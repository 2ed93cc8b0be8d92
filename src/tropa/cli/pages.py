"""``map`` and ``report``: pictures as files."""

from __future__ import annotations

from pathlib import Path

import click

from tropa.cli.definitions import journey_or_refuse
from tropa.cli.log import asked, events_options, tell_landing
from tropa.cli.speaking import DONE, Speaker, lang_option, say, workspace_option

PAGE_ENDINGS = (".html", ".htm")


def write_page(path: Path, page: str, speaker: Speaker) -> None:
    """Write a page, or say why it cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        speaker.refuse("no_file", file=path, reason=error.strerror)
    speaker.note("written", file=path)


def _page_path(path: Path, speaker: Speaker) -> Path:
    if path.suffix not in PAGE_ENDINGS:
        speaker.refuse("unknown_ending", file=path, expected=".html", met=path.suffix)
    return path


@click.command("map", help=say("command.map"))
@click.argument("journey", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help=say("argument.out"))
@click.option("--view", type=click.Choice(["map"]), default="map", help=say("argument.view"))
@workspace_option
@lang_option
def map_command(journey: Path, *, out: Path, view: str, workspace: Path | None, language: str) -> int:
    """Draw a journey."""
    from tropa.draw import journey_map

    del view  # one picture so far; the option is the promise of a name for it
    speaker = Speaker(language)
    path = _page_path(out, speaker)
    loaded = journey_or_refuse(journey, workspace, speaker)
    assert loaded.journey is not None  # noqa: S101  journey_or_refuse has just said so
    write_page(path, journey_map(loaded.journey, loaded.schemes, language, workspace=loaded.workspace), speaker)
    return DONE


@click.command("report", help=say("command.report"))
@click.argument("journey", type=click.Path(path_type=Path))
@events_options
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help=say("argument.out"))
@click.option("--by", help=say("argument.by"))
@workspace_option
@lang_option
def report_command(
    journey: Path,
    *,
    events: str,
    columns: str | None,
    zone: str | None,
    out: Path,
    by: str | None,
    workspace: Path | None,
    language: str,
) -> int:
    """Write the map with reality on it."""
    from tropa.draw import Provenance, report

    speaker = Speaker(language)
    path = _page_path(out, speaker)
    loaded = journey_or_refuse(journey, workspace, speaker)
    assert loaded.journey is not None  # noqa: S101  journey_or_refuse has just said so
    with asked(events, columns, zone, speaker) as log:
        reality, landing = log.reality(loaded.journey, loaded.schemes, by)
    tell_landing(landing, speaker)
    source = Provenance(speaker.text("standard_input") if events == "-" else Path(events).name)
    page = report(loaded.journey, reality, loaded.schemes, language, provenance=source, workspace=loaded.workspace)
    write_page(path, page, speaker)
    return DONE
