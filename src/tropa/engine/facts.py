"""What a condition of a running journey is about: properties, traits, the run, the past."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from msgspec import Struct

from tropa.engine.events import Event, order
from tropa.engine.naming import item_of, key_text
from tropa.engine.scene import Scene
from tropa.journey.codecs.scalars import duration_of
from tropa.journey.conditions import Condition, Did, Last, Value
from tropa.journey.predicate import Facts, holds
from tropa.plan.listening import DEAF, Listening, ToEvent, parts
from tropa.plan.local_time import shifted
from tropa.plan.our_events import UNDERTAKEN
from tropa.plan.resolve import BASELINE_READY, BEHAVIOUR_CHANGED


class View(Struct, frozen=True, gc=False):
    """Who asks, and from where: one participant in one branch.

    Args:
        scene: The decision.
        participant: Whose events and traits count.
        branch: The branch, whose innermost item ``component`` means.
        began_at: When the step began at which it is asked.
    """

    scene: Scene
    participant: str
    branch: str
    began_at: datetime

    def holds(self, condition: Condition, names: Mapping[str, Value]) -> bool:
        """Whether a condition is true, bare names standing for the given values."""
        return holds(condition, self.facts(names)) is True

    def facts(self, names: Mapping[str, Value]) -> Facts:
        """Everything a condition may ask for."""
        scene = self.scene
        one = scene.participants.get(self.participant)
        done = one.done if one is not None else frozenset()
        return Facts(
            names=names,
            scopes={
                "traits": scene.traits(self.participant),
                "start": scene.run.start,
                "run": self._run(done),
                "component": self._component(done),
                "role": {"id": one.role, "done": _said(one.role_done)} if one is not None else {},
                "components": {f"{name}.done": _said(name in done) for name in scene.script.components},
            },
            past=_Past(self, names),
        )

    def _run(self, done: frozenset[str]) -> Mapping[str, Value]:
        run, script = self.scene.run, self.scene.script
        source = script.definition.source
        return {
            "journey": run.id.journey,
            "key": run.id.key,
            "attempt": float(run.id.attempt),
            "version": float(run.version),
            "source": run.start.get(source) if source is not None else None,
            "outcome": run.outcome,
            "components_done": float(len(done)),
            "components_total": float(len(script.components)),
        }

    def _component(self, done: frozenset[str]) -> Mapping[str, Value]:
        name = self.component
        if name is None:
            return {}
        return {"id": name, "app": self.scene.script.definition.components[name].app, "done": _said(name in done)}

    @property
    def component(self) -> str | None:
        """The component whose branch this is, or one around it."""
        items = [item_of(part) for part in reversed(self.branch.split("/"))] if self.branch else []
        return next((item for item in items if item in self.scene.script.components), None)

    def matches(self, part: ToEvent, event: Event) -> bool:
        """Whether an event is what is listened to, its key and its condition included (R4)."""
        if part.name != event.name and (part.name is not None or event.name in UNDERTAKEN):
            return False
        if part.key is not None:
            carried = key_text(event.properties.get(part.key))
            if carried is None if part.required else False:
                return False
            if carried is not None and carried != self.scene.run.id.key:
                return False
        if event.joined_at is not None and not self.is_own(event.at, event.joined_at):
            return False
        return part.where is None or self.holds(part.where, event.properties)

    def is_own(self, at: datetime, joined_at: datetime) -> bool:
        """Whether what an anonymous id did is the customer's own history here (decision 18).

        Args:
            at: When it was done.
            joined_at: When it turned out by whom; so long before that as the journey stitches it counts,
                and always where the run itself was that id's.
        """
        return at >= _before(joined_at, self.scene.script.stitch_s) or self.participant in self.scene.run.known_as

    def heard(self, listening: Listening) -> Iterator[Event]:
        """What was heard of any part of it, in order of receipt for each name."""
        seen: set[str] = set()
        for part in parts(listening):
            if isinstance(part, ToEvent):
                for event in self.scene.memory.heard(self.participant, part.name):
                    if event.message_id not in seen and self.matches(part, event):
                        seen.add(event.message_id)
                        yield event


def _said(held: bool) -> str:  # noqa: FBT001  a truth value is its only argument
    """A truth value as conditions see it."""
    return "true" if held else "false"


class _Past(Struct, frozen=True, gc=False):
    """The customer's history, as conditions look back into it; windows are over ``at`` (R1)."""

    view: View
    names: Mapping[str, Value]

    def did(self, look: Did) -> bool:
        """Whether the event was heard so often; the entry event does not count since the entry (R3)."""
        n = 0
        for event in self._events(look.event):
            n += self._counts(look, event)
            if n >= look.times:
                return True
        return False

    def _counts(self, look: Did, event: Event) -> bool:
        since, run = look.since, self.view.scene.run
        anchor = self._anchor(since)
        if anchor is not None and (event.at < anchor or (since == "entry" and event.message_id == run.entry_id)):
            return False
        if look.within_s is not None and event.at < _before(self.view.scene.now, look.within_s):
            return False
        return look.where is None or holds(look.where, self.view.facts(event.properties)) is True

    def _anchor(self, since: str | None) -> datetime | None:
        match since:
            case None | "ever":
                return None
            case "entry":
                one = self.view.scene.participants.get(self.view.participant)
                return one.joined_at if one is not None else self.view.scene.run.entered_at
            case "step":
                return self.view.began_at
            case said:
                zone = self.view.scene.zone(self.view.participant)
                try:
                    return shifted(self.view.scene.now, duration_of(said), -1, zone)
                except ValueError:
                    return None

    def last(self, look: Last) -> Value:
        """The property of the latest such event by its own time."""
        latest = max(self._events(look.event), key=lambda event: (event.at, order(event)), default=None)
        return latest.properties.get(look.prop) if latest is not None else None

    def baseline_ready(self) -> bool:
        """Whether the customer's usual behaviour is known."""
        return any(True for _ in self._events(BASELINE_READY))

    def last_change(self) -> Value:
        """The id of the latest change of behaviour in this run."""
        since = self._anchor("entry")
        found = [event for event in self._events(BEHAVIOUR_CHANGED) if since is None or event.at >= since]
        latest = max(found, key=lambda event: (event.at, order(event)), default=None)
        return latest.properties.get("change") if latest is not None else None

    def _events(self, name: str) -> Iterator[Event]:
        return self.view.heard(self.view.scene.script.looks.get(name, DEAF))


def _before(now: datetime, seconds: int) -> datetime:
    """So many seconds before an instant; a day has 86,400 of them (R7)."""
    try:
        return now - timedelta(seconds=seconds)
    except OverflowError:
        return datetime.min.replace(tzinfo=now.tzinfo)
