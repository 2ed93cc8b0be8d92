"""A funnel: a bar a step, with its interval, what was lost on the way, and how long it took."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup

from tropa.draw.bars import Bar, bar
from tropa.draw.wording import Prose, Wording
from tropa.measure.answers import FunnelAnswer, StepAnswer


@dataclass(frozen=True, slots=True)
class FunnelBar:
    """A step, ready to show.

    Args:
        name: The step.
        n: Units that took it.
        share: Of those who took the first; None where nobody began.
        interval: Its interval, empty with it.
        bar: Its picture, None with it.
        kept: The share of those who took the step before; None for the first, and where that may be skipped.
        lost: How many were lost since the step before; None with it, and where nobody was.
        median: Median time from the step before; None where there is none.
        p90: The ninetieth percentile of the same.
        loose: Units that did it whether or not they took the steps between, where that is another number.
    """

    name: Prose | Markup
    n: str
    share: str | None
    interval: str
    bar: Bar | None
    kept: str | None
    lost: str | None
    median: str | None
    p90: str | None
    loose: str | None


@dataclass(frozen=True, slots=True)
class FunnelGroup:
    """The funnel of one group.

    Args:
        value: Whose; None for all.
        steps: The bars.
    """

    value: Prose | Markup | None
    steps: tuple[FunnelBar, ...]


@dataclass(frozen=True, slots=True)
class FunnelChart:
    """The picture; the figures beside its bars are its table.

    Args:
        said: What came of it, in a sentence.
        by: The property of the groups; None without a breakdown.
        groups: All together first, then the groups, largest first.
    """

    said: Markup
    by: str | None
    groups: tuple[FunnelGroup, ...]


def funnel_chart(
    answer: FunnelAnswer,
    wording: Wording,
    by: str | None = None,
    *,
    named: Callable[[str], Prose | Markup] = Prose,
) -> FunnelChart:
    """The picture of an answer.

    Args:
        answer: The funnel.
        wording: The words.
        by: The property it was broken down by.
        named: What people call a step.
    """
    groups = [
        FunnelGroup(
            Prose(value) if value is not None else wording.say("report.value.none"),
            _bars(steps, named, wording),
        )
        for value, steps in answer.groups
    ]
    return FunnelChart(_said(answer, wording), by, (FunnelGroup(None, _bars(answer.steps, named, wording)), *groups))


def _said(answer: FunnelAnswer, wording: Wording) -> Markup:
    first, last, numbers = answer.steps[0], answer.steps[-1], wording.numbers
    if last.share_of_first is None:
        return wording.say("charts.funnel.nobody")
    return wording.say(
        "charts.funnel.said",
        n=numbers.count(last.n),
        of=numbers.count(first.n),
        share=numbers.share(last.share_of_first),
        interval=numbers.interval(last.low, last.high),
    )


def _bars(
    steps: tuple[StepAnswer, ...], named: Callable[[str], Prose | Markup], wording: Wording
) -> tuple[FunnelBar, ...]:
    before = (None, *steps)
    return tuple(
        _bar(step, previous, named(step.name), wording) for step, previous in zip(steps, before, strict=False)
    )


def _bar(step: StepAnswer, before: StepAnswer | None, name: Prose | Markup, wording: Wording) -> FunnelBar:
    numbers, share = wording.numbers, step.share_of_first
    follows = before is not None and before.n > 0 and step.share_of_previous == step.n / before.n
    kept = step.share_of_previous if follows else None
    lost = before.n - step.n if before is not None and follows else 0
    return FunnelBar(
        name=name,
        n=numbers.count(step.n),
        share=None if share is None else numbers.share(share),
        interval="" if share is None else numbers.interval(step.low, step.high),
        bar=None if share is None else bar(wording, share, step.low, step.high, None),
        kept=None if kept is None else numbers.share(kept),
        lost=numbers.count(lost) if lost > 0 else None,
        median=None if step.median_s is None else numbers.duration(step.median_s),
        p90=None if step.p90_s is None else numbers.duration(step.p90_s),
        loose=numbers.count(step.n_loose) if step.n_loose != step.n else None,
    )
