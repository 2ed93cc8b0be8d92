"""Who is behind the shifts that a search for breaks has found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

import numpy as np

from tropa.measure.behind import Behind
from tropa.measure.breaking.question import Breaks
from tropa.measure.breaking.torn import Torn, torn_figure
from tropa.plan.plan import Plan
from tropa.warehouses.counting.behind import BehindTally
from tropa.warehouses.counting.breaks import DAY_US, SegmentListening, Watched, value_codes
from tropa.warehouses.counting.passes import counted
from tropa.warehouses.counting.runs import Runs, find_runs
from tropa.warehouses.counting.table import Columns, SortedTable
from tropa.warehouses.counting.units import microseconds
from tropa.warehouses.counting.values import Flags, Ints


def count_torn(
    table: SortedTable, plan: Plan, question: Breaks, asked: Sequence[Torn], watermark: datetime, *, most: int
) -> tuple[Behind, ...]:
    """Name customers behind some cells.

    Args:
        table: The log.
        plan: The journey's plan.
        question: How the cells were found.
        asked: The cells.
        watermark: The latest ``received_at`` of the log, aware UTC.
        most: How many customers to name behind each figure.
    """
    listening = SegmentListening(plan, table.vocabulary)
    listening.cut(table, question)
    return counted(table, TornCounting(listening, question, asked, microseconds(watermark), most)).tally.result(table)


class TornCounting:
    """Runs on their way through the chunks; the arguments are those of ``count_torn``.

    Attributes:
        columns: What to ask of each event.
        where: Which events to ask for.
        tally: Who was found.
    """

    def __init__(
        self, listening: SegmentListening, question: Breaks, asked: Sequence[Torn], now_us: int, most: int
    ) -> None:
        self._listening = listening
        self._question = question
        self._asked = tuple(asked)
        self._now_us = now_us
        self.columns = listening.columns()
        self.where = listening.heard_sql()
        self.tally = BehindTally(most)

    def add(self, chunk: Columns) -> None:
        """Look through the runs of some whole customers."""
        runs = find_runs(self._listening.heard(chunk), self._listening)
        for measure in self._listening.measured if len(runs) else ():
            watched = Watched.of(measure, runs, self._question.within_s, self._now_us)
            for torn in self._asked:
                if torn.touchpoint == measure.id:
                    self._add(torn, runs, watched, self._meant(torn, runs, watched, chunk))

    def absorb(self, other: TornCounting) -> None:
        """Take over whom another one has found."""
        self.tally.absorb(other.tally)

    def _add(self, torn: Torn, runs: Runs, watched: Watched, meant: Flags) -> None:
        for done, those in ((True, watched.passed), (False, ~watched.passed)):
            chosen = np.zeros(len(runs), np.bool_)
            chosen[watched.rows[meant & those]] = True
            self.tally.add(torn_figure(torn.name, done=done), runs, chosen)

    def _meant(self, torn: Torn, runs: Runs, watched: Watched, chunk: Columns) -> Flags:
        """Which of the watched runs lie in a cell."""
        days = runs.events.at_us[watched.reached] // DAY_US
        inside = (days >= _day(torn.since)) & (days <= _day(torn.until))
        if torn.cut is None:
            return inside
        place, segment = next(
            (place, one) for place, one in enumerate(self._listening.segments) if one.prop == torn.cut
        )
        column: Ints = np.asarray(chunk[f"segment{place}"], np.int64)
        codes = value_codes(column, watched.reached, runs.start[watched.rows])
        return np.asarray(inside & (codes == segment.code(torn.value)), np.bool_)


def _day(day: date) -> int:
    """Days since 1970-01-01."""
    return microseconds(datetime(day.year, day.month, day.day, tzinfo=UTC)) // DAY_US
