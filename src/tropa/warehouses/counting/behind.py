"""Who is behind the figures of a journey's reality: a few of each, kept while the runs are counted."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from tropa.measure.behind import Behind
from tropa.warehouses.counting.runs import Runs
from tropa.warehouses.counting.table import SortedTable
from tropa.warehouses.counting.values import Flags, Ints

SPARE = 10_000
"""Customers kept of a figure, beyond those that may be named, before the older ones are let go of."""


@dataclass(slots=True)
class Figure:
    """One figure so far: the customers whose runs began last, and those who began together with the last of them.

    Args:
        most: How many may be named.
        runs: Runs that count.
        customers: Customers behind them.
        kept: Numbers of customers who may be named yet.
        began_us: When the last of their runs began.
        full: So many are kept before the older ones are let go of.
    """

    most: int
    runs: int = 0
    customers: int = 0
    kept: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    began_us: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    full: int = SPARE

    def keep(self, customers: Ints, began_us: Ints) -> None:
        """Take in customers, each of them for the first time."""
        self.kept, self.began_us = np.append(self.kept, customers), np.append(self.began_us, began_us)
        if len(self.kept) > self.full:
            self.settle()
            self.full = 2 * len(self.kept) + SPARE

    def settle(self) -> None:
        """Let go of those who will not be named; of those who began together nobody goes before ids are known."""
        beyond = len(self.kept) - self.most
        if beyond > 0:
            stays = self.began_us >= np.partition(self.began_us, beyond)[beyond]
            self.kept, self.began_us = self.kept[stays], self.began_us[stays]


@dataclass(slots=True)
class BehindTally:
    """The customers behind all figures so far.

    Args:
        most: How many of each may be named; 0 keeps nobody.
    """

    most: int
    figures: dict[str, Figure] = field(default_factory=dict)

    def add(self, figure: str, runs: Runs, which: Flags) -> None:
        """Take in some of a chunk's runs."""
        if self.most and which.any():
            self.add_units(figure, runs.customer[which], runs.events.at_us[runs.start[which]])

    def add_units(self, figure: str, customers: Ints, began_us: Ints) -> None:
        """Take in units of a chunk, one at least.

        Args:
            figure: The figure that counts them.
            customers: Whose they are, ascending.
            began_us: When each began.
        """
        if not self.most:
            return
        told = self.figures.setdefault(figure, Figure(self.most))
        first = np.flatnonzero(np.diff(customers, prepend=-1))
        told.runs += len(customers)
        told.customers += len(first)
        told.keep(customers[first], np.maximum.reduceat(began_us, first))

    def absorb(self, other: BehindTally) -> None:
        """Take over those of other customers."""
        for name, theirs in other.figures.items():
            told = self.figures.setdefault(name, Figure(self.most))
            told.runs += theirs.runs
            told.customers += theirs.customers
            told.keep(theirs.kept, theirs.began_us)

    def result(self, table: SortedTable) -> tuple[Behind, ...]:
        """Each figure, with its customers named."""
        return tuple(self._named(name, told, table) for name, told in self.figures.items())

    def _named(self, name: str, told: Figure, table: SortedTable) -> Behind:
        told.settle()
        began_us = dict(zip(told.kept.tolist(), told.began_us.tolist(), strict=True))
        ids = table.ids(began_us) if began_us else {}
        order = sorted(began_us, key=lambda customer: (-began_us[customer], ids[customer]))
        return Behind(name, told.runs, told.customers, tuple(ids[customer] for customer in order[: self.most]))
