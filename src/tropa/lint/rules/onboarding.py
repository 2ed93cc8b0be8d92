"""ON: the time in which client and product get to know each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from tropa.journey.codecs.protocol import Path
from tropa.journey.codecs.values import Text, says
from tropa.journey.model.stages import Stage
from tropa.journey.model.steps import Approve, StartJourney, Task
from tropa.journey.text.problems import Level
from tropa.lint.rule import Found, Rule
from tropa.lint.subject import Subject

DAY_S = 86_400
SHORTEST_DAYS, LONGEST_DAYS = 15, 60
CONTENT = ("terms", "possibilities", "tips")
ANSWERS = ("who", "how", "what", "when", "ask")
"""What a client wants to know after paying (S3-13)."""

CROSS_SELL = "cross_sell"


class OnboardingLength(Rule):
    """Onboarding is planned shorter than 15 days or longer than 60."""

    id: ClassVar = "ON01"
    level: ClassVar[Level] = "W"
    source: ClassVar = ("S1-18",)
    bad: ClassVar = "stages: {use: lifecycle, onboarding: {max: 90d}}"
    bad_at: ClassVar[Path] = ("stages", "onboarding", "max")
    good: ClassVar = "stages: {use: lifecycle, onboarding: {max: 45d}}"

    def check(self, subject: Subject) -> Iterator[Found]:
        """``min`` or ``max`` of the stage of onboarding outside 15 to 60 days; not said is not wrong.

        Where several stages together are onboarding, as in the scheme ``activate``, none is judged alone.
        """
        stages = [stage for stage in subject.stages_asked if subject.meaning(stage) == "onboarding"]
        if len(stages) != 1:
            return
        stage = stages[0]
        for side, length in (("min", stage.min), ("max", stage.max)):
            if length is not None and not SHORTEST_DAYS * DAY_S <= length.seconds <= LONGEST_DAYS * DAY_S:
                params = {"min": str(stage.min or "?"), "max": str(stage.max or "?")}
                yield Found((*subject.place_of(stage), side), params)
                return


class SellingTooSoon(Rule):
    """In a stage that forbids it the client is sold something else."""

    id: ClassVar = "ON02"
    level: ClassVar[Level] = "W"
    source: ClassVar = ("S1-19",)
    bad: ClassVar = "touchpoints: {nudge: {class: cross_sell}}"
    bad_at: ClassVar[Path] = ("touchpoints", "nudge", "class")
    good: ClassVar = "touchpoints: {nudge: {class: onboarding}}"

    def check(self, subject: Subject) -> Iterator[Found]:
        """Touchpoints, offers and started journeys of a class that the stage forbids.

        Cross-selling is forbidden in whatever means onboarding.
        """
        forbidden = {stage.id: _forbidden(stage, subject) for stage in subject.stages}
        for name, touchpoint in subject.journey.touchpoints.items():
            not_here = forbidden.get(subject.stage_of(name) or "", frozenset())
            offers = (offer for offer in (touchpoint.offer, *touchpoint.offers) if offer in subject.journey.offers)
            sold = [offer for offer in offers if offer and subject.journey.offers[offer].class_ in not_here]
            if touchpoint.class_ in not_here:
                yield Found(("touchpoints", name, "class"), {"what": name})
            elif sold:
                yield Found(("touchpoints", name, "offers"), {"what": sold[0]})
        for placed in subject.steps:
            step = placed.step
            starts = isinstance(step, StartJourney) and _sells(step.journey, subject)
            if starts and CROSS_SELL in forbidden.get(subject.step_stages[placed.path] or "", frozenset()):
                yield Found((*placed.path, "journey"), {"what": subject.name_of(placed)})


def _forbidden(stage: Stage, subject: Subject) -> frozenset[str]:
    return frozenset({*stage.forbid, *([CROSS_SELL] if subject.meaning(stage) == "onboarding" else [])})


def _sells(name: str, subject: Subject) -> bool:
    """Whether a journey at hand has messages that cross-sell."""
    other = next((other for other in subject.others if other.journey == name), None)
    return other is not None and any(touchpoint.class_ == CROSS_SELL for touchpoint in other.touchpoints.values())


class NotAcquainted(Rule):
    """The guides of onboarding leave out terms, possibilities or tips."""

    id: ClassVar = "ON03"
    level: ClassVar[Level] = "H"
    source: ClassVar = ("S1-17",)
    bad: ClassVar = "guides: {start: {content: [terms, tips]}, for-friend: {content: terms}}"
    bad_at: ClassVar[Path] = ("guides",)
    good: ClassVar = "guides: {start: {content: [terms, tips]}, for-friend: {content: possibilities}}"

    def check(self, subject: Subject) -> Iterator[Found]:
        """What no guide of a journey with onboarding has in its ``content``."""
        known = {kind for guide in subject.journey.guides.values() for kind in guide.content}
        lacking = [kind for kind in CONTENT if kind not in known]
        if subject.lived("onboarding") and lacking:
            yield Found(("guides",), {"missing": tuple(lacking)})


class NothingToJudgeBy(Rule):
    """No indicator has been chosen before the launch."""

    id: ClassVar = "ON04"
    level: ClassVar[Level] = "E"
    source: ClassVar = ("S3-25",)
    bad: ClassVar = """
indicators: ~
baseline: ~
changes: ~
loyalty: ~
experiments: ~
touchpoints: {welcome: {variants: ~}}
"""
    bad_at: ClassVar[Path] = ("journey",)
    good: ClassVar = "indicators: {weekly: {title: Plays weekly, habit: track_played, in: 2 of 4, every: 1w}}"

    def check(self, subject: Subject) -> Iterator[Found]:
        """Journeys without ``indicators``."""
        if not subject.journey.indicators:
            yield Found(("indicators",))


class SoonNeverComes(Rule):
    """A person is to do something, and nobody says by when, or who does it otherwise."""

    id: ClassVar = "ON05"
    level: ClassVar[Level] = "W"
    source: ClassVar = ("S3-19",)
    bad: ClassVar = "steps+: [{id: call, task: Call the client, to: service-team, deputy: crm-team}]"
    bad_at: ClassVar[Path] = ("steps", -1)
    good: ClassVar = "steps+: [{id: call, task: Call the client, to: service-team, due: 1d, deputy: crm-team}]"

    def check(self, subject: Subject) -> Iterator[Found]:
        """Tasks and approvals without ``due``, or without ``deputy``, ``escalate`` and a deputy of the team."""
        teams = subject.shared("teams")
        for placed in subject.steps:
            step = placed.step
            if not isinstance(step, Task | Approve):
                continue
            team = teams.get(step.to or "")
            covered = step.to in subject.journey.roles or (team is not None and team.deputy is not None)
            covered = covered or (isinstance(step, Task) and (step.deputy is not None or step.escalate is not None))
            lacking = [*(["due"] if step.due is None else []), *([] if covered else ["deputy"])]
            if lacking:
                yield Found((*placed.path, lacking[0]), {"step": subject.name_of(placed), "missing": tuple(lacking)})


class ApprovalWithoutNo(Rule):
    """Somebody is asked to approve, and the run does not know what to do with a "no" or with silence."""

    id: ClassVar = "ON06"
    level: ClassVar[Level] = "W"
    source: ClassVar = ("S3-20",)
    bad: ClassVar = """
steps+: [{id: may-we, approve: May we, to: service-team, due: 1d, up_to: 2d, outcomes: {approved: []}}]
"""
    bad_at: ClassVar[Path] = ("steps", -1)
    good: ClassVar = """
steps+:
  - {id: may, approve: May we, to: crm-team, due: 1d, up_to: 2d, outcomes: {approved: [], refused: []}, else: []}
"""

    def check(self, subject: Subject) -> Iterator[Found]:
        """Approvals without the outcome ``refused``, ``up_to`` or ``else``."""
        for placed in subject.steps:
            step = placed.step
            if not isinstance(step, Approve):
                continue
            said = {"refused": "refused" in step.outcomes, "up_to": step.up_to, "else": step.else_ is not None}
            lacking = [part for part, there in said.items() if not there]
            if lacking:
                yield Found(placed.path, {"step": subject.name_of(placed), "missing": tuple(lacking)})


_THANKS = re.compile(
    r"\b(?:thanks|thank you)\b.*\b(?:pay|payment|paying|order|ordering|purchase|buying)\b"
    r"|\b(?:спасибо|благодарим)\b.*\b(?:оплат|заказ|покупк)"
    r"|(?=.*(?:سپاس|ممنون|متشکر|تشکر)).*(?:پرداخت|خرید|سفارش)",
    re.IGNORECASE | re.DOTALL,
)
"""Thanks for paying, in the shipped languages."""

FEW_WORDS = 12
"""So few words cannot answer five questions."""


def _only_thanks(text: Text | None) -> bool:
    written = [words for _, words in text.by_locale] if text is not None else []
    return any(len(words.split()) <= FEW_WORDS and _THANKS.search(words) for words in written)


class ThanksInSuspense(Rule):
    """The words after paying leave open who comes, how, with what, when, or where to ask."""

    id: ClassVar = "ON07"
    level: ClassVar[Level] = "W"
    source: ClassVar = ("S3-13",)
    bad: ClassVar = "touchpoints: {thank-you: {communication: {ask: ~}}}"
    bad_at: ClassVar[Path] = ("touchpoints", "thank-you", "communication")
    good: ClassVar = "touchpoints: {thank-you: {communication: {ask: The phone under this text}}}"

    def check(self, subject: Subject) -> Iterator[Found]:
        """Communications that answer some of the five questions and not all, and a mere thanks for the payment."""
        for name, touchpoint in subject.journey.touchpoints.items():
            said = touchpoint.communication
            if said is None:
                continue
            there = {"who": says(said.who), "how": said.how, "what": says(said.what), "when": said.when}
            there["ask"] = says(said.ask)
            lacking = [part for part in ANSWERS if not there[part]]
            if lacking and (len(lacking) < len(ANSWERS) or _only_thanks(said.text)):
                path = ("touchpoints", name, "communication", lacking[0])
                yield Found(path, {"touchpoint": name, "missing": tuple(lacking)})
