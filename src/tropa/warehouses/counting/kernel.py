"""Ordered funnels over a chunk of events: all attempts at once, one search a step.

Events of a chunk stand in units, each unit's together and in order, so an event's place in
the chunk says both.  Whoever waits for a step's next event after place *p* searches the
step's own sorted places for the first beyond *p*; all attempts of a chunk search together.
With a property to hold, places are sorted under the unit and the value, and the search runs
there.

The reading of rule M2 is that of ``docs/decisions/0003-funnel-readings.md``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from tropa.warehouses.counting.attempts import NOWHERE, Attempts
from tropa.warehouses.counting.units import changes
from tropa.warehouses.counting.values import MISSING, Flags, Ints

FOREVER = np.iinfo(np.int64).max
"""An instant after every event, where a window has no end."""


class Lookup(ABC):
    """What tells the next place that serves a purpose."""

    @abstractmethod
    def bounds(self, origins: Ints) -> Ints:
        """What says where to look for those who wait since some places."""

    @abstractmethod
    def beyond(self, bounds: Ints, places: Ints) -> tuple[Ints, Ints]:
        """For whom there is a place beyond theirs within the bounds, and the first such place of each.

        Returns:
            Numbers among ``places``, ascending, and what was found for them: of one length.
        """

    def after(self, bounds: Ints, places: Ints) -> Ints:
        """The first place beyond each of ``places`` within the bounds, or nowhere."""
        rows, found = self.beyond(bounds, places)
        after = np.full(len(places), NOWHERE, np.int64)
        after[rows] = found
        return after


class Lane(Lookup):
    """The places of the events that serve one purpose, under their groups.

    Args:
        places: Where they are.
        groups: Each event's group, shape ``(n_events,)``.
    """

    def __init__(self, places: Ints, groups: Ints) -> None:
        self._groups = groups
        self._keys = np.append(np.sort(groups[places] * len(groups) + places), FOREVER)

    def bounds(self, origins: Ints) -> Ints:
        """What says in whose group to look: where its keys, ``group * n_events + place``, begin."""
        return self._groups[origins] * len(self._groups)

    def beyond(self, bounds: Ints, places: Ints) -> tuple[Ints, Ints]:
        """For whom there is a place beyond theirs in the group, and the first such place of each."""
        found = self._keys[np.searchsorted(self._keys, bounds + places, side="right")] - bounds
        rows = np.flatnonzero(found < len(self._groups))
        return rows, found[rows]


class Row(Lookup):
    """The places of the events that serve one purpose, where the groups are the units themselves.

    Units lie one after another, so for every place the next one that serves is written down at
    once, and looking it up takes no search.

    Args:
        places: Where they are, ascending.
        ends: For each event the first place beyond its unit, shape ``(n_events,)``.
    """

    def __init__(self, places: Ints, ends: Ints) -> None:
        self._ends = ends
        following = np.append(places, len(ends) + 1)
        lengths = np.diff(following, prepend=-1)
        following[-1] = len(ends)
        self._following = np.repeat(following, lengths)

    def bounds(self, origins: Ints) -> Ints:
        """What says in whose unit to look: where it ends."""
        return self._ends[origins]

    def beyond(self, bounds: Ints, places: Ints) -> tuple[Ints, Ints]:
        """For whom there is a place beyond theirs in the unit, and the first such place of each."""
        found = self._following[places + 1]
        rows = np.flatnonzero(found < bounds)
        return rows, found[rows]


class Trail:
    """A chunk's events in units.

    Args:
        units: Each event's unit, never decreasing, shape ``(n,)``.
        at_us: When it happened, never decreasing within a unit.
        held: Code of the value to hold, 0 where it is missing; None where nothing is held.
    """

    def __init__(self, units: Ints, at_us: Ints, held: Ints | None = None) -> None:
        self.units = units
        self.at_us = at_us
        self._bound = held != MISSING if held is not None else None
        self._groups = _dense(units, held) if held is not None else None
        begins = np.flatnonzero(changes(units))
        lengths = np.diff(begins, append=len(units))
        self._ends = np.repeat(begins + lengths, lengths)

    @property
    def holds(self) -> bool:
        """Whether a property is held."""
        return self._groups is not None

    def places(self, serves: Flags) -> Ints:
        """Where events serve a step and have a value to hold."""
        return np.flatnonzero(serves if self._bound is None else serves & self._bound)

    def lane(self, serves: Flags) -> Lookup:
        """The events that serve a step."""
        places = self.places(serves)
        if self._groups is None:
            return Row(places, self._ends)
        return Lane(places, self._groups)

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
        return np.where(places == NOWHERE, FOREVER, self.at_us[places])


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
        serves: For each step which events serve it.
        bar: The events that exclude, if any do.
        rules: What decides.
        starts: Places at which attempts begin, ascending, shape ``(a,)``.
    """

    def __init__(self, trail: Trail, serves: Sequence[Flags], bar: Lookup | None, rules: Rules, starts: Ints) -> None:
        self._trail = trail
        self._serves = serves
        self._lanes = [trail.lane(served) for served in serves[1:]]
        self._bar = bar
        self._rules = rules
        self._n_steps = len(rules.optional)
        self._starts = starts
        self._bounds = self._bounds_of(starts)
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

    def loose(self, chosen: Ints) -> Flags:
        """For some attempts and each step, whether an event serves the step within the window (rule M8).

        Steps between are not asked for, exclusions and the steps' own windows do not act.

        Args:
            chosen: Numbers of the attempts, shape ``(k,)``.
        """
        return self._loose(self._starts[chosen], np.arange(len(chosen)))

    def loose_in_units(self, chosen: Ints) -> Flags:
        """The same for the units of some attempts, each after any of its starts.

        Of two starts with nothing between them the later sees all that the earlier does, unless it serves
        another step itself, or what is held or strict ties keep them apart: then no start is left out.
        """
        starts = self._starts
        units = np.cumsum(changes(self._trail.units[starts]), dtype=np.int64) - 1
        if self._lanes and self._ends_of_instants is None and not self._trail.holds:
            serves_more = np.logical_or.reduce([served[starts] for served in self._serves[1:]])
            outdone = (starts[1:] == starts[:-1] + 1) & (units[1:] == units[:-1]) & ~serves_more[1:]
            telling = np.flatnonzero(~np.append(outdone, False))
        else:
            telling = np.arange(len(starts))
        return self._loose(starts[telling], units[telling])[units[chosen]]

    def _loose(self, starts: Ints, owners: Ints) -> Flags:
        """For each owner and step whether an event serves it within the window of any start of the owner's."""
        loose = np.zeros((owners.max(initial=NOWHERE) + 1, self._n_steps), np.bool_, order="F")
        loose[:, 0] = True
        limits = self._after(starts, self._rules.window_us if self._rules.window_from == "first" else None)
        floors, bounds = self._floors(starts), self._bounds_of(starts)
        for step, lane in enumerate(self._lanes, start=1):
            rows, found = lane.beyond(bounds, floors)
            loose[owners[rows[self._in_time(found, limits, rows)]], step] = True
        return loose

    def _take_required(self, places: Ints, required: list[int]) -> Flags:
        """Fill in the required steps; tells which attempts met an exclusion on the way."""
        broken = np.zeros(len(self._starts), np.bool_)
        going = np.arange(len(self._starts))
        current = self._starts
        for step in required[1:]:
            limits = self._limits(step, going, current)
            rows, found = self._lanes[step - 1].beyond(self._bounds[going], self._floors(current))
            came = self._in_time(found, limits, rows)
            if self._rules.strict_order:
                came &= found == current[rows] + 1
            rows, found = rows[came], found[came]
            if self._bar is not None:
                barred = self._barred(current, limits, rows, found)
                broken[going[barred]] = True
                rows, found = rows[~barred[rows]], found[~barred[rows]]
            going, current = going[rows], found
            places[:, step][going] = current
        return broken

    def _barred(self, current: Ints, limits: Ints | None, rows: Ints, found: Ints) -> Flags:
        """Which attempts meet an exclusion in time, before what was found for some of them."""
        assert self._bar is not None  # noqa: S101  who asks has looked
        first = np.full(len(current), FOREVER)
        first[rows] = found
        met, bars = self._bar.beyond(self._bar.bounds(current), current)
        met = met[self._in_time(bars, limits, met) & (bars < first[met])]
        barred = np.zeros(len(current), np.bool_)
        barred[met] = True
        return barred

    def _take_optional(self, places: Ints, before: int, after: int) -> None:
        """Fill in the optional steps between two required ones, or after the last one taken."""
        if after == before + 1:
            return
        current = np.maximum(places[:, before], 0)
        going = places[:, before] != NOWHERE
        ends = places[:, after] if after < self._n_steps else np.full(len(places), NOWHERE)
        for step in range(before + 1, after):
            found = self._lanes[step - 1].after(self._bounds, self._floors(current))
            limits = self._limits(step, slice(None), current)
            taken = going & (found != NOWHERE) & (limits is None or self._trail.at(found) <= limits)
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
        return None if window_us is None else self._trail.at_us[places] + window_us

    def _in_time(self, found: Ints, limits: Ints | None, rows: Ints) -> Flags:
        """Which of the places found for some rows are within the rows' limits."""
        return np.ones(len(found), np.bool_) if limits is None else self._trail.at_us[found] <= limits[rows]

    def _bounds_of(self, origins: Ints) -> Ints:
        """What says where to look for those who wait since some places: the same for every step."""
        return self._lanes[0].bounds(origins) if self._lanes else origins


def _dense(units: Ints, held: Ints) -> Ints:
    """One number for each unit and value."""
    numbered = np.cumsum(changes(units), dtype=np.int64)
    return np.unique(numbered * (held.max(initial=0) + 1) + held, return_inverse=True)[1]
