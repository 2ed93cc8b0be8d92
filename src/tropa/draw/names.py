"""What people call the things of a journey: touchpoints, teams, channels, events, stages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from markupsafe import Markup

from tropa.draw.wording import Prose, Wording
from tropa.journey.codecs.values import Text
from tropa.journey.condition_text import format_condition
from tropa.journey.conditions import Condition
from tropa.journey.model.journey import Journey
from tropa.journey.model.stages import Stage
from tropa.journey.model.workspace import Workspace
from tropa.journey.signals import AllOf, AnyOf, AtLeast, Every, Named, Ref, Signal, When
from tropa.journey.structure import all_steps

_IDENTIFIER = re.compile(r"[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*")
"""A name that a program gave."""


class Names:
    """Names for people, in one language, each falling back on the id.

    Args:
        journey: The journey.
        workspace: The workspace in force.
        wording: The page's language.
    """

    def __init__(self, journey: Journey, workspace: Workspace | None, wording: Wording) -> None:
        self._journey, self._workspace, self._wording = journey, workspace, wording
        self._locales = journey.locales or (workspace.locales if workspace else ())
        self._by_event = dict(self._touchpoints_by_event())

    def prose(self, text: Text | None) -> Prose | None:
        """A text of the journey or its workspace."""
        return self._wording.prose(text, self._locales)

    def journey(self) -> Prose:
        """The journey's title."""
        return self.prose(self._journey.title) or from_id(self._journey.journey)

    def stage(self, stage: Stage) -> Prose:
        """A stage's title; a shipped scheme has its texts in our own languages."""
        return self.prose(stage.title) or from_id(stage.id)

    def touchpoint(self, name: str) -> Prose:
        """A touchpoint's title."""
        return self._title(self._journey.touchpoints, name) or from_id(name)

    def indicator(self, name: str) -> Prose:
        """An indicator's title."""
        return self._title(self._journey.indicators, name) or from_id(name)

    def responsible(self, name: str) -> Prose:
        """A team's or a role's title."""
        return self._title(self._shared("teams"), name) or self._title(self._journey.roles, name) or Prose(name)

    def channel(self, name: str) -> Prose:
        """A channel's title, else our own word for it, else its id."""
        return self._title(self._shared("channels"), name) or self._own(f"report.channel.{name}") or Prose(name)

    def algorithm(self, name: str) -> Prose:
        """An algorithm's title."""
        return self._title(self._shared("algorithms"), name) or from_id(name)

    def system(self, name: str) -> Prose:
        """A system's title."""
        return self._title(self._shared("systems"), name) or from_id(name)

    def titled(self, section: str, name: str) -> Prose:
        """The title of anything in a section of the journey: ``requests``, ``forms``, ``offers`` ..."""
        return self._title(getattr(self._journey, section), name) or from_id(name)

    def request(self, name: str) -> Prose:
        """A request: its title, else the question that the client asks."""
        request = self._journey.requests[name]
        return self.prose(request.title) or self.prose(request.asks) or from_id(name)

    def department_of(self, team: str | None) -> str | None:
        """The department of a team; None where nobody has said, and for roles."""
        return getattr(self._shared("teams").get(team or ""), "department", None)

    def department(self, name: str) -> Prose:
        """A department: our own word for the usual ones, else its name as written."""
        return self._own(f"map.department.{name}") or from_id(name)

    def user(self, name: str) -> Prose:
        """What needs a field: a touchpoint, an algorithm, a team, a role, or a step by its id."""
        known = (self._journey.touchpoints, self._shared("algorithms"), self._shared("teams"), self._journey.roles)
        titles = (self._title(section, name) for section in known)
        return next((title for title in titles if title), None) or self._step(name) or from_id(name)

    def personal(self, name: str) -> Prose:
        """A class of personal data: our own word for the usual ones, else its name as written."""
        return self._own(f"map.personal.{name}") or Prose(name)

    def shared(self, section: str) -> Mapping[str, object]:
        """A section that a workspace may hold, with what the journey has of its own."""
        return self._shared(section)

    def outcome(self, name: str) -> Prose:
        """An outcome: the title of its exit, our own word for those that every journey has, else its name."""
        if name in self._journey.exit:
            return self._title(self._journey.exit, name) or Prose(name)
        return self._own(f"report.outcome.{name}") or Prose(name)

    def event(self, name: str) -> Prose:
        """An event that somebody waits for or asks about: its title, else its name made readable."""
        return self._titled_event(name) or readable(name)

    def place(self, name: str) -> Prose:
        """An event as where somebody was or went: its title, else that of the touchpoint it proves, else its name."""
        known = name if name in self._journey.touchpoints else self._by_event.get(name, "")
        return self._titled_event(name) or self._title(self._journey.touchpoints, known) or readable(name)

    def signal(self, signal: Signal) -> Markup:
        """A signal in words: ``any(film_started, track_played)`` is “Film started” or “Track played”."""
        say, numbers = self._wording.say, self._wording.numbers
        match signal:
            case Named(name, where):
                return self._where(self.event(name).__html__(), where)
            case AnyOf(members):
                return self._joined("or", members)
            case AllOf(members):
                return self._joined("and", members)
            case AtLeast(n, (only,)):
                return say("report.signal.times", plural=n, n=numbers.count(n), event=self.signal(only))
            case AtLeast(n, members):
                return say("report.signal.some_of", n=numbers.count(n), events=self._joined("or", members))
            case When(condition):
                return say("report.signal.when", condition=_code(condition))
            case Every():
                return say("report.signal.any_event")
            case Ref(path):
                return self._reference(path)

    def _where(self, event: Markup, where: Condition | None) -> Markup:
        if where is None:
            return event
        return self._wording.say("report.signal.where", event=event, condition=_code(where))

    def _titled_event(self, name: str) -> Prose | None:
        return self._title(self._journey.events, name)

    def _joined(self, word: str, members: tuple[Signal, ...]) -> Markup:
        joint = Markup(" {} ").format(self._wording.say(f"report.signal.{word}"))
        return joint.join(self._member(member) if len(members) > 1 else self.signal(member) for member in members)

    def _member(self, signal: Signal) -> Markup:
        """A signal among others: titles keep their capitals, so quotation marks say where each of them ends."""
        match signal:
            case Named(name, None):
                return self._wording.say("report.signal.quoted", event=self.event(name))
            case Ref(("changes", _)):
                return self._wording.say("report.signal.quoted", event=self.signal(signal))
            case Named() | AnyOf() | AllOf() | AtLeast():
                return Markup("({})").format(self.signal(signal))
            case _:
                return self.signal(signal)

    def _reference(self, path: tuple[str, ...]) -> Markup:
        key = f"report.reference.{'_'.join(path)}"
        if key in self._wording.words:
            return self._wording.say(key)
        match path:
            case ("changes", change):
                return (self._title(self._journey.changes, change) or Prose(change)).__html__()
        part = self._part(path)
        if part is None:
            return Prose(".".join(path)).__html__()
        return self._wording.say("report.signal.part_done", part=part)

    def _part(self, path: tuple[str, ...]) -> Prose | None:
        """The role, component or visit whose being done a reference means."""
        match path:
            case (name, "done"):
                section: Mapping[str, object] = self._journey.roles
            case ("components", name, "done"):
                section = self._journey.components
            case ("visits", name, "done"):
                section = self._journey.visits
            case _:
                return None
        return self._title(section, name) or Prose(name)

    def _shared(self, section: str) -> Mapping[str, object]:
        own: Mapping[str, object] = getattr(self._journey, section)
        shared: Mapping[str, object] = getattr(self._workspace, section) if self._workspace else {}
        return {**shared, **own}

    def _title(self, section: Mapping[str, object], name: str) -> Prose | None:
        title = getattr(section.get(name), "title", None)
        return self.prose(title) if isinstance(title, Text) else None

    def _step(self, name: str) -> Prose | None:
        """The title of the step with an id; None where nobody has that id, or where it has no title."""
        found = {placed.step.id: placed.step for placed in all_steps(self._journey) if placed.step.id}
        return self._title(found, name)

    def _own(self, key: str) -> Prose | None:
        """A word of our own, where we have one."""
        wording = self._wording
        return Prose(wording.plain(key), wording.language, wording.direction) if key in wording.words else None

    def _touchpoints_by_event(self) -> Iterator[tuple[str, str]]:
        for name, touchpoint in self._journey.touchpoints.items():
            if isinstance(touchpoint.reached, Named) and touchpoint.reached.where is None:
                yield touchpoint.reached.name, name


def from_id(name: str) -> Prose:
    """A title made of an id that has none: ``choose-slot`` becomes ``Choose slot``."""
    words = name.replace("-", " ").replace("_", " ").strip()
    return Prose(f"{words[:1].upper()}{words[1:]}")


def readable(name: str) -> Prose:
    """An event's name for people: ``film_started`` becomes ``Film started``, what somebody wrote as words stays.

    >>> readable("film_started").text, readable("O_Sent (mail)").text, readable("crm.lead").text
    ('Film started', 'O_Sent (mail)', 'crm.lead')
    """
    return from_id(name) if _IDENTIFIER.fullmatch(name) else Prose(name)


def _code(condition: Condition) -> Markup:
    return Markup('<code dir="ltr">{}</code>').format(format_condition(condition))
