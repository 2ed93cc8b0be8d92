"""R11, editing a live journey: pinned versions, and what becomes of those who stand at a changed step."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.rules.scene import MONDAY, TOUCHPOINTS, moments

from tropa.engine.batch import Scripts
from tropa.engine.migrating import Migration, choice_of, told
from tropa.journey.codecs.values import Section
from tropa.plan.scripting import compile_script
from tropa.testing.world import World, journey_of

OLD = f"{TOUCHPOINTS}start: ordered\nsteps: [{{id: pay, wait: paid, up_to: 10d, else: [{{id: out, send: nag}}]}}]\n"
SHORTER = OLD.replace("10d", "3d")
OTHER = OLD.replace("wait: paid", "wait: settled")


def published(new: str) -> World:
    """Anna waits in version 1 when version 2 is published, on the second day."""
    made = World(OLD)
    made.event("ordered")
    made.pass_time(days=1)
    first, second = (compile_script(journey_of(text), version=number) for number, text in ((1, OLD), (2, new)))
    made.scripts = Scripts([second], [first])
    return made


def moved(made: World, choice: str, step: str = "pay") -> World:
    """Anna's run is asked to go over to version 2."""
    chosen = choice_of(choice)
    assert chosen is not None
    made.event("run_migrated", properties=told(Migration("a", 1, 2, Section({step: chosen}))))
    return made


def test_r11_a_run_is_pinned_to_its_version() -> None:
    """Who waits for ten days goes on so when the new version waits for three; newcomers wait for three."""
    made = published(SHORTER)
    made.event("ordered", "ben")
    made.pass_time(days=30)
    assert [(one.to, one.at) for one in made.state.made.messages] == [
        ("ben", MONDAY + timedelta(days=4)),
        ("anna", MONDAY + timedelta(days=10)),
    ]


def test_r11_stay() -> None:
    """Who is to stay follows the old version to its end."""
    made = moved(published(SHORTER), "stay")
    made.pass_time(days=30)
    assert moments(made) == [("nag", MONDAY + timedelta(days=10))]
    assert made.lives[0].run.version == 1


def test_r11_follow() -> None:
    """Who follows waits by the new version, from when the wait began."""
    made = moved(published(SHORTER), "follow")
    made.pass_time(days=30)
    assert moments(made) == [("nag", MONDAY + timedelta(days=3))]
    assert made.lives[0].run.version == 2


def test_r11_a_wait_that_is_shortened_below_what_has_passed_is_over() -> None:
    """Who follows after a day into a wait of an hour is reminded, once, and not twice later."""
    made = moved(published(OLD.replace("10d", "1h")), "follow")
    made.pass_time(days=30)
    assert made.told == ["nag"]
    assert made.now - timedelta(days=30) == MONDAY + timedelta(days=1)


def test_r11_restart_wait() -> None:
    """Who waits anew counts from the change."""
    made = moved(published(SHORTER), "restart_wait")
    made.pass_time(days=30)
    assert moments(made) == [("nag", MONDAY + timedelta(days=4))]


def test_r11_move_to() -> None:
    """Who is put at another step goes on from there, at once."""
    made = moved(published(SHORTER), "move_to:out")
    assert moments(made) == [("nag", MONDAY + timedelta(days=1))]


def test_r11_exit() -> None:
    """Who is led out is sent nothing more, and has an outcome."""
    made = moved(published(SHORTER), "exit")
    made.pass_time(days=30)
    assert (made.sent, made.stands) == ([], [])
    assert made.outcomes[0] is not None


def test_r11_who_follows_waits_for_the_new_signal() -> None:
    """After the change the old signal moves nothing, and the new one does."""
    made = moved(published(OTHER), "follow")
    made.event("paid")
    assert made.stands == ["pay"]
    made.event("settled")
    assert made.outcomes == ["ended"]


@pytest.mark.parametrize("repeated", [1, 5])
def test_r11_going_over_twice_is_going_over_once(repeated: int) -> None:
    """A run that went over stays where it is when it is asked again."""
    made = published(SHORTER)
    for _ in range(repeated):
        moved(made, "restart_wait")
    made.pass_time(days=30)
    assert moments(made) == [("nag", MONDAY + timedelta(days=4))]
