"""R8, order: by receipt and place in it, and the customer's deed before the clock."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import permutations

import pytest
from tests.rules.scene import MONDAY, begun, moments, outcome_of, world

from tropa.engine.events import Event
from tropa.testing.world import World

ENDS = "start: ordered\nsuccess: paid\nexit: {gone: cancelled}\nsteps: [{wait: never_heard}]\n"
TWO_DAYS = "start: ordered\nsteps: [{wait: paid, up_to: 2d, then: [{send: hello}], else: [{send: nag}]}]\n"


def heard(name: str, sequence: int, received: datetime = MONDAY, customer: str = "anna") -> Event:
    """An event of an instant and a place in it."""
    return Event(f"{customer}{sequence}", customer, name, received, received, sequence, {})


@pytest.mark.parametrize(
    ("first", "second", "outcome"), [("paid", "cancelled", "reached"), ("cancelled", "paid", "gone")]
)
def test_r8_of_one_instant_the_place_in_it_decides(first: str, second: str, outcome: str) -> None:
    """Two events received at the same instant act in the order in which they arrived."""
    made = world(ENDS)
    made.event("ordered")
    made.event(first)
    made.event(second)
    assert outcome_of(made) == outcome


def test_r8_however_a_batch_is_handed_over_its_order_is_that_of_receipt() -> None:
    """All twenty-four orders of handing over four events come to the same."""
    given = [
        heard("ordered", 1),
        heard("cancelled", 2, MONDAY + timedelta(hours=1)),
        heard("paid", 3, MONDAY + timedelta(hours=1)),
        heard("paid", 4, MONDAY + timedelta(hours=2)),
    ]
    ends = set()
    for handed in permutations(given):
        made = world(ENDS)
        made.give(*handed)
        ends.add((outcome_of(made), made.lives[0].run.ended_at))
    assert ends == {("gone", MONDAY + timedelta(hours=1))}


def test_r8_the_customers_deed_beats_the_clock() -> None:
    """Who pays at the very instant of the deadline has paid in time."""
    made = world(TWO_DAYS)
    made.event("ordered")
    made.wait_until(MONDAY + timedelta(days=2))
    made.event("paid")
    made.pass_time(days=1)
    assert moments(made) == [("hello", MONDAY + timedelta(days=2))]


def test_r8_timers_that_were_due_long_before_an_event_come_before_it() -> None:
    """A payment a day after the deadline finds the reminder sent, in one batch as in two."""
    late = heard("paid", 2, MONDAY + timedelta(days=3))
    at_once, apart = world(TWO_DAYS), world(TWO_DAYS)
    at_once.give(heard("ordered", 1), late)
    apart.give(heard("ordered", 1))
    apart.wait_until(MONDAY + timedelta(days=2, hours=12))
    apart.give(late)
    assert moments(at_once) == moments(apart) == [("nag", MONDAY + timedelta(days=2))]


def test_r8_customers_do_not_stand_in_each_others_way() -> None:
    """What becomes of a customer is the same alone and among a hundred others."""
    alone, among = world(TWO_DAYS), world(TWO_DAYS)
    alone.event("ordered")
    among.event("ordered")
    for number in range(100):
        among.event("ordered", f"c{number}")
    for made in (alone, among):
        made.pass_time(hours=5)
        made.event("paid")
        made.pass_time(days=3)
    anna = [one for one in among.state.made.messages if one.to == "anna"]
    assert [(one.id, one.at) for one in anna] == [(one.id, one.at) for one in alone.state.made.messages]
    assert among.told.count("nag") == 100


def test_r8_of_one_customer_the_oldest_run_acts_first() -> None:
    """An event that moves two runs moves the one first that began first."""
    made = world("key: k\nstart: ordered\nsteps: [{wait: paid}, {send: hello}]\n")
    for key in ("b", "a"):
        made.event("ordered", k=key)
        made.pass_time(minutes=1)
    made.event("paid")
    assert [one.run.key for one in made.state.made.messages] == ["b", "a"]


def test_r8_every_run_that_an_event_concerns_hears_it() -> None:
    """Nothing is dropped because something else is under way: runs of three journeys hear one event."""
    texts = [f"journey: j{n}\nstart: ordered\nsteps: [{{wait: paid, then: [{{end: heard}}]}}]\n" for n in range(3)]
    made = World(*texts)
    made.event("ordered")
    made.event("paid")
    assert made.outcomes == ["heard"] * 3


def test_r8_a_trait_set_before_an_event_of_the_same_instant_is_known_to_it() -> None:
    """Traits are inputs like any other, in the same order."""
    steps = "[{if: traits.plan = 'gold', then: [{end: gold}], else: [{end: plain}]}]"
    first, second = (world(f"start: ordered\nsteps: {steps}\n") for _ in range(2))
    first.traits(plan="gold")
    first.event("ordered")
    second.event("ordered")
    second.traits(plan="gold")
    assert (outcome_of(first), outcome_of(second)) == ("gold", "plain")


def test_r8_a_step_that_waits_for_nothing_does_not_hold_up_the_next() -> None:
    """What needs no waiting happens in the decision that came to it."""
    made = begun("[{send: hello}, {set: {traits.seen: 1}}, {emit: told}, {send: nag}, {end: there}]")
    assert (made.told, outcome_of(made)) == (["hello", "nag"], "there")
