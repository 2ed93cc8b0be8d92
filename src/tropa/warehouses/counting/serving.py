"""Which events serve which signals, told by as few columns as possible.

A bare name is told by the code that every event has; each condition wants a column of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tropa.journey.signals import AnyOf, Named, Signal
from tropa.warehouses.counting.conditions import matches
from tropa.warehouses.counting.dialect import Vocabulary
from tropa.warehouses.counting.table import Columns
from tropa.warehouses.counting.values import Flags


@dataclass(frozen=True, slots=True)
class Serving:
    """What has to be known of an event, and what it then serves.

    Args:
        label: Begins the names of the columns.
        signals: What events may serve.
        vocabulary: What the event table calls things.
    """

    label: str
    signals: Sequence[Signal]
    vocabulary: Vocabulary

    def sql(self) -> list[str]:
        """For each signal whether an event serves it, as SQL.

        Raises:
            Unanswerable: A signal asks too much.
        """
        return [matches(signal, self.vocabulary) for signal in self.signals]

    def columns(self) -> dict[str, str]:
        """What to ask of each event.

        Raises:
            Unanswerable: As above.
        """
        asked = {f"{self.label}_{place}": sql for place, sql in enumerate(self.sql())}
        bare = {f"{self.label}_{place}": _bare(signal) is not None for place, signal in enumerate(self.signals)}
        names = {"name": "name"} if any(bare.values()) else {}
        return names | {name: sql for name, sql in asked.items() if not bare[name]}

    def flags(self, chunk: Columns) -> list[Flags]:
        """For each signal which events of a chunk serve it."""
        return [self._flags(chunk, place, signal) for place, signal in enumerate(self.signals)]

    def _flags(self, chunk: Columns, place: int, signal: Signal) -> Flags:
        names = _bare(signal)
        if names is None:
            return np.asarray(chunk[f"{self.label}_{place}"], np.bool_)
        codes = [self.vocabulary.names.index(name) for name in names if name in self.vocabulary.names]
        served = np.zeros(len(chunk["name"]), np.bool_)
        for code in codes:
            served |= chunk["name"] == code
        return served


def _bare(signal: Signal) -> tuple[str, ...] | None:
    """The names that serve a signal whatever else is true of the event; None if there is more to it."""
    if isinstance(signal, Named):
        return (signal.name,) if signal.where is None else None
    if not isinstance(signal, AnyOf):
        return None
    members = [_bare(member) for member in signal.members]
    return None if None in members else tuple(name for names in members if names is not None for name in names)
