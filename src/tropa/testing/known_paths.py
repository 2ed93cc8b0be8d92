"""Journeys whose structure is known, and rows of events that went through them: with branches, repeats and noise.

The rows begin with ``BEGIN`` and, where nobody left before, end with ``GOAL``.  Noise befalls single events: one is
lost, comes twice, changes places with the next, or another name slips in before it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from random import Random

from tropa.measure.counts import PathCounts
from tropa.measure.discovery.blocks import Again, Block, Either, Maybe, One, Row, Together, names_in, row_of

BEGIN, GOAL = "begin", "goal"
STRANGERS = ("page viewed", "app opened", "newsletter read")
"""Names that have nothing to do with the journey; they come with the noise."""

MOST_ROUNDS = 4


@dataclass(frozen=True, slots=True)
class Crowd:
    """How units go through a journey.

    Args:
        n: Units.
        noise: The chance that something befalls an event.
        leave: The chance to leave for good after an event.
    """

    n: int = 2_000
    noise: float = 0.2
    leave: float = 0.02


def rows_through(block: Block, crowd: Crowd, rng: Random) -> list[tuple[str, ...]]:
    """A row of names for each unit."""
    names = (*names_in(block), *STRANGERS)
    rows = []
    for _ in range(crowd.n):
        steps = walked(block, rng)
        stay = next((at for at in range(len(steps)) if rng.random() < crowd.leave), len(steps))
        whole = [*steps[:stay], *([GOAL] if stay == len(steps) else [])]
        rows.append((BEGIN, *noisy(whole, names, crowd.noise, rng)))
    return rows


def counted(rows: list[tuple[str, ...]]) -> PathCounts:
    """The rows as a warehouse counts them."""
    ranked = sorted(Counter(rows).items(), key=lambda item: (-item[1], item[0]))
    return PathCounts(tuple(ranked), 0, len(rows), (), sum(map(len, rows)), len(rows))


def walked(block: Block, rng: Random) -> list[str]:
    """One way through a block."""
    match block:
        case One(name):
            return [name]
        case Maybe(part, share):
            return walked(part, rng) if rng.random() < share else []
        case Again(part, share):
            row = walked(part, rng)
            for _ in range(MOST_ROUNDS - 1):
                if rng.random() >= share:
                    break
                row += walked(part, rng)
            return row
        case Either(parts):
            return walked(rng.choice(parts), rng)
        case Row(parts):
            return [name for part in parts for name in walked(part, rng)]
        case Together(parts):
            return mixed([walked(part, rng) for part in parts], rng)


def mixed(rows: list[list[str]], rng: Random) -> list[str]:
    """Rows run together, each in its own order."""
    turns = [number for number, row in enumerate(rows) for _ in row]
    rng.shuffle(turns)
    heads = [iter(row) for row in rows]
    return [next(heads[number]) for number in turns]


def noisy(row: list[str], names: tuple[str, ...], noise: float, rng: Random) -> list[str]:
    """A row after accidents; the chance is one event's."""
    found: list[str] = []
    left = list(row)
    while left:
        name = left.pop(0)
        accident = rng.choice(("lost", "twice", "swapped", "slipped in")) if rng.random() < noise else ""
        if accident == "swapped" and left:
            left[0], name = name, left[0]
        if accident == "slipped in":
            found.append(rng.choice(names))
        found += [] if accident == "lost" else [name, name] if accident == "twice" else [name]
    return found


def drawn_block(rng: Random, n_names: int) -> Block:
    """A random structure over so many names: rows mostly, with choices, options, loops and parts in any order."""
    names = [f"step {number:02d}" for number in range(n_names)]
    rng.shuffle(names)
    return _drawn([One(name) for name in names], rng, 0)


def _drawn(steps: list[One], rng: Random, depth: int) -> Block:
    """A structure over steps, in their order."""
    if len(steps) == 1:
        return Maybe(steps[0], rng.uniform(0.35, 0.7)) if depth and rng.random() < 0.2 else steps[0]  # noqa: PLR2004
    kinds = ("row",) if depth == 0 or len(steps) > 6 else ("row", "row", "either", "together", "again")  # noqa: PLR2004
    kind = rng.choice(kinds)
    parts = [_drawn(part, rng, depth + 1) for part in _split(steps, rng, 2 if kind != "row" else 4)]
    if kind == "either":
        return Either(tuple(part.part if isinstance(part, Maybe) else part for part in parts))
    if kind == "together":
        return Together(tuple(parts))
    return Again(row_of(parts), rng.uniform(0.25, 0.45)) if kind == "again" else row_of(parts)


def _split(steps: list[One], rng: Random, most: int) -> list[list[One]]:
    """Steps cut into two to so many parts."""
    n = min(rng.randint(2, max(most, 2)), len(steps))
    cuts = [0, *sorted(rng.sample(range(1, len(steps)), n - 1)), len(steps)]
    return [steps[begin:end] for begin, end in pairwise(cuts)]
