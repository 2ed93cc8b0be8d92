"""Laws of attribution: every convention deals out the goals that had a touch, no more and no less."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tropa.journey.signals import Named
from tropa.measure.attribution.conventions import CONVENTIONS, deal, mean_credit, removal_shares
from tropa.measure.attribution.counts import Attribution, AttributionCounts, Credit, Touch
from tropa.testing.attribution_oracle import attribution
from tropa.testing.logs import LogEvent

NAMES = ("mail", "call", "shop", "paid", "noise")
ROWS = st.lists(st.lists(st.sampled_from(NAMES), max_size=9), min_size=1, max_size=15)


def counts_of(rows: list[list[str]], half_life_s: int = 3) -> AttributionCounts:
    """The oracle's counts of customers whose events are a second apart."""
    touches = tuple(Touch(name, Named(name)) for name in NAMES[:3])
    events = [
        LogEvent(f"c{number}", name, at * 1_000_000, 100 * number + at)
        for number, row in enumerate(rows)
        for at, name in enumerate(row)
    ]
    return attribution(Attribution(touches, Named("paid"), half_life_s=half_life_s), events)


@given(ROWS, st.integers(1, 1_000))
def test_each_convention_deals_out_all_goals_with_a_touch(rows: list[list[str]], half_life_s: int) -> None:
    """The touches' goals sum to the goals that had a touch, by each of the six; shares sum to one."""
    found = deal(counts_of(rows, half_life_s))
    touched = found.goals - found.untouched
    for convention in CONVENTIONS:
        assert sum(one.dealt[convention].goals for one in found.touches) == pytest.approx(touched)
        if touched:
            assert sum(one.dealt[convention].share or 0.0 for one in found.touches) == pytest.approx(1.0)
        else:
            assert [one.dealt[convention].goals for one in found.touches] == [0.0] * 3


@given(ROWS)
def test_no_touch_gets_more_than_the_goals_it_was_in(rows: list[list[str]]) -> None:
    """None gets more goals than it is in; the removal effect, which sees single moves only, is another matter."""
    for one in deal(counts_of(rows)).touches:
        for convention in CONVENTIONS[:-1]:
            assert 0 <= one.dealt[convention].goals <= one.goals + 1e-9


@given(ROWS)
def test_an_interval_holds_its_share(rows: list[list[str]]) -> None:
    """Where a convention has an interval, what is dealt out lies in it, and it lies in [0, 1]."""
    found = deal(counts_of(rows))
    for one in found.touches:
        for told in one.dealt.values():
            if told.share is not None and told.low is not None and told.high is not None:
                assert 0 <= told.low <= told.share + 1e-12
                assert told.share - 1e-12 <= told.high <= 1


@given(ROWS)
def test_where_each_path_has_one_touch_all_conventions_agree(rows: list[list[str]]) -> None:
    """First, last, linear, position and decay are the same of paths with one touch."""
    single = [[*[name for name in row if name != "paid"][:1], "paid"] for row in rows]
    for one in deal(counts_of(single)).touches:
        told = [one.dealt[convention].goals for convention in CONVENTIONS[:-1]]
        assert told == pytest.approx([float(one.goals)] * 5)


def test_a_touch_that_never_mattered_has_no_removal_effect() -> None:
    """Half of those called reach the goal and half of those who got mail do, but only calls are on the way to it."""
    moves = [(4, 4, 0, 0), (0, 0, 0, 4), (0, 0, 2, 2)]
    assert removal_shares(moves).tolist() == [0.0, 1.0]


def test_a_loop_between_touches_is_solved() -> None:
    """Two touches that lead to each other, and now and then to the goal: both are needed alike but for the entry."""
    shares = removal_shares([(1, 0, 0, 0), (0, 8, 1, 1), (8, 0, 1, 1)])
    assert shares.sum() == pytest.approx(1.0)
    assert shares[0] > shares[1] > 0


def test_credit_of_few_goals_is_not_certain() -> None:
    """A touch that got half of each of three goals is not known to get half of all."""
    interval = mean_credit(Credit(1.5, 0.75), 3)
    assert interval.low < 0.3
    assert interval.high > 0.7
