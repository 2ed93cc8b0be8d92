"""Journeys that are watched: what became of their runs, kept as sums and brought up to date with each part.

A part holds, for each journey, what its customers add to the sums less what they had added before:
a customer whom it touches is counted twice, as of the parts before and with it.  So a journey's
reality is read from the rows of all parts together, whatever the watermark, and nobody's events.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import numpy as np

from tropa.measure.reality_counts import TOP_GROUPS, RealityCounts
from tropa.plan.needs import plan_looks_at
from tropa.plan.plan import Plan
from tropa.plan.written import NoPlan, read_plan, written
from tropa.ports.log import Limits
from tropa.warehouses.counting.conditions import Unanswerable
from tropa.warehouses.counting.dialect import Vocabulary
from tropa.warehouses.counting.passes import counted
from tropa.warehouses.counting.reality import RealityCounting, look_beside, told_reality
from tropa.warehouses.counting.sums import FORM, Row, columns_of, put, rows_of, shape_of
from tropa.warehouses.duckdb.connecting import connect
from tropa.warehouses.duckdb.dialect import DUCKDB
from tropa.warehouses.duckdb.kept.manifest import KeptJourney, Manifest
from tropa.warehouses.duckdb.kept.relations import Relations, literal, spared
from tropa.warehouses.duckdb.kept.table import KEPT_ROWS, KeptTable

VALUES = ("v0", "v1", "v2")


def digest_of(plan: Plan) -> str:
    """What tells a version of a journey: the plan it is measured by, no title; and how this program counts."""
    looks = plan_looks_at(plan, None)
    vocabulary = Vocabulary((), tuple(sorted(looks.properties)), DUCKDB, tuple(sorted(looks.traits)))
    told = [str(FORM), written(plan), *shape_of(_counting(vocabulary, plan).count)]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]


def watchable(plan: Plan, kept: Manifest) -> None:
    """Look whether a journey can be watched.

    Raises:
        Unanswerable: Others than the client join its runs; or it looks at what was not kept.
    """
    joining = ", ".join(role.id for role in plan.parts.roles if role.joins is not None)
    if joining:
        raise Unanswerable(
            f"others join the runs of {plan.journey} (as {joining}), and sums are kept customer by customer; "
            "it is measured from the events, as before"
        )
    looks = plan_looks_at(plan, None)
    for kind, asked, has in (
        ("property", looks.properties - spared(kept.properties), kept.properties),
        ("trait", looks.traits, kept.traits),
    ):
        if missing := sorted(asked - set(has)):
            raise Unanswerable(f"the log is kept without the {kind} {', '.join(missing)}, which {plan.journey} needs")


def readable(journeys: Sequence[KeptJourney]) -> dict[KeptJourney, Plan]:
    """The plans of journeys; those that another version of this program wrote otherwise are left out."""
    found = {}
    for journey in journeys:
        try:
            plan = read_plan(journey.plan)
        except NoPlan:
            continue
        if digest_of(plan) == journey.digest:
            found[journey] = plan
    return found


@dataclass(frozen=True, slots=True)
class Tallying:
    """Counts some customers, for the part that is being written.

    Args:
        engine: The writer's database.
        work: A folder for what is under way.
        limits: What DuckDB may take of the machine.
        target_rows: Rows looked at together.
    """

    engine: duckdb.DuckDBPyConnection
    work: Path
    limits: Limits
    target_rows: int = KEPT_ROWS

    def tally(self, plans: dict[KeptJourney, Plan], before: Relations, after: Relations, among: str | None) -> None:
        """Make the table ``new_tallies``.

        Args:
            plans: The journeys.
            before: The log as it was, without parts where nobody was counted before.
            after: The log as it will be.
            among: SQL of the numbers of the customers to count; None is everybody.
        """
        self.engine.execute(
            "CREATE TABLE new_tallies (journey BIGINT, figure VARCHAR, v0 BIGINT, v1 BIGINT, v2 BIGINT, n BIGINT)"
        )
        if among is not None:
            touched = literal(str(self.work / "touched.parquet"))
            self.engine.execute(f"COPY ({among}) TO {touched} (FORMAT parquet)")
            among = f"(FROM read_parquet({touched}))"
        for kept, sign in ((before, -1), (after, 1)):
            if kept.manifest.parts:
                self._count(plans, kept, sign, among)

    def _count(self, plans: dict[KeptJourney, Plan], kept: Relations, sign: int, among: str | None) -> None:
        """Count some customers as of some parts; journeys that look at the same traits are asked of one table."""
        looks = {journey: plan_looks_at(plan, None).traits for journey, plan in plans.items()}
        for traits in set(looks.values()):
            with self._table(kept, sorted(traits), among) as table:
                for journey in (journey for journey, seen in looks.items() if seen == traits):
                    counting = counted(table, _counting(table.vocabulary, plans[journey]))
                    look_beside(counting, table)
                    counting.count.rename(np.array(table.codes, np.int64))
                    self._insert(journey, counting, sign)

    def _insert(self, journey: KeptJourney, counting: RealityCounting, sign: int) -> None:
        figures, columns = columns_of(list(rows_of(counting.count)))
        self.engine.register("tallied", columns)
        self.engine.execute(
            f"INSERT INTO new_tallies SELECT {journey.number}, list_extract($1, figure + 1), "
            f"{', '.join(VALUES)}, {sign} * n FROM tallied",
            [figures],
        )
        self.engine.unregister("tallied")

    @contextmanager
    def _table(self, kept: Relations, traits: list[str], among: str | None) -> Iterator[KeptTable]:
        with (
            TemporaryDirectory(dir=self.work) as folder,
            closing(connect(Path(folder), self.limits)) as connection,
        ):
            yield KeptTable(connection, kept, traits, target_rows=self.target_rows, among=among)


def summed_reality(
    table: KeptTable, plan: Plan, watermark: datetime, *, top: int = TOP_GROUPS
) -> RealityCounts | None:
    """The reality of a journey that is watched; None of one that is not."""
    digest = digest_of(plan)
    journeys = [journey for journey in table.kept.manifest.journeys if journey.digest == digest]
    if not journeys:
        return None
    counting = _counting(table.vocabulary, plan)
    for row in _rows(table, journeys[0].number):
        put(counting.count, row)
    counting.count.rename(np.argsort(table.codes))
    return told_reality(counting, table, watermark, top)


def _counting(vocabulary: Vocabulary, plan: Plan) -> RealityCounting:
    return RealityCounting(vocabulary, plan, None, 0, named=0, joined={})


def _rows(table: KeptTable, journey: int) -> Iterator[Row]:
    """The sums of a journey, figure by figure."""
    mine = f"(FROM {table.kept.all('tallies')} WHERE journey = {journey})"
    figures = [figure for (figure,) in table.rows(f"SELECT DISTINCT figure FROM {mine} ORDER BY figure")]
    table.connection.register("figures", {"figure": np.array(figures, object), "place": np.arange(len(figures))})
    found = table.connection.execute(
        f"SELECT place, {', '.join(VALUES)}, CAST(sum(n) AS BIGINT) AS n FROM {mine} JOIN figures USING (figure) "
        "GROUP BY ALL HAVING sum(n) <> 0"
    ).fetchnumpy()
    table.connection.unregister("figures")
    order = np.argsort(found["place"], kind="stable")
    cuts = np.searchsorted(found["place"][order], np.arange(len(figures) + 1))
    for figure, first, end in zip(figures, cuts[:-1].tolist(), cuts[1:].tolist(), strict=True):
        if first < end:
            at = order[first:end]
            yield Row(figure, tuple(found[name][at] for name in VALUES), found["n"][at])
