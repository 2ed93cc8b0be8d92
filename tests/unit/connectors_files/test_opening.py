"""Opening a log: its kind, standard input, archives, progress, and what is left behind."""

from __future__ import annotations

import gzip
import io
import json
import os
import threading
from pathlib import Path

import duckdb
import pytest
from tests.unit.connectors_files.landed import land, land_text, write_parquet

from tropa.connectors.files import open_log
from tropa.connectors.files.duck import watched
from tropa.connectors.files.file_log import Pace, _unreadable
from tropa.ports.log import MAX_KEPT_BAD_LINES, Limits, LogUnreadable, Needs

CSV = b"customer,name,at\nanna,called,2024-01-31\n"
JSON = b'{"event": "called", "userId": "anna", "timestamp": "2024-01-31"}\n'
XES = (
    b'<log><trace><string key="concept:name" value="anna"/><event><string key="concept:name" value="called"/>'
    b'<date key="time:timestamp" value="2024-01-31"/></event></trace></log>'
)
TEXTS = {"csv": CSV, "tsv": CSV.replace(b",", b"\t"), "jsonl": JSON, "ndjson": JSON, "json": JSON, "xes": XES}


def a_parquet(folder: Path) -> bytes:
    """The one event as Parquet."""
    write_parquet(folder / "x.parquet", "SELECT 'anna' AS customer, 'called' AS name, DATE '2024-01-31' AS \"at\"")
    return (folder / "x.parquet").read_bytes()


def silent(step: str, at: float) -> None:
    """A progress that nobody watches."""


@pytest.mark.parametrize("suffix", TEXTS)
@pytest.mark.parametrize("packed", [False, True])
def test_the_kind_is_in_the_name(suffix: str, *, packed: bool) -> None:
    """Each suffix, in capitals too, plain or gzipped; gzip is told by the bytes, not by the name."""
    content = gzip.compress(TEXTS[suffix]) if packed else TEXTS[suffix]
    for name in (f".{suffix}", f".{suffix.upper()}.gz"):
        landed = land_text(name, content)
        assert [(event["customer"], event["name"]) for event in landed.events] == [("anna", "called")]


@pytest.mark.parametrize("kind", ["csv", "jsonl", "xes", "parquet"])
@pytest.mark.parametrize("packed", [False, True])
def test_where_the_name_says_nothing_the_first_bytes_do(kind: str, tmp_path: Path, *, packed: bool) -> None:
    """Standard input and files of other suffixes are told by how they begin."""
    content = a_parquet(tmp_path) if kind == "parquet" else TEXTS[kind]
    if packed and kind != "parquet":
        content = gzip.compress(content)
    assert land("-", stdin=io.BytesIO(content)).column("name") == ["called"]
    assert land_text(".log", b"\xef\xbb\xbf" + content if content == CSV else content).column("name") == ["called"]


def test_standard_input_can_be_landed_once(tmp_path: Path) -> None:
    """A second landing would be of an empty log: it is refused."""
    log = open_log("-", stdin=io.BytesIO(CSV))
    assert log.land(tmp_path, Needs(), silent).n_events == 1
    with pytest.raises(LogUnreadable, match="can be read only once"):
        log.land(tmp_path, Needs(), silent)


def test_a_pipe_is_read_like_standard_input(tmp_path: Path) -> None:
    """What the shell makes of ``<(zcat log.gz)`` cannot be sought in, so it is spooled."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(JSON,))
    writer.start()
    assert land(str(pipe)).column("name") == ["called"]
    writer.join()


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".xes", ".parquet", ".csv.gz", ".log", ".tsv"])
def test_an_empty_file_is_an_empty_log(suffix: str) -> None:
    """Zero bytes of any kind: no event, no watermark, nothing bad."""
    landed = land_text(suffix, b"", properties=["p"], traits=["t"])
    assert landed.events == []
    landing = landed.landing
    assert (landing.n_events, landing.n_bad, landing.n_duplicates, landing.watermark) == (0, 0, 0, None)
    assert landing.properties == ("p",)


@pytest.mark.parametrize(
    ("path", "message"),
    [("nowhere.csv", "No such file"), (".", "Is a directory"), ("a\0b.csv", "a path holds no NUL character")],
)
def test_what_is_no_file_is_unreadable(path: str, message: str) -> None:
    """The error carries the path that was met."""
    with pytest.raises(LogUnreadable, match=message) as error:
        land(path)
    assert error.value.path == path


def test_a_folder_is_no_log(tmp_path: Path) -> None:
    """Not even one that is called like a file and holds one."""
    folder = tmp_path / "log.parquet"
    folder.mkdir()
    a_parquet(folder)
    with pytest.raises(LogUnreadable, match="Is a directory"):
        land(str(folder))


def test_an_archive_that_was_cut_off_is_unreadable() -> None:
    """The message says after how much, and nothing is landed."""
    packed = gzip.compress(CSV + b"anna,called,2024-01-31\n" * 100_000)
    with pytest.raises(LogUnreadable, match=r"damaged or cut off after [\d,]{7,} unpacked bytes"):
        land_text(".csv.gz", packed[: len(packed) - 100])
    with pytest.raises(LogUnreadable, match="damaged or cut off"):
        land_text(".csv", packed + b"not gzip")
    with pytest.raises(LogUnreadable, match="damaged or cut off") as error:
        land("-", stdin=io.BytesIO(packed[:-100]))
    assert error.value.path == "-"


def test_nothing_but_the_landing_is_left_behind(tmp_path: Path) -> None:
    """Neither spool nor parts nor spill stay, whether it went well or not; a failure lands nothing."""
    (tmp_path / "log.jsonl").write_bytes(JSON)
    open_log(str(tmp_path / "log.jsonl")).land(tmp_path / "landing", Needs(), silent)
    assert [file.name for file in (tmp_path / "landing").iterdir()] == ["events.parquet"]
    (tmp_path / "bad.csv.gz").write_bytes(gzip.compress(CSV * 1000)[:-10])
    with pytest.raises(LogUnreadable):
        open_log(str(tmp_path / "bad.csv.gz")).land(tmp_path / "other", Needs(), silent)
    assert list((tmp_path / "other").iterdir()) == []


def test_a_second_landing_replaces_the_first(tmp_path: Path) -> None:
    """Traits of an earlier landing do not survive one that has none."""
    identify = b'{"type": "identify", "userId": "anna", "timestamp": "2024-01-31", "traits": {"age": 7}}\n'
    for content, files in ((identify, {"events.parquet", "traits.parquet"}), (JSON, {"events.parquet"})):
        (tmp_path / "log.jsonl").write_bytes(content)
        open_log(str(tmp_path / "log.jsonl")).land(tmp_path / "landing", Needs(traits=frozenset({"age"})), silent)
        assert {file.name for file in (tmp_path / "landing").iterdir()} == files


def test_a_landing_folder_may_be_called_anything(tmp_path: Path) -> None:
    """Stars and quotes in the name of the folder are taken literally, with decoys beside it."""
    (tmp_path / "log.jsonl").write_bytes(JSON)
    for name in ("landing [1]*'?", "landing 1"):
        landing = open_log(str(tmp_path / "log.jsonl")).land(tmp_path / name, Needs(), silent)
        assert landing.n_events == 1


def test_progress_never_goes_back_and_ends_every_step() -> None:
    """Steps come one after the other, each ends at 1, and between they are told at most 20 times a second."""
    line = json.dumps({"event": "e", "userId": "a", "timestamp": "2024-01-31", "messageId": "m", "x": "y" * 400})
    steps = land_text(".jsonl", f"{line}\n" * 60_000).steps
    names = [step for step, _ in steps]
    assert list(dict.fromkeys(names)) == ["reading", "comparing", "writing"]
    for name in set(names):
        shares = [at for step, at in steps if step == name]
        assert shares == sorted(set(shares))
        assert shares[-1] == 1.0


def test_pace_holds_its_tongue(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a thousand reports within one second at most twenty and the end are passed on."""
    clock = [0.0]
    monkeypatch.setattr("time.monotonic", lambda: clock[0])
    heard: list[float] = []
    pace = Pace(lambda _, at: heard.append(at))
    for i in range(1, 1_001):
        clock[0] += 0.001
        pace("reading", i / 1_000)
    assert len(heard) <= 21
    assert heard[-1] == 1.0
    pace("reading", 0.5)
    assert heard[-1] == 1.0


def test_the_first_bad_lines_are_kept_and_all_counted() -> None:
    """Beyond the hundredth they are numbers only; each text is cut to 200 characters."""
    landed = land_text(".jsonl", ("x" * 500 + "\n") * 60_000)
    assert landed.landing.n_bad == 60_000
    assert [bad.number for bad in landed.landing.bad_lines] == list(range(1, MAX_KEPT_BAD_LINES + 1))
    assert {len(bad.text) for bad in landed.landing.bad_lines} == {200}


def test_an_interruption_stops_the_engine() -> None:
    """Ctrl-C while the engine works does not wait for it to finish what would take hours."""

    def interrupt(_: float) -> None:
        raise KeyboardInterrupt

    with duckdb.connect(":memory:") as engine:
        with pytest.raises(KeyboardInterrupt):
            watched(engine, "SELECT sum(hash(i)) FROM range(1_000_000_000_000) t(i)", interrupt)
        assert engine.execute("SELECT 1").fetchall() == [(1,)]


def test_a_mistake_of_ours_is_not_blamed_on_the_log() -> None:
    """SQL that cannot be understood is a bug, whatever file it was made for."""
    with duckdb.connect(":memory:") as engine, pytest.raises(duckdb.BinderException), _unreadable("log.csv"):
        engine.execute("SELECT nothing")


def test_more_than_the_limits_allow_is_unreadable(tmp_path: Path) -> None:
    """A sort that finds no room on the disk allowed says so, and lands nothing."""
    write_parquet(
        tmp_path / "log.parquet",
        "SELECT uuid()::VARCHAR AS customer, uuid()::VARCHAR AS name, DATE '2024-01-31' AS \"at\", "
        "(hash(i) % 1_000_000_007)::BIGINT AS arrival FROM range(1_000_000) t(i)",
    )
    limits = Limits(memory_bytes=40 * 2**20, temp_bytes=2**20)
    with pytest.raises(LogUnreadable, match=r"(?i)memory|temp"):
        land(str(tmp_path / "log.parquet"), limits=limits)
