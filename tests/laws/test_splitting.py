"""Laws of splitting: chances are chances, a longer silence never speaks against a boundary, histories stay whole."""

# ruff: noqa: S311 - draws are to be repeated, not to be secret

from __future__ import annotations

from random import Random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tropa.measure.splitting.counts import HistoryRows, buckets_of
from tropa.measure.splitting.learning import learn
from tropa.testing.known_paths import drawn_block
from tropa.testing.logs import LogEvent
from tropa.testing.long_histories import Habits, gap_counts, long_histories

UNITS = st.lists(
    st.lists(st.tuples(st.sampled_from("abcd"), st.integers(0, 10**12)), min_size=1, max_size=12),
    min_size=1,
    max_size=8,
)


def told(units: list[list[tuple[str, int]]]) -> list[list[LogEvent]]:
    """Units as events in order."""
    ordered = [sorted(unit, key=lambda one: one[1]) for unit in units]
    return [
        [LogEvent(f"c{number}", name, at_us, at) for at, (name, at_us) in enumerate(unit)]
        for number, unit in enumerate(ordered)
    ]


@given(UNITS)
def test_whatever_the_log_chances_are_chances(units: list[list[tuple[str, int]]]) -> None:
    """Every chance lies in [0, 1]; beginnings and ends are shared out whole; cuts are counted as they are told."""
    counts = gap_counts(told(units))
    found = learn(counts)
    chance = found.chances(counts.source, counts.target, counts.bucket)
    assert ((chance >= 0) & (chance <= 1)).all()
    assert abs(found.begins.sum() - 1) < 1e-9
    assert abs(found.ends.sum() - 1) < 1e-9
    assert found.n_cuts == counts.n[chance >= 0.5].sum() <= found.n_steps
    assert 0 <= found.agree <= 1


@given(st.integers(0, 30), st.booleans())
def test_a_longer_silence_never_speaks_against_a_boundary(seed: int, marked: bool) -> None:  # noqa: FBT001  drawn
    """For each pair of names the chance does not fall with the gap."""
    habits = Habits(customers=40, marked=marked)
    histories = long_histories(drawn_block(Random(seed), 6), habits, Random(seed))
    counts = gap_counts([history.events for history in histories])
    found = learn(counts)
    buckets = np.arange(250)
    for pair in found.pairs.tolist():
        source, target = divmod(pair, len(found.names))
        chance = found.chances(np.full(250, source), np.full(250, target), buckets)
        assert (np.diff(chance) >= -1e-12).all()


@given(UNITS)
def test_parts_number_the_journeys_of_each_history(units: list[list[tuple[str, int]]]) -> None:
    """Each history begins with 1 and goes up by one at a cut; there are as many cuts as were told."""
    split = told(units)
    counts = gap_counts(split)
    found = learn(counts)
    events = [event for unit in split for event in unit]
    rows = HistoryRows(
        customers=[event.customer for event in events],
        unit=np.repeat(np.arange(len(split)), [len(unit) for unit in split]),
        name=np.array([counts.names.index(event.name) for event in events]),
        at_us=np.array([event.at_us for event in events]),
        kept=[],
    )
    parts = found.parts(rows)
    firsts = np.flatnonzero(np.diff(rows.unit, prepend=-1))
    assert (parts[firsts] == 1).all()
    steps = np.diff(parts)[np.diff(rows.unit) == 0]
    assert set(steps.tolist()) <= {0, 1}
    assert steps.sum() == found.n_cuts


def test_buckets_are_eighths_of_octaves() -> None:
    """A gap and its double lie eight buckets apart."""
    gaps_s = np.array([1.0, 3.0, 60.0, 86_400.0])
    assert (buckets_of(2 * gaps_s) - buckets_of(gaps_s) == 8).all()
