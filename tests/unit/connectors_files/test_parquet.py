"""Parquet: types, names that differ by case alone, paths with stars in them, garbage."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.unit.connectors_files.landed import land, land_text, utc, write_parquet

import tropa.data
from tropa.ports.log import LogUnreadable

ROLES = "'anna' AS customer, 'called' AS name, TIMESTAMP '2024-01-31 12:00' AS \"at\""


@pytest.mark.parametrize(
    ("sql", "text", "number"),
    [
        ("7::TINYINT", None, 7.0),
        ("7::UBIGINT", None, 7.0),
        ("170141183460469231731687303715884105727::HUGEINT", None, 2.0**127),
        ("1.50::DECIMAL(10, 2)", None, 1.5),
        ("1.5::FLOAT", None, 1.5),
        ("'nan'::DOUBLE", None, None),
        ("'-inf'::DOUBLE", None, None),
        ("true", "true", None),
        ("'007'", "007", None),
        ("''", "", None),
        ("'x'::ENUM('x', 'y')", "x", None),
        ("DATE '2024-01-31'", "2024-01-31", None),
        ("TIMESTAMP '2024-01-31 12:00:00.5'", "2024-01-31T12:00:00.5", None),
        ("TIMESTAMPTZ '2024-01-31 12:00:00+03'", "2024-01-31T09:00:00Z", None),
        ("TIME '12:30:00'", "12:30:00", None),
        ("[1, 2]", "[1,2]", None),
        ("{'a': {'b': 'x'}}", '{"a":{"b":"x"}}', None),
        ("MAP {'k': 1}", '{"k":1}', None),
        ("encode('é')", "é", None),
        ("'\\xFF'::BLOB", "\\xFF", None),
        ("NULL::INTEGER", None, None),
    ],
)
def test_values_keep_their_types(tmp_path: Path, sql: str, text: str | None, number: float | None) -> None:
    """Numbers are numbers, all else is text; neither NaN nor infinity is a number."""
    write_parquet(tmp_path / "log.parquet", f"SELECT {ROLES}, {sql} AS p")
    (event,) = land(str(tmp_path / "log.parquet"), properties=["p"]).events
    assert (event["t0"], event["n0"]) == (text, number)


@pytest.mark.parametrize(
    ("sql", "text"),
    [
        ("12", "12"), ("12.0::DOUBLE", "12"), ("12.5::DOUBLE", "12.5"), ("12.50::DECIMAL(9, 2)", "12.5"),
        ("12.00::DECIMAL(9, 2)", "12"), ("100::DECIMAL(9, 0)", "100"),
        ("-0.0::DOUBLE", "0"), ("1e300::DOUBLE", "1e+300"),
    ],
)  # fmt: skip
def test_customers_and_names_may_be_numbers(tmp_path: Path, sql: str, text: str) -> None:
    """A whole number is written without a point, so that 12.0 here is 12 elsewhere."""
    write_parquet(tmp_path / "log.parquet", f"SELECT {sql} AS customer, {sql} AS name, DATE '2024-01-31' AS \"at\"")
    (event,) = land(str(tmp_path / "log.parquet")).events
    assert event["customer"] == event["name"] == text


def test_names_that_differ_by_case_alone_are_told_apart(tmp_path: Path) -> None:
    """Each column is reached by its own spelling, one called like the engine's row number too."""
    write_parquet(tmp_path / "log.parquet", f"SELECT {ROLES}, 'a' AS \"ID\", 'b' AS xd, 'r' AS file_row_number")
    bytes_ = (tmp_path / "log.parquet").read_bytes()
    (tmp_path / "log.parquet").write_bytes(bytes_.replace(b"xd", b"id"))  # DuckDB itself would not write it
    landed = land(str(tmp_path / "log.parquet"), properties=["ID", "id", "file_row_number", "Id"])
    assert landed.landing.properties == ("ID", "Id", "file_row_number", "id")
    assert [landed.events[0][f"t{i}"] for i in range(4)] == ["a", None, "r", "b"]


def test_bad_rows_are_numbered_from_one_and_shown_by_what_they_said(tmp_path: Path) -> None:
    """A missing customer, name or time makes a bad row, not a lost one."""
    rows = (
        "(NULL, 'b', TIMESTAMP '2024-01-31'), ('c', '', TIMESTAMP '2024-01-31'), ('d', 'e', NULL), "
        "('e', 'f', TIMESTAMP 'infinity'), ('f', 'g', TIMESTAMP '20000-01-01'), ('g', 'h', TIMESTAMP '2024-01-31')"
    )
    write_parquet(tmp_path / "log.parquet", f'FROM (VALUES {rows}) AS t(customer, name, "at")')
    landed = land(str(tmp_path / "log.parquet"))
    assert [number for number, _ in landed.reasons] == [1, 2, 3, 4, 5]
    assert landed.reasons[2][1] == "no time: 'at' is missing or empty"
    assert landed.landing.bad_lines[0].text == "name=b, at=2024-01-31 00:00:00"
    assert landed.column("customer") == ["g"]


@pytest.mark.parametrize(
    "sql", ["TIMESTAMP_S '2024-01-31 12:00'", "TIMESTAMP_MS '2024-01-31 12:00'", "TIMESTAMP_NS '2024-01-31 12:00'",
            "TIMESTAMPTZ '2024-01-31 12:00+00'", "'2024-01-31T15:00+03:00'"],
)  # fmt: skip
def test_times_of_all_types_are_instants(tmp_path: Path, sql: str) -> None:
    """Any unit, with a zone or without, typed or as text."""
    write_parquet(tmp_path / "log.parquet", f"SELECT 'anna' AS customer, 'called' AS name, {sql} AS \"at\"")
    assert land(str(tmp_path / "log.parquet")).column("at") == [utc("2024-01-31T12:00")]


def test_a_number_is_no_time(tmp_path: Path) -> None:
    """Every row of such a column is bad, with advice."""
    write_parquet(tmp_path / "log.parquet", "SELECT 'anna' AS customer, 'called' AS name, 1706691600 AS \"at\"")
    assert (
        "'at' is a number, \"1706691600\": write the time as ISO 8601"
        in land(str(tmp_path / "log.parquet")).reasons[0][1]
    )


def test_a_path_is_taken_literally(tmp_path: Path) -> None:
    """Stars, brackets and quotes of a path mean nothing; its neighbours are not read."""
    folder = tmp_path / "[a]*'?"
    folder.mkdir()
    for name, customer in {"[x]*?.parquet": "meant", "x1.parquet": "decoy", "xyz.parquet": "decoy"}.items():
        write_parquet(tmp_path / "plain.parquet", f"SELECT {ROLES.replace('anna', customer)}")
        (tmp_path / "plain.parquet").rename(folder / name)
    assert land(str(folder / "[x]*?.parquet")).column("customer") == ["meant"]
    assert land(str(folder / "x1.parquet")).column("customer") == ["decoy"]


def test_a_folder_that_looks_like_a_column_is_none(tmp_path: Path) -> None:
    """What Hive would read out of ``year=2024`` neither adds a column nor hides the file's own."""
    (tmp_path / "year=2024").mkdir()
    path = tmp_path / "year=2024" / "log.parquet"
    write_parquet(path, f"SELECT {ROLES}, 'own' AS year")
    assert land(str(path), properties=["year"]).column("t0") == ["own"]


@pytest.mark.parametrize("content", [b"PAR1", b"x" * 1000, b"PAR1" + b"\0" * 100 + b"PAR1"])
def test_garbage_is_unreadable(content: bytes) -> None:
    """What is no Parquet file is said to be none."""
    with pytest.raises(LogUnreadable, match="no Parquet file, or a damaged one"):
        land_text(".parquet", content)


def test_a_missing_column_is_unreadable(tmp_path: Path) -> None:
    """The columns of the file are named, and the nearest."""
    write_parquet(tmp_path / "log.parquet", "SELECT 1 AS case_id, {'customer': 1} AS s")
    with pytest.raises(
        LogUnreadable, match=r"no column 'caseid' \(did you mean 'case_id'\?\); found 'case_id', 's';"
    ):
        land(str(tmp_path / "log.parquet"), columns="customer=caseid")


@pytest.mark.parametrize(
    ("path", "arrival"),
    [(Path(tropa.data.__file__).parent / "logs" / "traffic_fines.parquet", "arrival"),
     (Path("/work/shared/data/traffic_fines.parquet"), ".order")],
)  # fmt: skip
def test_the_traffic_fines_land(path: Path, arrival: str) -> None:
    """All 34,724 events of the real log land, in the order that its own column gives, none bad."""
    if not path.exists():
        pytest.skip("the original of the log is not on this machine")
    columns = f"customer=case_id,name=activity,at=timestamp,arrival={arrival}"
    landed = land(str(path), columns=columns, properties=["amount", arrival])
    assert (landed.landing.n_events, landed.landing.n_bad, landed.landing.n_duplicates) == (34_724, 0, 0)
    assert landed.column("arrival") == list(range(34_724))
    order = landed.column(f"n{landed.landing.properties.index(arrival)}")
    assert order == sorted(order)
    assert len(set(landed.column("customer"))) == 10_000
    assert landed.landing.watermark == datetime(2012, 3, 26, tzinfo=UTC)
