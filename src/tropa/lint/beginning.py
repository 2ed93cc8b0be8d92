"""The beginning of a scenario: what a run meets first, a message or a silence."""

from __future__ import annotations

from dataclasses import dataclass

from tropa.journey.codecs.protocol import Path
from tropa.journey.codecs.values import Duration
from tropa.journey.model.steps import (
    End,
    ForEach,
    If,
    Invite,
    Remind,
    Send,
    Split,
    Step,
    Steps,
    Survey,
    Switch,
    Visit,
    Wait,
    inner_steps,
)
from tropa.lint.order import stands_still

SHORT_S = 3_600
"""A wait of up to an hour is no silence."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a list of steps begins with.

    Args:
        told: Every run through it meets a message.
        silent_at: The first place at which a run may wait long before any message; None where there is none.
    """

    told: bool
    silent_at: Path | None = None


def beginning(steps: Steps, path: Path, teams: frozenset[str]) -> Beginning:
    """What runs meet first in a list of steps, branches taken together.

    Args:
        steps: The list.
        path: Its path in the definition.
        teams: Ids of our own teams: what is sent to them tells the client nothing.
    """
    for index, step in enumerate(steps):
        found = _first(step, (*path, index), teams)
        if found.told or found.silent_at is not None:
            return found
    return Beginning(told=False)


def _first(step: Step, path: Path, teams: frozenset[str]) -> Beginning:
    match step:
        case Send(to=to) if to in teams:
            return Beginning(told=False)
        case Send() | Survey() | End():
            return Beginning(told=True)
        case Remind() | Invite(with_=str()) | Visit(announce=str()):
            return Beginning(told=True)
        case Wait(until=Duration(seconds=seconds)) if seconds <= SHORT_S:
            return Beginning(told=False)
        case If() | Switch() | Split() | ForEach():
            return _branches(step, path, teams)
        case _:
            return Beginning(told=False, silent_at=path if stands_still(step) else None)


def _branches(step: Step, path: Path, teams: frozenset[str]) -> Beginning:
    branches = [beginning(steps, (*path, *name), teams) for name, steps in inner_steps(step)]
    silent = next((branch.silent_at for branch in branches if branch.silent_at is not None), None)
    return Beginning(told=bool(branches) and all(branch.told for branch in branches), silent_at=silent)
