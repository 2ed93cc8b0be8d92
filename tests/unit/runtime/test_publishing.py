"""Publishing: what a new version finds of those who were there before it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tropa.bootstrap import state_store
from tropa.engine.events import Event
from tropa.engine.state import StageId
from tropa.ports.state import StateStore
from tropa.runtime.advancing import Advancing
from tropa.runtime.definitions import Loaded, Shelf
from tropa.runtime.published import Published
from tropa.runtime.publishing import publish
from tropa.stores.memory import MemoryStore
from tropa.testing.world import MONDAY

ONE_DAY = timedelta(days=1)
FIRST = "journey: use\nstart: asked\nsteps: [{wait: answered}]\n"
RULED = FIRST + "stages: [{id: trial, enter: trial_begun, leave: trial_over, forbid: [cross_sell]}]\n"
OFFERS = """\
journey: offers
start: offered
touchpoints: {offer: {channel: sms, class: cross_sell, communication: Take two.}}
steps: [{send: offer}]
"""


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[StateStore]:
    """An empty store."""
    made: StateStore = MemoryStore() if request.param == "memory" else state_store(f"sqlite:{tmp_path / 'state.db'}")
    yield made
    made.close()


def launched(store: StateStore, folder: Path, text: str, days: int) -> int:
    """A journey published so many days on; in how many histories members were looked for."""
    path = folder / "journey.yaml"
    path.write_text(text, encoding="utf-8")
    loaded: Loaded = Shelf(None).load(path)
    return publish(store, loaded, MONDAY + days * ONE_DAY).n_sought


def happened(store: StateStore, *named: tuple[str, str], days: int) -> list[str]:
    """Events that happen and are decided so many days on; why messages were kept back, and what was wanted sent."""
    now = MONDAY + days * ONE_DAY
    store.append([Event(f"{days}-{n}", who, name, now, now, 0, {}) for n, (who, name) in enumerate(named)])
    published = Published.of(store.versions())
    advancing = Advancing(store, published.scripts, published.surroundings(opted_in=True))
    found: list[str] = []
    for lease in store.lease("test", now, ONE_DAY, store.shards):
        for turned in advancing.turns(lease, now):
            found += [f"{one.to}: {one.channel}" for one in turned.changes.made.messages]
            found += [f"{one.to}: {one.reason}" for one in turned.changes.made.suppressed]
    return found


def test_r3_who_is_in_a_stage_already_is_found_at_publication(store: StateStore, tmp_path: Path) -> None:
    """The guard holds for whoever began a trial before anybody asked, and for nobody whose trial is over."""
    launched(store, tmp_path, OFFERS, 0)
    happened(store, ("anna", "trial_begun"), ("ben", "trial_begun"), ("cid", "asked"), days=0)
    happened(store, ("ben", "trial_over"), days=40)
    assert launched(store, tmp_path, RULED, 80) >= 2
    happened(store, days=80)
    row = store.loaded_of("anna").memberships[StageId("anna", "use", "trial")]
    assert (row.began_at, row.left_at) == (MONDAY, None)
    sent = happened(store, ("anna", "offered"), ("ben", "offered"), days=81)
    assert [one.split(": ")[0] for one in sent if "sms" in one] == ["ben"]


def test_r3_stages_that_are_told_as_before_are_not_looked_for_again(store: StateStore, tmp_path: Path) -> None:
    """The memberships that there are go on; what nobody knows of is found once."""
    launched(store, tmp_path, FIRST, 0)
    happened(store, ("anna", "trial_begun"), days=0)
    assert launched(store, tmp_path, RULED, 1) == 1
    happened(store, ("anna", "trial_over"), days=2)
    happened(store, ("anna", "bought"), days=3)
    assert launched(store, tmp_path, RULED.replace("answered", "replied"), 4) == 0
    assert launched(store, tmp_path, RULED.replace("enter: trial_begun", "enter: 'any(trial_begun, bought)'"), 5) == 1
    happened(store, days=6)
    row = store.loaded_of("anna").memberships[StageId("anna", "use", "trial")]
    assert row.left_at == MONDAY + 2 * ONE_DAY
