"""Segments: entering and leaving act, and who begins when a version is published (R14)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tropa.engine.desk import Desk, Loaded
from tropa.engine.scene import Known
from tropa.engine.segments import enrolled, is_first_computed
from tropa.plan.scripting import compile_script
from tropa.testing.world import MONDAY, World, journey_of

GOLD = "segments: {gold: {when: tier = 'gold'}, old: {when: age > 60}}\n"
CLUB = f"""
{GOLD}
start: {{segment: gold}}
reentry: after_exit
exit: {{left: segment_left where segment = 'gold'}}
steps: [{{wait: 9d}}]
"""


def test_r14_leaving_a_segment_lets_out_whoever_entered_by_it_and_entering_again_begins_anew() -> None:
    """Both edges act; what does not turn does not."""
    world = World(CLUB)
    for tier in ("silver", "gold", "gold", "silver", "silver", "gold"):
        world.traits(tier=tier)
        world.pass_time(hours=1)
    assert world.outcomes == ["left", None]
    told = [(one.name, one.properties["segment"]) for one in world.state.made.emitted]
    assert told == [("segment_entered", "gold"), ("segment_left", "gold"), ("segment_entered", "gold")]


def test_r14_edges_are_told_of_the_segments_of_the_workspace_only_where_something_listens() -> None:
    """A wait may stand for one, and a start; nobody else pays for it."""
    deaf = World("start: begun\nsteps: [{wait: 9d}]", workspace=GOLD)
    deaf.traits(tier="gold")
    assert deaf.state.made.emitted == []
    world = World(
        "start: begun\nsteps: [{wait: segment_entered where segment = 'old'}, {id: next, wait: 9d}]",
        "journey: b\nstart: segment_left where segment = 'old'\nsteps: [{wait: 9d}]",
        workspace=GOLD,
    )
    world.event("begun")
    world.traits(tier="gold")
    assert world.stands == ["steps[0]"]
    world.traits(age=61)
    assert world.stands == ["next"]
    world.traits(age=6)
    assert world.stands == ["next", "steps[0]"]


def test_r14_a_segment_over_the_past_turns_with_an_event() -> None:
    """A condition may ask what the customer did."""
    world = World(
        "segments: {loyal: {when: \"did('bought', times => 2)\"}}\nstart: {segment: loyal}\n"
        "exit: {gone: segment_left where segment = 'loyal'}\nsteps: [{wait: 9d}]"
    )
    world.event("bought")
    assert world.outcomes == []
    world.event("bought")
    assert world.outcomes == [None]


def test_r14_imported_history_and_unknown_traits_are_no_edge() -> None:
    """What is unknown does not hold; history moves nothing."""
    world = World(CLUB)
    world.traits(tier=None)
    world.event("noise", historical=True)
    assert world.outcomes == []
    assert world.state.made.emitted == []


@pytest.mark.parametrize(
    ("enroll", "now", "later"),
    [("future", [], [None]), ("current", [None], [None]), ("both", [None], [None, None])],
)
def test_r14_enroll_says_who_begins(enroll: str, now: list[None], later: list[None]) -> None:
    """Those who are in it when the version is published, those who enter it afterwards, or both."""
    world = World(f"{GOLD}start: {{segment: gold, enroll: {enroll}}}\nsteps: [{{wait: 9d}}]")
    for customer, tier in (("anna", "gold"), ("boris", "silver")):
        world.state.loaded = _with_tier(world, customer, tier)
    known = Known(world.scripts.current[0], Desk(world.state.loaded), world.around)
    given = [event for one in ("anna", "boris") if (event := enrolled(known, one, MONDAY)) is not None]
    assert [one.customer for one in given] == ["anna"] * len(now)
    world.give(*given)
    assert world.outcomes == now
    world.pass_time(hours=1)
    world.traits("boris", tier="gold")
    assert world.outcomes == later
    world.give(*given)
    assert world.outcomes == later


def _with_tier(world: World, customer: str, tier: str) -> Loaded:
    """What a store loads of a customer who had a trait before anything was published."""
    return replace(world.state.loaded, traits={**world.state.loaded.traits, customer: {"tier": tier}})


def test_r14_whoever_left_the_segment_before_the_enrolment_is_taken_in_does_not_begin() -> None:
    """The condition is asked again when the input is decided."""
    world = World(f"{GOLD}start: {{segment: gold, enroll: both}}\nsteps: [{{wait: 9d}}]")
    world.state.loaded = _with_tier(world, "anna", "gold")
    known = Known(world.scripts.current[0], Desk(world.state.loaded), world.around)
    given = enrolled(known, "anna", MONDAY + timedelta(minutes=1))
    assert given is not None
    world.traits(tier="silver")
    world.give(given)
    assert world.outcomes == []


def test_r14_a_segment_is_computed_first_when_it_is_new_or_another() -> None:
    """A version with the same segment enrols nobody again."""
    first = compile_script(journey_of(CLUB))
    again = compile_script(journey_of(f"{CLUB}title: Club"), version=2)
    other = compile_script(journey_of(CLUB.replace("segment: gold", "segment: old")), version=3)
    without = compile_script(journey_of("start: begun\nsteps: [{wait: 1d}]"))
    found = [is_first_computed(*pair) for pair in ((first, None), (again, first), (other, again), (without, None))]
    assert found == [True, False, True, False]
