"""The period of each event of a sorted log."""

from __future__ import annotations

from datetime import date, tzinfo

import numpy as np

from tropa.measure.periods import Calendar, PeriodKind, calendar
from tropa.warehouses.counting.table import SortedTable
from tropa.warehouses.counting.values import Ints


class Periods:
    """The periods of a log, numbered from 0.

    Args:
        found: Their beginnings and ends.
    """

    def __init__(self, found: Calendar) -> None:
        self.starts: tuple[date, ...] = found.starts
        self.boundaries_us = np.array(found.boundaries_us, np.int64)
        lengths = np.unique(np.diff(self.boundaries_us))
        self.even_us = int(lengths[0]) if len(lengths) == 1 else None

    def of(self, at_us: Ints) -> Ints:
        """The number of each instant's period; each must lie in one."""
        if self.even_us is not None:
            return np.asarray((at_us - self.boundaries_us[0]) // self.even_us, np.int64)
        return np.asarray(np.searchsorted(self.boundaries_us, at_us, side="right") - 1, np.int64)

    def __len__(self) -> int:
        return len(self.starts)


def periods_of(table: SortedTable, where: str, kind: PeriodKind, zone: tzinfo) -> Periods:
    """The periods in which some events of a log lie; none where there are no such events.

    Args:
        table: The log.
        where: Which events, as SQL.
        kind: What periods.
        zone: Whose wall clock.

    Raises:
        OutsideCalendar: The events span too many.
    """
    first_us, last_us = table.rows(f"SELECT min(at_us), max(at_us) FROM events WHERE {where}")[0]  # noqa: S608 - of quoted parts
    return Periods(Calendar((), (0,)) if first_us is None else calendar(int(first_us), int(last_us), kind, zone))
