"""A small world in memory, in which journeys run by a clock that a test turns.

It drives the same ``advance`` as any store does, one call an event.  Hooks answer at once, unless
the world is told otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tropa.engine.advance import advance
from tropa.engine.batch import WATERMARK, Batch, Scripts
from tropa.engine.changes import Ignored, Made, Merged, SetAside
from tropa.engine.desk import Changes, Loaded
from tropa.engine.events import Event, Input, TraitsSet
from tropa.engine.holds import Hold
from tropa.engine.intents import SendingFacts
from tropa.engine.ledger import decide
from tropa.engine.merging import heard_of_both
from tropa.engine.scene import Surroundings
from tropa.engine.state import Life, RunId
from tropa.journey.codecs.values import Section
from tropa.journey.conditions import Value
from tropa.journey.files import read_definition
from tropa.journey.model.journey import Journey
from tropa.journey.model.workspace import Workspace
from tropa.journey.predicate import normal
from tropa.journey.schemes import shipped_schemes
from tropa.plan.our_events import HOOK_DONE
from tropa.plan.scripting import compile_script

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
"""When worlds begin: a Monday morning."""


def zone_named(name: str) -> tzinfo | None:
    """A time zone by its name; None where there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def surroundings(facts: SendingFacts | None = None, released_at: datetime | None = None) -> Surroundings:
    """The real rules of sending, with the same facts for everybody; marketing opt-in is assumed."""
    of_all = facts or SendingFacts(opted_in=True)
    return Surroundings(decide, lambda _: of_all, zone_named, released_at)


@dataclass(slots=True)
class State:
    """State in memory: what a store would keep."""

    lives: dict[RunId, Life] = field(default_factory=dict)
    finished: dict[RunId, Life] = field(default_factory=dict)
    loaded: Loaded = field(default_factory=Loaded)
    made: Made = field(default_factory=Made)
    ignored: list[Ignored] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)
    holds: list[Hold] = field(default_factory=list)

    def take_over(self, changes: Changes) -> None:
        """Keep what a batch changed."""
        for merged in changes.merges:
            self._merge(merged)
        for run in changes.gone:
            self.lives.pop(run, None)
        for run, life in changes.lives.items():
            (self.lives if life.positions else self.finished)[run] = life
            if not life.positions:
                self.lives.pop(run, None)
        heard = {customer: dict(names) for customer, names in self.loaded.heard.items()}
        for event in changes.heard:
            names = heard.setdefault(event.customer, {})
            names[event.name] = (*names.get(event.name, ()), event)
        traits = {customer: dict(held) for customer, held in self.loaded.traits.items()}
        for customer, held in changes.traits.items():
            traits.setdefault(customer, {}).update(held)
        self.made.add(changes.made)
        self.ignored += changes.ignored
        self.set_aside += changes.set_aside
        self.holds += changes.holds
        self.loaded = Loaded(
            lives=dict(self.lives),
            entrances={**self.loaded.entrances, **changes.entrances},
            heard=heard,
            traits=traits,
            assignments={**self.loaded.assignments, **changes.assignments},
            ledgers={**self.loaded.ledgers, **changes.ledgers},
            invitations={**self.loaded.invitations, **{one.id: one for one in changes.made.invitations}},
            seen=frozenset({*self.loaded.seen, *changes.seen}),
            memberships={**self.loaded.memberships, **changes.memberships},
            aliases={**self.loaded.aliases, **{one.loser: one.winner for one in changes.merges}},
        )

    def _merge(self, merged: Merged) -> None:
        """One customer's rows are no more, and what was heard of that customer was heard of the other (R19)."""
        loser, winner, loaded = merged.loser, merged.winner, self.loaded
        heard = heard_of_both(loser, winner, [loaded.heard.get(one, {}) for one in (winner, loser)], merged.joined_at)
        names = dict(merged.runs)
        self.finished = {names.get(run, run): life for run, life in self.finished.items()}
        self.loaded = replace(
            loaded,
            heard={**{one: rows for one, rows in loaded.heard.items() if one != loser}, winner: heard},
            traits={one: rows for one, rows in loaded.traits.items() if one != loser},
            ledgers={one: rows for one, rows in loaded.ledgers.items() if one != loser},
            assignments={one: row for one, row in loaded.assignments.items() if one[1] != loser},
            entrances={one: row for one, row in loaded.entrances.items() if one.customer != loser},
            memberships={one: row for one, row in loaded.memberships.items() if one.customer != loser},
        )


class World:
    """Journeys, customers and a clock.

    Args:
        texts: Journeys as YAML, without their first key where there is one only.
        workspace: The workspace as YAML, without its first key.
        around: The surroundings; by default the real rules without caps and quiet hours.
        hooks_answer: Whether calls of other systems succeed at once.
    """

    def __init__(
        self,
        *texts: str,
        workspace: str | None = None,
        around: Surroundings | None = None,
        hooks_answer: bool = True,
    ) -> None:
        house = _read(f"workspace: w\n{workspace}") if workspace is not None else None
        self.house = house if isinstance(house, Workspace) else None
        journeys = [journey_of(text, self.house) for text in texts]
        self.scripts = Scripts([compile_script(journey, self.house) for journey in journeys])
        self.around = around or surroundings()
        self.hooks_answer = hooks_answer
        self.state = State()
        self.now = MONDAY
        self._sequence = 0

    def event(
        self,
        name: str,
        customer: str = "anna",
        at: datetime | None = None,
        *,
        message_id: str | None = None,
        historical: bool = False,
        properties: Mapping[str, object] | None = None,
        **more: object,
    ) -> None:
        """Something happens to a customer and is received now.

        Args:
            name: What.
            customer: To whom.
            at: When, if not now.
            message_id: Its id, if it is to be a repetition.
            historical: Whether it is imported.
            properties: As the sender says them.
            more: Further ones, by name.
        """
        self._sequence += 1
        held = {key: normal(value) for key, value in {**(properties or {}), **more}.items()}
        made = message_id or f"m{self._sequence}"
        self.give(Event(made, customer, name, at or self.now, self.now, self._sequence, Section(held), historical))

    def traits(self, customer: str = "anna", **traits: object) -> None:
        """Traits of a customer are set now."""
        self._sequence += 1
        held: Mapping[str, Value] = {key: normal(value) for key, value in traits.items()}
        self.give(TraitsSet(f"m{self._sequence}", customer, held, self.now, self.now, self._sequence))

    def give(self, *inputs: Input, upto: datetime | None = None) -> None:
        """Advance by inputs, and by the answers of what they call."""
        changes = advance(self.scripts, Batch(inputs, upto), self.state.loaded, self.around)
        self.state.take_over(changes)
        if self.hooks_answer:
            for call in changes.made.calls:
                self.event(HOOK_DONE, call.place.participant, step=call.place.step)

    def pass_time(self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0) -> None:
        """Let time pass; what is due the watermark before its end happens."""
        self.wait_until(self.now + timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds))

    def wait_until(self, instant: datetime) -> None:
        """Let time pass until an instant."""
        self.now = instant
        self.give(upto=self.now)

    def wait_for(self, instant: datetime) -> None:
        """Let time pass until what is due at an instant has happened."""
        self.wait_until(instant + WATERMARK)

    def under(self, facts: SendingFacts) -> None:
        """Let other facts be known to the rules of sending from now on."""
        self.around = replace(self.around, facts=surroundings(facts).facts)

    @property
    def sent(self) -> list[tuple[str, str, str]]:
        """Touchpoint (or survey), channel and recipient of every message, in order."""
        return [(one.touchpoint or one.survey, one.channel, one.to) for one in self.state.made.messages]

    @property
    def told(self) -> list[str]:
        """The touchpoints sent, in order."""
        return [name for name, _, _ in self.sent]

    @property
    def steps(self) -> list[str]:
        """The steps that positions came to, in order."""
        return [one.step for one in self.state.made.transitions if one.step is not None]

    @property
    def outcomes(self) -> list[str | None]:
        """The outcomes of all runs, in the order in which they began; None is open."""
        return [life.run.outcome for life in self.lives]

    @property
    def lives(self) -> list[Life]:
        """All runs, in the order in which they began."""
        every: Iterable[Life] = (*self.state.lives.values(), *self.state.finished.values())
        return sorted(every, key=lambda life: (life.run.started_at, str(life.run.id)))

    @property
    def stands(self) -> list[str]:
        """The steps at which positions stand, sorted."""
        return sorted(place.step for life in self.lives for place in life.positions)

    @property
    def reasons(self) -> list[str]:
        """Why inputs decided nothing."""
        return [one.reason for one in self.state.ignored]


def _read(text: str, workspace: Workspace | None = None) -> object:
    return read_definition(text.encode(), workspace=workspace, schemes=shipped_schemes()).value


def journey_of(text: str, workspace: Workspace | None = None) -> Journey:
    """A journey from YAML; without its first key it is called ``a``.

    Raises:
        ValueError: It is none; the problems are told.
    """
    whole = text if text.lstrip().startswith("journey:") else f"journey: a\n{text}"
    read = read_definition(whole.encode(), workspace=workspace, schemes=shipped_schemes())
    if not isinstance(read.value, Journey):
        raise ValueError("; ".join(f"{one.rule} {one.params}" for one in read.problems))  # noqa: TRY004  a wrong text
    return read.value
