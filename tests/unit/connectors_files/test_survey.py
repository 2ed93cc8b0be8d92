"""Which properties a log tells of before it is read."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path

import duckdb
import pytest

from tropa.connectors.files import open_log, parse_columns
from tropa.connectors.files.survey import FIRST_LINES
from tropa.ports.log import LogUnreadable

XES = """<log><trace>
<string key="concept:name" value="1"/><string key="region" value="north"/>
<event><string key="concept:name" value="a"/><date key="time:timestamp" value="2026-01-01T00:00:00Z"/>
<int key="amount" value="3"/></event></trace></log>"""


def properties(folder: Path, name: str, content: str | bytes, columns: str | None = None) -> tuple[str, ...]:
    """What a log of this content tells."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return open_log(str(path), columns=parse_columns(columns) if columns else None).properties()


def lines(*records: object) -> str:
    """JSON Lines."""
    return "\n".join(json.dumps(record) for record in records)


def test_the_columns_of_a_table_that_play_no_role_are_properties(tmp_path: Path) -> None:
    """Of a CSV file every column but the roles', whatever they are called there, and however it is packed."""
    header = "who,what,at,plan,received_at,region\n"
    columns = "customer=who,name=what"
    assert properties(tmp_path, "log.csv", header, columns) == ("plan", "region")
    assert properties(tmp_path, "log.csv.gz", gzip.compress(header.encode()), columns) == ("plan", "region")
    assert properties(tmp_path, "log.tsv", header.replace(",", "\t"), columns) == ("plan", "region")


def test_the_columns_of_parquet_that_play_no_role_are_properties(tmp_path: Path) -> None:
    """A schema tells them without a row being read."""
    path = tmp_path / "log.parquet"
    duckdb.sql(f"COPY (SELECT 'a' AS customer, 'b' AS name, now() AS at, 1 AS plan) TO '{path}' (FORMAT parquet)")
    assert open_log(str(path)).properties() == ("plan",)


def test_calls_keep_their_properties_deeper(tmp_path: Path) -> None:
    """Of calls in the Segment shape what stands under ``properties``; of flat records what is no role."""
    calls = lines(
        {"type": "track", "userId": "u", "event": "e", "properties": {"plan": 1}},
        {"type": "identify", "userId": "u", "traits": {"age": 3}},
        {"type": "track", "userId": "u", "event": "e", "properties": {"region": "x", "plan": 2}},
        "no object",
    )
    assert properties(tmp_path, "calls.jsonl", calls + "\nno json {") == ("plan", "region")
    flat = lines({"customer": "u", "name": "e", "at": "2026-01-01", "plan": 1, "properties": {"deep": 1}})
    assert properties(tmp_path, "flat.jsonl", flat) == ("plan", "properties")
    mapped = lines({"userId": "u", "event": "e", "timestamp": "2026-01-01", "plan": 1})
    columns = "customer=userId,name=event,at=timestamp"
    assert properties(tmp_path, "mapped.jsonl", mapped, columns) == ("plan",)


def test_only_the_beginning_is_looked_at(tmp_path: Path) -> None:
    """A property that comes up after the first lines is not told of: it may be asked for by name."""
    early, late = ({"customer": "u", "name": "e", "at": "2026-01-01", key: 1} for key in ("early", "late"))
    assert properties(tmp_path, "log.jsonl", lines(*[early] * FIRST_LINES, late)) == ("early",)
    assert properties(tmp_path, "log.jsonl", lines(*[early] * (FIRST_LINES - 1), late)) == ("early", "late")


def test_attributes_of_traces_and_events_are_properties(tmp_path: Path) -> None:
    """Of XES the attributes of traces, under ``case:``, and of events, without the roles'."""
    assert properties(tmp_path, "log.xes", XES) == ("case:region", "amount")


@pytest.mark.parametrize("name", ["log.csv", "log.parquet", "log.jsonl", "log.xes"])
def test_an_empty_file_has_no_properties(tmp_path: Path, name: str) -> None:
    """Nothing tells nothing."""
    assert properties(tmp_path, name, "") == ()


def test_what_can_be_read_but_once_is_left_alone() -> None:
    """Standard input tells nothing beforehand, and not a byte of it is taken."""
    pipe = io.BytesIO(b"customer,name,at,plan\n")
    assert open_log("-", stdin=pipe).properties() == ()
    assert pipe.tell() == 0


def test_a_damaged_log_says_so(tmp_path: Path) -> None:
    """No such file, and no Parquet in a file of that name, are told as when the log is read."""
    with pytest.raises(LogUnreadable, match="No such file"):
        open_log(str(tmp_path / "nowhere.csv")).properties()
    with pytest.raises(LogUnreadable, match="no Parquet"):
        properties(tmp_path, "log.parquet", "nothing of the kind")
