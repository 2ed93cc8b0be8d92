"""Work goes on where one of its parts cannot."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from tropa.engine.desk import Changes
from tropa.engine.events import Event
from tropa.ports.state import Overtaken, StateStore, Version
from tropa.runtime.advancing import Advancing, Turned, TurnSize
from tropa.runtime.published import VersionUnreadable, edition_of
from tropa.runtime.working import MOST_OVERTAKEN, Worker
from tropa.stores.opening import open_store
from tropa.testing.house import Provider
from tropa.testing.world import MONDAY

JOURNEY = """
journey: {id}
locales: [en]
start: {id}_begun
touchpoints:
  hello: {{channel: sms, class: service, communication: Hello}}
steps:
  - wait: 1h
  - send: hello
  - wait: done
"""
NEWER = "journey: a\nlocales: [en]\nstart: a_begun\nsteps:\n  - beam_up: crew\n"
AN_HOUR = timedelta(hours=1)
CREW = tuple(f"c{n}" for n in range(5))


@dataclass
class Site:
    """A file in which the journeys ``a`` and ``b`` are published, and its clock.

    Args:
        path: The file.
        store: Open.
        provider: Behind every channel.
        told: The journeys whose versions could not be read, each time that was told.
    """

    path: Path
    store: StateStore
    provider: Provider = field(default_factory=Provider)
    told: list[str] = field(default_factory=list)

    def rewrite(self, text: str) -> None:
        """Let another program have published another text as version 1 of ``a``."""
        with closing(sqlite3.connect(self.path)) as own, own:
            own.execute("UPDATE version SET definition = ? WHERE definition LIKE '%journey: a%'", (text,))

    def work(self, after: timedelta) -> None:
        """Let a worker who is new do a round."""

        def hear(fault: VersionUnreadable) -> None:
            self.told.append(fault.version.journey)

        size = TurnSize(inputs=3, timers=3)
        worker = Worker(self.store, {"*": self.provider}, "w", lambda: MONDAY + after, size=size, unread=hear)
        worker.round()
        worker.round()
        worker.stop()

    def happens(self, name: str, customer: str, after: timedelta = timedelta(0)) -> None:
        """Something happens to a customer."""
        at = MONDAY + after
        self.store.append([Event(f"{name}:{customer}:{after}", customer, name, at, at, 0, {})])

    def sent(self, journey: str) -> list[str]:
        """Who was written to by a journey."""
        return sorted(one.to for one in self.provider.given if one.journey == journey)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Nobody is on the way yet."""
    path = tmp_path / "a.db"
    with closing(open_store(f"sqlite:{path}")) as store:
        for name in ("a", "b"):
            version = Version(name, 1, JOURNEY.format(id=name), "", MONDAY)
            store.publish(version, edition_of(version).script.names, None)
        yield Site(path, store)


def test_a_version_that_cannot_be_read_stops_its_own_runs_alone(site: Site) -> None:
    """Its runs stand still, however many are due, and go on under a program that reads it; the others never stop."""
    for customer in CREW:
        site.happens("a_begun", customer)
    site.happens("b_begun", "boris", timedelta(minutes=5))
    site.work(timedelta(minutes=10))
    site.rewrite(NEWER)
    site.happens("done", "c1", AN_HOUR / 2)
    site.happens("b_begun", "c2", AN_HOUR / 2)
    site.work(3 * AN_HOUR)
    assert site.told == ["a"]
    assert (site.sent("a"), site.sent("b")) == ([], ["boris", "c2"])
    with closing(sqlite3.connect(site.path)) as own:
        ((n_set_aside,),) = own.execute("SELECT count(*) FROM set_aside").fetchall()
    assert n_set_aside == 3  # of c2, what b said is an input too
    site.rewrite(JOURNEY.format(id="a"))
    site.work(4 * AN_HOUR)
    assert site.told == ["a"]
    assert (site.sent("a"), site.sent("b")) == (list(CREW), ["boris", "c2"])


def test_a_message_whose_words_nobody_reads_waits(site: Site) -> None:
    """A message that is ready when its journey cannot be read any more is neither lost nor given up."""
    site.happens("a_begun", "anna")
    site.work(timedelta(minutes=1))
    quiet = Worker(site.store, {}, "w", lambda: MONDAY + 2 * AN_HOUR)
    for lease in quiet._lease(quiet.clock()):
        quiet._turns(quiet._read_anew(), lease.shard)
    quiet.stop()
    site.rewrite(NEWER)
    for n in range(12):
        site.work(2 * AN_HOUR + n * timedelta(minutes=2))
    assert [standing for _, standing in site.store.history("a", "anna").messages] == ["ready"]
    site.rewrite(JOURNEY.format(id="a"))
    site.work(3 * AN_HOUR)
    assert site.sent("a") == ["anna"]


@pytest.mark.parametrize("n", [MOST_OVERTAKEN, MOST_OVERTAKEN + 1])
def test_a_turn_that_was_overtaken_is_taken_again(site: Site, monkeypatch: pytest.MonkeyPatch, n: int) -> None:
    """It begins anew at once, so many times in a row; more often it is for whoever waits with patience."""
    left = [n]

    def turn(advancing: Advancing, *given: object) -> Turned:
        del advancing, given
        if left[0]:
            left[0] -= 1
            raise Overtaken("somebody was quicker")
        return Turned(Changes(), 7, more=False)

    monkeypatch.setattr(Advancing, "turn", turn)
    worker = Worker(site.store, {}, "w", lambda: MONDAY)
    if n > MOST_OVERTAKEN:
        with pytest.raises(Overtaken):
            worker.round()
    else:
        assert worker.round().n_inputs == 7 * site.store.shards
