"""Landing small logs and reading the rows back, for the tests of the file readers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

import duckdb

from tropa.connectors.files import open_log, parse_columns
from tropa.data.words import Words
from tropa.ports.log import Landing, Limits, Needs
from tropa.runtime.unread import reason_told


@dataclass(frozen=True, slots=True)
class Landed:
    """A landing and the rows of its files, as dictionaries."""

    landing: Landing
    events: list[dict[str, Any]]
    traits: list[dict[str, Any]]
    steps: list[tuple[str, float]] = field(default_factory=list)

    def column(self, name: str) -> list[Any]:
        """One column of the events, in file order."""
        return [event[name] for event in self.events]

    @property
    def reasons(self) -> list[tuple[int, str]]:
        """Number and reason of the bad lines, in English."""
        return [(bad.number, reason_told(bad.reason, Words("en"))) for bad in self.landing.bad_lines]

    @property
    def n_lines(self) -> int:
        """Lines accounted for: events, lines that set traits, duplicates, ignored and bad ones."""
        n_setting = len({trait["arrival"] for trait in self.traits})
        landing = self.landing
        n_others = landing.n_duplicates + landing.n_bad + sum(landing.ignored.values())
        return landing.n_events + n_setting + n_others


def land(
    path: str,
    *,
    columns: str | None = None,
    properties: Iterable[str] = (),
    traits: Iterable[str] = (),
    zone: str | None = None,
    stdin: BinaryIO | None = None,
    limits: Limits = Limits(),  # noqa: B008 - frozen
) -> Landed:
    """Land a file into a folder of no further interest."""
    steps: list[tuple[str, float]] = []
    needs = Needs(frozenset(properties), frozenset(traits))
    mapped = parse_columns(columns) if columns is not None else None
    with TemporaryDirectory() as folder:
        log = open_log(path, columns=mapped, zone=zone, stdin=stdin, limits=limits)
        landing = log.land(Path(folder) / "landing", needs, lambda step, at: steps.append((step, at)))
        events = rows(landing.events)
        return Landed(landing, events, rows(landing.traits) if landing.traits else [], steps)


def land_text(suffix: str, content: str | bytes, **how: Any) -> Landed:  # noqa: ANN401 - as for land
    """Land a file of this content."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / f"log{suffix}"
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return land(str(file), **how)


def land_json(*lines: Mapping[str, object], **how: Any) -> Landed:  # noqa: ANN401 - as for land
    """Land JSON Lines."""
    return land_text(".jsonl", "".join(json.dumps(line) + "\n" for line in lines), **how)


def rows(path: Path) -> list[dict[str, Any]]:
    """The rows of a Parquet file, in file order."""
    with duckdb.connect(":memory:") as engine:
        found = engine.execute("FROM read_parquet(?)", [str(path)])
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def write_parquet(path: Path, sql: str) -> None:
    """Write the rows of a query."""
    with duckdb.connect(":memory:") as engine:
        engine.execute(f"COPY ({sql}) TO '{path}' (FORMAT parquet)")  # a test's own path


def utc(text: str) -> datetime:
    """A time as the landing has it: in UTC, without saying so."""
    return datetime.fromisoformat(text)
