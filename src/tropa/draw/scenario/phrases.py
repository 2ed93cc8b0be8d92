"""What the scenario says: our own words, names, signals, conditions and times, as prose."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from unicodedata import bidirectional

from markupsafe import Markup

from tropa.draw.hyphens import SOFT_HYPHEN
from tropa.draw.names import Names, from_id
from tropa.draw.numbers import PERSIAN_DIGITS
from tropa.draw.wording import Prose, Wording
from tropa.journey.codecs.values import Clock, Duration, Text
from tropa.journey.condition_text import format_condition
from tropa.journey.conditions import And, BaselineReady, Condition, Did, Last, LastChange, Not, Operand, Or
from tropa.journey.expression_text import format_expression
from tropa.journey.model.journey import CLIENT, Journey
from tropa.journey.model.stages import Stage
from tropa.journey.model.steps import TraitMoment, WaitFor
from tropa.journey.signals import Signal

_MARKS = {"ltr": "\u200e", "rtl": "\u200f", "auto": ""}
"""Signs that give a text its direction without being seen."""

NO_BREAK = "\u00a0"
_UNSEEN = frozenset("\u200e\u200f\u2066\u2067\u2068\u2069")
_OPENED = re.compile(r"<(?:bdi|span)(?=[ >])[^>]*>")
_CODE = re.compile(r"<code[^>]*>(.*?)</code>")
_CLOSED = re.compile(r"</(?:bdi|span)>")
_WHOLE = 24
"""A condition of at most so many signs is not broken over two lines."""


class Phrases:
    """Speaks of one journey in one language; each answer is prose for a picture or a list.

    Args:
        journey: The journey.
        names: What people call its things.
        wording: The language.
        stages: The journey's stages.
    """

    def __init__(self, journey: Journey, names: Names, wording: Wording, stages: Iterable[Stage]) -> None:
        self.journey, self.names, self.wording = journey, names, wording
        self._stages = {stage.id: stage for stage in stages}

    def said(self, key: str, /, plural: object = 0, **params: Prose | str) -> Prose:
        """A sentence of our own; what fills it keeps its direction, though it begin with what stands apart itself."""
        texts = {
            name: _MARKS[held.dir] + held.text if isinstance(held, Prose) else held for name, held in params.items()
        }
        return self._own(self.wording.plain(key, plural=plural, **texts))

    def listed(self, held: Iterable[Prose]) -> Prose:
        """Several things after one another."""
        isolated = (f"\u2068{one.text}\u2069" for one in held)
        return self._own(self.wording.plain("report.list.joint").join(isolated))

    def time(self, length: Duration) -> str:
        """A length of time."""
        return self.wording.numbers.duration(length.seconds)

    def signal(self, signal: Signal) -> Prose:
        """A signal."""
        return self._own(unmarked(self.names.signal(signal)))

    def signal_title(self, signal: Signal) -> Prose:
        """A signal that stands alone: our own words begin with a capital, a name stays as it is."""
        text = self.signal(signal).text
        return self._own(text[:1].upper() + text[1:])

    def awaited(self, until: WaitFor) -> Prose:
        """What is waited for: a time, or a signal."""
        match until:
            case Duration():
                return self._own(self.time(until))
            case Clock():
                time = str(until).translate(PERSIAN_DIGITS) if self.wording.language == "fa" else str(until)
                return self.said("scenario.wait.clock", time=time)
            case TraitMoment(trait, sign, shift):
                if shift is None or sign == 0:
                    return self.said("scenario.wait.at", trait=trait)
                word = "after" if sign > 0 else "before"
                return self.said(f"scenario.wait.{word}", trait=trait, time=self.time(shift))
            case signal:
                return self.signal_title(signal)

    def condition(self, condition: Condition) -> Prose:
        """A condition: in words where it asks what happened, else as it is written."""
        text = self._asked(condition)
        if text is None:
            return Prose(format_condition(condition), dir="ltr")
        return self._own(text[:1].upper() + text[1:])

    def _asked(self, condition: Condition) -> str | None:
        """The words of a condition; None where there are none for all of it."""
        match condition:
            case Did(where=None, since=None | "entry"):
                return self._did("did", condition)
            case Not(Did(where=None, since=None | "entry") as asked):
                return self._did("did_not", asked)
            case BaselineReady():
                return self.said("report.reference.baseline_ready").text
            case And(items) | Or(items) if not any(isinstance(item, And | Or) for item in items):
                parts = [self._asked(item) for item in items]
                joint = self.wording.plain(f"report.signal.{'and' if isinstance(condition, And) else 'or'}")
                told = [part for part in parts if part is not None]
                return f" {joint} ".join(told) if len(told) == len(parts) else None
            case _:
                return None

    def operand(self, operand: Operand) -> Prose:
        """What a switch looks at."""
        match operand:
            case Last(event, prop):
                return self.said("scenario.choice.last", event=self.names.event(event), property=prop)
            case LastChange():
                return self.said("scenario.choice.last_change")
            case _:
                return Prose(format_expression(operand), dir="ltr")

    def case(self, operand: Operand | None, value: str) -> Prose:
        """A value that a switch may meet."""
        if isinstance(operand, LastChange):
            return self.named(self.journey.changes, value)
        return self._known_reason(value) or Prose(value)

    def reason(self, name: str) -> Prose:
        """A reason for not doing a thing: our own word for the usual ones, else its name."""
        return self._known_reason(name) or from_id(name)

    def _known_reason(self, name: str) -> Prose | None:
        key = f"scenario.reason.{name}"
        return self.said(key) if key in self.wording.words else None

    def other_journey(self, name: str) -> Prose:
        """Another journey: the title of the link that leads there, else its id."""
        titles = (self.names.prose(link.title) for link in self.journey.links if link.to == name)
        return next((title for title in titles if title), None) or from_id(name)

    def who(self, name: str) -> Prose:
        """A team, or a role."""
        if name == CLIENT and name not in self.journey.roles:
            return self.said("scenario.role.client")
        return self.names.responsible(name)

    def outcome(self, name: str) -> Prose:
        """An outcome of the run or of a step."""
        key = f"scenario.outcome.{name}"
        if name not in self.journey.exit and key in self.wording.words:
            return self.said(key)
        found = self.names.outcome(name)
        return from_id(name) if found.text == name else found

    def shared(self, section: str, name: str) -> Prose:
        """A thing that the workspace may know: its title, else its id."""
        return self.named(self.names.shared(section), name)

    def named(self, section: Mapping[str, object], name: str) -> Prose:
        """A thing of a section: its title, else its id."""
        title = getattr(section.get(name), "title", None)
        return (self.names.prose(title) if isinstance(title, Text) else None) or from_id(name)

    def stage(self, name: str) -> Prose:
        """A stage."""
        return self.names.stage(self._stages.get(name, Stage(id=name)))

    def _own(self, text: str) -> Prose:
        return Prose(text, self.wording.language, self.wording.direction)

    def _did(self, key: str, asked: Did) -> str:
        event = self.names.event(asked.event)
        count = self.wording.numbers.count(asked.times)
        said = self.said(f"scenario.choice.{key}", plural=asked.times, n=count, event=event)
        if asked.within_s is None:
            return said.text
        return self.said("scenario.choice.within", what=said, time=self.wording.numbers.duration(asked.within_s)).text


def unmarked(markup: Markup) -> str:
    r"""Markup of one line as bare text; what it set apart by tags is set apart by signs.

    >>> unmarked(Markup('<bdi dir="auto">a &amp; b</bdi>'))
    '\u2068a & b\u2069'
    """
    signs = _CLOSED.sub("\u2069", _CODE.sub(_code, _OPENED.sub("\u2068", str(markup))))
    return Markup(signs).unescape().replace(SOFT_HYPHEN, "")  # noqa: S704  read as text, never shown as markup


def _code(found: re.Match[str]) -> str:
    return f"\u2066{found[1].replace(' ', NO_BREAK) if len(found[1]) <= _WHOLE else found[1]}\u2069"


def unadorned(text: str) -> str:
    """A text without the signs that set its parts apart, where all of it runs from left to right anyway."""
    if any(bidirectional(sign) in {"R", "AL", "AN"} for sign in text if sign not in _UNSEEN):
        return text
    return "".join(sign for sign in text if sign not in _UNSEEN)
