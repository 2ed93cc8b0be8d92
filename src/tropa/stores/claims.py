"""Who may take turns in a shard: one worker at a time, by a fence that grows when it changes hands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from tropa.ports.state import Lease


@dataclass(frozen=True, slots=True)
class Claim:
    """What a shard's row says of its worker.

    Args:
        shard: Which.
        fence: How often the shard has changed hands.
        worker: Whose it is; None is nobody's.
        until: When the lease runs out; None where it is nobody's.
    """

    shard: int
    fence: int = 0
    worker: str | None = None
    until: datetime | None = None


def claimed(claims: Iterable[Claim], worker: str, now: datetime, length: timedelta, most: int) -> tuple[Lease, ...]:
    """The leases that a worker gets: its own, renewed, and free ones, at most so many together.

    Args:
        claims: Of all shards.
        worker: Who asks.
        now: A lease that has run out by then is free.
        length: How long they hold.
        most: How many, at most; what it has beyond that is not renewed.
    """
    every = sorted(claims, key=lambda claim: claim.shard)
    own = [claim for claim in every if claim.worker == worker]
    free = [claim for claim in every if claim.worker is None or (claim.worker != worker and _is_over(claim, now))]
    return tuple(
        Lease(claim.shard, worker, claim.fence + (claim.worker != worker), now + length)
        for claim in (*own, *free)[: max(0, most)]
    )


def _is_over(claim: Claim, now: datetime) -> bool:
    return claim.until is None or claim.until <= now
