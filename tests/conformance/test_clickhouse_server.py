"""A ClickHouse server is reached by its address alone, and never told about with its password."""

# ruff: noqa: S311 - draws are to be repeated, not to be secret

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from urllib.parse import quote
from uuid import uuid4

import pytest
from tests.conformance.clickhouse_door import PASSWORD, USER, door
from tests.conformance.engines import installed
from tests.conformance.test_warehouse import land, questions

from tropa.cli.main import main
from tropa.ports.log import Limits
from tropa.ports.unavailable import WarehouseUnavailable
from tropa.testing.conformance import answer, differences, truth
from tropa.testing.draws import draw_log
from tropa.warehouses.addresses import parse_address
from tropa.warehouses.opening import opener


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """A server's port."""
    installed("chdb")
    with door() as port:
        yield port


def address(port: int, password: str = PASSWORD) -> str:
    """The server's address, as a user writes it."""
    return f"clickhouse://{USER}:{quote(password)}@127.0.0.1:{port}"


def databases(port: int) -> set[str]:
    """What lies on the server of ours."""
    from tropa.warehouses.clickhouse.connecting import connect  # noqa: PLC0415  an extra

    talk = connect(parse_address(address(port)))
    return {name for (name,) in talk.rows("SELECT name FROM system.databases") if name.startswith("tropa_")}


def test_m1_m2_m3_m8_a_server_counts_as_the_oracle(port: int, tmp_path: Path) -> None:
    """Over HTTP, sent as Parquet and streamed in blocks; afterwards nothing is left."""
    rng = Random(7)
    log = draw_log(rng, 200)
    warehouse = opener(address(port), Limits())(land(log, tmp_path), tmp_path, lambda *_: None, uuid4())
    assert len(databases(port)) == 1
    for question in questions(rng):
        assert differences(truth(question, log), answer(warehouse, question, log)) == [], question
    warehouse.close()
    assert databases(port) == set()


def test_the_command_line_counts_on_a_server(
    port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A line in `tropa.toml` is all that changes."""
    (tmp_path / "tropa.toml").write_text(f'warehouse = "{address(port)}"\n')
    events = tmp_path / "events.jsonl"
    events.write_text(
        "".join(
            f'{{"type": "track", "userId": "ada", "event": "{name}", "timestamp": "2024-01-01T00:00:0{second}Z"}}\n'
            for name, second in (("a", 0), ("b", 5))
        )
    )
    monkeypatch.chdir(tmp_path)
    asked = ["tropa", "measure", "edges", "--format", "json", "--events", str(events)]
    monkeypatch.setattr("sys.argv", asked)
    with pytest.raises(SystemExit) as end:
        main()
    told = capsys.readouterr()
    assert end.value.code == 0, told.err
    (edge,) = json.loads(told.out)["edges"]
    assert (edge["from"], edge["to"], edge["n"], edge["median_gap_s"]) == ("a", "b", 1, 5.0)


def test_a_wrong_password_is_told_without_it(port: int, tmp_path: Path) -> None:
    """With the server's reason."""
    opened = opener(address(port, "wrong sesame"), Limits())
    with pytest.raises(WarehouseUnavailable, match=r"^clickhouse://127\.0\.0\.1:\d+ cannot be used: .*") as refused:
        opened(land(draw_log(Random(1), 3), tmp_path), tmp_path, lambda *_: None, uuid4())
    assert "Authentication failed" in str(refused.value)
    assert "wrong sesame" not in str(refused.value)


def test_what_the_server_refuses_is_told_in_a_line(port: int) -> None:
    """With its name, and with its reason."""
    from tropa.warehouses.clickhouse.connecting import connect  # noqa: PLC0415  an extra

    talk = connect(parse_address(address(port)))
    with pytest.raises(WarehouseUnavailable, match=r"^clickhouse://127\.0\.0\.1:\d+: .*UNKNOWN_TABLE[^\n]*$"):
        talk.rows("SELECT * FROM nowhere")


def test_a_log_that_cannot_be_loaded_leaves_nothing(port: int, tmp_path: Path) -> None:
    """The database goes with the attempt."""
    landing = land(draw_log(Random(1), 3), tmp_path)
    landing.events.write_bytes(b"no Parquet at all")
    with pytest.raises(WarehouseUnavailable):
        opener(address(port), Limits())(landing, tmp_path, lambda *_: None, uuid4())
    assert databases(port) == set()
