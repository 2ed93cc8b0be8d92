"""The script: names that stay, what comes after what, whose stage, what is listened to."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from hypothesis import given

from tropa.journey.model.journey import Journey
from tropa.journey.step_stages import step_stages
from tropa.journey.structure import all_steps
from tropa.plan.listening import DEAF, ToAll, ToAny, ToEvent, ToFact, ToSome, hears_one_event, listen, parts
from tropa.plan.script import Node, Script
from tropa.plan.scripting import compile_script
from tropa.runtime.definitions import load
from tropa.testing.strategies import journeys
from tropa.testing.world import journey_of

EXAMPLES = sorted(path for path in Path("src/tropa/data/examples").glob("*.yaml") if path.stem != "workspace")

BRANCHES = """
stages: [{id: one}, {id: two}]
stage: one
components: {film: {done: film_started}, book: {done: book_opened}}
touchpoints: {hello: {channel: sms, stage: two}}
roles: {owner: {}, child: {steps: [{send: hello}]}}
exit: {gone: {for: left, steps: [{send: hello}]}}
success: {for: won, steps: [{send: hello}]}
steps:
  - id: ask
    wait: answered
    up_to: 1d
    then: []
    else:
      - send: hello
      - wait: 2d
  - for_each: component
    steps:
      - if: run.attempt = 1
        then:
          - wait: component.done
  - invite: child
    detached: yes
    then:
      - wait: 1d
  - if: run.attempt = 1
    then:
      - back_to: ask
  - wait: 5d
"""


def script_of(text: str) -> Script:
    """The script of a small journey."""
    return compile_script(journey_of(text))


def node(script: Script, name: str) -> Node:
    """A node by its name."""
    found = script.node(name)
    assert found is not None, [one.name for one in script.nodes]
    return found


def test_a_node_is_named_by_its_id_else_by_its_path() -> None:
    """A path is written as people write it, in every track."""
    names = [one.name for one in script_of(BRANCHES).nodes]
    assert names[:4] == ["ask", "steps[0].else[0]", "steps[0].else[1]", "steps[1]"]
    assert {"roles.child.steps[0]", "success.steps[0]", "exit.gone.steps[0]"} <= set(names)


def test_a_finished_branch_goes_on_behind_its_block() -> None:
    """So does an empty branch, and a label that has none."""
    script = script_of(BRANCHES)
    ask, behind = node(script, "ask"), node(script, "steps[1]").index
    assert dict(ask.ways) == {"then": behind, "else": node(script, "steps[0].else[0]").index}
    assert ask.after == behind
    assert node(script, "steps[0].else[0]").after == node(script, "steps[0].else[1]").index
    assert node(script, "steps[0].else[1]").after == behind


def test_a_branch_of_for_each_ends_at_its_join() -> None:
    """Whatever lies within it, however deep, has nothing after the last step but the join."""
    script = script_of(BRANCHES)
    loop, inner = node(script, "steps[1]"), node(script, "steps[1].steps[0].then[0]")
    assert (inner.after, inner.within) == (None, loop.index)
    assert (loop.within, loop.after) == (None, node(script, "steps[2]").index)


def test_behind_a_detached_invitation_a_branch_lies_aside() -> None:
    """It ends without going on, and counts for no join."""
    script = script_of(BRANCHES)
    beside = node(script, "steps[2].then[0]")
    assert (beside.after, beside.aside) == (None, True)
    assert not node(script, "steps[2]").aside


def test_what_a_way_back_leads_over_can_be_come_to_again() -> None:
    """From its target to the end of the block that leads back, and nothing behind that."""
    again = {one.name for one in script_of(BRANCHES).nodes if one.again}
    assert {"ask", "steps[0].else[0]", "steps[1].steps[0].then[0]", "steps[3].then[0]"} <= again
    assert not {"steps[4]", "success.steps[0]", "roles.child.steps[0]"} & again


def test_r15_a_way_back_knows_its_target() -> None:
    """The node that has the id; None where nobody has."""
    script = script_of(BRANCHES)
    assert node(script, "steps[3].then[0]").target == node(script, "ask").index


def test_a_step_has_its_own_stage_else_that_around_it() -> None:
    """Step, enclosing step, named touchpoint, previous step, journey: in this order."""
    journey = journey_of("""
stages: [{id: one}, {id: two}, {id: three}]
stage: one
touchpoints: {hello: {channel: sms, stage: two}}
steps:
  - wait: 1d
  - send: hello
  - wait: 1d
  - stage: three
    if: run.attempt = 1
    then: [{send: hello}, {stage: two, wait: 1d}]
""")
    placed = tuple(all_steps(journey))
    assert list(step_stages(placed, journey).values()) == ["one", "two", "two", "three", "three", "two"]


def test_a_track_begins_at_its_first_step() -> None:
    """The client's, each role's, the closing words of the goal and of each exit."""
    script = script_of(BRANCHES)
    assert {track: script.nodes[first].name for track, first in script.tracks.items()} == {
        "steps": "ask",
        "roles.child": "roles.child.steps[0]",
        "success": "success.steps[0]",
        "exit.gone": "exit.gone.steps[0]",
    }


KEYED = """
key: order_id
events:
  film: {is: "any(Started where kind = 'film', Resumed)", key: none}
  Resumed: {key: required}
  call: {key: case_id}
  paid: {key: required}
components: {film: {done: film}, book: {done: read, optional: yes}}
roles: {owner: {done: signed}, child: {done: joined}}
success: all(components, roles)
"""


@pytest.mark.parametrize(
    ("step_key", "name", "heard"),
    [
        (None, "call", ToEvent("call", None, "case_id")),
        (None, "paid", ToEvent("paid", None, "order_id", required=True)),
        (None, "else", ToEvent("else", None, "order_id")),
        ("none", "paid", ToEvent("paid")),
        ("other", "call", ToEvent("call", None, "other")),
    ],
)
def test_r4_the_key_is_the_step_s_else_the_event_s_else_the_journey_s(
    step_key: str | None, name: str, heard: ToEvent
) -> None:
    """``key: none`` switches it off, ``required`` asks for it."""
    journey = journey_of(f"{KEYED}steps: [{{wait: {name}}}]")
    step = journey.steps[0] if journey.steps else None
    assert listen(step.until, journey, step_key) == heard  # type: ignore[union-attr]  # a wait


def test_an_alias_stands_for_what_it_says_with_its_own_key() -> None:
    """Its key comes before the keys of the events it stands for."""
    journey = journey_of(f"{KEYED}steps: [{{wait: film}}]")
    heard = compile_script(journey).nodes[0].listening
    assert isinstance(heard, ToAny)
    assert [(one.name, one.key, one.required) for one in parts(heard) if isinstance(one, ToEvent)] == [
        ("Started", None, False),
        ("Resumed", None, False),
    ]


def test_groups_stand_for_their_members() -> None:
    """All components that are not optional; the roles are counted when it is asked."""
    script = script_of(KEYED)
    assert script.success == ToAll((ToFact("component", "film"), ToFact("roles")))


@pytest.mark.parametrize(
    ("signal", "heard"),
    [
        ("component", ToFact("component")),
        ("book", ToFact("component", "book")),
        ("child", ToFact("role", "child")),
        ("child.done", ToFact("role", "child")),
        ("any(components)", ToAny((ToFact("component", "film"), ToFact("component", "book")))),
        ("at_least(2, paid)", ToSome(2, (ToEvent("paid", None, "order_id", required=True),))),
    ],
)
def test_a_reminder_of_a_part_or_a_role_is_of_its_being_done(signal: str, heard: object) -> None:
    """Bare or dotted, alone or in a group."""
    assert script_of(f'{KEYED}steps: [{{remind: "{signal}"}}]').nodes[0].listening == heard


def test_what_is_not_filled_in_is_never_heard() -> None:
    """A reminder of nothing, a role without a word on being done."""
    script = script_of("roles: {owner: {}}\nsteps:\n  - remind:")
    assert script.nodes[0].listening == DEAF
    assert dict(script.roles) == {"owner": DEAF}
    assert not hears_one_event(ToAll((ToEvent("a"),)))


def test_a_script_knows_every_name_it_listens_to() -> None:
    """Start, goal, exits, steps, components, roles, looks back, joining."""
    script = script_of("""
start: begun
success: won
exit: {gone: left}
events: {came: {joins: {role: child}}}
roles: {owner: {}, child: {done: grown}}
components: {film: {done: film_started}}
steps:
  - if: did('asked', where => 'x = 1') and last('said', 'what') = 'no'
  - wait: when did('looked')
  - wait: any(answered, called)
""")
    names = ["begun", "won", "left", "came", "grown", "film_started"]
    names += ["asked", "said", "looked", "answered", "called", "task_done"]
    assert all(script.hears(name) for name in names)
    assert not script.hears("noise")
    assert script_of("steps: [{wait: '*'}]").hears("noise")


def test_a_script_keeps_what_is_looked_at_of_the_start_event() -> None:
    """Bare names in conditions about the run, ``start.``, the source, and no more."""
    script = script_of("""
source: utm
start: begun where fresh = 'yes'
steps:
  - if: plan = 'a' and start.city = 'x' and traits.age > 3
  - switch: tariff
  - wait: paid where amount > 3
""")
    assert script.starts_with == {"utm", "plan", "city", "tariff"}


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_examples_have_scripts_that_can_be_kept_and_sent(path: Path) -> None:
    """A script is a value: it can be hashed, pickled, compared; its names are unique."""
    loaded = load(path)
    assert loaded.journey is not None
    script = compile_script(loaded.journey, loaded.workspace)
    assert pickle.loads(pickle.dumps(script)) == script  # noqa: S301  our own
    assert hash(script) == hash(compile_script(loaded.journey, loaded.workspace))
    assert len({one.name for one in script.nodes}) == len(script.nodes)


@given(journeys())
def test_every_journey_has_a_script(journey: Journey) -> None:
    """Whatever the language can say compiles; every way leads to a node of the same track."""
    script = compile_script(journey)
    for one in script.nodes:
        for target in (one.after, *one.ways.values()):
            assert target is None or script.nodes[target].track == one.track
