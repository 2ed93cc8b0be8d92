"""What was learned of a log's journeys as plain data for programs."""

from __future__ import annotations

from typing import Any

import numpy as np

from tropa.measure.splitting.learning import Floats, Splitting
from tropa.stats.intervals import wilson

TOLD = 5
"""Names told with which journeys begin, and end."""


def splitting_data(found: Splitting) -> dict[str, Any]:
    """What was learned; the share of steps that are cut, with its interval.  Of no boundary there is no gap."""
    interval = wilson(found.n_cuts, found.n_steps)
    return {
        "histories": found.n_units,
        "journeys": found.n_units + found.n_cuts,
        "steps": found.n_steps,
        "cuts": found.n_cuts,
        "share": found.n_cuts / found.n_steps if found.n_steps else None,
        "low": interval.low,
        "high": interval.high,
        "expected_cuts": found.expected_cuts,
        "within_s": found.within_s,
        "between_s": found.between_s if found.n_cuts else None,
        "gap_s": found.gap_s if found.n_cuts else None,
        "agree": found.agree,
        "begins": likeliest(found.names, found.begins),
        "ends": likeliest(found.names, found.ends),
        "n_events": found.n_events,
        "n_customers": found.n_customers,
    }


def likeliest(names: tuple[str, ...], chances: Floats, most: int = TOLD) -> list[dict[str, Any]]:
    """The likeliest names with their chances."""
    order = np.argsort(-chances, kind="stable")[:most]
    return [{"name": names[at], "chance": float(chances[at])} for at in order.tolist()]
