"""``measure time-to`` and ``measure sessions``: how long."""

from __future__ import annotations

from typing import Any

import click

from tropa.cli.asking import Asking
from tropa.cli.gaps import tell_unheard
from tropa.cli.log import asked, events_options, tell_landing
from tropa.cli.phrases import help_of
from tropa.cli.question_tables import sessions_table, time_to_table
from tropa.cli.questioning import answer_in, known_of, scope_of, scope_options
from tropa.cli.speaking import DONE, Speaker, format_option, lang_option
from tropa.measure.plain import grouped_data
from tropa.measure.questions_timing import Sessions, TimeTo
from tropa.measure.readings import reading_of

MARK_ROWS = {"marks": "mark"}


@click.command("time-to", help=help_of("command.time_to"))
@events_options
@click.option("--from", "start", required=True, help=help_of("argument.from"))
@click.option("--to", "end", required=True, help=help_of("argument.to"))
@click.option("--horizon", help=help_of("argument.horizon"))
@scope_options
@format_option("text", "json", "jsonl")
@lang_option
def time_to_command(events: str, columns: str | None, zone: str | None, **options: Any) -> int:  # noqa: ANN401  click's
    """Tell how long it takes."""
    from tropa.runtime.asking import Asker

    speaker = Speaker(options["language"])
    asking = Asking(speaker)
    horizon_s = asking.seconds(options["horizon"]) if options["horizon"] else None
    start, end = asking.event(options["start"]), asking.event(options["end"])
    question = TimeTo(start, end, horizon_s, scope_of(asking, options))
    with asked(events, columns, zone, speaker) as log:
        answer, landing, missing = Asker(log).time_to(question)
    tell_landing(landing, speaker)
    tell_unheard(missing, speaker)
    data = {**grouped_data(answer, "marks"), **known_of(landing, missing), "reading": reading_of(question)}
    answer_in(options["form"], data, MARK_ROWS, lambda: time_to_table(answer, speaker, question.scope.by))
    return DONE


@click.command("sessions", help=help_of("command.sessions"))
@events_options
@scope_options
@format_option("text", "json", "jsonl")
@lang_option
def sessions_command(events: str, columns: str | None, zone: str | None, **options: Any) -> int:  # noqa: ANN401  click's
    """Count sessions."""
    from tropa.runtime.asking import Asker

    speaker = Speaker(options["language"])
    asking = Asking(speaker)
    question = Sessions(asking.seconds(options["session_gap"]), scope_of(asking, options))
    with asked(events, columns, zone, speaker) as log:
        answer, landing, missing = Asker(log).sessions(question)
    tell_landing(landing, speaker)
    tell_unheard(missing, speaker)
    data = {**grouped_data(answer, "sessions"), **known_of(landing, missing), "reading": reading_of(question)}
    answer_in(options["form"], data, {}, lambda: sessions_table(answer, speaker, question.scope.by))
    return DONE
