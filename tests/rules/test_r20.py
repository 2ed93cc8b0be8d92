"""R20, explain: why a customer is where, in a journey."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from tests.rules.scene import MONDAY, begun, by_night, world

from tropa.engine.events import Event
from tropa.engine.explaining import Explanation, Kept, explained
from tropa.engine.holds import Hold
from tropa.testing.world import World


def explain(made: World, customer: str = "anna") -> Explanation:
    """What is told of a customer in the world's journey."""
    kept = Kept(
        customer,
        "a",
        lives=tuple(life for life in made.lives if life.run.id.customer == customer),
        transitions=tuple(one for one in made.state.made.transitions if one.run.customer == customer),
        messages=tuple((one, "sent") for one in made.state.made.messages if one.run.customer == customer),
        suppressed=tuple(one for one in made.state.made.suppressed if one.run.customer == customer),
        ignored=tuple(one for one in made.state.ignored if one.customer == customer),
        heard=_heard(made, customer),
        holds=made.around.holds,
    )
    return explained(made.scripts, kept, made.now)


def _heard(made: World, customer: str) -> Mapping[str, Event]:
    named = made.state.loaded.heard.get(customer, {})
    return {event.message_id: event for events in named.values() for event in events}


def test_r20_what_began_a_run_is_told() -> None:
    """The event's id, and the time."""
    (one,) = explain(begun("[{wait: paid}]")).runs
    assert (one.entered.message_id, one.started_at, one.outcome) == ("m1", MONDAY, None)


def test_r20_what_did_not_begin_a_run_is_told_with_the_reason() -> None:
    """A second order began nothing because of the policy of re-entry, an old one because it was old."""
    made = begun("[{wait: paid}]")
    made.event("ordered")
    assert [(one.cause.message_id, one.reason) for one in explain(made).not_entered] == [("m2", "reentry")]
    late = world("start: ordered\nsteps: [{wait: paid}]\n")
    late.event("ordered", at=MONDAY - timedelta(days=9))
    told = explain(late)
    assert (told.runs, [one.reason for one in told.not_entered]) == ((), ["too_old"])


def test_r20_a_customer_who_never_came_is_told_what_would_begin_a_run() -> None:
    """Nothing is known of Ben; what would begin his run is the start of the journey."""
    told = explain(begun("[{wait: paid}]"), "ben")
    assert (told.runs, told.not_entered) == ((), ())
    assert len(told.enters) == 1


def test_r20_the_way_to_where_a_customer_stands_is_told_move_by_move() -> None:
    """Each move with what caused it: an event by its id, or time."""
    made = begun("[{send: hello}, {wait: clicked}, {wait: 1d}, {id: here, wait: paid}]")
    made.event("clicked")
    made.pass_time(days=2)
    ((standing,),) = [one.stands for one in explain(made).runs]
    assert standing.place.step == "here"
    assert [(came.step, came.cause.message_id) for came in standing.way] == [
        ("steps[0]", "m1"),
        ("steps[1]", "m1"),
        ("steps[2]", "m2"),
        ("here", ""),
    ]
    assert standing.since == MONDAY + timedelta(days=1)


def test_r20_what_was_sent_and_what_was_not_is_told_with_the_rule() -> None:
    """The greeting left; the reminder did not, for want of consent."""
    made = world("start: ordered\nsteps: [{send: hello}, {wait: 1h}, {send: nag}, {wait: paid}]\n")
    made.event("ordered")
    made.traits(consent_contract=False)
    made.pass_time(days=1)
    (one,) = explain(made).runs
    assert [message.touchpoint for message, _ in one.sent] == ["hello"]
    assert [(kept.touchpoint, kept.reason.split(":")[0]) for kept in one.not_sent] == [("nag", "no_consent")]


def test_r20_what_would_move_a_customer_on_is_told() -> None:
    """A signal with its deadline: two things that would; a hold that is on says that it is."""
    made = begun("[{wait: paid, up_to: 3d, else: [{send: nag}]}]", "success: used\nexit: {gone: cancelled}\n")
    ((standing,),) = [one.stands for one in explain(made).runs]
    assert len(standing.moves_on) == 2
    assert standing.held is None
    (one,) = explain(made).runs
    assert len(one.ends) == 2
    made.around = replace(made.around, holds=(Hold("h", made.now, journey="a"),))
    told = explain(made)
    ((standing,),) = [one.stands for one in told.runs]
    assert standing.held is not None
    assert told.closed_by is not None


def test_r20_a_message_that_waits_for_the_morning_is_told_as_waiting() -> None:
    """Of a message kept back by night it is told when the run moves on, and it is not told as sent."""
    made = world("start: ordered\nsteps: [{id: s, send: nag}]\n", facts=by_night())
    made.wait_until(MONDAY + timedelta(hours=14))
    made.event("ordered")
    (one,) = explain(made).runs
    assert one.sent == ()
    assert [standing.place.step for standing in one.stands] == ["s"]
    assert one.stands[0].moves_on != ()


def test_r20_how_a_run_ended_is_told() -> None:
    """By what event, when, with what outcome."""
    made = begun("[{wait: never_heard}]", "success: paid\n")
    made.pass_time(hours=1)
    made.event("paid")
    (one,) = explain(made).runs
    assert (one.outcome, one.ended_at) == ("reached", MONDAY + timedelta(hours=1))
    assert one.ended_by is not None
    assert one.ended_by.cause.message_id == "m2"
