"""Questions as a person types them: steps, conditions, windows, times and units, from their text.

The command line and a notebook read the same words the same way; what cannot be read is told by an
id with its parameters, which each of them puts in its own words.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TypeGuard

from tropa.journey.codecs.scalars import duration_of
from tropa.journey.condition_error import ConditionError
from tropa.journey.condition_text import parse_condition
from tropa.journey.conditions import Condition
from tropa.journey.signal_text import SignalError, parse_signal
from tropa.journey.signals import AnyOf, Every, Named, Signal
from tropa.measure.questions import EventSignal, FunnelStep, Unit


class Mistyped(ValueError):
    """What was typed cannot be read.

    Args:
        key: What is wrong, an id of the catalogue ``cli``.
        params: What fills the placeholders of its sentence.
    """

    def __init__(self, key: str, **params: object) -> None:
        super().__init__(key, params)
        self.key = key
        self.params = params


def seconds_of(text: str) -> int:
    """A duration in seconds.

    Raises:
        Mistyped: It is none.

    >>> seconds_of("2w")
    1209600
    """
    try:
        return duration_of(text).seconds
    except ValueError:
        raise Mistyped("bad_duration", met=text) from None


def event_of(text: str) -> EventSignal:
    """A signal that one event serves.

    Raises:
        Mistyped: It cannot be read, or takes more than one event.
    """
    try:
        signal = parse_signal(text)
    except SignalError as error:
        raise Mistyped("bad_step", met=text, part=error.met) from None
    if not _is_event(signal):
        raise Mistyped("no_event_signal", met=text)
    return signal


def condition_of(text: str | None) -> Condition | None:
    """A condition, or None for None.

    Raises:
        Mistyped: It cannot be read.
    """
    try:
        return parse_condition(text) if text is not None else None
    except ConditionError as error:
        raise Mistyped("bad_condition", met=text, part=error.met) from None


def instant_of(text: str | None) -> datetime | None:
    """A time, UTC where it names no zone; None for None.

    Raises:
        Mistyped: It cannot be read.
    """
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Mistyped("bad_time", met=text) from None
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def steps_of(texts: Sequence[str], windows: Sequence[str], optional: Sequence[int]) -> tuple[FunnelStep, ...]:
    """The steps of a funnel with their own windows (``2=7d``) and which, from 1, may be skipped.

    Raises:
        Mistyped: One of them cannot be read, or there is none.
    """
    if not texts:
        raise Mistyped("steps_needed")
    own = dict(_window(text, len(texts)) for text in windows)
    for number in optional:
        _number(str(number), len(texts))
    return tuple(
        FunnelStep(text, event_of(text), number in optional, own.get(number))
        for number, text in enumerate(texts, start=1)
    )


def unit_of(per: str, gap: str) -> Unit:
    """What is counted: ``customer``, ``session`` or ``key:PROPERTY``; a ``run`` needs a journey besides.

    Raises:
        Mistyped: It is none of these.
    """
    if per.startswith("key:") and len(per) > len("key:"):
        return Unit("key", prop=per.removeprefix("key:"))
    if per == "session":
        return Unit("session", gap_s=seconds_of(gap))
    if per != "customer":
        raise Mistyped("bad_unit", met=per)
    return Unit()


def _window(text: str, n: int) -> tuple[int, int]:
    number, equals, duration = text.partition("=")
    if not equals:
        raise Mistyped("bad_step_window", met=text)
    return _number(number, n), seconds_of(duration)


def _number(text: str, n: int) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= n:
        raise Mistyped("bad_step_number", met=text, n=n)
    return int(text)


def _is_event(signal: Signal) -> TypeGuard[EventSignal]:
    if isinstance(signal, AnyOf):
        return all(_is_event(member) for member in signal.members)
    return isinstance(signal, Named | Every)
