"""Every warehouse counts gaps, and hands out histories, as the oracle does, on the logs of ``test_warehouse``."""

# ruff: noqa: S311 - draws are to be repeated, not to be secret

from __future__ import annotations

from contextlib import closing
from dataclasses import fields, replace
from pathlib import Path
from random import Random

import numpy as np
import pytest
from tests.conformance.engines import WAREHOUSES
from tests.conformance.test_warehouse import land

from tropa.measure.splitting.counts import GapCounts, Gaps, HistoryRows
from tropa.testing.conformance import differences
from tropa.testing.draws import VALUES, draw_log, draw_scope
from tropa.testing.logs import LogEvent
from tropa.testing.long_histories import gap_counts
from tropa.testing.units import seen, units, within_bounds
from tropa.warehouses.counting import gaps
from tropa.warehouses.counting.gaps import GapCounting
from tropa.warehouses.counting.passes import fed
from tropa.warehouses.duckdb.log import EventTable

SEEDS = range(6)


def drawn(seed: int) -> tuple[list[LogEvent], Gaps, list[list[LogEvent]]]:
    """A log, a question, and the units that it is about."""
    rng = Random(seed)
    log = draw_log(rng, 100)
    question = Gaps(replace(draw_scope(rng), by=None))
    events = log.told()
    visible = [event for event in seen(question.scope, events) if within_bounds(question.scope, event)]
    return events, question, units(question.scope.unit, visible)


def parted(expected: GapCounts, actual: GapCounts) -> list[str]:
    """Where two counts of gaps differ, but for the log's size."""
    names = [field.name for field in fields(GapCounts) if not field.name.startswith("n_")]
    return [line for name in names for line in differences(getattr(expected, name), getattr(actual, name), name)]


def row_of(rows: HistoryRows, counts: GapCounts, at: int) -> tuple[object, ...]:
    """One event as it was handed out."""
    kept = (values[at] for values in rows.kept)
    return (rows.customers[at], counts.names[rows.name[at]], int(rows.at_us[at]), *kept)


@pytest.mark.parametrize("factory", WAREHOUSES.values(), ids=WAREHOUSES)
@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: f"seed{seed}")
def test_gaps_and_histories_are_the_oracle_s(
    seed: int, factory: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pairs, buckets, first and last names; and every event of every unit, in order, with what was asked for.

    The ids of a few customers at a time give what those of all give.
    """
    if seed % 2:
        monkeypatch.setattr(gaps, "CUSTOMERS_AT_ONCE", 7)
    events, question, split = drawn(seed)
    log = draw_log(Random(seed), 100)
    with closing(factory(land(log, tmp_path), tmp_path)) as warehouse:  # type: ignore[operator]
        counts = warehouse.gaps(question)
        assert parted(gap_counts(split, (event.name for event in events)), counts) == []
        keep = ("plan", "amount")
        told = []
        for rows in warehouse.histories(question, keep):
            starts = np.flatnonzero(np.diff(rows.unit, prepend=-1))
            ends = [*starts[1:], len(rows.unit)]
            told += [
                [row_of(rows, counts, at) for at in range(*ends_of)] for ends_of in zip(starts, ends, strict=True)
            ]
    expected = [
        [(event.customer, event.name, event.at_us, *(event.properties.get(prop) for prop in keep)) for event in unit]
        for unit in split
    ]
    assert sorted(told, key=repr) == sorted(expected, key=repr)


@pytest.mark.parametrize("seed", SEEDS[:2])
def test_countings_of_parts_absorb_each_other(seed: int, tmp_path: Path) -> None:
    """Chunks dealt out to two countings give what one counting gives."""
    _, question, _ = drawn(seed)
    table = EventTable.open(land(draw_log(Random(seed), 100), tmp_path, tuple(VALUES)), tmp_path, target_rows=50)
    whole, one, other = (GapCounting(table.vocabulary, question) for _ in range(3))
    chunks = list(table.chunks(whole.columns, whole.where))
    for counting, part in ((whole, chunks), (one, chunks[::2]), (other, chunks[1::2])):
        fed(counting, part)
    one.absorb(other)
    names = table.vocabulary.names
    assert parted(whole.counts(names, 0, 0), one.counts(names, 0, 0)) == []
    table.close()
