"""Runs in an order: oldest first; of those of one instant, by what tells them apart."""

from __future__ import annotations

from datetime import datetime

from tropa.engine.state import Life


def age(life: Life) -> tuple[datetime, str, str, bool, str, int]:
    """What runs are sorted by; one without a key comes before those with one."""
    run = life.run.id
    return life.run.started_at, run.journey, run.customer, run.key is not None, run.key or "", run.attempt
