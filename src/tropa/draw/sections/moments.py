"""When a scenario sends what: the earliest and the latest time, counted from where its steps begin.

Steps are walked in their own structure.  What a client decides, or another person, takes some
time between nothing and the longest wait; where no longest wait is given, nobody can say.
A way back is not walked twice: what it sends again has its first time here.

In an observed journey nothing is sent by us: times are when it is expected, and a ``send`` takes up to its
``up_to``; without one nobody can say.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tropa.journey.codecs.values import Clock, Duration
from tropa.journey.model.steps import (
    Approve,
    BackTo,
    Call,
    Emit,
    End,
    ForEach,
    If,
    Invite,
    Remind,
    Send,
    Set,
    Split,
    StartJourney,
    Step,
    Steps,
    Survey,
    Switch,
    Task,
    Visit,
    Wait,
)

DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class Span:
    """A time between two bounds, in seconds.

    Args:
        low_s: The earliest.
        high_s: The latest; None where nothing bounds it.
    """

    low_s: int = 0
    high_s: int | None = 0

    def later(self, by: Duration | None) -> Span:
        """The same, later by a length; of no length at all nobody knows how much later."""
        if by is None:
            return Span(self.low_s, None)
        return Span(self.low_s + by.seconds, None if self.high_s is None else self.high_s + by.seconds)

    def up_to(self, longest_s: int | None) -> Span:
        """From its beginning on, until so long after its end."""
        return Span(self.low_s, None if self.high_s is None or longest_s is None else self.high_s + longest_s)


@dataclass(frozen=True, slots=True)
class Sending:
    """One thing sent by a scenario.

    Args:
        name: The touchpoint, or the survey.
        at: When, counted from where the steps begin, or from the visit where ``before_visit`` says so.
        survey: It is a survey.
        before_visit: It comes so long before a visit as ``at`` says.
        by: Channels in place of the touchpoint's.
        to: A role or a team it is sent to; None for whom the steps are about.
        stage: The stage that the steps name; None where they name none.
        follows: For a survey, the touchpoint sent before it, whose stage it shares where it has none of its own.
    """

    name: str
    at: Span
    survey: bool = False
    before_visit: bool = False
    by: tuple[str, ...] = ()
    to: str | None = None
    stage: str | None = None
    follows: str | None = None


def sendings(steps: Steps, *, observed: bool = False) -> tuple[Sending, ...]:
    """All that a list of steps sends, in the order of the steps.

    Args:
        steps: The steps.
        observed: Somebody else sends it; the times are expectations.
    """
    walk = _Walk(observed=observed)
    walk.through(steps, Span(), None)
    return tuple(walk.found)


def _all_of(spans: Iterable[Span | None]) -> Span | None:
    """The time within which one of several ways ends; None where none of them goes on."""
    going_on = [span for span in spans if span is not None]
    if not going_on:
        return None
    highs = [span.high_s for span in going_on]
    high = None if None in highs else max(high for high in highs if high is not None)
    return Span(min(span.low_s for span in going_on), high)


class _Walk:
    """A walk through steps that notes what they send; each method gives when the step after begins."""

    def __init__(self, *, observed: bool) -> None:
        self._observed = observed
        self.found: list[Sending] = []
        self._before: str | None = None

    def through(self, steps: Steps | None, at: Span, stage: str | None) -> Span | None:
        """A list of steps; None where the way does not go on behind it."""
        here: Span | None = at
        before = self._before
        for step in steps or ():
            if here is None:
                # Written, though nothing leads there: its time is anybody's guess.
                here = Span(at.low_s, None)
            here = self._step(step, here, step.stage or stage)
            if isinstance(step, Send) and step.touchpoint:
                self._before = step.touchpoint
        self._before = before
        return here

    def _step(self, step: Step, at: Span, stage: str | None) -> Span | None:
        self.through(step.on_error, at, stage)
        match step:
            case Send():
                seen = at.up_to(step.up_to.seconds if step.up_to else None) if self._observed else at
                self._note(step.touchpoint, seen, stage, by=step.by, to=step.to)
                return seen
            case Wait():
                return self._wait(step, at, stage)
            case If():
                return _all_of([self.through(step.then, at, stage), self.through(step.else_, at, stage)])
            case Switch():
                cases = [self.through(inner, at, stage) for inner in step.cases.values()]
                return _all_of([*cases, self.through(step.else_, at, stage)])
            case Split():
                return _all_of([self.through(inner, at, stage) for inner in step.arms.values()]) if step.arms else at
            case ForEach():
                return self.through(step.steps, at, stage)
            case End():
                return None
            case BackTo():
                return self.through(step.else_, at, stage) if step.else_ else None
            case StartJourney():
                return at.up_to(None) if step.join else at
            case _:
                return self._with_people(step, at, stage)

    def _with_people(self, step: Step, at: Span, stage: str | None) -> Span | None:
        """Steps that wait for somebody's answer."""
        match step:
            case Remind():
                return self._remind(step, at, stage)
            case Task() | Approve():
                done = self._outcomes(step.outcomes.values(), at, step.up_to, stage)
                return _all_of([done, self._late(step.else_, at, step.up_to, stage)])
            case Visit():
                return self._visit(step, at, stage)
            case Invite():
                self._note(step.with_, at, stage, to=step.role)
                answered = self._answered(step, at, stage)
                return at if step.detached else answered
            case Survey():
                self._note(step.survey, at, stage, by=step.by, survey=True)
                return self._answered(step, at, stage)
            case Set() | Emit() | Call():
                return at
            case _:
                raise NotImplementedError(f"what {type(step).__name__} sends, and how long it takes, is not said")

    def _wait(self, step: Wait, at: Span, stage: str | None) -> Span | None:
        if isinstance(step.until, Duration):
            return self.through(step.then, at.later(step.until), stage)
        if isinstance(step.until, Clock):
            return self.through(step.then, at.up_to(DAY_S), stage)
        came = self.through(step.then, at.up_to(step.up_to.seconds if step.up_to else None), stage)
        return _all_of([came, self._late(step.else_, at, step.up_to, stage)])

    def _remind(self, step: Remind, at: Span, stage: str | None) -> Span | None:
        for rung in step.ladder:
            self._note(rung.with_ or step.with_, at.later(rung.after), stage, by=(rung.by,) if rung.by else ())
        if not step.ladder:
            self._note(step.with_, at, stage)
        return self._answered(step, at, stage)

    def _answered(self, step: Remind | Invite | Survey, at: Span, stage: str | None) -> Span | None:
        """The three ways on: an answer in time, none, or a refusal."""
        in_time = at.up_to(step.up_to.seconds if step.up_to else None)
        ways = [self.through(step.then, in_time, stage), self._late(step.else_, at, step.up_to, stage)]
        if not isinstance(step, Survey) and step.refused:
            ways.append(self.through(step.refused, in_time, stage))
        return _all_of(ways)

    def _late(self, steps: Steps | None, at: Span, up_to: Duration | None, stage: str | None) -> Span | None:
        """The way on when the longest wait is over; without a longest wait it is only walked if written."""
        return self.through(steps, at.later(up_to), stage) if up_to or steps else None

    def _visit(self, step: Visit, at: Span, stage: str | None) -> Span | None:
        self._note(step.announce, at, stage)
        for reminder in step.before:
            self._note(reminder.send, Span().later(reminder.before), stage, before_visit=True)
        return self._outcomes(step.outcomes.values(), at, None, stage)

    def _outcomes(
        self, outcomes: Iterable[Steps], at: Span, up_to: Duration | None, stage: str | None
    ) -> Span | None:
        done = at.up_to(up_to.seconds if up_to else None)
        ways = [self.through(steps, done, stage) for steps in outcomes]
        return _all_of(ways) if ways else done

    def _note(
        self,
        name: str | None,
        at: Span,
        stage: str | None,
        *,
        by: tuple[str, ...] = (),
        to: str | None = None,
        before_visit: bool = False,
        survey: bool = False,
    ) -> None:
        if name:
            follows = self._before if survey else None
            self.found.append(Sending(name, at, survey, before_visit, by, to, stage, follows))
