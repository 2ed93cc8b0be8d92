"""``measure funnel``, ``edges`` and ``paths``: what follows what."""

from __future__ import annotations

from typing import Any

import click

from tropa.cli.asking import Asking
from tropa.cli.funnels import funnel_of, funnel_options
from tropa.cli.gaps import tell_unheard
from tropa.cli.log import asked, events_options, tell_landing
from tropa.cli.phrases import help_of
from tropa.cli.questioning import answer_in, known_of, scope_of, scope_options
from tropa.cli.speaking import DONE, Speaker, format_option, lang_option, say
from tropa.cli.tables import edge_table, funnel_table, path_table
from tropa.measure.answers import reading
from tropa.measure.as_data import edges_data, funnel_data, paths_data
from tropa.measure.questions import Edges, Paths

FUNNEL_ROWS = {"steps": "step"}
EDGE_ROWS = {"edges": "edge", "starts": "start", "ends": "end"}
PATH_ROWS = {"paths": "path"}
"""Fields of each answer that become lines with ``--format jsonl``, and the kind of their lines."""


@click.command("funnel", help=say("command.funnel"))
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


@click.command("edges", help=say("command.edges"))
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


@click.command("paths", help=say("command.paths"))
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
