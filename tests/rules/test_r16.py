"""R16, failure: never silent, never somebody else's."""

from __future__ import annotations

from datetime import datetime

import pytest
from tests.rules.scene import MONDAY, TOUCHPOINTS, begun, outcome_of, world

from tropa.engine.events import Event
from tropa.engine.failing import Concern, Tries, self_held
from tropa.testing.world import World

HOOKED = f"{TOUCHPOINTS}hooks: {{bill: {{title: Billing}}}}\nsupport: {{owner: care}}\nstart: ordered\nsteps: "


def called(steps: str) -> World:
    """Anna's run has called another system, and waits for the answer."""
    made = World(HOOKED + steps, hooks_answer=False)
    made.event("ordered")
    assert [one.hook for one in made.state.made.calls] == ["bill"]
    return made


def test_r16_what_fails_goes_the_way_of_on_error() -> None:
    """A call that fails takes the branch that says what to do then, and the run goes on behind it."""
    made = called("[{id: c, call: bill, on_error: [{send: nag}]}, {send: hello}]")
    made.event("hook_failed", step="c", reason="refused")
    assert (made.told, made.outcomes) == (["nag", "hello"], ["ended"])
    assert made.state.made.opened == []


def test_r16_without_a_way_a_person_is_asked() -> None:
    """A call that fails without ``on_error`` is a task of whoever supports; the run waits for its end."""
    made = called("[{id: c, call: bill}, {send: hello}]")
    made.event("hook_failed", step="c", reason="refused")
    (task,) = made.state.made.opened
    assert (task.kind, task.to, task.reason) == ("failure", "care", "refused")
    assert (made.sent, made.outcomes) == ([], [None])
    made.event("task_done", task=task.id, outcome="done")
    assert (made.told, made.outcomes) == (["hello"], ["ended"])


def test_r16_what_succeeds_asks_nobody() -> None:
    """An answer of success leads on behind the step, past ``on_error``."""
    made = called("[{id: c, call: bill, on_error: [{send: nag}]}, {send: hello}]")
    made.event("hook_done", step="c")
    assert (made.told, made.state.made.opened) == (["hello"], [])


def test_r16_a_poisoned_row_is_set_aside_and_stops_nobody() -> None:
    """An event that no clock can place is kept aside with its reason; those before and behind it are decided."""
    made = world("start: ordered\nsteps: [{send: hello}]\n")
    naive = datetime(2026, 3, 2, 9)  # noqa: DTZ001  the very fault
    made.give(
        Event("1", "anna", "ordered", MONDAY, MONDAY, 1, {}),
        Event("2", "bad", "ordered", naive, MONDAY, 2, {}),
        Event("3", "ben", "ordered", MONDAY, MONDAY, 3, {}),
    )
    assert [to for _, _, to in made.sent] == ["anna", "ben"]
    (aside,) = made.state.set_aside
    assert isinstance(aside.given, Event)
    assert (aside.given.message_id, bool(aside.reason)) == ("2", True)


def test_r16_a_loop_that_spins_ends_as_failed_and_says_so() -> None:
    """It is not silent: the outcome is ``failed``, and there is a task that tells of it."""
    made = begun("[{id: s, set: {traits.n: 1}}, {back_to: s, max_visits: unlimited}]")
    assert outcome_of(made) == "failed"
    assert [one.kind for one in made.state.made.opened] == ["failure"]


def test_r16_a_spinning_run_stops_no_other() -> None:
    """Of two journeys that one event begins the second runs, though the first spins."""
    made = World(
        "journey: bad\nstart: ordered\nsteps: [{id: s, set: {traits.n: 1}}, {back_to: s, max_visits: unlimited}]\n",
        f"journey: good\n{TOUCHPOINTS}start: ordered\nsteps: [{{send: hello}}]\n",
    )
    made.event("ordered")
    assert made.told == ["hello"]


@pytest.mark.parametrize(
    ("n", "failed", "held"),
    [(100, 10, False), (100, 11, True), (19, 19, False), (20, 2, False), (20, 3, True), (0, 0, False)],
)
@pytest.mark.parametrize("level", ["journey", "channel"])
def test_r16_what_fails_too_often_holds_itself(level: str, n: int, failed: int, *, held: bool) -> None:
    """More than a tenth of at least twenty tries: a hold of that journey or channel, which says why."""
    concern = Concern("journey" if level == "journey" else "channel", "x")
    begun_holds = self_held({concern: Tries(n, failed)}, (), MONDAY)
    assert [(one.journey or one.channel, one.because) for one in begun_holds] == (
        [("x", "failure_rate")] if held else []
    )


def test_r16_what_is_held_already_is_not_held_twice() -> None:
    """While the first hold is on, the next failures begin no second one."""
    tries = {Concern("journey", "x"): Tries(100, 50)}
    assert self_held(tries, self_held(tries, (), MONDAY), MONDAY) == ()
