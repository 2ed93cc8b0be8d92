"""Times as they are met, as SQL: ISO 8601 texts and typed columns to UTC instants.

Two things DuckDB 2.0 does differently from rules R1 and R7 are mended here.  A cast to
TIMESTAMP drops the offset of ``10:00+02:00`` instead of applying it, so zoned texts go
through TIMESTAMPTZ.  And its ``timezone()`` moves a local time that does not exist forward
by the width of the gap and takes the second of a doubled one, where R7 wants the first
instant after the gap and the first; hence our own table of a zone's offsets.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

from duckdb import DuckDBPyConnection

from tropa.connectors.files.columns import nearest
from tropa.ports.log import LogUnreadable

EXAMPLE = "2024-01-31T09:00:00Z"

_CLOCK = r"[Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?"
_OFFSET = r"([Zz]| ?UTC|[+-]([01]\d|2[0-3])(:?[0-5]\d)?)"
_DATE = r"\d{4}-\d\d-\d\d"
_NAIVE = rf"\s*{_DATE}({_CLOCK})?\s*"
_ZONED = rf"\s*{_DATE}{_CLOCK}{_OFFSET}\s*"
_EITHER = rf"\s*{_DATE}({_CLOCK}{_OFFSET}?)?\s*"

_FIRST_YEAR, _LAST_YEAR = 1900, 2100
"""Years whose changes of the clock are known; before and after, the nearest offset holds."""


def read_zone(name: str, path: str) -> ZoneInfo:
    """The IANA zone of this name.

    Raises:
        LogUnreadable: There is none; the message tells the nearest spelling.
    """
    known = available_timezones()
    if name not in known:
        hint = nearest(name, known)
        raise LogUnreadable(path, f"unknown time zone {name!r}{hint}; expected an IANA name such as 'Europe/Berlin'")
    return ZoneInfo(name)


@dataclass(frozen=True, slots=True)
class TimeColumn:
    """A column of times: ``name`` in SQL, of the DuckDB type ``type``."""

    name: str
    type: str = "VARCHAR"

    def local(self) -> str:
        """The time without its zone, as TIMESTAMP, or null where it has one or is no time."""
        if self.type == "VARCHAR":
            return self._cast(_NAIVE, "TIMESTAMP")
        return "NULL::TIMESTAMP" if self._is_zoned else self._finite()

    def utc(self, *, naive_too: bool) -> str:
        """The time as TIMESTAMP in UTC, or null where it is no time.

        Args:
            naive_too: Whether times without zone are UTC; otherwise they are null here.
        """
        if self.type == "VARCHAR":
            return self._cast(_EITHER if naive_too else _ZONED, "TIMESTAMPTZ") + "::TIMESTAMP"
        return self._finite() if self._is_zoned or naive_too else "NULL::TIMESTAMP"

    def _cast(self, pattern: str, to: str) -> str:
        """Most times are written as DuckDB likes them; the others get a second, slower look."""
        second = f"TRY_CAST(upper(trim({self.name})) AS {to})"
        cast = f"coalesce(TRY_CAST({self.name} AS {to}), {second})"
        return f"(CASE WHEN regexp_full_match({self.name}, '{pattern}') THEN {cast} END)"

    def _finite(self) -> str:
        return f"CASE WHEN isfinite({self.name}) THEN TRY_CAST({self.name} AS TIMESTAMP) END"

    @property
    def _is_zoned(self) -> bool:
        return self.type.endswith("WITH TIME ZONE")


class LocalClock:
    """A clock on the wall of ``zone``, and its instants in UTC by rule R7.

    A clock that is changed at the instant T from offset b to offset a shows T + b just
    before.  A local time x from there on is the instant x - a, but T at the earliest: that
    moves what the gap of a spring leaves out to its end.  Up to T + b the old offset holds,
    so the first of an autumn's doubled times is taken.

    Which change was the last is looked up by the year, then counted: no join, hence no lost
    row order.  The table stands in variables of the engine, since planning it as part of a
    statement took 0.5 s, for every batch.

    Args:
        zone: Where the clock hangs.
        engine: Where its table is kept.
    """

    def __init__(self, zone: ZoneInfo, engine: DuckDBPyConnection) -> None:
        changes = _changes(zone)
        shown = [at + before for at, before, _ in changes]
        passed = [bisect_left(shown, datetime(year, 1, 1)) for year in range(_FIRST_YEAR, _LAST_YEAR + 2)]  # noqa: DTZ001 - local
        self._most = max(after - before for before, after in pairwise(passed))
        offsets = [_offset(datetime(_FIRST_YEAR, 1, 1, tzinfo=UTC), zone), *(after for *_, after in changes)]
        _remember(engine, "clock_passed", passed, "INTEGER")
        _remember(engine, "clock_shown", shown, "TIMESTAMP")
        _remember(engine, "clock_offset_s", [int(offset.total_seconds()) for offset in offsets], "BIGINT")
        _remember(engine, "clock_earliest", ["-infinity", *(at for at, *_ in changes)], "TIMESTAMP")

    def utc(self, column: str) -> str:
        """SQL for the UTC instant of a column of naive TIMESTAMPs."""
        year = f"greatest(least(year({column}), {_LAST_YEAR}), {_FIRST_YEAR}) - {_FIRST_YEAR - 1}"
        passed = f"getvariable('clock_passed')[{year}]"
        later = (f"getvariable('clock_shown')[{passed} + {i}]" for i in range(1, self._most + 1))
        last = " + ".join((f"1 + {passed}", *(f"coalesce({column} >= {shown}, false)::INTEGER" for shown in later)))
        instant = f"{column} - to_seconds(getvariable('clock_offset_s')[{last}])"
        latest = f"greatest({instant}, getvariable('clock_earliest')[{last}])"
        return f"CASE WHEN {column} IS NOT NULL THEN {latest} END"  # greatest() passes over nulls


def _remember(engine: DuckDBPyConnection, name: str, values: Sequence[object], kind: str) -> None:
    engine.execute(f"SET VARIABLE {name} = '[{', '.join(map(str, values))}]'::{kind}[]")


@cache
def _changes(zone: ZoneInfo) -> tuple[tuple[datetime, timedelta, timedelta], ...]:
    """Each change of a zone's offset: its UTC instant (naive), the offset before and after."""
    found: list[tuple[datetime, timedelta, timedelta]] = []
    day = datetime(_FIRST_YEAR, 1, 1, tzinfo=UTC)
    before = _offset(day, zone)
    while day.year <= _LAST_YEAR:
        following = day + timedelta(days=1)
        after = _offset(following, zone)
        if after != before:
            found.append((_moment(day, following, zone).replace(tzinfo=None), before, after))
            before = after
        day = following
    return tuple(found)


def _moment(low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    """The first second after ``low`` at which the offset is that of ``high``."""
    target = _offset(high, zone)
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
        low, high = (low, middle) if _offset(middle, zone) == target else (middle, high)
    return high


def _offset(instant: datetime, zone: ZoneInfo) -> timedelta:
    return instant.astimezone(zone).utcoffset() or timedelta()
