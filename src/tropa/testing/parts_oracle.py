"""Components, roles and requests counted the long way round, run by run and customer by customer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from tropa.measure.parts_counts import ChainCounts, ComponentCounts, PartsCounts, RequestCounts, RoleCounts
from tropa.plan.heard import Heard
from tropa.plan.parts import RequestMeasure, RoleMeasure
from tropa.plan.plan import Plan
from tropa.testing.heard_truth import Told, any_leaf_hears, hears, place, told
from tropa.testing.logs import LogEvent
from tropa.testing.passages import Run, success_at
from tropa.testing.units import SECOND_US


@dataclass(frozen=True, slots=True)
class Guest:
    """A customer who may have joined a run: when, with which key, and when the part was done."""

    customer: str
    key: str | None
    at_us: int
    done_us: int | None


def parts(plan: Plan, runs: Sequence[Run], log: Sequence[LogEvent], watermark_us: int) -> PartsCounts:
    """Count those components, roles and requests that a log can show."""
    components = {one.id: one for one in plan.parts.components if one.done is not None}
    needed = [name for name, one in components.items() if not one.optional]
    started = [{name for name in needed if done_in(components[name].done, run) is not None} for run in runs]
    asked = any(request.frequency is not None for request in plan.parts.requests)
    first_us = min((event.at_us for event in log), default=None)
    return PartsCounts(
        components=tuple(
            ComponentCounts(
                name,
                *_waits([(run.start.at_us, done_in(one.done, run)) for run in runs], watermark_us),
                only_missing=sum(set(needed) - done == {name} for done in started),
            )
            for name, one in components.items()
        ),
        started=dict(Counter(len(done) for done in started)) if needed else {},
        roles=tuple(
            _role(plan, role, runs, log, watermark_us) for role in plan.parts.roles if _can_be_shown(role) is not None
        ),
        requests=tuple(
            counts for request in plan.parts.requests if (counts := _request(plan, request, runs)) is not None
        ),
        first_at=_instant(first_us) if asked and first_us is not None else None,
    )


def _instant(us: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=us)


def done_in(heard: Heard | None, run: Run) -> int | None:
    """When it came in a run, microseconds; the entry event satisfies nothing."""
    at = place(heard, run.row, 1)
    return None if at is None else run.row[at].at_us


def _waits(
    spans: Sequence[tuple[int, int | None]], watermark_us: int
) -> tuple[np.ndarray[tuple[int], np.dtype[np.float64]], np.ndarray[tuple[int], np.dtype[np.bool_]]]:
    """Seconds from the first of each pair to the second, or to the watermark."""
    waits = [max((watermark_us if done is None else done) - since, 0) / SECOND_US for since, done in spans]
    return np.array(waits, np.float64), np.array([done is not None for _, done in spans], np.bool_)


def _can_be_shown(role: RoleMeasure) -> Heard | None:
    return role.done if role.first else role.joins


def _role(
    plan: Plan, role: RoleMeasure, runs: Sequence[Run], log: Sequence[LogEvent], watermark_us: int
) -> RoleCounts:
    if role.first:
        return RoleCounts(
            role.id, *_waits([(run.start.at_us, done_in(role.done, run)) for run in runs], watermark_us)
        )
    guests = guests_of(plan, role, log)
    of_runs = [[guest for guest in guests if _joined(guest, run, runs)] for run in runs]
    joined = joined_in(plan, role, runs, log)
    return RoleCounts(
        role.id,
        *_waits([(guest.at_us, guest.done_us) for guest in joined], watermark_us),
        unplaced=sum(guest.key is None for guest in joined),
        per_run=dict(Counter(map(len, of_runs))) if plan.keyed else None,
    )


def joined_in(plan: Plan, role: RoleMeasure, runs: Sequence[Run], log: Sequence[LogEvent]) -> list[Guest]:
    """Those who joined some run, and those of whom nobody knows which."""
    return [
        guest
        for guest in guests_of(plan, role, log)
        if guest.key is None or any(_joined(guest, run, runs) for run in runs)
    ]


def guests_of(plan: Plan, role: RoleMeasure, log: Sequence[LogEvent]) -> list[Guest]:
    """Everybody who joins in a role, once a key: with that of the joining event, or of the first later one told."""
    rows: dict[str, list[Told]] = {}
    for event in sorted(log, key=lambda event: event.order):
        rows.setdefault(event.customer, []).append(told(plan, event))
    found: dict[tuple[str, str | None], Guest] = {}
    for customer, row in rows.items():
        for at, one in enumerate(row):
            if any_leaf_hears(role.joins, one):
                key = next((later.key for later in row[at:] if later.key and _tells(role, later)), None)
                theirs = [later for later in row[at + 1 :] if later.key in {None, key}]
                done = place(role.done, theirs, 0)
                guest = Guest(customer, key, one.at_us, None if done is None else theirs[done].at_us)
                found.setdefault((customer, key), guest)
    return list(found.values())


def _tells(role: RoleMeasure, one: Told) -> bool:
    """Whether an event with a key tells the run of whoever joined."""
    return any_leaf_hears(role.joins, one) or any(hears(leaf, one) for leaf in role.carries)


def _joined(guest: Guest, run: Run, runs: Sequence[Run]) -> bool:
    """Whether somebody joined a run: at or after its start, before the next run of that customer and key."""
    if guest.key is None or guest.key != run.key or guest.customer == run.start.customer:
        return False
    same = [other for other in runs if other.start.customer == run.start.customer and other.key == run.key]
    following = next((other.start for other in same[same.index(run) + 1 :]), None)
    return run.start.at_us <= guest.at_us and (following is None or guest.at_us < following.at_us)


@dataclass(frozen=True, slots=True)
class Went:
    """How a run went a request's chains.

    Args:
        places: Of each chain the places at which it came to its touchpoints.
        at: Where it entered; None where it did not.
        could: It entered a chain whose end can be shown ...
        through: ... and came to that end.
        goal: It reached the goal after entering, or then.
    """

    places: list[list[int]]
    at: int | None
    could: bool
    through: bool
    goal: bool


def _proofs(plan: Plan) -> dict[str, Heard]:
    """What shows each touchpoint that the client's events can show."""
    return {
        one.id: one.reached
        for one in plan.touchpoints
        if one.reached is not None and one.id not in plan.parts.elsewhere
    }


def _shown(plan: Plan, request: RequestMeasure) -> list[tuple[str, ...]]:
    """The request's chains, without what cannot be shown."""
    return [tuple(name for name in chain if name in _proofs(plan)) for chain in request.chains]


def went_in(plan: Plan, request: RequestMeasure, run: Run) -> Went:
    """How a run went a request's chains."""
    proofs, shown, goal = _proofs(plan), _shown(plan, request), success_at(plan, run)
    went = [places_of(tuple(proofs[name] for name in chain), run) for chain in shown]
    at = min((places[0] for places in went if places), default=None)
    ended = [
        (bool(places), len(places) == len(chain))
        for whole, chain, places in zip(request.chains, shown, went, strict=True)
        if whole[-1] in proofs
    ]
    return Went(
        went,
        at,
        could=any(begun for begun, _ in ended),
        through=any(through for _, through in ended),
        goal=at is not None and goal is not None and goal >= at,
    )


def _request(plan: Plan, request: RequestMeasure, runs: Sequence[Run]) -> RequestCounts | None:
    shown = _shown(plan, request)
    if not any(shown):
        return None
    went = [went_in(plan, request, run) for run in runs]
    return RequestCounts(
        request.id,
        entered=sum(one.at is not None for one in went),
        could=sum(one.could for one in went),
        through=sum(one.through for one in went),
        goals=sum(one.goal for one in went),
        chains=tuple(
            ChainCounts(chain, tuple(sum(len(one.places[number]) > n for one in went) for n in range(len(chain))))
            for number, chain in enumerate(shown)
        ),
        by_month=dict(
            Counter(_month(run, one.at) for run, one in zip(runs, went, strict=True) if one.at is not None)
        ),
    )


def _month(run: Run, at: int) -> str:
    """The month of a place in a run, UTC."""
    return f"{_instant(run.row[at].at_us):%Y-%m}"


def places_of(proofs: Sequence[Heard], run: Run) -> list[int]:
    """The places at which a run came to each of some touchpoints in order, as far as it came."""
    found: list[int] = []
    for proof in proofs:
        at = place(proof, run.row, found[-1] + 1 if found else 0)
        if at is None:
            break
        found.append(at)
    return found
