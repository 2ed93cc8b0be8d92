"""Steps that choose, act, branch and end; how runs end."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import get_args
from uuid import UUID, uuid5

import pytest

from tropa.engine.assignment import place_of
from tropa.engine.caps import caps_of
from tropa.engine.intents import Mode, Pause, SendingFacts
from tropa.engine.kinds import KINDS as MOVED
from tropa.engine.naming import NAMESPACE, branch_of, item_of, outer_of
from tropa.journey.codecs.values import Clock, Duration, Rate, Window
from tropa.journey.model.steps import KINDS, kind_of
from tropa.journey.structure import all_steps
from tropa.testing.histories import EVERYTHING
from tropa.testing.world import MONDAY, World, journey_of

POINTS = """
touchpoints:
  one: {channel: sms, class: service}
  two: {channel: [push, sms], class: reminder}
  both: {channel: [push, sms], each: yes, class: service}
start: begun
"""


def begun(text: str, **properties: object) -> World:
    """A world in which a run has begun."""
    world = World(POINTS + text)
    world.event("begun", properties=properties)
    return world


def test_every_kind_of_the_language_moves_a_run() -> None:
    """The engine knows every kind, and the journey that the laws run has them all."""
    assert set(MOVED) == set(KINDS)
    met = {kind_of(placed.step) for placed in all_steps(journey_of(EVERYTHING))}
    assert set(KINDS) - met == set()


def test_a_message_goes_over_the_first_channel_or_over_each() -> None:
    """``by`` comes before the touchpoint's channels."""
    world = begun("steps: [{send: two}, {send: two, by: email}, {send: both}]")
    assert [channel for _, channel, _ in world.sent] == ["push", "email", "push", "sms"]


def test_r6_the_id_of_a_message_is_made_of_what_it_is() -> None:
    """uuid5 of journey, first participant, key, attempt, participant, branch, step, visit, rung and channel."""
    world = begun("key: order\nsteps: [{id: hello, send: one}]", order=7)
    (message,) = world.state.made.messages
    parts = ["a", "anna", "7", 1, "anna", "", "hello", 1, "", "sms"]
    assert message.id == str(uuid5(NAMESPACE, json.dumps(parts, separators=(",", ":"))))
    assert UUID(message.id).version == 5


def test_r21_the_same_log_makes_the_same_ids_and_transitions() -> None:
    """Two worlds, one history."""
    text = "components: {a: {}, b: {}}\nsteps: [{for_each: component, steps: [{send: one}, {wait: 1d}, {send: two}]}]"
    first, second = begun(text), begun(text)
    for world in (first, second):
        world.pass_time(days=2)
    assert first.state.made == second.state.made
    assert len({one.id for one in first.state.made.messages}) == 4


def test_a_message_to_a_team_is_work_and_is_not_held_back() -> None:
    """Quiet hours and caps are for customers."""
    world = World(POINTS + "steps: [{send: two, to: crm}]")
    world.under(SendingFacts(quiet_hours=Window(Clock(0), Clock(1439))))
    world.event("begun")
    assert world.sent == [("two", "push", "crm")]
    assert world.state.made.messages[0].role is None


def test_r13_a_message_in_quiet_hours_waits_for_their_end() -> None:
    """The position stays at its step until it is sent; the next wait counts from then (R5)."""
    world = World(POINTS + "steps: [{send: two}, {wait: 1d}, {send: one}]")
    world.under(SendingFacts(quiet_hours=Window(Clock(480), Clock(720))))
    world.event("begun")
    assert (world.sent, world.stands) == ([], ["steps[0]"])
    world.wait_for(MONDAY + timedelta(hours=3))
    assert world.sent == [("two", "push", "anna")]
    (position,) = world.lives[0].positions.values()
    assert position.due_at == MONDAY + timedelta(days=1, hours=3)


def test_r13_caps_count_what_was_sent_in_every_journey() -> None:
    """The ledger is the customer's; what would wait too long is skipped, with its reason."""
    text = POINTS.replace("start: begun", "") + "start: NAME\nsteps: [{send: two}]"
    world = World("journey: x\n" + text.replace("NAME", "a"), "journey: y\n" + text.replace("NAME", "b"))
    world.under(SendingFacts(caps=caps_of({"reminder": Rate(1, Duration(1, "w"))})))
    world.event("a")
    world.event("b")
    assert len(world.sent) == 1
    (kept_back,) = world.state.made.suppressed
    assert (kept_back.run.journey, kept_back.touchpoint) == ("y", "two")
    assert kept_back.reason.startswith("cap")
    assert world.outcomes == ["ended", "ended"]


def test_r12_a_pause_that_leads_out_ends_the_run() -> None:
    """With the mode ``exit``; ``skip`` goes on without the message; ``hold`` stays."""
    found = {}
    for mode in get_args(Mode):
        world = World(POINTS + "steps: [{send: one}, {wait: 1d}]")
        world.under(SendingFacts(pauses=(Pause(mode),)))
        world.event("begun")
        found[mode] = (world.outcomes, world.stands)
    assert found == {"exit": (["ended"], []), "skip": ([None], ["steps[1]"]), "hold": ([None], ["steps[0]"])}


def test_r13_consent_is_read_from_traits() -> None:
    """Set by an earlier step of the same run, even."""
    world = begun("steps: [{set: {traits.consent_contract_sms: no}}, {send: one}, {send: two}]")
    assert world.sent == [("two", "push", "anna")]
    assert [one.reason.split(":")[0] for one in world.state.made.suppressed] == ["no_consent"]


@pytest.mark.parametrize(("plan", "way"), [("a", "one"), ("b", "two"), (None, "two")])
def test_an_if_goes_one_of_two_ways(plan: str | None, way: str) -> None:
    """What is unknown does not hold."""
    text = "steps: [{if: plan = 'a', then: [{send: one}], else: [{send: two}]}]"
    world = begun(text, **({} if plan is None else {"plan": plan}))
    assert world.told == [way]


@pytest.mark.parametrize(("n", "way"), [(3, ["one"]), ("3", ["one"]), ("x", ["two"]), (None, ["two"])])
def test_a_switch_goes_the_way_of_its_value(n: object, way: list[str]) -> None:
    """A number is its text; ``else`` takes the rest."""
    world = begun(
        "steps: [{switch: start.n, cases: {3: [{send: one}]}, else: [{send: two}]}]", **({"n": n} if n else {})
    )
    assert world.told == way


@pytest.mark.parametrize(
    "condition",
    [
        "traits.tier = 'gold'",
        "run.key = '7' and run.attempt = 1 and run.source = 'ad'",
        "role.id = 'client' and not role.done",
        "components.film.done and run.components_done = 1 and run.components_total = 2",
        "last('film', 'title') = 'new'",
        "did('film', times => 2, within => '1d')",
        "not did('film', times => 3)",
        "did('film', where => 'title = ''old''')",
    ],
)
def test_a_condition_sees_the_whole_run(condition: str) -> None:
    """Traits, the run, its components, its past."""
    world = World(
        "key: order\nsource: utm\nstart: begun\ncomponents: {film: {done: film}, book: {done: book}}\n"
        "touchpoints: {one: {channel: sms, class: service}}\n"
        f'steps:\n  - wait: 1h\n  - if: "{condition}"\n    then: [{{send: one}}]\n'
    )
    world.traits(tier="gold")
    world.event("begun", order=7, utm="ad")
    world.event("film", title="old")
    world.now += timedelta(seconds=1)
    world.event("film", title="new")
    world.pass_time(hours=1, minutes=1)
    assert world.told == ["one"]


def test_r17_a_split_goes_the_way_of_the_customer_s_arm() -> None:
    """By the hash of experiment and customer; recorded once, as an event; the message carries the arm."""
    text = """
experiments: {cta: {arms: {a: 50 %, b: 50 %}}}
reentry: {parallel: 9}
touchpoints:
  one: {channel: sms, class: service, variants: {cta: {a: {channel: push}}}}
  two: {channel: sms, class: service}
start: begun
steps: [{split: cta, arms: {a: [{send: one}], b: [{send: two}]}}]
"""
    world = World(text)
    customers = [f"c{n}" for n in range(20)]
    for customer in customers * 2:
        world.event("begun", customer=customer)
    expected = {c: "one" if place_of("cta", c) < 2**63 else "two" for c in customers}
    assert [(to, name) for name, _, to in world.sent] == [(c, expected[c]) for c in customers * 2]
    assert {channel for name, channel, _ in world.sent if name == "one"} == {"push"}
    recorded = [one for one in world.state.made.emitted if one.name == "experiment_assigned"]
    assert len(recorded) == len(customers)
    assert {m.variant.get("cta") for m in world.state.made.messages if m.touchpoint == "one"} == {"a"}


def test_r17_a_recorded_arm_sticks_when_the_weights_change() -> None:
    """Whoever was in an arm stays there, though all new customers go to the other."""
    split = "steps: [{split: cta, arms: {a: [{send: one}], b: [{send: two}]}}]"
    before, after = (
        f"{POINTS}reentry: {{parallel: 9}}\nexperiments: {{cta: {{arms: {{a: {a} %, b: {b} %}}}}}}\n{split}"
        for a, b in ((100, 0), (0, 100))
    )
    world = World(before)
    world.event("begun")
    world.scripts = World(after).scripts
    world.event("begun")
    world.event("begun", customer="boris")
    assert world.told == ["one", "one", "two"]


def test_a_trait_that_is_set_is_seen_by_later_steps_and_kept() -> None:
    """In this run at once, and in what is known of the customer."""
    world = begun("steps: [{set: {traits.tier: gold}}, {if: traits.tier = 'gold', then: [{send: one}]}]")
    assert world.told == ["one"]
    assert world.state.loaded.traits["anna"] == {"tier": "gold"}


def test_an_event_that_is_written_is_heard_right_after() -> None:
    """By this run and by others; with a message id of its own."""
    world = World(
        POINTS + "components: {a: {}, b: {}}\nsteps: [{emit: rung, properties: {n: 3}}, {wait: rung where n = 3, "
        "then: [{send: one}]}]",
        "journey: b\nstart: rung\nsteps: [{wait: 9d}]",
    )
    world.event("begun")
    assert world.told == ["one"]
    assert [life.run.id.journey for life in world.lives] == ["a", "b"]


def test_r15_an_endless_chain_of_events_is_cut_and_set_aside() -> None:
    """Two journeys that wake each other without waiting."""
    world = World(
        "journey: a\nstart: ping\nreentry: after_exit\nsteps: [{emit: pong}]",
        "journey: b\nstart: pong\nreentry: after_exit\nsteps: [{emit: ping}]",
    )
    world.event("ping")
    assert [one.reason for one in world.state.set_aside] == ["circle"]
    assert 50 < len(world.lives) <= 101


def test_a_call_waits_for_its_answer() -> None:
    """What follows may rest on it."""
    text = POINTS + "steps: [{id: open, call: access, retry: 3}, {send: one}]"
    world = World(text, hooks_answer=False)
    world.event("begun")
    (call,) = world.state.made.calls
    assert ((call.hook, call.retry), world.told) == (("access", 3), [])
    world.event("hook_done", step="open")
    assert world.told == ["one"]


def test_r16_a_failure_goes_the_way_of_on_error_else_to_a_person() -> None:
    """The run waits until the person is done, and goes on behind the step."""
    text = (
        POINTS + "support: {owner: care}\nsteps: [{id: open, call: access, on_error: [{send: two}]}, {id: shut, "
        "call: access}, {send: one}]"
    )
    world = World(text, hooks_answer=False)
    world.event("begun")
    world.event("hook_failed", step="open", reason="500")
    assert (world.told, world.stands) == (["two"], ["shut"])
    world.event("hook_failed", step="shut", reason="501")
    (task,) = world.state.made.opened
    assert (task.kind, task.to, task.reason) == ("failure", "care", "501")
    assert (world.told, world.outcomes) == (["two"], [None])
    world.event("task_done", task=task.id)
    assert (world.told, world.outcomes) == (["two", "one"], ["ended"])


def test_another_journey_is_started_with_its_key_and_waited_for() -> None:
    """With ``join`` until it ends; one that cannot be entered is not waited for."""
    other = "journey: b\nkey: cart\nstart: never\nsuccess: won\nsteps: [{wait: 30d}]"
    text = POINTS + "reentry: {parallel: 9}\nsteps: [{start: b, key: order, join: yes}, {send: one}]"
    world = World(text, other)
    world.event("begun", order=7)
    assert [life.run.id.key for life in world.lives] == [None, "7"]
    assert world.told == []
    world.event("won", cart="7")
    assert world.told == ["one"]
    world.event("begun", order=7)
    assert world.told == ["one", "one"]
    assert sorted(life.run.id.journey for life in world.lives) == ["a", "a", "b"]


def test_another_journey_is_started_beside() -> None:
    """Without ``join`` the run goes on."""
    world = World(POINTS + "steps: [{start: b}, {send: one}]", "journey: b\nstart: never\nsteps: [{wait: 30d}]")
    world.event("begun")
    assert world.told == ["one"]
    assert len(world.lives) == 2


LOOP = (
    "components: {{a: {{done: a}}, b: {{done: b}}, c: {{done: c}}}}\nsteps: [{{for_each: component, "
    "join: {join}, steps: [{{wait: component.done}}]}}, {{send: one}}, {{wait: 9d}}]"
)


@pytest.mark.parametrize(("join", "told"), [("all", [0, 0, 1]), ("any", [1, 1, 1]), ("2", [0, 1, 1])])
def test_branches_join_when_enough_have_finished(join: str, told: list[int]) -> None:
    """All, any, or so many; the others go on, and the step after is come to once."""
    world = begun(LOOP.format(join=join))
    found = []
    for name in "bca":
        world.event(name)
        found.append(len(world.told))
    assert found == told
    assert world.stands == ["steps[2]"]


def test_a_branch_has_its_own_part_and_its_own_way() -> None:
    """Who has done one part is reminded of the other."""
    world = begun(
        "components: {film: {done: film}, book: {done: book}}\n"
        "steps: [{for_each: component, steps: [{wait: component.done, up_to: 1d, else: [{send: two}]}, "
        "{if: component.id = 'film', then: [{send: one}]}]}]"
    )
    world.event("book")
    world.pass_time(days=2)
    assert [(m.touchpoint, m.place.branch) for m in world.state.made.messages] == [("two", "film"), ("one", "film")]
    assert world.outcomes == ["ended"]


def test_branches_within_branches() -> None:
    """Each inner one belongs to its outer one; all join, the innermost first."""
    world = begun(
        "components: {a: {}, b: {}}\n"
        "steps: [{for_each: component, steps: [{for_each: component, steps: [{wait: 1d}]}, {send: one}]}, "
        "{send: two}]"
    )
    assert sorted(p.branch for p in world.lives[0].positions) == ["", "a", "a/a", "a/b", "b", "b/a", "b/b"]
    world.pass_time(days=2)
    assert world.told == ["one", "one", "two"]


def test_a_branch_of_items_can_be_told_apart_whatever_they_are_called() -> None:
    """A slash within an item is none between two."""
    assert branch_of("a", "b/c~d") == "a/b~1c~0d"
    assert (item_of("a/b~1c~0d"), outer_of("a/b~1c~0d"), outer_of("a")) == ("b/c~d", "a", "")


def test_branches_left_behind_are_over_when_the_step_is_come_to_again() -> None:
    """A join of ``any`` within a loop."""
    world = begun(
        "components: {a: {done: a}, b: {done: b}}\n"
        "steps: [{id: all, for_each: component, join: any, steps: [{wait: component.done}]}, "
        "{wait: again}, {back_to: all, max_visits: unlimited}]"
    )
    world.event("a")
    assert world.stands == ["steps[0].steps[0]", "steps[1]"]
    world.event("again")
    visits = sorted((p.step, p.branch, p.visit) for p in world.lives[0].positions)
    assert visits == [("steps[0].steps[0]", "b", 2), ("steps[1]", "", 2)]


@pytest.mark.parametrize(("most", "n"), [("1", 1), ("2", 2), ("3", 3)])
def test_r15_a_step_is_visited_no_more_than_max_visits_times(most: str, n: int) -> None:
    """Then the way back goes the way of ``else``; each visit has its own messages."""
    world = begun(
        f"steps: [{{id: ask, send: one}}, {{wait: 1d}}, {{back_to: ask, max_visits: {most}, else: [{{end: tired}}]}}]"
    )
    world.pass_time(days=9)
    assert (len(world.told), world.outcomes) == (n, ["tired"])
    assert [m.place.visit for m in world.state.made.messages] == list(range(1, n + 1))
    assert len({m.id for m in world.state.made.messages}) == n


def test_r15_a_loop_that_never_waits_fails_after_a_hundred_visits() -> None:
    """The run fails, and a person hears of it (R16)."""
    world = begun("support: {owner: care}\nsteps: [{id: spin, send: one}, {back_to: spin, max_visits: unlimited}]")
    assert (len(world.told), world.outcomes) == (100, ["failed"])
    assert [(task.kind, task.to, task.reason) for task in world.state.made.opened] == [("failure", "care", "circle")]


def test_r15_a_loop_that_waits_may_go_on_for_ever() -> None:
    """Two hundred visits, a wait in each."""
    world = begun("steps: [{id: spin, send: one}, {wait: 1h}, {back_to: spin, max_visits: unlimited}]")
    world.pass_time(hours=200, minutes=1)
    assert (len(world.told), world.outcomes) == (201, [None])


def test_success_ends_the_run_wherever_it_stands() -> None:
    """Open tasks are called off, closing words are said, and then it is over; it does not listen any more."""
    world = begun(
        "success: {for: won, steps: [{send: one}, {wait: 1d}, {send: two}]}\nexit: {gone: left}\n"
        "components: {a: {}, b: {}}\nsteps: [{for_each: component, steps: [{task: call, to: crm, up_to: 9d}]}]"
    )
    world.event("won")
    assert [(one.outcome) for one in world.state.made.closed] == ["cancelled", "cancelled"]
    assert (world.told, world.outcomes) == (["one"], ["reached"])
    world.event("left")
    world.pass_time(days=2)
    assert (world.told, world.outcomes, world.stands) == (["one", "two"], ["reached"], [])
    assert world.lives[0].run.ended_at == MONDAY


def test_another_way_out_has_its_own_outcome_and_steps() -> None:
    """The first in the file that has come; the goal before all of them."""
    text = (
        "success: won\nexit: {gone: {for: 'any(left, won)', steps: [{send: one}]}, lost: left}\nsteps: [{wait: 9d}]"
    )
    world = begun(text)
    world.event("left")
    assert (world.outcomes, world.told) == (["gone"], ["one"])
    world = begun(text)
    world.event("won")
    assert world.outcomes == ["reached"]


def test_r10_a_goal_is_reached_however_late_it_comes() -> None:
    """By an event whose own time is not before the entry; an earlier one is not this run's."""
    world = begun("success: won\nsteps: [{wait: 9d}]")
    world.pass_time(days=5)
    world.event("won", at=MONDAY - timedelta(seconds=1))
    assert world.outcomes == [None]
    world.event("won", at=MONDAY)
    assert world.outcomes == ["reached"]


@pytest.mark.parametrize(
    ("of", "outcomes", "told"),
    [("run", ["done"], []), ("participant", ["ended"], []), ("component", ["ended"], ["one"])],
)
def test_an_end_ends_what_it_says(of: str, outcomes: list[str], told: list[str]) -> None:
    """The run, the participant's part in it, or one branch, which then counts for the join."""
    world = begun(
        f"components: {{a: {{}}}}\nsteps: [{{for_each: component, steps: [{{end: done, of: {of}}}, "
        f"{{send: two}}]}}, {{send: one}}]"
    )
    assert (world.outcomes, world.told) == (outcomes, told)


def test_an_end_of_the_client_ends_the_run() -> None:
    """Steps behind it are not come to."""
    world = begun("steps: [{end: done}, {send: one}]")
    assert (world.outcomes, world.told) == (["done"], [])


def test_a_run_that_has_passed_its_last_step_has_ended() -> None:
    """So has one whose steps say nothing yet."""
    assert begun("steps: [{send: one}]").outcomes == ["ended"]
    assert begun("steps:\n  - wait:\n  - send:\n  - remind:\n  - switch:\n").outcomes == ["ended"]


def test_all_branches_begin_before_a_join_goes_on() -> None:
    """Even where the first of them has finished at once and one is enough."""
    text = "components: {a: {}, b: {}}\nsteps: [{for_each: component, join: any, steps: [{send: one}]}, {send: two}]"
    assert begun(text).told == ["one", "one", "two"]


def test_r13_what_a_run_had_reserved_is_given_back_when_it_ends() -> None:
    """A message that waited in quiet hours, or stopped by its signal, takes nobody's slot."""
    text = POINTS + "success: won\nsteps: [{remind: paid, with: two, up_to: 9d}, {wait: 9d}]"
    for ending in ("won", "paid"):
        world = World(text)
        caps = caps_of({"reminder": Rate(1, Duration(1, "w"))})
        world.under(SendingFacts(caps=caps, quiet_hours=Window(Clock(480), Clock(720))))
        world.event("begun")
        assert [entry.reserved for entry in world.state.loaded.ledgers["anna"]] == [True]
        world.event(ending)
        assert world.state.loaded.ledgers["anna"] == ()
