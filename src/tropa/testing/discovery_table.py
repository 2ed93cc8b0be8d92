"""The table of how well journeys are discovered: each known structure, the draft, and two simple ways beside it."""

# ruff: noqa: S311 - draws are to be repeated, not to be secret

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random

from tropa.measure.discovery.blocks import Block
from tropa.measure.discovery.draft import draft_of
from tropa.testing.discovery_scores import Score, by_mean_position, mean_score, most_frequent_row, score
from tropa.testing.known_paths import Crowd, counted, drawn_block, rows_through

RANDOM_SEEDS = range(1_000, 1_040)
"""Structures that nobody looked at while thresholds were chosen."""

SIZES = (5, 14)
"""Names in a random structure: from, to."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One structure, or the mean of several, judged three ways."""

    draft: Score
    frequent: Score
    position: Score


def judged(block: Block, crowd: Crowd, seed: int) -> Judged:
    """Send a crowd through a structure and judge what is discovered from its rows."""
    counts = counted(rows_through(block, crowd, Random(seed)))
    draft = draft_of(counts).block
    return Judged(*(score(found, block) for found in (draft, most_frequent_row(counts), by_mean_position(counts))))


def judged_random(crowd: Crowd, seeds: range = RANDOM_SEEDS) -> Judged:
    """The mean over random structures."""
    drawn = [(drawn_block(Random(seed), Random(seed).randint(*SIZES)), seed) for seed in seeds]
    all_judged = [judged(block, crowd, seed) for block, seed in drawn]
    return Judged(
        *(mean_score([getattr(one, way) for one in all_judged]) for way in ("draft", "frequent", "position"))
    )


def table_lines(examples: Mapping[str, Block]) -> Iterator[str]:
    """The lines of the table as the documentation has them, in Markdown.

    Args:
        examples: Structures of shipped journeys by name.
    """
    yield "| structure | customers | noise | draft | most frequent path | mean position |"
    yield "|---|---|---|---|---|---|"
    for name, block in examples.items():
        yield _line(f"`{name}`", Crowd(), judged(block, Crowd(), 1))
    for crowd in (*(Crowd(noise=noise) for noise in (0.0, 0.1, 0.2, 0.3)), Crowd(n=200), Crowd(n=50)):
        yield _line(f"{len(RANDOM_SEEDS)} random ones", crowd, judged_random(crowd))


def _line(name: str, crowd: Crowd, found: Judged) -> str:
    ways = (found.draft, found.frequent, found.position)
    told = (f"{way.steps:.2f} / {way.order:.2f} / {way.moves:.2f}" for way in ways)
    return f"| {name} | {crowd.n:,} | {crowd.noise:.0%} | {' | '.join(told)} |"
