"""Who is behind a figure of a funnel."""

from __future__ import annotations

import numpy as np

from tropa.measure.who import MOST_NAMED, Who, WhoCounts, before
from tropa.warehouses.counting.attempts import NOWHERE, Attempts
from tropa.warehouses.counting.behind import BehindTally
from tropa.warehouses.counting.conditions import Unanswerable
from tropa.warehouses.counting.dialect import Vocabulary
from tropa.warehouses.counting.funnel import FunnelCounting
from tropa.warehouses.counting.kernel import Trail, Walk
from tropa.warehouses.counting.passes import counted
from tropa.warehouses.counting.table import Columns, SortedTable
from tropa.warehouses.counting.values import Flags, Ints

FIGURE = "who"


def count_who(table: SortedTable, question: Who) -> WhoCounts:
    """Find the customers behind a step.

    Raises:
        Unanswerable: The funnel has no such step, or it cannot be counted.
    """
    n_steps = len(question.funnel.steps)
    if not 1 <= question.step <= n_steps:
        raise Unanswerable(f"step {question.step} is asked for, and the funnel has {n_steps}")
    if not 1 <= question.most <= MOST_NAMED:
        raise Unanswerable(f"1 to {MOST_NAMED} customers are named at once, not {question.most}")
    return counted(table, WhoCounting(table.vocabulary, question)).found(table)


class WhoCounting(FunnelCounting):
    """A funnel on its way through the chunks, of which the customers are kept, not the counts.

    Attributes:
        behind: The customers.
    """

    def __init__(self, vocabulary: Vocabulary, question: Who) -> None:
        super().__init__(vocabulary, question.funnel)
        self._who = question
        self.behind = BehindTally(question.most)

    def absorb(self, other: FunnelCounting) -> None:
        """Take over whom another one has found."""
        assert isinstance(other, WhoCounting)  # noqa: S101  made alike
        self.behind.absorb(other.behind)

    def found(self, table: SortedTable) -> WhoCounts:
        """Those whose attempt began last; of equal ones the first by id."""
        for behind in self.behind.result(table):
            return WhoCounts(behind.customers, behind.named)
        return WhoCounts(0, ())

    def _count(self, chunk: Columns, trail: Trail, attempts: Attempts, walk: Walk | None) -> None:  # noqa: ARG002
        """Keep the customers of the attempts that count."""
        chosen = self._chosen(trail, attempts)
        kept = np.sort(attempts.starts[chosen][self._meant(attempts.places[chosen])])
        if len(kept):
            self.behind.add_units(FIGURE, chunk["c"][kept].astype(np.int64), chunk["at_us"][kept])

    def _meant(self, places: Ints) -> Flags:
        """Which attempts are those asked for."""
        taken = places != NOWHERE
        here = np.asarray(taken[:, self._who.step - 1], np.bool_)
        if not self._who.lost:
            return here
        last = before(self._question, self._who.step)
        return np.asarray(taken[:, last - 1] & ~here, np.bool_) if last is not None else np.zeros(len(here), np.bool_)
