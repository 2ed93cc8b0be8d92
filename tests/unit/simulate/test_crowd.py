"""Imagined customers: what they do, and what is counted of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.unit.simulate.crowds import BEGINNING, CONNECT, Ran, cast_of, ran

from tropa.engine.events import Event, TraitsSet
from tropa.runtime.simulating import CannotDrill, Drill
from tropa.simulate.crowd import run_of
from tropa.simulate.forecast import forecast

CAST = cast_of(CONNECT)
ALL = "{share: 100 %, after: 5m, spread: 1}"
NONE = "{share: 0 %}"


def names(done: Ran) -> dict[str, int]:
    """How often each event happened."""
    found: dict[str, int] = {}
    for one in done.inputs:
        if isinstance(one, Event):
            found[one.name] = found.get(one.name, 0) + 1
    return found


def test_where_all_act_all_reach_the_goal() -> None:
    """At 100 % after five minutes every run succeeds after five minutes, by one message each."""
    done = ran(CAST, f"touchpoints: {{hello: {ALL}, nudge: {NONE}}}", customers=30, runs=2)
    made = forecast(done.done.tally, 2)
    assert done.outcomes() == {"reached": 60}
    assert [(one.id, one.n, one.done, one.run_low, one.run_high) for one in made.touchpoints] == [
        ("hello", 60, 60, 1.0, 1.0)
    ]
    assert [(one.what, one.total.mean) for one in made.messages] == [(("sms",), 30)]
    assert made.durations_s == (300, 300, 300)


def test_where_nobody_acts_everybody_comes_to_the_task() -> None:
    """At 0 % all are nudged and then called; the load falls where the calls are."""
    text = f"touchpoints: {{hello: {NONE}, nudge: {NONE}}}\nsteps: {{call: {{share: 0 %}}}}\narrivals: {{over: 1d}}"
    done = ran(CAST, text, customers=30, runs=2)
    made = forecast(done.done.tally, 2)
    assert done.outcomes() == {"open": 60}
    assert names(done) == {"ordered": 60}
    assert {one.what: one.total.mean for one in made.sent} == {("hello",): 30, ("nudge",): 30}
    (tasks,) = made.tasks
    assert (tasks.what, tasks.total.mean) == (("care",), 30)
    assert 15 <= tasks.peak.mean <= 30
    assert sum(one.mean for one in tasks.per_day[7:]) == pytest.approx(30)


def test_everybody_comes_within_the_time_said() -> None:
    """Arrivals lie between the beginning and the end of the time over which they come."""
    done = ran(CAST, "arrivals: {over: 3d}", customers=200)
    at = [one.at for one in done.inputs if isinstance(one, Event) and one.name == "ordered"]
    assert min(at) >= BEGINNING
    assert max(at) <= BEGINNING + timedelta(days=3)
    assert sum(one < BEGINNING + timedelta(days=1) for one in at) == pytest.approx(67, abs=25)


def test_traits_and_start_properties_are_drawn() -> None:
    """Each customer gets values by their shares, and what is left over goes without."""
    text = "traits: {plan: {plus: 60 %, basic: 40 %}, beta: {1: 50 %}}\nstart: {kind: {family: 100 %}}"
    done = ran(CAST, text, customers=100)
    traits = [dict(one.traits) for one in done.inputs if isinstance(one, TraitsSet)]
    assert len(traits) == 100
    assert 40 < sum(one["plan"] == "plus" for one in traits) < 80
    assert 30 < sum(one.get("beta") == 1.0 for one in traits) < 70
    kinds = {one.properties.get("kind") for one in done.inputs if isinstance(one, Event) and one.name == "ordered"}
    assert kinds == {"family"}


PEOPLE = """journey: people
start: ordered
key: order_id
roles: {owner: {}, child: {count: 0..1, invited_by: owner, steps: [{send: hi}]}}
visits: {fit: {by: field, length: 2h}}
surveys: {why: {kind: nps}}
touchpoints:
  come: {channel: sms, class: service, communication: Come}
  hi: {channel: push, class: service, communication: Hi}
  pay: {channel: sms, class: service, communication: Pay, target_action: paid}
steps:
  - {invite: child, with: come, up_to: 9d, then: [{id: in, wait: 1h}], refused: [{end: alone}]}
  - {id: ask, approve: May they?, to: care, outcomes: {approved: [], refused: [{end: denied}]}}
  - {visit: fit, outcomes: {done: [], client_absent: [{end: absent}]}}
  - {survey: why, by: sms, up_to: 9d}
  - {id: left, remind: paid, with: pay, up_to: 3d, refused: [{end: refused}]}
  - end: done
"""

EACH_WAY = [
    ("alone", "invitations: {child: {share: 0 %, refuse: 100 %}}"),
    ("denied", "invitations: {child: {share: 100 %}}\nsteps: {ask: {share: 100 %, outcomes: {refused: 100 %}}}"),
    ("absent", "visits: {fit: {outcomes: {client_absent: 100 %}}}"),
    ("refused", "touchpoints: {pay: {share: 0 %, refuse: 100 %}}"),
    ("done", "touchpoints: {pay: {share: 100 %, after: 1h}}\nsurveys: {why: {share: 100 %}}"),
]


@pytest.mark.parametrize(("outcome", "text"), EACH_WAY)
def test_people_go_each_way_that_is_said(outcome: str, text: str) -> None:
    """Refused invitations, denied approvals, no-shows, refused reminders, and the way through."""
    usual = {
        "invitations": "{child: {share: 100 %, refuse: 0 %}}",
        "steps": "{ask: {share: 100 %, outcomes: {approved: 100 %}}}",
        "visits": "{fit: {outcomes: {done: 100 %}}}",
        "touchpoints": "{pay: {share: 100 %, after: 1h}}",
    }
    told = dict(line.split(": ", 1) for line in text.splitlines())
    done = ran(cast_of(PEOPLE), "\n".join(f"{name}: {value}" for name, value in {**usual, **told}.items()), 8, 2)
    assert done.outcomes() == {outcome: 16}
    made = forecast(done.done.tally, 2)
    if outcome in {"absent", "refused", "done"}:
        assert [(one.what, one.total.mean) for one in made.visits] == [(("field",), 8)]
    if outcome == "done":
        assert names(done)["survey_answered"] == 16
        assert {run_of(one.to) for one in done.messages if one.touchpoint == "hi"} == {1, 2}


SHOWN = """journey: shown
start: ordered
touchpoints:
  card: {channel: qr, class: service, communication: C, reached: scanned, target_action: watched}
  mail: {channel: email, class: service, communication: M, reached: opened, target_action: "clicked where n > 3"}
steps: [{send: mail}, {id: w, wait: watched, up_to: 5d}]
"""


def test_what_is_reached_by_an_event_is_counted_by_it() -> None:
    """A message brings the proof about; what a customer comes to alone counts from there (M11)."""
    text = """spontaneous: {scanned: {share: 100 %, after: 1h, spread: 1}}
touchpoints: {card: {share: 100 %, after: 1h, spread: 1}, mail: {share: 100 %, after: 1h, spread: 1}}
"""
    done = ran(cast_of(SHOWN), text, customers=9)
    made = forecast(done.done.tally, 1)
    assert [(one.id, one.n, one.done) for one in made.touchpoints] == [("card", 9, 9), ("mail", 9, 9)]
    assert names(done) == dict.fromkeys(("ordered", "opened", "clicked", "scanned", "watched"), 9)


BEGUN = [
    "start: {for: paid where sum > 10}",
    "start: {segment: young}\nsegments: {young: {when: age < 30}}",
    "start: {by: hand}",
    "start: {for: when traits.plan = 'plus'}",
]


@pytest.mark.parametrize("start", BEGUN)
def test_a_journey_is_begun_however_it_begins(start: str) -> None:
    """By an event with its condition, by a segment, by hand, by a condition: everybody enters."""
    done = ran(cast_of(f"journey: a\n{start}\nsteps: [{{wait: 1d}}]"), customers=5)
    assert done.outcomes() == {"ended": 5}


CRISIS = """crises:
  down: {when: broken, owner: care, hold: {mode: hold}, say: {sms: We mend it}}
teams: {care: {}}
"""


def test_a_drill_holds_tells_and_lets_out() -> None:
    """A crisis holds those who are on their way, tells them, turns away who comes, and all go on afterwards."""
    text = f"touchpoints: {{hello: {NONE}, nudge: {NONE}}}\narrivals: {{over: 4d}}"
    drill = Drill("down", timedelta(days=2), timedelta(days=1), is_crisis=True)
    done = ran(cast_of(CONNECT, CRISIS), text, 40, 1, drills=(drill,))
    (drilled,) = done.done.drilled
    told = {one.to for one in done.messages if one.touchpoint == "crises.down"}
    assert drilled.holds == ("journey:connect",)
    assert drilled.n_held == drilled.n_let_out == len(told) > 5
    assert drilled.n_kept_out == 40 - done.done.tally.n_runs > 3
    during = [one for one in done.messages if drill.starts < one.at - BEGINNING < drill.starts + drill.length]
    assert {one.touchpoint for one in during} == {"crises.down"}
    assert sum(one.touchpoint == "nudge" for one in done.messages) == done.done.tally.n_runs


def test_a_hold_of_a_channel_delays_its_messages() -> None:
    """What would go out is said when the hold has ended."""
    drill = Drill("channel:sms", timedelta(days=0), timedelta(days=6))
    done = ran(CAST, f"touchpoints: {{hello: {NONE}, nudge: {NONE}}}\narrivals: {{over: 1d}}", 10, drills=(drill,))
    at = {one.at - BEGINNING for one in done.messages if one.touchpoint == "hello"}
    assert len(done.messages) >= 10
    assert min(at) >= timedelta(days=6)


@pytest.mark.parametrize("drill", [("nope", True), ("shop:x", False)])
def test_a_drill_of_what_is_not_there_is_refused(drill: tuple[str, bool]) -> None:
    """No such crisis, no such scope."""
    with pytest.raises(CannotDrill):
        ran(CAST, drills=(Drill(drill[0], timedelta(), timedelta(days=1), drill[1]),))


def test_a_circle_without_end_is_cut() -> None:
    """A loop that waits a second at a time ends the simulation before the year is over, and says so."""
    circle = cast_of("journey: a\nstart: x\nsteps: [{id: w, wait: 1s}, {back_to: w, max_visits: unlimited}]")
    done = ran(circle, "arrivals: {over: 1s}", 2)
    assert done.done.is_cut
    assert done.outcomes() == {"open": 2}
    assert done.done.until < BEGINNING + timedelta(days=15)
    assert not ran(CAST).done.is_cut
