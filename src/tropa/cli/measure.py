"""``measure``: questions to a log, answered as tables or as JSON."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from tropa.cli.asking import Asking
from tropa.cli.attribution import attribution_command
from tropa.cli.baseline import baseline_command
from tropa.cli.breaks import breaks_command
from tropa.cli.compare import compare_command
from tropa.cli.conformance import conformance_command
from tropa.cli.definitions import journey_or_refuse
from tropa.cli.discover import discover_command
from tropa.cli.endings import endings_command
from tropa.cli.funnels import funnel_of, funnel_options
from tropa.cli.gaps import tell_gaps, tell_unheard
from tropa.cli.log import asked, events_options, tell_landing
from tropa.cli.matrix import matrix_command
from tropa.cli.phrases import help_of
from tropa.cli.questioning import answer_in, known_of, scope_of, scope_options
from tropa.cli.returning import lifecycle_command, retention_command, stickiness_command
from tropa.cli.speaking import DONE, Speaker, format_option, lang_option, say, workspace_option
from tropa.cli.split import split_command
from tropa.cli.survey import survey_command
from tropa.cli.tables import edge_table, funnel_table, path_table, reality_table
from tropa.cli.timing import sessions_command, time_to_command
from tropa.cli.who import behind_options, figure_or_refuse, tell_behind, who_command
from tropa.measure.answers import reading
from tropa.measure.as_data import edges_data, funnel_data, paths_data, reality_data
from tropa.measure.questions import Edges, Paths

FUNNEL_ROWS = {"steps": "step"}
EDGE_ROWS = {"edges": "edge", "starts": "start", "ends": "end"}
PATH_ROWS = {"paths": "path"}
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
"""Fields of each answer that become lines with ``--format jsonl``, and the kind of their lines."""


@click.group("measure", help=say("command.measure"))
def measure_command() -> None:
    """Ask a log."""


@measure_command.command("funnel", help=say("command.funnel"))
@events_options
@funnel_options
@scope_options
@format_option("text", "json", "jsonl")
@lang_option
def funnel_command(events: str, columns: str | None, zone: str | None, **options: Any) -> int:  # noqa: ANN401  click's
    """Count a funnel."""
    speaker = Speaker(options["language"])
    question = funnel_of(Asking(speaker), options)
    with asked(events, columns, zone, speaker) as log:
        answer, landing, missing = log.funnel(question)
    tell_landing(landing, speaker)
    tell_unheard(missing, speaker)
    data = {**funnel_data(answer), **known_of(landing, missing), "reading": reading(question)}
    answer_in(options["form"], data, FUNNEL_ROWS, lambda: funnel_table(answer, speaker, question.scope.by))
    return DONE


@measure_command.command("edges", help=say("command.edges"))
@events_options
@scope_options
@format_option("text", "json", "jsonl")
@lang_option
def edges_command(events: str, columns: str | None, zone: str | None, **options: Any) -> int:  # noqa: ANN401  click's
    """Count directly-follows pairs."""
    speaker = Speaker(options["language"])
    question = Edges(scope_of(Asking(speaker), options))
    with asked(events, columns, zone, speaker) as log:
        answer, landing, missing = log.edges(question)
    tell_landing(landing, speaker)
    tell_unheard(missing, speaker)
    data = {**edges_data(answer), **known_of(landing, missing)}
    answer_in(options["form"], data, EDGE_ROWS, lambda: edge_table(answer, speaker, question.scope.by))
    return DONE


@measure_command.command("paths", help=say("command.paths"))
@events_options
@click.option("--length", type=click.IntRange(1, 100), default=8, help=say("argument.length"))
@click.option("--top", type=click.IntRange(1, 100_000), default=50, help=say("argument.top"))
@click.option("--from", "start", help=say("argument.from"))
@click.option("--to", "end", help=say("argument.to"))
@click.option("--around", help=help_of("argument.paths_around"))
@scope_options
@format_option("text", "json", "jsonl")
@lang_option
def paths_command(events: str, columns: str | None, zone: str | None, **options: Any) -> int:  # noqa: ANN401  click's
    """Count rows of names."""
    speaker = Speaker(options["language"])
    if sum(options[name] is not None for name in ("start", "end", "around")) > 1:
        speaker.refuse("from_or_to")
    scope = scope_of(Asking(speaker), options)
    question = Paths(options["length"], options["top"], options["start"], options["end"], scope, options["around"])
    with asked(events, columns, zone, speaker) as log:
        answer, landing, missing = log.paths(question)
    tell_landing(landing, speaker)
    tell_unheard(missing, speaker)
    data = {**paths_data(answer), **known_of(landing, missing)}
    answer_in(options["form"], data, PATH_ROWS, lambda: path_table(answer, speaker, question.scope.by))
    return DONE


@measure_command.command("reality", help=say("command.reality"))
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
        told = {"n_events": reality.n_events, "n_customers": reality.customers, **known}
        tell_behind(reality.behind, figure, told, form, speaker)
    else:
        answer_in(form, {**reality_data(reality), **known}, REALITY_ROWS, lambda: reality_table(reality, speaker))
    return DONE


measure_command.add_command(conformance_command)
measure_command.add_command(discover_command)
measure_command.add_command(breaks_command)
for command in (
    retention_command,
    stickiness_command,
    lifecycle_command,
    time_to_command,
    sessions_command,
    matrix_command,
    endings_command,
    survey_command,
    compare_command,
    who_command,
):
    measure_command.add_command(command)
measure_command.add_command(attribution_command)
measure_command.add_command(baseline_command)
measure_command.add_command(split_command)
