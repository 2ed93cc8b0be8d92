"""AC08, AC09, AC11, AC12: the way back for those who stopped, and the way out for those who will not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from tropa.journey.codecs.protocol import Path
from tropa.journey.conditions import Not, history
from tropa.journey.model.journey import Journey
from tropa.journey.model.steps import (
    Approve,
    If,
    Invite,
    Remind,
    Send,
    Step,
    Survey,
    Switch,
    Task,
    Visit,
    Wait,
)
from tropa.journey.signals import Signal
from tropa.journey.structure import PlacedStep
from tropa.journey.text.problems import Level
from tropa.lint.order import comes_through, on_the_way
from tropa.lint.rule import Found, Rule
from tropa.lint.signals_at import SIGNALS
from tropa.lint.subject import Subject


class WaitForEver(Rule):
    """A run waits for the client without end, and nothing calls the client back."""

    id: ClassVar = "AC08"
    level: ClassVar[Level] = "W"
    source: ClassVar = ("S0-24",)
    bad: ClassVar = "steps+: [{id: hear, wait: film_started, since: step}]"
    bad_at: ClassVar[Path] = ("steps", -1, "until")
    good: ClassVar = "steps+: [{id: hear, wait: film_started, since: step, up_to: 7d}]"

    def check(self, subject: Subject) -> Iterator[Found]:
        """Waits on a signal, invitations and surveys that hold the run without ``up_to``."""
        for placed in subject.steps if subject.runs else ():
            step = placed.step
            waits = isinstance(step, Wait) and isinstance(step.until, SIGNALS)
            asks = isinstance(step, Survey) or (isinstance(step, Invite) and not step.detached)
            if (waits or asks) and getattr(step, "up_to", None) is None:
                place = (*placed.path, "until") if waits else placed.path
                yield Found(place, {"step": subject.name_of(placed)})


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
        """``send`` of a touchpoint of class reminder where nobody has looked whether it is needed."""
        success = subject.journey.success.for_ if subject.journey.success else None
        for placed in subject.steps if subject.runs else ():
            if not isinstance(placed.step, Send):
                continue
            name = placed.step.touchpoint
            touchpoint = subject.touchpoint(name)
            if touchpoint is None or touchpoint.class_ != "reminder" or touchpoint.target_action is None:
                continue
            ends_all = touchpoint.target_action == success  # who has done it is no longer on the way
            if not ends_all and not _looked(placed.path, touchpoint.target_action, subject):
                yield Found((*placed.path, "touchpoint"), {"touchpoint": name})


def _looked(path: Path, target: Signal, subject: Subject) -> bool:
    """Whether something around a step, or before it, has told those apart who have done the target action."""
    return any(_looks(placed, path, target, subject.journey) for placed in subject.steps)


def _looks(placed: PlacedStep, path: Path, target: Signal, journey: Journey) -> bool:
    """Whether one step, around the place or on the way to it, lets only those pass who have not done it."""
    step = placed.step
    if len(path) > len(placed.path) and path[: len(placed.path)] == placed.path:
        return _tells_apart(step, path[len(placed.path)])
    if not isinstance(step, Wait) or step.until != target or not on_the_way(placed.path, path):
        return False
    return not comes_through(step.then or (), journey)


def _tells_apart(step: Step, branch: str | int) -> bool:
    """Whether a branch of a step is for those who have not done it."""
    match step:
        case Wait() | Invite() | Survey():
            return branch == "else"
        case If(condition=condition):
            asks = condition is not None and bool(history(condition))
            denied = isinstance(condition, Not)
            return asks and (branch == "then") == denied
        case Remind() | Visit() | Task() | Approve() | Switch():
            return branch != "then"
        case _:
            return False


class VisitUnexplained(Rule):
    """A specialist comes, and the client is not told when, what will happen, or what to prepare."""

    id: ClassVar = "AC11"
    level: ClassVar[Level] = "W"
    source: ClassVar = ("S0-15",)
    bad: ClassVar = "visits: {technician: {what_happens: ~}}"
    bad_at: ClassVar[Path] = ("visits", "technician")
    good: ClassVar = "visits: {technician: {what_happens: We hang the speakers}}"

    def check(self, subject: Subject) -> Iterator[Found]:
        """Visits without ``slots``, ``what_happens``, ``prerequisites`` (which may be none) or ``length``.

        Visit steps without ``announce`` too.
        """
        for name, visit in subject.journey.visits.items():
            said = {
                "slots": visit.slots,
                "what_happens": visit.what_happens,
                "prerequisites": subject.written("visits", name, "prerequisites"),
                "length": visit.length,
            }
            lacking = [part for part, there in said.items() if not there]
            if lacking:
                yield Found(("visits", name, lacking[0]), {"visit": name, "missing": tuple(lacking)})
        for placed in subject.steps:
            step = placed.step
            if isinstance(step, Visit) and step.visit and step.announce is None and not step.before:
                yield Found((*placed.path, "announce"), {"visit": step.visit, "missing": "announce"})


class NoAnswerForNo(Rule):
    """The client is asked or reminded, and a "no" leads nowhere: of a permission, an invitation, a reminder."""

    id: ClassVar = "AC12"
    level: ClassVar[Level] = "W"
    source: ClassVar = ("S0-10", "S0-11")
    bad: ClassVar = "steps+: [{id: more-friends, invite: friend, with: ask-friend, up_to: 14d}]"
    bad_at: ClassVar[Path] = ("steps", -1)
    good: ClassVar = "steps+: [{id: more-friends, invite: friend, with: ask-friend, up_to: 14d, refused: []}]"

    def check(self, subject: Subject) -> Iterator[Found]:
        """Invitations and reminders without ``refused``, and steps of guides that ask for what one may not give.

        Those are permissions and invitations that are not ``optional``; where a step of the scenario invites
        and takes a no, the guide need not say so.
        """
        for placed in subject.steps if subject.runs else ():
            step = placed.step
            if isinstance(step, Invite | Remind) and step.refused is None:
                yield Found((*placed.path, "refused"), {"what": subject.name_of(placed)})
        takes_no = any(
            isinstance(placed.step, Invite) and placed.step.refused is not None for placed in subject.steps
        )
        asking = {"permission"} if takes_no else {"permission", "invite"}
        for name, guide in subject.journey.guides.items():
            for index, told in enumerate(guide.steps):
                if told.kind in asking and not told.optional:
                    yield Found(("guides", name, "steps", index), {"what": name})
