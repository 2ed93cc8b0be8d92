"""What a manifest tells, and what it is told of a landing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tropa.ports.kept import KeptFacts
from tropa.ports.log import MAX_KEPT_BAD_LINES, Landing
from tropa.warehouses.duckdb.kept.manifest import KeptBadLine, Manifest

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def facts_of(newest: Manifest) -> KeptFacts:
    """What a snapshot says of itself."""
    return KeptFacts(
        n_events=newest.n_events,
        n_customers=newest.n_customers,
        first_at=newest.first_at,
        last_at=newest.last_at,
        watermark=newest.watermark,
        snapshot=newest.number,
        n_parts=len(newest.parts),
        n_bytes=newest.n_bytes,
        properties=newest.properties,
        traits=newest.traits,
        digests=tuple((source.name, source.digest) for source in newest.sources),
        journeys=tuple((one.journey, one.digest) for one in newest.journeys),
    )


def instant(at_us: int | None) -> datetime | None:
    """Microseconds since 1970 as an instant."""
    return None if at_us is None else _EPOCH + timedelta(microseconds=at_us)


def latest(*instants: datetime | None) -> datetime | None:
    """The latest that is known of some instants."""
    return max(filter(None, instants), default=None)


def added_up(one: dict[str, int], other: dict[str, int]) -> dict[str, int]:
    """Numbers by kind, of both."""
    return {kind: one.get(kind, 0) + other.get(kind, 0) for kind in sorted({*one, *other})}


def first_bad(old: Manifest, landing: Landing) -> tuple[KeptBadLine, ...]:
    """The first lines that could not be read, those of a landing after those there were."""
    new = (KeptBadLine(line.number, line.reason.id, dict(line.reason.params)) for line in landing.bad_lines)
    return (*old.bad_lines, *new)[:MAX_KEPT_BAD_LINES]
