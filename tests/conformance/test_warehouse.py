"""Every warehouse gives the oracle's answers, on thousands of small logs.

A log packs three hundred drawn customers, each of them a small log of its own, so one question
judges all of them.  A case is named by its seed: ``pytest -k 'seed17'`` asks it again.
"""

# ruff: noqa: S311 - draws are to be repeated, not to be secret

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random

import duckdb
import pytest
from tests.conformance.engines import WAREHOUSES

from tropa.journey.conditions import Value
from tropa.journey.signals import Named
from tropa.measure.questions import Edges, Funnel, FunnelStep, Paths
from tropa.ports.log import Landing
from tropa.ports.warehouse import Warehouse
from tropa.testing import conformance
from tropa.testing.conformance import Answer, Ask, Question, check
from tropa.testing.draws import VALUES, draw_edges, draw_funnel, draw_log, draw_paths
from tropa.testing.logs import Log, LogEvent

Columns = dict[str, tuple[str, Sequence[object]]]
"""By name: the SQL type and the values."""

N_CUSTOMERS = 300
N_FUNNELS, N_EDGES, N_PATHS = 10, 2, 2


@pytest.fixture(params=WAREHOUSES)
def ask(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ask]:
    """Ask a warehouse; it is opened anew when the log is another."""
    factory, numbers = WAREHOUSES[request.param], count()
    opened: list[tuple[Log, Warehouse]] = []
    with ExitStack() as stack:

        def asked(question: Question, log: Log) -> Answer:
            if not opened or opened[0][0] is not log:
                stack.close()
                folder = tmp_path / str(next(numbers))
                folder.mkdir()
                opened[:] = [(log, stack.enter_context(closing(factory(land(log, folder), folder))))]
            return answer(opened[0][1], question)

        yield asked


def answer(warehouse: Warehouse, question: Question) -> Answer:
    """Put to it a question that does not ask until when the log knows."""
    return conformance.answer(warehouse, question, Log(()))


def land(log: Log, folder: Path, properties: Sequence[str] = tuple(VALUES)) -> Landing:
    """Write the log, with some of its properties, in the canonical layout of ``ports.log``."""
    events = sorted(log.events, key=lambda event: event.arrival)
    traits = sorted(log.trait_sets, key=lambda told: told.arrival)
    columns: Columns = {
        "customer": ("VARCHAR", [event.customer for event in events]),
        "name": ("VARCHAR", [event.name for event in events]),
        "at": ("TIMESTAMP", [instant(event.at_us) for event in events]),
        "received_at": ("TIMESTAMP", [instant(event.at_us) for event in events]),
        "arrival": ("BIGINT", [event.arrival for event in events]),
    }
    for number, name in enumerate(properties):
        columns |= pair(str(number), [event.properties.get(name) for event in events])
    write(columns, folder / "events.parquet")
    told: Columns = {
        "customer": ("VARCHAR", [row.customer for row in traits]),
        "at": ("TIMESTAMP", [instant(row.at_us) for row in traits]),
        "arrival": ("BIGINT", [row.arrival for row in traits]),
        "trait": ("VARCHAR", [row.trait for row in traits]),
        **pair("", [row.value for row in traits]),
    }
    if traits:
        write(told, folder / "traits.parquet")
    return Landing(
        events=folder / "events.parquet",
        traits=folder / "traits.parquet" if traits else None,
        properties=tuple(properties),
        n_events=len(events),
        n_bad=0,
        n_duplicates=0,
        watermark=max((instant(event.at_us).replace(tzinfo=UTC) for event in events), default=None),
    )


def pair(suffix: str, values: list[Value]) -> Columns:
    """The two columns of a value: as text, or as number."""
    return {
        f"t{suffix}": ("VARCHAR", [value if isinstance(value, str) else None for value in values]),
        f"n{suffix}": ("DOUBLE", [value if isinstance(value, float) else None for value in values]),
    }


def instant(at_us: int) -> datetime:
    """Naive UTC, as the layout has it."""
    return datetime(1970, 1, 1) + timedelta(microseconds=at_us)  # noqa: DTZ001 - TIMESTAMP knows no zone


def write(columns: Columns, path: Path) -> None:
    """Write typed columns as Parquet, row order kept."""
    typed = enumerate((name, kind) for name, (kind, _) in columns.items())
    picked = ", ".join(f'unnest(${number + 1}::{kind}[]) AS "{name}"' for number, (name, kind) in typed)
    with duckdb.connect() as connection:
        rows = connection.sql(f"SELECT {picked}", params=[values for _, values in columns.values()])
        rows.write_parquet(str(path))


def questions(rng: Random) -> Iterator[Question]:
    """Draw the questions to one log; twice the first, so that asking is seen to change nothing."""
    first = draw_funnel(rng)
    yield first
    yield from (draw_funnel(rng) for _ in range(N_FUNNELS - 1))
    yield from (draw_edges(rng) for _ in range(N_EDGES))
    yield from (draw_paths(rng) for _ in range(N_PATHS))
    yield first


def judge(ask: Ask, seed: int) -> None:
    """Draw a log and questions from the seed, and hold the answers against the oracle."""
    rng = Random(seed)
    log = draw_log(rng, N_CUSTOMERS)
    for question in questions(rng):
        check(ask, question, log)


@pytest.mark.parametrize("seed", range(20), ids=lambda seed: f"seed{seed}")
def test_m1_m2_m3_m8_a_warehouse_counts_as_the_oracle(ask: Ask, seed: int) -> None:
    """Drawn funnels, edges and paths over three hundred drawn customers give the oracle's counts."""
    judge(ask, seed)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1000, 1200), ids=lambda seed: f"seed{seed}")
def test_m1_m2_m3_m8_a_warehouse_counts_as_the_oracle_at_length(ask: Ask, seed: int) -> None:
    """As above, ten times over."""
    judge(ask, seed)


def test_the_landing_holds_the_log(tmp_path: Path) -> None:
    """What is written is what was drawn: nobody is judged by a log that is not theirs."""
    log = draw_log(Random(2), 20)
    landing = land(log, tmp_path)
    values = ", ".join(f"coalesce(t{i}, n{i}::VARCHAR)" for i, _ in enumerate(landing.properties))
    with duckdb.connect() as connection:
        events = connection.execute(
            f"""SELECT customer, name, epoch_us("at"), arrival, [{values}] FROM '{landing.events}'"""  # noqa: S608
        ).fetchall()
        traits = connection.execute(
            f"""SELECT customer, trait, coalesce(t, n::VARCHAR), epoch_us("at"), arrival FROM '{landing.traits}'"""  # noqa: S608
        ).fetchall()
    assert events == [
        (e.customer, e.name, e.at_us, e.arrival, [shown(e.properties.get(name)) for name in landing.properties])
        for e in sorted(log.events, key=lambda event: event.arrival)
    ]
    assert traits == [
        (told.customer, told.trait, shown(told.value), told.at_us, told.arrival)
        for told in sorted(log.trait_sets, key=lambda told: told.arrival)
    ]


def shown(value: Value) -> str | None:
    """A value as DuckDB casts it to text."""
    return None if value is None else str(value)


@pytest.mark.parametrize("question", [Funnel((FunnelStep("A", Named("A")),)), Edges(), Paths()])
def test_an_empty_log_has_an_answer(ask: Ask, question: Question) -> None:
    """No event, no customer: zeros, not an error."""
    check(ask, question, Log(()))


def test_properties_and_names_nobody_has_are_simply_missing(ask: Ask) -> None:
    """A question about what the log does not hold finds nothing and fails nowhere."""
    log = Log((LogEvent("ada", "A", 0, 0, {"plan": "a"}),))
    for question in (Funnel((FunnelStep("Z", Named("Z")),)), Paths(start="Z")):
        check(ask, question, log)
