"""What a warehouse counts of a journey's components, roles and requests, before anything is judged."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class ComponentCounts:
    """Counts of one component.

    Args:
        id: The component.
        waits_s: For every run, seconds from its start until the component was started, or until the
            watermark where it has not been, shape ``(runs,)``.
        happened: Whether it was, shape ``(runs,)``.
        only_missing: Runs in which every other component that success waits for was started, and
            this one was not.
    """

    id: str
    waits_s: npt.NDArray[np.float64]
    happened: npt.NDArray[np.bool_]
    only_missing: int


@dataclass(frozen=True, slots=True)
class RoleCounts:
    """Counts of one role.

    Args:
        id: The role.
        waits_s: For everybody who joined in it, seconds from joining until the part was done, or
            until the watermark; for the first role from the start of each run, shape ``(n,)``.
        happened: Whether it was done, shape ``(n,)``.
        unplaced: Of those who joined, how many carry no key, so that the log does not tell their run.
        per_run: Runs by how many joined them; None where nothing joins anybody to a run: for the
            first role, and where the journey has no key.
    """

    id: str
    waits_s: npt.NDArray[np.float64]
    happened: npt.NDArray[np.bool_]
    unplaced: int = 0
    per_run: dict[int, int] | None = None


@dataclass(frozen=True, slots=True)
class ChainCounts:
    """Runs that went a chain of touchpoints.

    Args:
        touchpoints: Those of the chain that the client's events can show, in its order.
        went: Runs that reached each of them after all before it.
    """

    touchpoints: tuple[str, ...]
    went: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RequestCounts:
    """Counts of one request of which at least one touchpoint can be shown.

    Args:
        id: The request.
        entered: Runs that reached the first touchpoint of one of its chains.
        could: Of those, runs that reached the first touchpoint of a chain whose end can be shown.
        through: Runs that went such a chain to its end, in order.
        goals: Of those that entered, runs whose first success came then or later.
        chains: Its chains, in their order.
        by_month: Runs that entered by the month in which they did, UTC: ``2024-03``.
    """

    id: str
    entered: int
    could: int
    through: int
    goals: int
    chains: tuple[ChainCounts, ...]
    by_month: dict[str, int]


@dataclass(frozen=True, slots=True)
class PartsCounts:
    """Counts of those components, roles and requests that a log can show, in the order of the plan.

    Args:
        components: The components.
        started: Runs by how many of the components that success waits for were started.
        roles: The roles.
        requests: The requests.
        first_at: When the earliest event of the log happened; None where no request asks for it.
    """

    components: tuple[ComponentCounts, ...] = ()
    started: dict[int, int] = field(default_factory=dict)
    roles: tuple[RoleCounts, ...] = ()
    requests: tuple[RequestCounts, ...] = ()
    first_at: datetime | None = None
