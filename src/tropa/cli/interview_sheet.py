"""What an interview shows: where one is, what is asked and why, what there is to choose from."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import islice

import click

from tropa.cli.missing import missing_lines, missing_of
from tropa.cli.speaking import Speaker, words_in
from tropa.journey.blanks import Blank
from tropa.journey.codecs.values import Text
from tropa.journey.completeness import JOURNEY
from tropa.journey.model.journey import Journey
from tropa.journey.model.stages import Scheme
from tropa.journey.signal_text import parse_signal
from tropa.journey.signals import Named, leaves
from tropa.journey.text.problems import nearest
from tropa.journey.workbook import Workbook

_WIDEST = 88
_NARROWEST = 30
_MOST_CHOICES = 20
"""Choices shown; any other may still be named."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Shows questions on stderr, in one language.

    Args:
        language: The language in which we speak.
        locales: The locales of the journey's own texts.
    """

    language: str
    locales: tuple[str, ...]

    def word(self, key: str, /, plural: object = 0, **params: object) -> str:
        """A text of the interview."""
        return words_in(self.language).text(f"interview.{key}", plural, **params)

    def note(self, key: str, **params: object) -> None:
        """A sentence beside the questions."""
        self._line(self.word(key, **params))

    def said(self, text: Text | None) -> str:
        """A text in our language, or in the nearest there is."""
        return "" if text is None else text.read_in(self.language, self.locales)

    def question(self, blank: Blank) -> str:
        """What is asked."""
        if blank.asked is not None:
            return self.said(blank.asked.question.ask)
        return self.word(f"field.{blank.what.replace('.', '_')}")

    def place(self, blank: Blank, journey: Journey) -> str:
        """Where it belongs: the journey, a touchpoint, or a stage."""
        if blank.asked is not None:
            return self.said(blank.asked.stage.title) or blank.at
        if blank.at == JOURNEY:
            return f"{self.word('journey')}: {self.said(journey.title) or journey.journey}"
        return self.word("touchpoint", title=self.said(journey.touchpoints[blank.at].title) or blank.at)

    def open_place(self, blank: Blank, journey: Journey) -> None:
        """Tell of a place when its first question comes."""
        click.echo(err=True)
        self._line(self.place(blank, journey), bold=True, underline=True)
        if blank.asked is not None:
            workbook = blank.asked.workbook
            self._line(self.said(workbook.purpose))
            self._line(self.said(workbook.explanation), dim=True)
        elif blank.at in journey.touchpoints and (about := self._about(journey, blank.at)):
            self._line(self.word("so_far", said=about), dim=True)

    def _about(self, journey: Journey, name: str) -> str:
        """What a touchpoint says already, so that one knows which it is."""
        touchpoint = journey.touchpoints[name]
        spoken = self.said(touchpoint.communication.text) if touchpoint.communication else ""
        return ", ".join(
            part for part in ("/".join(touchpoint.channel), spoken, touchpoint.responsible or "") if part
        )

    def show(self, blank: Blank, left: int, choices: Mapping[str, Text | None], now: str) -> None:
        """One question with what helps to answer it."""
        click.echo(err=True)
        self._line(self.word("left", left, n=left), dim=True)
        self._line(self.question(blank), bold=True)
        if blank.asked is not None:
            self._line(f"↳ {self.said(blank.asked.question.why)}", indent="  ", dim=True)
        for number, (name, title) in enumerate(islice(choices.items(), _MOST_CHOICES), start=1):
            shown = self.said(title)
            self._line(f"{number}. {name}" + (f": {shown}" if shown and shown != name else ""), indent="  ")
        if len(choices) > _MOST_CHOICES:
            self._line(self.word("more_choices", n=len(choices) - _MOST_CHOICES), indent="  ", dim=True)
        self._line(self.word(f"hint.{self._hint(blank)}"), indent="  ", dim=True)
        if now:
            self._line(self.word("now", said=now), indent="  ")

    def _hint(self, blank: Blank) -> str:
        kind = blank.asked.question.kind if blank.asked is not None else "free"
        return blank.form if kind == "free" else kind

    def help(self, blank: Blank) -> None:
        """Examples, checklists and what does harm, of the stage that the question is about."""
        if blank.asked is None:
            self._line(self.word(f"hint.{blank.form}"), indent="  ")
            return
        for line in workbook_lines(blank.asked.workbook, self.language):
            self._line(line, indent="  ")

    def tell(self, told: str) -> None:
        """Something about an answer, set off from the questions."""
        click.secho(told, err=True, fg="yellow", color=_coloured())

    def unseen(self, written: str, seen: Collection[str]) -> None:
        """Say which events of a signal a log does not have; they may still come."""
        words = words_in(self.language)
        for leaf in leaves(parse_signal(written)):
            if isinstance(leaf, Named) and leaf.name not in seen:
                close = nearest(leaf.name, seen)
                hint = words.text("problem.nearest", nearest=close) if close else ""
                self.tell(words.text("reality.unknown.name", met=leaf.name, nearest_hint=hint))

    def unasked(self, journey: Journey, schemes: Mapping[str, Scheme]) -> None:
        """What keeps a map from being complete although nothing is left to ask: stages where nothing happens."""
        missing = missing_of(journey, schemes)
        if missing:
            self.note("unasked")
        for line in missing_lines(missing, Speaker(self.language)):
            click.echo(line, err=True)

    def _line(
        self,
        text: str,
        *,
        indent: str = "",
        bold: bool | None = None,
        dim: bool | None = None,
        underline: bool = False,
    ) -> None:
        width = max(_NARROWEST, min(_WIDEST, shutil.get_terminal_size().columns - 1))
        wrapped = click.wrap_text(" ".join(text.split()), width, indent, indent)
        click.secho(wrapped, err=True, color=_coloured(), bold=bold, dim=dim, underline=underline or None)


def _coloured() -> bool | None:
    """No colours where they are not wanted or not known; else as the terminal is."""
    return False if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" else None


def workbook_lines(workbook: Workbook, language: str) -> list[str]:
    """What a workbook tells beside its questions, a line a thing."""
    words = words_in(language)

    def said(text: Text) -> str:
        return text.read_in(language, workbook.locales)

    lines = [f"{words.text('workbook.examples')}:"]
    for example in workbook.examples:
        told = words.text("workbook.example", industry=said(example.industry), what=said(example.what))
        lines.append(f"• {told}")
    for checklist in workbook.checklists:
        lines.append(f"{words.text('workbook.checklist')}. {said(checklist.title)}:")
        lines += [f"☐ {said(item)}" for item in checklist.items]
    lines.append(f"{words.text('workbook.anti_patterns')}:")
    for found in workbook.anti_patterns:
        lines += [f"✗ {said(found.what)} {said(found.why)}", f"→ {said(found.instead)}"]
    return lines
