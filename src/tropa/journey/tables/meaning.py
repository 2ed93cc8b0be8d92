"""What a changed cell means for the definition: which values in its text become what."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from tropa.journey.codecs.protocol import Path, Plain
from tropa.journey.codecs.scalars import ID_PATTERN
from tropa.journey.codecs.values import Section, Text
from tropa.journey.files import Read
from tropa.journey.ids import id_of
from tropa.journey.model.journey import Journey
from tropa.journey.model.measures import EVALUATION, Evaluation
from tropa.journey.model.touchpoints import COMMUNICATION
from tropa.journey.signal_text import SignalError, format_signal, parse_signal
from tropa.journey.signals import Named
from tropa.journey.tables.changes import Change
from tropa.journey.tables.columns import Column, held, row_path
from tropa.journey.tables.evaluation_words import judged
from tropa.journey.tables.origin import Origin
from tropa.journey.tables.together import GONE
from tropa.journey.tables.vocabulary import fold, words
from tropa.journey.text.problems import Problem, Span, nearest

Edits: TypeAlias = dict[Path, Any]
"""What values become, by path; ``GONE`` where they go."""

_FREE = ("teams", "channels", "systems", "algorithms")
"""Sections whose names may be made up in a cell; where the file declares them, the new one is declared too."""

_NUMBER = re.compile(r"0|-?[1-9][0-9]{0,8}", re.ASCII)


class CellRefused(Exception):
    """A cell's text means nothing that can be written.

    Args:
        problem: What was met and what was expected; its ``file`` is the cell's place.
    """

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.rule)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Meaning:
    """Reads cells against the definition that they were written from.

    Args:
        read: The definition and where its values stand.
        journey: The definition.
        origin: What is known of the spreadsheet.
    """

    read: Read[Any]
    journey: Journey
    origin: Origin

    def edits(self, change: Change, item: Any) -> Edits:  # noqa: ANN401  any thing of a row
        """What a changed cell does.

        Args:
            change: The cell.
            item: The thing of its row in the model; None where the row is new.

        Raises:
            CellRefused: Its text means nothing that can be written.
        """
        column = change.column
        base = row_path(change.sheet, change.row)
        if change.cut:
            raise refused(change, "cell_cut")
        if change.sheet == "answers":
            return self._text(base, item, change.text)
        if column.path[0] == "communication":
            return self._communication(base, column, item, change)
        if column.form == "evaluation":
            return self._evaluation(base, item, change.text)
        at = (*base, *column.path)
        value = held(item, column.path)
        if column.form == "text":
            return self._text(at, value, change.text)
        if not change.text:
            return {at: GONE}
        match column.form:
            case "texts":
                return self._texts(at, value or (), change)
            case "names":
                return self._names(at, change)
            case "chains":
                lines = [line for line in map(str.strip, change.text.split("\n")) if line]
                return {at: lines[0] if len(lines) == 1 else lines}
            case "signal":
                return {at: self._signal(change.text)}
            case "yes":
                return {at: _truth(change.text)}
            case _:
                return {at: int(change.text) if _NUMBER.fullmatch(change.text) else change.text}

    def _text(self, at: Path, value: Text | None, text: str) -> Edits:
        """A text in the locale in which it was shown; the other locales stay."""
        if value is None or not value.by_locale:
            return {at: self._new_text(text)} if text else {}
        locales = tuple(self.origin.names.get("locales", ()))
        shown = value.locale_read_in(self.origin.language, locales)
        tags = [tag for tag, _ in value.by_locale]
        tag = shown if shown in tags else ""
        if tag == "":
            return {at: text or GONE}
        if text or len(tags) > 1:
            return {(*at, tag): text or GONE}
        return {at: GONE}

    def _new_text(self, text: str) -> Plain:
        locales = tuple(self.origin.names.get("locales", ()))
        bare = self.origin.language not in locales[1:]
        return text if bare else {self.origin.language: text}

    def _communication(self, base: Path, column: Column, item: Any, change: Change) -> Edits:  # noqa: ANN401  as above
        """The words themselves stand bare or among fields; a field beside bare words makes fields of them."""
        at = (*base, "communication")
        communication = held(item, ("communication",))
        has_fields = any(path[:-1] == at for path in self.read.places)
        path = (
            column.path if not column.key.startswith("said_in:") else ("communication", "by_channel", column.path[-1])
        )
        value = held(item, path)
        if column.path == ("communication", "text") and not has_fields:
            return self._text(at, value, change.text)
        if communication is not None and not has_fields:
            plain = {"text": COMMUNICATION.write(communication), column.path[-1]: self._plain(column, change)}
            return {at: plain} if change.text else {}
        if column.form == "text":
            return self._text((*at, column.path[-1]), value, change.text)
        return {(*at, column.path[-1]): self._plain(column, change) if change.text else GONE}

    def _plain(self, column: Column, change: Change) -> Plain:
        if column.form == "names":
            return next(iter(self._names((), change).values()))
        return self._new_text(change.text) if column.form == "text" else change.text

    def _evaluation(self, base: Path, item: Any, text: str) -> Edits:  # noqa: ANN401  as above
        at = (*base, "evaluation")
        value: Evaluation = held(item, ("evaluation",)) or Evaluation()
        has_fields = any(path[:-1] == at for path in self.read.places)
        found = judged(text) if text else None
        if found is None:
            if has_fields and not text:
                return {at: GONE}
            return {at: self._new_text(text)} if value.said is None else self._text(at, value.said, text)
        told = {"within": found.within, "expect": found.expect}
        now = {key: str(one) for key, one in told.items() if one is not None}
        if not has_fields:
            return {at: now}
        was = EVALUATION.record.write(value)
        edits: Edits = {(*at, key): plain for key, plain in now.items() if was.get(key) != plain}
        return edits | {(*at, key): GONE for key in ("within", "expect", "said") if key in was and key not in now}

    def _texts(self, at: Path, value: tuple[Text, ...], change: Change) -> Edits:
        """Texts a line each: those that changed, or all where their number did and no locale would be lost."""
        lines = [line for line in map(str.strip, change.text.split("\n")) if line]
        simple = all(len(text.by_locale) == 1 and not text.by_locale[0][0] for text in value)
        shown = [text.read_in(self.origin.language, tuple(self.origin.names.get("locales", ()))) for text in value]
        if simple or not value:
            new = lines if value else [self._new_text(line) for line in lines]
            return {at: new[0] if len(new) == 1 else new}
        if len(lines) != len(value) or any("\n" in text for text in shown):
            raise refused(change, "cell_lines")
        edits: Edits = {}
        for index, (line, text, was) in enumerate(zip(lines, value, shown, strict=True)):
            if line != was.strip():
                alone = len(value) == 1 and (*at, 0) not in self.read.places
                edits |= self._text(at if alone else (*at, index), text, line)
        return edits

    def _names(self, at: Path, change: Change) -> Edits:
        parts = [part for part in map(str.strip, re.split("[,;،؛\n]", change.text)) if part]
        edits: Edits = {}
        found = []
        for part in parts:
            name = self._known(change.column.refers, part)
            if name is None:
                name = self._made_up(change, part)
                declared = getattr(self.journey, change.column.refers, {})
                if declared and name not in declared:
                    edits[change.column.refers, name] = {"title": self._new_text(part)}
            found.append(name)
        return {at: found[0] if len(found) == 1 else found, **edits}

    def _known(self, section: str, part: str) -> str | None:
        titles = self._titles(section)
        if part in titles or not section:
            return part
        told = next((name for name, title in titles.items() if title and fold(title) == fold(part)), None)
        return told or self._own(section, part)

    def _own(self, section: str, part: str) -> str | None:
        """The thing that the definition by now calls so in any of its locales: an import before may have made it."""
        own = getattr(self.journey, section, None)
        for name, item in own.items() if isinstance(own, Section) else ():
            title: Text | None = getattr(item, "title", None)
            if title is not None and any(fold(words) == fold(part) for _, words in title.by_locale):
                return str(name)
        return None

    def _made_up(self, change: Change, part: str) -> str:
        """A new name, where the section takes any."""
        section, titles = change.column.refers, self._titles(change.column.refers)
        if section not in _FREE and titles:
            raise refused(change, "", met=part[:60], nearest=nearest(part, titles), kinds=section)
        return part if re.fullmatch(ID_PATTERN, part, re.ASCII) else id_of(part, titles)

    def _titles(self, section: str) -> Mapping[str, str]:
        own: Any = getattr(self.journey, section, None) if section else None
        declared = dict.fromkeys(own, "") if isinstance(own, Section) else {}
        return {**declared, **self.origin.names.get(section, {})}

    def _signal(self, text: str) -> str:
        """The signal as typed; words that are none are an event's name."""
        flat = " ".join(text.split())
        try:
            parse_signal(flat, frozenset(self.journey.roles))
        except SignalError:
            return format_signal(Named(flat))
        return flat


def _truth(text: str) -> str:
    """Yes or no in any of the languages; anything else is left for the reader to refuse."""
    if fold(text) in words("yes"):
        return "yes"
    return "no" if fold(text) in words("no") else text


def refused(change: Change, expected: str, **params: str) -> CellRefused:
    """A cell that cannot be taken: the text met, and what was expected instead."""
    where = Span(1, 1, 0, 0)
    if "kinds" in params:
        told = {"met": params["met"], "expected": params["kinds"], "nearest": params["nearest"]}
        return CellRefused(Problem("RE01", where, told, change.place))
    told = {"met": change.text[:60], "expected": expected, "nearest": ""}
    return CellRefused(Problem("PA08", where, told, change.place))
