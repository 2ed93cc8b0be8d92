"""``measure endings``: where customers stop."""

from __future__ import annotations

from typing import Any

import click

from tropa.cli.asking import Asking
from tropa.cli.gaps import tell_unheard
from tropa.cli.log import asked, events_options, tell_landing
from tropa.cli.phrases import help_of, phrase
from tropa.cli.question_tables import Table
from tropa.cli.questioning import answer_in, known_of, scope_of, scope_options
from tropa.cli.speaking import DONE, Speaker, format_option, lang_option
from tropa.measure.answers_endings import EndingRows
from tropa.measure.plain import grouped_data
from tropa.measure.questions_endings import Endings
from tropa.measure.readings import reading_of
from tropa.measure.sharing import Grouped

ENDING_ROWS = {"rows": "ending"}


@click.command("endings", help=help_of("command.endings"))
@events_options
@click.option("--among", multiple=True, help=help_of("argument.endings_among"))
@click.option("--goal", help=help_of("argument.endings_goal"))
@click.option("--top", type=click.IntRange(1, 10_000), default=20, help=help_of("argument.top"))
@scope_options
@format_option("text", "json", "jsonl")
@lang_option
def endings_command(events: str, columns: str | None, zone: str | None, **options: Any) -> int:  # noqa: ANN401  click's
    """Count with which event customers end."""
    from tropa.runtime.asking import Asker

    speaker = Speaker(options["language"])
    scope = scope_of(Asking(speaker), options)
    question = Endings(tuple(options["among"]), options["goal"], options["top"], scope)
    with asked(events, columns, zone, speaker) as log:
        answer, landing, missing = Asker(log).endings(question)
    tell_landing(landing, speaker)
    tell_unheard(missing, speaker)
    data = {**grouped_data(answer, "rows"), **known_of(landing, missing), "reading": reading_of(question)}
    answer_in(options["form"], data, ENDING_ROWS, lambda: _table(answer, speaker, question))
    return DONE


def _table(answer: Grouped[EndingRows], speaker: Speaker, question: Endings) -> None:
    """A row an event; the last ones are other events and, where there is one, the goal."""
    table = Table(speaker)

    def told(rows: EndingRows) -> None:
        lines = [(row.name, row.part) for row in rows.rows]
        if rows.others.n:
            lines.append((phrase(speaker, "column.others"), rows.others))
        if question.goal is not None:
            lines.append((phrase(speaker, "column.goal"), rows.reached))
        table.echo(("place", "n", "of", "share", "interval"), ((name, *table.part(part)) for name, part in lines))

    table.grouped(answer, question.scope.by, told)
