"""SU, RQ and BP: who helps, what clients come for, and what stands behind it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from tropa.journey.codecs.protocol import Path
from tropa.journey.model.steps import Call
from tropa.journey.text.problems import Level
from tropa.lint.channels import STAFFED
from tropa.lint.rule import Found, Rule
from tropa.lint.subject import Subject

HIGH = 4
"""Importance from which on a request must not be left without a way."""


class SupportNotPlanned(Rule):
    """Onboarding is planned without its support: who, when, over which channels."""

    id: ClassVar = "SU01"
    level: ClassVar[Level] = "W"
    source: ClassVar = ("S3-26",)
    bad: ClassVar = "support: {owner: service-team, hours: mon-sun 08:00-22:00}"
    bad_at: ClassVar[Path] = ("support",)
    good: ClassVar = "support: {owner: service-team, hours: mon-sun 08:00-22:00, channels: {phone: service-team}}"

    def check(self, subject: Subject) -> Iterator[Found]:
        """Journeys with onboarding whose support, their own or the workspace's, lacks a part."""
        if subject.lived("onboarding") is None:
            return
        support = subject.journey.support or (subject.workspace.support if subject.workspace else None)
        parts = ("owner", "hours", "channels")
        lacking = [part for part in parts if support is None or not getattr(support, part)]
        if lacking:
            yield Found(("support",), {"missing": tuple(lacking)})


class NoAnswerPossible(Rule):
    """A message goes out over channels in which the client cannot answer, and names nobody who helps."""

    id: ClassVar = "SU02"
    level: ClassVar[Level] = "W"
    source: ClassVar = ("S3-32",)
    bad: ClassVar = "touchpoints: {nudge: {channel: push, help: ~}}"
    bad_at: ClassVar[Path] = ("touchpoints", "nudge", "channel")
    good: ClassVar = "touchpoints: {nudge: {channel: push, help: service-team}}"

    def check(self, subject: Subject) -> Iterator[Found]:
        """Touchpoints all of whose channels say ``reply: no``, without ``help``."""
        channels = subject.shared("channels")
        mute = {name for name, channel in channels.items() if channel.reply is False}
        for name, touchpoint in subject.journey.touchpoints.items():
            if touchpoint.channel and mute.issuperset(touchpoint.channel) and touchpoint.help is None:
                yield Found(("touchpoints", name, "channel"), {"touchpoint": name})


class NoCrisisPlan(Rule):
    """The path depends on a system, and there is no plan, or an old one, for the day it fails."""

    id: ClassVar = "SU03"
    level: ClassVar[Level] = "W"
    source: ClassVar = ("S3-29",)
    bad: ClassVar = """
systems: {catalogue: {title: The catalogue, kind: external, what: web service, team: it-team}}
algorithms: {search: {title: Search, rule: The nearest first, system: catalogue, owner: it-team}}
touchpoints: {site: {backstage: search}}
"""
    bad_at: ClassVar[Path] = ("systems", "catalogue")
    good: ClassVar = bad.replace("team: it-team", "team: it-team, crisis: billing-down")

    def check(self, subject: Subject) -> Iterator[Found]:
        """Systems that the path needs, whose plan is missing, has no day of review, or was due for it."""
        systems, crises = subject.shared("systems"), subject.shared("crises")
        for name, path in _needed(subject).items():
            if name not in systems:
                continue
            plan = crises.get(systems[name].crisis or "")
            if plan is None or plan.review is None or plan.review < subject.today:
                yield Found(("systems", name) if name in subject.journey.systems else path, {"system": name})


def _needed(subject: Subject) -> dict[str, Path]:
    """Systems by name with the first place that needs each: by itself, through an algorithm or through a hook."""
    algorithms, hooks = subject.shared("algorithms"), subject.shared("hooks")
    found: dict[str, Path] = {}
    for name, touchpoint in subject.journey.touchpoints.items():
        for system in touchpoint.depends_on:
            found.setdefault(system, ("touchpoints", name, "depends_on"))
        for algorithm in touchpoint.backstage:
            if algorithm in algorithms:
                found.setdefault(algorithms[algorithm].system or "", ("touchpoints", name, "backstage"))
    for placed in subject.steps:
        step = placed.step
        for system in step.depends_on:
            found.setdefault(system, (*placed.path, "depends_on"))
        if isinstance(step, Call) and step.hook in hooks:
            found.setdefault(hooks[step.hook].system or "", (*placed.path, "hook"))
    return found


class NowhereToTurn(Rule):
    """Clients come for something that matters much to them, and there is nowhere to turn to."""

    id: ClassVar = "RQ01"
    level: ClassVar[Level] = "W"
    source: ClassVar = ("S2-8",)
    bad: ClassVar = "requests: {music-on-the-way: {touchpoints: ~}}"
    bad_at: ClassVar[Path] = ("requests", "music-on-the-way")
    good: ClassVar = "requests: {music-on-the-way: {touchpoints: adviser}}"

    def check(self, subject: Subject) -> Iterator[Found]:
        """Requests of importance 4 and 5 without touchpoints."""
        for name, request in subject.journey.requests.items():
            if (request.importance or 0) >= HIGH and not request.touchpoints:
                params = {"request": name, "importance": str(request.importance)}
                yield Found(("requests", name, "touchpoints"), params)


class ClosedDoor(Rule):
    """A client may turn to a touchpoint of which nobody knows when it is open."""

    id: ClassVar = "RQ02"
    level: ClassVar[Level] = "W"
    source: ClassVar = ("S2-8",)
    bad: ClassVar = """
teams: {night-team: {title: Night, department: service, lead: Zoe}}
touchpoints: {adviser: {hours: ~, responsible: night-team}}
"""
    bad_at: ClassVar[Path] = ("touchpoints", "adviser")
    good: ClassVar = bad.replace("lead: Zoe", "lead: Zoe, hours: mon-sun 00:00-23:59")

    def check(self, subject: Subject) -> Iterator[Found]:
        """Touchpoints of requests where a person waits, of which neither it nor its team says the hours."""
        teams = subject.shared("teams")
        chains = [chain for request in subject.journey.requests.values() for chain in request.touchpoints]
        for name in dict.fromkeys(name for chain in chains for name in chain.touchpoints):
            touchpoint = subject.touchpoint(name)
            if touchpoint is None or touchpoint.hours is not None or not STAFFED.intersection(touchpoint.channel):
                continue
            team = teams.get(touchpoint.responsible or "")
            if team is not None and team.hours is None:
                yield Found(("touchpoints", name, "hours"), {"touchpoint": name})


class NothingBehind(Rule):
    """What the client sees has neither an algorithm nor a department behind it: nobody can steer it."""

    id: ClassVar = "BP01"
    level: ClassVar[Level] = "W"
    source: ClassVar = ("S4-16", "S4-17")
    bad: ClassVar = """
teams: {night-team: {title: Night, lead: Zoe, hours: mon-sun 00:00-23:59}}
touchpoints: {site: {backstage: ~, responsible: night-team}}
"""
    bad_at: ClassVar[Path] = ("touchpoints", "site", "responsible")
    good: ClassVar = bad.replace("title: Night,", "title: Night, department: service,")

    def check(self, subject: Subject) -> Iterator[Found]:
        """Touchpoints without ``backstage`` and ``depends_on`` whose team says no department: one finding a team."""
        teams = subject.shared("teams")
        for name, touchpoint in subject.journey.touchpoints.items():
            team = teams.get(touchpoint.responsible or "")
            steered = touchpoint.backstage or touchpoint.depends_on
            if team is not None and team.department is None and not steered:
                held = str(touchpoint.responsible)
                yield Found(("touchpoints", name, "responsible"), {"team": held}, cause=held, item=name)
