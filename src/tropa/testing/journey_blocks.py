"""The structure of a journey's steps as blocks, so that rows of events can be sent through a journey that is known.

A step is named by what is observed of it: a touchpoint by its id, a wait by its signal.  What shows no event (a
length of time, a trait that is set) leaves none; a choice is made by chance, so its condition does not matter.
"""

from __future__ import annotations

from collections.abc import Iterable

from tropa.journey.model.journey import Journey
from tropa.journey.model.steps import (
    Approve,
    BackTo,
    Emit,
    ForEach,
    If,
    Invite,
    Remind,
    Send,
    Split,
    Step,
    Steps,
    Survey,
    Switch,
    Task,
    Visit,
    Wait,
)
from tropa.journey.signal_text import format_signal
from tropa.journey.signals import AllOf, AnyOf, AtLeast, Every, Named, Ref, Signal, When
from tropa.measure.discovery.blocks import Again, Block, Either, Maybe, One, Together, row_of

HALF, AGAIN = 0.5, 0.3
"""The share that takes an option, and the share that goes round again."""

SIGNALS = (Named, Every, AnyOf, AllOf, AtLeast, When, Ref)


def blocks_of(journey: Journey) -> Block | None:
    """The structure of a journey's steps; None where they show nothing."""
    return _Structure(journey).of(journey.steps or (), "")


class _Structure:
    """Reads the steps of one journey.

    Args:
        journey: Whose steps they are.
    """

    def __init__(self, journey: Journey) -> None:
        self._journey = journey

    def of(self, steps: Steps, around: str) -> Block | None:
        """A list of steps; ``around`` is the component they are about."""
        found: list[Block] = []
        places: dict[str, int] = {}
        for step in steps:
            if step.id:
                places[step.id] = len(found)
            if isinstance(step, BackTo) and step.step in places and places[step.step] < len(found):
                begin = places[step.step]
                found[begin:] = [Again(row_of(found[begin:]), AGAIN)]
            else:
                found += self._step(step, around)
        return row_of(found) if found else None

    def _step(self, step: Step, around: str) -> list[Block]:
        match step:
            case Send(touchpoint=touchpoint):
                return [self._one(touchpoint, around)]
            case Wait(until=until) if isinstance(until, SIGNALS):
                return self._waited(step, around)
            case Remind(signal=signal, with_=touchpoint) if signal is not None:
                sent = [Again(self._one(touchpoint, around), AGAIN)] if touchpoint else []
                return [*sent, *self._ways([self._signal(signal, around, step.then), step.else_], around)]
            case If(then=then, else_=other):
                return self._ways([then, other], around)
            case Switch(cases=cases, else_=other):
                return self._ways([*cases.values(), other], around)
            case Split(arms=arms):
                return self._ways([*arms.values()], around)
            case ForEach(over="component", steps=steps) if self._journey.components:
                parts = [self.of(steps or (), name) for name in self._journey.components]
                return [Together(tuple(part for part in parts if part is not None))]
            case ForEach(steps=steps):
                return _some(self.of(steps or (), around))
            case _:
                return self._of_people(step, around)

    def _of_people(self, step: Step, around: str) -> list[Block]:
        match step:
            case Task(outcomes=outcomes, else_=other) | Approve(outcomes=outcomes, else_=other):
                name = step.id or str(step.title)
                return [self._one(name[:60], around), *self._ways([*outcomes.values(), other], around)]
            case Visit(visit=visit, outcomes=outcomes):
                ahead = [step.announce, *(item.send for item in step.before)]
                sent = [self._one(name, around) for name in ahead if name]
                return [*sent, self._one(f"visit {visit}", around), *self._ways([*outcomes.values()], around)]
            case Invite(with_=touchpoint, then=then, else_=other, refused=refused):
                sent = [self._one(touchpoint, around)] if touchpoint else []
                return [*sent, *self._ways([then, other, refused], around)]
            case Survey(survey=survey, then=then, else_=other):
                return [self._one(f"survey {survey}", around), *self._ways([then, other], around)]
            case Emit(event=event) if event:
                return [self._one(event, around)]
            case _:
                return []

    def _waited(self, step: Wait, around: str) -> list[Block]:
        assert isinstance(step.until, SIGNALS)  # noqa: S101  the caller has looked
        came = self._signal(step.until, around, step.then)
        return self._ways([came, step.else_], around) if step.up_to or step.else_ else came

    def _signal(self, signal: Signal, around: str, then: Steps | None) -> list[Block]:
        """What is heard, and what follows it."""
        return [self._one(format_signal(signal)[:60], around), *_some(self.of(then or (), around))]

    def _ways(self, ways: Iterable[list[Block] | Steps | None], around: str) -> list[Block]:
        """Ways that exclude each other; where one of them shows nothing, the others are an option."""
        parts = [row_of(way) if isinstance(way, list) else self.of(way or (), around) for way in ways]
        shown = tuple(part for part in parts if part is not None)
        if not shown:
            return []
        choice = Either(shown) if len(shown) > 1 else shown[0]
        return [Maybe(choice, HALF) if None in parts else choice]

    @staticmethod
    def _one(name: str, around: str) -> One:
        return One(f"{name} {around}".strip())


def _some(block: Block | None) -> list[Block]:
    return [block] if block is not None else []
