"""Which run goes by which id after a merge (R19): what tells a run apart beside its id is the event that began it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tropa.engine.state import Life, Run, RunId


def renamed(gone: Iterable[Life], lives: Mapping[RunId, Life]) -> dict[RunId, RunId]:
    """The new ids of runs.

    Args:
        gone: Runs whose id is no more, as they were.
        lives: Runs that were written with them.
    """
    was = {_birth(life.run): life.run.id for life in gone}
    if not was:
        return {}
    return {was[_birth(life.run)]: run for run, life in lives.items() if _birth(life.run) in was}


def _birth(run: Run) -> tuple[object, ...]:
    return run.id.journey, run.id.key, run.entry_id, run.started_at
