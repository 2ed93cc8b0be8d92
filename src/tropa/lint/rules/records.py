"""LA10, LA14-LA20: what the language's own rules imply for the other sections."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from tropa.journey.codecs.protocol import Path
from tropa.journey.codecs.values import Text
from tropa.journey.model.measures import Indicator
from tropa.journey.model.steps import ForEach, Send, StartJourney, Survey, Visit
from tropa.journey.model.touchpoints import Touchpoint, Variant
from tropa.journey.step_stages import touchpoints_of
from tropa.journey.text.problems import Level
from tropa.journey.workbook import workbook_of
from tropa.lint.order import inside
from tropa.lint.rule import Found, Rule
from tropa.lint.subject import Subject

_LETTER, _FILLED_IN = re.compile(r"[^\W\d]"), re.compile(r"\{\{.*?\}\}")
_COMPONENT_BLANK = re.compile(r"\{\{\s*component\b")


class TextNotTranslated(Rule):
    """Some texts lack a locale that the file declares: one finding a locale."""

    id: ClassVar = "LA10"
    level: ClassVar[Level] = "W"
    source: ClassVar = ("LANGUAGE Scalars", "S3-37")
    bad: ClassVar = "locales: [en, ru]\ntitle: {en: A plan with music, ru: Тариф с музыкой}"
    bad_at: ClassVar[Path] = ("goal", "client")
    good: ClassVar = "locales: [en]"

    def check(self, subject: Subject) -> Iterator[Found]:
        """For each declared locale the first text without it, and how many there are."""
        journey = subject.journey
        locales = journey.locales or (subject.workspace.locales if subject.workspace else ())
        told = ((path, text) for path, text in subject.texts if path[-1] != "note" and _has_words(text))
        texts = [(path, _locales_of(text, locales)) for path, text in told]
        for locale in locales:
            lacking = [path for path, known in texts if locale not in known]
            if lacking:
                first = min(lacking, key=subject.span)
                yield Found(first, {"locale": locale, "n": str(len(lacking))})


def _has_words(text: Text) -> bool:
    """Whether anything is left to translate once what is filled in for each client is taken away."""
    return any(_LETTER.search(_FILLED_IN.sub("", written)) for _, written in text.by_locale)


def _locales_of(text: Text, locales: tuple[str, ...]) -> set[str]:
    return {tag or (locales[0] if locales else "") for tag, written in text.by_locale if written.strip()}


class ClassNotSaid(Rule):
    """A message is sent, and its class is not said: caps, quiet hours and consent depend on it."""

    id: ClassVar = "LA14"
    level: ClassVar[Level] = "W"
    source: ClassVar = ("R13",)
    bad: ClassVar = "touchpoints: {first-summary: {class: ~}}"
    bad_at: ClassVar[Path] = ("touchpoints", "first-summary")
    good: ClassVar = "touchpoints: {first-summary: {class: onboarding}}"

    def check(self, subject: Subject) -> Iterator[Found]:
        """Touchpoints that steps of a journey we run send, without ``class``."""
        if not subject.runs:
            return
        teams = subject.shared("teams")
        steps = [p.step for p in subject.steps if not (isinstance(p.step, Send) and p.step.to in teams)]
        sent = dict.fromkeys(name for step in steps for name in touchpoints_of(step))
        for name in sent:
            touchpoint = subject.touchpoint(name)
            if touchpoint is not None and touchpoint.class_ is None:
                yield Found(("touchpoints", name, "class"), {"touchpoint": name})


class BlankWithoutComponent(Rule):
    """A text names the component of the moment, and is sent where there is none."""

    id: ClassVar = "LA15"
    level: ClassVar[Level] = "W"
    source: ClassVar = ("S0-26",)
    bad: ClassVar = "touchpoints: {first-summary: {communication: 'More from {{ component.title }}'}}"
    bad_at: ClassVar[Path] = ("touchpoints", "first-summary", "communication")
    good: ClassVar = "touchpoints: {first-summary: {communication: 'More from {{ run.title }}'}}"

    def check(self, subject: Subject) -> Iterator[Found]:
        """Texts with ``{{ component`` of touchpoints that a step outside ``for_each: component`` sends."""
        within = {
            placed.path
            for each in subject.steps
            if isinstance(each.step, ForEach) and each.step.over == "component"
            for placed in inside(each.path, subject.steps)
        }
        outside = {name for p in subject.steps if p.path not in within for name in touchpoints_of(p.step)}
        told: set[str] = set()
        for path, text in subject.texts:
            name = str(path[1]) if len(path) > 1 and path[0] == "touchpoints" else ""
            blank = any(_COMPONENT_BLANK.search(written) for _, written in text.by_locale)
            if blank and name in outside - told:
                told.add(name)
                yield Found(path, {"touchpoint": name})


_NEEDED = {"sum": ("at_least",), "used": ("at_least",), "time_to": ("at_most",), "habit": ("in", "every")}


class IndicatorIncomplete(Rule):
    """An indicator cannot be counted: its verb, or what the verb needs, is missing."""

    id: ClassVar = "LA16"
    level: ClassVar[Level] = "W"
    source: ClassVar = ("S3-18", "LANGUAGE Top level")
    bad: ClassVar = "indicators: {habit: {every: ~}}"
    bad_at: ClassVar[Path] = ("indicators", "habit")
    good: ClassVar = "indicators: {habit: {every: 7d}}"

    def check(self, subject: Subject) -> Iterator[Found]:
        """Indicators without a verb, or without what their verb cannot do without."""
        for name, indicator in subject.journey.indicators.items():
            lacking = _lacking(indicator)
            if lacking:
                yield Found(("indicators", name, lacking[0]), {"indicator": name, "missing": tuple(lacking)})


def _lacking(indicator: Indicator) -> list[str]:
    if not indicator.verb:
        return ["share"]
    fields = {"in": "in_"}
    return [name for name in _NEEDED.get(indicator.verb, ()) if getattr(indicator, fields.get(name, name)) is None]


class DeclaredInVain(Rule):
    """A form, an offer, a survey or a visit is declared, and nothing shows or does it."""

    id: ClassVar = "LA17"
    level: ClassVar[Level] = "H"
    source: ClassVar = ("S3-7", "S0-21")
    bad: ClassVar = "forms: {order: {touchpoint: ~}}\ntouchpoints: {order-page: {form: ~}}"
    bad_at: ClassVar[Path] = ("forms", "order")
    good: ClassVar = "forms: {order: {touchpoint: order-page}}\ntouchpoints: {order-page: {form: ~}}"

    def check(self, subject: Subject) -> Iterator[Found]:
        """Items of these sections that no touchpoint, no offer's place and no step uses."""
        for section, used in _uses(subject).items():
            for name in getattr(subject.journey, section):
                if name not in used:
                    yield Found((section, name), {"section": section, "name": name})


def _uses(subject: Subject) -> dict[str, set[str | None]]:
    journey = subject.journey
    steps = [placed.step for placed in subject.steps]
    points: list[Touchpoint | Variant] = list(journey.touchpoints.values())
    for touchpoint in journey.touchpoints.values():
        points += [variant for arms in touchpoint.variants.values() for variant in arms.values()]
    found: dict[str, set[str | None]] = {
        "forms": {point.form for point in points} | {name for name, form in journey.forms.items() if form.touchpoint},
        "offers": {name for point in points for name in (point.offer, *point.offers)}
        | {name for name, offer in journey.offers.items() if offer.place},
    }
    if steps:
        found["surveys"] = {step.survey for step in steps if isinstance(step, Survey)}
        found["visits"] = {step.visit for step in steps if isinstance(step, Visit)}
    return found


class JourneyTwice(Rule):
    """Two journeys of one workspace have the same id."""

    id: ClassVar = "LA18"
    level: ClassVar[Level] = "E"
    source: ClassVar = ("LANGUAGE Scalars",)
    bad: ClassVar = "journey: comeback"
    bad_at: ClassVar[Path] = ("journey",)
    good: ClassVar = "journey: another"
    beside: ClassVar = "journey: comeback\n"

    def check(self, subject: Subject) -> Iterator[Found]:
        """A journey whose id another one at hand has too."""
        if subject.journey.journey in {*subject.unread, *(other.journey for other in subject.others)}:
            yield Found(("journey",), {"journey": subject.journey.journey})


class NoSuchJourney(Rule):
    """A step starts a journey that is not among those at hand."""

    id: ClassVar = "LA19"
    level: ClassVar[Level] = "W"
    source: ClassVar = ("S1-48",)
    bad: ClassVar = "steps+: [{start: goodby}]"
    bad_at: ClassVar[Path] = ("steps", -1, "journey")
    good: ClassVar = "steps+: [{start: comeback}]"
    beside: ClassVar = "journey: comeback\n"

    def check(self, subject: Subject) -> Iterator[Found]:
        """``start`` steps of a journey checked together with others, none of which is meant.

        Where a file beside it does not even tell its id it may be the one.
        """
        known = {subject.journey.journey, *subject.unread, *(other.journey for other in subject.others)}
        for placed in subject.steps if len(known) > 1 and "" not in known else ():
            step = placed.step
            if isinstance(step, StartJourney) and step.journey and step.journey not in known:
                yield Found((*placed.path, "journey"), {"journey": step.journey})


class AnswerToNothing(Rule):
    """An answer is kept to a question that no workbook of the stage asks."""

    id: ClassVar = "LA20"
    level: ClassVar[Level] = "W"
    source: ClassVar = ("S0-34",)
    bad: ClassVar = "answers: {sale: {sped: An hour at most}}"
    bad_at: ClassVar[Path] = ("answers", "sale", "sped")
    good: ClassVar = "answers: {sale: {speed: An hour at most}}"

    def check(self, subject: Subject) -> Iterator[Found]:
        """Answers whose question the stage's workbook does not have; stages without a workbook are free."""
        stages = {stage.id: stage for stage in subject.stages}
        for name, answers in subject.journey.answers.items():
            workbook = workbook_of(stages[name], subject.journey) if name in stages else None
            for question in answers if workbook else ():
                if question not in (workbook.questions if workbook else ()):
                    yield Found(("answers", name, question), {"stage": name, "question": question})
