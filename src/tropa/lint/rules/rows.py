"""RO: the row of the table, touchpoint | communication | target action | evaluation | responsible."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from tropa.journey.codecs.protocol import Path
from tropa.journey.text.problems import Level
from tropa.lint.rule import Found, Rule
from tropa.lint.subject import Subject


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
            for column in ("communication", "target_action"):
                if getattr(touchpoint, column) is None:
                    yield Found(("touchpoints", name, column), {"touchpoint": name, "column": column})
