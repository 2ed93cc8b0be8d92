"""Splitting: what is known of beginnings, ends and gaps on logs small enough to be seen through."""

from __future__ import annotations

import pytest

from tropa.measure.splitting.counts import bucket_start_s
from tropa.measure.splitting.learning import Splitting, learn
from tropa.testing.logs import LogEvent
from tropa.testing.long_histories import gap_counts

HOUR_US = 3_600 * 1_000_000


def learned(rows: dict[str, int]) -> Splitting:
    """Histories written as ``name+hours``, hours since the event before, with the customers behind each."""
    units, number = [], 0
    for row, customers in rows.items():
        for _ in range(customers):
            at_us, events = 0, []
            for place, told in enumerate(row.split()):
                name, hours = told.split("+")
                at_us += int(float(hours) * HOUR_US)
                events.append(LogEvent(f"c{number}", name, at_us, place))
            units.append(events)
            number += 1
    return learn(gap_counts(units))


@pytest.mark.parametrize("hours", [30, 240, 1_000])
def test_who_comes_first_begins_and_who_comes_last_ends(hours: int) -> None:
    """One journey each: beginnings and ends are known, and nothing is cut though some wait very long within."""
    found = learned({"a+0 b+1 c+2": 60, f"a+0 b+2 c+{hours}": 40})
    assert (found.n_cuts, found.n_steps) == (0, 200)
    begins, ends = dict(zip(found.names, found.begins, strict=True)), dict(zip(found.names, found.ends, strict=True))
    assert begins["a"] == pytest.approx(1, abs=0.01)
    assert ends["c"] == pytest.approx(1, abs=0.01)


def test_a_name_that_ends_before_one_that_begins_is_a_boundary_after_a_long_gap() -> None:
    """Two journeys a week apart are two, and a wait of a week within one stays within."""
    found = learned({"a+0 b+1 c+170 a+160 b+2 c+168": 50, "a+0 b+1 c+150": 50, "a+0 b+1 c+160 a+150 b+1": 20})
    assert found.n_cuts == 70
    assert found.expected_cuts == pytest.approx(70, abs=5)
    assert found.between_s > 50 * 3_600


def test_where_all_names_are_one_the_silence_decides() -> None:
    """A log of nothing but visits is cut where the long silences are."""
    found = learned({"v+0 v+1 v+2 v+200 v+1 v+2": 70, "v+0 v+2 v+1 v+2": 30})
    assert (found.n_cuts, found.agree) == (70, 1.0)


def test_the_gap_that_would_do_nearly_the_same_is_told() -> None:
    """Where gaps part cleanly the silence between them agrees on every step."""
    found = learned({"a+0 b+1 c+1 a+100 b+1 c+1": 80, "a+0 b+2 c+1": 20})
    assert (found.n_cuts, found.agree) == (80, 1.0)
    assert 2 * 3_600 < found.gap_s <= 100 * 3_600
    assert bucket_start_s(0) == 0.0
