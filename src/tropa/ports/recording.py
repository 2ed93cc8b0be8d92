"""Recorded inputs: the port between a landed log and what runs journeys over it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Protocol

from tropa.engine.events import Input


class Recording(Protocol):
    """What a log holds, as the engine takes it.

    Laws: inputs come in order of (``received_at``, arrival), whatever the order of the file, in memory
    that does not grow with the log; ``sequence`` is the arrival, counted from 1; an input without a message id is
    named by its arrival, so that two readings name it alike.
    """

    def inputs(self, until: datetime | None) -> Iterator[tuple[Input, ...]]:
        """The inputs that were received until an instant, it included, a chunk at a time; None is all of them."""

    def has_any(self, names: Iterable[str]) -> bool:
        """Whether an event of one of these names is recorded."""

    def close(self) -> None:
        """Let go of everything."""
