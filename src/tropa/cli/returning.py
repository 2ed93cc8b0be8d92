"""``measure retention``, ``stickiness`` and ``lifecycle``: who comes back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from tropa.cli.asking import Asking
from tropa.cli.gaps import tell_unheard
from tropa.cli.log import asked, events_options, tell_landing
from tropa.cli.phrases import help_of
from tropa.cli.question_tables import lifecycle_table, retention_table, stickiness_table
from tropa.cli.questioning import answer_in, known_of, scope_of, scope_options
from tropa.cli.speaking import DONE, Speaker, format_option, lang_option
from tropa.cli.walls import event_or_any, period_zone_option, zone_of
from tropa.measure.periods import PERIOD_KINDS
from tropa.measure.plain import grouped_data
from tropa.measure.questions_returning import MAX_OFFSETS, Lifecycle, Retention, Stickiness
from tropa.measure.readings import reading_of

C = TypeVar("C", bound=Callable[..., Any])

RETENTION_ROWS = {"cohorts": "cohort", "together": "after"}
PERIOD_ROWS = {"periods": "period"}


def _period_option(*kinds: str) -> Callable[[C], C]:
    return click.option("--period", type=click.Choice(kinds), default="week", help=help_of("argument.period"))


@click.command("retention", help=help_of("command.retention"))
@events_options
@_period_option(*PERIOD_KINDS)
@period_zone_option
@click.option("--start", help=help_of("argument.start"))
@click.option("--returning", help=help_of("argument.returning"))
@click.option("--offsets", type=click.IntRange(1, MAX_OFFSETS), default=12, help=help_of("argument.offsets"))
@scope_options
@format_option("text", "json", "jsonl")
@lang_option
def retention_command(events: str, columns: str | None, zone: str | None, **options: Any) -> int:  # noqa: ANN401  click's
    """Count who comes back."""
    from tropa.runtime.asking import Asker

    speaker = Speaker(options["language"])
    asking = Asking(speaker)
    question = Retention(
        options["period"],
        zone_of(options["period_zone"], speaker),
        event_or_any(asking, options["start"]),
        event_or_any(asking, options["returning"]),
        options["offsets"],
        scope_of(asking, options),
    )
    with asked(events, columns, zone, speaker) as log:
        answer, landing, missing = Asker(log).retention(question)
    tell_landing(landing, speaker)
    tell_unheard(missing, speaker)
    data = {**grouped_data(answer, "cohorts"), **known_of(landing, missing), "reading": reading_of(question)}
    answer_in(options["form"], data, RETENTION_ROWS, lambda: retention_table(answer, speaker, question.scope.by))
    return DONE


@click.command("stickiness", help=help_of("command.stickiness"))
@events_options
@_period_option("week", "month")
@period_zone_option
@click.option("--active", help=help_of("argument.active"))
@scope_options
@format_option("text", "json", "jsonl")
@lang_option
def stickiness_command(events: str, columns: str | None, zone: str | None, **options: Any) -> int:  # noqa: ANN401  click's
    """Count on how many days of a period one is active."""
    from tropa.runtime.asking import Asker

    speaker = Speaker(options["language"])
    asking = Asking(speaker)
    wall, active = zone_of(options["period_zone"], speaker), event_or_any(asking, options["active"])
    question = Stickiness(options["period"], wall, active, scope_of(asking, options))
    with asked(events, columns, zone, speaker) as log:
        answer, landing, missing = Asker(log).stickiness(question)
    tell_landing(landing, speaker)
    tell_unheard(missing, speaker)
    data = {**grouped_data(answer, "periods"), **known_of(landing, missing), "reading": reading_of(question)}
    answer_in(options["form"], data, PERIOD_ROWS, lambda: stickiness_table(answer, speaker, question.scope.by))
    return DONE


@click.command("lifecycle", help=help_of("command.lifecycle"))
@events_options
@_period_option(*PERIOD_KINDS)
@period_zone_option
@click.option("--active", help=help_of("argument.active"))
@scope_options
@format_option("text", "json", "jsonl")
@lang_option
def lifecycle_command(events: str, columns: str | None, zone: str | None, **options: Any) -> int:  # noqa: ANN401  click's
    """Count who is new, stays, comes back and falls silent."""
    from tropa.runtime.asking import Asker

    speaker = Speaker(options["language"])
    asking = Asking(speaker)
    wall, active = zone_of(options["period_zone"], speaker), event_or_any(asking, options["active"])
    question = Lifecycle(options["period"], wall, active, scope_of(asking, options))
    with asked(events, columns, zone, speaker) as log:
        answer, landing, missing = Asker(log).lifecycle(question)
    tell_landing(landing, speaker)
    tell_unheard(missing, speaker)
    data = {**grouped_data(answer, "periods"), **known_of(landing, missing), "reading": reading_of(question)}
    answer_in(options["form"], data, PERIOD_ROWS, lambda: lifecycle_table(answer, speaker, question.scope.by))
    return DONE
