"""When things began in runs, and when what was waited for came: kept before any watermark is looked at."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from tropa.warehouses.counting.values import Flags, Ints

FOREVER = int(np.iinfo(np.int64).max)
"""When what never came comes."""


@dataclass(slots=True)
class Times:
    """One row a run, in arrays of one chunk each.

    Args:
        began_us: When the waiting began.
        done_us: When what was waited for came, ``FOREVER`` where it never does.
        month: The month in which the run began, from 1970; 0 where nobody asks.
    """

    ROWS: ClassVar = ("began_us", "done_us", "month")

    began_us: list[Ints] = field(default_factory=list)
    done_us: list[Ints] = field(default_factory=list)
    month: list[Ints] = field(default_factory=list)

    def add(self, began_us: Ints, done_us: Ints, month: Ints | None = None) -> None:
        """Take in some runs."""
        self.began_us.append(began_us)
        self.done_us.append(done_us)
        self.month.append(month if month is not None else np.zeros(len(began_us), np.int64))

    def absorb(self, other: Times) -> None:
        """Take over those of other runs."""
        self.began_us += other.began_us
        self.done_us += other.done_us
        self.month += other.month

    def columns(self) -> tuple[Ints, Ints, Ints]:
        """All rows: beginning, end and month, shape ``(rows,)``."""
        return _joined(self.began_us), _joined(self.done_us), _joined(self.month)

    def waits(self, now_us: int) -> tuple[Ints, Flags]:
        """How long each waits, until the watermark where it has not come, in microseconds; whether it came (M4)."""
        began, done, _ = self.columns()
        return waits_until(began, done, now_us)


def waits_until(began_us: Ints, done_us: Ints, now_us: int) -> tuple[Ints, Flags]:
    """Waits in microseconds, and whether what was waited for came."""
    happened = done_us != FOREVER
    return np.maximum(np.where(happened, done_us, now_us) - began_us, 0), happened


def _joined(parts: list[Ints]) -> Ints:
    return np.concatenate(parts) if parts else np.empty(0, np.int64)
