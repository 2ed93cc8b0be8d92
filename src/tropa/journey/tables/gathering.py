"""From the rows of tables to touchpoints, teams, channels and stages: every word finds its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from tropa.journey.codecs.protocol import Plain
from tropa.journey.codecs.scalars import ID_PATTERN, NAME
from tropa.journey.ids import id_of
from tropa.journey.proof import MESSAGE_CHANNELS
from tropa.journey.signal_text import SignalError, format_signal, parse_signal
from tropa.journey.signals import Named, Signal, leaves
from tropa.journey.tables.evaluation_words import judged
from tropa.journey.tables.table import Row, Table, stage_title
from tropa.journey.tables.vocabulary import channel_of, fold, words

_TEXTS = ("client_expects", "company_expects", "signpost")
_OF_ROW = frozenset({"channel", "communication", "target_action", "evaluation", "responsible"})
"""Columns in which people mark a gap."""

_APART = re.compile(r"[,;/+&\n،؛]")
_LONGEST_NAME = 60
"""A team or a channel with a longer name is a sentence, and goes into the note."""


MET = ""
"""The key under which a touchpoint keeps the cells it was made of, while rows are read."""


@dataclass(slots=True)
class Gathered:
    """What the rows of all tables say, thing by thing.

    Args:
        several: Each sheet that has no stages of its own is a stage.
    """

    several: bool
    touchpoints: dict[str, dict[str, Plain]] = field(default_factory=dict)
    teams: dict[str, str] = field(default_factory=dict)
    channels: dict[str, str] = field(default_factory=dict)
    stages: dict[str, str] = field(default_factory=dict)
    met: dict[str, list[str]] = field(default_factory=dict)

    def note(self, what: str, name: str) -> None:
        """Remember something to be told."""
        self.met.setdefault(what, []).append(name)

    def take(self, table: Table) -> None:
        """Make touchpoints of a table's rows."""
        whole = table.grid.name if self.several and not table.has_stages else ""
        before = ""
        for row in table.rows:
            stage = self._stage(row.stage or whole)
            above = before if row.again and before and self.touchpoints[before]["stage"] == stage else ""
            if not above or not self._joined(above, row):
                before = self._new(table, row, stage, above)

    def _joined(self, name: str, row: Row) -> bool:
        """Put a row that only goes on with the words of the one above into its touchpoint."""
        made = self.touchpoints[name]
        said = row.cells.get("communication", "")
        others = {key: text for key, text in row.cells.items() if key not in {"touchpoint", "communication"}}
        if row.extras or any(text != made[MET].get(key) for key, text in others.items()):
            return False
        if said and said != made[MET].get("communication"):
            made["communication"] = f"{made['communication']}\n{said}" if made["communication"] else said
            self.note("joined", row.places.get("communication", row.place))
        return True

    def _new(self, table: Table, row: Row, stage: str | None, above: str) -> str:
        title = row.cells.get("touchpoint", "") or (self.touchpoints[above]["title"] or "" if above else "")
        if not title:
            self.note("unnamed", row.place)
        wished = row.cells.get("id", "")
        fits = re.fullmatch(ID_PATTERN, wished, re.ASCII) is not None and wished not in self.touchpoints
        words_of_it = title or row.cells.get("communication", "")
        name = wished if fits else id_of(words_of_it, self.touchpoints, "touchpoint")
        if title and name != wished and title in {other["title"] for other in self.touchpoints.values()}:
            self.note("twins", title)
        self.touchpoints[name] = self._fields(table, row, stage, title)
        return name

    def _fields(self, table: Table, row: Row, stage: str | None, title: str) -> dict[str, Plain]:
        cells, notes = self._filled(row), [row.cells["note"]] if "note" in row.cells else []
        made: dict[str, Plain] = {
            MET: cells,
            "title": title or None,
            "stage": stage,
            "channel": self._channels(table, cells.get("channel", ""), notes),
            "communication": cells.get("communication"),
            "target_action": self._target_action(table, cells.get("target_action", ""), notes),
            "evaluation": self._evaluation(
                table, cells.get("evaluation", ""), row.places.get("evaluation", row.place)
            ),
            "responsible": self._responsible(table, cells.get("responsible", ""), notes),
            "reached": None,
            **{key: cells[key] for key in _TEXTS if key in cells},
        }
        if MESSAGE_CHANNELS.intersection(_as_list(made["channel"])):
            del made["reached"]
        if emotion := cells.get("emotion", ""):
            if re.fullmatch("[+-]?[0-3]", emotion, re.ASCII):
                made["emotion"] = int(emotion)
            else:
                notes.append(f"{table.headings['emotion']}: {emotion}")
        notes += [f"{heading}: {text}" if heading else text for heading, text in row.extras]
        for heading, _ in row.extras:
            self.note("extras", heading or "–")
        if notes:
            made["note"] = "\n".join(notes)
        return made

    def _filled(self, row: Row) -> Mapping[str, str]:
        """The cells that say something: a question mark, a dash or "tbd" stands for what is missing."""
        empty = {key for key in _OF_ROW & row.cells.keys() if _stands_for_nothing(row.cells[key])}
        for key in sorted(empty):
            self.note("placeholders", row.places.get(key, row.place))
        return {key: text for key, text in row.cells.items() if key not in empty}

    def _stage(self, name: str) -> str | None:
        title = stage_title(name) if name else ""
        if not title:
            return None
        found = next((key for key, known in self.stages.items() if fold(known) == fold(title)), None)
        if found is None:
            found = id_of(title, self.stages, "stage")
            self.stages[found] = title
        return found

    def _channels(self, table: Table, text: str, notes: list[str]) -> Plain:
        found: list[str] = []
        for part in _names(text):
            if len(part) > _LONGEST_NAME:
                notes.append(f"{table.headings['channel']}: {part}")
                continue
            name = channel_of(part) or _of_title(part, self.channels)
            self.channels.setdefault(name, part)
            found.append(name)
        unique = list(dict.fromkeys(found))
        return unique[0] if len(unique) == 1 else unique or None

    def _target_action(self, table: Table, text: str, notes: list[str]) -> str | None:
        name = " ".join(text.split())
        if not name:
            return None
        if (signal := _said_as_signal(name)) is not None:
            return format_signal(signal)
        if re.fullmatch(NAME.pattern, name, re.ASCII) is None:
            notes.append(f"{table.headings['target_action']}: {text}")
            return None
        self.note("events", name)
        return format_signal(Named(name))

    def _evaluation(self, table: Table, text: str, at: str) -> Plain:
        if not text:
            return None
        found = judged(text, percent="%" in fold(table.headings["evaluation"]))
        if found is None:
            self.note("not_measured", at)
            return text
        if found.month:
            self.note("months", at)
        told = {"within": found.within, "expect": found.expect}
        return {key: str(value) for key, value in told.items() if value is not None}

    def _responsible(self, table: Table, text: str, notes: list[str]) -> str | None:
        first, *others = list(filter(None, map(str.strip, _APART.split(text)))) or [""]
        if len(first) > _LONGEST_NAME:
            first, others = "", [text]
        notes += [f"{table.headings['responsible']}: {other}" for other in others]
        if not first:
            return None
        name = _of_title(first, self.teams)
        self.teams.setdefault(name, first)
        return name


def _as_list(channels: Plain) -> list[str]:
    return [channels] if isinstance(channels, str) else list(map(str, channels)) if isinstance(channels, list) else []


def _stands_for_nothing(text: str) -> bool:
    return re.search(r"\w", text) is None or fold(text) in words("placeholders")


def _names(text: str) -> list[str]:
    """The names in a cell; an "and" parts what are channels on both of its sides."""
    found: list[str] = []
    for part in filter(None, map(str.strip, _APART.split(text))):
        joint = "|".join(words("and"))
        parts = re.split(rf"\s+(?:{joint})\s+", part)
        found += parts if all(map(channel_of, parts)) else [part]
    return found


def _of_title(title: str, known: Mapping[str, str]) -> str:
    """The id of a thing by its title: the one it has, or a new one."""
    found = next((name for name, other in known.items() if fold(other) == fold(title)), None)
    return found or id_of(title, known)


def _said_as_signal(text: str) -> Signal | None:
    """The signal that a text is, where it is more than a name: several events, or a condition on one."""
    try:
        signal = parse_signal(text)
    except SignalError:
        return None
    of_events = all(isinstance(leaf, Named) for leaf in leaves(signal))
    return signal if of_events and signal != Named(text) else None
