"""R4, keys and re-entry: whose run an event moves, and when a customer may come in again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.rules.scene import TOUCHPOINTS, outcome_of, runs, world

from tropa.testing.world import World

KEYED = "key: order_id\nstart: ordered\nsteps: [{wait: paid, then: [{end: heard}]}]\n"
OPEN, HEARD = None, "heard"


def two_orders(rest: str = KEYED) -> World:
    """Anna has two open orders, 1 and 2."""
    made = world(rest)
    made.event("ordered", order_id="1")
    made.event("ordered", order_id="2")
    assert runs(made) == [("1", 1, OPEN), ("2", 1, OPEN)]
    return made


@pytest.mark.parametrize(("entered", "paid"), [(100, "100"), ("100", 100), (100, 100.0), ("100", "100")], ids=repr)
def test_r4_keys_compare_as_text(entered: object, paid: object) -> None:
    """The number 100 and the text "100" are one key."""
    made = world(KEYED)
    made.event("ordered", order_id=entered)
    made.event("paid", order_id=paid)
    assert runs(made) == [("100", 1, HEARD)]


@pytest.mark.parametrize("paid", ["0100", "100.0", " 100", "1e2", ""])
def test_r4_texts_that_only_read_alike_are_other_keys(paid: str) -> None:
    """As text, ``100.0`` is not ``100``."""
    made = world(KEYED)
    made.event("ordered", order_id="100")
    made.event("paid", order_id=paid)
    assert outcome_of(made) is OPEN


def test_r4_an_event_that_carries_the_key_moves_that_run_alone() -> None:
    """Paying the second order does nothing for the first."""
    made = two_orders()
    made.event("paid", order_id=2)
    assert runs(made) == [("1", 1, OPEN), ("2", 1, HEARD)]
    made.event("paid", order_id=3)
    assert runs(made) == [("1", 1, OPEN), ("2", 1, HEARD)]


def test_r4_an_event_that_lacks_the_key_moves_all_open_runs() -> None:
    """Who pays without saying what for has paid for everything that is open."""
    made = two_orders()
    made.event("paid")
    assert runs(made) == [("1", 1, HEARD), ("2", 1, HEARD)]


def test_r4_a_key_that_is_required_is_required() -> None:
    """With ``key: required`` an event that lacks the key moves nothing, and one that carries it moves its run."""
    made = two_orders(f"events: {{paid: {{key: required}}}}\n{KEYED}")
    made.event("paid")
    assert runs(made) == [("1", 1, OPEN), ("2", 1, OPEN)]
    made.event("paid", order_id=1)
    assert runs(made) == [("1", 1, HEARD), ("2", 1, OPEN)]


@pytest.mark.parametrize(
    "rest",
    [
        KEYED.replace("wait: paid", "wait: paid, key: none"),
        f"events: {{paid: {{key: none}}}}\n{KEYED}",
    ],
    ids=["on the wait", "on the event"],
)
def test_r4_the_key_may_be_switched_off(rest: str) -> None:
    """With ``key: none`` an event with any key moves all runs."""
    made = two_orders(rest)
    made.event("paid", order_id="7")
    assert runs(made) == [("1", 1, HEARD), ("2", 1, HEARD)]


def test_r4_the_key_of_a_step_comes_before_that_of_the_event() -> None:
    """An event that needs no key moves a wait that names one only with that key."""
    made = two_orders("events: {paid: {key: none}}\n" + KEYED.replace("wait: paid", "wait: paid, key: order_id"))
    made.event("paid", order_id="2")
    assert runs(made) == [("1", 1, OPEN), ("2", 1, HEARD)]


def test_r4_a_goal_and_an_exit_ask_for_the_key_too() -> None:
    """Reaching the goal with one order leaves the other open; so does cancelling it."""
    goal = "key: order_id\nstart: ordered\nsuccess: paid\nexit: {gone: cancelled}\nsteps: [{wait: never_heard}]\n"
    made = two_orders(goal)
    made.event("paid", order_id="1")
    made.event("cancelled", order_id=2)
    assert runs(made) == [("1", 1, "reached"), ("2", 1, "gone")]


def test_r4_a_persons_answer_that_carries_the_key_is_about_that_run_alone() -> None:
    """Calling about order 2 closes the task of order 2, though the task of order 1 is called the same."""
    made = two_orders(
        "key: order_id\nstart: ordered\nsteps: [{id: call, task: Call, outcomes: {done: [{end: heard}]}}]\n"
    )
    made.event("task_done", task="call", outcome="done", order_id=2)
    assert runs(made) == [("1", 1, OPEN), ("2", 1, HEARD)]


def test_r4_another_customer_with_the_same_key_moves_nothing() -> None:
    """Ben's payment of order 1 is not Anna's."""
    made = two_orders()
    made.event("paid", "ben", order_id="1")
    assert runs(made) == [("1", 1, OPEN), ("2", 1, OPEN)]


def test_r4_without_a_key_a_customer_enters_once() -> None:
    """Neither while a run is open nor after it has ended is there a second one."""
    made = world("start: ordered\nsteps: [{wait: paid, then: [{end: heard}]}]\n")
    made.event("ordered")
    made.event("ordered")
    made.event("paid")
    made.event("ordered")
    assert runs(made) == [(None, 1, HEARD)]
    assert made.reasons == ["reentry", "reentry"]


def test_r4_with_a_key_a_customer_enters_once_for_each() -> None:
    """The same order never begins a second run, another order does."""
    made = two_orders()
    made.event("paid", order_id="1")
    made.event("ordered", order_id=1)
    made.event("ordered", order_id=3)
    assert runs(made) == [("1", 1, HEARD), ("2", 1, OPEN), ("3", 1, OPEN)]


def test_r4_once_means_once_whatever_the_key() -> None:
    """With ``reentry: once`` a second order begins nothing though its key is another."""
    made = world(f"reentry: once\n{KEYED}")
    made.event("ordered", order_id="1")
    made.event("paid")
    made.event("ordered", order_id="2")
    assert runs(made) == [("1", 1, HEARD)]


def test_r4_after_the_exit_a_customer_may_enter_again() -> None:
    """With ``reentry: after_exit`` an order while a run is open begins nothing; the next attempt is the second."""
    made = world("reentry: after_exit\nstart: ordered\nsteps: [{wait: paid, then: [{end: heard}]}]\n")
    made.event("ordered")
    made.event("ordered")
    made.event("paid")
    made.pass_time(hours=1)
    made.event("ordered")
    assert runs(made) == [(None, 1, HEARD), (None, 2, OPEN)]


@pytest.mark.parametrize(("seconds", "n"), [(-1, 1), (0, 2), (1, 2)])
def test_r4_a_cooldown_lets_in_when_it_is_over(seconds: int, n: int) -> None:
    """With ``reentry: {cooldown: 30d}`` an order 30 days after the last entry begins a run, none before does."""
    made = world("reentry: {cooldown: 30d}\nstart: ordered\nsteps: [{send: hello}]\n")
    made.event("ordered")
    made.wait_until(made.now + timedelta(days=30, seconds=seconds))
    made.event("ordered")
    assert len(made.lives) == n


def test_r4_as_many_runs_stand_side_by_side_as_are_allowed() -> None:
    """With ``reentry: {parallel: 2}`` a third order waits its turn out; when one has ended the next begins."""
    made = world(
        "reentry: {parallel: 2}\nstart: ordered\nsteps: [{wait: paid where n = '1', then: [{end: heard}]}]\n"
    )
    for _ in range(3):
        made.event("ordered")
        made.pass_time(minutes=1)
    assert runs(made) == [(None, 1, OPEN), (None, 2, OPEN)]
    made.event("paid", n=1)
    made.pass_time(minutes=1)
    made.event("ordered")
    assert runs(made) == [(None, 1, HEARD), (None, 2, HEARD), (None, 3, OPEN)]


def test_r4_an_event_may_join_a_customer_to_the_run_of_its_key() -> None:
    """A passenger checks in with the key of somebody else's order, and takes that run's part, no other's."""
    made = World(
        TOUCHPOINTS
        + """
key: order_id
roles: {client: {}, guest: {count: 0..2, done: arrived, steps: [{send: hello}]}}
events: {checked_in: {joins: {role: guest}}}
start: ordered
steps: [{wait: guest.done, then: [{end: met}]}]
"""
    )
    made.event("ordered", order_id="1")
    made.event("ordered", order_id="2")
    made.event("checked_in", "ben", order_id=2)
    assert made.sent == [("hello", "email", "ben")]
    made.event("arrived", "ben", order_id=2)
    assert runs(made) == [("1", 1, OPEN), ("2", 1, "met")]


@pytest.mark.parametrize("key", ["", "x" * 5000, "\u202e", "a\x00b", "ключ", "{{ 7 }}", "'; drop table runs; --"])
def test_r4_any_text_is_a_key(key: str) -> None:
    """A hostile key is a key like any other: it tells its run from the others."""
    made = world(KEYED)
    made.event("ordered", order_id=key)
    made.event("ordered", order_id="other")
    made.event("paid", order_id=key)
    assert sorted(outcome or "" for _, _, outcome in runs(made)) == ["", "heard"]
