"""``measure reality``: a journey held against a log."""

from __future__ import annotations

from pathlib import Path

import click

from tropa.cli.definitions import journey_or_refuse
from tropa.cli.gaps import tell_gaps, tell_unheard
from tropa.cli.log import asked, events_options, tell_landing
from tropa.cli.questioning import answer_in, known_of
from tropa.cli.speaking import DONE, Speaker, format_option, lang_option, say, workspace_option
from tropa.cli.tables import reality_table
from tropa.cli.who import behind_options, figure_or_refuse, figures_of_log, of_known_or_refuse, tell_behind
from tropa.measure.as_data import reality_data
from tropa.measure.behind import NEXT, UNMAPPED

REALITY_ROWS = {
    "touchpoints": "touchpoint",
    "stages": "stage",
    "indicators": "indicator",
    "emotions": "emotion",
    "components": "component",
    "roles": "role",
    "requests": "request",
    "pairs": "move",
    "unmapped_names": "unmapped",
}
"""Fields of the answer that become lines with ``--format jsonl``, and the kind of their lines."""


@click.command("reality", help=say("command.reality"))
@click.argument("journey", type=click.Path(path_type=Path))
@events_options
@click.option("--by", help=say("argument.by"))
@behind_options("behind.who")
@workspace_option
@format_option("text", "json", "jsonl")
@lang_option
def reality_command(
    journey: Path,
    *,
    events: str,
    columns: str | None,
    zone: str | None,
    by: str | None,
    figure: str | None,
    most: int,
    workspace: Path | None,
    form: str,
    language: str,
) -> int:
    """Hold a journey against a log, or name the customers behind a figure of the answer."""
    speaker = Speaker(language)
    loaded = journey_or_refuse(journey, workspace, speaker)
    assert loaded.journey is not None  # noqa: S101  journey_or_refuse has just said so
    if figure is not None:
        figure_or_refuse(figure, loaded, speaker)
    with asked(events, columns, zone, speaker) as log:
        reality, landing, missing = log.reality(loaded.journey, loaded.schemes, by, most if figure is not None else 0)
    tell_landing(landing, speaker)
    tell_unheard(missing, speaker)
    tell_gaps(reality, loaded.journey, journey, events, speaker)
    known = known_of(landing, missing)
    if figure is not None:
        if figure.startswith(UNMAPPED) or NEXT in figure:
            of_known_or_refuse(figure, figures_of_log(reality), speaker)
        told = {"n_events": reality.n_events, "n_customers": reality.customers, **known}
        tell_behind(reality.behind, figure, told, form, speaker)
    else:
        answer_in(form, {**reality_data(reality), **known}, REALITY_ROWS, lambda: reality_table(reality, speaker))
    return DONE
