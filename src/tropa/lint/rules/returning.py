"""AC08-AC12: the way back for those who stopped, and the way out for those who will not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from tropa.journey.codecs.protocol import Path
from tropa.journey.model.steps import If, Invite, Remind, Send, Switch, Visit, Wait
from tropa.journey.text.problems import Level
from tropa.lint.rule import Found, Rule
from tropa.lint.signals_at import SIGNALS
from tropa.lint.subject import Subject


class WaitForEver(Rule):
    """A run waits for the client without end, and nothing calls him back."""

    id: ClassVar = "AC08"
    level: ClassVar[Level] = "W"
    source: ClassVar = ("S0-24",)
    bad: ClassVar = "steps+: [{id: hear, wait: film_started, since: step}]"
    bad_at: ClassVar[Path] = ("steps", -1, "until")
    good: ClassVar = "steps+: [{id: hear, wait: film_started, since: step, up_to: 7d}]"

    def check(self, subject: Subject) -> Iterator[Found]:
        """Waits on a signal without ``up_to``, in a journey that we run."""
        for placed in subject.steps if subject.runs else ():
            step = placed.step
            if isinstance(step, Wait) and isinstance(step.until, SIGNALS) and step.up_to is None:
                yield Found((*placed.path, "until"), {"step": step.id or "wait"})


class RemindsTheDiligent(Rule):
    """A reminder is sent whether or not the client has done it."""

    id: ClassVar = "AC09"
    level: ClassVar[Level] = "E"
    source: ClassVar = ("S0-26", "conflict 4")
    bad: ClassVar = "steps+: [{id: hey, send: friend-reminder}]"
    bad_at: ClassVar[Path] = ("steps", -1, "touchpoint")
    good: ClassVar = """
steps+: [{id: hear, wait: film_started, since: step, up_to: 7d, else: [{send: friend-reminder}]}]
"""

    def check(self, subject: Subject) -> Iterator[Found]:
        """``send`` of a touchpoint of class reminder outside any branch that looked whether it is needed."""
        looked = {p.path for p in subject.steps if isinstance(p.step, Wait | If | Switch | Remind | Visit)}
        for placed in subject.steps if subject.runs else ():
            if not isinstance(placed.step, Send):
                continue
            name = placed.step.touchpoint
            touchpoint = subject.touchpoint(name)
            reminds = touchpoint is not None and touchpoint.class_ == "reminder"
            if reminds and not any(placed.path[:n] in looked for n in range(1, len(placed.path))):
                yield Found((*placed.path, "touchpoint"), {"touchpoint": name})


class OneChannelOnly(Rule):
    """A reminder goes over one channel only, which may be the dead one."""

    id: ClassVar = "AC10"
    level: ClassVar[Level] = "W"
    source: ClassVar = ("S0-25",)
    bad: ClassVar = """
roles:
  friend:
    steps:
      - {send: friend-welcome}
      - remind: friend.done
        with: friend-reminder
        ladder: [{after: 2d, by: push}, {after: 5d, by: push}]
        up_to: 10d
        else: []
        refused: []
"""
    bad_at: ClassVar[Path] = ("roles", "friend", "steps", 1)
    good: ClassVar = bad.replace("after: 5d, by: push", "after: 5d, by: sms")

    def check(self, subject: Subject) -> Iterator[Found]:
        """Reminders all of whose rungs use the same one channel."""
        for placed in subject.steps:
            step = placed.step
            if not isinstance(step, Remind):
                continue
            used: set[str] = set()
            for rung in step.ladder:
                touchpoint = subject.touchpoint(rung.with_ or step.with_ or "")
                used |= {rung.by} if rung.by else set(touchpoint.channel if touchpoint else ())
            if len(used) == 1:
                yield Found(placed.path, {"channel": next(iter(used))})


class VisitUnexplained(Rule):
    """A specialist comes, and the client is not told when, what will happen, or what to prepare."""

    id: ClassVar = "AC11"
    level: ClassVar[Level] = "W"
    source: ClassVar = ("S0-15",)
    bad: ClassVar = "visits: {technician: {what_happens: ~}}"
    bad_at: ClassVar[Path] = ("visits", "technician")
    good: ClassVar = "visits: {technician: {what_happens: We hang the speakers}}"

    def check(self, subject: Subject) -> Iterator[Found]:
        """Visits without ``slots``, ``what_happens`` or ``prerequisites``, and visit steps without ``announce``."""
        for name, visit in subject.journey.visits.items():
            lacking = [part for part in ("slots", "what_happens", "prerequisites") if not getattr(visit, part)]
            if lacking:
                yield Found(("visits", name, lacking[0]), {"visit": name, "missing": ", ".join(lacking)})
        for placed in subject.steps:
            step = placed.step
            if isinstance(step, Visit) and step.visit and step.announce is None and not step.before:
                yield Found((*placed.path, "announce"), {"visit": step.visit, "missing": "announce"})


class NoAnswerForNo(Rule):
    """The client is asked for a permission or an invitation, and his "no" leads nowhere."""

    id: ClassVar = "AC12"
    level: ClassVar[Level] = "W"
    source: ClassVar = ("S0-10", "S0-11")
    bad: ClassVar = "steps+: [{id: more-friends, invite: friend, with: ask-friend, up_to: 14d}]"
    bad_at: ClassVar[Path] = ("steps", -1)
    good: ClassVar = "steps+: [{id: more-friends, invite: friend, with: ask-friend, up_to: 14d, refused: []}]"

    def check(self, subject: Subject) -> Iterator[Found]:
        """Invitations without ``refused``, and steps of guides that need a permission and are not ``optional``."""
        for placed in subject.steps:
            step = placed.step
            if isinstance(step, Invite) and step.refused is None:
                yield Found((*placed.path, "refused"), {"what": step.id or step.role})
        for name, guide in subject.journey.guides.items():
            for index, told in enumerate(guide.steps):
                if told.kind == "permission" and not told.optional:
                    yield Found(("guides", name, "steps", index), {"what": name})
