"""Which run goes by which id after a merge (R19), and a finished run under its new id."""

from __future__ import annotations

from msgspec.structs import replace

from tropa.engine.desk import Changes
from tropa.engine.state import Life, RunId


def new_names(changes: Changes) -> dict[RunId, RunId]:
    """The new ids of runs by their old ones."""
    return {old: new for merged in changes.merges for old, new in merged.runs}


def rekeyed(life: Life, run: RunId) -> Life:
    """A finished run under its new id: who took part first is who that customer became."""
    was = life.run.id.customer
    people = {
        (run.customer if name == was else name): replace(one, customer=run.customer) if name == was else one
        for name, one in life.participants.items()
    }
    return replace(life, run=replace(life.run, id=run), participants=people)
