"""Which run goes by which id after a merge (R19)."""

from __future__ import annotations

from tropa.engine.desk import Changes
from tropa.engine.state import RunId


def new_names(changes: Changes) -> dict[RunId, RunId]:
    """The new ids of runs by their old ones."""
    return {old: new for merged in changes.merges for old, new in merged.runs}
