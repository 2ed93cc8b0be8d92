"""Questions to a log as methods: what the command ``tropa measure`` asks, with answers that stay at hand."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self, TypedDict, TypeVar, Unpack
from zoneinfo import ZoneInfo

from tropa.bootstrap import measuring
from tropa.draw.charts.flows import flow_chart
from tropa.draw.charts.funnel import funnel_chart
from tropa.draw.charts.page import Chart
from tropa.draw.charts.places import matrix_chart
from tropa.draw.charts.returning import retention_chart
from tropa.draw.charts.rows import rows_chart
from tropa.draw.charts.waits import wait_chart
from tropa.draw.wording import Wording
from tropa.journey.signals import Every
from tropa.measure.answers import FunnelAnswer, reading
from tropa.measure.answers_endings import EndingRows
from tropa.measure.answers_places import MatrixRows
from tropa.measure.answers_returning import LifeRow, RetentionRows, StickyPeriod
from tropa.measure.answers_surveys import WaveRow
from tropa.measure.answers_timing import SessionRow, WaitRow
from tropa.measure.counts import EdgeCounts, PathCounts
from tropa.measure.counts_flows import FlowCounts
from tropa.measure.periods import PeriodKind
from tropa.measure.questions import Attempt, Edges, EventSignal, Funnel, Order, Paths, Scope
from tropa.measure.questions_endings import Endings
from tropa.measure.questions_flows import Flows
from tropa.measure.questions_places import StepMatrix
from tropa.measure.questions_returning import Lifecycle, Retention, Stickiness
from tropa.measure.questions_surveys import Answers, SurveyKind
from tropa.measure.questions_timing import Sessions, TimeTo
from tropa.measure.readings import reading_of
from tropa.measure.sharing import Grouped
from tropa.measure.typed import Mistyped, condition_of, event_of, instant_of, seconds_of, steps_of, unit_of
from tropa.measure.who import Who
from tropa.notebook.answer import Answer
from tropa.notebook.rows import (
    Row,
    edge_rows,
    ending_rows,
    flow_rows,
    funnel_rows,
    grouped_rows,
    listed_rows,
    matrix_rows,
    path_rows,
    retention_rows,
)
from tropa.ports.log import Limits
from tropa.runtime.asking import Asker
from tropa.runtime.measuring import Asked
from tropa.runtime.resting import Resting

A = TypeVar("A")


class Choosing(TypedDict, total=False):
    """Which events a question sees, and how they are grouped: texts as on the command line.

    Attributes:
        by: Property whose value splits the answer.
        where: A condition.
        since: Inclusive lower bound, ISO 8601; UTC where it names no zone.
        until: Exclusive upper bound.
        per: ``customer``, ``session`` or ``key:PROPERTY``.
        session_gap: Silence that ends a session, as ``30m``.
    """

    by: str | None
    where: str | None
    since: str | None
    until: str | None
    per: str
    session_gap: str


def open_log(
    events: str | Path,
    *,
    columns: str | None = None,
    zone: str | None = None,
    limits: Limits | None = None,
    language: str = "en",
) -> Log:
    """Open a log to be asked.

    Args:
        events: A file as ``tropa measure --events`` takes it, or the folder of a kept log.
        columns: The mapping of columns, as ``customer=case_id,name=activity,at=timestamp``.
        zone: The zone of naive times; UTC unless said.
        limits: What the engine may take of the machine.
        language: Of the pictures: ``en``, ``ru`` or ``fa``.

    Raises:
        LogUnreadable: The log cannot be opened.
        ValueError: The columns cannot be read.
        KeyError: The language is not shipped.
    """
    opened = measuring(str(events), columns=columns, zone=zone, progress=_silent, limits=limits)
    resting = Resting(opened.source, opened.open_warehouse, opened.progress, opened.scratch)
    return Log(resting, Wording(language))


class Log:
    """A log that stays open between questions; use it in ``with``, or ``close`` it.

    All questions raise ``ValueError`` for what cannot be read or has no meaning, with what was met and
    what was expected, and ``LogUnreadable`` where the log itself cannot be read.

    Args:
        resting: The log.
        wording: The language of the pictures.
    """

    def __init__(self, resting: Resting, wording: Wording) -> None:
        self._resting = resting
        self._wording = wording
        self._funnels: deque[Funnel] = deque(maxlen=1)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of what lies open; a later question opens it anew."""
        self._resting.close()

    def funnel(
        self,
        *steps: str,
        window: str | None = None,
        window_from: Literal["first", "previous_step"] = "first",
        step_windows: Iterable[str] = (),
        optional: Iterable[int] = (),
        order: Order = "ordered",
        attempt: Attempt = "best",
        start: Literal["earliest", "latest"] = "earliest",
        ties: Literal["allow", "strict"] = "allow",
        exclude: Iterable[str] = (),
        exclude_drops: bool = False,
        hold: str | None = None,
        **choosing: Unpack[Choosing],
    ) -> Answer[FunnelAnswer]:
        """How many go how far along steps such as ``"film_started where kind = 'film'"`` (rule M2)."""
        scope = self._scope(choosing)
        question = Funnel(
            steps=self._read(steps_of, steps, tuple(step_windows), tuple(optional)),
            scope=scope,
            order=order,
            window_s=self._read(seconds_of, window) if window else None,
            window_from=window_from,
            attempt=attempt,
            start=start,
            ties=ties,
            exclude=tuple(self._event(text) for text in exclude),
            exclude_drops=exclude_drops,
            hold=hold,
        )
        self._funnels.append(question)
        return self._answer(
            self._resting.funnel(question),
            reading(question),
            "charts.funnel.title",
            funnel_rows,
            lambda answer: funnel_chart(answer, self._wording, scope.by),
        )

    def who(self, step: int, *, lost: bool = False, most: int = 100) -> list[str]:
        """The customers behind a step of the funnel asked for last, those whose attempt began last first.

        Args:
            step: The step, from 1.
            lost: Those who took the required step before it, and not this one.
            most: How many to name.

        Raises:
            ValueError: No funnel was asked for yet, or it has no such step.
        """
        if not self._funnels:
            raise ValueError(self._wording.words.text("charts.funnel.first"))
        return list(self._asker.who(Who(self._funnels[-1], step, lost, most)).answer.customers)

    def edges(self, **choosing: Unpack[Choosing]) -> Answer[EdgeCounts]:
        """Which event directly follows which."""
        question = Edges(self._scope(choosing))
        return self._answer(self._resting.edges(question), reading_of(question), "charts.titles.edges", edge_rows)

    def paths(
        self,
        length: int = 8,
        top: int = 50,
        start: str | None = None,
        end: str | None = None,
        **choosing: Unpack[Choosing],
    ) -> Answer[PathCounts]:
        """The most frequent rows of names: from the beginning, from an event, or up to one."""
        question = Paths(length, top, start, end, scope=self._scope(choosing))
        return self._answer(self._resting.paths(question), reading_of(question), "charts.titles.paths", path_rows)

    def flows(
        self, length: int = 6, start: str | None = None, top: int = 8, **choosing: Unpack[Choosing]
    ) -> Answer[FlowCounts]:
        """Who goes from which event to which, place by place: a Sankey diagram with exact totals."""
        question = Flows(length, start, top, self._scope(choosing))
        return self._answer(
            self._asker.flows(question),
            reading_of(question),
            "charts.flows.title",
            flow_rows,
            lambda answer: flow_chart(answer, self._wording),
        )

    def retention(
        self,
        period: PeriodKind = "week",
        *,
        start: str | None = None,
        returning: str | None = None,
        offsets: int = 12,
        period_zone: str = "UTC",
        **choosing: Unpack[Choosing],
    ) -> Answer[Grouped[RetentionRows]]:
        """Of those who began in a period, how many are back after so many; unfinished periods marked."""
        wall = ZoneInfo(period_zone)
        first, back = self._event_or_any(start), self._event_or_any(returning)
        question = Retention(period, wall, first, back, offsets, self._scope(choosing))
        return self._answer(
            self._asker.retention(question),
            reading_of(question),
            "charts.retention.title",
            partial(grouped_rows, rows=retention_rows),
            lambda answer: retention_chart(answer.total, period, self._wording),
        )

    def stickiness(
        self,
        period: Literal["week", "month"] = "week",
        *,
        active: str | None = None,
        period_zone: str = "UTC",
        **choosing: Unpack[Choosing],
    ) -> Answer[Grouped[tuple[StickyPeriod, ...]]]:
        """On how many days of a week or a month those active in it are active."""
        question = Stickiness(period, ZoneInfo(period_zone), self._event_or_any(active), self._scope(choosing))
        return self._grouped(self._asker.stickiness(question), reading_of(question), "charts.titles.stickiness")

    def lifecycle(
        self,
        period: PeriodKind = "week",
        *,
        active: str | None = None,
        period_zone: str = "UTC",
        **choosing: Unpack[Choosing],
    ) -> Answer[Grouped[tuple[LifeRow, ...]]]:
        """Who is new, who stays, who comes back and who falls silent."""
        question = Lifecycle(period, ZoneInfo(period_zone), self._event_or_any(active), self._scope(choosing))
        return self._grouped(self._asker.lifecycle(question), reading_of(question), "charts.titles.lifecycle")

    def time_to(
        self, start: str, end: str, *, horizon: str | None = None, **choosing: Unpack[Choosing]
    ) -> Answer[Grouped[WaitRow]]:
        """How long from one event to another, those who are not there yet included (Kaplan and Meier)."""
        scope = self._scope(choosing)
        horizon_s = self._read(seconds_of, horizon) if horizon else None
        question = TimeTo(self._event(start), self._event(end), horizon_s, scope)
        return self._answer(
            self._asker.time_to(question),
            reading_of(question),
            "charts.waits.title",
            partial(grouped_rows, rows=listed_rows),
            lambda answer: wait_chart(answer, self._wording, scope.by),
        )

    def sessions(self, gap: str = "30m", **choosing: Unpack[Choosing]) -> Answer[Grouped[SessionRow]]:
        """How many visits, how long, of how many events."""
        question = Sessions(self._read(seconds_of, gap), self._scope(choosing))
        return self._grouped(self._asker.sessions(question), reading_of(question), "charts.titles.sessions")

    def matrix(
        self,
        length: int = 8,
        *,
        around: str | None = None,
        before: int = 0,
        top: int = 20,
        **choosing: Unpack[Choosing],
    ) -> Answer[Grouped[MatrixRows]]:
        """The share of units at each place of their row, by the event that stands there."""
        question = StepMatrix(length, around, before, top, self._scope(choosing))
        return self._answer(
            self._asker.matrix(question),
            reading_of(question),
            "charts.matrix.title",
            partial(grouped_rows, rows=matrix_rows),
            lambda answer: matrix_chart(answer.total, self._wording),
        )

    def endings(
        self, *among: str, goal: str | None = None, top: int = 20, **choosing: Unpack[Choosing]
    ) -> Answer[Grouped[EndingRows]]:
        """With which event one ends: the last of all, or of those named; who came to the goal is told apart."""
        question = Endings(among, goal, top, self._scope(choosing))
        rows = partial(grouped_rows, rows=ending_rows)
        return self._answer(self._asker.endings(question), reading_of(question), "charts.titles.endings", rows)

    def survey(
        self,
        kind: SurveyKind,
        answer: str,
        prop: str,
        *,
        asked: str | None = None,
        wave: PeriodKind | None = None,
        period_zone: str = "UTC",
        **choosing: Unpack[Choosing],
    ) -> Answer[Grouped[tuple[WaveRow, ...]]]:
        """NPS, CSAT or CES from a property of an event, wave by wave (rule M10)."""
        asking = self._event(asked) if asked is not None else None
        question = Answers(
            kind, self._event(answer), prop, asking, wave, ZoneInfo(period_zone), self._scope(choosing)
        )
        return self._grouped(self._asker.answers(question), reading_of(question), "charts.titles.survey")

    @property
    def _asker(self) -> Asker:
        return Asker(self._resting)

    def _grouped(self, asked: Asked[Grouped[A]], read: str, title: str) -> Answer[Grouped[A]]:
        return self._answer(asked, read, title, partial(grouped_rows, rows=listed_rows))

    def _answer(
        self,
        asked: Asked[A],
        read: str,
        title: str,
        rows: Callable[[A], Iterator[Row]],
        draw: Callable[[A], Chart] | None = None,
    ) -> Answer[A]:
        told = tuple(rows(asked.answer))
        chart = draw(asked.answer) if draw is not None else rows_chart(told, self._wording)
        sql = self._resting.statements()
        return Answer(asked.answer, told, chart, title, read, asked.landing, asked.unheard, sql, self._wording)

    def _scope(self, choosing: Choosing) -> Scope:
        unit = self._read(unit_of, choosing.get("per", "customer"), choosing.get("session_gap", "30m"))
        since, until = (self._read(instant_of, choosing.get(bound)) for bound in ("since", "until"))
        return Scope(unit, self._read(condition_of, choosing.get("where")), since, until, choosing.get("by"))

    def _event(self, text: str) -> EventSignal:
        return self._read(event_of, text)

    def _event_or_any(self, text: str | None) -> EventSignal:
        return self._event(text) if text is not None else Every()

    def _read(self, read: Callable[..., A], *typed: Any) -> A:  # noqa: ANN401  whatever was typed
        """What was typed, read; what cannot be read is told in the language of the log."""
        try:
            return read(*typed)
        except Mistyped as error:
            raise ValueError(self._wording.words.text(f"cli.{error.key}", **error.params)) from None


def _silent(step: str, at: float) -> None:
    """Progress that nobody listens to."""
