"""ST: the journey as a whole: what it is for, its stages, its ends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from tropa.journey.codecs.protocol import Path
from tropa.journey.codecs.values import says
from tropa.journey.proof import MESSAGE_CHANNELS
from tropa.journey.step_stages import touchpoints_of
from tropa.journey.text.problems import Level
from tropa.lint.order import goes_on
from tropa.lint.rule import Found, Rule
from tropa.lint.subject import Subject

_DESK = re.compile(r"\b(department|отдел|департамент|управление)\b|واحد |بخش ")
"""Words that name a part of a company."""

MANY_STEPS, MANY_STAGES = 50, 12
"""More than a reader keeps in mind at once."""


class GoalMissing(Rule):
    """The journey does not say what the client wants, or what the company wants."""

    id: ClassVar = "ST01"
    level: ClassVar[Level] = "W"
    source: ClassVar = ("S1-4", "S1-45")
    bad: ClassVar = "goal: {client: ~}"
    bad_at: ClassVar[Path] = ("goal",)
    good: ClassVar = "goal: {client: I hear my songs in the tunnel}"

    def check(self, subject: Subject) -> Iterator[Found]:
        """``goal.client`` or ``goal.business`` without a word: one finding for both."""
        goal = subject.journey.goal
        lacking = [side for side in ("client", "business") if not says(getattr(goal, side))]
        if lacking:
            yield Found(("goal", lacking[0]), {"missing": tuple(lacking)})


class StageEmpty(Rule):
    """Nothing happens in some stages, and no reason is given for leaving them out."""

    id: ClassVar = "ST02"
    level: ClassVar[Level] = "W"
    source: ClassVar = ("S1-44",)
    bad: ClassVar = "touchpoints: {goodbye: {stage: evolution}}"
    bad_at: ClassVar[Path] = ("stages",)
    good: ClassVar = (
        f"{bad}\nstages: {{use: lifecycle, skip: {{offboarding: The plan has no end}}}}\nanswers: {{offboarding: ~}}"
    )

    def check(self, subject: Subject) -> Iterator[Found]:
        """Stages the journey answers for without a touchpoint: one finding for all of them."""
        asked = [stage for stage in subject.stages_asked if stage.kind == "ordinary"]
        empty = [stage.id for stage in asked if not subject.walked(stage)]
        if subject.journey.touchpoints and empty:
            yield Found(("stages",), {"stages": tuple(empty)})


class NoSuccess(Rule):
    """The journey has no success: whoever walks it never arrives."""

    id: ClassVar = "ST03"
    level: ClassVar[Level] = "E"
    source: ClassVar = ("S2-9", "S3-2")
    bad: ClassVar = "success: ~"
    bad_at: ClassVar[Path] = ("journey",)
    good: ClassVar = "success: track_played"

    def check(self, subject: Subject) -> Iterator[Found]:
        """``success`` without a signal."""
        success = subject.journey.success
        if success is None or success.for_ is None:
            yield Found(("success",))


class NothingLeadsHere(Rule):
    """A step can never be reached, or a message is planned and no step sends it."""

    id: ClassVar = "ST04"
    level: ClassVar[Level] = "W"
    source: ClassVar = ("S2-10",)
    bad: ClassVar = "steps+: [{end: finished}, {id: too-late, send: first-summary}]"
    bad_at: ClassVar[Path] = ("steps", -1)
    good: ClassVar = "steps+: [{id: once-more, send: first-summary}, {end: finished}]"

    def check(self, subject: Subject) -> Iterator[Found]:
        """The first step of a list after one that never goes on, and messages without a ``send``."""
        over: set[Path] = set()
        for placed in subject.steps:
            held = placed.path[:-1]
            if held in over:
                over.remove(held)
                yield Found(placed.path, {"what": subject.name_of(placed)})
            if not goes_on(placed.step, subject.journey):
                over.add(held)
        if subject.runs:
            yield from _unsent(subject)


def _unsent(subject: Subject) -> Iterator[Found]:
    sent = {name for placed in subject.steps for name in touchpoints_of(placed.step)}
    for name, touchpoint in subject.journey.touchpoints.items():
        ours = MESSAGE_CHANNELS.intersection(touchpoint.channel) and touchpoint.reached is None
        stage = next((stage for stage in subject.stages if stage.id == subject.stage_of(name)), None)
        if ours and name not in sent and (stage is None or stage.kind == "ordinary"):
            yield Found(("touchpoints", name), {"what": name})


class StagesAreDepartments(Rule):
    """A stage is called like a department: the path is cut by the company's desks, not by the client's steps."""

    id: ClassVar = "ST05"
    level: ClassVar[Level] = "H"
    source: ClassVar = ("field practice",)
    bad: ClassVar = "stages: {use: lifecycle, sale: {title: Marketing}}"
    bad_at: ClassVar[Path] = ("stages", "sale", "title")
    good: ClassVar = "stages: {use: lifecycle, sale: {title: I decide}}"

    def check(self, subject: Subject) -> Iterator[Found]:
        """Stages whose title, given here, is a team's department or says that it is one."""
        departments = {team.department.casefold() for team in subject.shared("teams").values() if team.department}
        for stage in subject.stages:
            path = (*subject.place_of(stage), "title")
            titles = [text.casefold() for _, text in (stage.title.by_locale if stage.title else ())]
            like_a_desk = any(title in departments or _DESK.search(title) for title in titles)
            if like_a_desk and subject.written(*path):
                yield Found(path, {"stage": stage.id})


def _many_steps(n: int) -> str:
    """Further steps for an example, a few a line."""
    waits = [f"{{id: rest-{number}, wait: {number}h}}" for number in range(1, n + 1)]
    lines = [", ".join(waits[at : at + 4]) for at in range(0, n, 4)]
    return "steps+: [\n  " + ",\n  ".join(lines) + "]"


class TooMuchAtOnce(Rule):
    """One journey holds more than a reader keeps in mind: it is several that hang together."""

    id: ClassVar = "ST06"
    level: ClassVar[Level] = "H"
    source: ClassVar = ("field practice",)
    bad: ClassVar = _many_steps(MANY_STEPS - 1)
    bad_at: ClassVar[Path] = ("steps",)
    good: ClassVar = f"{_many_steps(MANY_STEPS // 5)}\nlinks: [{{to: the-second-year, kind: next}}]"

    def check(self, subject: Subject) -> Iterator[Found]:
        """More than fifty steps, or more than twelve stages."""
        n_steps, n_stages = len(subject.steps), len(subject.stages)
        if n_steps > MANY_STEPS or n_stages > MANY_STAGES:
            path: Path = ("steps",) if n_steps > MANY_STEPS else ("stages",)
            yield Found(path, {"steps": str(n_steps), "stages": str(n_stages)})
