"""The variants of a journey's runs, counted the long way round (M7): every run is written down with all it shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from tropa.measure.conformance.counts import Behind, LateCounts, Letter, Variant, VariantCounts, Variants
from tropa.plan.plan import Plan, TouchpointMeasure
from tropa.testing.logs import LogEvent
from tropa.testing.passages import Run, all_runs
from tropa.testing.units import microseconds
from tropa.testing.visits import visits_of

Row = tuple[tuple[Letter, ...], bool]
"""What a run shows, up to the length asked for, and whether it goes on."""


def variants(plan: Plan, question: Variants, watermark: datetime, events: Iterable[LogEvent]) -> VariantCounts:
    """Count the variants of a journey's runs."""
    log = list(events)
    runs = all_runs(plan, log)
    rows = [row_of(run, question) for run in runs]
    alphabet = sorted({letter for row, _ in rows for letter in row}, key=lambda letter: (letter.name, letter.shows))
    coded = [(tuple(alphabet.index(letter) for letter in row), cut) for row, cut in rows]
    ordered = sorted(Counter(coded).items(), key=lambda item: (-item[1], *item[0]))
    shown = [row for row, _ in ordered[: question.top]]
    return VariantCounts(
        alphabet=tuple(alphabet),
        variants=tuple(
            Variant(*row, n, behind([run for run, met in zip(runs, coded, strict=True) if met == row], question))
            for row, n in ordered[: question.top]
        ),
        other=sum(n for _, n in ordered[question.top :]),
        holders=holders(runs, [shown.index(row) if row in shown else len(shown) for row in coded]),
        late=tuple(
            late_of(plan, measure, runs, question, watermark) for measure in plan.touchpoints if timed(measure)
        ),
        runs=len(runs),
        customers=len({run.start.customer for run in runs}),
        n_events=len(log),
    )


def row_of(run: Run, question: Variants) -> Row:
    """What a run shows."""
    mapped = [Letter(one.event.name, tuple(item.id for item in one.shows)) for one in run.row if one.shows]
    return tuple(mapped[: question.length]), len(mapped) > question.length


def behind(runs: Sequence[Run], question: Variants) -> tuple[Behind, ...]:
    """The customers whose runs began last, by the latest run of each."""
    latest: dict[str, Behind] = {}
    for run in runs:
        one = Behind(run.start.at_us, run.start.arrival, run.start.customer)
        latest[one.customer] = max(one, latest.get(one.customer, one))
    return tuple(sorted(latest.values(), reverse=True)[: question.behind])


def holders(runs: Sequence[Run], places: Sequence[int]) -> tuple[tuple[tuple[int, ...], int], ...]:
    """Customers by the variants that their runs have."""
    held: dict[str, set[int]] = {}
    for run, place in zip(runs, places, strict=True):
        held.setdefault(run.start.customer, set()).add(place)
    counts = Counter(tuple(sorted(places)) for places in held.values())
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def timed(measure: TouchpointMeasure) -> bool:
    """Whether a touchpoint's target action can be late."""
    return measure.reached is not None and measure.target is not None and measure.within_s is not None


def late_of(
    plan: Plan, measure: TouchpointMeasure, runs: Sequence[Run], question: Variants, watermark: datetime
) -> LateCounts:
    """The runs of a touchpoint whose target action did not come in time, of those watched long enough."""
    watched = [visit for visit in visits_of(plan, measure, runs, microseconds(watermark)) if visit.watched]
    late = [visit.run for visit in watched if not visit.in_time]
    customers = {run.start.customer for run in late}
    return LateCounts(measure.id, len(watched), len(late), len(customers), behind(late, question))
