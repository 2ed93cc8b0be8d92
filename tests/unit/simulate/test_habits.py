"""What is supposed of customers, and where it is taken from."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.unit.simulate.crowds import CONNECT, cast_of, example, said

from tropa.plan.listening import ToEvent
from tropa.simulate.chance import Delay
from tropa.simulate.habits import ASSUMED, Habit, habits_of

CAST = cast_of(CONNECT)
(SCRIPT,) = CAST.scripts


def test_a_journey_is_taken_at_its_word() -> None:
    """An evaluation gives share and bound; without one a share is assumed; both say so."""
    habits = habits_of(SCRIPT)
    hello, nudge = habits.touchpoints["hello"], habits.touchpoints["nudge"]
    assert (hello.share, hello.delay.most_s, hello.because) == (0.4, 2 * 86_400.0, "expected")
    assert (nudge.share, nudge.because) == (ASSUMED, "assumed")
    assert list(habits.steps) == ["call"]
    assert habits.customers is None
    assert habits.over == timedelta(days=14)


def test_a_file_comes_before_a_log_and_a_log_before_the_journey() -> None:
    """What is said counts, what is not said of the same thing stays."""
    log = {"hello": Habit(0.9, Delay(60.0), "fitted"), "nudge": Habit(0.8, Delay(60.0), "fitted")}
    habits = habits_of(SCRIPT, said(CAST, "touchpoints: {hello: {after: 3h, spread: 2, refuse: 1 %}}"), log)
    assert habits.touchpoints["hello"] == Habit(0.9, Delay(10_800.0, 2.0), "file", refuse=0.01)
    assert habits.touchpoints["nudge"] == log["nudge"]


@pytest.mark.parametrize(
    ("text", "customers", "over"),
    [("{customers: 30}", 30, 14), ("{per_day: 10, over: 7d}", 70, 7), ("{over: 2d}", None, 2)],
)
def test_arrivals_are_counted(text: str, customers: int | None, over: int) -> None:
    """In all, or a day; over a fortnight unless said."""
    habits = habits_of(SCRIPT, said(CAST, f"arrivals: {text}"))
    assert (habits.customers, habits.over) == (customers, timedelta(days=over))


WAITING = """journey: a
start: ordered
success: activated
indicators: {on: {share: activated, within: 10d, expect: 70 %}}
steps:
  - {id: pays, wait: paid, up_to: 4d}
  - {id: told, wait: renamed, up_to: 1d}
  - {emit: renamed}
  - {id: on, wait: activated, up_to: 9d}
"""


def test_what_nothing_brings_about_is_supposed() -> None:
    """An indicator's expectation brings its event about; a wait for what nothing else brings is assumed."""
    (script,) = cast_of(WAITING).scripts
    habits = habits_of(script)
    heard, on = habits.spontaneous["on"]
    assert (heard, on.share, on.delay.most_s, on.because) == (ToEvent("activated"), 0.7, 864_000.0, "expected")
    assert {name: one.because for name, one in habits.steps.items()} == {"pays": "assumed"}
    assert habits.steps["pays"].delay.most_s == 4 * 86_400.0


def test_success_that_nothing_brings_about_is_supposed() -> None:
    """Nobody would ever succeed otherwise."""
    (script,) = cast_of("journey: a\nstart: x\nsuccess: won\nsteps: [{wait: 1d}]").scripts
    assert habits_of(script).spontaneous["success"][1].because == "assumed"


def test_outcomes_are_supposed() -> None:
    """The first is the usual one: an approval is given, and a visit takes place, more often than not."""
    habits = habits_of(example("home-internet").scripts[0])
    visit = habits.visits["technician"]
    assert visit.outcomes["done"] > 0.5
    assert abs(sum(visit.outcomes.values()) - 1) < 1e-9
    approved = habits_of(example("sponsor-auto").scripts[0]).steps["approve-pupil"].outcomes
    assert approved == {"approved": 0.8, "refused": pytest.approx(0.2)}


def test_surveys_invitations_and_visits_can_be_said() -> None:
    """The file is heard on each of them."""
    text = """journey: a
start: x
roles: {owner: {}, child: {count: 0..1, invited_by: owner}}
visits: {fit: {by: field}}
surveys: {why: {kind: nps}}
touchpoints: {ask: {channel: sms, class: service, communication: Come}}
steps: [{invite: child, with: ask, up_to: 2d}, {visit: fit}, {survey: why, up_to: 1d}]
"""
    cast = cast_of(text)
    plain = habits_of(cast.scripts[0])
    assert set(plain.surveys["why"].outcomes) == {str(n) for n in range(11)}
    told = said(
        cast,
        """visits: {fit: {after: 1h, ahead: 5d, outcomes: {done: 40 %}}}
surveys: {why: {share: 90 %, answers: {10: 100 %}}}
invitations: {child: {share: 70 %, refuse: 30 %}}
""",
    )
    habits = habits_of(cast.scripts[0], told)
    assert habits.surveys["why"].outcomes == {"10": 1.0}
    assert (habits.invitations["child"].share, habits.invitations["child"].refuse) == (0.7, 0.3)
    assert (habits.visits["fit"].ahead_s, habits.visits["fit"].outcomes) == (5 * 86_400.0, {"done": 0.4})


def test_what_cannot_be_acted_out_is_told() -> None:
    """A start, a target action or a wait whose condition looks back is named."""
    text = """journey: a
start: x where a = b
touchpoints: {t: {channel: sms, class: service, communication: T, target_action: y where did('z')}}
steps: [{send: t}, {id: w, wait: z where c = d, up_to: 1d}]
"""
    (script,) = cast_of(text).scripts
    assert habits_of(script).unplayable == (("start", "a"), ("touchpoints", "t"), ("steps", "w"))


def test_every_habit_is_listed_with_its_source() -> None:
    """What is told to the user is all that is supposed."""
    habits = habits_of(example("premium-activate").scripts[0])
    listed = [(section, name) for section, name, _ in habits.each()]
    assert (
        len(listed)
        == len(set(listed))
        == sum(
            len(getattr(habits, name))
            for name in ("touchpoints", "steps", "visits", "invitations", "surveys", "spontaneous")
        )
    )
