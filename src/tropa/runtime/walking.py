"""A walk: one imagined customer goes through a journey, and at each pause somebody says what happens next.

The same ``advance`` decides as when the journey runs.  Nothing is invented: what may happen next is what the
positions wait for (``engine.awaiting``), and what is said to the customer are the journey's own words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal, TypeAlias

from msgspec.structs import replace

from tropa.engine.awaiting import Awaited, awaited, listened
from tropa.engine.batch import WATERMARK, Scripts
from tropa.engine.changes import Message
from tropa.engine.desk import Changes
from tropa.engine.events import Event, Input, TraitsSet
from tropa.engine.naming import named
from tropa.engine.state import Invitation, Life, PositionId, RunId
from tropa.journey.codecs.values import Section
from tropa.journey.condition_text import parse_condition
from tropa.journey.conditions import Value
from tropa.journey.model.journey import Journey
from tropa.journey.model.steps import Approve, Survey, Task, Visit
from tropa.plan.listening import Listening, ToAll, ToAny, ToCondition, ToEvent, ToFact, ToSome
from tropa.plan.our_events import (
    HOOK_DONE,
    HOOK_FAILED,
    INVITE_ACCEPTED,
    INVITE_REFUSED,
    REMINDER_REFUSED,
    RUN_ENDED,
    SURVEY_ANSWERED,
    TASK_DONE,
    VISIT_ENDED,
    VISIT_PLANNED,
)
from tropa.plan.script import Script
from tropa.ports.state import Lease, Outgoing, StateStore
from tropa.runtime.advancing import Advancing
from tropa.runtime.letters import CannotBeWritten, letter_of
from tropa.runtime.replaying import TURN, Cast
from tropa.runtime.surrounding import surroundings
from tropa.simulate.chance import Chance
from tropa.simulate.crowd import Crowd, component_of
from tropa.simulate.deeds import Deed, deeds_for
from tropa.simulate.habits import Habits

WALKER = "walker"
"""The name of whoever walks; who is invited is named after the role."""

MOST_DUE = 2_000
"""How often something may come due by itself in one wait: a loop without end has to be stopped by somebody."""

AHEAD = timedelta(days=2)
"""How far ahead a visit is planned, where nobody says when."""

What: TypeAlias = Literal["message", "not_sent", "task", "task_closed", "ended"]

_A_SECOND = timedelta(seconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FOR_EVER = timedelta(days=365_000)


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that the journey did.

    Args:
        at: When.
        what: A message was sent, or not; a task was opened, or closed; a run ended.
        name: The touchpoint, survey or step; of an end the outcome.
        who: To whom, or whose.
        channel: Over what a message went.
        words: What it says, blanks left as they are where nothing fills them in; or why it was not sent.
        branch: The branch it belongs to; empty on the main line.
    """

    at: datetime
    what: What
    name: str
    who: str
    channel: str = ""
    words: str = ""
    branch: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands.

    Args:
        who: Which participant.
        step: The step's name.
        kind: Its kind.
        branch: The branch; empty on the main line.
        stage: The stage.
        since: Since when.
    """

    who: str
    step: str
    kind: str
    branch: str
    stage: str | None
    since: datetime


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that may happen next.

    Args:
        who: To whom.
        deeds: What happens; nothing where time passes.
        at: Until when time passes.
        step: The step that waits for it; empty where the whole run does.
        to: The step it leads to; None where a list, or the run, ends.
        label: The way taken; of an end the outcome.
        branch: The branch of the step; empty on the main line.
    """

    who: str
    deeds: tuple[Deed, ...] = ()
    at: datetime | None = None
    step: str = ""
    to: str | None = None
    label: str = ""
    branch: str = ""


@dataclass(slots=True)
class Walk:
    """One customer under way; ``begin`` makes it.

    Args:
        advancing: Takes turns.
        lease: The right to the store's shard.
        script: The journey.
        now: The clock.
        language: In which messages are shown.
    """

    advancing: Advancing
    lease: Lease
    script: Script
    now: datetime
    language: str = "en"
    _lives: dict[RunId, Life] = field(default_factory=dict)
    _invited: dict[PositionId, Invitation] = field(default_factory=dict)
    _traits: dict[str, dict[str, Value]] = field(default_factory=dict)
    _n: int = 0

    @classmethod
    def of(cls, cast: Cast, store: StateStore, now: datetime, language: str) -> Walk:
        """A walk that has not begun."""
        around = surroundings(
            ((one.journey, one.workspace) for one in cast.loaded if one.journey is not None),
            opted_in=True,
            hooks_answer=True,
        )
        (lease,) = store.lease(WALKER, _EPOCH, _FOR_EVER, 1)
        advancing = Advancing(store, Scripts(cast.scripts), around, TURN)
        return cls(advancing, lease, cast.scripts[0], now, language)

    @property
    def journey(self) -> Journey:
        """The journey."""
        return self.script.definition

    @property
    def is_over(self) -> bool:
        """Whether nobody stands anywhere any more."""
        return bool(self._lives) and not any(life.positions for life in self._lives.values())

    @property
    def outcomes(self) -> tuple[str, ...]:
        """How runs ended."""
        return tuple(life.run.outcome for life in self._lives.values() if life.run.outcome is not None)

    def begin(self, properties: Mapping[str, Value], traits: Mapping[str, Value]) -> list[Happening]:
        """The customer does what begins the journey.

        Args:
            properties: Of the start event, beside those that it has to have.
            traits: Of the customer, beside those that make the customer begin.
        """
        crowd = Crowd(self.script, Habits(traits={}, over=timedelta()), Chance(0), self.now)
        happened: list[Happening] = []
        first = list(crowd.comes(1, 1))
        told = {name: value for one in first if isinstance(one, TraitsSet) for name, value in one.traits.items()}
        if told or traits:
            happened += self.set_traits({**told, **traits})
        for one in first:
            if isinstance(one, Event):
                happened += self.happens(one.name, {**one.properties, **properties})
        return happened

    def set_traits(self, traits: Mapping[str, Value], who: str = WALKER) -> list[Happening]:
        """Traits of somebody are set now."""
        self._traits.setdefault(who, {}).update(traits)
        self._n += 1
        made = named(WALKER, self._n)
        return self._takes(TraitsSet(made, who, Section(traits), self.now, self.now, self._n))

    def happens(self, name: str, properties: Mapping[str, Value], who: str = WALKER) -> list[Happening]:
        """Something happens to somebody now; the key, and the invitation, are filled in."""
        self._n += 1
        made, key = named(WALKER, self._n), self._key()
        told = {**({self.script.key: key} if self.script.key is not None and key is not None else {}), **properties}
        if name in {INVITE_ACCEPTED, INVITE_REFUSED} and "invite" not in told and self._invited:
            told["invite"] = list(self._invited.values())[-1].id
        return self._takes(Event(made, who, name, self.now, self.now, self._n, Section(told)))

    def wait(self, until: datetime) -> list[Happening]:
        """Time passes until what is due at an instant has happened, or too much has on the way there."""
        happened: list[Happening] = []
        for _ in range(MOST_DUE):
            due = self.next_at
            if due is None or due > until:
                self.now = max(self.now, until + WATERMARK)
                return happened + self._turn()
            self.now = max(self.now, due + WATERMARK)
            happened += self._turn()
        return happened

    @property
    def next_at(self) -> datetime | None:
        """When something happens by itself."""
        return self.advancing.store.next_due(self.lease.shard)

    def choose(self, choice: Choice) -> list[Happening]:
        """Let happen what was offered."""
        if choice.at is not None:
            return self.wait(choice.at)
        happened: list[Happening] = []
        for deed in choice.deeds:
            if deed.traits:
                happened += self.set_traits(deed.traits, choice.who)
            if deed.name:
                happened += self.happens(deed.name, deed.properties, choice.who)
        return happened

    def stands(self) -> tuple[Standing, ...]:
        """Where everybody stands."""
        return tuple(
            Standing(place.participant, place.step, node.kind, place.branch, node.stage, position.began_at)
            for life in self._lives.values()
            for place, position in life.positions.items()
            if (node := self.script.node(place.step)) is not None
        )

    def choices(self) -> tuple[Choice, ...]:
        """What may happen next, each once; that time passes comes last."""
        found: dict[tuple[object, ...], Choice] = {}
        for one in (*self._awaited(), *self._endings()):
            known = tuple((deed.name, str(deed.properties), str(deed.traits)) for deed in one.deeds)
            found.setdefault((one.who, known), one)
        due = self.next_at
        return (*found.values(), *((Choice(WALKER, at=due),) if due is not None else ()))

    def _awaited(self) -> Iterator[Choice]:
        for life in self._lives.values():
            for place, position in life.positions.items():
                for one in awaited(self.script, life, position, (), self.now):
                    choice = self._choice(one, place)
                    if choice is not None:
                        yield choice

    def _endings(self) -> Iterator[Choice]:
        """What ends an open run wherever somebody stands."""
        if not any(life.run.outcome is None for life in self._lives.values()):
            return
        ways = [(self.script.success, "reached"), *((way, name) for name, way in self.script.exits.items())]
        for way, outcome in ways:
            if _is_of_several(way):
                continue
            for one in listened(way, self.script, outcome):
                deeds = self._deeds(one, None)
                if deeds:
                    yield Choice(WALKER, deeds, label=outcome)

    def _choice(self, one: Awaited, place: PositionId) -> Choice | None:
        who, deeds = place.participant, self._answers(one, place)
        if one.what == "event" and one.name == INVITE_ACCEPTED and place in self._invited:
            who = self._guest(self._invited[place].role)
        if deeds is None:
            deeds = self._deeds(one, component_of(place.branch, self.script))
            if _is_of_several(self.script.places[place.step].listening):
                one = replace(one, to=None, label="")
        return Choice(who, deeds, step=place.step, to=one.to, label=one.label, branch=place.branch) if deeds else None

    def _guest(self, role: str) -> str:
        taken = {name for life in self._lives.values() for name in life.participants}
        names = (role if n == 1 else f"{role}-{n}" for n in range(1, len(taken) + 2))
        return next(name for name in names if name not in taken)

    def _answers(self, one: Awaited, place: PositionId) -> tuple[Deed, ...] | None:
        """The deeds that answer a step by an event of our own; None where it is no such event."""
        if one.what != "event":
            return None
        node = self.script.places[place.step]
        outcome = one.label.removeprefix("outcomes.") or "done"
        told: dict[str, Value]
        match one.name, node.step:
            case name, Task() | Approve() if name == TASK_DONE:
                told = {"task": place.step, "outcome": outcome}
            case name, _ if name == TASK_DONE:
                told = {"task": place.step, "outcome": "done"}
            case name, Visit(visit=visit) if name == VISIT_PLANNED:
                told = {"visit": visit, "slot": (self.now + AHEAD).isoformat()}
            case name, Visit(visit=visit) if name == VISIT_ENDED:
                told = {"visit": visit, "outcome": outcome}
            case name, Survey(survey=survey) if name == SURVEY_ANSWERED:
                plan = self.journey.surveys.get(survey)
                told = {"survey": survey, "answer": next(iter(plan.answers), "10") if plan is not None else "10"}
            case name, _ if name in {INVITE_ACCEPTED, INVITE_REFUSED}:
                told = {"invite": self._invited[place].id} if place in self._invited else {}
            case name, _ if name == REMINDER_REFUSED:
                component = component_of(place.branch, self.script)
                told = {"step": place.step} if component is None else {"step": place.step, "component": component}
            case name, _ if name in {HOOK_DONE, HOOK_FAILED, RUN_ENDED}:
                return ()
            case _:
                return None
        return (Deed(one.name, told),)

    def _deeds(self, one: Awaited, component: str | None) -> tuple[Deed, ...] | None:
        """What has to be done for one thing that is waited for."""
        match one.what:
            case "event":
                where = parse_condition(one.where) if one.where else None
                found = deeds_for(ToEvent(None if one.name == "*" else one.name, where), self.script, component)
                return found or (Deed(one.name),)
            case "fact":
                kind, _, name = one.name.partition(" ")
                fact: Literal["component", "role"] | None = (
                    "component" if kind == "component" else "role" if kind == "role" else None
                )
                return deeds_for(ToFact(fact, name), self.script, component) if fact is not None else None
            case "condition":
                return deeds_for(ToCondition(parse_condition(one.where)), self.script, component)
            case _:
                return None

    def _key(self) -> str | None:
        return next((run.key for run in self._lives), None)

    def _takes(self, given: Input) -> list[Happening]:
        self.advancing.store.append([given])
        happened = self._turn()
        self.now += _A_SECOND
        return happened

    def _turn(self) -> list[Happening]:
        happened: list[Happening] = []
        for turned in self.advancing.turns(self.lease, self.now):
            happened += self._happened(turned.changes)
        return sorted(happened, key=lambda one: one.at)

    def _happened(self, changes: Changes) -> Iterable[Happening]:
        made = changes.made
        self._invited.update({one.place: one for one in made.invitations})
        ended = [
            life
            for run, life in changes.lives.items()
            if life.run.outcome is not None and (run not in self._lives or self._lives[run].run.outcome is None)
        ]
        self._lives.update(changes.lives)
        for customer, traits in changes.traits.items():
            self._traits.setdefault(customer, {}).update(traits)
        for message in made.messages:
            name = message.touchpoint or message.survey
            yield Happening(
                message.at, "message", name, message.to, message.channel, self._words(message), message.place.branch
            )
        for kept in made.suppressed:
            yield Happening(
                kept.at, "not_sent", kept.touchpoint, kept.to, kept.channel, kept.reason, kept.place.branch
            )
        for closed in made.closed:
            yield Happening(closed.at, "task_closed", closed.outcome, "")
        for task in made.opened:
            yield Happening(task.at, "task", task.place.step, task.to or "")
        for life in ended:
            yield Happening(life.run.ended_at or self.now, "ended", life.run.outcome or "", life.run.id.customer)

    def _words(self, message: Message) -> str:
        """What a message says; where a blank is left, as it stands in the journey."""
        life, traits = self._lives.get(message.run), self._traits.get(message.to, {})
        start = life.run.start if life is not None else {}
        known = {"locale": self.language, **traits}
        try:
            return letter_of(Outgoing(message, 0, start, known), self.journey).text
        except CannotBeWritten:
            point = self.journey.touchpoints.get(message.touchpoint)
            said = point.communication if point is not None else None
            text = said.by_channel.get(message.channel, said.text) if said is not None else None
            return text.read_in(self.language, self.journey.locales) if text is not None else ""


def _is_of_several(heard: Listening) -> bool:
    """Whether one part of a signal does not yet bring it about."""
    match heard:
        case ToAny(members):
            return any(_is_of_several(one) for one in members)
        case ToAll(members):
            return len(members) > 1 or any(_is_of_several(one) for one in members)
        case ToSome(n, members):
            return n > 1 or any(_is_of_several(one) for one in members)
        case _:
            return False
