"""From counts of components, roles and requests to what may be said of them (M4, M5)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise

import numpy as np

from tropa.measure.parts_counts import ComponentCounts, PartsCounts, RequestCounts, RoleCounts
from tropa.measure.reality_parts import (
    ChainReality,
    ComponentReality,
    FrequencyReality,
    PartsReality,
    RequestReality,
    RoleReality,
    Told,
)
from tropa.measure.sharing import part
from tropa.plan.parts import ComponentMeasure, Frequency, RequestMeasure, RoleMeasure
from tropa.plan.plan import Plan
from tropa.stats.poisson import poisson_interval
from tropa.stats.quantiles import quantile
from tropa.stats.survival import Curve, survival_curve

DAY_S = 86_400


def judge_parts(counts: PartsCounts, plan: Plan, runs: int, watermark: datetime | None) -> PartsReality:
    """What became of components, roles and requests; what a log cannot show is not measured.

    Args:
        counts: What the warehouse counted.
        plan: The plan it was counted by.
        runs: Runs that began.
        watermark: The latest ``received_at`` known; None for an empty log.
    """
    components = {one.id: one for one in counts.components}
    roles = {one.id: one for one in counts.roles}
    requests = {one.id: one for one in counts.requests}
    months = whole_months(counts.first_at, watermark)
    return PartsReality(
        components=tuple(_component(one, components.get(one.id), runs) for one in plan.parts.components),
        started=tuple(sorted(counts.started.items())),
        needed=sum(one.id in components and not one.optional for one in plan.parts.components),
        roles=tuple(_role(one, roles.get(one.id), runs) for one in plan.parts.roles),
        requests=tuple(_request(one, requests.get(one.id), runs, months) for one in plan.parts.requests),
    )


def whole_months(first: datetime | None, last: datetime | None) -> tuple[str, ...]:
    """The calendar months, UTC, that lie whole between two instants (M5).

    The month in which the data begin is whole if they do so on its first day; that in which they end
    is not.

    >>> whole_months(datetime(2024, 1, 1, 9, tzinfo=UTC), datetime(2024, 3, 30, tzinfo=UTC))
    ('2024-01', '2024-02')
    >>> whole_months(datetime(2024, 1, 2, tzinfo=UTC), datetime(2024, 2, 29, tzinfo=UTC))
    ()
    """
    if first is None or last is None:
        return ()
    begins, ends = (np.datetime64(instant.astimezone(UTC).replace(tzinfo=None), "M") for instant in (first, last))
    since = begins if first.astimezone(UTC).day == 1 else begins + 1
    return tuple(str(month) for month in np.arange(since, max(ends, since)))


def _component(measure: ComponentMeasure, counted: ComponentCounts | None, runs: int) -> ComponentReality:
    median, curve = _waits(counted)
    return ComponentReality(
        id=measure.id,
        optional=measure.optional,
        measured=counted is not None,
        started=part(int(counted.happened.sum()) if counted else 0, runs if counted else 0),
        median_s=median,
        curve=curve,
        only_missing=counted.only_missing if counted else 0,
    )


def _role(measure: RoleMeasure, counted: RoleCounts | None, runs: int) -> RoleReality:
    per_run = counted.per_run if counted is not None else None
    done_measured = counted is not None and measure.done is not None
    median, curve = _waits(counted) if done_measured else (None, None)
    return RoleReality(
        id=measure.id,
        first=measure.first,
        measured=counted is not None,
        done=part(int(counted.happened.sum()), len(counted.happened)) if counted else part(0, 0),
        done_measured=done_measured,
        median_s=median,
        curve=curve,
        least=measure.least,
        most=measure.most,
        enough=None
        if per_run is None
        else part(sum(n for joined, n in per_run.items() if joined >= measure.least), runs),
        joined=tuple(sorted((per_run or {}).items())),
        unplaced=counted.unplaced if counted is not None else 0,
    )


def _waits(counted: ComponentCounts | RoleCounts | None) -> tuple[float | None, Curve | None]:
    """The median of those to whom it came, and the curve of all."""
    if counted is None or not len(counted.waits_s):
        return None, None
    median = quantile(counted.waits_s[counted.happened], 0.5)
    return median, survival_curve(counted.waits_s, counted.happened)


def _request(
    measure: RequestMeasure, counted: RequestCounts | None, runs: int, months: tuple[str, ...]
) -> RequestReality:
    chains = tuple(_chains(measure, counted))
    shown = {name for chain in counted.chains for name in chain.touchpoints} if counted is not None else set()
    names = dict.fromkeys(name for chain in measure.chains for name in chain)
    entered = counted.entered if counted is not None else 0
    ends = any(chain[-1] in shown for chain in measure.chains)
    frequency = None
    if counted is not None and measure.frequency is not None:
        frequency = frequency_reality(measure.frequency, counted.by_month, months)
    return RequestReality(
        id=measure.id,
        measured=counted is not None,
        entered=part(entered, runs if counted is not None else 0),
        through=part(counted.through, counted.could) if counted is not None and ends else None,
        goals=part(counted.goals if counted is not None else 0, entered),
        chains=chains,
        frequency=frequency,
        unproven=tuple(name for name in names if name not in shown),
    )


def _chains(measure: RequestMeasure, counted: RequestCounts | None) -> Iterator[ChainReality]:
    for number, chain in enumerate(measure.chains):
        numbers = iter(counted.chains[number].went if counted is not None else ())
        shown = counted.chains[number].touchpoints if counted is not None else ()
        went = tuple(next(numbers) if name in shown else None for name in chain)
        yield ChainReality(chain, went, *_most_lost(chain, went))


def _most_lost(chain: tuple[str, ...], went: tuple[int | None, ...]) -> tuple[str | None, int]:
    """Where most are lost on the way from one touchpoint that can be shown to the next, the first of equals."""
    known = [(name, n) for name, n in zip(chain, went, strict=True) if n is not None]
    losses = [(before - n, name) for (_, before), (name, n) in pairwise(known)]
    lost, name = max(losses, key=lambda loss: loss[0], default=(0, None))
    return (name, lost) if lost else (None, 0)


def frequency_reality(expected: Frequency, by_month: dict[str, int], months: tuple[str, ...]) -> FrequencyReality:
    """How often a request came, and whether as often as expected.

    Args:
        expected: The expectation.
        by_month: Runs that entered, by month.
        months: The months that count.
    """
    n = sum(by_month.get(month, 0) for month in months)
    periods = len(months) if expected.monthly else sum(map(_days, months)) * DAY_S / expected.per_s
    if not periods:
        return FrequencyReality(expected.n, expected.per_s, expected.monthly, 0, n, None, 0.0, None, "not measured")
    bounds = poisson_interval(n)
    low, high = bounds.low / periods, bounds.high / periods
    verdict: Told = "met" if low >= expected.n else "missed" if high < expected.n else "unclear"
    return FrequencyReality(
        expected.n, expected.per_s, expected.monthly, len(months), n, n / periods, low, high, verdict
    )


def _days(month: str) -> int:
    first = np.datetime64(month, "M")
    return int(((first + 1).astype("datetime64[D]") - first.astype("datetime64[D]")).astype(int))
