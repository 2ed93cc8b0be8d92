"""Order of arrival (rule M1) and repeated messages (rule R9), on logs that two threads share."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np
import pytest
from tests.unit.connectors_files.landed import Landed, land, land_text, write_parquet

from tropa.connectors.files.checks import Checks
from tropa.connectors.files.columns import ROLES
from tropa.connectors.files.landing import write_landing
from tropa.connectors.files.staging import Staging
from tropa.ports.log import Limits

N = 300_000
"""More rows than two of DuckDB's row groups, so that both threads have work."""

SMALL = Limits(memory_bytes=120 * 2**20)
"""Little enough that sorting ``N`` rows has to spill."""


def shuffled(i: str = "i") -> str:
    """SQL of a permutation of 0 .. N - 1."""
    return f"({i} * 7919) % {N}"


@pytest.fixture(scope="module")
def parquet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log of ``N`` equal times: row number, shuffled number, ids that come twice in places."""
    path = tmp_path_factory.mktemp("order") / "log.parquet"
    picked = f"i AS file_order, {shuffled()} AS shuffled, 'm' || ({shuffled()} // 2) AS twice"
    constant = "'anna' AS customer, 'n' || (i % 7) AS name, TIMESTAMP '2024-01-31' AS \"at\""
    write_parquet(path, f"SELECT {constant}, {picked} FROM range({N}) t(i)")  # noqa: S608 - ours
    return path


@pytest.fixture(scope="module")
def csv(parquet: Path) -> Path:
    """The same log as CSV."""
    path = parquet.with_suffix(".csv")
    with duckdb.connect(":memory:") as engine:
        engine.execute(f"COPY (FROM '{parquet}') TO '{path}' (FORMAT csv, HEADER)")
    return path


def numbers(landed: Landed, name: str) -> list[int]:
    """A property that holds whole numbers, as text or not."""
    i = landed.landing.properties.index(name)
    return [int(event[f"t{i}"] or event[f"n{i}"]) for event in landed.events]


@pytest.mark.parametrize("kind", ["parquet", "csv"])
def test_m1_the_order_of_the_file_is_the_order_of_arrival(kind: str, request: pytest.FixtureRequest) -> None:
    """Without a column for it, arrival counts the rows as they stand in the file."""
    landed = land(str(request.getfixturevalue(kind)), properties=["file_order"])
    assert numbers(landed, "file_order") == landed.column("arrival") == list(range(N))


@pytest.mark.parametrize("kind", ["parquet", "csv"])
def test_m1_a_mapped_column_gives_the_order_of_arrival(kind: str, request: pytest.FixtureRequest) -> None:
    """Numbers, or texts that read as numbers, are sorted as numbers; the numbering is dense."""
    path = str(request.getfixturevalue(kind))
    landed = land(path, columns="arrival=shuffled", properties=["shuffled"], limits=SMALL)
    assert numbers(landed, "shuffled") == landed.column("arrival") == list(range(N))


def test_m1_ties_of_the_mapped_column_keep_the_order_of_the_file(parquet: Path) -> None:
    """Where the column says nothing the file does."""
    path = parquet.with_name("ties.parquet")
    write_parquet(path, f"SELECT * REPLACE (shuffled % 3 AS shuffled) FROM '{parquet}'")  # noqa: S608 - ours
    landed = land(str(path), columns="arrival=shuffled", properties=["shuffled", "file_order"])
    keys = list(zip(numbers(landed, "shuffled"), numbers(landed, "file_order"), strict=True))
    assert keys == sorted(keys)


@pytest.mark.parametrize("kind", ["parquet", "csv"])
def test_r9_of_repeated_messages_the_first_in_file_order_stays(kind: str, request: pytest.FixtureRequest) -> None:
    """Every id comes twice: the earlier row is kept, the later dropped and counted, in bounded memory."""
    path = str(request.getfixturevalue(kind))
    landed = land(path, columns="message_id=twice", properties=["file_order", "shuffled"], limits=SMALL)
    assert landed.landing.n_duplicates == landed.landing.n_events == N // 2
    place = {key: i for i in range(N - 1, -1, -1) for key in [((i * 7919) % N) // 2]}
    assert numbers(landed, "file_order") == sorted(place.values())
    assert landed.column("arrival") == list(range(N // 2))


def test_r9_the_order_of_arrival_decides_which_message_was_first(parquet: Path) -> None:
    """With a column for arrival the first is the one with the smaller number, wherever it stands."""
    landed = land(str(parquet), columns="message_id=twice,arrival=shuffled", properties=["shuffled"])
    assert numbers(landed, "shuffled") == list(range(0, N, 2))


def test_m1_rows_that_the_engine_has_shuffled_are_not_written(tmp_path: Path) -> None:
    """Should lines without a sort ever come out of order, the landing fails instead of counting wrong."""
    line = "'event' AS kind, NULL AS note, 'a' AS customer, 'b' AS name, DATE '2024-01-31'::TIMESTAMP AS \"at\""
    rest = 'NULL AS text, "at" AS received_at, NULL::DECIMAL(38, 9) AS arrival_key, NULL::VARCHAR AS message_id'
    with duckdb.connect(":memory:") as engine:
        engine.execute(f"CREATE VIEW staged AS SELECT unnest([1, 3, 2]) AS line, {line}, {rest}")
        with pytest.raises(duckdb.Error, match="lost the order of rows"):
            write_landing(engine, tmp_path, (), lambda *_: None)


def test_a_batch_that_fails_is_not_forgotten(tmp_path: Path) -> None:
    """The engine works on a batch while the next is read: its failure comes with the next one, or at the end."""
    checks = Checks(0, dict.fromkeys((*ROLES, "sent_at"), "x"))
    calls: tuple[Callable[[Staging], None], ...] = (lambda staging: staging.put_lines(()), Staging.publish)
    for following in calls:
        with duckdb.connect(":memory:") as engine, Staging(engine, tmp_path, checks) as staging:
            staging.put("nowhere", {"line": np.arange(3)})
            with pytest.raises(duckdb.CatalogException, match="nowhere"):
                following(staging)


def test_r9_events_without_a_message_id_are_never_repeated() -> None:
    """Missing and empty ids are no ids; bad lines use none up."""
    lines = "a,x,2024-01-31,\na,x,2024-01-31,\n,x,2024-01-31,m\na,x,2024-01-31,m\na,x,2024-01-31,m\n"
    landed = land_text(".csv", "customer,name,at,message_id\n" + lines)
    assert (landed.landing.n_events, landed.landing.n_duplicates, landed.landing.n_bad) == (3, 1, 1)


def test_r9_what_counts_as_repeated_does_not_depend_on_what_is_needed() -> None:
    """A trait line uses its id up whether its traits are asked for or not."""
    lines = [
        {"type": "identify", "userId": "a", "timestamp": "2024-01-31", "messageId": "m", "traits": {"x": 1}},
        {"type": "track", "event": "e", "userId": "a", "timestamp": "2024-01-31", "messageId": "m"},
        {"type": "identify", "userId": "a", "timestamp": "2024-01-31", "messageId": "m", "traits": {"x": 2}},
    ]
    text = "".join(json.dumps(line) + "\n" for line in lines)
    needed, not_needed = land_text(".jsonl", text, traits=["x"]), land_text(".jsonl", text)
    assert needed.landing.n_duplicates == not_needed.landing.n_duplicates == 2
    assert [trait["n"] for trait in needed.traits] == [1.0]
    assert not_needed.landing.ignored == {"identify": 1}


@pytest.mark.parametrize("value", ["", "x", "NaN", "inf", "1e99"])
def test_a_line_without_a_number_to_order_by_is_bad(value: str) -> None:
    """Missing, no number, or beyond all counting."""
    landed = land_text(".csv", f"customer,name,at,arrival\na,x,2024-01-31,{value}\na,y,2024-01-31,-1.5\n")
    assert landed.column("name") == ["y"]
    assert landed.reasons[0][1].startswith(("no order of arrival: 'arrival' is missing", "'arrival' is no number to"))


def test_numbers_beyond_a_double_still_order() -> None:
    """Nanoseconds since 1970 differ in their last digit."""
    stamps = [1_706_691_600_000_000_002, 1_706_691_600_000_000_001, 1_706_691_600_000_000_000]
    lines = "".join(f"a,{i},2024-01-31,{stamp}\n" for i, stamp in enumerate(stamps))
    assert land_text(".csv", "customer,name,at,arrival\n" + lines).column("name") == ["2", "1", "0"]
