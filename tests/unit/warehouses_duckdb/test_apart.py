"""Customers who need only be told apart: numbers made of their ids, and what happens where two have one."""

# ruff: noqa: S311 - draws are to be repeated, not to be secret

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from tests.conformance.test_warehouse import land

from tropa.testing.conformance import answer, differences, truth
from tropa.testing.draws import draw_edges, draw_funnel, draw_log, draw_paths
from tropa.warehouses.duckdb import DuckDBWarehouse, loading


@pytest.mark.parametrize("number", [loading.APART, "CAST(0 AS BIGINT)", "CAST(hash(customer) % 20 AS BIGINT)"])
def test_whatever_number_stands_for_a_customer_the_counts_are_the_oracles(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: str
) -> None:
    """White box: numbers that tell everybody apart, and some that do not, so that others are given."""
    monkeypatch.setattr(loading, "APART", number)
    rng = Random(7)
    log = draw_log(rng, 60)
    landing = replace(land(log, tmp_path), apart=True)
    with closing(DuckDBWarehouse.open(landing, tmp_path, target_rows=40)) as warehouse:
        for draw in (draw_edges, draw_paths, draw_funnel) * 8:
            question = draw(rng)
            assert differences(truth(question, log), answer(warehouse, question, log)) == []
        big = warehouse.events.rows("SELECT max(c) > 1000000 FROM events")[0][0]
        assert big == (">> 1" in number)
        assert set(warehouse.events.ids(range(3))) == (set() if big else {0, 1, 2})
