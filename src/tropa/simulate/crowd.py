"""Imagined customers: they come, and they react to what is done to them.

A customer is known by name alone (``simulated-RUN-NUMBER``); what each does follows from the name, the seed and
the occasion (``chance``), so nothing has to be kept of anybody.  A message is heard anew each time: of a
ladder of three rungs each brings some to act, and who acts twice has done it at the first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tropa.engine.changes import Made, Message, TaskOpened, Transition
from tropa.engine.events import Event, Input, TraitsSet
from tropa.engine.naming import item_of, named
from tropa.engine.state import Invitation, PositionId
from tropa.journey.codecs.values import Section
from tropa.journey.conditions import Value
from tropa.journey.model.steps import Visit
from tropa.journey.predicate import as_number
from tropa.plan.listening import DEAF, Listening, ToEvent, listen, parts
from tropa.plan.our_events import (
    INVITE_ACCEPTED,
    INVITE_REFUSED,
    REMINDER_REFUSED,
    RUN_REQUESTED,
    SURVEY_ANSWERED,
    TASK_DONE,
    VISIT_ENDED,
    VISIT_PLANNED,
)
from tropa.plan.script import STEPS, Script
from tropa.simulate.chance import Chance, Delay
from tropa.simulate.deeds import TRAITS, Deed, deeds_for, solved
from tropa.simulate.habits import Habit, Habits

SOONEST = timedelta(seconds=61)
"""Nobody reacts sooner: a loop may then take a minute at once (``runtime.simulating``)."""

A_SECOND = timedelta(seconds=1)

NAMED = "simulated"
"""The first word of every imagined customer's name, so that nobody takes one for a real customer."""

_FAILURE = Habit(1.0, Delay(86_400.0), "assumed")
"""A failure is mended within some days."""


NOTICED = Habit(1.0, Delay(900.0, most_s=3_600.0), "assumed")
"""A message whose touchpoint names the event that proves it happened brings that event about, within the hour."""


def name_of(run: int, number: int) -> str:
    """The name of a customer of one of several runs."""
    return f"{NAMED}-{run}-{number}"


def run_of(customer: str) -> int:
    """Which of several runs a customer belongs to, those invited along with their hosts; 0 where to none."""
    first, _, rest = customer.partition("-")
    number = rest.partition("-")[0]
    return int(number) if first == NAMED and number.isdecimal() else 0


def component_of(branch: str, script: Script) -> str | None:
    """The component that a branch is about, or one around it."""
    items = [item_of(part) for part in reversed(branch.split("/"))] if branch else []
    return next((item for item in items if item in script.components), None)


def reached_by(script: Script) -> dict[str, list[str]]:
    """Touchpoints with a target action that are reached by an event, by its name (M11)."""
    found: dict[str, list[str]] = {}
    definition = script.definition
    for name, point in definition.touchpoints.items():
        if point.reached is not None and point.target_action is not None:
            for part in parts(listen(point.reached, definition)):
                if isinstance(part, ToEvent) and part.name is not None:
                    found.setdefault(part.name, []).append(name)
    return found


@dataclass(frozen=True, slots=True)
class Crowd:
    """The customers of one journey.

    Args:
        script: The journey.
        habits: How they behave.
        chance: What falls to them.
        beginning: When the first of them may come.
    """

    script: Script
    habits: Habits
    chance: Chance
    beginning: datetime
    _acted: dict[tuple[Listening, str | None], tuple[Deed, ...] | None] = field(default_factory=dict)
    _reached: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._reached.update(reached_by(self.script))

    def arrives_at(self, run: int, number: int) -> datetime:
        """When a customer comes."""
        return _whole(self.beginning + self.habits.over * self.chance.place(name_of(run, number), "arrival"))

    def comes(self, run: int, number: int) -> Iterator[Input]:
        """What a customer does to begin, from the arrival on."""
        customer, at = name_of(run, number), self.arrives_at(run, number)
        traits = dict(self._drawn(self.habits.traits, customer, "trait"))
        deed = self._beginning()
        traits |= {name: value for name, value in deed.traits.items() if name not in traits}
        if traits:
            yield TraitsSet(named(NAMED, customer, "traits"), customer, Section(traits), at, at, 0)
            at += A_SECOND
        if deed.name:
            chosen = dict(self._drawn(self.habits.start, customer, "start"))
            keyed = {self.script.key: f"{run}-{number}"} if self.script.key is not None else {}
            yield self._event(customer, deed.name, at, {**deed.properties, **keyed, **chosen}, "start")

    def _beginning(self) -> Deed:
        """What begins the journey: its start, its segment, else a request, as a person makes it."""
        script = self.script
        if script.start != DEAF:
            deeds = self._deeds(script.start, None)
            if deeds:
                return deeds[0]
        elif script.segment is not None and (scopes := solved(script.segment)) is not None:
            return Deed("", traits={**scopes.get("", {}), **scopes.get(TRAITS, {})})
        return Deed(RUN_REQUESTED, {"journey": script.journey})

    def _drawn(
        self, shares: Mapping[str, Mapping[str, float]], customer: str, what: str
    ) -> Iterator[tuple[str, Value]]:
        for name, by_value in shares.items():
            value = self.chance.choice(by_value, customer, what, name)
            if value is not None:
                number = as_number(value)
                yield name, number if number is not None else value

    def reacts(self, made: Made) -> Iterator[Input]:
        """What customers will do because of what was done to them; all of it later."""
        for message in made.messages:
            if message.role is not None:
                yield from self._to_message(message)
        for task in made.opened:
            yield from self._to_task(task)
        for move in made.transitions:
            yield from self._to_move(move)
        if made.invitations:
            when = {
                PositionId(one.participant, one.branch, one.step or "", one.visit): one.at for one in made.transitions
            }
            for invitation in made.invitations:
                at = when.get(invitation.place)
                if at is not None:
                    yield from self._to_invitation(invitation, at)

    def sees(self, event: Event) -> Iterator[Input]:
        """What a customer will do because a touchpoint was reached by what the customer did before."""
        for touchpoint in self._reached.get(event.name, ()):
            habit = self.habits.touchpoints[touchpoint]
            heard = listen(self.script.definition.touchpoints[touchpoint].target_action, self.script.definition)
            occasion = ("reached", touchpoint, event.message_id)
            yield from self._does(event.customer, heard, habit, event.at, self._key_of(event), occasion)

    def _key_of(self, event: Event) -> str | None:
        value = event.properties.get(self.script.key) if self.script.key is not None else None
        return str(value) if value is not None else None

    def _to_message(self, message: Message) -> Iterator[Input]:
        customer, place = message.to, message.place
        occasion: tuple[str | int, ...] = (
            message.survey or message.touchpoint,
            place.branch,
            place.step,
            place.visit,
            message.rung,
        )
        if message.survey:
            yield from self._to_survey(message, occasion)
            return
        habit = self.habits.touchpoints.get(message.touchpoint)
        if habit is None:
            return
        node = self.script.places.get(place.step)
        refuses = node is not None and node.kind == "remind"
        component = component_of(place.branch, self.script)
        if refuses and self._says_no(habit, customer, occasion):
            told: dict[str, Value] = {"step": place.step}
            if component is not None:
                told["component"] = component
            yield self._later(customer, REMINDER_REFUSED, message.at, habit, told, (*occasion, "no"))
            return
        point = self.script.definition.touchpoints[message.touchpoint]
        heard = listen(point.target_action, self.script.definition)
        if point.reached is not None:
            heard, habit = listen(point.reached, self.script.definition), NOTICED
        yield from self._does(customer, heard, habit, message.at, message.run.key, occasion, component)

    def _says_no(self, habit: Habit, customer: str, occasion: tuple[str | int, ...]) -> bool:
        """Who says no is none of those who do it: both fall on one line."""
        place = self.chance.place(customer, *occasion)
        return habit.share <= place < habit.share + habit.refuse

    def _to_survey(self, message: Message, occasion: tuple[str | int, ...]) -> Iterator[Input]:
        habit = self.habits.surveys.get(message.survey)
        if habit is not None and self.chance.happens(habit.share, message.to, *occasion):
            answer = self.chance.choice(habit.outcomes, message.to, *occasion, "answer")
            told: dict[str, Value] = {"survey": message.survey, "answer": answer}
            yield self._later(message.to, SURVEY_ANSWERED, message.at, habit, told, occasion)

    def _to_task(self, task: TaskOpened) -> Iterator[Input]:
        habit = self.habits.steps.get(task.place.step, _FAILURE)
        habit = _FAILURE if task.kind == "failure" else habit
        customer, occasion = task.place.participant, ("task", *task.place[1:])
        if self.chance.happens(habit.share, customer, *occasion):
            outcome = self.chance.choice(habit.outcomes, customer, *occasion, "outcome") if habit.outcomes else "done"
            if outcome is not None:
                yield self._later(
                    customer, TASK_DONE, task.at, habit, {"task": task.id, "outcome": outcome}, occasion
                )

    def _to_move(self, move: Transition) -> Iterator[Input]:
        if move.place is None and move.participant == move.run.customer and self._begins(move):
            for name, (heard, habit) in self.habits.spontaneous.items():
                unasked = ("unasked", name, move.run.key or "", move.run.attempt)
                yield from self._does(move.participant, heard, habit, move.at, move.run.key, unasked)
        node = self.script.places.get(move.step) if move.step is not None and not move.beside else None
        if node is None or move.step is None:
            return
        occasion: tuple[str | int, ...] = (move.step, move.branch, move.visit)
        if isinstance(node.step, Visit):
            yield from self._visit(move, node.step.visit, occasion)
        elif node.kind == "wait" and node.name in self.habits.steps:
            habit, component = self.habits.steps[node.name], component_of(move.branch, self.script)
            yield from self._does(move.participant, node.listening, habit, move.at, move.run.key, occasion, component)

    def _begins(self, move: Transition) -> bool:
        """Whether a position is the first of its run."""
        first = self.script.tracks.get(STEPS)
        return (
            first is not None and move.step == self.script.nodes[first].name and move.visit == 1 and not move.branch
        )

    def _visit(self, move: Transition, visit: str, occasion: tuple[str | int, ...]) -> Iterator[Input]:
        habit, customer = self.habits.visits[visit], move.participant
        planned = self._soon(move.at, self.chance.delay_s(habit.delay, customer, *occasion, "planned"))
        slot = _whole(planned + timedelta(seconds=habit.ahead_s))
        yield self._event(
            customer, VISIT_PLANNED, planned, {"visit": visit, "slot": slot.isoformat()}, *occasion, "planned"
        )
        outcome = self.chance.choice(habit.outcomes, customer, *occasion, "outcome")
        if outcome is not None:
            plan = self.script.definition.visits.get(visit)
            length = timedelta(seconds=plan.length.seconds if plan is not None and plan.length is not None else 3_600)
            ended = max(slot + length, planned + A_SECOND)
            yield self._event(customer, VISIT_ENDED, ended, {"visit": visit, "outcome": outcome}, *occasion, "ended")

    def _to_invitation(self, invitation: Invitation, at: datetime) -> Iterator[Input]:
        habit, host = self.habits.invitations.get(invitation.role), invitation.place.participant
        if habit is None:
            return
        guest, occasion = f"{host}-{invitation.role}", ("invited", *invitation.place[1:])
        if invitation.place.visit > 1:
            guest += f"-{invitation.place.visit}"
        told: dict[str, Value] = {"invite": invitation.id}
        if self.chance.happens(habit.share, guest, *occasion):
            yield self._later(guest, INVITE_ACCEPTED, at, habit, told, occasion)
        elif self._says_no(habit, guest, occasion):
            yield self._later(guest, INVITE_REFUSED, at, habit, told, occasion)

    def _does(  # noqa: PLR0917  who, what, how, since when, about what, on what occasion
        self,
        customer: str,
        heard: Listening,
        habit: Habit,
        since: datetime,
        key: str | None,
        occasion: tuple[str | int, ...],
        component: str | None = None,
    ) -> Iterator[Input]:
        """A signal is brought about, if it falls so."""
        deeds = self._deeds(heard, component) if self.chance.happens(habit.share, customer, *occasion) else None
        if not deeds:
            return
        at = self._soon(since, self.chance.delay_s(habit.delay, customer, *occasion, "delay"))
        for n, deed in enumerate(deeds):
            if deed.traits:
                made = named(NAMED, customer, *occasion, n, "traits")
                yield TraitsSet(made, customer, Section(deed.traits), at, at, 0)
            if deed.name:
                keyed = {deed.key: key} if deed.key is not None and key is not None else {}
                yield self._event(customer, deed.name, at, {**deed.properties, **keyed}, *occasion, n)

    def _deeds(self, heard: Listening, component: str | None) -> tuple[Deed, ...] | None:
        asked = (heard, component)
        if asked not in self._acted:
            self._acted[asked] = deeds_for(heard, self.script, component)
        return self._acted[asked]

    def _later(  # noqa: PLR0917  as above
        self,
        customer: str,
        name: str,
        since: datetime,
        habit: Habit,
        properties: Mapping[str, Value],
        occasion: tuple[str | int, ...],
    ) -> Event:
        at = self._soon(since, self.chance.delay_s(habit.delay, customer, *occasion, "delay"))
        return self._event(customer, name, at, properties, *occasion)

    def _soon(self, since: datetime, delay_s: float) -> datetime:
        return _whole(since + max(timedelta(seconds=delay_s), SOONEST))

    def _event(
        self, customer: str, name: str, at: datetime, properties: Mapping[str, Value], *occasion: str | int
    ) -> Event:
        return Event(named(NAMED, customer, name, *occasion), customer, name, at, at, 0, Section(properties))


def _whole(at: datetime) -> datetime:
    """Whole seconds: a file of events is read by people, too; never earlier."""
    return at if at.microsecond == 0 else at.replace(microsecond=0) + A_SECOND
