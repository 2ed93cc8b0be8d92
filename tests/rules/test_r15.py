"""R15, loops: legal, counted, and stopped where they spin."""

from __future__ import annotations

import pytest
from tests.rules.scene import begun, ids, outcome_of


@pytest.mark.parametrize(
    ("limit", "visits"), [("", 3), (", max_visits: 1", 1), (", max_visits: 2", 2), (", max_visits: 50", 50)]
)
def test_r15_a_step_is_visited_max_visits_times(limit: str, visits: int) -> None:
    """Three times, where nothing is said; then the way ``else`` is taken."""
    made = begun(f"[{{id: s, send: hello}}, {{back_to: s{limit}, else: [{{end: enough}}]}}]")
    assert made.told == ["hello"] * visits
    assert outcome_of(made) == "enough"


def test_r15_visits_are_numbered_and_have_messages_of_their_own() -> None:
    """The first visit is 1; each has its message with its id."""
    made = begun("[{id: s, send: hello}, {back_to: s}]")
    assert [one.place.visit for one in made.state.made.messages] == [1, 2, 3]
    assert len(set(ids(made))) == 3


def test_r15_a_used_up_way_back_goes_on_behind_itself() -> None:
    """Without ``else`` the run goes on with the step after the way back."""
    made = begun("[{id: s, send: hello}, {back_to: s, max_visits: 2}, {end: behind}]")
    assert (made.told, outcome_of(made)) == (["hello", "hello"], "behind")


@pytest.mark.parametrize("limit", ["unlimited", "100000"])
def test_r15_a_loop_that_never_waits_is_a_failure(limit: str) -> None:
    """It does not hang and does not flood: after a hundred visits the run fails, and a person is told."""
    made = begun(f"[{{id: s, send: hello}}, {{back_to: s, max_visits: {limit}}}]")
    assert outcome_of(made) == "failed"
    assert len(made.sent) <= 100
    assert [one.kind for one in made.state.made.opened] == ["failure"]


def test_r15_a_loop_that_waits_may_go_on() -> None:
    """A year of daily visits is no failure."""
    made = begun("[{id: s, wait: 1d}, {send: hello}, {back_to: s, max_visits: unlimited}]")
    made.pass_time(days=365, hours=1)
    assert (len(made.sent), outcome_of(made)) == (365, None)


def test_r15_loops_within_loops_count_each_for_itself() -> None:
    """An inner way back that is used up in the first round is used up: rounds two and three pass it once each."""
    made = begun(
        "[{id: out, send: hello}, {id: in, send: nag}, {back_to: in, max_visits: 2}, {back_to: out, max_visits: 3}]"
    )
    assert made.told == ["hello", "nag", "nag", "hello", "nag", "hello", "nag"]


def test_r15_a_way_back_to_the_step_that_encloses_it() -> None:
    """A step may be begun anew from within one of its own branches."""
    made = begun("[{id: ask, wait: paid, up_to: 1d, else: [{send: nag}, {back_to: ask, else: [{end: given_up}]}]}]")
    made.pass_time(days=9)
    assert (made.told, outcome_of(made)) == (["nag"] * 3, "given_up")
