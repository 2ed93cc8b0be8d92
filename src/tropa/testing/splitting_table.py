"""The table of how well long histories are split: each known structure, what was learned, and the gap alone."""

# ruff: noqa: S311 - draws are to be repeated, not to be secret

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from random import Random
from statistics import fmean

import numpy as np

from tropa.measure.discovery.blocks import Block
from tropa.measure.splitting.counts import buckets_of
from tropa.measure.splitting.learning import learn
from tropa.testing.known_paths import drawn_block
from tropa.testing.long_histories import DAY_S, Habits, auc, gap_counts, long_histories, steps_of

RANDOM_SEEDS = range(1_000, 1_012)
"""Structures that nobody looked at while numbers were chosen."""

SIZES = (5, 14)
BETWEEN_DAYS = (0.5, 1, 4, 14)


@dataclass(frozen=True, slots=True)
class Split:
    """How well the boundaries of known histories are told from the steps within.

    Args:
        learned: The area under the curve of what was learned (AUC).
        gap: That of the gap alone.
        right: The share of steps that are taken for what they are.
    """

    learned: float
    gap: float
    right: float


def judged(block: Block, habits: Habits, seed: int) -> Split:
    """Learn from histories without being told where journeys end, and judge what was learned."""
    histories = long_histories(block, habits, Random(seed))
    events = [history.events for history in histories]
    counts = gap_counts(events)
    splitting = learn(counts)
    place = {name: number for number, name in enumerate(counts.names)}
    steps = steps_of(events)
    source = np.array([place[before] for before, _, _ in steps], np.int64)
    target = np.array([place[after] for _, after, _ in steps], np.int64)
    gaps_s = np.array([gap_s for _, _, gap_s in steps], np.float64)
    chance = splitting.chances(source, target, buckets_of(gaps_s))
    truth = np.array([begins for history in histories for begins in history.begins[1:]], np.bool_)
    return Split(auc(chance, truth), auc(gaps_s, truth), float(((chance >= 0.5) == truth).mean()))  # noqa: PLR2004


def judged_random(habits: Habits, seeds: range = RANDOM_SEEDS) -> Split:
    """The mean over random structures."""
    found = [judged(drawn_block(Random(seed), Random(seed).randint(*SIZES)), habits, seed) for seed in seeds]
    return Split(*(fmean(getattr(one, name) for one in found) for name in ("learned", "gap", "right")))


def split_lines(examples: Mapping[str, Block]) -> Iterator[str]:
    """The lines of the table as the documentation has them, in Markdown."""
    yield "| structure | days between journeys | learned (AUC) | gap alone (AUC) | steps taken for what they are |"
    yield "|---|---|---|---|---|"
    for name, block in examples.items():
        yield _line(f"`{name}`", 4, judged(block, Habits(marked=False), 1))
    for marked, told in ((False, "random, beginnings not marked"), (True, "random, beginnings marked")):
        for days in BETWEEN_DAYS:
            habits = replace(Habits(customers=400, marked=marked), between_s=days * DAY_S)
            yield _line(f"{len(RANDOM_SEEDS)} {told}", days, judged_random(habits))


def _line(name: str, days: float, found: Split) -> str:
    return f"| {name} | {days:g} | {found.learned:.3f} | {found.gap:.3f} | {found.right:.1%} |"
