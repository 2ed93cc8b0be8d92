"""How well journeys are discovered from logs of which the journey is known, beside two simple ways of doing it."""

from __future__ import annotations

from pathlib import Path

import pytest

import tropa.data
from tropa.measure.discovery.blocks import Block
from tropa.runtime.definitions import load
from tropa.testing.discovery_table import Judged, judged, judged_random, table_lines
from tropa.testing.journey_blocks import blocks_of
from tropa.testing.known_paths import Crowd
from tropa.testing.long_histories import DAY_S, Habits
from tropa.testing.splitting_table import judged_random as split_random
from tropa.testing.splitting_table import split_lines

EXAMPLES = Path(tropa.data.__file__).parent / "examples"
PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "how-a-journey-is-discovered.md"


def structures() -> dict[str, Block]:
    """The structure of every shipped example that has steps."""
    loaded = {path.stem: load(path).journey for path in sorted(EXAMPLES.glob("*.yaml")) if path.stem != "workspace"}
    blocks = {name: blocks_of(journey) for name, journey in loaded.items() if journey is not None}
    return {name: block for name, block in blocks.items() if block is not None}


@pytest.mark.parametrize("name", structures())
def test_the_draft_of_an_example_comes_nearer_than_the_simple_ways(name: str) -> None:
    """With a fifth of the events disturbed, steps and order of each example are found, never worse than simply."""
    found = judged(structures()[name], Crowd(n=1_000), 1)
    assert found.draft.steps >= 0.95
    assert found.draft.order >= 0.9
    assert found.draft.moves >= 0.5
    _no_worse(found)


def test_random_structures_are_found_through_noise() -> None:
    """The same on the mean of ten random structures, which the simple ways reach at most three quarters of."""
    found = judged_random(Crowd(n=1_000), range(1_000, 1_010))
    assert min(found.draft.steps, found.draft.order) >= 0.9
    assert found.draft.moves >= 0.8
    assert max(found.frequent.order, found.position.order) <= 0.8
    _no_worse(found)


def _no_worse(found: Judged) -> None:
    for way in (found.frequent, found.position):
        assert found.draft.steps >= way.steps
        assert found.draft.order >= way.order
        assert found.draft.moves >= way.moves


@pytest.mark.parametrize("marked", [True, False])
def test_boundaries_are_told_better_than_by_the_gap(*, marked: bool) -> None:
    """Where half a day to two weeks lie between journeys, what is learned parts them where silence alone does not."""
    for days in (0.5, 4):
        habits = Habits(customers=150, marked=marked, between_s=days * DAY_S)
        found = split_random(habits, range(1_000, 1_004))
        assert found.learned >= 0.97
        assert found.gap <= found.learned - 0.03
        assert found.right >= 0.95


@pytest.mark.long
def test_the_documentation_tells_the_scores(capsys: pytest.CaptureFixture[str]) -> None:
    """The tables of the explanation are what comes of counting again."""
    lines = [*table_lines(structures()), "", *split_lines(structures())]
    with capsys.disabled():
        print("\n".join(["", *lines]))  # noqa: T201  the table is what one runs this for
    text = PAGE.read_text(encoding="utf-8")
    assert [line for line in lines if line not in text] == []
