"""Many tests at once: a published example, the definition, and the promise itself."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tropa.stats.discoveries import q_values

PUBLISHED = (
    0.0001,
    0.0004,
    0.0019,
    0.0095,
    0.0201,
    0.0278,
    0.0298,
    0.0344,
    0.0459,
    0.3240,
    0.4262,
    0.5719,
    0.6528,
    0.7590,
    1.0,
)
"""Benjamini and Hochberg (1995), section 4.1: fifteen comparisons of two treatments."""

P_VALUES = st.lists(st.floats(0, 1), min_size=1, max_size=40)


def test_the_published_example_has_four_discoveries() -> None:
    """At 5 % the four smallest of the fifteen p-values are discoveries, as printed."""
    assert int((q_values(PUBLISHED) <= 0.05).sum()) == 4


@given(P_VALUES, st.floats(0.001, 0.999))
def test_discoveries_are_those_of_the_step_up_procedure(p_values: list[float], level: float) -> None:
    """What has a q-value up to the level is what the procedure of 1995, carried out step by step, rejects."""
    m = len(p_values)
    ordered = sorted(p_values)
    k = max((i + 1 for i, p in enumerate(ordered) if p * m / (i + 1) <= level), default=0)
    rejected = [bool(k) and p <= ordered[k - 1] for p in p_values]
    assert (q_values(p_values) <= level).tolist() == rejected


@given(P_VALUES)
def test_whatever_the_tests_share_costs_the_harmonic_factor(p_values: list[float]) -> None:
    """Under any dependence a q-value is that of independence times the harmonic sum, at most 1."""
    harmonic = sum(1 / i for i in range(1, len(p_values) + 1))
    # A q-value of 1 may have been cut, so only what is below tells the factor.
    free, bound = q_values(p_values), q_values(p_values, dependence="any")
    below = free < 1
    assert bound[below] == pytest.approx(np.minimum(free[below] * harmonic, 1.0))


@given(P_VALUES, st.integers(0, 100))
def test_tests_left_out_count_as_if_they_had_found_nothing(p_values: list[float], n_more: int) -> None:
    """Naming the number of tests is the same as giving the others with a p-value of 1."""
    whole = q_values([*p_values, *[1.0] * n_more])[: len(p_values)]
    assert q_values(p_values, n_tests=len(p_values) + n_more) == pytest.approx(whole)


def test_where_nothing_is_there_little_is_said() -> None:
    """Of 2,000 families of 40 tests of nothing, at a level of 5 % at most 6.5 % say anything, and some do."""
    rng = np.random.default_rng(7)
    said = sum(bool((q_values(rng.random(40)) <= 0.05).any()) for _ in range(2_000))
    assert 0 < said <= 130


@pytest.mark.parametrize("p_values", [[-0.1], [1.1], [float("nan")]])
def test_no_p_value_is_refused(p_values: list[float]) -> None:
    """What does not lie in [0, 1] is no p-value."""
    with pytest.raises(ValueError, match="lies in"):
        q_values(p_values)


def test_more_p_values_than_tests_are_refused() -> None:
    """There are never more p-values than tests."""
    with pytest.raises(ValueError, match="of 1 tests"):
        q_values([0.5, 0.5], n_tests=1)
