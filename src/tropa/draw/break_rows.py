"""Break points, ranked by the goals they cost (M12)."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from tropa.draw.bars import css
from tropa.draw.lettering import direction_of
from tropa.draw.names import Names
from tropa.draw.wording import Prose, Wording
from tropa.measure.reality import BreakPoint, Reality
from tropa.stats.intervals import wilson

BY_MONTH = "month"
"""The cut that stands for the month in which a run began."""


@dataclass(frozen=True, slots=True)
class BreakRow:
    """A break point, ready to show.

    Args:
        where: The touchpoint.
        whom: For whom.
        since: Since when, and until when.
        entrants: Runs that came there.
        rate: Pass rate.
        interval: Its interval.
        reference: Pass rate of the comparable others.
        lost: Goals lost.
        length: Length of its bar, in CSS.
    """

    where: Prose
    whom: Markup
    since: Markup
    entrants: str
    rate: str
    interval: str
    reference: str
    lost: str
    length: str


def break_rows(reality: Reality, names: Names, wording: Wording) -> tuple[BreakRow, ...]:
    """The break points, largest loss first."""
    ranked = sorted(reality.breaks, key=lambda found: -found.goals_lost)
    most = max((found.goals_lost for found in ranked), default=0.0) or 1.0
    return tuple(_row(found, most, names, wording) for found in ranked)


def for_whom(found: BreakPoint, wording: Wording) -> Markup:
    """The cell in words: the month it began, or a property and its value, in the direction of the property's name."""
    if found.cut == BY_MONTH and found.value is not None:
        return wording.say("report.breaks.begun", month=wording.numbers.month(found.value))
    value = Prose(found.value) if found.value is not None else wording.say("report.value.none")
    said = wording.say("report.breaks.cell", cut=found.cut, value=value)
    return Markup('<bdi dir="{}">{}</bdi>').format(direction_of(found.cut), said)


def _row(found: BreakPoint, most: float, names: Names, wording: Wording) -> BreakRow:
    numbers = wording.numbers
    return BreakRow(
        where=names.touchpoint(found.touchpoint),
        whom=for_whom(found, wording),
        since=_since(found, wording),
        entrants=numbers.count(found.entrants),
        rate=numbers.share(found.passed / found.entrants),
        interval=numbers.interval(wilson(found.passed, found.entrants).low, found.high),
        reference=numbers.share(found.reference),
        lost=numbers.decimal(found.goals_lost),
        length=css(found.goals_lost / most),
    )


def _since(found: BreakPoint, wording: Wording) -> Markup:
    since, until = wording.numbers.month(found.since), wording.numbers.month(found.until)
    if since == until:
        return Markup("<bdi>{}</bdi>").format(since)
    return wording.say("report.breaks.since", since=since, until=until)
