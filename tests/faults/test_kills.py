"""Real processes, killed with SIGKILL: at every named point, and at random (R6, R8, R9)."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from random import Random
from time import monotonic

import pytest
from tests.faults.child import POINTS, Kill
from tests.faults.conftest import KILLED, PATIENCE_S, Ground, same
from tests.faults.outcome import written_in
from tests.faults.story import HOUSES

from tropa.stores.opening import open_store
from tropa.testing.world import MONDAY


def test_the_story_reaches_what_could_be_lost(ground: Ground) -> None:
    """Undisturbed, it makes transitions, messages, tasks and events, and leaves runs and timers open."""
    reached = ground.undisturbed.reached
    assert min(reached[what] for what in ("transitions", "messages", "logged")) > 20
    assert reached["tasks"] > 1
    assert 0 < reached["ended"] < reached["runs"]
    assert ground.undisturbed.due
    assert ground.undisturbed.out == dict.fromkeys(ground.undisturbed.messages, 1)


@pytest.mark.parametrize("point", POINTS)
def test_r6_killed_at_any_point_nothing_is_lost_and_nothing_doubled(ground: Ground, point: str) -> None:
    """A process dies at the point, another one goes on, and all is as if nobody had died."""
    killed_at(ground, point, 1)


@pytest.mark.long
@pytest.mark.parametrize("nth", [2, 5, 8, 11])
@pytest.mark.parametrize("point", POINTS)
def test_r6_killed_at_any_point_later_on(ground: Ground, point: str, nth: int) -> None:
    """As above, when the point is come to for the n-th time."""
    killed_at(ground, point, nth)


def killed_at(ground: Ground, point: str, nth: int) -> None:
    """Live through the story with a process that is killed at a point, and another one."""
    place = ground.fresh()
    assert place.run(Kill(point, nth)) == KILLED
    assert place.run() == 0
    same(place.outcome, ground.undisturbed)


def test_r6_a_hand_over_without_receipt_is_unknown_and_kept_for_a_person(ground: Ground) -> None:
    """Killed between hand-over and receipt, a message is unknown; it is held where nothing may be given twice."""
    place = ground.fresh()
    assert place.run(Kill("work.handed_over"), careful=True) == KILLED
    given = set(written_in(place.out))
    with closing(open_store(place.url)) as store:
        taken = store.lease_messages("looker", MONDAY + timedelta(minutes=6), timedelta(minutes=1), 99)
        assert {one.message.id for one in taken if one.unknown} == given
        told = [pair for house in HOUSES for pair in store.history("family", house).messages]
        assert {message.id for message, standing in told if standing == "unknown"} == given
    assert place.run(careful=True) == 0
    outcome = place.outcome
    assert {name for name, standing in outcome.messages.items() if standing == "held"} == given
    assert set(outcome.messages) == set(ground.undisturbed.messages)
    assert {standing for name, standing in outcome.messages.items() if name not in given} == {"sent"}
    assert outcome.out == ground.undisturbed.out
    assert {name: history.transitions for name, history in outcome.histories.items()} == {
        name: history.transitions for name, history in ground.undisturbed.histories.items()
    }


def killed_at_random(ground: Ground, chance: Random, most: int) -> int:
    """Live through the story with a process killed again and again, whenever it happens to be; how often that was."""
    place = ground.fresh()
    n_killed = 0
    while True:
        process = place.begin()
        process.join(chance.uniform(0.0, 0.7 * ground.takes_s) if n_killed < most else PATIENCE_S)
        process.kill()
        process.join(PATIENCE_S)
        if process.exitcode != KILLED:
            break
        n_killed += 1
    assert process.exitcode == 0
    same(place.outcome, ground.undisturbed)
    return n_killed


def killed_often(ground: Ground, least: int, most: int) -> str:
    """Live through story after story with processes killed at random, until so many have died; what it took, told.

    A story in which nobody happens to die proves nothing, and is followed by another one.
    """
    begun = monotonic()
    n_stories = n_killed = 0
    while n_killed < least:
        n_stories += 1
        n_killed += killed_at_random(ground, Random(n_stories), most)  # noqa: S311  moments, no secrets
    return f"{n_killed} kills in {n_stories} stories, {monotonic() - begun:.0f} s; each came to the same"


def test_r6_killed_at_any_moment_nothing_is_lost_and_nothing_doubled(ground: Ground) -> None:
    """A process is killed at some moments that nobody chose, and all is as if nobody had died."""
    assert killed_often(ground, least=4, most=6)


@pytest.mark.long
def test_r6_hundreds_of_kills(ground: Ground, capsys: pytest.CaptureFixture[str]) -> None:
    """As above, through many stories, until 300 processes have died in each kind of store."""
    told = killed_often(ground, least=300, most=12)
    with capsys.disabled():
        print(f"\n{ground.kind}: {told}")  # noqa: T201  the figures that a release quotes
