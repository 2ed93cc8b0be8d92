"""``measure baseline``: what may be expected of each step, by what the log shows."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tropa.cli.asking import Asking
from tropa.cli.definitions import journey_or_refuse
from tropa.cli.gaps import tell_unheard
from tropa.cli.log import asked, events_options, tell_landing
from tropa.cli.questioning import answer_in, known_of, scope_of, scope_options
from tropa.cli.speaking import DONE, UNREADABLE, Speaker, echo_table, format_option, lang_option, say, words_in

if TYPE_CHECKING:
    from tropa.measure.baselines import BaselineFigure, BaselineStep
    from tropa.runtime.baselining import Usual
    from tropa.runtime.measuring import Asked, Measuring

BASELINE_ROWS = {"steps": "step"}

NOTHING = "-"


@click.command("baseline", help=say("command.baseline"))
@click.argument("definition", metavar="[JOURNEY]", required=False, type=click.Path(path_type=Path))
@events_options
@click.option("--start", help=say("argument.discover_start"))
@click.option("--step", "steps", multiple=True, help=say("argument.baseline_step"))
@click.option("--within", default="30d", help=say("argument.baseline_within"))
@scope_options
@format_option("text", "json", "jsonl")
@lang_option
def baseline_command(
    definition: Path | None,
    *,
    events: str,
    columns: str | None,
    zone: str | None,
    **options: Any,  # noqa: ANN401  click's
) -> int:
    """Tell what is usual."""
    from tropa.measure.baselines import baseline_data
    from tropa.measure.discovery.draft import NothingToDraft

    speaker = Speaker(options["language"])
    with asked(events, columns, zone, speaker) as log:
        try:
            usual, landing, missing = _asked_of(log, definition, options, speaker)
        except NothingToDraft as nothing:
            key = "nobody" if str(nothing) else "empty"
            click.echo(words_in(speaker.language).text(f"discover.{key}", start=nothing), err=True)
            sys.exit(UNREADABLE)
    tell_landing(landing, speaker)
    tell_unheard(missing, speaker)
    sizes = {"n_events": 0, "n_customers": 0}
    if usual.steps:
        figures = usual.steps[0].figures
        sizes = {"n_events": figures.n_events, "n_customers": figures.n_customers}
    data = {"steps": baseline_data(usual.steps), "start": usual.start, **sizes, **known_of(landing, missing)}
    answer_in(options["form"], data, BASELINE_ROWS, lambda: _Told(speaker, options["by"]).tell(usual))
    return DONE


def _asked_of(log: Measuring, definition: Path | None, options: dict[str, Any], speaker: Speaker) -> Asked[Usual]:
    """The baselines of a journey, or of a log without one."""
    from tropa.runtime.baselining import baseline_of_journey, baseline_of_log

    asking = Asking(speaker)
    within_s = asking.seconds(options["within"])
    if definition is None:
        scope = scope_of(asking, options)
        return baseline_of_log(log, scope, within_s=within_s, start=options["start"], steps=options["steps"])
    mistaken = [f"--{name}" for name in ("start", "where", "since", "until") if options[name] is not None]
    mistaken += ["--step"] if options["steps"] else []
    if mistaken or options["per"] != "customer":
        met = ", ".join(mistaken or ["--per"])
        click.echo(words_in(speaker.language).text("baseline.not_with_journey", met=met), err=True)
        sys.exit(UNREADABLE)
    loaded = journey_or_refuse(definition, None, speaker)
    assert loaded.journey is not None  # noqa: S101  journey_or_refuse has just said so
    return baseline_of_journey(log, loaded.journey, loaded.schemes, within_s=within_s, by=options["by"])


class _Told:
    """Tells the answer to a person.

    Args:
        speaker: Whose language it is.
        by: The property of the segments, or None.
    """

    def __init__(self, speaker: Speaker, by: str | None) -> None:
        from tropa.draw.numbers import Numbers

        self._speaker = speaker
        self._words = words_in(speaker.language)
        self._numbers = Numbers(self._words)
        self._by = by

    def tell(self, usual: Usual) -> None:
        """A table in all, and one a segment."""
        if not usual.steps:
            click.echo(self._text("none"))
            return
        if usual.start is not None:
            click.echo(self._text("from", start=usual.start))
        self._table([(step, step.figures.total) for step in usual.steps])
        for place, (value, _) in enumerate(usual.steps[0].figures.groups):
            shown = value if value is not None else self._speaker.text("column.missing")
            click.echo(f"\n{self._speaker.text('column.group', by=self._by, value=shown)}")
            self._table([(step, self._group(step, place)) for step in usual.steps])
        click.echo(self._text("note"))

    @staticmethod
    def _group(step: BaselineStep, place: int) -> BaselineFigure:
        return step.figures.groups[place][1]

    def _table(self, rows: list[tuple[BaselineStep, BaselineFigure]]) -> None:
        names = ("step", "within", "n", "came", "share", "interval", "median", "median_interval", "expected", "could")
        echo_table([self._text(f"column.{name}") for name in names], (self._row(*row) for row in rows))

    def _row(self, step: BaselineStep, figure: BaselineFigure) -> tuple[str, ...]:
        numbers = self._numbers
        could = figure.could_expect
        return (
            step.step,
            numbers.duration(step.within_s),
            numbers.count(figure.n),
            numbers.count(figure.came),
            numbers.share(figure.share) if figure.share is not None else NOTHING,
            numbers.interval(figure.low, figure.high) if figure.share is not None else NOTHING,
            self._time(figure.median_s),
            self._between(figure),
            numbers.round_share(step.expected.share) if step.expected is not None else NOTHING,
            numbers.round_share(could / 100) if could is not None else NOTHING,
        )

    def _between(self, figure: BaselineFigure) -> str:
        """The interval of the median; what lies beyond the time given is left open."""
        if figure.median_s is None:
            return NOTHING
        low, high = self._time(figure.median_low_s), self._time(figure.median_high_s)
        return self._words.text("report.number.interval", low=low, high=high)

    def _time(self, seconds: float | None) -> str:
        return self._numbers.duration(seconds) if seconds is not None else NOTHING

    def _text(self, name: str, /, **params: object) -> str:
        return self._words.text(f"baseline.{name}", **params)
