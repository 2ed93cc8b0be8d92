"""From what a person typed to the plain value of a blank.

Names are taken by id, by number in the list shown, or as people write them; times and shares in words.
What is made of an answer is still read by the whole language before it is kept: here only that is
refused which nothing can be made of.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from tropa.journey.blanks import Blank
from tropa.journey.codecs.protocol import Path, Plain
from tropa.journey.codecs.scalars import ID_PATTERN
from tropa.journey.codecs.values import Text
from tropa.journey.ids import id_of
from tropa.journey.model.journey import Journey
from tropa.journey.model.stages import Scheme
from tropa.journey.model.workspace import Workspace
from tropa.journey.schemes import stages_of
from tropa.journey.signal_text import format_signal
from tropa.journey.signals import Named
from tropa.journey.tables.evaluation_words import judged
from tropa.journey.text.problems import nearest
from tropa.journey.workbook import GuidingQuestion

MAX_ANSWER = 10_000
"""Characters of an answer: some five pages."""

_ITEM = re.compile(r"\s*[,،;؛]\s*")
_BARE_NUMBER = re.compile(r"[1-9][0-9]*|0")
_OVER = re.compile(r"(?:[1-9]\d{2,}|[۱-۹][۰-۹]{2,})(?:[.,٫]\d+)? ?[%٪]|[%٪] ?(?:[1-9]\d{2,}|[۱-۹][۰-۹]{2,})")
"""A percentage of three digits or more."""

_GOAL = "goal-reached"
"""The id of the indicator that an interview writes."""

_CHOICE = re.compile(r"([^\s:،,.]+)[\s:،,.—-]*(.*)", re.DOTALL)


class NoAnswer(Exception):
    """Nothing can be made of what was typed.

    Args:
        expected: Id of what was expected: ``choice``, ``link``, ``length``, ``evaluation``, ``share``, ``indicator``.
    """

    def __init__(self, expected: str) -> None:
        super().__init__(expected)
        self.expected = expected


@dataclass(frozen=True, slots=True)
class Answered:
    """What an answer becomes in the file.

    Args:
        plain: The value of the blank.
        declared: Names that the file has to declare for it, each with its place and what is said of it.
    """

    plain: Plain
    declared: tuple[tuple[Path, Plain], ...] = ()


@dataclass(frozen=True, slots=True)
class Answering:
    """Reads answers for one journey.

    Args:
        journey: The journey as it is now.
        workspace: The workspace in force, or None.
        schemes: Stage schemes by id.
        locales: The locales declared for the journey, first one first; empty where nobody says.
        locale: The one in which answers are given; one of them, or empty where there are none.
        seen: Names of events in a log, to choose from where an event is asked for; empty without a log.
    """

    journey: Journey
    workspace: Workspace | None
    schemes: Mapping[str, Scheme]
    locales: tuple[str, ...]
    locale: str
    seen: tuple[str, ...] = ()

    def answered(self, blank: Blank, typed: str, before: Text | None = None) -> Answered:
        """What an answer becomes in the file.

        Args:
            blank: What is asked.
            typed: The answer, not empty.
            before: The text that stands there already, whose other locales stay.

        Raises:
            NoAnswer: Nothing can be made of it.
        """
        if len(typed) > MAX_ANSWER:
            raise NoAnswer("length")
        match blank.form:
            case "scheme" | "stage":
                return Answered(_chosen(self.choices(blank), typed))
            case "channels":
                return self._names("channels", [name for name in _ITEM.split(typed.strip()) if name])
            case "team":
                return self._names("teams", [typed.strip()])
            case "signal":
                return Answered(self._signal(typed))
            case "indicator":
                return Answered({_GOAL: _indicator(typed)})
            case "evaluation":
                return Answered(_evaluation(typed) or self.text(typed, before))
            case "text":
                return Answered(self.text(typed, before))
            case "question":
                assert blank.asked is not None  # noqa: S101  the form says so
                return Answered(self.text(_to_question(blank.asked.question, typed), before))

    def choices(self, blank: Blank) -> dict[str, Text | None]:
        """What there is to choose from, with its names for people; nothing where any answer will do."""
        match blank.form:
            case "scheme":
                return {name: scheme.title for name, scheme in self.schemes.items()}
            case "stage":
                return {stage.id: stage.title for stage in stages_of(self.journey, self.schemes)}
            case "channels":
                return self._declared("channels")
            case "team":
                return self._declared("teams")
            case "signal":
                return dict.fromkeys(self.seen)
            case "question" if blank.asked is not None:
                return dict(blank.asked.question.choices)
            case _:
                return {}

    def text(self, typed: str, before: Text | None = None) -> Plain:
        """A text in the locale of the answers, its other locales kept."""
        first = self.locales[0] if self.locales else ""
        held = {tag or first: words for tag, words in before.by_locale} if before else {}
        held[self.locale or first] = typed
        return typed if set(held) <= {first} else held

    def _signal(self, typed: str) -> str:
        """A signal as typed; a number, or a name in other spelling, is that of the log."""
        meant = _named(dict.fromkeys(self.seen), typed.strip()) if self.seen else None
        folded = {name.casefold(): name for name in self.seen}
        meant = meant or folded.get(typed.strip().casefold())
        return format_signal(Named(meant)) if meant is not None else typed

    def _declared(self, section: str) -> dict[str, Text | None]:
        shared = getattr(self.workspace, section) if self.workspace is not None else {}
        roles = {name: role.title for name, role in self.journey.roles.items()} if section == "teams" else {}
        found = {**shared, **getattr(self.journey, section)}
        return {**{name: item.title for name, item in found.items()}, **roles}

    def _names(self, section: str, typed: list[str]) -> Answered:
        """Names as ids: by id, by number, by title in any locale, or made of what people say.

        Where the journey's own section declares names, a new one is declared beside them.  What looks
        like a misspelt name, and any unknown one where the workspace alone declares them, is left as
        typed: the language then says what there is, and which is nearest.
        """
        known = self._declared(section)
        found: list[str] = []
        new: list[tuple[Path, Plain]] = []
        for name in typed:
            meant = _named(known, name)
            own = bool(getattr(self.journey, section)) and not nearest(name, known)
            if meant is None and known and own:
                meant = id_of(name, known)
                new.append(((section, meant), {"title": self.text(name)}))
            elif meant is None:
                meant = name if known or re.fullmatch(ID_PATTERN, name, re.ASCII) else id_of(name)
            found.append(meant)
        return Answered(found[0] if len(found) == 1 else found, tuple(new))


def _named(choices: Mapping[str, Text | None], typed: str) -> str | None:
    """The choice that is meant: its id, its number, its name in any locale, or a name its id is made of."""
    if typed in choices:
        return typed
    if typed.isdecimal() and 1 <= int(typed[:9]) <= len(choices):
        return list(choices)[int(typed[:9]) - 1]
    folded = typed.casefold()
    for name, title in choices.items():
        if title is not None and any(words.casefold() == folded for _, words in title.by_locale):
            return name
    made = id_of(typed)
    return made if made in choices else None


def _chosen(choices: Mapping[str, Text | None], typed: str) -> str:
    name = _named(choices, typed.strip())
    if name is None:
        raise NoAnswer("choice")
    return name


def _to_question(question: GuidingQuestion, typed: str) -> str:
    """An answer to a guiding question, in the form that its kind asks for.

    A choice is kept as its id, with the words that follow it behind a dash.
    """
    if question.kind == "link" and re.search(r"\s", typed):
        raise NoAnswer("link")
    if question.kind != "choice":
        return typed
    whole = _named(question.choices, typed.strip())
    if whole is not None:
        return whole
    first = _CHOICE.fullmatch(typed.strip())
    name = _named(question.choices, first[1]) if first else None
    if first is None or name is None:
        raise NoAnswer("choice")
    return f"{name} — {first[2]}" if first[2] else name


def _evaluation(typed: str) -> dict[str, Plain] | None:
    """The time and the share that an answer tells; None where it is words that nobody measures."""
    if _BARE_NUMBER.fullmatch(typed.strip()):
        raise NoAnswer("evaluation")
    found = judged(typed)
    if found is None:
        if judged(_OVER.sub("50 %", typed)) is not None:
            raise NoAnswer("share")
        return None
    within = {"within": str(found.within)} if found.within else {}
    return {**within, **({"expect": str(found.expect)} if found.expect else {})}


def _indicator(typed: str) -> dict[str, Plain]:
    """The share of runs that reach the goal, and the time they may take for it."""
    found = _evaluation(typed)
    if found is None or "expect" not in found:
        raise NoAnswer("indicator")
    return {"share": "success", **found}


def is_doubtful(blank: Blank, answered: Answered, typed: str) -> bool:
    """Whether words were made of what may be meant as a time and a share: of a number or a percent sign."""
    return blank.form == "evaluation" and answered.plain == typed and re.search(r"[\d%٪]", typed) is not None
