"""Editing a live journey: what changed, what may be done with those who stand there, and doing it (R11)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tropa.engine.batch import Scripts
from tropa.engine.holds import Hold
from tropa.engine.migrating import Migration, choice_of, told
from tropa.engine.state import StageId
from tropa.engine.versions import Choice, Refusal, changes_between, refusals
from tropa.journey.codecs.values import Section
from tropa.plan.script import Script
from tropa.plan.scripting import compile_script
from tropa.testing.world import MONDAY, World, journey_of

DAY = timedelta(days=1)
HEAD = """
start: begun
reentry: {parallel: 9}
success: won
touchpoints:
  hello: {channel: sms, class: service, communication: Hello}
  bye: {channel: [push, sms], class: service}
stages: [{id: early, forbid: cross_sell}, {id: late, forbid: cross_sell}]
stage: early
steps:
"""
OLD = HEAD + (
    "  - {id: hope, wait: answered, up_to: 5d, else: [{send: bye}]}\n"
    "  - {id: call, task: Call, to: care, up_to: 9d}\n"
    "  - {id: done, wait: 1d}\n"
)
SHORTER = OLD.replace("up_to: 5d", "up_to: 2d")


def script(text: str, version: int = 2) -> Script:
    """A version."""
    return compile_script(journey_of(text), version=version)


def world(text: str = OLD) -> World:
    """A run that stands at the first step since a day."""
    made = World(text)
    made.event("begun")
    made.pass_time(days=1)
    return made


def migrate(made: World, text: str, rest: str = "stay", **at: str) -> None:
    """Publish a version, and move runs to it."""
    (old,) = made.scripts.current
    new = script(text, old.version + 1)
    made.scripts = Scripts([new], [old])
    choices = {step: _choice(said) for step, said in at.items()}
    asked = Migration("a", old.version, new.version, Section(choices), _choice(rest))
    made.event("run_migrated", properties=told(asked))


def _choice(text: str) -> Choice:
    read = choice_of(text)
    assert read is not None
    return read


def versions(made: World) -> list[int]:
    """The versions that runs follow."""
    return [life.run.version for life in made.lives]


@pytest.mark.parametrize(
    ("edit", "changes"),
    [
        (("communication: Hello", "communication: Good day"), []),
        (("title: ", "title: "), []),
        (("Call, to: care", "Ring, to: care"), []),
        (("up_to: 5d", "up_to: 2d"), [("hope", ("up_to",))]),
        (("wait: answered", "wait: asked"), [("hope", ("until", "signal"))]),
        (("[push, sms], class", "[sms], class"), [("steps[0].else[0]", ("touchpoint",))]),
        (("task: Call, to: care, up_to: 9d", "call: care"), [("call", ("kind",))]),
        (("{id: done, wait: 1d}", "{id: done, wait: 1d, stage: late}"), [("done", ("stage",))]),
        ((", else: [{send: bye}]", ""), [("hope", ("branches",)), ("steps[0].else[0]", ())]),
        (("id: done", "id: gone"), [("done", ())]),
    ],
)
def test_r11_a_step_is_changed_where_what_decides_is_another(
    edit: tuple[str, str], changes: list[tuple[str, tuple[str, ...]]]
) -> None:
    """Words are copy; a step without a counterpart is deleted, and said to be."""
    found = changes_between(script(OLD, 1), script(OLD.replace(*edit)), {"hope": 3})
    assert [(one.step, one.what) for one in found] == changes
    assert all(one.deleted is (not one.what) for one in found)
    assert [one.n for one in found if one.step == "hope"] == [3] * sum(one.step == "hope" for one in found)


def test_r11_choices_that_cannot_be_made_are_told() -> None:
    """A deleted step has no place to follow to, and nobody is put across the border of a loop."""
    inner = OLD.replace("{id: done, wait: 1d}", "for_each: component\n    steps: [{id: in, wait: 1d}]")
    inner = f"components: {{tv: {{done: x}}}}\n{inner}"
    made = {
        "done": Choice("follow"),
        "hope": Choice("move_to", "in"),
        "call": Choice("move_to", "nowhere"),
        "none": Choice("exit"),
        "steps[0].else[0]": Choice("follow"),
    }
    assert refusals(script(OLD, 1), script(inner), made) == (
        Refusal("done", "deleted"),
        Refusal("hope", "across_border"),
        Refusal("call", "no_target"),
        Refusal("none", "unknown_step"),
    )


def test_r11_runs_are_pinned_and_stay_unless_something_else_is_chosen() -> None:
    """A run that begins after publication follows the new version."""
    made = world()
    migrate(made, SHORTER, hope="stay")
    made.event("begun", "boris")
    made.wait_until(MONDAY + 4 * DAY)
    assert versions(made) == [1, 2]
    assert [one.to for one in made.state.made.messages] == ["boris"]


def test_r11_who_follows_waits_from_when_the_step_began() -> None:
    """A wait of five days that became one of two, after a day: one day is left."""
    made = world()
    migrate(made, SHORTER, hope="follow")
    assert versions(made) == [2]
    made.wait_until(MONDAY + 3 * DAY)
    assert [(one.touchpoint, one.at) for one in made.state.made.messages] == [("bye", MONDAY + 2 * DAY)]
    follow = next(one for one in made.state.made.transitions if one.reason == "migrated")
    assert (follow.step, follow.label, follow.visit) == ("hope", "follow", 1)


def test_r11_a_wait_that_was_shortened_below_what_has_passed_is_over_at_once() -> None:
    """Dated at the migration, not before it."""
    made = world()
    made.pass_time(days=3)
    migrate(made, SHORTER, hope="follow")
    made.pass_time(minutes=1)
    (bye,) = made.state.made.messages
    assert bye.at == MONDAY + 4 * DAY


def test_r11_what_was_heard_counts_for_the_new_signal() -> None:
    """Whoever follows does not wait for what has come already."""
    made = World(OLD, "journey: b\nstart: asked\nsteps: [{wait: 1d}]")
    made.event("begun")
    made.event("asked")
    made.scripts = Scripts([script(OLD.replace("wait: answered", "wait: asked"))], made.scripts.current)
    asked = Migration("a", 1, 2, Section({"hope": Choice("follow")}))
    made.event("run_migrated", properties=told(asked))
    assert "call" in made.stands


def test_r11_who_waits_anew_begins_the_step_again_as_another_visit() -> None:
    """The whole new wait, from now."""
    made = world()
    migrate(made, SHORTER, hope="restart_wait")
    made.pass_time(days=1.5)
    assert made.told == []
    made.pass_time(days=1)
    assert made.told == ["bye"]
    assert [(one.step, one.visit) for one in made.state.made.transitions[1:2]] == [("hope", 2)]


def test_r11_who_is_put_elsewhere_comes_there_and_tasks_are_called_off() -> None:
    """Messages of a step that is come to anew have ids of their own."""
    text = OLD.replace("  - {id: hope", "  - {id: greet, send: hello}\n  - {id: hope")
    made = world(text)
    made.event("answered")
    assert made.stands == ["call"]
    migrate(made, text.replace("up_to: 9d", "up_to: 8d"), call="move_to:greet")
    assert made.told == ["hello", "hello"]
    assert len({one.id for one in made.state.made.messages}) == 2
    assert [one.outcome for one in made.state.made.closed] == ["cancelled"]
    assert made.stands == ["call"]  # the answer counts since the entry still
    opened = [one.id for one in made.state.made.opened]
    assert len(set(opened)) == len(opened) == 2


def test_r11_a_step_of_another_kind_begins_for_those_who_follow() -> None:
    """A task that became a call is called."""
    made = world()
    made.event("answered")
    migrate(made, OLD.replace("task: Call, to: care, up_to: 9d", "call: care"), call="follow")
    assert [one.outcome for one in made.state.made.closed] == ["cancelled"]
    assert [one.hook for one in made.state.made.calls] == ["care"]
    assert made.stands == ["done"]


def test_r11_who_is_led_out_has_an_outcome_and_the_reason() -> None:
    """The run ends under its own version."""
    made = world()
    migrate(made, SHORTER, hope="exit")
    assert made.outcomes == ["ended"]
    assert made.state.made.transitions[-1].reason == "migrated"
    assert versions(made) == [1]


PARALLEL = """
start: begun
components: {tv: {done: tv_on}, net: {done: net_on}}
touchpoints: {x: {channel: sms, class: service}}
steps:
  - for_each: component
    steps:
      - if: component.id = 'tv'
        then: [{id: tv, wait: 5d}]
        else: [{id: net, wait: 5d}]
  - {id: after, send: x}
"""


def test_r11_a_run_goes_over_as_a_whole() -> None:
    """One position that stays keeps all; one that nobody decided about keeps them too if its step is changed."""
    edited = PARALLEL.replace("5d", "2d")
    for at, version, reasons in (
        ({"tv": "follow", "net": "stay"}, 1, ["stays"]),
        ({"tv": "follow"}, 1, ["stays undecided: net"]),
        ({"tv": "follow", "net": "restart_wait"}, 2, []),
        ({"after": "follow"}, 1, ["stays"]),
    ):
        made = world(PARALLEL)
        migrate(made, edited, **at)
        assert (versions(made), made.reasons) == ([version], reasons)
    both = world(PARALLEL)
    migrate(both, edited, tv="follow", net="restart_wait")
    both.pass_time(days=2.5)
    assert both.told == ["x"]
    assert both.state.made.messages[0].at == MONDAY + 3 * DAY


def test_r11_the_rest_may_follow() -> None:
    """Runs that stand at steps nobody spoke of; who stands at one that is deleted stays."""
    made = world()
    made.event("begun", "boris")
    migrate(made, SHORTER, rest="follow")
    assert versions(made) == [2, 1]
    gone = world()
    migrate(gone, OLD.replace("id: hope", "id: wish"), rest="follow")
    assert gone.reasons == ["stays deleted: hope"]


def test_r11_who_cannot_go_where_was_said_stays() -> None:
    """And why is told."""
    for at, reason in (({"hope": "move_to:nowhere"}, "no_target"), ({"hope": "follow"}, "deleted")):
        made = world()
        migrate(made, OLD.replace("id: hope", "id: wish"), **at)
        assert (versions(made), made.reasons) == ([1], [f"stays {reason}: hope"])


def test_r11_r12_what_is_held_is_lengthened_from_when_it_would_have_been_due() -> None:
    """A wait of two days that becomes one of three while it is held, and is let out two days later."""
    made = world(OLD.replace("up_to: 5d", "up_to: 2d"))
    made.around = replace(made.around, holds=(Hold("h", made.now),))
    made.wait_until(MONDAY + 4 * DAY)
    migrate(made, OLD.replace("up_to: 5d", "up_to: 3d"), hope="follow")
    made.wait_until(MONDAY + 5 * DAY)
    made.event("hold_released", hold="h")
    made.around = replace(made.around, holds=())
    made.pass_time(days=9)
    assert [(one.touchpoint, one.at) for one in made.state.made.messages] == [("bye", MONDAY + 7 * DAY)]


def test_r11_stages_go_with_the_version() -> None:
    """Who follows to a step of another stage has left the one before."""
    made = world()
    migrate(made, OLD.replace("up_to: 5d,", "up_to: 5d, stage: late,"), hope="follow")
    rows = made.state.loaded.memberships
    here = {stage: rows[StageId("anna", "a", stage)].n_here for stage in ("early", "late")}
    assert here == {"early": 0, "late": 1}


@pytest.mark.parametrize(
    "properties",
    [
        {},
        {"journey": "a", "old": 1, "new": "x"},
        {"journey": "a", "old": 1, "new": 2, "choices": "["},
        {"journey": "a", "old": 1, "new": 2, "choices": '["hope"]'},
        {"journey": "a", "old": 1, "new": 2, "choices": '{"hope": "fly"}'},
        {"journey": "a", "old": 1, "new": 2, "choices": '{"hope": 1}'},
        {"journey": "a", "old": 1, "new": 2, "rest": "move_to:hope"},
        {"journey": "a", "old": 1, "new": 7},
        {"journey": "b", "old": 1, "new": 2},
    ],
)
def test_r11_a_migration_that_cannot_be_read_moves_nobody(properties: dict[str, object]) -> None:
    """Whatever stands in it."""
    made = world()
    made.scripts = Scripts([script(SHORTER)], made.scripts.current)
    made.event("run_migrated", properties=properties)
    assert versions(made) == [1]
    assert made.reasons[0] in {"no_migration", "no_version"}


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("follow", Choice("follow")),
        ("move_to:steps[1]", Choice("move_to", "steps[1]")),
        ("move_to:", None),
        ("move_to", None),
        ("exit:now", None),
        ("", None),
    ],
)
def test_r11_choices_are_written_as_words(text: str, choice: Choice | None) -> None:
    """As ``tropa publish --at STEP=CHOICE`` takes them."""
    assert choice_of(text) == choice
