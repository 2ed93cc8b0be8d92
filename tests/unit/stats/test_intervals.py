"""Intervals: published values, and laws that hold for every share."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tropa.stats.intervals import Interval, newcombe, two_sided_z, wilson

SIZES = st.integers(1, 10**9)
LEVELS = st.floats(0.5, 0.999)


@st.composite
def counts(draw: st.DrawFn) -> tuple[int, int]:
    """Draw (successes, n) with n >= 1."""
    n = draw(SIZES)
    return draw(st.integers(0, n)), n


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),  # Newcombe (1998), single proportion, table I
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (29, 29, 0.8830, 1.0),
    ],
)
def test_wilson_gives_the_published_bounds(successes: int, n: int, low: float, high: float) -> None:
    """The bounds are those printed by Newcombe (1998) for the score method."""
    found = wilson(successes, n)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_wilson_knows_nothing_of_nobody() -> None:
    """With nobody asked the share may be anything."""
    assert wilson(0, 0) == Interval(0.0, 1.0)


@given(counts(), LEVELS)
def test_wilson_holds_the_share_and_stays_a_share(count: tuple[int, int], level: float) -> None:
    """0 <= low <= share <= high <= 1, and the interval is never a point."""
    successes, n = count
    found = wilson(successes, n, level)
    assert 0 <= found.low <= successes / n <= found.high <= 1
    assert found.low < found.high


@given(counts())
def test_wilson_is_symmetric(count: tuple[int, int]) -> None:
    """The interval of the failures is the mirror image of that of the successes."""
    successes, n = count
    found, mirrored = wilson(successes, n), wilson(n - successes, n)
    assert mirrored.low == pytest.approx(1 - found.high, abs=1e-15)
    assert mirrored.high == pytest.approx(1 - found.low, abs=1e-15)


@given(counts(), st.integers(2, 1000))
def test_wilson_shrinks_with_more_of_the_same(count: tuple[int, int], factor: int) -> None:
    """The same share among more people is known better."""
    successes, n = count
    few, many = wilson(successes, n), wilson(successes * factor, n * factor)
    assert many.high - many.low < few.high - few.low


@given(counts())
def test_wilson_solves_its_own_equation(count: tuple[int, int]) -> None:
    """At a bound p the share lies z standard errors of p away: Wilson's definition."""
    successes, n = count
    found, z = wilson(successes, n), two_sided_z(0.95)
    for bound in (found.low, found.high):
        distance, error = abs(successes / n - bound), (bound * (1 - bound) / n) ** 0.5
        assert distance == pytest.approx(z * error, rel=1e-3, abs=1e-6)


@pytest.mark.parametrize(("successes", "n"), [(-1, 5), (6, 5), (0, -1)])
def test_wilson_refuses_impossible_counts(successes: int, n: int) -> None:
    """More successes than cases, or negative ones, are a mistake of the caller."""
    with pytest.raises(ValueError, match="successes"):
        wilson(successes, n)


@pytest.mark.parametrize("level", [0.0, 1.0, 95.0])
def test_a_level_is_a_share(level: float) -> None:
    """Levels of 0, of 1 and in percent are refused."""
    with pytest.raises(ValueError, match="level"):
        wilson(1, 2, level)


@pytest.mark.parametrize(
    ("groups", "low", "high"),
    [
        ((56, 70, 48, 80), 0.0524, 0.3339),  # Newcombe (1998), differences, table II, method 10
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((5, 56, 0, 29), -0.0381, 0.1926),
        ((0, 10, 0, 10), -0.2775, 0.2775),
        ((10, 10, 0, 10), 0.6075, 1.0),
    ],
)
def test_newcombe_gives_the_published_bounds(groups: tuple[int, int, int, int], low: float, high: float) -> None:
    """The bounds are those printed by Newcombe (1998) for his method 10."""
    found = newcombe(*groups)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@given(counts(), counts(), LEVELS)
def test_newcombe_holds_the_difference(first: tuple[int, int], second: tuple[int, int], level: float) -> None:
    """-1 <= low <= difference <= high <= 1."""
    found = newcombe(*first, *second, level)
    assert -1 <= found.low <= first[0] / first[1] - second[0] / second[1] <= found.high <= 1


@given(counts(), counts())
def test_newcombe_turns_round_with_its_groups(first: tuple[int, int], second: tuple[int, int]) -> None:
    """Exchanging the groups negates the interval."""
    found, turned = newcombe(*first, *second), newcombe(*second, *first)
    assert (turned.low, turned.high) == pytest.approx((-found.high, -found.low), abs=1e-12)


@pytest.mark.parametrize("groups", [(0, 0, 3, 7), (3, 7, 0, 0)])
def test_newcombe_knows_nothing_of_an_empty_group(groups: tuple[int, int, int, int]) -> None:
    """A difference from an empty group may be anything."""
    assert newcombe(*groups) == Interval(-1.0, 1.0)
