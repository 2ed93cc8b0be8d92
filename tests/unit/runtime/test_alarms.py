"""Crises are told, and what fails too often is held (R12, R16)."""

from __future__ import annotations

from datetime import timedelta

from tropa.runtime.holding import end_holds, in_force, scope_text
from tropa.testing.house import House, Provider

JOURNEY = """
journey: a
locales: [en]
start: begun
touchpoints:
  hello: {channel: sms, class: service, communication: Hello, depends_on: portal}
steps:
  - wait: 1h
  - send: hello
  - wait: done
"""

WORKSPACE = """
workspace: w
locales: [en]
teams: {care: {department: service}}
systems: {portal: {team: care, crisis: outage}}
channels: {sms: {}, push: {}}
crises:
  outage:
    when: portal_down
    owner: care
    hold: {mode: hold, extend: yes}
    say: {push: The portal is down. We are at it.}
    review: 2027-03-01
"""

AN_HOUR = timedelta(hours=1)


def test_r16_a_channel_that_fails_too_often_holds_itself_and_its_messages_wait() -> None:
    """Twenty hand-overs of which every second fails hold the channel; what is due later goes at the release."""
    house = House(JOURNEY, Provider(["sent", "refused"] * 10))
    for n in range(20):
        house.happens(customer=f"c{n}")
    house.wait(AN_HOUR / 2)
    house.happens(customer="late")
    house.wait(timedelta(0))
    house.wait(AN_HOUR * 0.75)
    assert [scope_text(hold) for hold in in_force(house.store)] == ["channel:sms", "journey:a"]
    assert {hold.because for hold in in_force(house.store)} == {"failure_rate"}
    given = len(house.provider.given)
    house.wait(2 * AN_HOUR)
    assert len(house.provider.given) == given
    for scope in ("channel:sms", "journey:a"):
        end_holds(house.store, scope, house.now)
    for _ in range(4):
        house.wait(AN_HOUR)
    assert house.standings("late") == ["sent"]


def test_r16_a_failure_now_and_then_holds_nothing() -> None:
    """One of thirty is below the rate."""
    house = House(JOURNEY, Provider(["refused"]))
    for n in range(30):
        house.happens(customer=f"c{n}")
    house.wait(timedelta(0))
    house.wait(2 * AN_HOUR)
    assert in_force(house.store) == ()


def test_r12_a_crisis_holds_what_depends_on_what_failed_and_each_customer_is_told_once() -> None:
    """The words of the plan go out over its channel to those on their way, once; the journey's own message waits."""
    house = House(JOURNEY, workspace=WORKSPACE)
    for name in ("anna", "bob"):
        house.happens(customer=name)
    house.wait(timedelta(minutes=1))
    house.happens("portal_down", customer="monitor")
    for _ in range(4):
        house.wait(AN_HOUR)
    told = [(letter.to, letter.channel, letter.text) for letter in house.provider.given]
    words = "The portal is down. We are at it."
    assert sorted(told) == [("anna", "push", words), ("bob", "push", words)]
    (hold,) = in_force(house.store)
    end_holds(house.store, scope_text(hold), house.now)
    for _ in range(4):
        house.wait(AN_HOUR)
    assert [letter.text for letter in house.provider.given][2:] == ["Hello", "Hello"]


def test_a_message_on_its_way_out_is_kept_back_by_a_hold_and_goes_when_it_is_over() -> None:
    """A channel that is held after the message was decided does not get it meanwhile."""
    house = House(JOURNEY, Provider(["later"]))
    house.happens()
    house.wait(timedelta(0))
    house.wait(2 * AN_HOUR)
    assert house.standings() == ["ready"]
    house.hold("channel:sms")
    for _ in range(3):
        house.wait(AN_HOUR)
    assert len(house.provider.given) == 1
    end_holds(house.store, "channel:sms", house.now)
    for _ in range(3):
        house.wait(AN_HOUR)
    assert house.standings() == ["sent"]
