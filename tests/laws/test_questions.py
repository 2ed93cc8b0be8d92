"""What holds for the answers on returning, time and places, whatever the log."""

# ruff: noqa: S311 - draws are to be repeated, not to be secret

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conformance.test_questions import KINDS
from tests.conformance.test_warehouse import land

from tropa.measure.answers_returning import answer_lifecycle, answer_retention
from tropa.measure.periods import PERIOD_KINDS, PeriodKind, following
from tropa.measure.questions import Scope
from tropa.measure.questions_endings import Endings
from tropa.measure.questions_places import StepMatrix
from tropa.measure.questions_returning import Lifecycle, Retention
from tropa.testing.conformance import answer, differences, watermark
from tropa.testing.draws import NAMES
from tropa.testing.logs import Log
from tropa.testing.time_draws import draw_long_log
from tropa.warehouses.counting.dialect import Vocabulary
from tropa.warehouses.counting.passes import C
from tropa.warehouses.counting.table import Columns
from tropa.warehouses.duckdb import DuckDBWarehouse

SEEDS = st.integers(0, 10**6)
FEW = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@contextmanager
def opened(log: Log) -> Iterator[DuckDBWarehouse]:
    """The embedded warehouse over a log, in many spans."""
    with TemporaryDirectory() as folder:
        path = Path(folder)
        with closing(DuckDBWarehouse.open(land(log, path), path, target_rows=40)) as warehouse:
            yield warehouse


class Dealt:
    """A sorted table whose chunks are dealt out to countings that travelled, and are put together afterwards.

    Args:
        table: The table.
        hands: How many countings.
    """

    ever = "events"

    def __init__(self, table: Any, hands: int) -> None:  # noqa: ANN401  any sorted table
        self._table = table
        self._hands = hands

    @property
    def vocabulary(self) -> Vocabulary:
        """That of the table."""
        found: Vocabulary = self._table.vocabulary
        return found

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Those of the table."""
        found: list[tuple[Any, ...]] = self._table.rows(sql)
        return found

    def size(self, where: str = "TRUE") -> tuple[int, int]:
        """That of the table."""
        found: tuple[int, int] = self._table.size(where)
        return found

    def chunks(self, columns: Mapping[str, str], where: str = "TRUE") -> Iterator[Columns]:
        """Those of the table."""
        yield from self._table.chunks(columns, where)

    def gathered(self, counting: C) -> C:
        """The countings of all hands as one, the last hand first."""
        hands = [pickle.loads(pickle.dumps(counting)) for _ in range(self._hands)]  # noqa: S301  our own
        for number, chunk in enumerate(self.chunks(counting.columns, counting.where)):
            hands[number % self._hands].add(chunk)
        total, *others = (pickle.loads(pickle.dumps(hand)) for hand in reversed(hands))  # noqa: S301  our own
        for other in others:
            total.absorb(other)
        return total  # type: ignore[no-any-return]  # pickle does not say what it brings back


@FEW
@given(SEEDS, st.sampled_from(sorted(KINDS)), st.integers(2, 4))
def test_it_does_not_matter_who_counts_which_customers(seed: int, kind: str, hands: int) -> None:
    """A log dealt out to several countings that absorb each other gives what it gives counted at once."""
    rng = Random(seed)
    log, question = draw_long_log(rng, 30), KINDS[kind](rng)
    with opened(log) as warehouse:
        at_once = answer(warehouse, question, log)
        warehouse.events = Dealt(warehouse.events, hands)  # type: ignore[assignment]
        assert differences(at_once, answer(warehouse, question, log)) == []
        warehouse.events = warehouse.events._table  # type: ignore[attr-defined]


@FEW
@given(SEEDS, st.sampled_from(PERIOD_KINDS))
def test_the_life_cycle_is_kept_like_books(seed: int, period: PeriodKind) -> None:
    """Those active in a period are returning or dormant in the next; nobody is new twice."""
    log = draw_long_log(Random(seed), 30)
    with opened(log) as warehouse:
        counts = warehouse.lifecycle(Lifecycle(period))
    rows = answer_lifecycle(Lifecycle(period), counts, watermark(log)).total
    active = {row.start: row.active for row in rows}
    kept = {row.start: row.returning + row.dormant for row in rows}
    for start in list(active)[:-1]:
        assert kept.get(following(start, period), 0) == active[start]
    assert sum(row.new for row in rows) == counts.n_customers


@FEW
@given(SEEDS, st.sampled_from(PERIOD_KINDS))
def test_all_begin_once_and_are_there_when_they_begin(seed: int, period: PeriodKind) -> None:
    """Cohorts add up to all customers, everybody is active in period 0, and nobody exceeds a cohort."""
    log = draw_long_log(Random(seed), 30)
    question = Retention(period, offsets=5)
    with opened(log) as warehouse:
        counts = warehouse.retention(question)
    assert sum(cohort.n for cohort in counts.cohorts) == counts.n_customers
    for cohort in counts.cohorts:
        assert cohort.active[0] == cohort.n
        assert max(cohort.active) <= cohort.n
    for cell in answer_retention(question, counts, watermark(log)).total.together:
        assert not cell.partial


@FEW
@given(SEEDS, st.integers(1, 4), st.sampled_from(["plan", "amount"]), st.integers(1, 3))
def test_m6_groups_and_the_rest_are_the_whole(seed: int, length: int, by: str, top: int) -> None:
    """At every place each name, the others and those absent add up to all units, in groups and rest together too."""
    log = draw_long_log(Random(seed), 30)
    with opened(log) as warehouse:
        counts = warehouse.matrix(StepMatrix(length, scope=Scope(by=by, top=top)))
    matrices = [matrix for _, matrix in counts.groups] + ([counts.rest] if counts.rest is not None else [])
    assert sum(matrix.n for matrix in matrices) == counts.total.n
    for matrix in (counts.total, *matrices):
        for place in range(length):
            told = sum(row[place] for _, row in matrix.rows)
            assert told + matrix.other[place] + matrix.absent[place] == matrix.n
    for place in range(length):
        assert sum(matrix.absent[place] for matrix in matrices) == counts.total.absent[place]


@FEW
@given(SEEDS, st.sampled_from([None, *NAMES]), st.sampled_from(["plan", "amount"]), st.integers(1, 3))
def test_m6_every_unit_ends_once(seed: int, goal: str | None, by: str, top: int) -> None:
    """Names told, the others and those who reached the goal add up to all units, in groups and rest together too."""
    log = draw_long_log(Random(seed), 30)
    with opened(log) as warehouse:
        counts = warehouse.endings(Endings(goal=goal, top=top, scope=Scope(by=by, top=top)))
    parts = [ends for _, ends in counts.groups] + ([counts.rest] if counts.rest is not None else [])
    assert counts.total.n == counts.n_customers == sum(ends.n for ends in parts)
    assert counts.total.reached == sum(ends.reached for ends in parts)
    for ends in (counts.total, *parts):
        assert sum(n for _, n in ends.rows) + ends.other + ends.reached == ends.n


@FEW
@given(SEEDS, st.sampled_from(["retention", "sessions", "time-to", "answers", "stickiness", "lifecycle"]))
def test_m6_pooling_all_groups_but_one_loses_nobody(seed: int, kind: str) -> None:
    """The whole is the same whether all groups are told or one, and no rest is told where all are."""
    rng = Random(seed)
    log, question = draw_long_log(rng, 30), KINDS[kind](rng)
    every, one = (replace(question, scope=replace(question.scope, by="plan", top=top)) for top in (None, 1))
    with opened(log) as warehouse:
        told: Any = answer(warehouse, every, log)
        pooled: Any = answer(warehouse, one, log)
    assert told.rest is None
    assert differences(told.groups[:1], pooled.groups) == []
    assert (pooled.rest is None) == (len(told.groups) <= 1)


@pytest.mark.parametrize("offsets", [0, 1001])
def test_retention_is_told_for_a_sane_number_of_periods(offsets: int) -> None:
    """None, or thousands, are refused in a sentence."""
    with opened(draw_long_log(Random(1), 3)) as warehouse, pytest.raises(ValueError, match="1 to 1000 periods"):
        warehouse.retention(Retention(offsets=offsets))
