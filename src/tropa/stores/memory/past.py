"""What is over: finished runs, and all that was written once; only ever looked at for one customer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tropa.engine.changes import Ignored, Made
from tropa.engine.desk import Changes
from tropa.engine.state import Life, RunId
from tropa.ports.state import History
from tropa.stores.memory.outbox import Outbox


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
        made = changes.made
        for name in ("transitions", "suppressed", "opened", "closed"):
            getattr(self._made, name).extend(getattr(made, name))
        self.outbox.add(made.messages)
        self._ignored += [one for one in changes.ignored if one.journey]

    def history(self, journey: str, customer: str, open_lives: Iterable[Life]) -> History:
        """What is known of a customer in a journey; the customer's own name, not one merged into it."""
        every = (life for lives in (self.finished.values(), open_lives) for life in lives)
        lives = [life for life in every if life.run.id.journey == journey and customer in life.participants]
        lives.sort(key=lambda life: (life.run.started_at, life.run.id.customer, life.run.id.attempt))
        runs = {life.run.id for life in lives}

        def of(rows: Iterable[Any]) -> tuple[Any, ...]:
            return tuple(row for row in rows if self._now(row.run) in runs)

        made = self._made
        return History(
            lives=tuple(lives),
            transitions=of(made.transitions),
            messages=tuple(post for post in self.outbox.of(journey) if self._now(post[0].run) in runs),
            suppressed=of(made.suppressed),
            opened=of(made.opened),
            closed=of(made.closed),
            ignored=tuple(
                (one.message_id, one.reason)
                for one in self._ignored
                if one.customer == customer and one.journey == journey
            ),
        )

    def _now(self, run: RunId) -> RunId:
        """What a run is called now."""
        while (name := self._renamed.get(run)) is not None:
            run = name
        return run
