"""The table of how well breaks are found: logs with a tear and logs without, and what is said of each.

``python -m tropa.testing.break_table 200`` prints the whole of it in Markdown, as the documentation has it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

import click
import numpy as np

from tropa.measure.breaking import BreaksAnswer, Shift, find_breaks
from tropa.testing.torn_logs import FIRST_DAY, Tear, TornLog, counts_of, draw_passages

EDGE_DAYS = 10
"""Days at either end of a log in which no tear begins or ends."""

QUIET: tuple[tuple[str, TornLog], ...] = (
    ("no segment differs from another", TornLog()),
    ("weekends at 40 % of working days", TornLog(weekend=0.4)),
    ("every day 15 % up or down for everybody", TornLog(scatter=0.15)),
    ("segments up to 15 % apart all the time", TornLog(levels=0.15)),
    ("180 days", TornLog(days=180)),
)
"""Logs in which nothing changes, by what is awkward about them."""


@dataclass(frozen=True, slots=True)
class Torn:
    """A kind of tear.

    Args:
        touchpoint: Where.
        factor: What is left of the chance of the target action.
        days: For how long.
        cut: The property of the segment; None: everybody.
        value: Its value.
        log: What the log is like otherwise.
    """

    touchpoint: str = "welcome"
    factor: float = 0.5
    days: int = 14
    cut: str | None = "region"
    value: str | None = "region-03"
    log: TornLog = TornLog()

    def drawn(self, seed: int) -> Tear:
        """A tear of this kind, its first day drawn."""
        first = int(np.random.default_rng(seed).integers(EDGE_DAYS, self.log.days - self.days - EDGE_DAYS))
        return Tear(self.touchpoint, self.cut, self.value, first, self.days, self.factor)


HALVED = Torn()
"""A chance halved for a tenth of the customers for two weeks, at the step that all 20,000 come to."""

TORN: tuple[tuple[str, Torn], ...] = (
    ("-50 %, a tenth, 14 days", HALVED),
    ("-40 %, a tenth, 14 days", Torn(factor=0.6)),
    ("-30 %, a tenth, 14 days", Torn(factor=0.7)),
    ("-20 %, a tenth, 14 days", Torn(factor=0.8)),
    ("-50 %, a tenth, 7 days", Torn(days=7)),
    ("-50 %, a tenth, 4 days", Torn(days=4)),
    ("-50 %, a twentieth (a city), 14 days", Torn(cut="city", value="city-05")),
    ("-50 %, a twentieth (a device), 14 days", Torn(cut="device", value="device-03")),
    ("-50 %, a tenth, 14 days, at the second step (12,000 come)", Torn(touchpoint="setup")),
    ("-40 %, a tenth, 14 days, at the second step", Torn(touchpoint="setup", factor=0.6)),
    ("-50 %, a tenth, 14 days, segments 15 % apart", Torn(log=TornLog(levels=0.15))),
    ("-50 %, a tenth, 14 days, every day 15 % up or down", Torn(log=TornLog(scatter=0.15))),
    ("-20 %, everybody, 14 days", Torn(cut=None, value=None, factor=0.8)),
    ("-10 %, everybody, 14 days", Torn(cut=None, value=None, factor=0.9)),
    ("+40 %, a tenth, 14 days", Torn(factor=1.4)),
)
"""What is planted, from the plainest down to what nobody could find."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was said of some logs with a tear.

    Args:
        n: How many logs.
        found: In how many step, segment and dates were right: the dates told overlap those planted.
        overlap: Mean overlap of the dates told with those planted, in the logs where it was found:
            days in both over days in either.
        elsewhere: In how many logs the tear was told of another segment or without its dates instead.
        false: In how many logs anything else with dates was told.
    """

    n: int
    found: int
    overlap: float
    elsewhere: int
    false: int


def answer(log: TornLog, seed: int) -> BreaksAnswer:
    """What is said of a log."""
    return find_breaks(counts_of(draw_passages(log, np.random.default_rng(seed))))


def says_of_quiet(log: TornLog, seeds: range) -> int:
    """In how many logs without a change a change is told; that segments differ is none."""
    return sum(bool(_dated(answer(log, seed))) for seed in seeds)


def says_of_torn(torn: Torn, seeds: range) -> Found:
    """What is said of logs with a tear, another one in each."""
    found, elsewhere, false, overlaps = 0, 0, 0, []
    for seed in seeds:
        tear = torn.drawn(seed)
        said = answer(replace(torn.log, tears=(tear,)), seed)
        hits = [one for one in _dated(said) if is_hit(one, tear)]
        overlaps += [overlap(one, tear) for one in hits[:1]]
        found += bool(hits)
        others = [one for one in (*said.breaks, *said.improvements) if not is_hit(one, tear)]
        elsewhere += not hits and any(one.touchpoint == tear.touchpoint for one in others)
        false += bool(hits) and any(one.kind != "throughout" for one in others)
    return Found(len(seeds), found, float(np.mean(overlaps)) if overlaps else 0.0, elsewhere, false)


def is_hit(shift: Shift, tear: Tear) -> bool:
    """Whether a shift is the tear: its step, its segment, its way, and dates that overlap its own."""
    same = (shift.touchpoint, shift.cut, shift.value) == (tear.touchpoint, tear.cut, tear.value)
    return same and shift.worse == (tear.factor < 1) and shift.kind != "throughout" and overlap(shift, tear) > 0


def overlap(shift: Shift, tear: Tear) -> float:
    """Days in both over days in either."""
    first, last = dates(tear)
    both = (min(shift.until, last) - max(shift.since, first)).days + 1
    either = (max(shift.until, last) - min(shift.since, first)).days + 1
    return max(both, 0) / either


def dates(tear: Tear) -> tuple[date, date]:
    """The first and the last day of a tear."""
    first = date(1970, 1, 1) + timedelta(days=FIRST_DAY + tear.first)
    return first, first + timedelta(days=tear.days - 1)


def _dated(said: BreaksAnswer) -> list[Shift]:
    return [one for one in (*said.breaks, *said.improvements) if one.kind != "throughout"]


def quiet_lines(n: int) -> Iterator[str]:
    """The lines about logs without a change."""
    yield "| logs without a change | logs | anything told in |"
    yield "|---|---:|---:|"
    for name, log in QUIET:
        yield f"| {name} | {n} | {says_of_quiet(log, range(n))} |"


def torn_lines(n: int) -> Iterator[str]:
    """The lines about logs with a change."""
    yield "| the change | logs | found | overlap of dates | told otherwise | something else told |"
    yield "|---|---:|---:|---:|---:|---:|"
    for name, torn in TORN:
        met = says_of_torn(torn, range(n))
        shares = (
            f"{met.found / met.n:.0%} | {met.overlap:.0%} | {met.elsewhere / met.n:.0%} | {met.false / met.n:.0%}"
        )
        yield f"| {name} | {met.n} | {shares} |"


def main(n: int) -> None:
    """Print both tables."""
    for line in quiet_lines(n):
        click.echo(line)
    click.echo("")
    for line in torn_lines(n):
        click.echo(line)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
