"""``measure who`` and ``measure reality --who``: the customers behind a figure."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click

from tropa.cli.asking import Asking
from tropa.cli.funnels import funnel_of, funnel_options
from tropa.cli.gaps import tell_unheard
from tropa.cli.log import asked, events_options, tell_landing
from tropa.cli.phrases import help_of, phrase, refuse
from tropa.cli.questioning import answer_in, choosing_options, known_of
from tropa.cli.speaking import DONE, UNREADABLE, Speaker, format_option, lang_option, language_asked, words_in
from tropa.measure.answers import reading
from tropa.measure.behind import NEXT, UNMAPPED, Behind, figures_of, next_figure
from tropa.measure.reality import Reality
from tropa.measure.who import MOST_NAMED, Who
from tropa.plan.compiling import compile_plan
from tropa.runtime.definitions import Loaded

C = TypeVar("C", bound=Callable[..., Any])

CUSTOMER_ROWS = {"customers": "customer"}

MOST_ON_PAGE = 1_000
"""Customers that a page may name behind each figure."""


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
    answer_in(options["form"], data, CUSTOMER_ROWS, lambda: _tell(answer.n, answer.customers, speaker))
    return DONE


def behind_options(help_key: str) -> Callable[[C], C]:
    """``--who`` and ``--most``: the customers behind a figure.

    Args:
        help_key: What is said of ``--who``.
    """
    words = words_in(language_asked())
    most = click.option("--most", type=click.IntRange(1, MOST_NAMED), default=100, help=words.text("behind.most"))
    return lambda command: click.option("--who", "figure", help=words.text(help_key))(most(command))


def names_option(command: C) -> C:
    """``--names``: how many customers a page names behind each figure."""
    said = words_in(language_asked()).text("behind.names")
    return click.option("--names", type=click.IntRange(0, MOST_ON_PAGE), default=10, show_default=True, help=said)(
        command
    )


def asked_of(journey: Path, events: str, columns: str | None, zone: str | None) -> tuple[str, ...]:
    """A journey and a log as commands take them; empty for a log that came in and is gone."""
    if events == "-":
        return ()
    given = {"--events": events, "--columns": columns, "--zone": zone}
    options = (part for name, value in given.items() if value is not None for part in (name, value))
    return (str(journey), *options)


def figure_or_refuse(figure: str, loaded: Loaded, speaker: Speaker) -> None:
    """Say which figures a journey has, and end, where it has not the one asked for.

    Figures that name an event of the log are known when it has been asked.
    """
    assert loaded.journey is not None  # noqa: S101  read before
    if not figure.startswith(UNMAPPED) and NEXT not in figure:
        of_known_or_refuse(figure, figures_of(compile_plan(loaded.journey, loaded.schemes)), speaker)


def figures_of_log(reality: Reality) -> tuple[str, ...]:
    """The figures that name customers and events of the log besides."""
    return (
        *(next_figure(one.id, name) for one in reality.touchpoints for name in one.next),
        *(f"{UNMAPPED}{name}" for name, _ in reality.moves.unmapped_names),
    )


def of_known_or_refuse(figure: str, known: tuple[str, ...], speaker: Speaker) -> None:
    """Say which figures there are, and end, where the one asked for is none of them."""
    if figure not in known:
        words = words_in(speaker.language)
        key = "behind.unknown" if known else "behind.none"
        click.echo(words.text(key, met=figure, expected=words.listed(known)), err=True)
        sys.exit(UNREADABLE)


def tell_behind(
    behind: Mapping[str, Behind], figure: str, known: dict[str, Any], form: str, speaker: Speaker
) -> None:
    """Name the customers behind a figure.

    Args:
        behind: Those behind each figure that counts anybody.
        figure: The figure.
        known: What is said of the log.
        form: ``text``, ``json`` or ``jsonl``.
        speaker: Speaks to people.
    """
    found = behind.get(figure, Behind(figure, 0, 0, ()))
    data = {"figure": figure, "runs": found.runs, "n": found.customers, "customers": list(found.named), **known}
    answer_in(form, data, CUSTOMER_ROWS, lambda: _tell(found.customers, found.named, speaker))


def _tell(n: int, named: tuple[str, ...], speaker: Speaker) -> None:
    """An id a line, so that the list may be piped on; how many are not named goes to stderr."""
    for customer in named:
        click.echo(customer)
    if n > len(named):
        click.echo(phrase(speaker, "more_named", n=n - len(named)), err=True)
