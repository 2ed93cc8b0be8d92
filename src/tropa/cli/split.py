"""``measure split``: long histories cut into journeys, and the log written anew with a number for each."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

import click

from tropa.cli.asking import Asking
from tropa.cli.gaps import tell_unheard
from tropa.cli.log import asked, events_options, tell_landing
from tropa.cli.questioning import choosing_options, iso, known_of, scope_of
from tropa.cli.speaking import (
    DONE,
    UNREADABLE,
    Speaker,
    echo_json,
    echo_table,
    format_option,
    lang_option,
    say,
    words_in,
)

if TYPE_CHECKING:
    from tropa.measure.splitting.learning import Splitting
    from tropa.runtime.splitting import Placed

ENDINGS = (".csv", ".jsonl")
"""What a split log may be written as."""

OWN = ("customer", "name", "at")
"""Columns that a written log has of itself."""


@click.command("split", help=say("command.split"))
@events_options
@click.option("--out", type=click.Path(path_type=Path), help=say("argument.split_out"))
@click.option("--column", default="journey_no", help=say("argument.split_column"))
@click.option("--keep", multiple=True, help=say("argument.split_keep"))
@choosing_options
@format_option("text", "json")
@lang_option
def split_command(
    events: str,
    columns: str | None,
    zone: str | None,
    **options: Any,  # noqa: ANN401  click's
) -> int:
    """Cut histories into journeys."""
    from tropa.measure.splitting.as_data import splitting_data
    from tropa.runtime.splitting import learned

    speaker, out = Speaker(options["language"]), options["out"]
    keep = tuple(dict.fromkeys(options["keep"]))
    _check_out(out, (options["column"], *keep), speaker)
    scope = scope_of(Asking(speaker), options)
    with asked(events, columns, zone, speaker) as log, learned(log, scope, keep) as (found, landing, missing):
        tell_landing(landing, speaker)
        tell_unheard(missing, speaker)
        if out is not None:
            _write(out, found.placed(keep), (options["column"], *keep), speaker)
    data = {**splitting_data(found.splitting), **known_of(landing, missing)}
    if options["form"] == "json":
        echo_json(data)
    else:
        _Told(speaker).tell(found.splitting, out, options["column"])
    return DONE


def _check_out(out: Path | None, added: tuple[str, ...], speaker: Speaker) -> None:
    """Refuse a file that cannot be written, or columns that would be there twice, before any work is done."""
    if out is not None and out.suffix.lower() not in ENDINGS:
        _refuse("ending", speaker, file=out, expected=", ".join(ENDINGS))
    if out is not None and out.exists():
        speaker.refuse("exists", file=out)
    twice = {name for name in added if added.count(name) > 1} | ({*added} & {*OWN, ""})
    if twice:
        _refuse("column_twice", speaker, met=", ".join(sorted(twice)))


def _refuse(key: str, speaker: Speaker, **params: object) -> NoReturn:
    """Say in words of this command's own catalogue what cannot be, and end."""
    click.echo(words_in(speaker.language).text(f"split.{key}", **params), err=True)
    sys.exit(UNREADABLE)


def _write(out: Path, events: Iterable[Placed], added: tuple[str, ...], speaker: Speaker) -> None:
    """Write the log; half of one is not left behind."""
    try:
        with out.open("x", encoding="utf-8", newline="") as file:
            (_write_csv if out.suffix.lower() == ".csv" else _write_lines)(file, events, added)
    except OSError as error:
        out.unlink(missing_ok=True)
        speaker.refuse("no_file", file=out, reason=error.strerror)
    speaker.note("written", file=out)


def _write_csv(file: TextIO, events: Iterable[Placed], added: tuple[str, ...]) -> None:
    """A heading and a line an event."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow([*OWN, *added])
    writer.writerows([one.customer, one.name, iso(one.at), one.journey, *one.kept] for one in events)


def _write_lines(file: TextIO, events: Iterable[Placed], added: tuple[str, ...]) -> None:
    """A line of JSON an event, in the shape of event clients."""
    file.writelines(f"{json.dumps(line, ensure_ascii=False)}\n" for line in _lines(events, added))


def _lines(events: Iterable[Placed], added: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    for one in events:
        values = zip(added, (str(one.journey), *one.kept), strict=True)
        properties = {name: value for name, value in values if value is not None}
        yield {
            "type": "track",
            "userId": one.customer,
            "event": one.name,
            "timestamp": iso(one.at),
            "properties": properties,
        }


class _Told:
    """Tells what was learned to a person.

    Args:
        speaker: Whose language it is.
    """

    def __init__(self, speaker: Speaker) -> None:
        from tropa.draw.numbers import Numbers

        self._words = words_in(speaker.language)
        self._numbers = Numbers(self._words)

    def tell(self, found: Splitting, out: Path | None, column: str) -> None:
        """How many journeys, how they begin and end, and what else would do."""
        from tropa.measure.splitting.as_data import likeliest
        from tropa.stats.intervals import wilson

        count, duration = self._numbers.count, self._numbers.duration
        if not found.n_steps:
            click.echo(self._text("none"))
            return
        if not found.n_cuts:
            click.echo(self._text("whole", histories=count(found.n_units), steps=count(found.n_steps)))
            return
        interval = wilson(found.n_cuts, found.n_steps)
        click.echo(
            self._text(
                "found",
                histories=count(found.n_units),
                journeys=count(found.n_units + found.n_cuts),
                cuts=count(found.n_cuts),
                steps=count(found.n_steps),
                share=self._numbers.share(found.n_cuts / found.n_steps),
                interval=self._numbers.interval(interval.low, interval.high),
            )
        )
        click.echo(self._text("gaps", within=duration(found.within_s), between=duration(found.between_s)))
        click.echo(self._text("only_gap", gap=duration(found.gap_s), agree=self._numbers.share(found.agree)))
        for kind, chances in (("begins", found.begins), ("ends", found.ends)):
            click.echo()
            rows = likeliest(found.names, chances)
            echo_table(
                [self._text(f"column.{kind}"), self._text("column.chance")],
                ((row["name"], self._numbers.share(row["chance"])) for row in rows),
            )
        click.echo(self._text("note"))
        if out is not None:
            click.echo(self._text("next", file=out, column=column))

    def _text(self, name: str, /, **params: object) -> str:
        return self._words.text(f"split.{name}", **params)
