"""Whom a hold keeps back, as it is counted for people, and whom it lets out."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tropa.engine.events import Event
from tropa.engine.holds import Hold
from tropa.ports.state import Version
from tropa.runtime.advancing import Advancing
from tropa.runtime.holding import begin_hold, end_holds, held_by, kept_back, let_out
from tropa.runtime.published import Published
from tropa.stores.memory import MemoryStore
from tropa.testing.world import MONDAY

SHOP = "journey: shop\nstart: ordered\nsteps: [{id: pay, wait: paid}, {id: get, wait: delivered}]\n"


@pytest.fixture
def store() -> MemoryStore:
    """A store with three customers of a shop: two who are to pay, one who is to get what was ordered."""
    made = MemoryStore()
    version = Version("shop", 1, SHOP, "", MONDAY)
    made.publish(version, None, None)
    given = (("anna", "ordered"), ("ben", "ordered"), ("cid", "ordered"), ("cid", "paid"))
    made.append([Event(f"m{n}", who, name, MONDAY, MONDAY, n, {}) for n, (who, name) in enumerate(given)])
    decide(made, MONDAY)
    return made


def decide(store: MemoryStore, now: datetime) -> None:
    """Decide what was taken in."""
    published = Published.of(store.versions())
    advancing = Advancing(store, published.scripts, published.surroundings())
    for lease in store.lease("test", now, timedelta(days=1), 1):
        list(advancing.turns(lease, now))


@pytest.mark.parametrize(
    ("step", "kept"),
    [(None, {"anna", "ben", "cid"}), ("pay", {"anna", "ben"}), ("get", {"cid"}), ("gone", set())],
)
def test_r12_a_hold_keeps_back_those_who_stand_where_it_is(
    store: MemoryStore, step: str | None, kept: set[str]
) -> None:
    """Of a step's hold they are those at the step; let out are all whom it would have stopped there."""
    hold = Hold("h", MONDAY, "shop", step)
    now = MONDAY + timedelta(hours=1)
    assert kept_back(store, hold, now) == kept
    assert list(held_by(store, hold, now)) == ["anna", "ben", "cid"]


@pytest.mark.parametrize("behind_s", [0, 1, 90])
def test_r12_a_clock_that_is_behind_lets_out_whoever_was_held(store: MemoryStore, behind_s: int) -> None:
    """Runs and queued entries are free, whichever process says by its own clock that the hold has ended."""
    since, until = MONDAY + timedelta(hours=1), MONDAY + timedelta(hours=2)
    begin_hold(store, Hold("h", since, "shop", queue_events=True))
    store.append([Event("m9", "dan", "ordered", since, since + timedelta(minutes=5), 9, {})])
    decide(store, since + timedelta(minutes=5))
    end_holds(store, "journey:shop", until)
    now = until - timedelta(seconds=behind_s)
    assert let_out(store, now) == 4
    decide(store, now)
    lives = {life.run.id.customer: life for life in store.lives("shop")}
    assert set(lives) == {"anna", "ben", "cid", "dan"}
    assert not any(Hold("h", since, "shop", until=until).binds(life.run, until) for life in lives.values())
    assert let_out(store, now) == 0
    assert store.holds() == ()
