"""A real reminder journey: 10,000 road-traffic fines, with answers known by two other ways.

Source: the data's README in the founders' package; counts in the order of rule M1.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from tests.unit.warehouses_duckdb.small_logs import is_, reached

import tropa.data
from tropa.journey.signals import AnyOf, Named
from tropa.measure.questions import Edges, Funnel, FunnelStep, Paths, Scope
from tropa.ports.log import Landing
from tropa.warehouses.duckdb import DuckDBWarehouse

FINES = Path(tropa.data.__file__).parent / "logs" / "traffic_fines.parquet"

NAMES = ("Create Fine", "Send Fine", "Insert Fine Notification", "Add penalty", "Send for Credit Collection")
APPEALS = (
    "Appeal to Judge",
    "Insert Date Appeal to Prefecture",
    "Send Appeal to Prefecture",
    "Receive Result Appeal from Prefecture",
    "Notify Result Appeal to Offender",
)


def step(name: str) -> FunnelStep:
    """A step by an activity's name."""
    return FunnelStep(name, Named(name))


@pytest.fixture(scope="module")
def fines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDBWarehouse]:
    """The fines, landed with the paid amount and the class of vehicle as properties."""
    folder = tmp_path_factory.mktemp("fines")
    path = folder / "events.parquet"
    with duckdb.connect() as connection:
        fines = connection.read_parquet(str(FINES))
        fines.select(
            'case_id AS customer, activity AS name, "timestamp" AS "at", "timestamp" AS received_at, '
            "CAST(arrival AS BIGINT) - 1 AS arrival, NULL::VARCHAR AS t0, paymentamount AS n0, "
            "vehicleclass AS t1, NULL::DOUBLE AS n1"
        ).order("arrival").write_parquet(str(path))
    landing = Landing(path, None, ("paymentamount", "vehicleclass"), 34_724, 0, 0, None)
    with DuckDBWarehouse.open(landing, folder) as warehouse:
        yield warehouse


def test_the_reminder_journey_narrows_as_known(fines: DuckDBWarehouse) -> None:
    """10,000 created, 6,570 letters, 4,635 notifications and penalties, 3,387 to collection."""
    counts = fines.funnel(Funnel(tuple(step(name) for name in NAMES)))
    assert reached(counts) == [10_000, 6_570, 4_635, 4_635, 3_387]
    assert (counts.n_events, counts.n_customers) == (34_724, 10_000)


def test_cases_that_pay_at_some_time(fines: DuckDBWarehouse) -> None:
    """4,626 cases pay, in 4,910 payments, each of more than nothing."""
    assert reached(fines.funnel(Funnel((step("Create Fine"), step("Payment"))))) == [10_000, 4_626]
    counts = fines.funnel(Funnel((step("Payment"),), attempt="every"))
    assert reached(counts) == [4_910]
    paying = fines.funnel(Funnel((step("Payment"),), Scope(where=is_("paymentamount", 0.0, ">"))))
    assert paying.n_events == 4_910


def test_the_notice_brings_18_and_the_penalty_1126(fines: DuckDBWarehouse) -> None:
    """First payments: 3,443 before or without a letter, 39 after it, 18 after the notice, 1,126 after the penalty."""
    counts = fines.paths(Paths(length=100, top=10_000, end="Payment"))
    assert (counts.total, counts.other) == (4_626, 0)
    found = dict.fromkeys(NAMES[:4], 0)
    for names, n in counts.paths:
        found[max((name for name in NAMES[:4] if name in names), key=NAMES.index)] += n
    assert list(found.values()) == [3_443, 39, 18, 1_126]


def test_cases_that_appeal(fines: DuckDBWarehouse) -> None:
    """248 cases have at least one of the five appeal activities."""
    appeal = FunnelStep("appeal", AnyOf(tuple(Named(name) for name in APPEALS)))
    assert reached(fines.funnel(Funnel((appeal,)))) == [248]


def test_edges_begin_and_end_each_case_once(fines: DuckDBWarehouse) -> None:
    """Every case begins with the fine's creation; edges are the events less the cases."""
    counts = fines.edges(Edges(Scope(by="vehicleclass")))
    assert counts.starts == {"Create Fine": 10_000}
    assert sum(counts.ends.values()) == 10_000
    assert sum(edge.n for edge in counts.edges) == 24_724
    assert sum(edge.n for _, edges in counts.groups for edge in edges) == 24_724
