"""Ordered funnels over a chunk of events: all attempts at once, one search a step.

Events of a chunk stand in units, each unit's together and in order, so an event's place in
the chunk says both.  Whoever waits for a step's next event after place *p* searches the
step's own sorted places for the first beyond *p*; all attempts of a chunk search together.
With a property to hold, places are sorted under the unit and the value, and the search runs
there.

The reading of rule M2 is that of ``docs/decisions/0003-funnel-readings.md``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from tropa.warehouses.counting.attempts import NOWHERE, Attempts
from tropa.warehouses.counting.units import changes
from tropa.warehouses.counting.values import MISSING, Flags, Ints

FOREVER = np.iinfo(np.int64).max
"""An instant after every event, where a window has no end."""


@dataclass(frozen=True, slots=True)
class Lane:
    """The places of the events that serve one purpose, under their groups.

    Args:
        keys: ``group * n_events + place``, ascending.
        groups: Each event's group, shape ``(n_events,)``.
    """

    keys: Ints
    groups: Ints

    def bounds(self, origins: Ints) -> Ints:
        """What says in whose group to look: where its keys begin."""
        return self.groups[origins] * len(self.groups)

    def after(self, bounds: Ints, places: Ints) -> Ints:
        """The first place beyond each of ``places`` within the bounds, or nowhere."""
        found = np.searchsorted(self.keys, bounds + places, side="right")
        next_keys = np.append(self.keys, FOREVER)[found] - bounds
        return np.where(next_keys < len(self.groups), next_keys, NOWHERE)


class Row:
    """The places of the events that serve one purpose, where the groups are the units themselves.

    Units lie one after another, so for every place the next one that serves is written down at
    once, and looking it up takes no search.

    Args:
        places: Where they are, ascending.
        ends: For each event the first place beyond its unit, shape ``(n_events,)``.
    """

    def __init__(self, places: Ints, ends: Ints) -> None:
        self._ends = ends
        lengths = np.diff(places, prepend=-1, append=len(ends) + 1)
        self._following = np.repeat(np.append(places, len(ends)), lengths)

    def bounds(self, origins: Ints) -> Ints:
        """What says in whose unit to look: where it ends."""
        return self._ends[origins]

    def after(self, bounds: Ints, places: Ints) -> Ints:
        """The first place beyond each of ``places`` within the bounds, or nowhere."""
        found = self._following[places + 1]
        return np.where(found < bounds, found, NOWHERE)


Lookup: TypeAlias = Lane | Row
"""What tells the next place that serves a purpose."""


class Trail:
    """A chunk's events in units.

    Args:
        units: Each event's unit, never decreasing, shape ``(n,)``.
        at_us: When it happened, never decreasing within a unit.
        held: Code of the value to hold, 0 where it is missing; None where nothing is held.

    Attributes:
        units: Each event's unit, numbered from 0 in order.
    """

    def __init__(self, units: Ints, at_us: Ints, held: Ints | None = None) -> None:
        begins = np.flatnonzero(changes(units))
        lengths = np.diff(begins, append=len(units))
        self.units = np.repeat(np.arange(len(begins)), lengths)
        self.at_us = at_us
        self._bound = held != MISSING if held is not None else None
        self._groups = _dense(self.units, held) if held is not None else None
        self._ends = np.repeat(begins + lengths, lengths)
        self._at = np.append(at_us, FOREVER)  # where a place nowhere, which counts from behind, lies

    def places(self, serves: Flags) -> Ints:
        """Where events serve a step and have a value to hold."""
        return np.flatnonzero(serves if self._bound is None else serves & self._bound)

    def lane(self, serves: Flags) -> Lookup:
        """The events that serve a step."""
        places = self.places(serves)
        if self._groups is None:
            return Row(places, self._ends)
        return Lane(np.sort(self._groups[places] * len(self.units) + places), self._groups)

    def bar(self, excludes: Flags) -> Row:
        """The events that exclude, whatever their value."""
        return Row(np.flatnonzero(excludes), self._ends)

    def ends_of_instants(self) -> Ints:
        """For each event the last place of its unit at the same instant."""
        begins = np.flatnonzero(changes(self.units) | changes(self.at_us))
        lengths = np.diff(begins, append=len(self.units))
        return np.repeat(begins + lengths - 1, lengths)

    def at(self, places: Ints) -> Ints:
        """When the events at some places happened; a place nowhere lies beyond all time."""
        return np.asarray(self._at[places], np.int64)


@dataclass(frozen=True, slots=True)
class Rules:
    """What decides an ordered attempt, apart from which event serves what.

    Args:
        optional: For each step whether it may be skipped; the first may not.
        windows_us: Each step's own window, or None.
        window_us: The funnel's window, or None.
        window_from: Where the funnel's window begins.
        strict_order: The next step must be the next event.
        strict_ties: The next step must be at a later instant.
    """

    optional: tuple[bool, ...]
    windows_us: tuple[int | None, ...]
    window_us: int | None = None
    window_from: Literal["first", "previous_step"] = "first"
    strict_order: bool = False
    strict_ties: bool = False


class Walk:
    """Attempts on their way along the steps.

    Args:
        trail: The chunk's events.
        lanes: For each step after the first the events that serve it.
        bar: The events that exclude, if any do.
        rules: What decides.
        starts: Places at which attempts begin, ascending, shape ``(a,)``.
    """

    def __init__(self, trail: Trail, lanes: list[Lookup], bar: Lookup | None, rules: Rules, starts: Ints) -> None:
        self._trail = trail
        self._lanes = lanes
        self._bar = bar
        self._rules = rules
        self._n_steps = len(rules.optional)
        self._starts = starts
        self._bounds = lanes[0].bounds(starts) if lanes else starts
        self._ends_of_instants = trail.ends_of_instants() if rules.strict_ties else None
        self._ends = self._after(starts, rules.window_us)

    def attempts(self) -> Attempts:
        """Walk the required steps as if there were no others, then put the optional between."""
        places = np.full((len(self._starts), self._n_steps), NOWHERE, np.int64, order="F")
        places[:, 0] = self._starts
        required = [step for step, optional in enumerate(self._rules.optional) if not optional]
        broken = self._take_required(places, required)
        for before, after in zip(required, [*required[1:], self._n_steps], strict=True):
            self._take_optional(places, before, after)
        return Attempts(self._starts, places, broken)

    def loose(self) -> Flags:
        """For each attempt and step, whether an event serves the step within the window (rule M8).

        Steps between are not asked for, exclusions and the steps' own windows do not act.
        """
        loose = np.ones((len(self._starts), self._n_steps), np.bool_, order="F")
        limits = self._ends if self._rules.window_from == "first" else None
        floors = self._floors(self._starts)
        for step in range(1, self._n_steps):
            found = self._lanes[step - 1].after(self._bounds, floors)
            loose[:, step] = self._inside(found, limits)
        return loose

    def _take_required(self, places: Ints, required: list[int]) -> Flags:
        """Fill in the required steps; tells which attempts met an exclusion on the way."""
        broken = np.zeros(len(self._starts), np.bool_)
        going = np.arange(len(self._starts))
        current = self._starts
        for step in required[1:]:
            found = self._lanes[step - 1].after(self._bounds[going], self._floors(current))
            limits = self._limits(step, going, current)
            came = self._inside(found, limits)
            if self._rules.strict_order:
                came &= found == current + 1
            if self._bar is not None:
                bars = self._bar.after(self._bar.bounds(current), current)
                barred = self._inside(bars, limits) & (~came | (bars < found))
                broken[going[barred]] = True
                came &= ~barred
            rows = np.flatnonzero(came)
            going, current = going[rows], found[rows]
            places[:, step][going] = current
        return broken

    def _take_optional(self, places: Ints, before: int, after: int) -> None:
        """Fill in the optional steps between two required ones, or after the last one taken."""
        if after == before + 1:
            return
        current = np.maximum(places[:, before], 0)
        going = places[:, before] != NOWHERE
        ends = places[:, after] if after < self._n_steps else np.full(len(places), NOWHERE)
        for step in range(before + 1, after):
            found = self._lanes[step - 1].after(self._bounds, self._floors(current))
            taken = going & self._inside(found, self._limits(step, slice(None), current))
            taken &= (ends == NOWHERE) | (self._floors(found) < ends)
            if self._bar is not None:
                bars = self._bar.after(self._bar.bounds(current), current)
                taken &= (bars == NOWHERE) | (bars >= found)
            places[taken, step] = found[taken]
            current = np.where(taken, found, current)

    def _floors(self, places: Ints) -> Ints:
        """The places after which the next step may be taken: with strict ties the last of an instant."""
        return places if self._ends_of_instants is None else self._ends_of_instants[places]

    def _limits(self, step: int, attempts: Ints | slice, previous: Ints) -> Ints | None:
        """The last instant at which some attempts may take a step, by the steps before it; None is forever."""
        own_us = self._rules.windows_us[step]
        if self._rules.window_from == "previous_step":
            return self._after(previous, own_us if own_us is not None else self._rules.window_us)
        whole = self._ends[attempts] if self._ends is not None else None
        own = self._after(previous, own_us)
        return np.minimum(whole, own) if whole is not None and own is not None else own if whole is None else whole

    def _after(self, places: Ints, window_us: int | None) -> Ints | None:
        """The end of a window, which belongs to it; None is forever."""
        return None if window_us is None else self._trail.at(places) + window_us

    def _inside(self, found: Ints, limits: Ints | None) -> Flags:
        """Whether events were found, and in time.  A place nowhere lies beyond every limit."""
        return np.asarray(found != NOWHERE if limits is None else self._trail.at(found) <= limits, np.bool_)


def _dense(units: Ints, held: Ints) -> Ints:
    """One number for each unit and value."""
    return np.unique(units * (held.max(initial=0) + 1) + held, return_inverse=True)[1]
