"""Answers on returning, time, places, surveys and differences as tables for people."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import click

from tropa.cli.phrases import phrase
from tropa.cli.speaking import Speaker, echo_table, words_in
from tropa.draw.numbers import LEFT_TO_RIGHT_MARK, Numbers
from tropa.measure.answers_places import MatrixRows
from tropa.measure.answers_returning import CohortRow, LifeRow, RetentionCell, RetentionRows, StickyPeriod
from tropa.measure.answers_surveys import WaveRow
from tropa.measure.answers_timing import SessionRow, WaitRow
from tropa.measure.comparing import ComparedStep, SideWait
from tropa.measure.contrast import Difference
from tropa.measure.questions_surveys import SurveyKind
from tropa.measure.sharing import Grouped, Part

A = TypeVar("A")

NOTHING = "-"
UNFINISHED = "*"
"""Stands beside a figure of a period that is not over (M5)."""

POINTS = 100
"""Points in a share."""


@dataclass(frozen=True, slots=True)
class Table:
    """Writes tables in one language.

    Args:
        speaker: Whom to speak to.
    """

    speaker: Speaker

    @property
    def numbers(self) -> Numbers:
        """Numbers as the language writes them."""
        return Numbers(words_in(self.speaker.language))

    def echo(self, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """A table whose headings are words of the catalogue."""
        echo_table([phrase(self.speaker, f"column.{name}") for name in headings], rows)

    def say(self, key: str, **params: object) -> None:
        """A line between tables."""
        click.echo(phrase(self.speaker, key, **params))

    def grouped(self, answer: Grouped[A], by: str | None, told: Callable[[A], None]) -> None:
        """An answer in all, then each group, then the others as one."""
        told(answer.total)
        for value, one in answer.groups:
            shown = value if value is not None else self.speaker.text("column.missing")
            click.echo(f"\n{self.speaker.text('column.group', by=by, value=shown)}")
            told(one)
        if answer.rest is not None:
            click.echo(f"\n{phrase(self.speaker, 'rest')}")
            told(answer.rest)
        if answer.overlap and answer.groups:
            click.echo()
            self.say("overlap")

    def part(self, part: Part) -> tuple[str, str, str, str]:
        """A part: how many, of how many, share, interval."""
        return self.numbers.count(part.n), self.numbers.count(part.of), *self.share(part)

    def share(self, part: Part) -> tuple[str, str]:
        """A part's share and interval."""
        if part.share is None:
            return NOTHING, NOTHING
        return self.numbers.share(part.share), self.numbers.interval(part.low, part.high)

    def duration(self, seconds: float | None) -> str:
        """A length of time, or nothing."""
        return self.numbers.duration(seconds) if seconds is not None else NOTHING

    def decimal(self, value: float | None) -> str:
        """A number, or nothing."""
        return self.numbers.decimal(value) if value is not None else NOTHING

    def period(self, start: date | None, *, partial: bool) -> str:
        """The first day of a period, marked where the period is not over."""
        shown = self.numbers.day(start) if start is not None else phrase(self.speaker, "column.all")
        return shown + UNFINISHED * partial

    def signed(self, value: float) -> str:
        """A number with its sign; the mark that holds the sign to it is needed only where lines run to the left."""
        shown = self.numbers.signed(value)
        return shown if words_in(self.speaker.language).right_to_left else shown.removeprefix(LEFT_TO_RIGHT_MARK)

    def difference(self, told: Difference | None) -> tuple[str, str, str, str]:
        """A difference in points: how large, its interval, how likely chance, and what may be said."""
        if told is None:
            return NOTHING, NOTHING, NOTHING, NOTHING
        verdict = phrase(self.speaker, f"verdict.{told.verdict.replace(' ', '_')}")
        if told.difference is None:
            return NOTHING, NOTHING, NOTHING, verdict
        low, high = self.signed(told.low * POINTS), self.signed(told.high * POINTS)
        interval = words_in(self.speaker.language).text("report.number.interval", low=low, high=high)
        return self.signed(told.difference * POINTS), interval, self.numbers.share(told.q), verdict


def retention_table(answer: Grouped[RetentionRows], speaker: Speaker, by: str | None) -> None:
    """All cohorts as one with intervals, then cohort by cohort."""
    table = Table(speaker)

    def told(rows: RetentionRows) -> None:
        table.say("together")
        table.echo(
            ("after", "active", "of", "share", "interval"),
            ((table.numbers.count(cell.offset), *table.part(cell.active)) for cell in rows.together),
        )
        click.echo()
        table.say("cohorts")
        _cohorts(table, rows.cohorts)

    table.grouped(answer, by, told)


def _cohorts(table: Table, cohorts: tuple[CohortRow, ...]) -> None:
    """A row a cohort, a column a number of periods."""
    longest = max((len(row.cells) for row in cohorts), default=0)
    headings = [phrase(table.speaker, "column.period"), phrase(table.speaker, "column.began")]
    headings += [table.numbers.count(offset) for offset in range(longest)]
    rows = []
    for row in cohorts:
        cells = [_cell(table, cell) for cell in row.cells] + [""] * (longest - len(row.cells))
        rows.append((table.period(row.start, partial=row.partial), table.numbers.count(row.n), *cells))
    echo_table(headings, rows)
    if any(row.partial or any(cell.partial for cell in row.cells) for row in cohorts):
        table.say("partial")


def _cell(table: Table, cell: RetentionCell) -> str:
    return table.share(cell.active)[0] + UNFINISHED * cell.partial


def stickiness_table(answer: Grouped[tuple[StickyPeriod, ...]], speaker: Speaker, by: str | None) -> None:
    """A row a period: how many are active, on how many days, and who comes every day."""
    table = Table(speaker)

    def told(periods: tuple[StickyPeriod, ...]) -> None:
        table.echo(
            ("period", "active", "mean", "interval", "every_day", "interval"),
            (
                (
                    table.period(period.start, partial=period.partial),
                    table.numbers.count(period.active),
                    table.decimal(period.mean_days),
                    _range(table, period.low, period.high),
                    *table.share(period.at_least[-1]),
                )
                for period in periods
            ),
        )
        _legend(table, any(period.partial for period in periods))

    table.grouped(answer, by, told)


def _range(table: Table, low: float, high: float) -> str:
    numbers = table.numbers
    words = words_in(table.speaker.language)
    return words.text("report.number.interval", low=numbers.decimal(low), high=numbers.decimal(high))


def _legend(table: Table, shown: bool) -> None:
    if shown:
        table.say("partial")


def lifecycle_table(answer: Grouped[tuple[LifeRow, ...]], speaker: Speaker, by: str | None) -> None:
    """A row a period: who is what in it, and how many were kept."""
    table = Table(speaker)

    def told(periods: tuple[LifeRow, ...]) -> None:
        count = table.numbers.count
        table.echo(
            ("period", "active", "new", "returning", "resurrecting", "dormant", "kept", "interval", "growth"),
            (
                (
                    table.period(row.start, partial=row.partial),
                    *(count(n) for n in (row.active, row.new, row.returning, row.resurrecting, row.dormant)),
                    *table.share(row.kept),
                    table.decimal(row.growth),
                )
                for row in periods
            ),
        )
        _legend(table, any(row.partial for row in periods))

    table.grouped(answer, by, told)


def time_to_table(answer: Grouped[WaitRow], speaker: Speaker, by: str | None) -> None:
    """How many, the median with its bounds, and the curve at the usual times."""
    table = Table(speaker)

    def told(row: WaitRow) -> None:
        _watched(table, row)
        table.echo(
            ("by", "share", "interval", "at_risk"),
            (
                (
                    table.duration(mark.at_s),
                    table.numbers.share(mark.share),
                    table.numbers.interval(mark.low, mark.high),
                    table.numbers.count(mark.n_at_risk),
                )
                for mark in row.marks
            ),
        )

    table.grouped(answer, by, told)


def _watched(table: Table, row: WaitRow) -> None:
    """How many were watched, to how many it came, and the median as far as it is known."""
    told = {"n": table.numbers.count(row.n), "came": table.numbers.count(row.came)}
    if row.median_s is None or row.median_low_s is None:
        table.say("watched_open", **told)
        return
    told |= {"median": table.duration(row.median_s), "low": table.duration(row.median_low_s)}
    if row.median_high_s is None:
        table.say("watched_from", **told)
    else:
        table.say("watched", **told, high=table.duration(row.median_high_s))


def sessions_table(answer: Grouped[SessionRow], speaker: Speaker, by: str | None) -> None:
    """One line of figures."""
    table = Table(speaker)

    def told(row: SessionRow) -> None:
        table.echo(
            ("sessions", "customers", "per_customer", "single", "interval", "median", "p90", "events", "events_p90"),
            [
                (
                    table.numbers.count(row.n),
                    table.numbers.count(row.customers),
                    table.decimal(row.per_customer),
                    *table.share(row.single),
                    table.duration(row.median_s),
                    table.duration(row.p90_s),
                    table.decimal(row.median_events),
                    table.decimal(row.p90_events),
                )
            ],
        )

    table.grouped(answer, by, told)


def matrix_table(answer: Grouped[MatrixRows], speaker: Speaker, by: str | None) -> None:
    """A row an event, a column a place; the last rows are other events and none."""
    table = Table(speaker)

    def told(rows: MatrixRows) -> None:
        headings = [f"{phrase(speaker, 'column.place')} (n = {table.numbers.count(rows.n)})"]
        headings += [_place(table, place) for place in rows.places]
        lines = [(row.name, row.parts) for row in rows.rows]
        lines += [(phrase(speaker, "column.others"), rows.others), (phrase(speaker, "column.absent"), rows.absent)]
        echo_table(headings, ((name, *(table.share(part)[0] for part in parts)) for name, parts in lines))

    table.grouped(answer, by, told)


def _place(table: Table, place: int) -> str:
    shown = table.numbers.count(abs(place))
    return f"\N{MINUS SIGN}{shown}" if place < 0 else shown


def survey_table(answer: Grouped[tuple[WaveRow, ...]], kind: SurveyKind, speaker: Speaker, by: str | None) -> None:
    """A row a wave: its score, who answered, and whether it changed."""
    table = Table(speaker)

    def told(waves: tuple[WaveRow, ...]) -> None:
        table.echo(
            ("wave", "answers", "score", "interval", "response", "unread", "change", "interval", "q", "verdict"),
            (_wave(table, kind, wave) for wave in waves),
        )
        _legend(table, any(wave.partial for wave in waves))

    table.grouped(answer, by, told)


def _wave(table: Table, kind: SurveyKind, wave: WaveRow) -> tuple[str, ...]:
    """A wave's line; an NPS is told in points, a CSAT as a share, a CES on its own scale."""
    numbers = table.numbers
    score, interval = NOTHING, NOTHING
    if wave.score is not None:
        match kind:
            case "nps":
                score = table.signed(wave.score * POINTS)
                interval = _signed_range(table, wave.low, wave.high)
            case "csat":
                score, interval = numbers.share(wave.score), numbers.interval(wave.low, wave.high)
            case "ces":
                score, interval = numbers.decimal(wave.score), _range(table, wave.low, wave.high)
    return (
        table.period(wave.start, partial=wave.partial),
        numbers.count(wave.n),
        score,
        interval,
        table.share(wave.response)[0] if wave.response is not None else NOTHING,
        numbers.count(wave.unread),
        *_change(table, kind, wave.change),
    )


def _signed_range(table: Table, low: float, high: float) -> str:
    words = words_in(table.speaker.language)
    return words.text("report.number.interval", low=table.signed(low * POINTS), high=table.signed(high * POINTS))


def _change(table: Table, kind: SurveyKind, change: Difference | None) -> tuple[str, str, str, str]:
    """A change in points, or on the scale of an effort score."""
    if kind == "ces" and change is not None and change.difference is not None:
        scaled = Difference(
            change.difference / POINTS, change.low / POINTS, change.high / POINTS, change.p, change.q, change.verdict
        )
        return table.difference(scaled)
    return table.difference(change)


def compared_steps_table(steps: tuple[ComparedStep, ...], speaker: Speaker) -> None:
    """A row a step and side, each but the first against the first side."""
    table = Table(speaker)
    table.echo(
        ("step", "side", "n", "of", "share", "interval", "difference", "interval", "q", "verdict"),
        (
            (
                step.name if number == 0 else "",
                side.side,
                *table.part(side.figure),
                *table.difference(side.difference),
            )
            for step in steps
            for number, side in enumerate(step.sides)
        ),
    )


def compared_waits_table(sides: tuple[SideWait, ...], speaker: Speaker) -> None:
    """A row a side, each but the first against the first side."""
    table = Table(speaker)
    for side in sides:
        click.echo(side.side)
        _watched(table, side.row)
    table.echo(
        ("side", "by", "share", "interval", "difference", "interval", "q", "verdict"),
        (
            (
                side.side,
                table.duration(side.by_s),
                table.numbers.share(side.share) if side.share is not None else NOTHING,
                table.numbers.interval(side.low, side.high),
                *table.difference(side.difference),
            )
            for side in sides
        ),
    )
