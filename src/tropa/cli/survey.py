"""``measure survey``: what customers answered."""

from __future__ import annotations

from typing import Any

import click

from tropa.cli.asking import Asking
from tropa.cli.gaps import tell_unheard
from tropa.cli.log import asked, events_options, tell_landing
from tropa.cli.phrases import help_of
from tropa.cli.question_tables import survey_table
from tropa.cli.questioning import answer_in, known_of, scope_of, scope_options
from tropa.cli.speaking import DONE, Speaker, format_option, lang_option
from tropa.cli.walls import period_zone_option, zone_of
from tropa.measure.periods import PERIOD_KINDS
from tropa.measure.plain import grouped_data
from tropa.measure.questions_surveys import SCALES, Answers
from tropa.measure.readings import reading_of

WAVE_ROWS = {"waves": "wave"}


@click.command("survey", help=help_of("command.survey"))
@events_options
@click.option("--kind", type=click.Choice(list(SCALES)), required=True, help=help_of("argument.kind"))
@click.option("--answer", required=True, help=help_of("argument.answer"))
@click.option("--prop", required=True, help=help_of("argument.prop"))
@click.option("--asked", "asking_event", help=help_of("argument.asked"))
@click.option("--wave", type=click.Choice(PERIOD_KINDS), help=help_of("argument.wave"))
@period_zone_option
@scope_options
@format_option("text", "json", "jsonl")
@lang_option
def survey_command(events: str, columns: str | None, zone: str | None, **options: Any) -> int:  # noqa: ANN401  click's
    """Score the answers."""
    from tropa.runtime.asking import Asker

    speaker = Speaker(options["language"])
    asking = Asking(speaker)
    question = Answers(
        kind=options["kind"],
        answer=asking.event(options["answer"]),
        prop=options["prop"],
        asked=asking.event(options["asking_event"]) if options["asking_event"] else None,
        wave=options["wave"],
        zone=zone_of(options["period_zone"], speaker),
        scope=scope_of(asking, options),
    )
    with asked(events, columns, zone, speaker) as log:
        answer, landing, missing = Asker(log).answers(question)
    tell_landing(landing, speaker)
    tell_unheard(missing, speaker)
    data = {**grouped_data(answer, "waves"), **known_of(landing, missing), "reading": reading_of(question)}
    by = question.scope.by
    answer_in(options["form"], data, WAVE_ROWS, lambda: survey_table(answer, question.kind, speaker, by))
    return DONE
