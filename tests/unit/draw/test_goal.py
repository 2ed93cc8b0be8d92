"""Waiting for the goal: the picture says that the run ends there, and only where it surely does."""

from __future__ import annotations

import pytest
from tests.unit.draw.answers_by_hand import journey_of

from tropa.draw.scenario.flow import scenario_of
from tropa.draw.scenario.goal import waits_for_goal
from tropa.draw.scenario.phrases import unadorned
from tropa.draw.wording import Wording
from tropa.journey.schemes import shipped_schemes

HEAD = (
    "journey: a\nevents: {both: {is: 'all(paid, signed)'}}\n"
    "components: {cinema: {done: film}, music: {done: song}}\ntouchpoints: {letter: {}}\n"
)


@pytest.mark.parametrize(
    ("success", "step", "ends"),
    [
        ("paid", "{wait: paid}", True),
        ("paid", "{wait: success, up_to: 3d}", True),
        ("paid", "{remind: paid}", True),
        ("paid", "{wait: paid where amount > 5}", True),
        ("any(paid, given)", "{wait: given}", True),
        ("paid", "{wait: 'all(paid, signed)'}", True),
        ("paid", "{wait: both}", True),
        ("all(components)", "{wait: 'all(film, song)'}", True),
        ("at_least(3, paid)", "{wait: 'at_least(3, paid)'}", True),
        ("paid where amount > 5", "{wait: paid}", False),
        ("paid", "{wait: 'any(paid, given)'}", False),
        ("all(paid, signed)", "{wait: paid}", False),
        ("all(components)", "{wait: components.cinema.done}", False),
        ("at_least(3, paid)", "{wait: 'at_least(2, paid)'}", False),
        ("paid", "{wait: paid, since: ever}", False),
        ("paid", "{wait: paid, since: 7d}", False),
        ("paid", "{wait: paid, key: order}", False),
        ("paid", "{wait: 3d}", False),
        ("paid", "{wait: when traits.age > 5}", False),
        ("paid", "{send: letter}", False),
    ],
)
def test_the_run_ends_only_where_the_goal_surely_came(success: str, step: str, ends: bool) -> None:  # noqa: FBT001  given
    """What is waited for reaches the goal if it cannot be heard without the goal, by this run, under its key."""
    journey = journey_of(f'{HEAD}success: "{success}"\nsteps: [{step}]\n')
    assert journey.steps is not None
    assert waits_for_goal(journey.steps[0], "steps.0", journey) is ends


@pytest.mark.parametrize("path", ["roles.child.0", "success.0", "exit.0.0", "steps.1.steps.0"])
def test_elsewhere_somebody_else_may_be_waited_for(path: str) -> None:
    """In another participant's steps, and within a loop, the same event need not be the goal of the run."""
    journey = journey_of("journey: a\nsuccess: paid\nsteps: [{wait: paid}]\n")
    assert journey.steps is not None
    assert not waits_for_goal(journey.steps[0], path, journey)


def test_in_time_leads_to_the_goal_and_not_to_what_is_written_behind() -> None:
    """Behind the wait for the goal one way ends as reached, though only the other is written."""
    text = "journey: a\nsuccess: paid\nsteps:\n  - {wait: paid, up_to: 1d}\n  - {end: left}\n"
    _, wait, _ = scenario_of(journey_of(text), shipped_schemes(), Wording("en"), None).strips[0].nodes
    ways = {
        unadorned(way.label.text): [(node.look, unadorned(node.title.text), node.goes_on) for node in way.nodes]
        for way in wait.ways
    }
    assert ways == {"in time": [("finish", "Goal reached", False)], "not within 1 day": []}
    assert wait.goes_on


def test_where_the_author_ends_the_run_there_nothing_is_added() -> None:
    """A wait for the goal before ``end: reached``, directly or at the end of a branch, simply goes on to it."""
    text = (
        "journey: a\nsuccess: paid\ntouchpoints: {bye: {}}\nsteps:\n"
        "  - wait: paid\n    up_to: 1d\n    else: [{remind: paid, with: bye, up_to: 3d, else: [{end: left}]}]\n"
        "  - {end: reached}\n"
    )
    _, wait, end = scenario_of(journey_of(text), shipped_schemes(), Wording("en"), None).strips[0].nodes
    remind = wait.ways[1].nodes[0]
    assert [way.nodes for way in (wait.ways[0], remind.ways[0])] == [(), ()]
    assert wait.goes_on
    assert unadorned(end.title.text) == "Goal reached"


def test_what_is_written_for_the_goal_is_drawn_as_written() -> None:
    """Steps that somebody wrote there stay on the picture."""
    text = "journey: a\nsuccess: paid\ntouchpoints: {bye: {}}\nsteps:\n  - {wait: paid, then: [{send: bye}]}\n"
    _, wait, *_ = scenario_of(journey_of(text), shipped_schemes(), Wording("en"), None).strips[0].nodes
    assert [node.look for node in wait.ways[0].nodes] == ["say"]
