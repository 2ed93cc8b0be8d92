"""The named points at which a process may be stopped (``tests/faults`` stops it there)."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from pathlib import Path

from tropa.ports.state import Settled
from tropa.stores.opening import open_store
from tropa.testing.state_conformance import event, keeping, leased, message_to, open_life
from tropa.testing.world import MONDAY


def test_a_days_work_comes_by_all_points(tmp_path: Path) -> None:
    """An input taken in, a turn and a hand-over reach every point, each inside what it tells of."""
    reached: list[str] = []
    changes = keeping(open_life())
    changes.made.messages.append(message_to(open_life()))
    with closing(open_store(f"sqlite:{tmp_path / 'a.db'}", reached.append)) as store:
        store.append([event("came")])
        with store.turn(leased(store)[0]) as turn:
            given = turn.inputs(9)
            turn.load(given, None, 0)
            turn.write(changes, given)
            assert reached == ["appended", "loaded", "written"]
        (one,) = store.lease_messages("w", MONDAY, timedelta(hours=1), 9)
        store.settle("w", [Settled(one.message.id, "sent", MONDAY)])
    assert reached[3:] == ["before_commit", "after_commit", "leased_messages", "settled"]
