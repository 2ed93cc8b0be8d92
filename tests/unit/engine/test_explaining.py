"""Why a customer is where, and what would move him on (R20)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from msgspec.structs import replace as but

from tropa.engine.awaiting import Awaited
from tropa.engine.explaining import Cause, Explanation, Kept, RunExplained, explained
from tropa.engine.holds import Hold
from tropa.engine.intents import SendingFacts
from tropa.journey.codecs.values import Clock, Window
from tropa.testing.world import MONDAY, World

DAY = timedelta(days=1)
TEXT = """
start: begun where kind = 'film'
key: order
success: won
exit: {gone: "any(left, when traits.tier = 'none')"}
touchpoints: {hello: {channel: sms, class: service}, nudge: {channel: push, class: reminder}}
steps:
  - {id: greet, send: hello}
  - {id: hope, wait: "any(answered where good = 'yes', asked)", up_to: 2d, then: [{id: thank, send: hello}],
     else: [{id: call, task: Call, to: care, outcomes: {helped: [], gone: [{end: lost}]}}]}
  - {id: last, wait: 3d}
"""


def explain(made: World, customer: str = "anna", journey: str = "a") -> Explanation:
    """The explanation of a world as it stands."""
    loaded = made.state.loaded
    kept = Kept(
        customer,
        journey,
        tuple(life for life in made.lives if customer in life.participants and life.run.id.journey == journey),
        tuple(made.state.made.transitions),
        tuple((one, "ready") for one in made.state.made.messages),
        tuple(made.state.made.suppressed),
        tuple(made.state.ignored),
        {one.message_id: one for rows in loaded.heard.get(customer, {}).values() for one in rows},
        tuple(loaded.memberships.values()),
        made.around.holds,
    )
    return explained(made.scripts, kept, made.now)


def the_run(made: World) -> RunExplained:
    """The only run."""
    (run,) = explain(made).runs
    return run


def world(text: str = TEXT) -> World:
    """A run at its first wait."""
    made = World(text)
    made.event("begun", kind="film", order=7)
    return made


def test_r20_why_entered_and_why_here() -> None:
    """The event that began it, and every move to where it stands with what it came of."""
    made = world()
    made.pass_time(hours=1)
    made.event("answered", good="yes")
    run = the_run(made)
    assert run.entered == Cause("m1", "begun", MONDAY)
    (standing,) = run.stands
    assert [(one.came_from, one.label, one.step, one.cause.event) for one in standing.way] == [
        (None, "steps", "greet", "begun"),
        ("greet", "", "hope", "begun"),
        ("hope", "then", "thank", "answered"),
        ("thank", "", "last", "answered"),
    ]
    assert standing.since == MONDAY + timedelta(hours=1)


def test_r20_what_would_move_on() -> None:
    """Events with what must hold of them, times, and where each leads."""
    made = world()
    (standing,) = the_run(made).stands
    assert standing.moves_on == (
        Awaited("event", "answered", "good = 'yes'", "order", to="thank", label="then"),
        Awaited("event", "asked", "", "order", to="thank", label="then"),
        Awaited("time", "up_to", at=MONDAY + 2 * DAY, to="call", label="else"),
    )
    assert [(one.what, one.name or one.where, one.label) for one in the_run(made).ends] == [
        ("event", "won", "reached"),
        ("event", "left", "gone"),
        ("condition", "traits.tier = 'none'", "gone"),
    ]
    made.wait_for(MONDAY + 2 * DAY)
    (task,) = the_run(made).stands
    assert [(one.name, one.label, one.to) for one in task.moves_on] == [
        ("task_done", "outcomes.helped", "last"),
        ("task_done", "outcomes.gone", "steps[1].else[0].outcomes.gone[0]"),
    ]
    assert task.way[-1].cause == Cause()


@pytest.mark.parametrize(
    ("step", "moves"),
    [
        ("{visit: man, outcomes: {done: []}}", ["visit_planned", "visit_ended"]),
        ("{invite: child, up_to: 1d}", ["invite_accepted", "invite_refused", "up_to"]),
        ("{survey: nps}", ["survey_answered"]),
        ("{remind: done, with: nudge, ladder: [{after: 1d}]}", ["done", "reminder_refused", "0"]),
        ("{start: b, join: yes}", ["run_ended"]),
        ("{call: hook}", ["hook_done", "hook_failed"]),
        ("{for_each: component, steps: [{wait: 1d}]}", ["0/1"]),
        ("{wait: components.tv.done}", ["component tv"]),
        ("{approve: May we, to: boss, up_to: 1d}", ["task_done", "up_to"]),
        ("{task: Do, due: 1d, escalate: {after: 1d, to: boss}}", ["task_done", "escalate"]),
    ],
)
def test_r20_each_kind_of_step_says_what_it_waits_for(step: str, moves: list[str]) -> None:
    """And nothing fails on a step that cannot be done."""
    text = f"""
start: begun
roles: {{owner: {{}}, child: {{count: 0..1}}}}
components: {{tv: {{done: tv_on}}}}
visits: {{man: {{title: Comes}}}}
surveys: {{nps: {{ask: Would you}}}}
touchpoints: {{nudge: {{channel: sms, class: reminder}}}}
steps: [{step}, {{wait: 9d}}]
"""
    made = World(text, "journey: b\nstart: {by: journey}\nsteps: [{wait: 9d}]", hooks_answer=False)
    made.event("begun")
    first = [one for one in the_run(made).stands if one.place.step == "steps[0]"]
    assert [one.name for standing in first for one in standing.moves_on] == moves


def test_r20_why_not_entered() -> None:
    """Each input that might have begun a run, with its reason; what would; and a hold that keeps everybody out."""
    made = world()
    made.event("begun", kind="film", order=7)
    made.event("begun", kind="film", order=8, at=MONDAY - 3 * DAY)
    found = explain(made)
    assert [(one.cause.event, one.reason) for one in found.not_entered] == [
        ("begun", "reentry"),
        ("begun", "too_old"),
    ]
    assert found.enters == (Awaited("event", "begun", "kind = 'film'", "order"),)
    made.around = replace(made.around, holds=(Hold("h", made.now),))
    nobody = explain(made, "boris")
    assert (nobody.runs, nobody.not_entered, nobody.closed_by) == ((), (), Hold("h", made.now))
    assert explain(made, "boris", "nothing").enters == ()


def test_r20_why_sent_and_why_not() -> None:
    """With the stages that keep messages back, and what waits for the morning."""
    text = """
start: begun
stages: [{id: early, forbid: cross_sell}]
stage: early
touchpoints: {sell: {channel: sms, class: cross_sell}, bye: {channel: sms, class: service}}
steps: [{send: sell}, {send: bye}, {wait: 9d}]
"""
    made = World(text)
    made.under(SendingFacts(opted_in=True, quiet_hours=Window(Clock(0), Clock(12 * 60))))
    made.event("begun")
    made.event("begun", "boris")
    found = explain(made)
    assert [one.reason for one in found.runs[0].not_sent] == ["forbidden_by_stage: a/early"]
    assert [(one.stage, sorted(one.forbids)) for one in found.kept_back_by] == [("early", ["cross_sell"])]
    (standing,) = found.runs[0].stands
    waits = Awaited("message", ":anna", at=MONDAY + timedelta(hours=3), to="steps[2]")
    assert standing.moves_on == (waits,)
    made.pass_time(hours=4)
    assert [(one.touchpoint, where) for one, where in the_run(made).sent] == [("bye", "ready")]
    made.pass_time(days=10)
    assert explain(made).kept_back_by == ()


def test_r20_under_a_hold_its_end_comes_first_and_times_are_told_as_they_were() -> None:
    """The hold is named; what is parked says when it was due."""
    made = world()
    made.around = replace(made.around, holds=(Hold("h", MONDAY + DAY),))
    made.pass_time(days=3)
    (standing,) = the_run(made).stands
    assert standing.held is not None
    assert standing.moves_on[0] == Awaited("release", "h", stays=True)
    assert standing.moves_on[-1].at == MONDAY + 2 * DAY


def test_r20_how_a_run_ended() -> None:
    """The last move, and what it came of; it has no way on."""
    made = world()
    made.event("won", order=7)
    run = the_run(made)
    assert (run.outcome, run.ended_at, run.stands, run.ends) == ("reached", MONDAY, (), ())
    assert run.ended_by is not None
    assert (run.ended_by.label, run.ended_by.cause.event) == ("reached", "won")


def test_r20_a_failure_waits_for_whoever_mends_it() -> None:
    """A call that failed is a task."""
    made = World("start: begun\nsteps: [{id: c, call: hook}, {wait: 1d}]", hooks_answer=False)
    made.event("begun")
    made.event("hook_failed", step="c", reason="down")
    (standing,) = the_run(made).stands
    assert standing.moves_on == (Awaited("event", "task_done", "failure", to="steps[1]"),)


def test_r20_the_way_goes_through_migrations_and_loops() -> None:
    """Each visit once, in its order."""
    made = World("start: begun\nsteps: [{id: ask, wait: yes_or_no, up_to: 1d, else: [{back_to: ask}]}, {wait: 9d}]")
    made.event("begun")
    made.pass_time(days=2, minutes=1)
    (standing,) = the_run(made).stands
    assert [(one.step, one.came_from) for one in standing.way] == [
        ("ask", None),
        ("steps[0].else[0]", "ask"),
        ("ask", "steps[0].else[0]"),
        ("steps[0].else[0]", "ask"),
        ("ask", "steps[0].else[0]"),
    ]
    gone = but(made.lives[0], run=but(made.lives[0].run, version=99))
    found = explained(made.scripts, Kept("anna", "a", (gone,)), made.now)
    assert found.runs[0].stands[0].moves_on == ()
