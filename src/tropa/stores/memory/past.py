"""What is over: finished runs, and all that was written once; only ever looked at for one customer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from tropa.engine.changes import Ignored, Made
from tropa.engine.desk import Changes
from tropa.engine.state import Life, RunId
from tropa.ports.state import History
from tropa.stores.ages import age
from tropa.stores.memory.outbox import Outbox
from tropa.stores.renamed import rekeyed

_KEPT = ("transitions", "messages", "suppressed", "opened", "closed")
"""Rows of what was made that people ask for."""


class Past:
    """Rows that nothing changes any more."""

    def __init__(self) -> None:
        self.finished: dict[RunId, Life] = {}
        self.outbox = Outbox()
        self._made = Made()
        self._ignored: list[Ignored] = []
        self._renamed: dict[RunId, RunId] = {}

    def add(self, changes: Changes, finished: Iterable[Life], renamed: Mapping[RunId, RunId]) -> None:
        """Keep what a batch made, and which runs it finished.

        Args:
            changes: What it changed.
            finished: Runs that are over by it.
            renamed: Runs that go by another id since (R19).
        """
        self.finished.update({life.run.id: life for life in finished})
        self._renamed.update(renamed)
        for old, new in renamed.items():
            life = self.finished.pop(old, None)
            if life is not None:
                self.finished[new] = rekeyed(life, new)
        made = changes.made
        for name in _KEPT:
            getattr(self._made, name).extend(getattr(made, name))
        self.outbox.add(made.messages)
        self._ignored += [one for one in changes.ignored if one.journey]

    def history(self, journey: str, is_of: Callable[[str], bool], open_lives: Iterable[Life]) -> History:
        """What is known of a customer in a journey, run by run.

        Args:
            journey: Which.
            is_of: Whether a name is one of the customer's.
            open_lives: Runs that are not finished.
        """
        every = (life for lives in (self.finished.values(), open_lives) for life in lives)
        lives = [life for life in every if life.run.id.journey == journey and any(map(is_of, life.participants))]
        lives.sort(key=age)
        places = {life.run.id: n for n, life in enumerate(lives)}

        def of(rows: Iterable[Any]) -> tuple[Any, ...]:
            mine = [as_now for row in rows if (as_now := self._as_now(row)).run in places]
            return tuple(sorted(mine, key=lambda row: places[row.run]))

        made = self._made
        standings = self.outbox.standings()
        return History(
            lives=tuple(lives),
            transitions=of(made.transitions),
            messages=tuple((one, standings[one.id]) for one in of(made.messages)),
            suppressed=of(made.suppressed),
            opened=of(made.opened),
            closed=of(made.closed),
            ignored=tuple(
                (one.message_id, one.reason)
                for one in self._ignored
                if one.journey == journey and is_of(one.customer)
            ),
        )

    def prune(self, before: datetime) -> tuple[int, int]:
        """Forget runs that ended before, but those of which a message is not settled; how many, and of messages."""
        standings = self.outbox.standings()
        waiting = {self._now(one.run) for one in self._made.messages if standings[one.id] not in {"sent", "failed"}}
        over = {
            run
            for run, life in self.finished.items()
            if run not in waiting and life.run.ended_at is not None and life.run.ended_at < before
        }
        messages = [one.id for one in self._made.messages if self._now(one.run) in over]
        for run in over:
            del self.finished[run]
        for name in _KEPT:
            rows = getattr(self._made, name)
            rows[:] = [row for row in rows if self._now(row.run) not in over]
        self.outbox.forget(messages)
        return len(over), len(messages)

    def _as_now(self, row: Any) -> Any:  # noqa: ANN401  any row that names a run
        """A row with the present id of its run."""
        run = self._now(row.run)
        return row if run is row.run else replace(row, run=run)

    def _now(self, run: RunId) -> RunId:
        """What a run is called now."""
        while (name := self._renamed.get(run)) is not None:
            run = name
        return run
