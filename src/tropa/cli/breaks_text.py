"""Breaks and improvements, told line by line."""

from __future__ import annotations

from collections.abc import Iterator

import click

from tropa.cli.speaking import Speaker, words_in
from tropa.draw.break_words import BreakWords
from tropa.draw.numbers import Numbers
from tropa.measure.breaking.answer import BreaksAnswer, Shift

INDENT = "   "


def tell_breaks(answer: BreaksAnswer, speaker: Speaker) -> None:
    """All that was found, and among how much."""
    words = words_in(speaker.language)
    numbers = Numbers(words)
    telling = BreakWords(words)
    tried = answer.tried
    if not tried.cells:
        click.echo(words.text("breaks.nothing"))
        return
    click.echo(
        words.text(
            "breaks.looked_at",
            runs=numbers.count(answer.n_runs),
            days=numbers.count(tried.days),
            touchpoints=numbers.count(tried.touchpoints),
            cuts=numbers.count(len(tried.cuts)),
            cells=numbers.count(tried.cells),
            windows=numbers.count(tried.windows),
        )
    )
    if answer.left_out:
        click.echo(words.text("breaks.left_out", names=words.listed(answer.left_out)), err=True)
    steps = {shift.step_days for shift in (*answer.breaks, *answer.improvements)} - {1}
    if steps:
        click.echo(words.text("breaks.coarse", days=numbers.count(max(steps))))
    if not answer.breaks and not answer.improvements:
        click.echo(f"\n{words.text('breaks.none')}")
    for title, shifts in (("title", answer.breaks), ("better", answer.improvements)):
        if shifts:
            click.echo(f"\n{words.text(f'breaks.{title}')}")
        for number, shift in enumerate(shifts, start=1):
            for line in _lines(shift, number, telling):
                click.echo(line)


def _lines(shift: Shift, number: int, telling: BreakWords) -> Iterator[str]:
    """One shift: where, for whom and when; what was seen; what is beside it; what it costs."""
    yield telling.heading(shift, number)
    yield INDENT + telling.inside(shift)
    beside = telling.beside(shift)
    if beside:
        yield INDENT + beside
    yield INDENT + telling.cost(shift)
