"""Everything that is supposed of imagined customers, said or not.

What stands in a file comes first, then what a log shows, then what the journey itself expects; the rest is
assumed.  Where the journey says what it expects of a touchpoint (``evaluation``), it is taken at its word: so many
do it, all of them within the time that it names.  An indicator that nothing else brings about is taken so too.
A wait that nothing brings about is given ``ASSUMED``.  Each habit says where it comes from (``because``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Literal, TypeAlias

from tropa.journey.codecs.values import Duration, Section, Share
from tropa.journey.model.steps import Approve, Emit, Invite, Survey, Task, Visit, Wait
from tropa.journey.model.touchpoints import Touchpoint
from tropa.journey.signals import Named
from tropa.plan.listening import DEAF, Listening, ToAny, ToEvent, ToFact, listen, parts
from tropa.plan.our_events import INPUTS
from tropa.plan.script import Node, Script
from tropa.simulate.behaviour import Behaviour, Doing
from tropa.simulate.chance import Delay
from tropa.simulate.deeds import deeds_for, resolved

Source: TypeAlias = Literal["file", "fitted", "expected", "assumed"]
"""Where a habit comes from: a file of behaviour, a log, what the journey expects, or nowhere."""

ASSUMED = 0.3
"""How many do what nobody says anything about."""

A_DAY = 86_400.0

FORTNIGHT = timedelta(days=14)
"""Over what time customers come, where nobody says."""

_QUARTER = 4
"""Half of those who do something within a time do it within about a quarter of it."""

_OUTCOMES_DONE, _APPROVED, _DONE, _JOINING, _REPLYING, _DECLINING = 0.7, 0.8, 0.95, 0.5, 0.2, 0.05


@dataclass(frozen=True, slots=True)
class Habit:
    """What is supposed of one thing.

    Args:
        share: How many do it.
        delay: How long it takes them.
        because: Where this comes from.
        refuse: How many say no.
        outcomes: How it ends, or what they answer, by shares.
        ahead_s: Of a visit: how long after it was planned it takes place, in seconds.
    """

    share: float
    delay: Delay
    because: Source
    refuse: float = 0.0
    outcomes: Mapping[str, float] = field(default_factory=dict)
    ahead_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Habits:
    """Everything that is supposed.

    Args:
        touchpoints: What a message brings about.
        steps: Waits that nothing else brings about, tasks, approvals, by the step's name.
        visits: By id.
        invitations: By role.
        surveys: By id.
        spontaneous: What is done unasked, counted from the start: by event, ``success``, or indicator.
        start: Properties of the start event, by value.
        traits: By value.
        customers: How many come; None where nobody says.
        over: Over what time.
        unplayable: What would have to be done and cannot be acted out: by section and name.
    """

    touchpoints: Mapping[str, Habit] = field(default_factory=dict)
    steps: Mapping[str, Habit] = field(default_factory=dict)
    visits: Mapping[str, Habit] = field(default_factory=dict)
    invitations: Mapping[str, Habit] = field(default_factory=dict)
    surveys: Mapping[str, Habit] = field(default_factory=dict)
    spontaneous: Mapping[str, tuple[Listening, Habit]] = field(default_factory=dict)
    start: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    traits: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    customers: int | None = None
    over: timedelta = FORTNIGHT
    unplayable: tuple[tuple[str, str], ...] = ()

    def each(self) -> Iterator[tuple[str, str, Habit]]:
        """Every habit with its section and name."""
        for section in ("touchpoints", "steps", "visits", "invitations", "surveys"):
            held: Mapping[str, Habit] = getattr(self, section)
            yield from ((section, name, one) for name, one in held.items())
        yield from (("spontaneous", name, one) for name, (_, one) in self.spontaneous.items())


def habits_of(script: Script, said: Behaviour | None = None, fitted: Mapping[str, Habit] | None = None) -> Habits:
    """What is supposed of the customers of a journey.

    Args:
        script: The journey.
        said: The file of behaviour; it comes first.
        fitted: What a log shows, by touchpoint; it comes before what the journey expects.
    """
    return _Supposing(script, said, fitted or {}).habits()


@dataclass(frozen=True, slots=True)
class _Supposing:
    script: Script
    said: Behaviour | None
    fitted: Mapping[str, Habit]

    def habits(self) -> Habits:
        said, touchpoints = self.said or _NOTHING_SAID, self._touchpoints()
        asked = self._unasked(touchpoints)
        brought = self._brought(touchpoints, asked)
        steps = {name: one for node in self.script.nodes for name, one in self._step(node, brought)}
        arriving = said.arrivals
        over = arriving.over if arriving is not None else None
        made = Habits(
            touchpoints=touchpoints,
            steps=steps,
            visits=dict(self._visits()),
            invitations=dict(self._invitations()),
            surveys=dict(self._surveys()),
            spontaneous=asked,
            start=_shares(said.start),
            traits=_shares(said.traits),
            over=timedelta(seconds=over.seconds) if over is not None else FORTNIGHT,
        )
        return self._counted(made)

    def _counted(self, made: Habits) -> Habits:
        """With how many come, and what cannot be acted out."""
        arriving = self.said.arrivals if self.said is not None else None
        n = arriving.customers if arriving is not None else None
        if arriving is not None and n is None and arriving.per_day is not None:
            n = max(1, round(arriving.per_day * made.over.total_seconds() / A_DAY))
        return replace(made, customers=n, unplayable=tuple(self._unplayable(made)))

    def _touchpoints(self) -> dict[str, Habit]:
        said = self.said.touchpoints if self.said is not None else {}
        found: dict[str, Habit] = {}
        for name, point in self.script.definition.touchpoints.items():
            if point.target_action is None and name not in said:
                continue
            habit = self.fitted.get(name) or _expected(point)
            found[name] = _under(habit, said.get(name))
        return found

    def _unasked(self, touchpoints: Mapping[str, Habit]) -> dict[str, tuple[Listening, Habit]]:
        """What customers do unasked: what the file says, what indicators expect, success that nothing else brings."""
        definition, script = self.script.definition, self.script
        found: dict[str, tuple[Listening, Habit]] = {}
        for name, doing in (self.said.spontaneous if self.said is not None else {}).items():
            found[name] = listen(Named(name), definition), _under(_assumed(), doing)
        for name, one in definition.indicators.items():
            heard = resolved(listen(one.share or one.time_to, definition), script)
            within = one.within or one.at_most
            if one.expect is None or one.expect.at_most or self._is_brought(heard, touchpoints, found):
                continue
            found[name] = heard, Habit(float(one.expect.value), _within(within), "expected")
        goal = resolved(script.success, script)
        waited = [
            one for node in script.nodes if node.kind == "wait" for one in _names(resolved(node.listening, script))
        ]
        if _names(goal) and not self._is_brought(goal, touchpoints, found) and not {*waited} & {*_names(goal)}:
            found["success"] = goal, Habit(ASSUMED, _within(Duration(7, "d")), "assumed")
        return found

    def _brought(self, touchpoints: Mapping[str, Habit], asked: Mapping[str, tuple[Listening, Habit]]) -> set[str]:
        """The events that something brings about."""
        heard = [self._target(name) for name in touchpoints] + [listening for listening, _ in asked.values()]
        return {name for one in heard for name in _names(one)}

    def _is_brought(
        self, heard: Listening, touchpoints: Mapping[str, Habit], asked: Mapping[str, tuple[Listening, Habit]]
    ) -> bool:
        return bool(set(_names(heard)) & self._brought(touchpoints, asked)) or not _names(heard)

    def _target(self, touchpoint: str) -> Listening:
        """What the target action of a touchpoint listens to; of the current component, any."""
        definition = self.script.definition
        point = definition.touchpoints.get(touchpoint)
        heard = listen(point.target_action, definition) if point is not None else DEAF
        if any(isinstance(part, ToFact) and part.kind == "component" and not part.name for part in parts(heard)):
            return ToAny(tuple(self.script.components.values()))
        return resolved(heard, self.script)

    def _step(self, node: Node, brought: set[str]) -> Iterator[tuple[str, Habit]]:
        said = self.said.steps.get(node.name) if self.said is not None else None
        match node.step:
            case Wait(up_to=up_to):
                heard = resolved(node.listening, self.script)
                names = set(_names(heard)) - INPUTS - self._told()
                if said is not None or (names and not names & brought):
                    yield node.name, _under(Habit(ASSUMED, _within(up_to), "assumed"), said)
            case Task(due=due, up_to=up_to, outcomes=outcomes):
                yield node.name, self._settled(Habit(_DONE, _within(due or up_to), "assumed"), outcomes, said)
            case Approve(due=due, up_to=up_to):
                habit = Habit(_DONE, _within(due or up_to), "assumed")
                yield node.name, self._settled(habit, {"approved": (), "refused": ()}, said)
            case _:
                return

    def _settled(self, habit: Habit, outcomes: Mapping[str, object], said: object) -> Habit:
        first = _APPROVED if "approved" in outcomes else _OUTCOMES_DONE
        shares = _spread_over(list(outcomes) or ["done"], first)
        told = _plain(getattr(said, "outcomes", {}))
        made = _under(habit, said)
        return replace(made, outcomes=told or shares)

    def _told(self) -> set[str]:
        """Events that the journey tells itself."""
        return {node.step.event for node in self.script.nodes if isinstance(node.step, Emit)}

    def _visits(self) -> Iterator[tuple[str, Habit]]:
        for node in self.script.nodes:
            if isinstance(node.step, Visit):
                name, declared = node.step.visit, list(node.step.outcomes) or ["done"]
                said = self.said.visits.get(name) if self.said is not None else None
                first = "done" if "done" in declared else declared[0]
                declared.sort(key=lambda one: one != first)
                after = said.after if said is not None else None
                ahead = said.ahead if said is not None else None
                delay = _delay(after, said.spread if said is not None else None, Delay(A_DAY / 4))
                yield (
                    name,
                    Habit(
                        1.0,
                        delay,
                        "file" if said is not None else "assumed",
                        outcomes=(_plain(said.outcomes) if said is not None else {}) or _spread_over(declared, 0.85),
                        ahead_s=float(ahead.seconds) if ahead is not None else 3 * A_DAY,
                    ),
                )

    def _invitations(self) -> Iterator[tuple[str, Habit]]:
        for node in self.script.nodes:
            if isinstance(node.step, Invite):
                said = self.said.invitations.get(node.step.role) if self.said is not None else None
                habit = Habit(_JOINING, _within(node.step.up_to), "assumed", refuse=_DECLINING)
                yield node.step.role, _under(habit, said)

    def _surveys(self) -> Iterator[tuple[str, Habit]]:
        for node in self.script.nodes:
            if isinstance(node.step, Survey):
                name = node.step.survey
                said = self.said.surveys.get(name) if self.said is not None else None
                plan = self.script.definition.surveys.get(name)
                answers = list(plan.answers) if plan is not None else []
                scale = {"nps": range(11), "csat": range(1, 6), "ces": range(1, 8)}.get(
                    plan.kind or "" if plan else ""
                )
                answers = answers or [str(n) for n in scale or ("1",)]
                habit = _under(Habit(_REPLYING, _within(node.step.up_to), "assumed"), said)
                told = _plain(said.answers) if said is not None else {}
                yield name, replace(habit, outcomes=told or {one: 1 / len(answers) for one in answers})

    def _unplayable(self, made: Habits) -> Iterator[tuple[str, str]]:
        script = self.script
        component = next(iter(script.components), None)
        if script.start != DEAF and deeds_for(script.start, script) is None:
            yield "start", script.journey
        for name in made.touchpoints:
            point = script.definition.touchpoints[name]
            if deeds_for(listen(point.target_action, script.definition), script, component) is None:
                yield "touchpoints", name
        for name in made.steps:
            node = script.places[name]
            if node.kind == "wait" and deeds_for(node.listening, script, component) is None:
                yield "steps", name
        for name, (heard, _) in made.spontaneous.items():
            if deeds_for(heard, script, component) is None:
                yield "spontaneous", name


_NOTHING_SAID = Behaviour(behaviour="a")


def _names(heard: Listening) -> list[str]:
    return [part.name for part in parts(heard) if isinstance(part, ToEvent) and part.name is not None]


def _assumed() -> Habit:
    return Habit(ASSUMED, _within(None), "assumed")


def _expected(point: Touchpoint) -> Habit:
    judged = point.evaluation
    within = judged.within if judged is not None else None
    if judged is None or judged.expect is None:
        return Habit(ASSUMED, _within(within), "assumed")
    return Habit(float(judged.expect.value), _within(within), "expected")


def _within(within: Duration | None) -> Delay:
    """The delay of those who do something within a time; without one a day is thought of."""
    most = float(within.seconds) if within is not None else A_DAY
    return Delay(most / _QUARTER, most_s=most)


def _delay(after: Duration | None, spread: object, otherwise: Delay) -> Delay:
    if after is None and spread is None:
        return otherwise
    median = float(after.seconds) if after is not None else otherwise.median_s
    return Delay(median, float(str(spread)) if spread is not None else otherwise.spread)


def _under(habit: Habit, said: object) -> Habit:
    """A habit with what a file says in place of what was supposed."""
    if not isinstance(said, Doing):
        return habit
    refuse: Share | None = getattr(said, "refuse", None)
    return replace(
        habit,
        share=float(said.share.value) if said.share is not None else habit.share,
        delay=_delay(said.after, said.spread, habit.delay),
        refuse=float(refuse.value) if refuse is not None else habit.refuse,
        because="file",
    )


def _plain(shares: Mapping[str, Share]) -> dict[str, float]:
    return {name: float(one.value) for name, one in shares.items()}


def _shares(held: Section[Section[Share]]) -> dict[str, dict[str, float]]:
    return {name: _plain(one) for name, one in held.items()}


def _spread_over(names: Iterable[str], first: float) -> dict[str, float]:
    """The first of several is the usual one, the others share the rest."""
    head, *rest = names
    return {head: first if rest else 1.0, **{name: (1 - first) / len(rest) for name in rest}}
