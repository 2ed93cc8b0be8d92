"""Holds: journeys, steps and channels that are paused, and let out again (R5, R12)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace as but

from tropa.engine.holds import Hold
from tropa.testing.world import MONDAY, World

DAY = timedelta(days=1)
WAITS = """
start: begun
key: order
reentry: after_exit
success: won
touchpoints: {first: {channel: sms, class: reminder}, last: {channel: [push, sms], class: service}}
steps:
  - {id: rest, wait: 2d}
  - {id: say, send: first}
  - {id: hope, wait: answered, up_to: 1d, then: [{wait: 9d}], else: [{send: last}]}
"""


def held(world: World, *holds: Hold) -> None:
    """Let holds be in force from now on."""
    world.around = replace(world.around, holds=holds)


def hold(since: datetime = MONDAY, **more: object) -> Hold:
    """A hold of everything, from an instant on."""
    return but(Hold("h", since), **more)


def end(world: World, *customers: str) -> None:
    """End all holds now, and let customers out of them."""
    ended = tuple(but(one, until=one.until or world.now) for one in world.around.holds)
    held(world, *ended)
    for one in ended:
        for customer in customers or ("anna",):
            world.event("hold_released", customer, hold=one.id)


def when_sent(world: World) -> list[tuple[str, timedelta]]:
    """What was sent, and how long after the beginning."""
    return [(one.touchpoint, one.at - MONDAY) for one in world.state.made.messages]


def test_r12_a_held_run_does_nothing_by_itself_and_its_waits_are_lengthened_by_the_pause() -> None:
    """A pause of three days over a wait of two: it ends five days after its beginning."""
    world = World(WAITS)
    world.event("begun")
    world.pass_time(days=1)
    held(world, hold(world.now))
    world.pass_time(days=3)
    assert world.told == []
    assert world.stands == ["rest"]
    end(world)
    world.pass_time(days=3)
    assert when_sent(world) == [("first", 5 * DAY), ("last", 6 * DAY)]


def test_r12_without_extend_what_is_overdue_is_decided_at_the_release_and_as_late_as_it_is() -> None:
    """A reminder three days late is skipped by its class; the next wait counts from the release (R5)."""
    world = World(WAITS)
    world.event("begun")
    held(world, hold(extend=False))
    world.wait_until(MONDAY + 5 * DAY)
    end(world)
    assert [one.reason for one in world.state.made.suppressed] == ["late: 24h"]
    assert world.stands == ["hope"]
    world.pass_time(days=2)
    assert when_sent(world) == [("last", 6 * DAY)]


def test_r12_timers_fire_once_in_their_order_at_the_release() -> None:
    """Two positions whose time came during the pause: the earlier one first."""
    world = World(
        """
start: begun
components: {tv: {done: a}, net: {done: b}}
touchpoints: {x: {channel: sms, class: service}}
steps:
  - for_each: component
    steps:
      - {if: "component.id = 'tv'", then: [{wait: 2d}], else: [{wait: 1d}]}
      - {send: x}
"""
    )
    world.event("begun")
    held(world, hold(extend=False))
    world.pass_time(days=4)
    end(world)
    world.pass_time(days=4)
    assert [one.place.branch for one in world.state.made.messages] == ["net", "tv"]
    assert {one.at for one in world.state.made.messages} == {MONDAY + 4 * DAY}


def test_r12_what_was_due_before_a_hold_is_dated_when_it_was_due() -> None:
    """Though the release comes before the intake is trusted to be complete."""
    world = World(WAITS)
    world.event("begun")
    world.now = MONDAY + 2 * DAY + timedelta(seconds=10)
    held(world, hold(world.now - timedelta(seconds=5)))
    end(world)
    assert when_sent(world) == [("first", 2 * DAY)]


def test_r12_what_clients_do_is_heard_while_held() -> None:
    """The goal ends the run; an answer moves it on, for no deadline passes under a hold; what it sends waits."""
    world = World(WAITS)
    world.event("begun", order=1)
    world.event("begun", "boris", order=2)
    world.pass_time(days=2.5)
    held(world, hold(world.now))
    world.event("won", "boris")
    world.pass_time(days=3)
    world.event("answered")
    assert world.outcomes == [None, "reached"]
    assert world.stands == ["steps[2].then[0]"]


def test_r12_a_position_opened_under_a_hold_is_lengthened_by_what_it_lived_through() -> None:
    """A wait of nine days that began on the second day of three ends on the eleventh."""
    world = World(WAITS)
    world.event("begun")
    world.pass_time(days=2.5)
    held(world, hold(world.now))
    world.pass_time(days=2)
    world.event("answered")
    began = world.now
    world.pass_time(days=1)
    end(world)
    (life,) = world.lives
    (position,) = life.positions.values()
    assert position.due_at == began + 10 * DAY


def test_r12_overlapping_holds_count_the_time_they_share_once() -> None:
    """One from day 0 to 3, one from day 1 to 4: four days in all."""
    world = World(WAITS)
    world.event("begun")
    held(world, hold())
    world.pass_time(days=1)
    first = hold()
    second = but(hold(world.now, journey="a"), id="second")
    held(world, first, second)
    world.pass_time(days=2)
    held(world, but(first, until=world.now), second)
    world.event("hold_released", hold="h")
    world.pass_time(days=1)
    end(world)
    world.pass_time(days=9)
    assert when_sent(world)[0] == ("first", 6 * DAY)


def test_r12_messages_wait_for_the_end_of_a_pause_of_their_channel() -> None:
    """A fallback goes out where there is one; what has none waits, and is not late for it."""
    world = World(WAITS)
    world.event("begun")
    held(world, hold(channel="sms"))
    world.pass_time(days=5)
    assert world.told == []
    assert world.stands == ["say"]
    end(world)
    world.pass_time(days=2)
    assert when_sent(world) == [("first", 5 * DAY), ("last", 6 * DAY)]


def test_r12_a_step_is_held_alone() -> None:
    """Positions elsewhere go on; the one there waits."""
    world = World(WAITS)
    world.event("begun")
    held(world, hold(journey="a", step="hope"))
    world.pass_time(days=9)
    assert world.told == ["first"]
    assert world.stands == ["hope"]
    elsewhere = World(WAITS)
    elsewhere.event("begun")
    held(elsewhere, hold(journey="another"))
    elsewhere.pass_time(days=9)
    assert elsewhere.told == ["first", "last"]


@pytest.mark.parametrize(("mode", "sent", "led_out"), [("skip", 0, False), ("exit", 0, True), (None, 2, False)])
def test_r12_modes(mode: str | None, sent: int, *, led_out: bool) -> None:
    """``skip`` keeps back messages alone, ``exit`` ends the run; a crisis that pauses nothing keeps nothing back."""
    world = World(WAITS)
    world.event("begun")
    held(world, hold(mode=mode))
    world.pass_time(days=9)
    assert len(world.told) == sent
    assert world.outcomes == ["ended"]
    reasons = [one.reason for one in world.state.made.transitions if one.step is None]
    assert ("held: workspace" in reasons) is led_out


def test_r12_a_hold_that_leads_out_ends_runs_whose_time_comes() -> None:
    """Not only those that would send; and at the time, not before."""
    world = World("start: begun\nsteps: [{wait: 2d}, {wait: 9d}]")
    world.event("begun")
    held(world, hold(mode="exit"))
    world.pass_time(days=1)
    assert world.outcomes == [None]
    world.pass_time(days=1, minutes=1)
    assert (world.outcomes, world.lives[0].run.ended_at) == (["ended"], MONDAY + 2 * DAY)


def test_r12_events_that_would_begin_runs_are_ignored_unless_queued() -> None:
    """What is queued begins at the release, however old; its waits look back to the event."""
    world = World(WAITS)
    held(world, hold())
    world.event("begun")
    assert (world.outcomes, world.reasons) == ([], ["held"])
    world.pass_time(days=1)
    held(world, hold(queue_events=True))
    world.event("begun", order=7)
    world.event("begun", order=7)
    world.pass_time(days=3)
    end(world)
    (life,) = world.lives
    assert (life.run.id.key, life.run.started_at, life.run.entered_at) == ("7", world.now, MONDAY + DAY)
    assert "reentry" in world.reasons
    end(world)
    assert world.reasons[-1] == "released"
    world.event("begun", order=8)
    assert len(world.lives) == 2


def test_r12_segments_entered_under_a_hold_begin_at_the_release_if_they_still_hold() -> None:
    """By default they are queued; whoever has left meanwhile does not begin."""
    world = World("segments: {gold: {when: tier = 'gold'}}\nstart: {segment: gold}\nsteps: [{wait: 9d}]")
    held(world, hold())
    for customer in ("anna", "boris"):
        world.traits(customer, tier="gold")
    world.traits("boris", tier="silver")
    assert world.outcomes == []
    end(world, "anna", "boris")
    assert [life.run.id.customer for life in world.lives] == ["anna"]
    never = World("segments: {gold: {when: tier = 'gold'}}\nstart: {segment: gold}\nsteps: [{wait: 9d}]")
    held(never, hold(queue_segments=False))
    never.traits(tier="gold")
    end(never)
    assert never.outcomes == []


def test_r12_a_journey_that_another_asks_for_waits_for_the_end_of_its_hold() -> None:
    """The run that asked goes on when the other has ended."""
    world = World(
        "start: begun\nsteps: [{start: b, join: yes}, {id: next, wait: 9d}]",
        "journey: b\nstart: {by: journey}\nsteps: [{wait: 1d}]",
    )
    held(world, hold(journey="b"))
    world.event("begun")
    world.pass_time(days=3)
    assert world.stands == ["steps[0]"]
    end(world)
    assert world.stands == ["steps[0]", "steps[0]"]
    world.pass_time(days=2)
    assert world.stands == ["next"]


def test_r12_whoever_begins_after_the_end_is_free_and_whoever_was_not_let_out_is_not() -> None:
    """Runs are let out one after another; until then they are held."""
    world = World(WAITS)
    world.event("begun", "boris")
    held(world, hold())
    world.pass_time(days=1)
    held(world, hold(until=world.now))
    world.event("begun", "anna")
    world.pass_time(days=2, minutes=1)
    assert [one.to for one in world.state.made.messages] == ["anna"]
    world.event("hold_released", "boris", hold="h")
    world.pass_time(days=3)
    first = next(one for one in world.state.made.messages if one.to == "boris")
    assert first.at == MONDAY + timedelta(days=5, minutes=1)


def test_r12_a_release_of_nothing_is_ignored() -> None:
    """It names a hold that nobody knows."""
    world = World(WAITS)
    world.event("begun")
    world.event("hold_released", hold="nothing")
    assert world.reasons == ["no_hold"]
