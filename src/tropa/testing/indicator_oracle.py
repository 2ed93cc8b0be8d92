"""Indicators counted the long way round, run by run."""

from __future__ import annotations

from collections.abc import Sequence

from tropa.measure.reality_counts import IndicatorCounts
from tropa.plan.plan import IndicatorMeasure
from tropa.testing.heard_truth import any_leaf_hears, place, places
from tropa.testing.passages import Run
from tropa.testing.truth import number
from tropa.testing.units import SECOND_US


def indicator_counts(measure: IndicatorMeasure, runs: Sequence[Run], watermark_us: int) -> IndicatorCounts:
    """How many runs were watched long enough, and how many of those fulfil the indicator."""
    watched = [(run, base) for run in runs if (base := base_of(measure, run, watermark_us)) is not None]
    return IndicatorCounts(measure.id, len(watched), sum(fulfils(measure, run, base) for run, base in watched))


def base_of(measure: IndicatorMeasure, run: Run, watermark_us: int) -> int | None:
    """The place that times are counted from; None where it never came or was not watched long enough."""
    base = place(measure.origin, run.row, 0) if measure.verb == "time_to" and measure.origin is not None else 0
    if base is None or watermark_us - run.row[base].at_us < horizon_s(measure) * SECOND_US:
        return None
    return base


def horizon_s(measure: IndicatorMeasure) -> int:
    """How long a run must be watched."""
    if measure.within_s is not None:
        return measure.within_s
    return measure.at_most_s if measure.at_most_s is not None else measure.n * measure.every_s


def fulfils(measure: IndicatorMeasure, run: Run, base: int) -> bool:
    """Whether the run does what the verb asks for."""
    match measure.verb:
        case "share" | "time_to":
            at = place(measure.heard[0], run.row, base)
            return at is not None and counts(measure, run, base, at)
        case "used":
            return (
                sum(counts(measure, run, base, at) for at in places(measure.heard, run.row, base)) >= measure.at_least
            )
        case "count":
            return len(occurrences(measure, run, base)) >= measure.at_least
        case "sum":
            return sum(amount(measure, run, at) for at in occurrences(measure, run, base)) >= measure.at_least
        case "habit":
            every_us = measure.every_s * SECOND_US
            periods = {
                (run.row[at].at_us - run.row[base].at_us) // every_us for at in occurrences(measure, run, base)
            }
            return len(periods & set(range(measure.n))) >= measure.k
        case _:
            raise NotImplementedError(measure.verb)


def occurrences(measure: IndicatorMeasure, run: Run, base: int) -> list[int]:
    """The places, in the window, of the events behind what is heard."""
    heard = [at for at in range(base, len(run.row)) if any_leaf_hears(measure.heard[0], run.row[at])]
    return [at for at in heard if counts(measure, run, base, at)]


def counts(measure: IndicatorMeasure, run: Run, base: int, at: int) -> bool:
    """Whether a place lies in the indicator's window, end inclusive, and before what it must come before."""
    limit_s = measure.at_most_s if measure.verb == "time_to" else None
    passed_us = run.row[at].at_us - run.row[base].at_us
    in_time = all(limit is None or passed_us <= limit * SECOND_US for limit in (measure.within_s, limit_s))
    before = place(measure.before, run.row, 0)
    return in_time and (before is None or at < before)


def amount(measure: IndicatorMeasure, run: Run, at: int) -> float:
    """The number that the event's property is, or reads as; 0 where it is neither."""
    value = run.row[at].event.properties.get(measure.prop or "")
    return (0.0 if value is None else number(value)) or 0.0
