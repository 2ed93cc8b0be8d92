"""Messages that were not delivered go another way, or become a task (R16)."""

from __future__ import annotations

from msgspec.structs import replace

from tropa.engine.undelivered import failed
from tropa.testing.world import World

JOURNEY = """
key: order
start: placed
success: paid
support: {owner: care}
touchpoints:
  hello: {channel: [push, sms, email], class: service}
  both: {channel: [push, sms], each: yes, class: service}
steps:
  - id: greet
    send: hello
  - wait: paid
    up_to: 3d
"""


def world(text: str = JOURNEY) -> World:
    """A world in which one message was decided."""
    made = World(text)
    made.event("placed", order="A1")
    return made


def fail_last(made: World, reason: str = "no such device") -> None:
    """The last message is not delivered."""
    made.give(replace(failed(made.state.made.messages[-1], reason, made.now), sequence=10_000))


def test_r16_a_message_that_failed_goes_over_the_next_channel_until_there_is_none() -> None:
    """Push, then SMS, then e-mail; behind the last one a person hears of it, with channel and reason."""
    made = world()
    for _ in range(3):
        fail_last(made)
        made.pass_time(minutes=1)
    assert [channel for _, channel, _ in made.sent] == ["push", "sms", "email"]
    assert len({one.id for one in made.state.made.messages}) == 3
    (task,) = made.state.made.opened
    assert (task.kind, task.to, task.reason) == ("failure", "care", "email: no such device")
    assert made.outcomes == [None]


def test_r16_a_message_to_all_channels_at_once_has_no_other_way() -> None:
    """Where every channel is used, one that failed is a task at once."""
    made = world(JOURNEY.replace("send: hello", "send: both"))
    fail_last(made)
    assert [channel for _, channel, _ in made.sent] == ["push", "sms"]
    assert len(made.state.made.opened) == 1


def test_r16_the_failure_of_a_message_is_told_once() -> None:
    """The same failure told twice makes one message more, not two (R9)."""
    made = world()
    first = made.state.made.messages[-1]
    for _ in range(2):
        made.give(failed(first, "no such device", made.now))
    assert [channel for _, channel, _ in made.sent] == ["push", "sms"]


def test_a_failure_after_the_run_is_over_writes_to_nobody() -> None:
    """The goal was reached meanwhile: nothing is sent, and the input says why it decided nothing."""
    made = world()
    made.event("paid", order="A1")
    fail_last(made)
    assert [channel for _, channel, _ in made.sent] == ["push"]
    assert made.state.made.opened == []
    assert "run_over" in made.reasons


def test_a_failure_that_names_no_run_decides_nothing() -> None:
    """Whatever comes from outside under this name is taken without harm."""
    made = world()
    made.event("message_failed", journey="a", attempt="x", step=7, visit=2.5)
    made.event("message_failed", journey="a", run_key="A1", attempt=1, step="nowhere", participant="nobody")
    assert [channel for _, channel, _ in made.sent] == ["push"]
    assert made.state.set_aside == []


def test_r13_the_other_way_is_by_the_rules_of_sending_too() -> None:
    """A marketing message whose next channel the customer refused skips it for the one behind."""
    made = World(JOURNEY.replace("class: service", "class: cross_sell"))
    made.traits(consent_marketing_sms="no")
    made.event("placed", order="A1")
    fail_last(made)
    assert [channel for _, channel, _ in made.sent] == ["push", "email"]
