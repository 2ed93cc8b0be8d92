"""``map`` and ``report``: pictures as files."""

from __future__ import annotations

from pathlib import Path

import click

from tropa.cli.definitions import journey_or_refuse
from tropa.cli.drawing import PAGE, PRINTED, VIEWS, check_ending, check_picture, drawn, printed, write
from tropa.cli.gaps import tell_gaps, tell_unheard
from tropa.cli.log import asked, events_options, tell_landing
from tropa.cli.speaking import DONE, Speaker, lang_option, say, workspace_option
from tropa.cli.who import asked_of, names_option


@click.command("map", help=say("command.map"))
@click.argument("journey", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help=say("argument.picture"))
@click.option("--view", type=click.Choice(VIEWS), default=VIEWS[0], help=say("argument.view"))
@workspace_option
@lang_option
def map_command(journey: Path, *, out: Path, view: str, workspace: Path | None, language: str) -> int:
    """Draw a journey."""
    speaker = Speaker(language)
    check_picture(out, view, speaker)
    loaded = journey_or_refuse(journey, workspace, speaker)
    write(out, drawn(loaded, view, out, speaker), speaker)
    return DONE


@click.command("report", help=say("command.report"))
@click.argument("journey", type=click.Path(path_type=Path))
@events_options
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help=say("argument.paper"))
@click.option("--by", help=say("argument.by"))
@names_option
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
    names: int,
    workspace: Path | None,
    language: str,
) -> int:
    """Write the map with reality on it."""
    from tropa.draw import Provenance, report
    from tropa.runtime.reporting import reported

    speaker = Speaker(language)
    check_ending(out, (PAGE, *PRINTED), "tropa report", speaker)
    loaded = journey_or_refuse(journey, workspace, speaker)
    assert loaded.journey is not None  # noqa: S101  journey_or_refuse has just said so
    with asked(events, columns, zone, speaker) as log:
        simulated = log.is_simulated()
        (reality, breaks, beside), landing, missing = reported(log, loaded.journey, loaded.schemes, by, names)
    tell_landing(landing, speaker)
    tell_unheard(missing, speaker)
    tell_gaps(reality, loaded.journey, journey, events, speaker)
    name = speaker.text("standard_input") if events == "-" else Path(events).name
    source = Provenance(name, simulated=simulated)
    page = report(
        loaded.journey,
        reality,
        breaks,
        loaded.schemes,
        language,
        provenance=source,
        workspace=loaded.workspace,
        beside=beside,
        asked=asked_of(journey, events, columns, zone),
    )
    write(out, printed(page, out, speaker), speaker)
    return DONE
