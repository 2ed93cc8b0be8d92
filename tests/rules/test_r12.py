"""R12, pause and crisis: what a hold keeps back, what it lets through, and how it ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Literal

import pytest
from msgspec import structs
from tests.rules.scene import MONDAY, begun, moments, outcome_of, runs, world

from tropa.engine.holds import Hold
from tropa.testing.world import World

WAITING = "[{wait: 2d}, {send: hello}]"

Level = tuple[str | None, str | None, str | None]
"""A journey, a step, a channel; nothing of these is the workspace."""

Mode = Literal["hold", "skip", "exit"]

WORKSPACE: Level = (None, None, None)


def hold(made: World, level: Level = WORKSPACE, mode: Mode = "hold", *, extend: bool = True) -> None:
    """A hold of the world begins now; of the whole workspace, if nothing else is said."""
    journey, step, channel = level
    held = Hold("h", made.now, journey, step, channel, mode, extend=extend)
    made.around = replace(made.around, holds=(held,))


def release(made: World) -> None:
    """It ends now, and Anna is let out."""
    (held,) = made.around.holds
    made.around = replace(made.around, holds=(structs.replace(held, until=made.now),))
    made.event("hold_released", hold="h")


@pytest.mark.parametrize(
    "level",
    [
        (None, None, None),
        ("a", None, None),
        ("a", "steps[0]", None),
        ("a", "steps[1]", None),
        (None, None, "email"),
    ],
    ids=["workspace", "journey", "the step of the wait", "the step of the message", "channel"],
)
def test_r12_every_level_keeps_the_message_back(level: Level) -> None:
    """While it is held nothing leaves; when it is let out, the message does, once."""
    made = begun(WAITING)
    hold(made, level)
    made.pass_time(days=9)
    assert made.sent == []
    release(made)
    made.pass_time(days=9)
    assert made.told == ["hello"]


@pytest.mark.parametrize(
    "level",
    [
        ("b", None, None),
        ("a", "steps[7]", None),
        ("b", "steps[1]", None),
        (None, None, "sms"),
    ],
    ids=["another journey", "another step", "a step of another journey", "another channel"],
)
def test_r12_a_hold_of_something_else_keeps_nothing_back(level: Level) -> None:
    """What is not held goes on as if there were no hold."""
    made = begun(WAITING)
    hold(made, level)
    made.pass_time(days=9)
    assert moments(made) == [("hello", MONDAY + timedelta(days=2))]


def test_r12_waits_are_lengthened_by_the_pause() -> None:
    """A pause of five days in a wait of two: the message leaves seven days after the order."""
    made = begun(WAITING)
    made.pass_time(days=1)
    hold(made)
    made.pass_time(days=5)
    release(made)
    made.pass_time(days=9)
    assert moments(made) == [("hello", MONDAY + timedelta(days=7))]


def test_r12_without_extending_what_is_overdue_happens_at_the_release() -> None:
    """With ``extend: no`` a wait that ran out in the pause is over when it ends."""
    made = begun(WAITING)
    made.pass_time(days=1)
    hold(made, extend=False)
    made.pass_time(days=5)
    release(made)
    assert made.told == ["hello"]


def test_r12_no_deadline_passes_in_a_pause() -> None:
    """Who pays in the pause, long after the deadline would have been, has paid in time."""
    made = begun("[{wait: paid, up_to: 1d, then: [{end: in_time}], else: [{end: too_late}]}]")
    hold(made)
    made.pass_time(days=9)
    assert outcome_of(made) is None
    made.event("paid")
    release(made)
    made.pass_time(days=9)
    assert outcome_of(made) == "in_time"


@pytest.mark.parametrize(("name", "outcome"), [("paid", "reached"), ("cancelled", "gone")])
def test_r12_what_customers_do_is_heard_all_the_same(name: str, outcome: str) -> None:
    """Goals are reached and exits taken in a pause as out of it."""
    made = begun("[{wait: 2d}, {send: nag}]", "success: paid\nexit: {gone: cancelled}\n")
    hold(made)
    made.pass_time(hours=1)
    made.event(name)
    assert outcome_of(made) == outcome


def test_r12_by_default_events_begin_nothing_in_a_pause() -> None:
    """Who orders while the journey is held does not enter, then or at the release; who orders after it does."""
    made = world(f"reentry: after_exit\nstart: ordered\nsteps: {WAITING}\n")
    hold(made)
    made.event("ordered")
    made.pass_time(days=1)
    release(made)
    assert (runs(made), made.reasons[:1]) == ([], ["held"])
    made.event("ordered")
    assert runs(made) == [(None, 1, None)]


def test_r12_a_hold_that_skips_keeps_back_messages_alone() -> None:
    """The run goes on, at its own time, and the message is never sent."""
    made = begun("[{wait: 2d}, {send: hello}, {end: after}]")
    hold(made, mode="skip")
    made.pass_time(days=9)
    assert (made.sent, outcome_of(made)) == ([], "after")
    assert made.lives[0].run.ended_at == MONDAY + timedelta(days=2)


def test_r12_a_hold_that_leads_out_ends_the_run_where_it_would_move() -> None:
    """Nobody is led out before their time comes."""
    made = begun(WAITING)
    hold(made, mode="exit")
    made.pass_time(days=1)
    assert outcome_of(made) is None
    made.pass_time(days=2)
    assert (made.sent, outcome_of(made)) == ([], "ended")


def test_r12_a_channel_that_is_held_makes_way_for_the_next() -> None:
    """A touchpoint with two channels takes the second while the first is held."""
    made = World(
        "touchpoints: {hello: {channel: [push, email], class: service}}\nstart: ordered\nsteps: [{send: hello}]\n"
    )
    hold(made, (None, None, "push"))
    made.event("ordered")
    assert made.sent == [("hello", "email", "anna")]


def test_r12_before_and_after_a_pause_ids_are_the_same() -> None:
    """A message that was held back is the message that would have been sent: it has its id."""
    held, free = begun(WAITING), begun(WAITING)
    hold(held)
    for made in (held, free):
        made.pass_time(days=5)
    release(held)
    held.pass_time(days=5)
    assert [one.id for one in held.state.made.messages] == [one.id for one in free.state.made.messages]


CRISIS = """\
systems: {bank: {crisis: down}, post: {}}
crises: {down: {when: bank_failed, hold: {mode: hold, extend: 'yes'}, say: {email: Sorry}}}
"""


def test_r12_a_crisis_holds_the_steps_that_need_what_fails_and_no_others() -> None:
    """A step that depends on the bank is held when the bank fails; one that depends on the post is not."""
    made = World(
        f"""{CRISIS}
touchpoints: {{hello: {{channel: email, class: service}}}}
start: any(ordered, posted)
steps:
  - if: kind = 'bank'
    then: [{{id: pay, wait: 1d, depends_on: bank}}]
    else: [{{id: parcel, wait: 1d, depends_on: post}}]
  - send: hello
"""
    )
    made.event("ordered", "anna", kind="bank")
    made.event("ordered", "ben", kind="post")
    made.event("bank_failed", "system")
    assert [one.crisis for one in made.state.holds] == ["down"]
    made.around = replace(made.around, holds=tuple(made.state.holds))
    made.pass_time(days=3)
    assert [to for name, _, to in made.sent if name == "hello"] == ["ben"]
