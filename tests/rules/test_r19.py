"""R19, identity merge: two customers turn out to be one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.rules.scene import MONDAY, TOUCHPOINTS, ids, world

from tropa.engine.caps import Cap
from tropa.engine.intents import SendingFacts
from tropa.journey.codecs.values import Duration
from tropa.testing.world import World, surroundings

WAITING = "start: ordered\nsteps: [{wait: paid, up_to: 9d, then: [{send: hello}], else: [{send: nag}]}]\n"
MERGE = "customer_merged"


def merged(rest: str = WAITING, *begin: str) -> World:
    """Runs of some customers begin, an hour apart; then the guest turns out to be Anna."""
    made = world(rest)
    for customer in begin or ("guest",):
        made.event("ordered", customer)
        made.pass_time(hours=1)
    made.event(MERGE, "guest", into="anna")
    return made


def test_r19_open_runs_go_on_under_the_one_who_stays() -> None:
    """The guest's run is Anna's: her payment moves it, and its messages go to her."""
    made = merged()
    made.event("paid", "anna")
    assert made.sent == [("hello", "email", "anna")]


def test_r19_what_still_comes_in_of_the_other_is_the_ones() -> None:
    """A payment that was sent with the guest's name, and is heard after the merge, is Anna's."""
    made = merged()
    made.event("paid", "guest")
    assert made.sent == [("hello", "email", "anna")]


def test_r19_timers_go_on() -> None:
    """Nine days after the guest's order, not after the merge, Anna is reminded."""
    made = merged()
    made.pass_time(days=20)
    assert [(one.to, one.at) for one in made.state.made.messages] == [("anna", MONDAY + timedelta(days=9))]


def test_r19_messages_keep_their_ids() -> None:
    """A run's messages have the ids that they would have had without the merge."""
    made, apart = merged(), world(WAITING)
    apart.event("ordered", "guest")
    for one in (made, apart):
        one.pass_time(days=20)
    assert ids(made) == ids(apart)


def test_r19_of_two_runs_of_one_journey_the_more_advanced_stays() -> None:
    """Anna has come further than the guest: hers goes on, the guest's ends as merged."""
    steps = "start: ordered\nsteps: [{id: one, wait: clicked}, {id: two, wait: paid}]\n"
    for ahead in ("anna", "guest"):
        made = world(steps)
        made.event("ordered", "anna")
        made.event("ordered", "guest")
        made.event("clicked", ahead)
        made.pass_time(hours=1)
        made.event(MERGE, "guest", into="anna")
        assert (made.stands, made.outcomes.count(None)) == (["two"], 1)
        assert [one.step for one in made.state.made.transitions if one.reason == "merged"] == [None]
        made.event("paid", "anna")
        assert made.outcomes == ["ended", "ended"]


def test_r19_of_equals_the_older_stays() -> None:
    """Two runs at the same step: the one that began first goes on, on its own time."""
    for first, second in (("anna", "guest"), ("guest", "anna")):
        made = merged(WAITING, first, second)
        made.pass_time(days=20)
        assert [one.at for one in made.state.made.messages] == [MONDAY + timedelta(days=9)]


def test_r19_runs_of_other_keys_stand_side_by_side() -> None:
    """The orders of both are open afterwards: nothing is lost where the keys differ."""
    made = world("key: order_id\n" + WAITING)
    made.event("ordered", "anna", order_id="1")
    made.event("ordered", "guest", order_id="2")
    made.event(MERGE, "guest", into="anna")
    made.event("paid", "anna", order_id="1")
    made.event("paid", "anna", order_id="2")
    assert made.sent == [("hello", "email", "anna")] * 2


def test_r19_what_the_other_did_counts_for_what_waits() -> None:
    """Anna waits for a click since ever, and the guest has clicked: at the merge the wait is over."""
    made = world("start: ordered\nsteps: [{wait: clicked, since: ever, then: [{send: hello}]}]\n")
    made.event("clicked", "guest")
    made.event("ordered", "anna")
    assert made.sent == []
    made.event(MERGE, "guest", into="anna")
    assert made.sent == [("hello", "email", "anna")]


def test_r19_traits_of_the_one_who_stays_come_first() -> None:
    """Where both have a trait it is Anna's; where only the guest has it, it is known of her from then on."""
    steps = "[{if: traits.plan = 'gold' and traits.city = 'Kazan', then: [{send: hello}], else: [{send: nag}]}]"
    made = world(f"start: ordered\nsteps: {steps}\n")
    made.traits("anna", plan="gold")
    made.traits("guest", plan="plain", city="Kazan")
    made.event(MERGE, "guest", into="anna")
    made.event("ordered", "anna")
    assert made.told == ["hello"]


def test_r19_caps_count_what_both_were_sent() -> None:
    """The guest was reminded this morning, so that Anna is not reminded this week."""
    facts = SendingFacts(opted_in=True, caps=(Cap(frozenset({"reminder"}), 1, Duration(7, "d"), "a cap"),))
    made = World(f"{TOUCHPOINTS}key: k\nstart: ordered\nsteps: [{{send: nag}}]\n", around=surroundings(facts))
    made.event("ordered", "guest", k="1")
    made.event(MERGE, "guest", into="anna")
    made.event("ordered", "anna", k="2")
    made.pass_time(days=2)
    assert made.told == ["nag"]


@pytest.mark.parametrize("into", ["guest", "", None, 7])
def test_r19_a_merge_of_nobody_changes_nothing(into: object) -> None:
    """A customer who is to become himself, or nobody, goes on as before."""
    made = world(WAITING)
    made.event("ordered", "guest")
    if into is None:
        made.event(MERGE, "guest")
    else:
        made.event(MERGE, "guest", into=into)
    made.event("paid", "guest")
    assert made.told == ["hello"]


def test_r19_merges_may_follow_each_other() -> None:
    """The guest is Anna, and Anna is Maria: the guest's run is Maria's."""
    made = merged()
    made.event(MERGE, "anna", into="maria")
    made.event("paid", "guest")
    assert made.sent == [("hello", "email", "maria")]


def test_r19_a_merge_told_twice_is_one() -> None:
    """Hearing of it again ends nothing and begins nothing."""
    made = merged()
    made.event(MERGE, "guest", into="anna")
    assert made.outcomes == [None]
    made.event("paid", "anna")
    assert made.told == ["hello"]
