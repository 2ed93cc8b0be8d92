"""The forecast that comes of counts: shares and loads, each with how far it may lie off.

Theory.  Two things are uncertain, and each has its interval.  *Of all runs together* a share has Wilson's
interval (M4): it narrows with the number of runs, and says how well the simulation knows its own answer.  *Of one
run* there is the spread between runs, from the 2.5 % to the 97.5 % quantile: what chance alone does to so many
customers.  What is supposed of customers may be wrong altogether; no interval knows of that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tropa.simulate.tally import Daily, Tally
from tropa.stats.intervals import wilson
from tropa.stats.quantiles import quantile

LOW, HIGH = 0.025, 0.975


@dataclass(frozen=True, slots=True)
class Spread:
    """A number over runs of the simulation.

    Args:
        mean: Its mean.
        low: Its 2.5 % quantile.
        high: Its 97.5 % quantile.
    """

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Conversion:
    """What a touchpoint brings about, or how runs end.

    Args:
        id: The touchpoint, or the outcome.
        n: Of how many, in all runs of the simulation.
        done: How many did.
        share: Their share; None of nobody.
        low: Wilson's lower bound.
        high: Its upper bound.
        run_low: The lowest that chance gives to one run of the simulation.
        run_high: The highest.
    """

    id: str
    n: int
    done: int
    share: float | None
    low: float
    high: float
    run_low: float
    run_high: float


@dataclass(frozen=True, slots=True)
class Load:
    """What comes a day.

    Args:
        what: Of what: a channel, a team; with a reason where something was kept back.
        total: In all days of one run.
        peak: On its busiest day.
        per_day: Day by day from the first, of one run.
    """

    what: tuple[str, ...]
    total: Spread
    peak: Spread
    per_day: tuple[Spread, ...]


@dataclass(frozen=True, slots=True)
class Forecast:
    """Everything.

    Args:
        touchpoints: Conversions, in the order of the file.
        outcomes: Ends of runs, the most frequent first.
        messages: By channel.
        sent: By touchpoint.
        suppressed: By touchpoint and reason.
        tasks: By team.
        visits: By team.
        durations_s: The 10 %, 50 % and 90 % quantile of how long a finished run takes; None where none is finished.
    """

    touchpoints: tuple[Conversion, ...]
    outcomes: tuple[Conversion, ...]
    messages: tuple[Load, ...]
    sent: tuple[Load, ...]
    suppressed: tuple[Load, ...]
    tasks: tuple[Load, ...]
    visits: tuple[Load, ...]
    durations_s: tuple[float, float, float] | None


def forecast(tally: Tally, runs: int) -> Forecast:
    """What the counts of so many runs come to; the tally has been closed."""
    every = range(1, runs + 1)
    order = [name for name in tally.script.definition.touchpoints if name in tally.conversions]
    ended = {name: by_run for name, by_run in tally.outcomes.items() if by_run.total()}
    whole = Counter[int]()
    for by_run in ended.values():
        whole.update(by_run)
    outcomes = (
        _conversion(name, [(whole[run], by_run[run]) for run in every]) for name, by_run in sorted(ended.items())
    )
    return Forecast(
        touchpoints=tuple(
            _conversion(name, [(found[0], found[1]) for run in every if (found := tally.conversions[name].get(run))])
            for name in order
        ),
        outcomes=tuple(sorted(outcomes, key=lambda one: (-one.done, one.id))),
        messages=_loads(tally.messages, every),
        sent=_loads(tally.sent, every),
        suppressed=_loads(tally.suppressed, every),
        tasks=_loads(tally.tasks, every),
        visits=_loads(tally.visits, every),
        durations_s=_durations(tally),
    )


def _conversion(name: str, counts: Iterable[tuple[int, int]]) -> Conversion:
    pairs = list(counts)
    n, done = sum(of for of, _ in pairs), sum(did for _, did in pairs)
    interval = wilson(done, n)
    shares = [did / of for of, did in pairs if of]
    return Conversion(
        name,
        n,
        done,
        done / n if n else None,
        interval.low,
        interval.high,
        _quantile(shares, LOW),
        _quantile(shares, HIGH),
    )


def _loads(daily: Daily, runs: range) -> tuple[Load, ...]:
    found = [_load(what, counts, runs) for what, counts in daily.items()]
    return tuple(sorted(found, key=lambda one: (-one.total.mean, one.what)))


def _load(what: tuple[str, ...], counts: Counter[tuple[int, int]], runs: range) -> Load:
    days = range(max((day for _, day in counts), default=-1) + 1)

    def of_run(run: int) -> list[int]:
        return [counts[run, day] for day in days]

    return Load(
        what,
        _spread(runs, lambda run: sum(of_run(run))),
        _spread(runs, lambda run: max(of_run(run), default=0)),
        tuple(_spread(runs, lambda run, day=day: counts[run, day]) for day in days),  # type: ignore[misc]  # the day of its own turn
    )


def _spread(runs: range, of: Callable[[int], float]) -> Spread:
    values = [float(of(run)) for run in runs]
    return Spread(sum(values) / len(values), _quantile(values, LOW), _quantile(values, HIGH))


def _durations(tally: Tally) -> tuple[float, float, float] | None:
    every = [one for found in tally.durations_s.values() for one in found]
    return (_quantile(every, 0.1), _quantile(every, 0.5), _quantile(every, 0.9)) if every else None


def _quantile(values: list[float], share: float) -> float:
    return quantile(values, share) or 0.0
