"""A journey or channel that fails too often holds itself (R16).

Whoever counts says over what time; the rule is here.  A share is judged from so many tries on: one
failure of one try is no failure rate.  What is held says why, and waits for a person; the same is not
held twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Literal, NamedTuple

from msgspec import Struct

from tropa.engine.holds import Hold
from tropa.engine.naming import named

FAILURE_RATE = "failure_rate"
MOST_SHARE = 0.1
"""The share of failures that holds, once it is passed."""

LEAST_TRIES = 20
"""From so many tries on a share is judged: fewer would hold at the second failure."""


class Concern(NamedTuple):
    """What fails, or does not: a journey, or a channel, by its id."""

    level: Literal["journey", "channel"]
    id: str


class Tries(Struct, frozen=True):
    """How often something was tried, and how often it failed."""

    n: int = 0
    n_failed: int = 0

    @property
    def share(self) -> float:
        """The share that failed; 0 where nothing was tried."""
        return self.n_failed / self.n if self.n > 0 else 0.0


def self_held(
    tries: Mapping[Concern, Tries],
    holds: Iterable[Hold],
    now: datetime,
    *,
    most: float = MOST_SHARE,
    least: int = LEAST_TRIES,
) -> tuple[Hold, ...]:
    """The holds that failures begin.

    Args:
        tries: What was tried of late: runs' steps of a journey, hand-overs of a channel.
        holds: The holds that are in force.
        now: When they begin.
        most: The share of failures that is borne.
        least: Tries from which on a share is judged.
    """
    on = {(hold.journey, hold.channel) for hold in holds if hold.because == FAILURE_RATE and hold.until is None}
    found: list[Hold] = []
    for concern, counted in sorted(tries.items()):
        journey = concern.id if concern.level == "journey" else None
        channel = concern.id if concern.level == "channel" else None
        if counted.n >= least and counted.share > most and (journey, channel) not in on:
            name = named(FAILURE_RATE, concern.level, concern.id, now.isoformat())
            found.append(Hold(name, now, journey=journey, channel=channel, because=FAILURE_RATE))
    return tuple(found)
