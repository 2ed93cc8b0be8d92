"""R6, no double delivery: what a message's id is made of, and that a transition and its message are one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID, uuid5

import pytest
from tests.rules.scene import TOUCHPOINTS, begun, by_night, ids, world

from tropa.engine.naming import NAMESPACE
from tropa.testing.world import World

ONE = "start: ordered\nsteps: [{id: s, send: hello}]\n"


def id_of(text: str, customer: str = "anna", properties: Mapping[str, object] | None = None) -> str:
    """The id of the only message of a small journey."""
    made = World(text if text.startswith("journey:") else TOUCHPOINTS + text)
    made.event("ordered", customer, properties=properties)
    (one,) = ids(made)
    return one


def test_r6_ids_are_names_in_the_fifth_manner() -> None:
    """A message's id is a UUID of version 5."""
    assert UUID(id_of(ONE)).version == 5


def test_r6_ids_are_pinned() -> None:
    """Of known parts the id is known: the parts as a JSON list, in the order of the rule, in our namespace."""
    parts = ["a", "anna", None, 1, "anna", "", "s", 1, "", "email"]
    assert id_of(ONE) == str(uuid5(NAMESPACE, json.dumps(parts, separators=(",", ":"))))
    assert id_of(ONE) == "567b9ff7-ef3d-5979-96f6-037a2c7cc7d4"


def test_r6_a_message_has_its_id_for_ever() -> None:
    """Neither the time, nor the event's id, nor what else happened, nor the words change a message's id."""
    made = World(TOUCHPOINTS.replace("hello: {", "hello: {communication: 'Other words', ") + ONE)
    made.wait_until(made.now + timedelta(days=700))
    for other in range(5):
        made.event("ordered", f"other-{other}")
    made.event("ordered", message_id="quite another", plan="x")
    assert ids(made)[-1] == id_of(ONE)


@pytest.mark.parametrize(
    ("text", "customer"),
    [
        (ONE, "ben"),
        (f"journey: b\n{TOUCHPOINTS}{ONE}", "anna"),
        (f"key: order_id\n{ONE}", "anna"),
        (ONE.replace("id: s", "id: t"), "anna"),
        (ONE.replace("send: hello", "send: hello, by: sms"), "anna"),
    ],
    ids=["customer", "journey", "key", "step", "channel"],
)
def test_r6_whatever_makes_it_another_message_makes_it_another_id(text: str, customer: str) -> None:
    """First participant, journey, key, step and channel are each a part of the id."""
    assert id_of(text, customer, {"order_id": "7"}) != id_of(ONE)


def test_r6_attempts_visits_rungs_and_branches_have_ids_of_their_own() -> None:
    """Sixteen messages of one customer have sixteen ids: two attempts, in each two visits, branches and rungs."""
    made = world(
        """
reentry: after_exit
components: {one: {done: used}, two: {done: opened}}
start: ordered
exit: {gone: cancelled}
steps:
  - {id: first, send: hello}
  - {back_to: first, max_visits: 2}
  - for_each: component
    steps: [{id: each, send: nag}]
  - {remind: paid, with: last, ladder: [{after: 1d}, {after: 2d}, {after: 3d}, {after: 4d, by: email}], up_to: 5d}
  - wait: cancelled
"""
    )
    for _ in range(2):
        made.event("ordered")
        made.pass_time(days=9)
        made.event("cancelled")
    assert made.told == ["hello", "hello", "nag", "nag", "last", "last", "last", "last"] * 2
    assert len(set(ids(made))) == len(ids(made)) == 16


def test_r6_a_step_that_was_taken_is_not_taken_again() -> None:
    """Looking at the same timers twice, or a hundred times, sends once."""
    made = begun("[{wait: 1d}, {send: nag}, {wait: 9d}]")
    made.pass_time(days=1, minutes=1)
    for _ in range(100):
        made.give(upto=made.now)
    assert made.told == ["nag"]


def test_r6_a_message_and_its_transition_are_made_by_one_decision() -> None:
    """Of every message there is the move that came to its step, in the same batch of changes, and none without."""
    made = world("start: ordered\nsteps: [{id: a, send: hello}, {wait: 1d}, {id: b, send: nag}]\n", facts=by_night())
    made.event("ordered")
    made.pass_time(days=2)
    came = {one.step for one in made.state.made.transitions}
    assert {one.place.step for one in made.state.made.messages} == {"a", "b"} <= came
