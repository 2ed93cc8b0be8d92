"""Entry: what begins a run, how often, and which events are a run's own."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tropa.engine.advance import advance
from tropa.engine.batch import Batch, Scripts
from tropa.engine.events import Event, Input, TraitsSet
from tropa.engine.intents import Intent, Ruling, SendingFacts
from tropa.engine.ledger import decide
from tropa.engine.scene import Surroundings
from tropa.journey.codecs.values import Section
from tropa.plan.scripting import compile_script
from tropa.testing.world import MONDAY, World, journey_of, surroundings

RUN = "start: begun\nsteps: [{wait: 9d}]\n"


def runs(text: str, *events: tuple[str, object]) -> list[tuple[str | None, int]]:
    """Key and attempt of each run that came of events: a name and an order id each."""
    world = World(text)
    for name, order in events:
        world.event(name, properties={} if order is None else {"order_id": order})
    return sorted(((life.run.id.key, life.run.id.attempt) for life in world.lives), key=str)


def test_r4_once_is_once_whatever_the_key() -> None:
    """Without a key it is what a journey does that says nothing."""
    assert runs(RUN, ("begun", 1), ("begun", 2)) == [(None, 1)]
    assert runs(f"key: order_id\nreentry: once\n{RUN}", ("begun", 1), ("begun", 2)) == [("1", 1)]


def test_r4_once_per_key_is_what_a_keyed_journey_does() -> None:
    """A key is compared as text: 100 is "100"."""
    assert runs(f"key: order_id\n{RUN}", ("begun", 100), ("begun", "100"), ("begun", 2)) == [("100", 1), ("2", 1)]


def test_r4_after_exit_begins_anew_when_the_run_before_has_an_outcome() -> None:
    """The attempts are counted."""
    text = f"reentry: after_exit\nsuccess: won\n{RUN}"
    assert runs(text, ("begun", None), ("begun", None)) == [(None, 1)]
    assert runs(text, ("begun", None), ("won", None), ("begun", None)) == [(None, 1), (None, 2)]


def test_r4_a_cooldown_counts_from_the_start_before() -> None:
    """An event exactly the rest later begins a run."""
    world = World(f"reentry: {{cooldown: 3d}}\n{RUN}")
    for day in (0, 2, 3, 5, 6):
        world.now = MONDAY + timedelta(days=day)
        world.event("begun")
    assert [life.run.started_at - MONDAY for life in world.lives] == [timedelta(days=n) for n in (0, 3, 6)]
    assert world.reasons == ["reentry", "reentry"]


def test_r4_parallel_runs_are_counted_over_all_keys() -> None:
    """So many may be open at once."""
    text = f"key: order_id\nreentry: {{parallel: 2}}\n{RUN}"
    assert runs(text, ("begun", 1), ("begun", 1), ("begun", 2)) == [("1", 1), ("1", 2)]


KEYED = """
key: order_id
start: begun
events: {strict: {key: required}, loose: {key: none}}
steps: [{wait: 'any(paid, strict, loose)', then: [{wait: 9d}]}]
"""


@pytest.mark.parametrize(
    ("name", "order", "moved"),
    [
        ("paid", 1, ["1"]),
        ("paid", None, ["1", "2"]),
        ("paid", 3, []),
        ("strict", None, []),
        ("strict", 2, ["2"]),
        ("loose", 3, ["1", "2"]),
    ],
)
def test_r4_an_event_with_the_key_is_for_its_run_and_one_without_for_all(
    name: str, order: object, moved: list[str]
) -> None:
    """Unless the event's entry asks for the key, or switches it off."""
    world = World(KEYED)
    world.event("begun", order_id=1)
    world.event("begun", order_id="2")
    world.event(name, properties={} if order is None else {"order_id": order})
    assert [
        life.run.id.key for life in world.lives if "steps[0].then[0]" in [place.step for place in life.positions]
    ] == moved


def test_r9_an_event_is_taken_in_once() -> None:
    """A repetition has its message id, and decides nothing."""
    world = World("start: begun\nreentry: {parallel: 9}\nsteps: [{wait: 9d}]")
    world.event("begun", message_id="x")
    world.event("begun", message_id="x")
    assert (len(world.lives), world.reasons) == (1, ["duplicate"])


def test_a_key_that_reads_like_none_is_a_key() -> None:
    """Runs with it and without one, due at one instant, are told apart in any order."""
    world = World("key: order_id\nstart: begun\nsteps: [{wait: 1d}]")
    world.event("begun")
    world.event("begun", order_id="None")
    world.pass_time(days=2)
    assert {life.run.id.key for life in world.lives} == {None, "None"}
    assert world.outcomes == ["ended", "ended"]


@pytest.mark.parametrize(("policy", "n"), [("ignore", 1), ("skip_journey", 0)])
def test_r10_a_goal_reached_before_entry(policy: str, n: int) -> None:
    """It is ignored, unless the journey is to be skipped."""
    world = World(f"success_before_entry: {policy}\nsuccess: won\n{RUN}")
    world.event("won")
    world.event("begun")
    assert len(world.lives) == n


def test_r14_a_segment_is_entered_at_its_edge() -> None:
    """When its condition turns true, not while it is true; and again after it was false."""
    text = "start: {segment: gold}\nreentry: {parallel: 9}\nsteps: [{wait: 9d}]"
    world = World(text, workspace="segments: {gold: {when: tier = 'gold'}}")
    for tier, n in (("base", 0), ("gold", 1), ("gold", 1), ("base", 1), ("gold", 2)):
        world.traits(tier=tier)
        assert len(world.lives) == n


def test_r14_a_condition_begins_a_run_when_it_turns_true() -> None:
    """By an event it looks back on: the third, not the fourth."""
    world = World("start: \"when did('visit', times => 3)\"\nreentry: {parallel: 9}\nsteps: [{wait: 9d}]")
    found = []
    for _ in range(4):
        world.event("visit")
        found.append(len(world.lives))
    assert found == [0, 0, 1, 1]


def test_a_start_of_several_events_comes_with_the_last_of_them() -> None:
    """And what has begun one run does not begin the next."""
    world = World("start: at_least(2, visit)\nreentry: {parallel: 9}\nsteps: [{wait: 9d}]")
    found = []
    for _ in range(4):
        world.now += timedelta(minutes=1)
        world.event("visit")
        found.append(len(world.lives))
    assert found == [0, 1, 1, 2]


def test_a_map_and_an_observed_journey_are_not_run() -> None:
    """They have nothing that we do."""
    world = World(
        "start: begun\ntouchpoints: {hello: {channel: sms}}",
        "journey: b\nmode: observed\nstart: begun\nsteps: [{wait: 1d}]",
    )
    world.event("begun")
    assert world.lives == []


def test_r11_a_run_is_pinned_to_its_version() -> None:
    """A newer version is entered, and leaves the runs of the older one alone."""
    old = compile_script(journey_of("start: begun\nreentry: {parallel: 9}\nsteps: [{wait: 1d}, {id: old, wait: 9d}]"))
    new = replace(
        compile_script(journey_of("start: begun\nsteps: [{wait: 1d}, {id: new, wait: 9d}]"), version=2),
        reentry="parallel",
        parallel=9,
    )
    world = World("start: begun\nsteps: [{wait: 1d}]")
    world.scripts = Scripts([old])
    world.event("begun")
    world.scripts = Scripts([new], [old])
    world.event("begun")
    world.pass_time(days=1, minutes=1)
    assert [life.run.version for life in world.lives] == [1, 2]
    assert world.stands == ["new", "old"]


def test_r16_a_poisoned_input_is_set_aside_with_its_reason() -> None:
    """It stops nobody: what comes with it in one batch is decided."""
    world = World(RUN)
    good = Event("g", "anna", "begun", MONDAY, MONDAY, 1, Section())
    naive = datetime(2026, 3, 2)  # noqa: DTZ001  that is what is wrong with it
    bad: list[Input] = [
        Event("", "anna", "begun", MONDAY, MONDAY, 1, Section()),
        Event("b", "anna", "begun", naive, MONDAY, 1, Section()),
        Event("c", "anna", "begun", MONDAY, MONDAY, 1, {"x": object()}),  # type: ignore[dict-item]  # hostile
        TraitsSet("d", "anna", [], MONDAY, MONDAY, 1),  # type: ignore[arg-type]  # hostile
        Event("e", "anna", "begun", MONDAY, MONDAY, "1", Section()),  # type: ignore[arg-type]  # hostile
    ]
    world.give(*bad, good)
    assert len(world.lives) == 1
    reasons = [one.reason for one in world.state.set_aside]
    assert reasons == ["nameless", "no_instant", "no_properties", "no_properties", "no_sequence"]


def test_r16_a_decision_that_fails_leaves_the_run_as_it_was() -> None:
    """And the other runs that hear the same event go on; here the rules of sending are broken for one touchpoint."""

    def broken(intent: Intent, facts: SendingFacts, now: object) -> Ruling:
        if intent.touchpoint == "bad":
            raise RuntimeError("out of order")
        return decide(intent, facts, now)  # type: ignore[arg-type]  # an instant

    plain = surroundings()
    around = Surroundings(broken, plain.facts, plain.zones)
    point = (
        "touchpoints: {TP: {channel: sms, class: service}}\nstart: begun\nsteps: [{wait: paid}, "
        "{send: TP}, {wait: 1d}]"
    )
    world = World(
        "journey: a\n" + point.replace("TP", "bad"), "journey: b\n" + point.replace("TP", "good"), around=around
    )
    world.event("begun")
    world.event("paid")
    assert world.told == ["good"]
    assert [(life.run.id.journey, [p.step for p in life.positions]) for life in world.lives] == [
        ("a", ["steps[0]"]),
        ("b", ["steps[2]"]),
    ]
    (aside,) = world.state.set_aside
    assert aside.reason == "RuntimeError: out of order"


def test_r16_a_timer_that_cannot_be_decided_is_set_aside_once() -> None:
    """The run stays where it is, is not decided again every turn, and its neighbour's timer fires."""

    def broken(intent: Intent, facts: SendingFacts, now: object) -> Ruling:
        if intent.touchpoint == "bad":
            raise RuntimeError("out of order")
        return decide(intent, facts, now)  # type: ignore[arg-type]  # an instant

    plain = surroundings()
    point = "touchpoints: {TP: {channel: sms, class: service}}\nstart: begun\nsteps: [{wait: 1h}, {send: TP}]"
    texts = [f"journey: {name}\n{point.replace('TP', name)}" for name in ("bad", "good")]
    world = World(*texts, around=Surroundings(broken, plain.facts, plain.zones))
    world.event("begun")
    for _ in range(3):
        world.pass_time(hours=2)
    assert world.told == ["good"]
    assert [one.reason for one in world.state.set_aside] == ["RuntimeError: out of order"]
    assert world.stands == ["steps[0]"]


def test_a_run_that_an_event_does_not_move_is_not_written_anew() -> None:
    """The event is kept; the run is as it was, and only what does move it changes it."""
    world = World("start: begun\nsuccess: paid\nsteps: [{wait: 9d}]")
    world.event("begun")
    changes = [
        advance(world.scripts, Batch((_said(name),)), world.state.loaded, world.around) for name in ("begun", "paid")
    ]
    assert [[event.name for event in one.heard] for one in changes] == [["begun"], ["paid"]]
    assert [len(one.lives) for one in changes] == [0, 1]


def _said(name: str) -> Event:
    """Something that happens to Anna on Monday."""
    return Event("m9", "anna", name, MONDAY, MONDAY, 9, Section())
