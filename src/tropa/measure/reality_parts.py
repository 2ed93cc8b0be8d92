"""What became of a journey's components, roles and requests: answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from tropa.measure.sharing import Part
from tropa.stats.survival import Curve

Told: TypeAlias = Literal["met", "missed", "unclear", "not measured"]
"""What an interval says of an expectation."""


@dataclass(frozen=True, slots=True)
class ComponentReality:
    """What became of one component, a part that has to be started on its own.

    Args:
        id: The component.
        optional: Success does not wait for it.
        measured: Whether anything shows that it was started.
        started: Of all runs, those in which it was, so far.
        median_s: Median seconds from the run's start until it was started, of those.
        curve: Share of runs in which it was started, by time, censored at the watermark; None where
            nothing is measured.
        only_missing: Runs in which it alone is missing of those that success waits for.
    """

    id: str
    optional: bool
    measured: bool
    started: Part
    median_s: float | None
    curve: Curve | None
    only_missing: int


@dataclass(frozen=True, slots=True)
class RoleReality:
    """What became of those who took part in one role.

    Args:
        id: The role.
        first: It is the client's: everybody with a run has it.
        measured: Whether anything shows who joins; for the first role, who is done.
        done: Of all who joined, those whose part is done, so far; for the first role, of all runs.
        done_measured: Whether anything shows that a part is done.
        median_s: Median seconds from joining until the part was done, of those.
        curve: Share of those who joined whose part is done, by time, censored at the watermark; None
            where nothing is measured.
        least: So many are to join a run ...
        most: ... and so many may.
        enough: Of all runs, those that at least ``least`` joined; None for the first role, and where
            the log cannot tell runs apart for want of a key.
        joined: Runs by how many joined them, fewest first; empty where ``enough`` is None.
        unplaced: Of those who joined, how many the log puts into no run, for they carry no key.
    """

    id: str
    first: bool
    measured: bool
    done: Part
    done_measured: bool
    median_s: float | None
    curve: Curve | None
    least: int
    most: int
    enough: Part | None
    joined: tuple[tuple[int, int], ...]
    unplaced: int


@dataclass(frozen=True, slots=True)
class ChainReality:
    """Runs that went one chain of touchpoints, each after all before it (the nested reading of M8).

    Args:
        touchpoints: The chain.
        went: Runs that came so far, at each of its touchpoints; None where the client's events cannot
            show it, which holds nobody up.
        lost_at: The touchpoint at which most are lost; None where nobody is.
        lost: How many.
    """

    touchpoints: tuple[str, ...]
    went: tuple[int | None, ...]
    lost_at: str | None
    lost: int


@dataclass(frozen=True, slots=True)
class FrequencyReality:
    """How often a request came, in months that are whole (M5): not that in which the data begin or end.

    Args:
        expected: So many in a period.
        per_s: The period's length in seconds.
        monthly: It is a calendar month, however long.
        months: Whole months in the data.
        n: Runs that entered in them.
        rate: ``n`` for each period; None without a whole month.
        low: Lower bound of the rate (Poisson 95 %).
        high: Upper bound; None without a whole month.
        verdict: ``met``: the whole interval is at or above what was expected; ``missed``: the whole is below.
    """

    expected: int
    per_s: int
    monthly: bool
    months: int
    n: int
    rate: float | None
    low: float
    high: float | None
    verdict: Told


@dataclass(frozen=True, slots=True)
class RequestReality:
    """What became of one request, by the chains of touchpoints that it may go.

    Args:
        id: The request.
        measured: Whether anything shows that somebody entered.
        entered: Of all runs, those that reached the first touchpoint of one of its chains.
        through: Of those that entered a chain whose end can be shown, runs that went one to its end, in
            order; None where no chain's end can be shown.
        goals: Of those that entered, runs with success then or later.
        chains: Its chains, in their order.
        frequency: How often it came; None where the journey expects nothing, or nothing is measured.
        unproven: Its touchpoints that the client's events cannot show.
    """

    id: str
    measured: bool
    entered: Part
    through: Part | None
    goals: Part
    chains: tuple[ChainReality, ...]
    frequency: FrequencyReality | None
    unproven: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PartsReality:
    """Components, roles and requests, each in the order of the definition.

    Args:
        components: The components.
        started: Runs by how many of the components that success waits for were started, fewest first.
        needed: How many of these can be measured.
        roles: The roles.
        requests: The requests.
    """

    components: tuple[ComponentReality, ...] = ()
    started: tuple[tuple[int, int], ...] = ()
    needed: int = 0
    roles: tuple[RoleReality, ...] = ()
    requests: tuple[RequestReality, ...] = ()
