"""LA05, LA21, LA22: what the language's own rules imply for the rungs of a reminder."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import ClassVar

from tropa.journey.codecs.protocol import Path
from tropa.journey.model.steps import Remind, Rung
from tropa.journey.text.problems import Level
from tropa.lint.rule import Found, Rule
from tropa.lint.subject import Subject

APART_S = 43_200
"""Half a day: what comes sooner after a reminder is the second of one day."""

_TO_FRIEND = """
roles:
  friend:
    steps:
      - {send: friend-welcome}
      - remind: friend.done
        with: friend-reminder
        ladder: [{after: 2d, by: push}, {after: 5d, by: email}]
        up_to: 10d
        else: [{end: not_started}]
        refused: [{end: refused}]
"""
"""A reminder as it should be."""

_REMINDER: Path = ("roles", "friend", "steps", 1)


class RungTooLate(Rule):
    """A rung of a ladder comes when the reminder is already over."""

    id: ClassVar = "LA05"
    level: ClassVar[Level] = "W"
    source: ClassVar = ("LANGUAGE Flow",)
    bad: ClassVar = _TO_FRIEND.replace("after: 5d", "after: 12d")
    bad_at: ClassVar[Path] = (*_REMINDER, "ladder", 1)
    good: ClassVar = bad.replace("up_to: 10d", "up_to: 15d")

    def check(self, subject: Subject) -> Iterator[Found]:
        """Rungs whose ``after`` is not before the reminder's ``up_to``."""
        for path, step in _reminders(subject):
            for index, rung in enumerate(step.ladder):
                if step.up_to is not None and rung.after.seconds >= step.up_to.seconds:
                    params = {"after": str(rung.after), "up_to": str(step.up_to)}
                    yield Found((*path, "ladder", index), params)


class NoTimeToAct(Rule):
    """A reminder ends at the moment of its last rung: the client has no time left to do what it asks."""

    id: ClassVar = "LA21"
    level: ClassVar[Level] = "W"
    source: ClassVar = ("R10", "S0-26")
    bad: ClassVar = _TO_FRIEND.replace("        up_to: 10d\n", "")
    bad_at: ClassVar[Path] = _REMINDER
    good: ClassVar = _TO_FRIEND

    def check(self, subject: Subject) -> Iterator[Found]:
        """Reminders of journeys we run without ``up_to``: after the last rung nothing is waited for."""
        for placed in subject.steps if subject.runs else ():
            step = placed.step
            if isinstance(step, Remind) and step.signal is not None and step.up_to is None:
                yield Found((*placed.path, "up_to"), {"step": subject.name_of(placed)})


class NaggedAllDay(Rule):
    """Two reminders of one thing come on one day."""

    id: ClassVar = "LA22"
    level: ClassVar[Level] = "W"
    source: ClassVar = ("S0-26", "S1-19", "R13")
    bad: ClassVar = _TO_FRIEND.replace("after: 2d", "after: 1h").replace("after: 5d", "after: 5h")
    bad_at: ClassVar[Path] = (*_REMINDER, "ladder", 1)
    good: ClassVar = _TO_FRIEND

    def check(self, subject: Subject) -> Iterator[Found]:
        """The first rung of a ladder less than twelve hours after the one before it.

        Messages of class service and urgent ones may follow each other: there something is happening.
        """
        for path, step in _reminders(subject):
            for index, (before, rung) in enumerate(pairwise(step.ladder), start=1):
                apart_s = rung.after.seconds - before.after.seconds
                if apart_s < APART_S and not _may_press(rung, step, subject):
                    yield Found((*path, "ladder", index), {"after": str(rung.after), "before": str(before.after)})
                    break


def _reminders(subject: Subject) -> Iterator[tuple[Path, Remind]]:
    return ((placed.path, placed.step) for placed in subject.steps if isinstance(placed.step, Remind))


def _may_press(rung: Rung, step: Remind, subject: Subject) -> bool:
    touchpoint = subject.touchpoint(rung.with_ or step.with_ or "")
    return touchpoint is not None and (touchpoint.urgent or touchpoint.class_ == "service")
