"""Every warehouse counts the variants of a journey's runs as the oracle does, on the logs and journeys of reality."""

# ruff: noqa: S311 - draws are to be repeated, not to be secret

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from tests.conformance.engines import WAREHOUSES
from tests.conformance.test_reality import MANY_LEAVES, NAMES, Case, case_of, draw_case, plan_of
from tests.conformance.test_reality import VALUES as PROPERTIES
from tests.conformance.test_warehouse import land

from tropa.measure.conformance.counts import VariantCounts, Variants
from tropa.plan.plan import Plan
from tropa.testing.conformance import differences, halves, thinner
from tropa.testing.variants_oracle import variants
from tropa.warehouses.counting.passes import fed
from tropa.warehouses.counting.units import microseconds
from tropa.warehouses.counting.variants import VariantCounting
from tropa.warehouses.duckdb.log import EventTable


def draw_question(rng: Random) -> Variants:
    """Draw how long, how many, how many customers are named."""
    return Variants(rng.choice((1, 2, 3, 40)), rng.choice((1, 5, 5_000)), rng.choice((0, 1, 10)))


def counted(plan: Plan, question: Variants, case: Case, folder: Path, engine: str) -> VariantCounts:
    """Ask a warehouse."""
    folder.mkdir()
    with closing(WAREHOUSES[engine](land(case.log, folder, tuple(PROPERTIES)), folder)) as warehouse:
        return warehouse.variants(plan, question, case.watermark)


def told(plan: Plan, question: Variants, case: Case, folder: Path, engine: str) -> list[str]:
    """Where warehouse and oracle differ."""
    expected = variants(plan, question, case.watermark, case.log.told())
    return differences(expected, counted(plan, question, case, folder, engine))


@pytest.mark.parametrize("engine", WAREHOUSES)
@pytest.mark.parametrize("seed", range(1))
@pytest.mark.parametrize("name", [name for name in NAMES if name != MANY_LEAVES])
def test_m7_variants_are_counted_as_the_oracle_counts(name: str, seed: int, engine: str, tmp_path: Path) -> None:
    """Rows, runs, customers, and who is behind each: on drawn logs, whatever the engine."""
    plan, case, question = plan_of(name), case_of(name, seed), draw_question(Random(seed * 100 + NAMES.index(name)))
    if told(plan, question, case, tmp_path / "whole", engine):
        case = smallest(plan, question, case, tmp_path, engine)
        lines = told(plan, question, case, tmp_path / "smallest", engine)
        raise AssertionError("\n".join([repr(question), *map(repr, case.log.told()), *lines]))


def smallest(plan: Plan, question: Variants, case: Case, folder: Path, engine: str) -> Case:
    """Take away customers and events as long as the difference stays."""
    number = 0

    def differs(log: object) -> bool:
        nonlocal number
        number += 1
        return bool(told(plan, question, replace(case, log=log), folder / str(number), engine))  # type: ignore[arg-type]

    for parts in (halves, thinner):
        while (part := next((one for one in parts(case.log) if differs(one)), None)) is not None:
            case = replace(case, log=part)
    return case


@pytest.mark.parametrize("name", NAMES)
def test_countings_of_parts_absorb_each_other(name: str, tmp_path: Path) -> None:
    """Chunks dealt out to two countings, put together in either order, give what one counting gives."""
    plan, case = plan_of(name), draw_case(5, 60)
    tmp_path.joinpath("log").mkdir()
    table = EventTable.open(land(case.log, tmp_path / "log", tuple(PROPERTIES)), tmp_path / "log", target_rows=60)
    question, now_us = Variants(length=4, top=7, behind=2), microseconds(case.watermark)

    def fresh() -> VariantCounting:
        return VariantCounting(table.vocabulary, plan, question, now_us)

    whole, one, other = fresh(), fresh(), fresh()
    chunks = list(table.chunks(whole.columns, whole.where))
    fed(whole, chunks)
    fed(one, chunks[::2])
    fed(other, chunks[1::2])
    other.absorb(one)
    assert other.counts(table) == whole.counts(table)
    table.close()
