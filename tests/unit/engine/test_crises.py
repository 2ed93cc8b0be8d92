"""Crises: a plan's signal holds what depends on what failed, and clients are told (R12, S3-29)."""

from __future__ import annotations

from dataclasses import replace

from msgspec.structs import replace as but

from tropa.engine.holds import Hold
from tropa.engine.intents import SendingFacts
from tropa.journey.codecs.values import Clock, Window
from tropa.testing.world import MONDAY, World

HOUSE = """
channels: {sms: {}, push: {}, email: {}}
systems: {bank: {crisis: bank-down}, crm: {}}
crises:
  bank-down:
    when: bank_failed
    hold: {mode: hold, extend: yes}
    say: {push: Payments are late, sms: Payments are late}
  flood:
    when: at_least(2, flooded)
    hold: {mode: skip}
  rumour:
    when: any(rumour_heard)
    say: {email: It is not true}
"""
PAY = """
start: ordered
touchpoints: {bill: {channel: sms, class: service, depends_on: bank}, hello: {channel: sms, class: service}}
steps:
  - {id: rest, wait: 1d}
  - {id: greet, send: hello}
  - {id: pay, send: bill}
  - {wait: 9d}
"""
READ = """
journey: b
start: subscribed
touchpoints: {news: {channel: email, class: service}}
steps: [{wait: 1d}, {send: news}, {wait: 9d}]
"""


def world() -> World:
    """Two customers, of whom one has to do with the bank."""
    made = World(PAY, READ, workspace=HOUSE)
    made.event("ordered")
    made.event("subscribed", "boris")
    return made


def on(made: World, n: int = 0) -> tuple[Hold, ...]:
    """The holds that the last input began, in force from now on."""
    found = tuple(made.state.holds[n:])
    made.around = replace(made.around, holds=found)
    return found


def declare(made: World, holds: tuple[Hold, ...], *customers: str) -> None:
    """Tell customers of a crisis, as whoever runs the engine does."""
    for customer in customers:
        made.event("crisis_declared", customer, crisis=holds[0].crisis, cause=holds[0].cause)


def test_r12_a_crisis_holds_the_steps_that_need_what_fails() -> None:
    """What needs the system waits; everything else goes on."""
    made = world()
    made.event("bank_failed", "operations")
    found = on(made)
    assert [(one.journey, one.step, one.crisis, one.mode, one.since) for one in found] == [
        ("a", "pay", "bank-down", "hold", MONDAY)
    ]
    made.pass_time(days=2)
    assert made.told == ["hello", "news"]
    assert "pay" in made.stands
    made.around = replace(made.around, holds=tuple(but(one, until=made.now) for one in found))
    made.event("hold_released", hold=found[0].id)
    made.pass_time(minutes=1)
    assert made.told == ["hello", "news", "bill"]


def test_r12_a_crisis_that_is_on_is_not_begun_again() -> None:
    """The signal may come every minute."""
    made = world()
    made.event("bank_failed", "operations")
    on(made)
    made.event("bank_failed", "operations")
    assert len(made.state.holds) == 1
    made.around = replace(made.around, holds=())
    made.event("bank_failed", "operations")
    assert len(made.state.holds) == 2


def test_r12_a_plan_that_no_system_names_holds_the_journeys() -> None:
    """Its signal may count."""
    made = world()
    made.event("flooded", "operations")
    assert made.state.holds == []
    made.event("flooded", "operations")
    found = [(one.journey, one.step, one.mode) for one in made.state.holds]
    assert found == [("a", None, "skip"), ("b", None, "skip")]
    on(made)
    made.pass_time(days=2)
    assert made.told == []


def test_r12_clients_who_are_held_are_told_once_by_the_first_channel_that_reaches_them() -> None:
    """Those whom the crisis does not touch hear nothing, and nobody hears it twice."""
    made = world()
    made.pass_time(days=2)
    made.under(SendingFacts(opted_in=True, reachable=frozenset({"sms"}), quiet_hours=None))
    made.event("ordered", "clara")
    made.event("bank_failed", "operations")
    found = on(made)
    made.pass_time(days=2)
    declare(made, found, "anna", "boris", "clara", "clara")
    told = [(one.touchpoint, one.channel, one.to, one.class_) for one in made.state.made.messages]
    assert [one for one in told if one[3] == "crisis"] == [("crises.bank-down", "sms", "clara", "crisis")]
    ids = [one.id for one in made.state.made.messages]
    assert len(set(ids)) == len(ids)


def test_r12_words_without_a_hold_are_said_and_nothing_is_kept_back() -> None:
    """A hold of no mode tells that the crisis is on."""
    made = world()
    made.event("rumour_heard", "operations")
    found = on(made)
    assert [one.mode for one in found] == [None, None]
    declare(made, found, "anna", "boris")
    made.pass_time(days=1, minutes=1)
    assert made.sent == [
        ("crises.rumour", "email", "anna"),
        ("crises.rumour", "email", "boris"),
        ("hello", "sms", "anna"),
        ("bill", "sms", "anna"),
        ("news", "email", "boris"),
    ]


def test_r12_the_words_of_a_crisis_pass_its_own_hold_and_the_night_and_stop_at_what_a_person_holds() -> None:
    """What a person holds is not said later, and that it was not is kept."""
    made = world()
    made.event("bank_failed", "operations")
    found = on(made)
    made.pass_time(days=1, minutes=1)
    made.under(SendingFacts(quiet_hours=Window(Clock(0), Clock(1_439))))
    declare(made, found, "anna")
    assert made.told[-1:] == ["crises.bank-down"]
    other = world()
    other.pass_time(days=2)
    other.event("ordered", "clara")
    other.pass_time(days=1, minutes=1)
    other.event("rumour_heard", "operations")
    rumours = on(other)
    other.around = replace(other.around, holds=(*rumours, Hold("p", MONDAY)))
    declare(other, rumours, "clara")
    assert [(one.touchpoint, one.reason) for one in other.state.made.suppressed] == [("crises.rumour", "held")]
