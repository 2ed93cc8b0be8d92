"""What is shown over a key, an id and a finding: what it means, why it matters, what to do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tropa.data.words import Words
from tropa.editor.completing import field_doc
from tropa.editor.forms import AnyCodec, Inside, Spot, sections_of_value, spot_of
from tropa.editor.names import Names
from tropa.editor.tokens import Mark
from tropa.journey.codecs.collections import ListOf, MapOf, RefTo, TextCodec, TypedCodec
from tropa.journey.codecs.records import RecordCodec
from tropa.journey.codecs.scalars import ScalarCodec
from tropa.journey.model.journey import ExitsCodec, ReentryCodec, SignUpCodec
from tropa.journey.model.language import ConditionCodec, SignalCodec
from tropa.journey.model.people import ChainCodec
from tropa.journey.model.stages import StageListCodec, StagesCodec
from tropa.journey.model.steps import ExpressionCodec, StepCodec, WaitForCodec
from tropa.journey.model.touchpoints import CommunicationCodec
from tropa.runtime.checking import Told
from tropa.runtime.telling import sentence, what_to_do, why

_MARKDOWN = re.compile(r"([\\`*_\[\]<>|~&$]|^[#+-]|(?<=^\d)[.)])")

_EXPECTED: dict[type, str] = {
    ConditionCodec: "condition",
    CommunicationCodec: "text",
    ChainCodec: "chain",
    ExitsCodec: "exits",
    ExpressionCodec: "expression",
    MapOf: "map",
    RecordCodec: "record",
    Inside: "record",
    ReentryCodec: "reentry",
    SignUpCodec: "map",
    SignalCodec: "signal",
    StageListCodec: "list",
    StagesCodec: "stages",
    StepCodec: "step",
    TextCodec: "text",
    WaitForCodec: "wait",
}
"""What is expected where a codec reads, as the reader's own sentences call it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph of what is shown.

    Args:
        text: What it says.
        head: A word that goes before it.
        ours: We wrote all of it: its backquotes are code, and nothing in it comes from a file.
    """

    text: str
    head: str = ""
    ours: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown over a part of a text.

    Args:
        start: Its first character.
        end: The character behind it.
        lines: Paragraphs.
    """

    start: int
    end: int
    lines: tuple[Line, ...]

    def markdown(self) -> str:
        """The paragraphs as Markdown; what a file says is shown as it stands."""
        heads = (f"**{escaped(line.head)}** " if line.head else "" for line in self.lines)
        texts = (line.text if line.ours else escaped(line.text) for line in self.lines)
        return "\n\n".join(head + text for head, text in zip(heads, texts, strict=True))

    def plain(self) -> str:
        """The paragraphs for an editor that shows no Markdown."""
        return "\n".join(f"{line.head}  {line.text}" if line.head else line.text for line in self.lines)


def escaped(text: str) -> str:
    """A text on one line, in which nothing is Markdown."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))


def shown_at(offset: int, names: Names, found: Iterable[tuple[int, int, Told]], words: Words) -> Shown | None:
    """What is shown over a character, or None: findings there first, then what key or id it belongs to.

    Args:
        offset: The character.
        names: What is declared, with the sketch of the text.
        found: What is told of the text, each with its first character and the one behind.
        words: Of the person who looks.
    """
    here = [(start, end, told) for start, end, told in found if start <= offset < max(end, start + 1)]
    lines = [line for _, _, told in here for line in _finding(told, words)]
    mark = names.sketch.mark_at(offset)
    if mark is not None:
        lines += _key(mark, names, words) if mark.key else _value(mark, names, words)
    if not lines:
        return None
    start = mark.start if mark else min(start for start, _, _ in here)
    end = mark.end if mark else max(end for _, end, _ in here)
    return Shown(start, end, tuple(lines))


def _finding(told: Told, words: Words) -> Iterator[Line]:
    yield Line(sentence(told, words), told.rule)
    if reason := why(told.rule, words):
        yield Line(words.text("editor.why", text=reason), ours=True)
    if advice := what_to_do(told.rule, words):
        yield Line(words.text("editor.do", text=advice), ours=True)


def _key(mark: Mark, names: Names, words: Words) -> Iterator[Line]:
    """What a key means and what may stand under it; of an id its title."""
    spot = spot_of(mark.path, names.beside)
    if spot.field is not None:
        yield Line(field_doc(spot.field, words), mark.text, ours=True)
        if written := written_of(spot, words):
            yield Line(words.text("editor.value", written=written))
        return
    section = next((part for part in mark.path[-2:-1] if isinstance(part, str)), "")
    if title := names.of((section,)).get(mark.text):
        yield Line(title, mark.text)


def _value(mark: Mark, names: Names, words: Words) -> Iterator[Line]:
    """Of an id its title, or where it is declared."""
    for section in sections_of_value(spot_of(mark.path, names.beside)):
        declared = names.of((section,), mark.path)
        for name in re.split(r"\s*->\s*", mark.text):
            if name in declared:
                yield Line(declared[name] or words.text("editor.declared_under", section=section), name)


def written_of(spot: Spot, words: Words) -> str:
    """What may stand as the value of a key, in a few words; empty where anything may."""
    phrases = dict.fromkeys(phrase for codec in spot.codecs if (phrase := _written(codec, words)))
    return _either(list(phrases), words)


def _either(phrases: list[str], words: Words) -> str:
    whole = phrases[0] if phrases else ""
    for other in phrases[1:]:
        whole = words.text("editor.either", one=whole, other=other)
    return whole


def _written(codec: AnyCodec, words: Words) -> str:
    match codec:
        case RefTo(kinds=kinds):
            return words.text("editor.one_of_ids", sections=", ".join(kinds))
        case ScalarCodec(expected=expected, choices=choices):
            return words.text(f"problem.expected.{expected}", choices=", ".join(choices))
        case ListOf(item=StepCodec()):
            return words.text("editor.steps")
        case ListOf(item=item):
            return words.text("editor.list_of", written=_written(item, words) or words.text("problem.expected.text"))
        case TypedCodec():
            return ""
    expected = _EXPECTED.get(type(codec), "")
    return words.text(f"problem.expected.{expected}") if expected else ""
