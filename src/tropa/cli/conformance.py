"""``measure conformance``: which runs go as the steps say, which do not, and who is behind each."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tropa.cli.definitions import journey_or_refuse
from tropa.cli.log import asked, events_options, tell_landing
from tropa.cli.questioning import answer_in, known_of
from tropa.cli.speaking import (
    DONE,
    Speaker,
    echo_table,
    format_option,
    lang_option,
    say,
    words_in,
    workspace_option,
)

if TYPE_CHECKING:
    from tropa.measure.conformance.judging import Conformance, Deviation, JudgedVariant

CONFORMANCE_ROWS = {"deviations": "deviation", "variants": "variant"}

SHOWN = 12
"""Variants a person reads; programs get all of them."""

SHOWN_NAMES = 8
"""Events of a variant a person reads; what lies between its ends is left out."""


@click.command("conformance", help=say("command.conformance"))
@click.argument("journey", type=click.Path(path_type=Path))
@events_options
@click.option("--length", type=click.IntRange(2, 1_000), default=40, help=say("argument.conformance_length"))
@click.option("--top", type=click.IntRange(1, 100_000), default=5_000, help=say("argument.conformance_top"))
@click.option("--behind", type=click.IntRange(0, 1_000), default=10, help=say("argument.conformance_behind"))
@workspace_option
@format_option("text", "json", "jsonl")
@lang_option
def conformance_command(
    journey: Path,
    *,
    events: str,
    columns: str | None,
    zone: str | None,
    length: int,
    top: int,
    behind: int,
    workspace: Path | None,
    form: str,
    language: str,
) -> int:
    """Hold the runs of a journey against its steps."""
    from tropa.measure.conformance.as_data import conformance_data
    from tropa.measure.conformance.counts import Variants
    from tropa.runtime.conforming import conformance

    speaker = Speaker(language)
    loaded = journey_or_refuse(journey, workspace, speaker)
    assert loaded.journey is not None  # noqa: S101  journey_or_refuse has just said so
    with asked(events, columns, zone, speaker) as log:
        found, landing, missing = conformance(log, loaded.journey, loaded.schemes, Variants(length, top, behind))
    tell_landing(landing, speaker)
    data = {**conformance_data(found), **known_of(landing, missing)}
    answer_in(form, data, CONFORMANCE_ROWS, lambda: _Told(speaker).tell(found))
    return DONE


class _Told:
    """Tells the answer to a person.

    Args:
        speaker: Whose language it is.
    """

    def __init__(self, speaker: Speaker) -> None:
        from tropa.draw.numbers import Numbers

        self._words = words_in(speaker.language)
        self._numbers = Numbers(self._words)

    def tell(self, found: Conformance) -> None:
        """The whole answer."""
        count, share = self._numbers.count, self._numbers.share
        if not found.judged:
            click.echo(self._text("none"))
            return
        click.echo(
            self._text(
                "conforming",
                n=count(found.conforming),
                judged=count(found.judged),
                share=share(found.share or 0.0),
                interval=self._numbers.interval(found.low, found.high),
            )
        )
        unexplained = share(found.unexplained / found.moves) if found.moves else share(0)
        click.echo(self._text("moves", n=count(found.unexplained), moves=count(found.moves), share=unexplained))
        if found.other:
            click.echo(self._text("other", n=count(found.other)))
        if found.cut:
            click.echo(self._text("cut", n=count(found.cut)))
        if found.deviations:
            click.echo()
            echo_table(self._headings("kind", "step", "n", "of", "share", "interval", "customers", "behind"), (
                self._deviation(one) for one in found.deviations
            ))  # fmt: skip
        click.echo()
        echo_table(
            self._headings("variant", "n", "share", "conforms"),
            (self._variant(one) for one in found.variants[:SHOWN]),
        )
        click.echo(self._text("note"))

    def _deviation(self, one: Deviation) -> tuple[str, ...]:
        kind = "looping_on_purpose" if one.admitted else one.kind
        return (
            self._text(f"kind.{kind}"),
            one.step.removeprefix("touchpoint:"),
            self._numbers.count(one.n),
            self._numbers.count(one.of),
            self._numbers.share(one.share or 0.0),
            self._numbers.interval(one.low, one.high),
            self._numbers.count(one.customers),
            self._words.listed(one.behind[:2]),
        )

    def _variant(self, one: JudgedVariant) -> tuple[str, ...]:
        names = one.names
        if len(names) > SHOWN_NAMES:
            names = (*names[: SHOWN_NAMES - 2], "...", names[-1])
        shown = " > ".join((*names, *(["..."] if one.cut else [])))
        conforms = self._text("yes") if one.conforms else self._text("no")
        return shown, self._numbers.count(one.n), self._numbers.share(one.share), conforms

    def _headings(self, *names: str) -> list[str]:
        return [self._text(f"column.{name}") for name in names]

    def _text(self, name: str, /, **params: object) -> str:
        return self._words.text(f"conformance.{name}", **params)
