"""A house in which a journey runs by a clock that a test turns, with a provider behind every channel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from tropa.engine.events import Event
from tropa.engine.holds import Hold
from tropa.journey.codecs.values import Section
from tropa.journey.conditions import Value
from tropa.ports.channel import Fate, HandedOver, Letter
from tropa.ports.state import StateStore, Version
from tropa.runtime.delivering import Delivered
from tropa.runtime.holding import begin_hold, scope_of
from tropa.runtime.published import edition_of
from tropa.runtime.working import Worker
from tropa.stores.memory import MemoryStore
from tropa.testing.world import MONDAY


@dataclass
class Provider:
    """A channel whose other side answers what it is told to, and remembers what it was given."""

    fates: list[Fate] = field(default_factory=list)
    repeats_safely: bool = True
    given: list[Letter] = field(default_factory=list)

    def deliver(self, letters: Sequence[Letter]) -> Sequence[HandedOver]:
        """Answer as told, and ``sent`` when nothing is told any more."""
        self.given += letters
        return [HandedOver(self.fates.pop(0) if self.fates else "sent", "told so", "p1") for _ in letters]


class House:
    """A store in which one journey ``a`` is published, a worker, and a provider behind every channel."""

    def __init__(self, text: str, provider: Provider | None = None, workspace: str = "") -> None:
        self.store: StateStore = MemoryStore()
        self.provider, self.workspace, self.now = provider or Provider(), workspace, MONDAY
        self.publish(text)
        self.worker = Worker(self.store, {"*": self.provider}, "w1", lambda: self.now)

    def publish(self, text: str) -> None:
        """Make a text the journey's next version."""
        version = Version("a", len(self.store.versions()) + 1, text, self.workspace, MONDAY)
        self.store.publish(version, edition_of(version).script.names, None)

    def happens(self, name: str = "begun", customer: str = "anna", **properties: Value) -> None:
        """Something happens to a customer now."""
        made = f"{name}:{customer}:{self.now.isoformat()}"
        self.store.append([Event(made, customer, name, self.now, self.now, 0, Section(properties))])

    def wait(self, length: timedelta) -> Delivered:
        """Let time pass, and work."""
        self.now += length
        return self.worker.round().delivered

    def standings(self, customer: str = "anna") -> list[str]:
        """Where each message to a customer is."""
        return [standing for _, standing in self.store.history("a", customer).messages]

    def log(self) -> list[str]:
        """The names in the event log."""
        return [event.name for event in self.store.log()]

    def hold(self, scope: str) -> None:
        """Hold a scope from now on."""
        begin_hold(self.store, Hold(f"hold:{scope}", self.now, **scope_of(scope)._asdict()))
