"""From options to questions: steps, windows, scopes, as typed by a person."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import ParamSpec, TypeVar

from tropa.cli.speaking import Speaker
from tropa.journey.conditions import Condition
from tropa.journey.signals import AnyOf
from tropa.measure.questions import EventSignal, FunnelStep, Scope, Unit
from tropa.measure.typed import Mistyped, condition_of, event_of, instant_of, seconds_of, steps_of, unit_of
from tropa.plan.compiling import compile_plan
from tropa.plan.heard import AnyHeard, Heard, Leaf

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Asking:
    """Reads what a person typed; what cannot be read ends the command with a sentence."""

    speaker: Speaker

    def seconds(self, text: str) -> int:
        """A duration in seconds."""
        return self._read(seconds_of, text)

    def event(self, text: str) -> EventSignal:
        """A signal that one event serves."""
        return self._read(event_of, text)

    def condition(self, text: str | None) -> Condition | None:
        """A condition, or None."""
        return self._read(condition_of, text)

    def instant(self, text: str | None) -> datetime | None:
        """A time; UTC where it names no zone."""
        return self._read(instant_of, text)

    def steps(self, texts: Sequence[str], windows: Sequence[str], optional: Sequence[int]) -> tuple[FunnelStep, ...]:
        """The steps of a funnel with their own windows and which may be skipped."""
        return self._read(steps_of, texts, windows, optional)

    def unit(self, per: str, gap: str, journey: Path | None) -> Unit:
        """What is counted."""
        if per == "run":
            return Unit("run", start=self._start_of(journey))
        return self._read(unit_of, per, gap)

    def scope(self, unit: Unit, where: str | None, since: str | None, until: str | None, by: str | None) -> Scope:
        """Which events a question sees."""
        return Scope(unit, self.condition(where), self.instant(since), self.instant(until), by)

    def _read(self, read: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return read(*args, **kwargs)
        except Mistyped as error:
            self.speaker.refuse(error.key, **error.params)

    def _start_of(self, path: Path | None) -> EventSignal:
        """The event with which a journey's runs begin."""
        if path is None:
            self.speaker.refuse("run_needs_journey")
        from tropa.cli.definitions import journey_or_refuse

        loaded = journey_or_refuse(path, None, self.speaker)
        start = compile_plan(loaded.journey, loaded.schemes).start if loaded.journey else None
        if start is None:
            self.speaker.refuse("no_start", journey=path)
        event = as_event(start)
        if event is None:
            self.speaker.refuse("no_start", journey=path)
        return event


def as_event(heard: Heard) -> EventSignal | None:
    """The event that brings it about by itself; None where it takes several."""
    if isinstance(heard, Leaf):
        return heard.signal
    members = [as_event(member) for member in heard.members] if isinstance(heard, AnyHeard) else []
    told = tuple(member for member in members if member is not None)
    return AnyOf(told) if told and len(told) == len(members) else None
