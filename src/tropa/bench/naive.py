"""The peer that everybody writes first: a loop over customers, one transaction an event or a timer, in SQLite.

It runs the reference journey alone, by rules written out by hand, without look-back, keys, caps, or an
outbox that names its messages.  It is durable like ours: WAL, ``synchronous = FULL``.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from tropa.engine.events import Event

_SCHEMA = """
CREATE TABLE position (customer TEXT PRIMARY KEY, step TEXT NOT NULL, due_at REAL);
CREATE INDEX position_due ON position (due_at) WHERE due_at IS NOT NULL;
CREATE TABLE outbox (id INTEGER PRIMARY KEY, customer TEXT, channel TEXT, at REAL);
CREATE TABLE transition (id INTEGER PRIMARY KEY, customer TEXT, step TEXT, at REAL);
"""

_DAY_S = 86_400


class NaiveLoop:
    """The reference journey by hand.

    Args:
        path: The database; it is made.
    """

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;" + _SCHEMA)
        self.n_decided = 0

    def run(self, events: Iterable[Event], end: datetime) -> None:
        """Take events in order, timers between them, and the timers due until the end."""
        for event in events:
            self._fire(event.received_at - timedelta(seconds=30))
            self._take(event)
        self._fire(end)
        self._db.close()

    def _take(self, event: Event) -> None:
        now = event.received_at.timestamp()
        self._db.execute("BEGIN IMMEDIATE")
        found = self._db.execute("SELECT step FROM position WHERE customer = ?", (event.customer,)).fetchone()
        if event.name == "order_connected" and found is None:
            self._send(event.customer, "sms", now)
            self._move(event.customer, "wait-3d", now, now + 3 * _DAY_S)
        elif event.name == "activated" and found is not None and found[0] != "reached":
            self._move(event.customer, "reached", now, None)
        self._db.execute("COMMIT")
        self.n_decided += 1

    def _fire(self, until: datetime) -> None:
        sql = "SELECT customer, step, due_at FROM position WHERE due_at < ? ORDER BY due_at LIMIT 1"
        while (due := self._db.execute(sql, (until.timestamp(),)).fetchone()) is not None:
            customer, step, at = due
            self._db.execute("BEGIN IMMEDIATE")
            if step == "wait-3d":
                self._send(customer, "push", at)
                self._move(customer, "wait-4d", at, at + 4 * _DAY_S)
            else:
                self._move(customer, "task", at, None)
            self._db.execute("COMMIT")
            self.n_decided += 1

    def _send(self, customer: str, channel: str, at: float) -> None:
        self._db.execute("INSERT INTO outbox (customer, channel, at) VALUES (?, ?, ?)", (customer, channel, at))

    def _move(self, customer: str, step: str, at: float, due_at: float | None) -> None:
        self._db.execute(
            "INSERT INTO position VALUES (?, ?, ?) ON CONFLICT (customer) DO UPDATE SET step = excluded.step, "
            "due_at = excluded.due_at",
            (customer, step, due_at),
        )
        self._db.execute("INSERT INTO transition (customer, step, at) VALUES (?, ?, ?)", (customer, step, at))
