"""Indicators: which runs fulfil a figure chosen beforehand, and which were watched long enough."""

from __future__ import annotations

import numpy as np

from tropa.plan.heard import heard_leaves
from tropa.plan.plan import IndicatorMeasure
from tropa.warehouses.counting.runs import US, Runs
from tropa.warehouses.counting.times import FOREVER
from tropa.warehouses.counting.values import Flags, Ints


def fulfilled(indicator: IndicatorMeasure, runs: Runs) -> tuple[Flags, Ints, Flags]:
    """Which runs are asked, from when each is watched, and whether it fulfils the indicator.

    ``time_to`` with an origin asks those runs only in which the origin was heard, and watches them
    from there.
    """
    at = np.append(runs.events.at_us, FOREVER)
    began = runs.start
    if indicator.verb == "time_to" and indicator.origin is not None:
        began = runs.first(indicator.origin, runs.start)
    return began < runs.never, at[began], _done(indicator, runs, began, at)


def watched(indicator: IndicatorMeasure, began_us: Ints, now_us: int) -> Flags:
    """Whether runs watched from some instants have been watched long enough."""
    limits = (indicator.within_s, indicator.at_most_s, indicator.n * indicator.every_s)
    horizon_s = next(limit for limit in limits if limit is not None)
    return np.asarray(now_us - began_us >= horizon_s * US, bool)


def _done(indicator: IndicatorMeasure, runs: Runs, began: Ints, at: Ints) -> Flags:
    match indicator.verb:
        case "share":
            return _in_time(indicator, runs, runs.first(indicator.heard[0], began), began, at)
        case "time_to":
            found = runs.first(indicator.heard[0], began)
            done = _in_time(indicator, runs, found, began, at)
            return done if indicator.at_most_s is None else done & (at[found] - at[began] <= indicator.at_most_s * US)
        case "used":
            used = [_in_time(indicator, runs, runs.first(heard, began), began, at) for heard in indicator.heard]
            return np.asarray(np.sum(used, axis=0) >= indicator.at_least, bool)
        case _:
            return _repeated(indicator, runs, at)


def _in_time(indicator: IndicatorMeasure, runs: Runs, found: Ints, began: Ints, at: Ints) -> Flags:
    """Heard, within the window, and before what it must come before."""
    done = found < runs.never
    if indicator.within_s is not None:
        done &= at[found] - at[began] <= indicator.within_s * US
    if indicator.before is not None:
        done &= found < runs.first(indicator.before, runs.start)
    return done


def _repeated(indicator: IndicatorMeasure, runs: Runs, at: Ints) -> Flags:
    """``count``, ``sum`` and ``habit``: over all occurrences in the window."""
    run, place = runs.pairs
    numbers = runs.listening.numbers(heard_leaves(indicator.heard[0]))
    served = runs.events.kinds_serving(numbers)[runs.events.kind[place]]
    run, place = run[served], place[served]
    since = at[place] - at[runs.start][run]
    if indicator.within_s is not None:
        inside = since <= indicator.within_s * US
        run, place, since = run[inside], place[inside], since[inside]
    if indicator.before is not None:
        inside = place < runs.first(indicator.before, runs.start)[run]
        run, place, since = run[inside], place[inside], since[inside]
    if indicator.verb == "habit":
        return _habit(indicator, len(runs), run, since)
    return np.bincount(run, _weights(indicator, runs, place), len(runs)) >= indicator.at_least


def _weights(indicator: IndicatorMeasure, runs: Runs, place: Ints) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """What each occurrence counts: one, or its property."""
    if indicator.prop is None:
        return np.ones(len(place))
    number = runs.listening.plan.indicators.index(indicator)
    column = runs.events.columns[f"sum{number}"]
    return np.where(np.ma.getmaskarray(column), 0.0, np.ma.getdata(column)).astype(np.float64)[place]


def _habit(indicator: IndicatorMeasure, n_runs: int, run: Ints, since: Ints) -> Flags:
    """In at least ``k`` of the first ``n`` periods."""
    period = since // (indicator.every_s * US)
    inside = period < indicator.n
    kept = np.unique(run[inside] * indicator.n + period[inside]) // indicator.n
    return np.bincount(kept, minlength=n_runs) >= indicator.k
