"""What happened to imagined customers, counted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.unit.simulate.crowds import BEGINNING, cast_of, example, ran

from tropa.engine.events import Event
from tropa.journey.codecs.values import Section
from tropa.journey.condition_text import parse_condition
from tropa.plan.listening import Listening, ToAll, ToAny, ToEvent, ToFact, ToSome
from tropa.simulate.forecast import forecast
from tropa.simulate.tally import Watch, met

A_DAY = timedelta(days=1)


def event(name: str, at: timedelta = timedelta(), **properties: str | float) -> Event:
    """Something that happened so long after the beginning."""
    when = BEGINNING + at
    return Event(name, "simulated-1-1", name, when, when, 0, Section(properties))


FILM = ToEvent("film", parse_condition("minutes > 5"))


@pytest.mark.parametrize(
    ("heard", "brought"),
    [
        (ToEvent("x"), True),
        (ToEvent(None), True),
        (FILM, True),
        (ToEvent("film", parse_condition("minutes > 9")), False),
        (ToAny((ToEvent("z"), FILM)), True),
        (ToAll((ToEvent("x"), FILM, ToFact("roles"))), True),
        (ToAll((ToEvent("x"), ToEvent("z"))), False),
        (ToAll((ToFact("roles"),)), False),
        (ToSome(2, (ToEvent("x"),)), True),
        (ToSome(3, (ToEvent("x"),)), False),
        (ToSome(2, (ToEvent("x"), ToEvent("y"), FILM)), True),
        (ToFact("role"), False),
    ],
)
def test_a_signal_is_met_by_what_came(heard: Listening, *, brought: bool) -> None:
    """One event with its condition, any, all, so many of one, so many of several."""
    assert met(heard, [event("x"), event("film", minutes=6.0), event("x")]) is brought


def test_a_target_action_counts_from_the_touchpoint_on_and_in_time() -> None:
    """M11: at the instant it was reached it counts, and at the end of the window; before and behind them not."""

    def watched() -> Watch:
        return Watch("t", 1, BEGINNING + A_DAY, BEGINNING + 3 * A_DAY, ToEvent("x"), frozenset({"x"}))

    second = timedelta(seconds=1)
    assert watched().is_done_by(event("x", A_DAY))
    assert watched().is_done_by(event("x", 3 * A_DAY))
    assert not watched().is_done_by(event("x", A_DAY - second))
    assert not watched().is_done_by(event("x", 3 * A_DAY + second))
    assert not watched().is_done_by(event("y", A_DAY))


REMINDED = """journey: a
start: x
success: {for: paid, steps: [{send: thanks}, {wait: 2d}, {send: thanks}]}
touchpoints:
  pay: {channel: sms, class: service, communication: Pay, target_action: paid}
  thanks: {channel: sms, class: service, communication: Thanks}
steps: [{remind: paid, with: pay, up_to: 9d, refused: [{end: refused}]}]
"""


def test_who_says_no_is_none_of_those_who_do_it() -> None:
    """Where 60 % do it and 40 % say no, nobody is silent, and both are about so many."""
    done = ran(cast_of(REMINDED), "touchpoints: {pay: {share: 60 %, refuse: 40 %}}", customers=200)
    ended = done.outcomes()
    assert ended.keys() == {"reached", "refused"}
    assert abs(ended["reached"] - 120) < 25


def test_a_run_that_goes_on_speaking_ends_once() -> None:
    """Closing words come after the outcome; the run is counted at the outcome, and its length is up to it."""
    done = ran(cast_of(REMINDED), "touchpoints: {pay: {share: 100 %, after: 1h, spread: 1}}", customers=7)
    assert done.outcomes() == {"reached": 7}
    assert sum(one.touchpoint == "thanks" for one in done.messages) == 14
    assert forecast(done.done.tally, 1).durations_s == (3_600, 3_600, 3_600)


def test_every_count_is_of_one_run_or_of_all() -> None:
    """Outcomes of all runs together are all runs of the journey, and days sum to the whole."""
    done = ran(example("premium-activate"), customers=15, runs=3)
    made = forecast(done.done.tally, 3)
    assert sum(one.done for one in made.outcomes) == done.done.tally.n_runs == 45
    assert sum(one.total.mean for one in made.messages) * 3 == pytest.approx(len(done.messages))
    assert sum(one.total.mean for one in made.sent) * 3 == pytest.approx(len(done.messages))
    for load in (*made.messages, *made.tasks, *made.suppressed):
        assert sum(one.mean for one in load.per_day) == pytest.approx(load.total.mean)
        assert load.total.low <= load.total.mean <= load.total.high
        assert load.peak.mean >= max(one.mean for one in load.per_day)
