"""What of a journey a log could not show, told beside its figures: nobody is to wonder about zeros."""

from __future__ import annotations

from pathlib import Path

import click

from tropa.cli.speaking import Speaker, words_in
from tropa.journey.model.journey import Journey
from tropa.journey.signal_text import format_signal
from tropa.measure.reality import Reality
from tropa.measure.unheard import Unheard

_SHOWN = 6
"""Touchpoints named in one line; programs get all of them."""


def tell_gaps(reality: Reality, journey: Journey, file: Path, events: str, speaker: Speaker) -> None:
    """Say why figures are missing that the journey ought to have; nothing where none is.

    Args:
        reality: What was measured.
        journey: The journey it was measured for.
        file: The journey's file, to be named in what helps.
        events: The log as the person named it.
        speaker: Says it.
    """
    words = words_in(speaker.language)
    told = []
    if not reality.begins:
        told.append(words.text("reality.no_start"))
    elif not reality.runs and reality.n_events and journey.start is not None and journey.start.for_ is not None:
        told.append(words.text("reality.no_runs", start=format_signal(journey.start.for_)))
    if journey.success is None:
        told.append(words.text("reality.no_success"))
    if reality.unproven:
        told.append(unproven_line(reality.unproven, speaker.language))
    if not reality.begins or journey.success is None or reality.unproven:
        told.append(words.text("reality.ask", file=file, events=events))
    for line in told:
        click.echo(line, err=True)


def tell_unheard(missing: Unheard, speaker: Speaker) -> None:
    """Say what the question names and no event has, with the nearest name there is."""
    words = words_in(speaker.language)
    for name, close in missing.names:
        hint = words.text("problem.nearest", nearest=close) if close else ""
        click.echo(words.text("reality.unknown.name", met=name, nearest_hint=hint), err=True)
    for name in missing.properties:
        click.echo(words.text("reality.unknown.prop", met=name), err=True)


def unproven_line(unproven: tuple[str, ...], language: str) -> str:
    """The touchpoints that no event proves, in a sentence."""
    words, n = words_in(language), len(unproven)
    where = words.listed(unproven[:_SHOWN])
    key = "reality.unproven_more" if n > _SHOWN else "reality.unproven"
    return words.text(key, plural=n, n=n, where=where, more=n - _SHOWN)
