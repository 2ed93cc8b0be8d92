"""What falls to customers: shares, delays and choices that depend on the seed and the occasion alone."""

from __future__ import annotations

import math
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tropa.simulate.chance import LONGEST_S, Chance, Delay

N = 4_000


@given(seed=st.integers(), occasion=st.lists(st.text() | st.integers(), max_size=4))
def test_a_share_of_nothing_never_and_of_everything_always_happens(seed: int, occasion: list[str | int]) -> None:
    """At 0 nothing happens, at 1 everything, whatever the seed and the occasion."""
    chance = Chance(seed)
    assert not chance.happens(0.0, *occasion)
    assert chance.happens(1.0, *occasion)
    assert chance.place(*occasion) == Chance(seed).place(*occasion)


def test_shares_are_what_they_say() -> None:
    """Over many occasions a share happens about so often; other seeds and occasions draw otherwise."""
    found = sum(Chance(7).happens(0.3, "anna", n) for n in range(N))
    assert abs(found / N - 0.3) < 4 * math.sqrt(0.21 / N)
    assert Chance(1).place("anna") != Chance(2).place("anna")
    assert Chance(1).place("a", "b") != Chance(1).place("ab")


def test_delays_have_the_median_and_the_spread_that_they_say() -> None:
    """Half are shorter than the median, and two thirds lie within the factor of the spread."""
    delays = [Chance(3).delay_s(Delay(3_600, 2), n) for n in range(N)]
    assert 3_300 < median(delays) < 3_900
    within = sum(1_800 <= one <= 7_200 for one in delays) / N
    assert abs(within - 0.6827) < 0.03


@given(place=st.floats(0.001, 0.999), most_s=st.floats(1, 1e9), median_s=st.floats(1, 1e9), spread=st.floats(1, 100))
def test_a_bounded_delay_keeps_its_bound(place: float, most_s: float, median_s: float, spread: float) -> None:
    """No delay is longer than its bound, or than ten years, and none is negative."""
    assert 0 <= Delay(median_s, spread, most_s).at(place) <= min(most_s, LONGEST_S) * 1.000001
    assert 0 <= Delay(median_s, spread).at(place) <= LONGEST_S


def test_a_bounded_delay_leaves_nobody_at_the_bound() -> None:
    """What lies beyond a bound is spread below it, not heaped at it."""
    delays = [Chance(3).delay_s(Delay(60, 3, 100), n) for n in range(1_000)]
    assert max(delays) < 100
    assert len(set(delays)) > 990


def test_a_delay_without_spread_is_its_median() -> None:
    """A spread of 1 is no chance at all."""
    assert Delay(90, 1).at(0.99) == 90
    assert Delay(0, 5).at(0.5) == 0


@pytest.mark.parametrize(("shares", "none"), [({"a": 0.5, "b": 0.3}, 0.2), ({"a": 1.5, "b": 0.5}, 0.0), ({}, 1.0)])
def test_choices_go_by_their_shares(shares: dict[str, float], none: float) -> None:
    """Each is chosen about so often; what shares leave over is nobody's, and those beyond the whole shrink alike."""
    found = [Chance(5).choice(shares, n) for n in range(N)]
    whole = max(1.0, sum(shares.values()))
    assert abs(found.count(None) / N - none) < 0.03
    for name, share in shares.items():
        assert abs(found.count(name) / N - share / whole) < 0.03
