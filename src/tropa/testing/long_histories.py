"""Long histories of which it is known where one journey ends and the next begins.

Within a journey each step has a usual wait of its own, from minutes to days; between two journeys lie days or weeks.
The two overlap, so that no length of silence tells them apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, log
from random import Random

import numpy as np
import numpy.typing as npt

from tropa.measure.discovery.blocks import Block, names_in
from tropa.measure.splitting.counts import GapCounts, buckets_of
from tropa.testing.known_paths import BEGIN, GOAL, STRANGERS, noisy, walked
from tropa.testing.logs import LogEvent

MINUTE_S, DAY_S = 60, 86_400


@dataclass(frozen=True, slots=True)
class Habits:
    """How customers come back.

    Args:
        customers: Customers.
        journeys: Journeys of a customer at most; from one to so many are equally likely.
        between_s: The middle time between two journeys.
        spread: Of the logarithm of all waits.
        noise: The chance that something befalls an event.
        leave: The chance to break a journey off after an event.
        marked: A journey begins with an event that comes nowhere else and, if it is not broken off, ends with one.
            Otherwise neither is in the log, and a first step may be lost or be some other name.
    """

    customers: int = 1_000
    journeys: int = 5
    between_s: float = 4 * DAY_S
    spread: float = 1.0
    noise: float = 0.1
    leave: float = 0.05
    marked: bool = True


@dataclass(frozen=True, slots=True)
class History:
    """One customer's events.

    Args:
        events: In order.
        begins: Whether each begins a journey; the first does.
    """

    events: tuple[LogEvent, ...]
    begins: tuple[bool, ...]


def long_histories(block: Block, habits: Habits, rng: Random) -> list[History]:
    """The histories of customers who go through one journey again and again."""
    names = (*names_in(block), *STRANGERS)
    waits = {name: exp(rng.uniform(log(5 * MINUTE_S), log(3 * DAY_S))) for name in (*names, GOAL)}
    found = []
    for number in range(habits.customers):
        journeys = [_row(block, habits, names, rng) for _ in range(rng.randint(1, habits.journeys))]
        found.append(_history(number, journeys, habits, waits, rng))
    return found


def _row(block: Block, habits: Habits, names: tuple[str, ...], rng: Random) -> list[str]:
    """The events of one journey."""
    steps = walked(block, rng)
    stay = next((at for at in range(len(steps)) if rng.random() < habits.leave), len(steps))
    goal = [GOAL] if habits.marked and stay == len(steps) else []
    row = noisy([*steps[:stay], *goal], names, habits.noise, rng)
    return [BEGIN, *row] if habits.marked else row


def _history(number: int, journeys: list[list[str]], habits: Habits, waits: dict[str, float], rng: Random) -> History:
    """One customer's journeys, one after another."""
    at_s = rng.uniform(0, 30 * DAY_S)
    events: list[LogEvent] = []
    begins: list[bool] = []
    for row in journeys:
        for place, name in enumerate(row):
            usual_s = habits.between_s if place == 0 else waits[name]
            at_s += rng.lognormvariate(log(usual_s), habits.spread)
            events.append(LogEvent(f"c{number}", name, int(at_s * 1_000_000), 1_000 * number + len(events)))
            begins.append(place == 0)
    return History(tuple(events), tuple(begins))


def gap_counts(histories: Sequence[Sequence[LogEvent]], known: Iterable[str] = ()) -> GapCounts:
    """The gaps of whole histories, as a warehouse counts them: the oracle of ``Gaps``.

    Args:
        histories: The events of each unit, in order.
        known: Names that the log has besides.
    """
    names = tuple(sorted({event.name for events in histories for event in events} | set(known)))
    code = {name: place for place, name in enumerate(names)}
    steps = steps_of(histories)
    gaps_s = np.array([gap_s for _, _, gap_s in steps], np.float64)
    buckets = buckets_of(gaps_s).tolist()
    rows = Counter((code[a], code[b], bucket) for (a, b, _), bucket in zip(steps, buckets, strict=True))
    columns = np.array([(*row, n) for row, n in sorted(rows.items())], np.int64).reshape(-1, 4)
    starts, ends = np.zeros(len(names), np.int64), np.zeros(len(names), np.int64)
    for events in histories:
        if events:
            starts[code[events[0].name]] += 1
            ends[code[events[-1].name]] += 1
    return GapCounts(
        names,
        columns[:, 0],
        columns[:, 1],
        columns[:, 2],
        columns[:, 3],
        starts,
        ends,
        sum(map(len, histories)),
        len({event.customer for events in histories for event in events}),
    )


def steps_of(histories: Sequence[Sequence[LogEvent]]) -> list[tuple[str, str, float]]:
    """Each step from an event to the next, with the seconds between."""
    return [
        (one.name, other.name, (other.at_us - one.at_us) / 1_000_000)
        for events in histories
        for one, other in pairwise(events)
    ]


def auc(scores: npt.NDArray[np.float64], positive: npt.NDArray[np.bool_]) -> float:
    """The chance that a boundary scores higher than a step within a journey, equal scores counting half.

    >>> auc(np.array([0.1, 0.4, 0.4, 0.9]), np.array([False, True, False, True]))
    0.875
    """
    order = np.argsort(scores, kind="stable")
    _, first, counts = np.unique(scores[order], return_index=True, return_counts=True)
    ranks = np.repeat(first + (counts + 1) / 2, counts)
    wanted = positive[order]
    n, m = int(wanted.sum()), int((~wanted).sum())
    return float((ranks[wanted].sum() - n * (n + 1) / 2) / (n * m)) if n and m else 0.5
