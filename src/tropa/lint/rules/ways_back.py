"""AC10: the channels over which those who stopped are called back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import ClassVar

from tropa.journey.codecs.protocol import Path
from tropa.journey.model.steps import Remind, Rung, Send, Step, Survey, Task, Visit
from tropa.journey.text.problems import Level
from tropa.lint.order import inside
from tropa.lint.rule import Found, Rule
from tropa.lint.subject import Subject


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
        """Reminders, by ``remind`` or by ``send``, all of whose messages about one thing use the same one channel.

        What is sent, or done by a person, once the time of a ``remind`` is over, calls the client back too.
        """
        for held in _ways_back(subject).values():
            used = {channel for _, channels in held for channel in channels}
            if len(used) == 1:
                yield Found(held[0][0], {"channel": next(iter(used))})


PERSON = "a person"
"""What stands for the channel where one of ours turns to the client."""


def _ways_back(subject: Subject) -> Mapping[object, list[tuple[Path, set[str]]]]:
    """What calls clients back, by what it calls them back to: each place with its channels.

    A ``remind`` stands for itself; single messages of class reminder are one way back if they ask for the same.
    """
    found: dict[object, list[tuple[Path, set[str]]]] = {}
    within = [placed.path for placed in subject.steps if isinstance(placed.step, Remind)]
    for placed in subject.steps:
        step = placed.step
        if isinstance(step, Remind):
            later = [one.step for one in inside((*placed.path, "else"), subject.steps)]
            used = _rungs(step, subject).union(*(_channels(one, subject) for one in later))
            found[placed.path] = [(placed.path, used)]
        elif isinstance(step, Send) and not any(placed.path[: len(path)] == path for path in within):
            touchpoint = subject.touchpoint(step.touchpoint)
            if touchpoint is not None and touchpoint.class_ == "reminder":
                about = touchpoint.target_action or step.touchpoint
                found.setdefault(about, []).append((placed.path, _channels(step, subject)))
    return found


def _rungs(step: Remind, subject: Subject) -> set[str]:
    """The channels of a ladder; without one the message is sent once."""
    rungs = step.ladder or (Rung(),)
    return {
        channel
        for rung in rungs
        for channel in _over((rung.by,) if rung.by else (), rung.with_ or step.with_, subject)
    }


def _over(by: Iterable[str], name: str | None, subject: Subject) -> set[str]:
    """The channels of one message: those that the step names, else those of its touchpoint."""
    touchpoint = subject.touchpoint(name or "")
    return set(by) or set(touchpoint.channel if touchpoint else ())


def _channels(step: Step, subject: Subject) -> set[str]:
    """Over which channels a step turns to the client."""
    match step:
        case Send(touchpoint=name, by=by) if step.to not in subject.shared("teams"):
            return _over(by, name, subject)
        case Remind():
            return _rungs(step, subject)
        case Survey(by=by):
            return set(by)
        case Task() | Visit():
            return {PERSON}
        case _:
            return set()
