"""``measure who``: the customers behind a figure of a funnel."""

from __future__ import annotations

from typing import Any

import click

from tropa.cli.asking import Asking
from tropa.cli.funnels import funnel_of, funnel_options
from tropa.cli.gaps import tell_unheard
from tropa.cli.log import asked, events_options, tell_landing
from tropa.cli.phrases import help_of, phrase, refuse
from tropa.cli.questioning import answer_in, choosing_options, known_of
from tropa.cli.speaking import DONE, Speaker, format_option, lang_option
from tropa.measure.answers import reading
from tropa.measure.who import MOST_NAMED, Who, WhoCounts


@click.command("who", help=help_of("command.who"))
@events_options
@funnel_options
@click.option("--reached", type=click.IntRange(min=1), help=help_of("argument.reached"))
@click.option("--lost", type=click.IntRange(min=1), help=help_of("argument.lost"))
@click.option("--most", type=click.IntRange(1, MOST_NAMED), default=100, help=help_of("argument.most"))
@choosing_options
@format_option("text", "json", "jsonl")
@lang_option
def who_command(events: str, columns: str | None, zone: str | None, **options: Any) -> int:  # noqa: ANN401  click's
    """Name those who came to a step, or were lost there."""
    from tropa.runtime.asking import Asker

    speaker = Speaker(options["language"])
    reached, lost = options["reached"], options["lost"]
    if (reached is None) == (lost is None):
        refuse(speaker, "reached_or_lost")
    funnel = funnel_of(Asking(speaker), options)
    question = Who(funnel, reached or lost, lost is not None, options["most"])
    with asked(events, columns, zone, speaker) as log:
        answer, landing, missing = Asker(log).who(question)
    tell_landing(landing, speaker)
    tell_unheard(missing, speaker)
    data = {
        "step": question.step,
        "lost": question.lost,
        "n": answer.n,
        "customers": list(answer.customers),
        **known_of(landing, missing),
        "reading": reading(funnel),
    }
    answer_in(options["form"], data, {"customers": "customer"}, lambda: _tell(answer, speaker))
    return DONE


def _tell(answer: WhoCounts, speaker: Speaker) -> None:
    """An id a line, so that the list may be piped on; how many are not named goes to stderr."""
    for customer in answer.customers:
        click.echo(customer)
    if answer.n > len(answer.customers):
        click.echo(phrase(speaker, "more_named", n=answer.n - len(answer.customers)), err=True)
