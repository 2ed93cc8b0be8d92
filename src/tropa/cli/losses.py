"""What was not carried over between a journey and a file, said to people and told to programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import click

from tropa.cli.speaking import Speaker, words_in
from tropa.ports.exchange import Loss, Remark

_ROW = 3
"""Parts of the place of a field of a row: the section, the row, the field."""


def tell_losses(losses: tuple[Loss, ...], speaker: Speaker) -> None:
    """Say what was not carried over; a field that many rows lost is one line.  Nothing where all was."""
    if not losses:
        return
    words = words_in(speaker.language)
    click.echo(words.text("interchange.losses", plural=len(losses), n=len(losses)), err=True)
    for place, why, n in _lines(losses):
        what = place if n == 1 else words.text("interchange.many", what=place, n=n)
        click.echo(words.text("interchange.loss", what=what, why=words.text(why)), err=True)


def tell_remarks(remarks: Iterable[Remark], speaker: Speaker) -> None:
    """Say what else to know, a line each."""
    for remark in remarks:
        click.echo(remark_told(remark, speaker.language), err=True)


def remark_told(remark: Remark, language: str) -> str:
    """A remark as a sentence; several things in it stand apart by the language's semicolon, for cells hold commas."""
    words = words_in(language)
    joint = words.text("interchange.semicolon")
    params = {name: joint.join(held) if isinstance(held, tuple) else held for name, held in remark.params.items()}
    return words.text(remark.why, plural=remark.n, **params)


def losses_data(losses: Iterable[Loss]) -> list[dict[str, str]]:
    """What was not carried over, for programs; the message is English whatever people read."""
    english = words_in("en")
    return [{"what": loss.what, "why": loss.why, "message": english.text(loss.why)} for loss in losses]


def _lines(losses: tuple[Loss, ...]) -> Iterator[tuple[str, str, int]]:
    """Each kind of loss at the place where it is met first: the place, why, and how often."""
    met: dict[tuple[str, str], list[str]] = {}
    for loss in losses:
        parts = loss.what.split(".")
        kind = f"{parts[0]}.*.{parts[2]}" if len(parts) == _ROW else loss.what
        met.setdefault((kind, loss.why), []).append(loss.what)
    for (kind, why), places in met.items():
        yield places[0] if len(places) == 1 else kind, why, len(places)
