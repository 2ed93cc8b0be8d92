"""A draft as plain data for programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from tropa.measure.discovery.draft import Draft
from tropa.stats.intervals import wilson


def draft_data(draft: Draft) -> dict[str, Any]:
    """What a draft rests on; each step's share of the paths that begin as it does, with its interval."""
    steps = []
    for step in draft.steps:
        interval = wilson(step.n, draft.n_started)
        share = step.n / draft.n_started
        steps.append({**asdict(step), "share": share, "low": interval.low, "high": interval.high})
    return {
        "start": draft.start,
        "success": draft.success,
        "guessed": sorted(draft.guessed),
        "steps": steps,
        "anywhere": dict(draft.anywhere),
        "rare": dict(draft.rare),
        "ends": dict(draft.ends),
        "paths": [{"names": list(names), "n": n, "share": n / draft.n_units} for names, n in draft.rows],
        "n_paths": draft.n_units,
        "n_started": draft.n_started,
        "n_other": draft.n_other,
        "n_events": draft.n_events,
        "n_customers": draft.n_customers,
    }
