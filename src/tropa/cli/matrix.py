"""``measure matrix``: which event stands at which place."""

from __future__ import annotations

from typing import Any

import click

from tropa.cli.asking import Asking
from tropa.cli.gaps import tell_unheard
from tropa.cli.log import asked, events_options, tell_landing
from tropa.cli.phrases import help_of
from tropa.cli.question_tables import matrix_table
from tropa.cli.questioning import answer_in, known_of, scope_of, scope_options
from tropa.cli.speaking import DONE, Speaker, format_option, lang_option
from tropa.measure.plain import grouped_data
from tropa.measure.questions_places import MAX_PLACES, StepMatrix
from tropa.measure.readings import reading_of

EVENT_ROWS = {"rows": "event"}


@click.command("matrix", help=help_of("command.matrix"))
@events_options
@click.option("--length", type=click.IntRange(1, MAX_PLACES), default=8, help=help_of("argument.length"))
@click.option("--around", help=help_of("argument.around"))
@click.option("--before", type=click.IntRange(0, MAX_PLACES), default=0, help=help_of("argument.before"))
@click.option("--top", type=click.IntRange(1, 10_000), default=20, help=help_of("argument.top"))
@scope_options
@format_option("text", "json", "jsonl")
@lang_option
def matrix_command(events: str, columns: str | None, zone: str | None, **options: Any) -> int:  # noqa: ANN401  click's
    """Count who has which event at which place."""
    from tropa.runtime.asking import Asker

    speaker = Speaker(options["language"])
    scope = scope_of(Asking(speaker), options)
    question = StepMatrix(options["length"], options["around"], options["before"], options["top"], scope)
    with asked(events, columns, zone, speaker) as log:
        answer, landing, missing = Asker(log).matrix(question)
    tell_landing(landing, speaker)
    tell_unheard(missing, speaker)
    data = {**grouped_data(answer, "rows"), **known_of(landing, missing), "reading": reading_of(question)}
    answer_in(options["form"], data, EVENT_ROWS, lambda: matrix_table(answer, speaker, question.scope.by))
    return DONE
