"""A turn over the rows in memory; nothing is changed before its end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from tropa.engine.desk import Changes, Loaded
from tropa.engine.events import Input
from tropa.engine.holds import Hold
from tropa.engine.state import RunId
from tropa.stores.memory.rows import Rows
from tropa.stores.touched import touched


class MemoryTurn:
    """A turn.

    Args:
        rows: The state; only read here.
        pending: Inputs that no turn has taken.
        holds: In force.
        n_versions: Versions published.
    """

    __slots__ = ("_borrowed", "_pending", "_rows", "holds", "n_versions", "written")

    def __init__(self, rows: Rows, pending: Sequence[Input], holds: tuple[Hold, ...], n_versions: int) -> None:
        self.holds = holds
        self.n_versions = n_versions
        self.written: tuple[Changes, Sequence[Input]] | None = None
        self._rows = rows
        self._pending = pending
        self._borrowed: list[RunId] = []

    def inputs(self, most: int) -> tuple[Input, ...]:
        """The next inputs that no turn has taken."""
        return tuple(self._pending[:most])

    def load(
        self, inputs: Sequence[Input], due_before: datetime | None, most: int, keys: Iterable[tuple[str, str]] = ()
    ) -> Loaded:
        """The state that inputs and timers touch; a view that holds until the turn's end."""
        rows, asked = self._rows, touched(inputs)
        due = rows.timers.take(due_before, most) if due_before is not None else []
        self._borrowed += due
        invited = [run for name in asked.invitations if (run := rows.invited_to(name)) is not None]
        by_key = [run for key in keys for run in rows.of_key(*key)]
        customers = [*asked.customers, *(rows.known_as(name) for name in asked.customers if name in rows.aliases)]
        return rows.gather(customers, [*due, *invited, *by_key])

    def write(self, changes: Changes, taken: Sequence[Input]) -> None:
        """Keep what was decided, at the turn's end.

        Raises:
            ValueError: The inputs taken are not the first of those given.
        """
        if any(mine is not given for mine, given in zip(taken, self._pending, strict=False)):
            raise ValueError("a turn takes the first of its inputs, in their order")
        self.written = (changes, taken)

    def end(self) -> None:
        """Put back the timers of runs that were looked at."""
        lives = self._rows.lives
        self._rows.timers.put_back(lives[run] for run in self._borrowed if run in lives)
