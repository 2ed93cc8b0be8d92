"""``measure compare``: the same figure on two sides, and whether it differs."""

from __future__ import annotations

from typing import Any, TypeAlias

import click

from tropa.cli.asking import Asking
from tropa.cli.gaps import tell_unheard
from tropa.cli.log import asked, events_options, tell_landing
from tropa.cli.phrases import help_of, refuse
from tropa.cli.question_tables import compared_steps_table, compared_waits_table
from tropa.cli.questioning import answer_in, choosing_options, known_of, scope_of
from tropa.cli.speaking import DONE, Speaker, format_option, lang_option, say
from tropa.measure.answers import reading
from tropa.measure.comparing import Side
from tropa.measure.plain import plain
from tropa.measure.questions import Funnel
from tropa.measure.questions_timing import TimeTo
from tropa.measure.readings import reading_of

FEWEST_SIDES = 2

STEP_ROWS = {"steps": "step"}
SIDE_ROWS = {"sides": "side"}

LogOptions: TypeAlias = tuple[str, str | None, str | None]
"""The log, its columns and its zone, as typed."""


@click.command("compare", help=help_of("command.compare"))
@events_options
@click.option("--during", multiple=True, help=help_of("argument.during"))
@click.option("--among", multiple=True, help=help_of("argument.among"))
@click.option("--step", "steps", multiple=True, help=help_of("argument.step"))
@click.option("--window", help=say("argument.window"))
@click.option("--from", "start", help=help_of("argument.from"))
@click.option("--to", "end", help=help_of("argument.to"))
@click.option("--horizon", help=help_of("argument.horizon"))
@choosing_options
@format_option("text", "json", "jsonl")
@lang_option
def compare_command(events: str, columns: str | None, zone: str | None, **options: Any) -> int:  # noqa: ANN401  click's
    """Compare sides."""
    speaker = Speaker(options["language"])
    asking = Asking(speaker)
    sides = _sides(asking, options["during"], options["among"])
    waits = options["start"] is not None and options["end"] is not None
    if waits == (len(options["steps"]) >= FEWEST_SIDES):
        refuse(speaker, "what_needed")
    log_options = (events, columns, zone)
    return _waits(asking, sides, log_options, options) if waits else _funnels(asking, sides, log_options, options)


def _sides(asking: Asking, during: tuple[str, ...], among: tuple[str, ...]) -> tuple[Side, ...]:
    """The sides, in the order typed."""
    if during and among:
        refuse(asking.speaker, "one_kind")
    if len(during) + len(among) < FEWEST_SIDES:
        refuse(asking.speaker, "sides_needed")
    conditions = tuple(Side(text, where=asking.condition(text)) for text in among)
    return tuple(_span(asking, text) for text in during) + conditions


def _span(asking: Asking, text: str) -> Side:
    """A side that is a span of time."""
    since, dots, until = text.partition("..")
    if not dots or not since or not until:
        refuse(asking.speaker, "bad_span", met=text)
    return Side(text, asking.instant(since), asking.instant(until))


def _funnels(asking: Asking, sides: tuple[Side, ...], log_options: LogOptions, options: dict[str, Any]) -> int:
    """Compare a funnel's steps."""
    from tropa.runtime.asking import Asker

    speaker = asking.speaker
    window_s = asking.seconds(options["window"]) if options["window"] else None
    question = Funnel(asking.steps(options["steps"], (), ()), scope_of(asking, options), window_s=window_s)
    with asked(*log_options, speaker) as log:
        answer, landing, missing = Asker(log).funnels(question, sides)
    tell_landing(landing, speaker)
    tell_unheard(missing, speaker)
    data = {"steps": plain(answer), **known_of(landing, missing), "reading": reading(question)}
    answer_in(options["form"], data, STEP_ROWS, lambda: compared_steps_table(answer, speaker))
    return DONE


def _waits(asking: Asking, sides: tuple[Side, ...], log_options: LogOptions, options: dict[str, Any]) -> int:
    """Compare how long it takes."""
    from tropa.runtime.asking import Asker

    speaker = asking.speaker
    horizon_s = asking.seconds(options["horizon"]) if options["horizon"] else None
    start, end = asking.event(options["start"]), asking.event(options["end"])
    question = TimeTo(start, end, horizon_s, scope_of(asking, options))
    with asked(*log_options, speaker) as log:
        answer, landing, missing = Asker(log).waits(question, sides)
    tell_landing(landing, speaker)
    tell_unheard(missing, speaker)
    data = {"sides": plain(answer), **known_of(landing, missing), "reading": reading_of(question)}
    answer_in(options["form"], data, SIDE_ROWS, lambda: compared_waits_table(answer, speaker))
    return DONE
