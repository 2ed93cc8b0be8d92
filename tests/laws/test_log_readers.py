"""Laws of the file readers: one log in five dresses, every line accounted for, nothing crashes."""

from __future__ import annotations

import csv
import gzip
import io
import json
import math
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.sax.saxutils import quoteattr

import duckdb
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.unit.connectors_files.landed import Landed, land, land_text

from tropa.connectors.files import open_log
from tropa.connectors.files.csv_records import SEPARATOR
from tropa.ports.log import Limits, LogUnreadable, Needs

SMALL = Limits(memory_bytes=100 * 2**20, temp_bytes=2**30)

FIELDS = ("customer", "name", "at", "received_at", "message_id", "arrival", "amount", "plan")


@dataclass(frozen=True)
class Said:
    """What one line of a log says."""

    customer: str
    name: str
    at: datetime
    received_at: datetime | None
    message_id: str | None
    arrival: int | None
    amount: float | None
    plan: str | None


# XML has no control characters, CSV no carriage return within a line.
words = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters=f"{SEPARATOR}\ufffe\uffff"),
    min_size=1,
    max_size=6,
)
instants = st.datetimes(datetime(1990, 1, 1), datetime(2040, 1, 1))  # noqa: DTZ001 - written as UTC
amounts = st.integers(-1000, 1000).map(float) | st.floats(allow_nan=False, allow_infinity=False, width=32)


@st.composite
def logs(draw: st.DrawFn) -> list[Said]:
    """Some lines; all of them or none with a number to order by."""
    ordered = draw(st.booleans())
    one = st.builds(
        Said,
        customer=words,
        name=words,
        at=instants,
        received_at=st.none() | instants,
        message_id=st.none() | st.sampled_from(["m1", "m2", "m3"]),
        arrival=st.integers(-3, 3) if ordered else st.none(),
        amount=st.none() | amounts,
        plan=st.none() | words,
    )
    return draw(st.lists(one, min_size=1, max_size=8))


def told(value: object) -> object:
    """A value as text formats write it."""
    return f"{value.isoformat()}Z" if isinstance(value, datetime) else value


def fields_of(log: Sequence[Said]) -> list[str]:
    """The columns of a table: without one for arrival where the log has none."""
    return [name for name in FIELDS if name != "arrival" or log[0].arrival is not None]


def as_csv(log: Sequence[Said], folder: Path) -> Path:
    """Every field a text, every value empty that is missing."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(fields_of(log))
    writer.writerows([told(getattr(said, name)) for name in fields_of(log)] for said in log)
    return written(folder / "log.csv", text.getvalue())


def as_flat_json(log: Sequence[Said], folder: Path) -> Path:
    """Records under the names of the roles."""
    records = ({name: told(getattr(said, name)) for name in fields_of(log)} for said in log)
    return written(folder / "log.jsonl", "".join(json.dumps(record) + "\n" for record in records))


def as_calls(log: Sequence[Said], folder: Path) -> Path:
    """Track calls; the shape has no number to order by, so they stand in that order."""
    calls = (
        {
            "type": "track",
            "event": said.name,
            "userId": said.customer,
            "timestamp": told(said.at),
            "receivedAt": told(said.received_at),
            "messageId": said.message_id,
            "properties": {"amount": said.amount, "plan": said.plan},
        }
        for said in sorted(log, key=lambda said: said.arrival or 0)
    )
    return written(folder / "calls.jsonl", "".join(json.dumps(call) + "\n" for call in calls))


def tag(value: object) -> str:
    """The XES type of a value."""
    return "float" if isinstance(value, float) else "string"


def as_xes(log: Sequence[Said], folder: Path) -> Path:
    """A trace for each event, so that the order of the file is the log's."""
    keys = {"name": "concept:name", "at": "time:timestamp"}
    traces = ""
    for said in log:
        values = {keys.get(name, name): told(getattr(said, name)) for name in fields_of(log) if name != "customer"}
        said_so = [(key, value) for key, value in values.items() if value is not None]
        inside = "".join(
            f"<{tag(value)} key={quoteattr(key)} value={quoteattr(str(value))}/>" for key, value in said_so
        )
        name = f'<string key="concept:name" value={quoteattr(said.customer)}/>'
        traces += f"<trace>{name}<event>{inside}</event></trace>\n"
    return written(folder / "log.xes.gz", gzip.compress(f"<log>{traces}</log>".encode()))


def as_parquet(log: Sequence[Said], folder: Path) -> Path:
    """Columns of their own types."""
    types = ("VARCHAR", "VARCHAR", "TIMESTAMP", "TIMESTAMP", "VARCHAR", "INTEGER", "DOUBLE", "VARCHAR")
    columns = ", ".join(f'"{name}" {kind}' for name, kind in zip(FIELDS, types, strict=True))
    path = folder / "log.parquet"
    with duckdb.connect(":memory:") as engine:
        engine.execute(f"CREATE TABLE log ({columns})")
        row = ", ".join("?" * len(FIELDS))
        engine.executemany(f"INSERT INTO log VALUES ({row})", [list(vars(said).values()) for said in log])  # noqa: S608 - ours
        picked = ", ".join(f'"{name}"' for name in fields_of(log))
        engine.execute(f"COPY (SELECT {picked} FROM log) TO '{path}' (FORMAT parquet)")  # noqa: S608 - ours
    return path


def written(path: Path, content: str | bytes) -> Path:
    """The file, written."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def seen(landed: Landed) -> list[tuple[Any, ...]]:
    """The events as far as all formats can tell them: numbers as texts of CSV are numbers again."""
    return [
        (
            *(event[name] for name in ("customer", "name", "at", "received_at", "arrival")),
            float(event["t0"]) if event["t0"] is not None else event["n0"],
            event["t1"],
        )
        for event in landed.events
    ]


DRESSES = (as_csv, as_flat_json, as_calls, as_xes, as_parquet)


@settings(max_examples=15, deadline=None)
@given(logs())
def test_one_log_lands_equal_from_every_format(log: list[Said]) -> None:
    """Five formats, one landing: the rows, their order, the duplicates and the watermark are the same."""
    with TemporaryDirectory() as folder:
        landings = [
            land(str(dress(log, Path(folder))), properties=["amount", "plan"], limits=SMALL) for dress in DRESSES
        ]
    first, *others = landings
    assert first.landing.n_bad == 0, first.reasons
    assert first.n_lines == len(log)
    for other in others:
        assert seen(other) == seen(first)
        assert other.landing.watermark == first.landing.watermark
        assert other.n_lines == len(log)


calls: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["track", "identify", "page", "alias", "trak", None, 7]),
        "event": st.sampled_from(["a", "", None, 3]),
        "userId": st.sampled_from(["u", "", None, 1.0, []]),
        "timestamp": st.sampled_from(["2024-01-31", "soon", None, 7]),
        "receivedAt": st.sampled_from(["2024-02-01T00:00:00Z", "x"]),
        "messageId": st.sampled_from(["m", None]),
        "traits": st.sampled_from([{"age": 7}, {"age": None}, {}, None, []]),
        "properties": st.sampled_from([{"p": 1}, {}, None, []]),
        "customer": st.sampled_from(["c", None]),
        "name": st.sampled_from(["n", None]),
        "at": st.sampled_from(["2024-01-31", "never"]),
        "arrival": st.sampled_from([1, None, "x"]),
    },
)


@settings(max_examples=25, deadline=None)
@given(st.lists(calls.map(json.dumps) | st.sampled_from(["", " ", "{", "[]", "7", '{"event": NaN}']), max_size=25))
def test_every_line_of_json_is_accounted_for(lines: list[str]) -> None:
    """Events, trait lines, duplicates, ignored and bad lines add up to the lines, whatever is asked for."""
    text = "".join(line + "\n" for line in lines)
    if not _is_array(lines):
        asked, not_asked = (land_text(".jsonl", text, traits=traits, limits=SMALL) for traits in (["age"], []))
        assert asked.n_lines == not_asked.n_lines == len(lines)
        assert asked.events == not_asked.events


def _is_array(lines: list[str]) -> bool:
    return next((line for line in lines if line.strip()), "").strip() in {"[", "[]"}


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(st.sampled_from("a,;é\r\0 2024-01-31"), max_size=16), max_size=25))
def test_every_line_of_csv_is_accounted_for(lines: list[str]) -> None:
    """Where no quote joins lines, there are as many events, blank and bad lines as lines."""
    text = "".join(f"{line}\n" for line in ("customer,name,at", *lines))
    assert land_text(".csv", text, limits=SMALL).n_lines == len(lines)


GOOD = {
    ".csv": b'customer,name,at,message_id\nanna,"a, b",2024-01-31,m\nboris,c,2024-02-30,\n',
    ".tsv": b"customer\tname\tat\narrival\nanna\tb\t2024-01-31\n",
    ".jsonl": b'{"type": "identify", "userId": 1, "timestamp": "2024-01-31", "traits": {"age": 7}}\n'
    b'{"event": "a", "userId": "\\u00e9", "sentAt": "2024-01-31", "receivedAt": "2024-02-01", '
    b'"properties": {"p": [1]}}\n',
    ".xes": b'<?xml version="1.0" encoding="UTF-8"?><log><trace><string key="concept:name" value="a"/><event>'
    b'<date key="time:timestamp" value="2024-01-31"/><string key="concept:name" value="b"/></event></trace></log>',
}
GOOD |= {f"{suffix}.gz": gzip.compress(content, mtime=0) for suffix, content in GOOD.items()}
GOOD[".log"] = b"PAR1"


@pytest.fixture(scope="module")
def parquet() -> bytes:
    """A good Parquet file of several types."""
    with TemporaryDirectory() as folder:
        said = [Said("a", "b", datetime(2024, 1, i), None, None, i, 0.5, "x") for i in range(1, 9)]  # noqa: DTZ001 - UTC
        return as_parquet(said, Path(folder)).read_bytes()


@st.composite
def damage(draw: st.DrawFn) -> list[tuple[float, bytes, int]]:
    """Some splices: where, what is put in, how many bytes it replaces."""
    odd = st.sampled_from(
        [b'"', b"\0", b"\n", b"\r", b"<", b"&", b"[", b"{", b"\xff", b"\xed\xa0\x80", b"\\ud800", b"<!DOCTYPE a>"]
    )
    splice = st.tuples(st.floats(0, 1), odd | st.binary(max_size=4), st.integers(0, 5))
    return draw(st.lists(splice, max_size=5))


def damaged(content: bytes, splices: list[tuple[float, bytes, int]]) -> bytes:
    """The content after the splices."""
    for share, put, n in splices:
        at = math.floor(share * len(content))
        content = content[:at] + put + content[at + n :]
    return content


def survives(suffix: str, content: bytes, zone: str | None) -> None:
    """Land it, in whatever way that ends within the contract."""
    with suppress(LogUnreadable):
        needs: dict[str, Any] = {"properties": ["p", "plan", "customer"], "traits": ["age"]}
        landed = land_text(suffix, content, zone=zone, limits=SMALL, **needs)
        assert landed.landing.n_events == len(landed.events)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([*GOOD, ".parquet"]), st.binary(max_size=200), st.sampled_from([None, "Europe/Berlin"]))
@example(".xes", b'<?xml version="1.0" encoding="idna"?><log/>', None)
@example(".csv", b"\xff\xfec\0,\0", None)
def test_no_bytes_crash_a_reader(suffix: str, content: bytes, zone: str | None) -> None:
    """Whatever a file holds, under whatever suffix, it lands or is said to be unreadable."""
    survives(suffix, content, zone)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(list(GOOD)), damage(), st.sampled_from([None, "Europe/Berlin"]))
def test_no_damage_crashes_a_reader(suffix: str, splices: list[tuple[float, bytes, int]], zone: str | None) -> None:
    """A good file with a few bytes changed lands or is said to be unreadable."""
    survives(suffix, damaged(GOOD[suffix], splices), zone)


@settings(max_examples=60, deadline=None)
@given(splices=damage())
def test_no_damage_crashes_the_parquet_reader(parquet: bytes, splices: list[tuple[float, bytes, int]]) -> None:
    """The engine's own complaints about a Parquet file become ours."""
    survives(".parquet", damaged(parquet, splices), None)


@settings(max_examples=15, deadline=None)
@given(logs(), st.sampled_from(DRESSES))
def test_landing_twice_is_landing_once(log: list[Said], dress: Any) -> None:  # noqa: ANN401 - one of the functions above
    """The same source gives the same bytes of Parquet, from one opened log and into one folder."""
    with TemporaryDirectory() as folder:
        source = open_log(str(dress(log, Path(folder))), limits=SMALL)
        needs = Needs(frozenset({"amount", "plan"}))
        landings = [source.land(Path(folder) / "landing", needs, lambda *_: None) for _ in range(2)]
        once = landings[0].events.read_bytes()
        source.land(Path(folder) / "other", needs, lambda *_: None)
        assert landings[0] == landings[1]
        assert (Path(folder) / "other" / "events.parquet").read_bytes() == once
