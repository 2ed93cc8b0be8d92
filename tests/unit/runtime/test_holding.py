"""Whom a hold keeps back, as it is counted for people, and whom it lets out."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tropa.engine.events import Event
from tropa.engine.holds import Hold
from tropa.ports.state import Version
from tropa.runtime.advancing import Advancing
from tropa.runtime.holding import held_by, kept_back
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
    published = Published.of(made.versions())
    advancing = Advancing(made, published.scripts, published.surroundings())
    for lease in made.lease("test", MONDAY, timedelta(days=1), 1):
        list(advancing.turns(lease, MONDAY))
    return made


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
