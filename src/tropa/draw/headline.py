"""The top of a report: the key figures, and the reading for somebody in a hurry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from tropa.draw.bars import Bar, bar
from tropa.draw.break_cards import for_whom, on_which_days
from tropa.draw.names import Names
from tropa.draw.wording import Prose, Wording
from tropa.measure.behind import outcome_figure
from tropa.measure.breaking import BreaksAnswer
from tropa.measure.reality import Reality, Verdict
from tropa.stats.intervals import wilson

OPEN = "open"
REACHED = "reached"
MOST_NAMED = 6
"""Touchpoints named in one sentence."""

VERDICTS: tuple[Verdict, ...] = ("met", "missed", "unclear", "not measured")


@dataclass(frozen=True, slots=True)
class OutcomeFigure:
    """An outcome other than the goal, its runs, and the figure that names its customers."""

    title: Prose
    n: str
    share: str
    figure: str


@dataclass(frozen=True, slots=True)
class Headline:
    """The key figures.

    Args:
        runs: Runs that began.
        customers: Customers behind them.
        reached: Runs that reached the goal.
        share: Their share; None where no run began.
        interval: Its interval.
        bar: Its picture; None where no run began.
        outcomes: The other outcomes, largest first, those still under way last.
        reading: What it all says, a sentence each.
    """

    runs: str
    customers: str
    reached: str
    share: str | None
    interval: str
    bar: Bar | None
    outcomes: tuple[OutcomeFigure, ...]
    reading: tuple[Markup, ...]


def headline(reality: Reality, breaks: BreaksAnswer, names: Names, wording: Wording) -> Headline:
    """The key figures of a report."""
    numbers, runs, reached = wording.numbers, reality.runs, reality.reached_goal
    bounds = wilson(reached, runs)
    others = {name: n for name, n in reality.outcomes.items() if name != REACHED}
    ranked = sorted(others.items(), key=lambda item: (item[0] == OPEN, -item[1]))
    return Headline(
        runs=numbers.count(runs),
        customers=numbers.count(reality.customers),
        reached=numbers.count(reached),
        share=numbers.share(reached / runs) if runs else None,
        interval=numbers.interval(bounds.low, bounds.high) if runs else "",
        bar=bar(wording, reached / runs, bounds.low, bounds.high, None) if runs else None,
        outcomes=tuple(
            OutcomeFigure(
                names.outcome(name), numbers.count(n), numbers.share(n / runs) if runs else "", outcome_figure(name)
            )
            for name, n in ranked
        ),
        reading=tuple(_reading(reality, breaks, names, wording)),
    )


def _reading(reality: Reality, breaks: BreaksAnswer, names: Names, wording: Wording) -> Iterator[Markup]:
    """Sentences from the outside in: the goal, the touchpoints, where it came, where it tears."""
    say, numbers = wording.say, wording.numbers
    if not reality.runs:
        yield say("report.reading.no_runs" if reality.begins else "reality.no_start")
        yield from _unproven(reality, names, wording)
        return
    yield say(
        "report.reading.runs",
        plural=reality.runs,
        runs=numbers.count(reality.runs),
        reached=numbers.count(reality.reached_goal),
        share=numbers.share(reality.reached_goal / reality.runs),
        never=numbers.count(reality.runs - reality.reached_goal),
    )
    yield from _verdicts(reality, wording)
    yield from _unproven(reality, names, wording)
    if reality.reached_goal:
        yield _most_goals(reality, names, wording)
    worst = next((one for one in breaks.breaks if one.goals is not None), None)
    if worst is not None and worst.goals is not None:
        whom, when = for_whom(worst, wording), on_which_days(worst, wording)
        lost, touchpoint = numbers.decimal(worst.goals), names.touchpoint(worst.touchpoint)
        yield say("report.reading.break", touchpoint=touchpoint, whom=whom, when=when, lost=lost)


def _verdicts(reality: Reality, wording: Wording) -> Iterator[Markup]:
    """How many of the expectations were met; what there is none of is not told."""
    met = Counter(one.verdict for one in reality.touchpoints if one.expected is not None)
    count, say = wording.numbers.count, wording.say
    if n := met.total():
        told = [
            say(f"report.reading.{kind.replace(' ', '_')}", plural=met[kind], n=count(met[kind]))
            for kind in VERDICTS
            if met[kind]
        ]
        yield say("report.reading.verdicts", plural=n, n=count(n), told=say("report.list.joint").join(told))


def _unproven(reality: Reality, names: Names, wording: Wording) -> Iterator[Markup]:
    """That touchpoints cannot be measured, and which, so that nobody takes their empty cells for a failure."""
    n = len(reality.unproven)
    if n:
        titles = (names.touchpoint(name) for name in reality.unproven[:MOST_NAMED])
        where = wording.say("report.list.joint").join(title.__html__() for title in titles)
        key = "reality.unproven_more" if n > MOST_NAMED else "reality.unproven"
        count = wording.numbers.count
        yield wording.say(key, plural=n, n=count(n), where=where, more=count(n - MOST_NAMED))


def _most_goals(reality: Reality, names: Names, wording: Wording) -> Markup:
    best = max(reality.touchpoints, key=lambda one: one.goals_after, default=None)
    if best is None or reality.goals_before >= best.goals_after:
        return wording.say("report.reading.goals_before", n=wording.numbers.count(reality.goals_before))
    touchpoint = names.touchpoint(best.id)
    return wording.say("report.reading.goals_after", touchpoint=touchpoint, n=wording.numbers.count(best.goals_after))
