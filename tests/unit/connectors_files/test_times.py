"""Times as they are met: ISO 8601, zones, the clock that is changed twice a year (rule R7)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.unit.connectors_files.landed import land, land_json, land_text, utc, write_parquet

from tropa.connectors.files import open_log
from tropa.connectors.files.times import LocalClock, TimeColumn
from tropa.ports.log import LogUnreadable

HEADER = "customer,name,at\n"


def times_of(*texts: str, zone: str | None = None) -> list[datetime]:
    """The instants that a CSV file with these times lands."""
    landed = land_text(".csv", HEADER + "".join(f"anna,called,{text}\n" for text in texts), zone=zone)
    assert landed.landing.n_bad == 0, landed.reasons
    return [event["at"] for event in landed.events]


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2024-01-31", "2024-01-31"),
        ("2024-01-31 09:30", "2024-01-31T09:30"),
        ("2024-01-31T09:30:15", "2024-01-31T09:30:15"),
        ("2024-01-31T09:30:15.5", "2024-01-31T09:30:15.500"),
        ("2024-01-31T09:30:15.123456789Z", "2024-01-31T09:30:15.123456"),
        ("2024-01-31T09:30:15Z", "2024-01-31T09:30:15"),
        ("2024-01-31t09:30:15z", "2024-01-31T09:30:15"),
        ("2024-01-31T09:30:15+03:00", "2024-01-31T06:30:15"),
        ("2024-01-31T09:30:15-0530", "2024-01-31T15:00:15"),
        ("2024-01-31 09:30+01", "2024-01-31T08:30"),
        ("2024-01-31 09:30:15 UTC", "2024-01-31T09:30:15"),
        (" 2024-01-31T09:30:15Z ", "2024-01-31T09:30:15"),
        ("0001-01-01T00:00:00Z", "0001-01-01"),
        ("9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999"),
    ],
)
def test_iso_8601_is_read(text: str, instant: str) -> None:
    """A zone is applied, its absence means UTC; what is finer than a microsecond is cut off."""
    assert times_of(text) == [utc(instant)]


@pytest.mark.parametrize(
    "text",
    [
        "soon", "2024-13-01", "2024-02-30", "31.01.2024", "2024-1-1", "10:00", "infinity", "epoch", "now",
        "2024-01-31T25:00:00Z", "2024-01-31T09:30:15+99:00", "2024-01-31T09:30 Europe/Berlin", "10000-01-01",
        "0000-06-01", "0001-01-01T00:00:00+05:00", "9999-12-31T23:59:59-05:00", "2024-01-31 (BC)",
    ],
)  # fmt: skip
def test_what_is_no_iso_8601_is_a_bad_line(text: str) -> None:
    """Other notations, impossible dates and years outside 1 to 9999 are refused, with the text met."""
    landed = land_text(".csv", HEADER + f"anna,called,{text}\nanna,called,2024-01-31\n")
    assert landed.reasons == [(2, f"'at' is no time of ISO 8601, such as 2024-01-31T09:00:00Z: \"{text}\"")]
    assert landed.landing.n_events == 1


@pytest.mark.parametrize("number", ["1706691600", "1706691600000", "1.7066916e9", "20240131"])
def test_a_number_as_time_is_a_bad_line_that_says_what_to_write(number: str) -> None:
    """Seconds, milliseconds and days look alike, so none is guessed."""
    landed = land_text(".csv", HEADER + f"anna,called,{number}\n")
    assert landed.reasons == [
        (2, f"'at' is a number, \"{number}\": write the time as ISO 8601, such as 2024-01-31T09:00:00Z")
    ]
    as_json = land_json({"event": "called", "userId": "anna", "timestamp": 1706691600})
    assert "is a number" in as_json.reasons[0][1]


def test_r7_a_local_time_that_does_not_exist_becomes_the_first_instant_after_the_gap() -> None:
    """In Berlin 02:00 to 03:00 is left out on 31 March 2024, and all of it becomes 01:00 UTC."""
    assert times_of(
        "2024-03-31 01:59:59", "2024-03-31 02:00", "2024-03-31 02:30", "2024-03-31 03:00", zone="Europe/Berlin"
    ) == [utc("2024-03-31T00:59:59"), *[utc("2024-03-31T01:00")] * 3]


def test_r7_of_a_doubled_local_time_the_first_is_taken() -> None:
    """In Berlin 02:00 to 03:00 comes twice on 27 October 2024: the first time it is summer time still."""
    assert times_of("2024-10-27 02:00", "2024-10-27 02:59:59", "2024-10-27 03:00", zone="Europe/Berlin") == [
        utc("2024-10-27T00:00"),
        utc("2024-10-27T00:59:59"),
        utc("2024-10-27T02:00"),
    ]


def test_a_zone_is_for_naive_times_only() -> None:
    """A time that brings its zone keeps it."""
    assert times_of("2024-07-01T12:00", "2024-07-01T12:00Z", "2024-07-01", zone="Europe/Berlin") == [
        utc("2024-07-01T10:00"),
        utc("2024-07-01T12:00"),
        utc("2024-06-30T22:00"),
    ]


def test_a_zone_holds_for_typed_columns_too(tmp_path: Path) -> None:
    """In Parquet, naive timestamps and dates are read in the zone, zoned timestamps are not."""
    times = {"at": "TIMESTAMP '2024-07-01 12:00'", "received_at": "TIMESTAMPTZ '2024-07-01 12:00+00'"}
    values = ", ".join(f'{value} AS "{name}"' for name, value in times.items())
    write_parquet(tmp_path / "log.parquet", f"SELECT 'anna' AS customer, 'called' AS name, {values}")
    (event,) = land(str(tmp_path / "log.parquet"), zone="Europe/Berlin").events
    assert (event["at"], event["received_at"]) == (utc("2024-07-01T10:00"), utc("2024-07-01T12:00"))


def test_a_missing_time_stays_missing_in_a_zone() -> None:
    """A null is no local time: the clock makes nothing of it."""
    with duckdb.connect(":memory:") as engine:
        sql = LocalClock(ZoneInfo("Europe/Berlin"), engine).utc("local")
        assert engine.execute(f"SELECT {sql} FROM (SELECT NULL::TIMESTAMP AS local)").fetchone() == (None,)  # noqa: S608 - ours


def test_an_unknown_zone_is_refused_with_the_nearest() -> None:
    """The message names the zone met and the one that was probably meant."""
    with pytest.raises(LogUnreadable, match=r"unknown time zone 'Europe/Berln' \(did you mean 'Europe/Berlin'\?\)"):
        open_log("x.csv", zone="Europe/Berln")
    with pytest.raises(LogUnreadable, match=r"unknown time zone '\.\./\.\./etc/passwd'"):
        open_log("x.csv", zone="../../etc/passwd")


def by_the_book(local: datetime, zone: ZoneInfo) -> datetime:
    """Rule R7 on Python's own zones: the oracle."""
    first = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if first.astimezone(zone).replace(tzinfo=None) == local:
        return first.replace(tzinfo=None)
    offset_before = local.replace(tzinfo=zone, fold=0).utcoffset()
    instant = first - timedelta(days=1)
    step = timedelta(days=2)
    while step >= timedelta(seconds=1):  # the last second at which the old offset holds
        while (instant + step).astimezone(zone).utcoffset() == offset_before:
            instant += step
        step = timedelta(seconds=step // timedelta(seconds=2))
    return (instant + timedelta(seconds=1)).replace(tzinfo=None)


ZONES = [
    "Europe/Berlin", "Europe/Dublin", "Europe/Moscow", "America/St_Johns", "Australia/Lord_Howe",
    "Pacific/Apia", "Asia/Tehran", "Africa/Casablanca", "Antarctica/Troll", "Asia/Kolkata", "UTC",
]  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    locals_=st.lists(st.datetimes(datetime(1905, 1, 1), datetime(2095, 1, 1)), min_size=1, max_size=50),  # noqa: DTZ001
)
@example(zone="Pacific/Apia", locals_=[datetime(2011, 12, 30, 5)])  # noqa: DTZ001 - a day that Samoa left out
@example(zone="Australia/Lord_Howe", locals_=[datetime(2024, 10, 6, 2, 10)])  # noqa: DTZ001 - half an hour
@example(zone="Africa/Casablanca", locals_=[datetime(2024, 3, 10, 2, 30)])  # noqa: DTZ001 - back for Ramadan
def test_r7_zones_agree_with_the_book(zone: str, locals_: list[datetime]) -> None:
    """In SQL every local time becomes the instant that rule R7 gives by Python's own zone tables."""
    whole = [local.replace(microsecond=0) for local in locals_]
    near = [change + timedelta(minutes=30) for change in whole]
    with duckdb.connect(":memory:") as engine:
        sql = LocalClock(ZoneInfo(zone), engine).utc("local")
        rows = "(SELECT unnest(?::TIMESTAMP[]) AS local)"
        got = engine.execute(f"SELECT {sql} FROM {rows}", [whole + near]).fetchall()  # noqa: S608 - ours
    assert [row[0] for row in got] == [by_the_book(local, ZoneInfo(zone)) for local in whole + near]


@settings(max_examples=60, deadline=None)
@given(
    moment=st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1)),  # noqa: DTZ001 - its zone comes next
    offset=st.none() | st.integers(-14 * 60, 14 * 60).map(lambda minutes: timedelta(minutes=minutes)),
    separator=st.sampled_from("T "),
)
def test_texts_agree_with_pythons_reading(moment: datetime, offset: timedelta | None, separator: str) -> None:
    """Whatever Python writes as ISO 8601 is read as the same instant."""
    sign = "" if offset is None else "+" if offset >= timedelta() else "-"
    text = moment.isoformat(separator)
    if offset is not None:
        minutes = abs(offset) // timedelta(minutes=1)
        text += f"{sign}{minutes // 60:02}:{minutes % 60:02}"
    with duckdb.connect(":memory:") as engine:
        engine.execute("SET TimeZone = 'UTC'")
        sql = TimeColumn("met").utc(naive_too=True)
        row = engine.execute(f"SELECT {sql} FROM (SELECT ? AS met)", [text]).fetchone()  # noqa: S608 - ours
    assert row == (moment - (offset or timedelta()),)
