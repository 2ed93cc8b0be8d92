"""From options to questions: steps, windows, scopes, as typed by a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tropa.cli.definitions import journey_or_refuse
from tropa.cli.speaking import Speaker
from tropa.journey.codecs.scalars import duration_of
from tropa.journey.condition_text import ConditionError, parse_condition
from tropa.journey.conditions import Condition
from tropa.journey.signal_text import SignalError, parse_signal
from tropa.journey.signals import AnyOf, Every, Named, Signal
from tropa.measure.questions import EventSignal, FunnelStep, Scope, Unit
from tropa.plan.compiling import compile_plan
from tropa.plan.heard import AnyHeard, Heard, Leaf


@dataclass(frozen=True, slots=True)
class Asking:
    """Reads what a person typed; what cannot be read ends the command with a sentence."""

    speaker: Speaker

    def seconds(self, text: str) -> int:
        """A duration in seconds."""
        try:
            return duration_of(text).seconds
        except ValueError:
            self.speaker.refuse("bad_duration", met=text)

    def event(self, text: str) -> EventSignal:
        """A signal that one event serves."""
        try:
            signal = parse_signal(text)
        except SignalError as error:
            self.speaker.refuse("bad_step", met=text, part=error.met)
        if not _is_event(signal):
            self.speaker.refuse("no_event_signal", met=text)
        return signal  # type: ignore[return-value]  # _is_event has just said so

    def condition(self, text: str | None) -> Condition | None:
        """A condition, or None."""
        try:
            return parse_condition(text) if text is not None else None
        except ConditionError as error:
            self.speaker.refuse("bad_condition", met=text, part=error.met)

    def instant(self, text: str | None) -> datetime | None:
        """A time; UTC where it names no zone."""
        if text is None:
            return None
        try:
            at = datetime.fromisoformat(text)
        except ValueError:
            self.speaker.refuse("bad_time", met=text)
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)

    def steps(self, texts: Sequence[str], windows: Sequence[str], optional: Sequence[int]) -> tuple[FunnelStep, ...]:
        """The steps of a funnel with their own windows and which may be skipped."""
        if not texts:
            self.speaker.refuse("steps_needed")
        own = dict(self._window(text, len(texts)) for text in windows)
        for number in optional:
            self._number(str(number), len(texts))
        return tuple(
            FunnelStep(text, self.event(text), number in optional, own.get(number))
            for number, text in enumerate(texts, start=1)
        )

    def _window(self, text: str, n: int) -> tuple[int, int]:
        number, equals, duration = text.partition("=")
        if not equals:
            self.speaker.refuse("bad_step_window", met=text)
        return self._number(number, n), self.seconds(duration)

    def _number(self, text: str, n: int) -> int:
        if not text.isdecimal() or not 1 <= int(text) <= n:
            self.speaker.refuse("bad_step_number", met=text, n=n)
        return int(text)

    def unit(self, per: str, gap: str, journey: Path | None) -> Unit:
        """What is counted."""
        if per.startswith("key:") and len(per) > len("key:"):
            return Unit("key", prop=per.removeprefix("key:"))
        if per == "run":
            return Unit("run", start=self._start_of(journey))
        if per == "session":
            return Unit("session", gap_s=self.seconds(gap))
        if per != "customer":
            self.speaker.refuse("bad_unit", met=per)
        return Unit()

    def _start_of(self, path: Path | None) -> EventSignal:
        """The event with which a journey's runs begin."""
        if path is None:
            self.speaker.refuse("run_needs_journey")
        loaded = journey_or_refuse(path, None, self.speaker)
        start = compile_plan(loaded.journey, loaded.schemes).start if loaded.journey else None
        if start is None:
            self.speaker.refuse("no_start", journey=path)
        return _as_event(start)

    def scope(self, unit: Unit, where: str | None, since: str | None, until: str | None, by: str | None) -> Scope:
        """Which events a question sees."""
        return Scope(unit, self.condition(where), self.instant(since), self.instant(until), by)


def _is_event(signal: Signal) -> bool:
    if isinstance(signal, AnyOf):
        return all(_is_event(member) for member in signal.members)
    return isinstance(signal, Named | Every)


def _as_event(heard: Heard) -> EventSignal:
    """The event behind a run's start, which one event always serves."""
    if isinstance(heard, Leaf):
        return heard.signal
    members = heard.members if isinstance(heard, AnyHeard) else ()
    return AnyOf(tuple(_as_event(member) for member in members))
