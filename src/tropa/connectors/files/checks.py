"""From what a line said to what happened: times, the clock correction of R1, reasons of refusal.

Every reader describes its lines as a *met* relation, this module makes the *staged* one of
it, in SQL and row by row, so that it can run over a batch or straight over a Parquet file.

Met: ``line`` BIGINT, ``fault`` (the reader's own reason of refusal), ``ignored`` (the kind of
a line that is no event by design), ``sets_traits`` BOOLEAN, ``text`` (the line, or null),
``customer``, ``name``, ``at_met``, ``received_met``, ``sent_met`` (texts or typed times; null
where absent), ``arrival_met`` (null: the log has none; empty: this line has none) and
``arrival_key`` (the same as number, see ``order_key``), ``message_id``, and ``t{i}``, ``n{i}`` a property.

Staged: ``line``, ``kind`` (``event``, ``traits``, ``ignored``, ``bad``), ``note`` (the reason as
``reasons`` packs it, or what was ignored), ``text`` (of bad lines), ``customer``, ``name``, ``at``, ``received_at``,
``arrival_key`` DECIMAL, ``message_id``, ``t{i}``, ``n{i}``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tropa.connectors.files.duck import literal
from tropa.connectors.files.reasons import packed_sql
from tropa.connectors.files.times import EXAMPLE, LocalClock, TimeColumn

KEPT_CHARACTERS = 200
"""How much of a bad line is kept to be recognised by."""

_MOST_SKEW_S = 60
"""R1: clocks that differ by no more are taken to agree."""

_MOST_AHEAD_MIN = 5
"""R1: no event happened later than this after it was received."""


def order_key(sql: str) -> str:
    """SQL of a value as a number to order by, exact to 29 digits before the point; null if it is none."""
    return f"TRY_CAST({sql} AS DECIMAL(38, 9))"


_YEARS = "BETWEEN TIMESTAMP '0001-01-01' AND TIMESTAMP '9999-12-31 23:59:59.999999'"
_NUMBER = r"\s*[+-]?\d+(\.\d+)?([eE][+-]?\d+)?\s*"


@dataclass(frozen=True, slots=True)
class Checks:
    """How the lines of one log are to be judged.

    Args:
        n_properties: How many pairs ``t{i}``, ``n{i}`` a line carries.
        labels: What a role is called in this log, by role, for the reasons.
        clock: The one that naive times were read from; None: they are UTC.
        types: DuckDB types of ``at_met``, ``received_met``, ``sent_met`` where they are no texts.
        receipt: Whether what a line says of its receipt counts.
    """

    n_properties: int
    labels: Mapping[str, str]
    clock: LocalClock | None = None
    types: Mapping[str, str] = field(default_factory=dict)
    receipt: bool = True

    def staged(self, met: str) -> str:
        """SQL of the staged relation over ``met``, a relation in parentheses or a name."""
        values = "".join(f", t{i}, n{i}" for i in range(self.n_properties))
        return f"""
            SELECT line,
                CASE WHEN reason IS NOT NULL THEN 'bad' WHEN ignored IS NOT NULL THEN 'ignored'
                    WHEN sets_traits THEN 'traits' ELSE 'event' END AS kind,
                coalesce(reason, ignored) AS note,
                CASE WHEN reason IS NOT NULL THEN left({_TEXT}, {KEPT_CHARACTERS}) END AS text,
                customer, name, happened_at AS "at", coalesce(received_at, happened_at) AS received_at,
                arrival_key, nullif(message_id, '') AS message_id{values}
            FROM (SELECT *, {self._reason()} AS reason FROM ({self._corrected(met)}))
            """  # noqa: S608 - built of our own words; labels go through literal()

    def _corrected(self, met: str) -> str:
        """R1: by the sender's own error, then to just after the receipt at the latest."""
        skew = "epoch_us(received_at) - epoch_us(sent_at)"
        return f"""
            SELECT * REPLACE (CASE WHEN ignored IS NULL THEN least(
                    CASE WHEN abs({skew}) > {_MOST_SKEW_S * 1_000_000} THEN happened_at + to_microseconds({skew})
                        ELSE happened_at END,
                    received_at + INTERVAL '{_MOST_AHEAD_MIN} minutes') END AS happened_at),
                happened_at AS said_at
            FROM ({self._instants(met)})
            """  # noqa: S608 - built of our own words and numbers

    def _instants(self, met: str) -> str:
        """Each of the three times as a UTC instant of the years 1 to 9999, or null."""
        types = self.types
        if not self.receipt:
            met = f"(SELECT * REPLACE (NULL::VARCHAR AS received_met) FROM {met})"  # noqa: S608 - our own words
            types = {name: kind for name, kind in types.items() if name != "received_met"}
        clocks = {instant: TimeColumn(name, types.get(name, "VARCHAR")) for name, instant in _INSTANTS.items()}
        whole = ", ".join(f"CASE WHEN {i} {_YEARS} THEN {i} END AS {i}" for i in clocks)
        if self.clock is None:
            instants = ", ".join(f"{clock.utc(naive_too=True)} AS {i}" for i, clock in clocks.items())
            return f"SELECT * REPLACE ({whole}) FROM (SELECT *, {instants} FROM {met})"  # noqa: S608 - our own words
        parts = ", ".join(f"{c.local()} AS {i}_local, {c.utc(naive_too=False)} AS {i}_utc" for i, c in clocks.items())
        instants = ", ".join(f"coalesce({i}_utc, {self.clock.utc(f'{i}_local')}) AS {i}" for i in clocks)
        parted = f"SELECT *, {parts} FROM {met}"  # noqa: S608 - our own words
        return f"SELECT * REPLACE ({whole}) FROM (SELECT *, {instants} FROM ({parted}))"  # noqa: S608 - our own words

    def _reason(self) -> str:
        """Why a line is no event, the first reason that holds, or null."""
        customer, name, arrival = (literal(self.labels[role]) for role in ("customer", "name", "arrival"))
        at = literal(self.labels["at"])
        times = " ".join(
            f"WHEN {instant} IS NULL AND {met} IS NOT NULL THEN {_no_time(met, literal(self.labels[role]))}"
            for role, met, instant in (
                ("at", "at_met", "said_at"),
                ("received_at", "received_met", "received_at"),
                ("sent_at", "sent_met", "sent_at"),
            )
        )
        return f"""CASE
            WHEN fault IS NOT NULL THEN fault
            WHEN ignored IS NOT NULL THEN NULL
            WHEN coalesce(customer, '') = '' THEN {packed_sql("no_customer", customer)}
            WHEN coalesce(name, '') = '' AND NOT sets_traits THEN {packed_sql("no_name", name)}
            WHEN at_met IS NULL THEN {packed_sql("no_time", at)}
            {times}
            WHEN arrival_met = '' THEN {packed_sql("no_arrival", arrival)}
            WHEN arrival_met IS NOT NULL AND arrival_key IS NULL
                THEN {packed_sql("bad_arrival", arrival, _shown("arrival_met"))}
            WHEN NOT happened_at {_YEARS} THEN {packed_sql("out_of_years")}
            END"""


_INSTANTS = {"at_met": "happened_at", "received_met": "received_at", "sent_met": "sent_at"}

_TEXT = """coalesce(text, concat_ws(', ', 'customer=' || customer, 'name=' || name, 'at=' || at_met::VARCHAR))"""


def _no_time(met: str, label: str) -> str:
    """SQL of the reason why a text is no time, and of what to write instead."""
    params = label, literal(EXAMPLE), _shown(met)
    number, other = packed_sql("time_is_number", *params), packed_sql("bad_time", *params)
    return f"CASE WHEN regexp_full_match({met}::VARCHAR, '{_NUMBER}') THEN {number} ELSE {other} END"


def _shown(met: str) -> str:
    return f"left({met}::VARCHAR, 60)"
