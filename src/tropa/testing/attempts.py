"""One attempt at a funnel, followed event by event.

Each method tells one sentence of rule M2 or of decision record 0003.  Places are indices into
the unit's events in order; "strictly between" is meant in that order, ties included.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from tropa.measure.questions import Funnel, FunnelStep
from tropa.testing.logs import LogEvent, value_text
from tropa.testing.truth import serves
from tropa.testing.units import SECOND_US


@dataclass(frozen=True, slots=True)
class Attempt:
    """How one attempt went.

    Args:
        start: The first event matched.
        taken: The instant of each step taken, by number of step, in microseconds.
        loose: Numbers of the steps that some later event serves, whatever lies between.
        broken: Whether an exclusion ended it.
    """

    start: LogEvent
    taken: dict[int, int]
    loose: frozenset[int]
    broken: bool

    def waits_s(self, step: int) -> list[float]:
        """Seconds from the step taken before, if this one was taken and one was before."""
        earlier = [number for number in self.taken if number < step]
        if step not in self.taken or not earlier:
            return []
        return [(self.taken[step] - self.taken[max(earlier)]) / SECOND_US]


@dataclass(frozen=True, slots=True)
class Follower:
    """Follows the attempt that one event of a unit opens.

    Args:
        question: The funnel.
        events: The unit's events, in order.
        first: Place of the opening event among them.
    """

    question: Funnel
    events: list[LogEvent]
    first: int

    def attempt(self) -> Attempt:
        """Follow it to its end."""
        ways: dict[str, Callable[[], tuple[dict[int, int], bool]]] = {
            "ordered": self.ordered,
            "strict": self.strict,
            "unordered": self.unordered,
        }
        places, broken = ways[self.question.order]()
        taken = {step: self.events[place].at_us for step, place in sorted(places.items())}
        return Attempt(self.events[self.first], taken, self.loose(frozenset(taken)), broken)

    def ordered(self) -> tuple[dict[int, int], bool]:
        """Find required steps as if the optional ones were not there, then those."""
        places = {0: self.first}
        broken = False
        for number, step in self.numbered(optional=False)[1:]:
            before = places[max(places)]
            found = self.earliest(before, len(self.events), step)
            excluded = self.exclusion(before, self.deadline(step, before))
            if excluded is not None and (found is None or excluded < found):
                broken = True
                break
            if found is None:
                break
            places[number] = found
        for number, step in self.numbered(optional=True):
            self.take_optional(number, step, places)
        return places, broken

    def take_optional(self, number: int, step: FunnelStep, places: dict[int, int]) -> None:
        """Look for an optional step strictly between the required steps around it."""
        required = [other for other, _ in self.numbered(optional=False)]
        if max(other for other in required if other < number) not in places:
            return
        before = places[max(other for other in places if other < number)]
        end = min((place for other, place in places.items() if other > number), default=len(self.events))
        found = self.earliest(before, end, step)
        if found is None:
            return
        if self.exclusion(before, math.inf, found) is not None:
            return
        # Strict ties ask the following step, too, to be later than the one taken before it.
        tie = end < len(self.events) and self.events[found].at_us == self.events[end].at_us
        if not (tie and self.question.ties == "strict"):
            places[number] = found

    def strict(self) -> tuple[dict[int, int], bool]:
        """Each step is the very next event of the unit; nothing lies between to exclude."""
        places = {0: self.first}
        for number, step in list(enumerate(self.question.steps))[1:]:
            place = self.first + number
            if place >= len(self.events) or not self.may_take(step, place, place - 1):
                break
            places[number] = place
        return places, False

    def unordered(self) -> tuple[dict[int, int], bool]:
        """Step k is taken when the events so far serve k + 1 different steps."""
        places: dict[int, int] = {}
        # Every set of steps that different events so far can serve, one event one step.
        servable = {frozenset[int]()}
        end = self.window_end()
        for place in range(self.first, len(self.events)):
            event = self.events[place]
            if event.at_us > end or len(places) == len(self.question.steps):
                break
            if place > self.first and self.excludes(event):
                return places, True
            if self.keeps_value(event):
                served = [n for n, step in enumerate(self.question.steps) if serves(step.signal, event)]
                servable |= {steps | {n} for steps in servable for n in served if n not in steps}
            if max(map(len, servable)) > len(places):
                places[len(places)] = place
        return places, False

    def loose(self, taken: frozenset[int]) -> frozenset[int]:
        """Steps served after the start within the funnel's window from it (rule M8)."""
        if self.question.order == "unordered":
            return taken
        start, end = self.events[self.first], self.window_end()
        if self.question.window_from == "previous_step":
            end = math.inf
        followed = {
            number
            for number, step in enumerate(self.question.steps)
            for event in self.events[self.first + 1 :]
            if number > 0
            and serves(step.signal, event)
            and self.keeps_value(event)
            and self.may_follow(event, start)
            and event.at_us <= end
        }
        return frozenset({0} | followed)

    def numbered(self, *, optional: bool) -> list[tuple[int, FunnelStep]]:
        """The steps of one kind with their numbers."""
        return [(n, step) for n, step in enumerate(self.question.steps) if step.optional is optional]

    def earliest(self, before: int, end: int, step: FunnelStep) -> int | None:
        """Place of the earliest qualifying event strictly between two places."""
        return next((p for p in range(before + 1, end) if self.may_take(step, p, before)), None)

    def may_take(self, step: FunnelStep, place: int, before: int) -> bool:
        """Whether the event at ``place`` qualifies for the step, ``before`` being taken last."""
        event = self.events[place]
        return (
            serves(step.signal, event)
            and self.keeps_value(event)
            and self.may_follow(event, self.events[before])
            and event.at_us <= self.deadline(step, before)
        )

    def may_follow(self, event: LogEvent, before: LogEvent) -> bool:
        """Whether the tie rule lets the event come after the one taken before."""
        return self.question.ties == "allow" or event.at_us > before.at_us

    def keeps_value(self, event: LogEvent) -> bool:
        """Whether the event holds the attempt's value of the ``hold`` property, not null."""
        hold = self.question.hold
        if hold is None:
            return True
        value = value_text(self.events[self.first].properties.get(hold))
        return value is not None and value_text(event.properties.get(hold)) == value

    def window_end(self) -> float:
        """End, inclusive, of the funnel's window from the start."""
        window = self.question.window_s
        return math.inf if window is None else self.events[self.first].at_us + window * SECOND_US

    def deadline(self, step: FunnelStep, before: int) -> float:
        """Last instant, inclusive, at which the step may be taken after ``before``."""
        own = step.window_s
        end = math.inf
        if self.question.window_from == "first":
            end = self.window_end()
        elif own is None:
            own = self.question.window_s
        return end if own is None else min(end, self.events[before].at_us + own * SECOND_US)

    def exclusion(self, after: int, until_us: float, before: int | None = None) -> int | None:
        """Place of the first exclusion after a place, up to an instant and before a place."""
        for place in range(after + 1, len(self.events) if before is None else before):
            if self.events[place].at_us <= until_us and self.excludes(self.events[place]):
                return place
        return None

    def excludes(self, event: LogEvent) -> bool:
        """Whether the event is an exclusion; ``hold`` does not bind those."""
        return any(serves(signal, event) for signal in self.question.exclude)
