"""RO: the row of the table, touchpoint | communication | target action | evaluation | responsible."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import ClassVar

from tropa.journey.codecs.protocol import Path
from tropa.journey.text.problems import Level
from tropa.journey.workbook import unanswered
from tropa.lint.jargon import jargon_in
from tropa.lint.rule import Found, Rule
from tropa.lint.subject import Subject

SEEN = frozenset({"title", "communication", "cta", "signpost", "status"})
"""Parts of a touchpoint that a client reads, or that name it on the map."""

TOLD = frozenset({"guides", "forms", "visits", "surveys", "offers"})
"""Sections whose texts a client reads."""


class NobodyResponsible(Rule):
    """A touchpoint has nobody who answers for it."""

    id: ClassVar = "RO01"
    level: ClassVar[Level] = "W"
    source: ClassVar = ("S0-33", "field practice")
    bad: ClassVar = "touchpoints: {ask-friend: {responsible: ~}}"
    bad_at: ClassVar[Path] = ("touchpoints", "ask-friend")
    good: ClassVar = "touchpoints: {ask-friend: {responsible: crm-team}}"

    def check(self, subject: Subject) -> Iterator[Found]:
        """Touchpoints without ``responsible``."""
        for name, touchpoint in subject.journey.touchpoints.items():
            if touchpoint.responsible is None:
                yield Found(("touchpoints", name, "responsible"), {"touchpoint": name})


class TargetNotJudged(Rule):
    """A target action has no evaluation: nobody will know whether it was done."""

    id: ClassVar = "RO02"
    level: ClassVar[Level] = "W"
    source: ClassVar = ("S0-32",)
    bad: ClassVar = "touchpoints: {ask-friend: {evaluation: ~}}"
    bad_at: ClassVar[Path] = ("touchpoints", "ask-friend")
    good: ClassVar = "touchpoints: {ask-friend: {evaluation: {within: 14d, expect: 10 %}}}"

    def check(self, subject: Subject) -> Iterator[Found]:
        """Touchpoints with a target action and without an evaluation."""
        for name, touchpoint in subject.journey.touchpoints.items():
            if touchpoint.target_action is not None and touchpoint.evaluation is None:
                yield Found(("touchpoints", name, "evaluation"), {"touchpoint": name})


class EvaluationInWords(Rule):
    """An evaluation is words only: a method on paper, bound to no event and no indicator."""

    id: ClassVar = "RO03"
    level: ClassVar[Level] = "W"
    source: ClassVar = ("S0-32", "S3-25")
    bad: ClassVar = "touchpoints: {ask-friend: {evaluation: We look at it once a quarter}}"
    bad_at: ClassVar[Path] = ("touchpoints", "ask-friend", "evaluation")
    good: ClassVar = "touchpoints: {ask-friend: {evaluation: {indicator: habit}}}"

    def check(self, subject: Subject) -> Iterator[Found]:
        """Evaluations that name neither a share with its window nor an indicator."""
        for name, touchpoint in subject.journey.touchpoints.items():
            judged = touchpoint.evaluation
            if judged is not None and judged.indicator is None and (judged.said is not None or judged.expect is None):
                yield Found(("touchpoints", name, "evaluation"), {"touchpoint": name})


class RowIncomplete(Rule):
    """A touchpoint says nothing, or asks for nothing."""

    id: ClassVar = "RO04"
    level: ClassVar[Level] = "W"
    source: ClassVar = ("S0-31",)
    bad: ClassVar = "touchpoints: {ask-friend: {communication: ~}}"
    bad_at: ClassVar[Path] = ("touchpoints", "ask-friend")
    good: ClassVar = "touchpoints: {ask-friend: {communication: Do you know somebody who would like it too?}}"

    def check(self, subject: Subject) -> Iterator[Found]:
        """Touchpoints without a communication or without a target action."""
        for name, touchpoint in subject.journey.touchpoints.items():
            said = touchpoint.communication
            there = {
                "communication": said is not None and said.spoken,
                "target_action": touchpoint.target_action is not None,
            }
            for column in (column for column, filled in there.items() if not filled):
                yield Found(("touchpoints", name, column), {"touchpoint": name, "column": column})


class QuestionOpen(Rule):
    """Guiding questions of a stage are not answered: the plan has a hole there."""

    id: ClassVar = "RO05"
    level: ClassVar[Level] = "H"
    source: ClassVar = ("S0-34",)
    bad: ClassVar = "answers: {sale: ~}"
    bad_at: ClassVar[Path] = ("answers",)
    good: ClassVar = "answers: {sale: {speed: An hour at most}}"

    def check(self, subject: Subject) -> Iterator[Found]:
        """Stages with open questions in which something happens, or of which an answer is given."""
        open_ones = Counter(asked.stage.id for asked in unanswered(subject.journey, subject.schemes))
        for stage in subject.stages:
            if stage.id in open_ones and (subject.walked(stage) or stage.id in subject.journey.answers):
                yield Found(("answers", stage.id), {"stage": stage.id, "n": str(open_ones[stage.id])})


class CompanyVoice(Rule):
    """A text that the client reads speaks of clients in the company's words."""

    id: ClassVar = "RO06"
    level: ClassVar[Level] = "H"
    source: ClassVar = ("S4-8", "field practice")
    bad: ClassVar = "touchpoints: {welcome: {communication: We leverage your music}}"
    bad_at: ClassVar[Path] = ("touchpoints", "welcome", "communication")
    good: ClassVar = "touchpoints: {welcome: {communication: Your music is with you}}"

    def check(self, subject: Subject) -> Iterator[Found]:
        """Texts of touchpoints, guides, forms, visits, surveys and offers that hold a word of the list."""
        for path, text in subject.texts:
            if path[-1] == "note" or not (path[0] in TOLD or (path[0] == "touchpoints" and path[2] in SEEN)):
                continue
            word = next((word for _, written in text.by_locale if (word := jargon_in(written))), None)
            if word is not None:
                yield Found(path, {"word": word})
