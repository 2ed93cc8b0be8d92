"""Signals against what was heard: whether one has come, and by which event.

Theory (R2, R3).  A wait looks from its anchor on: an event whose ``at`` lies before it never counts,
one at or after it counts however late it is received.  The entry event counts nowhere, nor does the
event whose deed the step is, nor one that resolved the same step before.  A fact (a component is
done) has no time: once it holds, it holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from msgspec import Struct
from msgspec.structs import replace

from tropa.engine.counting import counted, is_tallied
from tropa.engine.events import Event
from tropa.engine.facts import View
from tropa.engine.naming import key_text
from tropa.engine.scene import Scene
from tropa.engine.state import Participant, Position
from tropa.plan.listening import DEAF, Listening, ToAll, ToAny, ToCondition, ToEvent, ToFact, ToSome, parts

BEGINNING = datetime.min.replace(tzinfo=UTC)
"""The anchor of ``since: ever``."""


class Ear(Struct, frozen=True, gc=False):
    """Somebody who listens.

    Args:
        view: Who, and from where.
        since_at: The anchor.
        deaf_to: Message ids that do not count.
    """

    view: View
    since_at: datetime
    deaf_to: frozenset[str] | tuple[str, ...]

    def counts(self, event: Event) -> bool:
        """Whether an event may count at all."""
        return event.at >= self.since_at and event.message_id not in self.deaf_to

    def heard(self, listening: Listening, event: Event | None = None) -> str | None:
        """By what a signal has come: an event's message id, or empty where a fact or condition did it.

        Args:
            listening: What is listened to.
            event: The event that has just come, which alone decides where single events do; None
                looks back.
        """
        match listening:
            case ToEvent() if event is not None:
                return event.message_id if self.counts(event) and self.view.matches(listening, event) else None
            case ToEvent():
                return self._heard_of(listening)
            case ToCondition(condition):
                return "" if self.view.holds(condition, self.view.scene.run.start) else None
            case ToFact():
                return "" if self._holds(listening) else None
            case ToAny(members):
                return next((found for one in members if (found := self.heard(one, event)) is not None), None)
            case ToAll(members):
                return self._enough(members, None, event)
            case ToSome(n, (one,)) if not isinstance(one, ToFact):
                return self._nth(n, one)
            case ToSome(n, members):
                return self._enough(members, n, event)

    def _heard_of(self, part: ToEvent) -> str | None:
        """The first event of one kind that counts."""
        view = self.view
        for event in view.scene.memory.heard(view.participant, part.name):
            if self.counts(event) and view.matches(part, event):
                return event.message_id
        return None

    def _of(self, listening: Listening) -> Iterator[str]:
        """What has come of one member, event by event."""
        return (event.message_id for event in self.view.heard(listening) if self.counts(event))

    def _nth(self, n: int, listening: Listening) -> str | None:
        if not any(isinstance(part, ToEvent) for part in parts(listening)):
            return self.heard(listening) if n == 1 else None
        if isinstance(listening, ToEvent) and is_tallied(listening) and self._counted(listening) < n:
            return None
        return next((found for count, found in enumerate(self._of(listening), 1) if count >= n), None)

    def _counted(self, part: ToEvent) -> int:
        """How often an event was heard; what was counted once is not counted again."""
        view = self.view
        who = (view.scene.run.id, view.participant, self.since_at, self.deaf_to, part)

        def counts(event: Event) -> bool:
            return self.counts(event) and view.matches(part, event)

        return counted(view.scene.memory, view.participant, who, part, counts)

    def _enough(self, members: Iterable[Listening], n: int | None, event: Event | None) -> str | None:
        """By what so many of the members have come, or all that there are: the event that has just come first."""
        found = [one for member in members for one in self._each(member)]
        met = [one for one in found if one is not None]
        if not found or len(met) < (len(found) if n is None else n):
            return None
        return event.message_id if event is not None and self.counts(event) else met[-1]

    def _each(self, member: Listening) -> Iterable[str | None]:
        """What came of a member; the group of roles is one member each who joined, and of none nothing is asked."""
        if member != ToFact("roles"):
            return (self.heard(member),)
        return ("" if one.role_done else None for one in self._in_roles())

    def _in_roles(self) -> Iterator[Participant]:
        scene = self.view.scene
        return (one for one in scene.participants.values() if scene.script.roles.get(one.role, DEAF) != DEAF)

    def _holds(self, fact: ToFact) -> bool:
        scene = self.view.scene
        one = scene.participants.get(self.view.participant)
        match fact.kind:
            case "component":
                name = fact.name or self.view.component
                return one is not None and name is not None and name in one.done
            case "role" if one is not None and fact.name in {"", one.role}:
                return one.role_done
            case "role":
                members = scene.members(fact.name)
                return bool(members) and all(member.role_done for member in members)
            case "roles":
                roles = list(self._in_roles())
                return bool(roles) and all(member.role_done for member in roles)


def ear_of(scene: Scene, position: Position) -> Ear:
    """Who listens at a position, from its step's anchor on."""
    return ear_at(scene, position, position.since_at, position.since_id)


def ear_at(scene: Scene, position: Position, since_at: datetime, since_id: str) -> Ear:
    """Who listens at a position, from another anchor on."""
    place = position.id
    resolved = scene.visits(place.participant, place.branch, place.step).resolved_by
    view = View(scene, place.participant, place.branch, position.began_at)
    deaf_to = (scene.run.entry_id, since_id)
    return Ear(view, since_at, frozenset((*deaf_to, *resolved)) if resolved else deaf_to)


def ear_since_entry(scene: Scene, participant: Participant) -> Ear:
    """Who listens for the goal, the exits and what is done: a participant, from joining on."""
    view = View(scene, participant.customer, "", scene.run.started_at)
    return Ear(view, participant.joined_at, (scene.run.entry_id,))


def concerns_others(listening: Listening) -> bool:
    """Whether what other participants do may bring it about."""
    return any(isinstance(part, ToFact) and part.kind != "component" for part in parts(listening))


def notice(scene: Scene, participant: Participant) -> Participant:
    """A participant with every component and the role noted that is done by now."""
    script = scene.script
    if not script.components and not script.roles:
        return participant
    ear = ear_since_entry(scene, participant)
    done = {
        name for name, how in script.components.items() if name not in participant.done and ear.heard(how) is not None
    }
    role_done = participant.role_done or ear.heard(script.roles.get(participant.role, DEAF)) is not None
    if not done and role_done == participant.role_done:
        return participant
    noted = replace(participant, done=participant.done | done, role_done=role_done)
    scene.participants[participant.customer] = noted
    return noted


def is_for(scene: Scene, event: Event) -> bool:
    """Whether an event of our own is for this run: one that carries the journey's key must carry the run's (R4)."""
    key = scene.script.key
    carried = key_text(event.properties.get(key)) if key is not None else None
    return carried is None or carried == scene.run.id.key
