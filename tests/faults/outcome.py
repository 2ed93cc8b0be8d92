"""What a store holds in the end, in a form that two of them can be compared in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import msgspec
from msgspec.structs import replace

from tropa.engine.events import Event
from tropa.plan.resolve import MESSAGE_SENT
from tropa.ports.state import History, StateStore
from tropa.stores.ages import age
from tropa.stores.opening import open_store
from tropa.testing.state_conformance import event
from tropa.testing.world import MONDAY

AFTER = MONDAY + timedelta(days=30)
"""When nobody works any more, and every lease has run out."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that a story has come to.

    Args:
        histories: By customer: runs, transitions, messages with where they are, tasks, what was ignored.
        loaded: By kind: runs, entrances, heard, traits, ledgers and the rest, as the next turn would load them.
        log: The event log by id, without the instants of hand-overs: those wait for leases to run out.
        standing: Positions by step.
        due: Timers that are still to come.
        left: Inputs that no turn has taken.
        out: What is in the output file, by the ids of messages.
    """

    histories: Mapping[str, History]
    loaded: Mapping[str, object]
    log: Mapping[str, Event]
    standing: Mapping[str, int]
    due: tuple[object, ...]
    left: tuple[str, ...]
    out: Mapping[str, int]

    @property
    def messages(self) -> Mapping[str, str]:
        """Where each message is, by its id."""
        told = (pair for history in self.histories.values() for pair in history.messages)
        return {message.id: standing for message, standing in told}

    @property
    def reached(self) -> Counter[str]:
        """How much of each kind there is, so that a test can see that it looks at something."""
        every = {life.run.id: life for history in self.histories.values() for life in history.lives}
        of_runs = [history for name, history in self.histories.items() if any(name == run.customer for run in every)]
        return Counter(
            runs=len(every),
            transitions=sum(len(history.transitions) for history in of_runs),
            messages=len(self.messages),
            tasks=sum(len(history.opened) for history in of_runs),
            ended=sum(life.run.outcome is not None for life in every.values()),
            logged=len(self.log),
        )


def outcome_of(url: str, out: Path, people: Sequence[str]) -> Outcome:
    """What a store holds, and what has gone out.

    Args:
        url: The store's address.
        out: The output file.
        people: Whose histories are looked at.

    Raises:
        AssertionError: An event is in the log twice.
    """
    with closing(open_store(url)) as store:
        log = store.log()
        assert len({one.message_id for one in log}) == len(log)
        loaded, left = _loaded(store, people)
        return Outcome(
            {name: store.history("family", name) for name in people},
            loaded,
            {one.message_id: _without_hand_over(one) for one in log},
            dict(store.standing("family", 1)),
            tuple(sorted(due for shard in range(store.shards) if (due := store.next_due(shard)) is not None)),
            left,
            Counter(written_in(out)),
        )


def written_in(out: Path) -> Iterable[str]:
    """The ids of the letters in a file, line by line."""
    lines = out.read_bytes().splitlines() if out.exists() else []
    return [msgspec.json.decode(line)["id"] for line in lines]


def _without_hand_over(one: Event) -> Event:
    """An event without its place in the log, and, where it tells of a hand-over, without its instant."""
    at = MONDAY if one.name == MESSAGE_SENT else one.at
    return replace(one, sequence=0, at=at, received_at=MONDAY if at is MONDAY else one.received_at)


def _loaded(store: StateStore, people: Sequence[str]) -> tuple[Mapping[str, object], tuple[str, ...]]:
    """What a turn would load of everybody, and the inputs that turns of all shards would be given."""
    leases = store.lease("looker", AFTER, timedelta(minutes=1), store.shards)
    left: list[str] = []
    for lease in leases:
        with store.turn(lease) as turn:
            left += [one.message_id for one in turn.inputs(100)]
    with store.turn(leases[0]) as turn:
        loaded = turn.load([event("looked at", name) for name in people], None, 0)
    heard = {
        (who, name): [(one.message_id, one.at) for one in rows if one.name != MESSAGE_SENT]
        for who, names in loaded.heard.items()
        for name, rows in names.items()
    }
    return {
        "lives": sorted(loaded.lives.values(), key=age),
        "heard": heard,
        "traits": dict(loaded.traits),
        "ledgers": dict(loaded.ledgers),
        "entrances": dict(loaded.entrances),
        "memberships": dict(loaded.memberships),
        "aliases": dict(loaded.aliases),
    }, tuple(left)
