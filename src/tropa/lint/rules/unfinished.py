"""LA23-LA25: what is still open where a run would pass."""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import ClassVar

from tropa.journey.codecs.protocol import Path
from tropa.journey.model.steps import (
    KINDS,
    Approve,
    ForEach,
    If,
    Invite,
    Remind,
    Send,
    Step,
    Switch,
    Task,
    Visit,
    kind_of,
    subject_of,
)
from tropa.journey.text.problems import Level
from tropa.lint.rule import Found, Rule
from tropa.lint.subject import Subject


class StepUnfinished(Rule):
    """A step of a journey that we run does not say what it needs: a run would pass it, and nothing would happen."""

    id: ClassVar = "LA23"
    level: ClassVar[Level] = "E"
    source: ClassVar = ("LANGUAGE Steps",)
    bad: ClassVar = "steps+: [{if: did('film_started'), then: ~, else: ~}]"
    bad_at: ClassVar[Path] = ("steps", -1)
    good: ClassVar = "steps+: [{if: did('film_started'), else: [{end: quiet}]}]"

    def check(self, subject: Subject) -> Iterator[Found]:
        """Steps without a subject, branches and loops without steps, reminders without a touchpoint."""
        for placed in subject.steps if subject.runs else ():
            missing = tuple(_missing(placed.step))
            if missing:
                yield Found((*placed.path, missing[0]), {"step": subject.name_of(placed), "missing": missing})


def _missing(step: Step) -> Iterator[str]:
    """The keys that a step cannot do without, and that are not filled in."""
    if subject_of(step) is None:
        yield KINDS[kind_of(step)][1]
    match step:
        case If(then=None, else_=None):
            yield "then"
        case Switch(cases=cases) if not cases:
            yield "cases"
        case ForEach(steps=None):
            yield "steps"
        case Remind(with_=None, ladder=ladder) if not ladder or any(rung.with_ is None for rung in ladder):
            yield "with"
        case _:
            return


class NobodyDoesIt(Rule):
    """A task or an approval is nobody's."""

    id: ClassVar = "LA24"
    level: ClassVar[Level] = "W"
    source: ClassVar = ("LANGUAGE Steps", "field practice")
    bad: ClassVar = "steps+: [{id: call, task: Call those who have not begun, due: 1d, deputy: crm-team}]"
    bad_at: ClassVar[Path] = ("steps", -1)
    good: ClassVar = bad.replace("begun,", "begun, to: service-team,")

    def check(self, subject: Subject) -> Iterator[Found]:
        """Tasks and approvals without ``to``, in a journey that we run."""
        for placed in subject.steps if subject.runs else ():
            if isinstance(placed.step, Task | Approve) and placed.step.to is None:
                yield Found((*placed.path, "to"), {"step": subject.name_of(placed)})


class SentNowhere(Rule):
    """A touchpoint is sent, and neither it nor its step names a channel: it reaches nobody."""

    id: ClassVar = "LA25"
    level: ClassVar[Level] = "W"
    source: ClassVar = ("R13", "LANGUAGE Touchpoint")
    bad: ClassVar = "touchpoints: {first-summary: {channel: ~}}"
    bad_at: ClassVar[Path] = ("touchpoints", "first-summary")
    good: ClassVar = "touchpoints: {first-summary: {channel: email}}"

    def check(self, subject: Subject) -> Iterator[Found]:
        """Touchpoints without ``channel`` that steps of a journey we run send to clients without ``by``."""
        teams = subject.shared("teams")
        steps = [placed.step for placed in subject.steps] if subject.runs else []
        sent = dict.fromkeys(name for step in steps for name in _sent_as_it_is(step, teams) if name)
        for name in sent:
            touchpoint = subject.touchpoint(name)
            if touchpoint is not None and not touchpoint.channel and not _has_channel_in_an_arm(subject, name):
                yield Found(("touchpoints", name, "channel"), {"touchpoint": name})


def _sent_as_it_is(step: Step, teams: Container[str | None]) -> Iterator[str | None]:
    """The touchpoints whose own channel a step needs."""
    match step:
        case Send(touchpoint=name, by=(), to=to):
            yield name if to not in teams else None
        case Remind(with_=with_, ladder=ladder):
            yield from (rung.with_ or with_ for rung in ladder if not rung.by)
            yield with_ if not ladder else None
        case Invite(with_=name):
            yield name
        case Visit(announce=announce, before=before):
            yield announce
            yield from (ahead.send for ahead in before)
        case _:
            return


def _has_channel_in_an_arm(subject: Subject, name: str) -> bool:
    """Whether an experiment says over which channels it goes."""
    variants = subject.journey.touchpoints[name].variants
    return any(arm.channel for arms in variants.values() for arm in arms.values())
