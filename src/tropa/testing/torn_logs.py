"""Logs of imagined customers on a journey of three touchpoints, with a tear planted in it or none.

Customers come more on working days than at weekends, and act more readily then.  Each has a plan, a
region, a city within the region, a device and a source; regions are a tenth of the customers each,
cities a twentieth.  The log ends in the middle of everything: what would come later is not in it.
A tear multiplies the chance of the target action at one touchpoint, for one segment or for all,
between two days.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from tropa.measure.breaking.counts import BreakCounts, DayCounts, Overlap, StepTotals

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

JOURNEY = """\
journey: torn
start: joined
success: activated
touchpoints:
  welcome: {reached: welcome_shown, target_action: opened, evaluation: {within: 3d}}
  setup: {reached: setup_shown, target_action: set_up, evaluation: {within: 5d}}
  reminder: {reached: reminder_shown, target_action: agreed, evaluation: {within: 3d}}
events:
  joined:
  welcome_shown:
  opened:
  setup_shown:
  set_up:
  reminder_shown:
  agreed:
  activated:
"""
"""The journey that the logs are about."""

FIRST_DAY = 20_455
"""A Friday in days since 1970: the first day of every log."""

MINUTE_US = 60 * 10**6
HOUR_US = 60 * MINUTE_US
DAY_US = 24 * HOUR_US

WEEKEND = (1, 2)
"""Days of the week that are weekend, counted from the first day of the log."""

RATES = {"welcome": 0.6, "setup": 0.55, "reminder": 0.35}
"""Chance of the target action at each touchpoint on a working day."""

TOO_LATE = 0.05
"""The part of those who do not act in time that acts later."""

WITHIN_DAYS = {"welcome": 3, "setup": 5, "reminder": 3}

TARGETS = {"welcome": "opened", "setup": "set_up", "reminder": "agreed"}

SEGMENTS: dict[str, tuple[float, ...]] = {
    "device": (0.5, 0.3, 0.15, 0.05),
    "plan": (0.6, 0.3, 0.1),
    "region": (0.1,) * 10,
    "source": (0.3, 0.2, 0.2, 0.1, 0.1, 0.05, 0.03, 0.02),
}
"""Properties and the shares of their values; ``city`` comes of ``region``."""


@dataclass(frozen=True, slots=True)
class Tear:
    """A change of the chance of one target action.

    Args:
        touchpoint: Where.
        cut: For the customers with one value of this property; None: for all.
        value: The value.
        first: Its first day, counted from the beginning of the log.
        days: How many days.
        factor: What the chance is multiplied by.
    """

    touchpoint: str
    cut: str | None
    value: str | None
    first: int
    days: int
    factor: float


@dataclass(frozen=True, slots=True)
class TornLog:
    """What a log is to be like.

    Args:
        customers: How many.
        days: Its length.
        weekend: What the chances are multiplied by at weekends.
        levels: By how much, at most, the chances of regions, devices and plans lie apart.
        scatter: Standard deviation of what a day multiplies everybody's chances by.
        tears: What is planted.
    """

    customers: int = 20_000
    days: int = 90
    weekend: float = 0.8
    levels: float = 0.0
    scatter: float = 0.0
    tears: tuple[Tear, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Passages:
    """What happened: microseconds since 1970 of each customer's events, by name; -1 where it did not.

    Args:
        segments: The place of each customer's value, by property.
        values: The values, by property.
        at_us: By event.
        end_us: The latest event of all.
    """

    segments: dict[str, Ints]
    values: dict[str, tuple[str, ...]]
    at_us: dict[str, Ints] = field(default_factory=dict)
    end_us: int = 0


def draw_passages(log: TornLog, rng: np.random.Generator) -> Passages:
    """Let customers walk; the same generator gives the same walk."""
    segments = {
        name: rng.choice(len(shares), log.customers, p=np.array(shares) / sum(shares))
        for name, shares in SEGMENTS.items()
    }
    segments["city"] = segments["region"] * 2 + rng.integers(0, 2, log.customers)
    values = {
        name: tuple(f"{name}-{place:02}" for place in range(int(codes.max()) + 1)) for name, codes in segments.items()
    }
    walk = _Walk(log, rng, Passages(segments, values))
    walk.go()
    return walk.finished()


class _Walk:
    """One log in the making."""

    def __init__(self, log: TornLog, rng: np.random.Generator, made: Passages) -> None:
        self._log, self._rng, self._made = log, rng, made
        n = log.customers
        self._level = np.ones(n)
        for name in ("region", "device", "plan"):
            apart = rng.uniform(-log.levels, log.levels, len(made.values[name]))
            self._level *= 1 + apart[made.segments[name]]
        # What a day does to everybody, weekends apart.
        self._day = 1 + log.scatter * rng.standard_normal(log.days + 30)

    def go(self) -> None:
        """From joining to the goal."""
        rng, n = self._rng, self._log.customers
        weight = np.where(np.isin(np.arange(self._log.days) % 7, WEEKEND), 0.6, 1.0)
        day = rng.choice(self._log.days, n, p=weight / weight.sum())
        joined = (FIRST_DAY + day) * DAY_US + rng.integers(0, DAY_US, n)
        at = self._made.at_us
        at["joined"] = joined
        at["welcome_shown"] = joined + MINUTE_US
        at["opened"] = self._acts("welcome", at["welcome_shown"])
        at["setup_shown"] = self._later(at["opened"], 36)
        at["set_up"] = self._acts("setup", at["setup_shown"])
        missed = np.where(at["set_up"] < 0, at["setup_shown"], -1)
        at["reminder_shown"] = np.where(missed < 0, -1, missed + 6 * DAY_US)
        at["agreed"] = self._acts("reminder", at["reminder_shown"])
        done = np.maximum(at["set_up"], at["agreed"])
        chance = np.where(done >= 0, 0.8, 0.05)
        begun = np.where(done >= 0, done, joined + 10 * DAY_US)
        at["activated"] = np.where(rng.random(n) < chance, self._later(begun, 48), -1)

    def _later(self, since: Ints, hours: int) -> Ints:
        return np.where(since < 0, -1, since + self._rng.integers(HOUR_US, hours * HOUR_US, len(since)))

    def _acts(self, touchpoint: str, reached: Ints) -> Ints:
        """When the target action came, soon after the touchpoint or never; some come too late."""
        rng, n = self._rng, len(reached)
        day = np.where(reached < 0, 0, reached // DAY_US - FIRST_DAY)
        chance = RATES[touchpoint] * self._level * self._day[np.minimum(day, len(self._day) - 1)]
        chance = np.where(np.isin(day % 7, WEEKEND), chance * self._log.weekend, chance)
        for tear in self._log.tears:
            if tear.touchpoint == touchpoint:
                chance = np.where(self._torn(tear, day), chance * tear.factor, chance)
        within = WITHIN_DAYS[touchpoint] * DAY_US
        soon = reached + np.minimum(rng.exponential(8 * HOUR_US, n), within).astype(np.int64)
        late = reached + within + rng.integers(HOUR_US, 5 * DAY_US, n)
        acts, comes_late = rng.random(n) < chance, rng.random(n) < TOO_LATE
        return np.where(reached < 0, -1, np.where(acts, soon, np.where(comes_late, late, -1)))

    def _torn(self, tear: Tear, day: Ints) -> Flags:
        inside = (day >= tear.first) & (day < tear.first + tear.days)
        if tear.cut is None:
            return inside
        mine = self._made.values[tear.cut].index(str(tear.value))
        return np.asarray(inside & (self._made.segments[tear.cut] == mine), bool)

    def finished(self) -> Passages:
        """The log as far as it goes: up to the end of its last day."""
        end = (FIRST_DAY + self._log.days) * DAY_US
        kept = {name: np.where(at < end, at, -1) for name, at in self._made.at_us.items()}
        return replace(self._made, at_us=kept, end_us=max(int(at.max()) for at in kept.values()))


def counts_of(made: Passages) -> BreakCounts:
    """What a warehouse counts of it, counted here from the arrays."""
    names = sorted(made.segments)
    goal = made.at_us["activated"] >= 0
    steps, cells, overlaps = [], [], []
    for touchpoint, target in TARGETS.items():
        within_us = WITHIN_DAYS[touchpoint] * DAY_US
        reached, done = made.at_us[f"{touchpoint}_shown"], made.at_us[target]
        rows = np.flatnonzero((reached >= 0) & (made.end_us - reached >= within_us))
        passed = ((done >= 0) & (done - reached <= within_us))[rows]
        steps.append(
            StepTotals(
                touchpoint,
                within_us // 10**6,
                len(rows),
                int(passed.sum()),
                int((passed & goal[rows]).sum()),
                int((~passed & goal[rows]).sum()),
            )
        )
        day = reached[rows] // DAY_US
        alone = np.zeros(len(rows), np.int64)
        cells.append(_by_day(touchpoint, None, (None,), (alone, day), passed))
        cells += [
            _by_day(
                touchpoint,
                name,
                (*made.values[name], None),
                (made.segments[name][rows], day),
                passed,
            )
            for name in names
        ]
        overlaps += [
            Overlap(touchpoint, a, b, _joint(made, a, b, rows)) for i, a in enumerate(names) for b in names[i + 1 :]
        ]
    n_events = sum(int((at >= 0).sum()) for at in made.at_us.values())
    n = len(made.at_us["joined"])
    return BreakCounts(tuple(steps), tuple(cells), tuple(overlaps), (), n, n, n_events)


def _joint(made: Passages, a: str, b: str, rows: Ints) -> Ints:
    counted = np.zeros((len(made.values[a]) + 1, len(made.values[b]) + 1), np.int64)
    np.add.at(counted, (made.segments[a][rows], made.segments[b][rows]), 1)
    return counted


def _by_day(
    touchpoint: str, cut: str | None, values: tuple[str | None, ...], value_and_day: tuple[Ints, Ints], passed: Flags
) -> DayCounts:
    value, day = value_and_day
    first = int(day.min(initial=FIRST_DAY))
    n_days = int(day.max(initial=first)) - first + 1
    heap = value * n_days + day - first
    counted = np.bincount(heap, minlength=len(values) * n_days)
    done = np.bincount(heap[passed], minlength=len(counted))
    met = np.flatnonzero(counted)
    return DayCounts(touchpoint, cut, values, met // n_days, met % n_days + first, counted[met], done[met])


def lines_of(made: Passages) -> Iterator[str]:
    """The log as CSV, one line an event, a heading first; in order of time."""
    names = sorted(made.segments)
    yield ",".join(("customer", "name", "at", *names))
    rows = [(int(us), who, name) for name, at in made.at_us.items() for who, us in enumerate(at.tolist()) if us >= 0]
    for us, who, name in sorted(rows):
        told = [made.values[one][made.segments[one][who]] if name == "joined" else "" for one in names]
        yield ",".join((f"c{who}", name, str(np.datetime64(us, "us")) + "Z", *told))
