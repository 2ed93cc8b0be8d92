"""Membership of stages over time, and the guard that it keeps over all journeys (R13, S1-19, S1-47)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from tropa.engine.backfilling import memberships_before
from tropa.engine.state import StageId, StageMembership
from tropa.testing.world import MONDAY, World

ACTIVATE = """
journey: activate
start: bought
success: used
stages:
  - {id: onboarding, min: 15d, max: 60d, forbid: cross_sell}
  - {id: usage}
steps:
  - {wait: opened, stage: onboarding}
  - {wait: used, stage: usage}
"""
SELL = """
journey: sell
start: offered
reentry: {parallel: 99}
touchpoints: {offer: {channel: sms, class: cross_sell}}
steps: [{send: offer}]
"""
RULED = """
journey: activate
start: bought
key: order
reentry: after_exit
success: used
stages: [{id: trial, enter: "any(trial_begun, bought)", leave: trial_over, forbid: cross_sell}]
stage: trial
steps: [{wait: 9d}]
"""


def world(text: str = ACTIVATE) -> World:
    """A world with a journey that has stages and one that sells."""
    made = World(text, SELL)
    made.event("bought", order=1)
    return made


def sells(made: World) -> bool:
    """Whether an offer goes out now."""
    before = len(made.told)
    made.event("offered")
    return len(made.told) > before


def row(made: World, stage: str, customer: str = "anna") -> StageMembership:
    """The latest membership of a stage."""
    return made.state.loaded.memberships[StageId(customer, "activate", stage)]


def test_r13_the_guard_of_one_journey_keeps_back_what_another_sells() -> None:
    """The reason names the journey and the stage."""
    made = world()
    assert not sells(made)
    assert [one.reason for one in made.state.made.suppressed] == ["forbidden_by_stage: activate/onboarding"]
    made.event("offered", "boris")
    assert made.sent == [("offer", "sms", "boris")]


def test_r13_a_run_of_three_days_keeps_the_guard_for_fifteen() -> None:
    """``min`` outlives the positions, and the run."""
    made = world()
    made.pass_time(days=3)
    made.event("opened")
    made.event("used")
    assert made.outcomes[0] == "reached"
    assert not sells(made)
    made.wait_until(MONDAY + timedelta(days=15, seconds=-1))
    assert not sells(made)
    made.wait_until(MONDAY + timedelta(days=15))
    assert sells(made)


def test_r13_no_guard_lasts_longer_than_the_most() -> None:
    """A position that stays on for ever is out of the stage after ``max``."""
    made = world()
    made.wait_until(MONDAY + timedelta(days=60, seconds=-1))
    assert not sells(made)
    made.wait_until(MONDAY + timedelta(days=60))
    assert sells(made)
    assert row(made, "onboarding").n_here == 1


def test_a_membership_between_least_and_most_ends_when_the_stage_is_left() -> None:
    """After twenty days the guard ends at once."""
    made = world()
    made.wait_until(MONDAY + timedelta(days=20))
    made.event("opened")
    assert row(made, "onboarding").ends_at == made.now
    assert row(made, "usage").began_at == made.now
    assert row(made, "usage").ends_at is None
    assert sells(made)


def test_a_stage_that_is_passed_at_once_is_a_membership_too() -> None:
    """What is sent in a stage without waiting there begins it, and ``min`` keeps it."""
    text = ACTIVATE.replace("{wait: opened, stage: onboarding}", "{send: hello, stage: onboarding}")
    made = world(f"{text}touchpoints: {{hello: {{channel: sms, class: service}}}}\n")
    assert made.told == ["hello"]
    assert row(made, "onboarding").n_here == 0
    assert not sells(made)


def test_the_guard_holds_within_the_decision_that_begins_it() -> None:
    """An offer at a step of the guarded stage is kept back; one behind it, without ``min``, is not."""
    text = """
journey: activate
start: bought
touchpoints: {offer: {channel: sms, class: cross_sell}}
stages: [{id: onboarding, forbid: cross_sell}, {id: usage}]
steps: [{send: offer, stage: onboarding}, {send: offer, stage: usage}]
"""
    made = world(text)
    assert made.told == ["offer"]
    assert [one.place.step for one in made.state.made.suppressed] == ["steps[0]"]


def test_coming_back_goes_on_with_a_membership_that_lasts_and_begins_a_new_one_later() -> None:
    """``most`` counts from the beginning of each."""
    text = ACTIVATE.replace("success: used\n", "reentry: {parallel: 9}\n").replace("max: 60d", "max: 20d")
    made = world(text)
    made.event("opened")
    made.pass_time(days=2)
    made.event("bought")
    assert row(made, "onboarding").began_at == MONDAY
    assert row(made, "onboarding").left_at is None
    made.wait_until(MONDAY + timedelta(days=30))
    made.event("opened")
    assert row(made, "onboarding").ends_at == MONDAY + timedelta(days=20)
    made.event("bought")
    assert row(made, "onboarding").began_at == MONDAY + timedelta(days=30)


def test_a_membership_that_the_most_has_ended_does_not_begin_anew_while_the_customer_stays() -> None:
    """A step further in the same stage is no new membership."""
    made = world(ACTIVATE.replace("{wait: used, stage: usage}", "{wait: used, stage: onboarding}"))
    made.wait_until(MONDAY + timedelta(days=61))
    made.event("opened")
    assert made.stands == ["steps[1]"]
    assert row(made, "onboarding").ends_at == MONDAY + timedelta(days=60)
    assert sells(made)


def test_a_stage_that_is_left_and_come_to_in_one_instant_is_not_left() -> None:
    """Closing words in the stage go on with the membership of the run."""
    text = ACTIVATE.replace("success: used", "success: {for: used, steps: [{wait: 1d, stage: onboarding}]}")
    made = world(text.replace("min: 15d, ", ""))
    made.pass_time(days=2)
    made.event("used")
    assert row(made, "onboarding").began_at == MONDAY
    assert row(made, "onboarding").left_at is None
    made.pass_time(days=2)
    assert row(made, "onboarding").ends_at == MONDAY + timedelta(days=3)


def test_two_runs_of_a_journey_make_one_membership() -> None:
    """It is left when the last position leaves."""
    made = world(ACTIVATE.replace("success: used\n", "key: order\nsuccess: used\n").replace("min: 15d, ", ""))
    made.event("bought", order=2)
    assert row(made, "onboarding").n_here == 2
    made.event("opened", order=1)
    assert not sells(made)
    made.event("opened", order=2)
    assert sells(made)


def test_enter_and_leave_alone_decide_with_or_without_a_run() -> None:
    """Positions in the stage do not count, and the end of the run does not either."""
    made = world(RULED)
    assert not sells(made)
    made.event("used")
    assert made.outcomes[0] == "reached"
    assert not sells(made)
    made.event("trial_over")
    assert sells(made)
    made.event("bought", order=1)
    made.event("trial_over")
    assert made.stands == ["steps[0]"]
    assert sells(made)
    made.event("trial_begun", "boris")
    made.event("offered", "boris")
    assert ("offer", "sms", "boris") not in made.sent


def test_r2_a_late_event_does_not_enter_a_stage_that_was_left_after_it() -> None:
    """What counts is the event's own time; imported history enters nothing."""
    made = world(RULED)
    made.pass_time(days=2)
    made.event("trial_over")
    made.event("trial_begun", at=MONDAY + timedelta(days=1))
    made.event("trial_begun", historical=True)
    assert sells(made)
    made.event("trial_begun")
    assert not sells(made)


def test_a_stage_may_be_entered_and_left_by_conditions_and_facts() -> None:
    """Traits and components that are done are looked at as they change."""
    made = World(
        """
journey: activate
start: bought
components: {tv: {done: film}}
stages:
  - {id: poor, enter: when traits.tier = 'low', leave: when traits.tier = 'high', forbid: cross_sell}
  - {id: bare, enter: bought, leave: components.tv.done, forbid: cross_sell}
steps: [{wait: 9d}]
""",
        SELL,
    )
    made.traits(tier="low")
    assert not sells(made)
    made.traits(tier="high")
    assert sells(made)
    made.event("bought")
    assert not sells(made)
    made.event("film")
    assert sells(made)


@pytest.mark.parametrize(("kind", "sold"), [("cross_cutting", False), ("post_exit", True)])
def test_cross_cutting_stages_are_implied_by_any_membership(kind: str, *, sold: bool) -> None:
    """What they forbid is forbidden wherever on the journey the customer is."""
    text = f"""
journey: activate
start: bought
stages: [{{id: usage}}, {{id: under, kind: {kind}, forbid: cross_sell}}]
stage: usage
steps: [{{wait: 9d}}]
"""
    made = World(text, SELL)
    assert sells(made)
    made.event("bought")
    assert sells(made) is sold


def test_a_scheme_and_what_maps_to_onboarding_guard_too() -> None:
    """The shipped life cycle keeps its guard fifteen days; a stage left out by the journey keeps nothing."""
    text = "journey: activate\nstart: bought\nstages: {}\nstage: onboarding\nsteps: [{{wait: 1d}}]\n"
    made = World(text.format("lifecycle"), SELL)
    made.event("bought")
    made.pass_time(days=14)
    assert not sells(made)
    skipped = World(text.format("{use: lifecycle, skip: {onboarding: We have none}}"), SELL)
    skipped.event("bought")
    assert sells(skipped)
    mapped = World(text.format("[{id: onboarding, maps_to: lifecycle/onboarding}]"), SELL)
    mapped.event("bought")
    assert not sells(mapped)


def test_each_participant_is_in_the_stages_of_the_own_steps() -> None:
    """A child in a role is guarded by where the child stands."""
    made = World(
        """
journey: activate
start: bought
key: family
events: {came: {joins: {role: child}}}
roles: {owner: {}, child: {count: 0..3, steps: [{wait: 2d, stage: first_use}]}}
stages: [{id: buy}, {id: first_use, forbid: cross_sell}]
steps: [{wait: 9d, stage: buy}]
""",
        SELL,
    )
    made.event("bought", family=1)
    made.event("came", "kid", family=1)
    assert sells(made)
    made.event("offered", "kid")
    assert ("offer", "sms", "kid") not in made.sent
    assert row(made, "first_use", "kid").n_here == 1
    made.pass_time(days=3)
    made.event("offered", "kid")
    assert ("offer", "sms", "kid") in made.sent


def test_r3_a_version_finds_the_members_that_the_log_tells_of() -> None:
    """The history taken in order of receipt comes to what the same events come to while it runs, imported or not."""
    text = RULED.replace("any(trial_begun, bought)", "all(trial_begun, bought)")
    live = World(text)
    history = [("trial_begun", 0), ("bought", 1), ("trial_over", 2), ("bought", 3), ("trial_begun", 4)]
    for name, day in history:
        live.now = MONDAY + timedelta(days=day)
        live.event(name, properties={"order": 1})
    heard = [one for rows in live.state.loaded.heard["anna"].values() for one in rows]
    imported = [replace(one, historical=True) for one in reversed(heard)]
    script = live.scripts.current[0]
    found = memberships_before(script, live.around, "anna", imported, {})
    assert found == dict(live.state.loaded.memberships)
    (trial,) = found.values()
    assert trial.began_at == MONDAY + timedelta(days=4)
    assert memberships_before(script, live.around, "anna", imported[-1:], {}) == {}
