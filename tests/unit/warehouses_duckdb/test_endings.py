"""Endings by value: numbers that stand for values, and what happens where two values have one."""

from __future__ import annotations

import pytest
from tests.unit.warehouses_duckdb.conftest import OpenLog
from tests.unit.warehouses_duckdb.small_logs import Happened

from tropa.journey.conditions import Value
from tropa.measure.counts_endings import EndingCounts
from tropa.measure.questions import Scope
from tropa.measure.questions_endings import Endings
from tropa.warehouses.counting import grouping
from tropa.warehouses.counting.dialect import Pair
from tropa.warehouses.duckdb.dialect import DuckDBDialect

BY_PLACE = Endings(scope=Scope(by="place"))


def visits(*values: Value) -> list[Happened]:
    """A customer for each value, with one event."""
    return [(f"c{number}", "visit", float(number), {"place": value}) for number, value in enumerate(values)]


def sizes(counts: EndingCounts) -> dict[str | None, int]:
    """Units of each group."""
    return {value: ends.n for value, ends in counts.groups}


def test_r4_a_number_and_its_text_are_one_value(open_log: OpenLog) -> None:
    """Whatever number stands for them: whole ones, decimals, and those that are written with an exponent."""
    log = open_log(visits(1.0, "1", 0.5, "0.5", 1e18, "1000000000000000000", None, "", 1e-7, "1e-07"))
    assert sizes(log.endings(BY_PLACE)) == {
        "1": 2,
        "0.5": 2,
        "1000000000000000000": 2,
        "1e-07": 2,
        None: 1,
        "": 1,
    }


def test_values_with_one_number_are_told_apart_all_the_same(
    open_log: OpenLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """White box: were all values to have the number 7, their texts would be counted instead."""

    def seven(_: DuckDBDialect, pair: Pair) -> str:
        return f"CASE WHEN {pair.text} IS NOT NULL OR {pair.number} IS NOT NULL THEN CAST(7 AS BIGINT) END"

    monkeypatch.setattr(DuckDBDialect, "hashed", seven)
    assert sizes(open_log(visits("a", "b", "b", None)).endings(BY_PLACE)) == {"b": 2, "a": 1, None: 1}


@pytest.mark.parametrize("most", [1, 3])
def test_of_very_many_values_those_met_are_named(
    open_log: OpenLog, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    """White box: more values than are looked at, and more or fewer of them met than are listed."""
    monkeypatch.setattr(grouping, "_MOST_LOOKED_AT", 2)
    monkeypatch.setattr(grouping, "_MOST_LISTED", most)
    log = open_log([*visits("a", "b", "c", "d"), ("c0", "left", 9.0, {"place": "e"}), ("c1", "left", 9.0, {})])
    assert sizes(log.endings(Endings(("left", "never"), scope=Scope(by="place")))) == {"e": 1, None: 1}
    assert sizes(log.endings(BY_PLACE)) == {"c": 1, "d": 1, "e": 1, None: 1}
