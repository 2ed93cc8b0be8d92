"""A journey as it can be told to others: in one language, with what it takes from elsewhere said in place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

from tropa.journey.codecs.values import Section, Text
from tropa.journey.model.journey import Journey
from tropa.journey.schemes import skipped_stages, stage_of, stages_of
from tropa.ports.exchange import Exportable


def words_of(name: str) -> str:
    """What people read where a thing has an id and no title: ``choose-slot`` is told as ``Choose slot``."""
    words = name.replace("-", " ").replace("_", " ").strip()
    return f"{words[:1].upper()}{words[1:]}"


def text_of(words: str) -> Text | None:
    """A text of words in no language that a file names; None where there are none."""
    return Text((("", words),)) if words else None


class Telling:
    """Tells a journey in one language.

    Args:
        given: The journey and what is around it.
    """

    def __init__(self, given: Exportable) -> None:
        self._given = given
        self._workspace = given.workspace
        self._locales = given.journey.locales or (given.workspace.locales if given.workspace else ())
        self.journey: Journey = self._in_one_language(self._written_out())

    def languages_left(self) -> tuple[str, ...]:
        """The languages in which the journey has texts that are not told."""
        return tuple(sorted(set(self._left_in(self._given.journey))))

    def label(self, name: str, title: Text | None) -> str:
        """What a thing is called: its title, or the words of its id."""
        return self._words(title) or words_of(name)

    def responsible(self, name: str) -> str:
        """What a team or a role is called."""
        shared = self._workspace.teams if self._workspace else {}
        team = {**shared, **self._given.journey.teams}.get(name)
        role = self._given.journey.roles.get(name)
        return self.label(name, team.title if team else role.title if role else None)

    def channel(self, name: str) -> str:
        """What a channel is called."""
        shared = self._workspace.channels if self._workspace else {}
        found = {**shared, **self._given.journey.channels}.get(name)
        return self.label(name, found.title if found else None)

    def _words(self, text: Text | None) -> str:
        """A text in the language, without white space at its ends."""
        return text.read_in(self._given.language, self._locales).strip() if text else ""

    def _written_out(self) -> Journey:
        """The journey with its stages one by one, and with each row's stage."""
        journey = self._given.journey
        skipped = skipped_stages(journey)
        stages = tuple(stage for stage in stages_of(journey, self._given.schemes) if stage.id not in skipped)
        rows = {name: replace(row, stage=stage_of(row.stage, journey)) for name, row in journey.touchpoints.items()}
        return replace(journey, stages=stages or None, stage=None, touchpoints=Section(rows), locales=())

    def _in_one_language(self, value: Any) -> Any:  # noqa: ANN401  any part of a journey
        match value:
            case Text():
                return Text((("", self._words(value)),))
            case Section():
                return Section({name: self._in_one_language(held) for name, held in value.items()})
            case tuple():
                return tuple(self._in_one_language(held) for held in value)
        if not is_dataclass(value) or isinstance(value, type):
            return value
        return replace(
            value, **{item.name: self._in_one_language(getattr(value, item.name)) for item in fields(value)}
        )

    def _left_in(self, value: Any) -> Iterator[str]:  # noqa: ANN401  any part of a journey
        match value:
            case Text():
                told = value.locale_read_in(self._given.language, self._locales)
                first = next(iter(self._locales), "")
                yield from (tag for tag, _ in value.by_locale if (tag or first) != told and tag)
            case Section():
                for held in value.values():
                    yield from self._left_in(held)
            case tuple():
                for held in value:
                    yield from self._left_in(held)
            case _ if is_dataclass(value):
                for item in fields(value):
                    yield from self._left_in(getattr(value, item.name))
