"""``measure breaks``: where the path of a journey tears, unasked, and where it mends."""

from __future__ import annotations

from pathlib import Path

import click

from tropa.cli.asking import Asking
from tropa.cli.definitions import journey_or_refuse
from tropa.cli.gaps import tell_unheard
from tropa.cli.log import asked, events_options, tell_landing
from tropa.cli.questioning import answer_in, known_of
from tropa.cli.speaking import DONE, Speaker, format_option, lang_option, say, workspace_option
from tropa.cli.who import behind_options, of_known_or_refuse, tell_behind
from tropa.measure.breaking.torn import torn_figures

BREAK_ROWS = {"breaks": "break", "improvements": "improvement"}
"""Fields of the answer that become lines with ``--format jsonl``, and the kind of their lines."""


@click.command("breaks", help=say("command.breaks"))
@click.argument("journey", type=click.Path(path_type=Path))
@events_options
@click.option("--by", multiple=True, help=say("argument.breaks_by"))
@click.option("--within", default="14d", help=say("argument.breaks_within"))
@click.option(
    "--level",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    default=0.05,
    help=say("argument.breaks_level"),
)
@behind_options("behind.who_torn")
@workspace_option
@format_option("text", "json", "jsonl")
@lang_option
def breaks_command(
    journey: Path,
    *,
    events: str,
    columns: str | None,
    zone: str | None,
    by: tuple[str, ...],
    within: str,
    level: float,
    figure: str | None,
    most: int,
    workspace: Path | None,
    form: str,
    language: str,
) -> int:
    """Search a log for breaks, or name the customers behind one of them."""
    from tropa.cli.breaks_text import tell_breaks
    from tropa.measure.breaking.as_data import breaks_data
    from tropa.runtime.breaking import search_breaks

    speaker = Speaker(language)
    loaded = journey_or_refuse(journey, workspace, speaker)
    assert loaded.journey is not None  # noqa: S101  journey_or_refuse has just said so
    within_s = Asking(speaker).seconds(within)
    with asked(events, columns, zone, speaker) as log:
        (answer, behind), landing, missing = search_breaks(
            log,
            loaded.journey,
            loaded.schemes,
            by,
            within_s=within_s,
            level=level,
            named=most if figure is not None else 0,
        )
    tell_landing(landing, speaker)
    tell_unheard(missing, speaker)
    known = known_of(landing, missing)
    if figure is not None:
        of_known_or_refuse(figure, torn_figures(answer), speaker)
        tell_behind(
            behind, figure, {"n_events": answer.n_events, "n_customers": answer.n_customers, **known}, form, speaker
        )
    else:
        answer_in(form, {**breaks_data(answer), **known}, BREAK_ROWS, lambda: tell_breaks(answer, speaker))
    return DONE
