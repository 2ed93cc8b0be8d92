"""Asking a log about returning, times, places and answers, and about two sides of one question."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from tropa.journey.signals import Signal
from tropa.measure.answers_endings import EndingRows, answer_endings
from tropa.measure.answers_places import MatrixRows, answer_matrix
from tropa.measure.answers_returning import (
    LifeRow,
    RetentionRows,
    StickyPeriod,
    answer_lifecycle,
    answer_retention,
    answer_stickiness,
)
from tropa.measure.answers_surveys import WaveRow, answer_answers
from tropa.measure.answers_timing import SessionRow, WaitRow, answer_sessions, answer_time_to
from tropa.measure.behind import Behind
from tropa.measure.cells import Cells
from tropa.measure.comparing import (
    ComparedStep,
    Side,
    SideWait,
    compare_funnels,
    compare_waits,
    of_side,
)
from tropa.measure.counts_flows import FlowCounts
from tropa.measure.questions import Funnel, Scope
from tropa.measure.questions_endings import Endings
from tropa.measure.questions_flows import Flows
from tropa.measure.questions_places import StepMatrix
from tropa.measure.questions_returning import Lifecycle, Retention, Stickiness
from tropa.measure.questions_surveys import Answers
from tropa.measure.questions_timing import Sessions, TimeTo
from tropa.measure.sharing import Grouped
from tropa.measure.unheard import names_of
from tropa.measure.who import Who, WhoCounts
from tropa.plan.needs import LookedAt, looked_at, signal_looks_at
from tropa.ports.log import Landing
from tropa.ports.warehouse import Warehouse
from tropa.runtime.measuring import EPOCH, Asked, Measuring, scope_looks_at, unheard_of

A = TypeVar("A")


@dataclass(frozen=True, slots=True)
class Asker:
    """Asks one log.

    Args:
        measuring: The log, and what counts it.
    """

    measuring: Measuring

    def retention(self, question: Retention) -> Asked[Grouped[RetentionRows]]:
        """Who comes back, and how the log was read."""
        return self._ask(
            (question.start, question.returning),
            question.scope,
            lambda landing, warehouse: answer_retention(question, warehouse.retention(question), landing.watermark),
        )

    def stickiness(self, question: Stickiness) -> Asked[Grouped[tuple[StickyPeriod, ...]]]:
        """On how many days of a period units are active, and how the log was read."""
        return self._ask(
            (question.active,),
            question.scope,
            lambda landing, warehouse: answer_stickiness(question, warehouse.stickiness(question), landing.watermark),
        )

    def lifecycle(self, question: Lifecycle) -> Asked[Grouped[tuple[LifeRow, ...]]]:
        """Who is new, stays, comes back and falls silent, and how the log was read."""
        return self._ask(
            (question.active,),
            question.scope,
            lambda landing, warehouse: answer_lifecycle(question, warehouse.lifecycle(question), landing.watermark),
        )

    def time_to(self, question: TimeTo) -> Asked[Grouped[WaitRow]]:
        """How long it takes, and how the log was read."""
        return self._ask(
            (question.start, question.end),
            question.scope,
            lambda landing, warehouse: answer_time_to(question, warehouse.time_to(question, _until(landing))),
        )

    def sessions(self, question: Sessions) -> Asked[Grouped[SessionRow]]:
        """Sessions, and how the log was read."""
        return self._ask((), question.scope, lambda _, warehouse: answer_sessions(warehouse.sessions(question)))

    def matrix(self, question: StepMatrix) -> Asked[Grouped[MatrixRows]]:
        """A step matrix, and how the log was read."""
        names = (question.around,) if question.around is not None else ()
        return self._ask((), question.scope, lambda _, warehouse: answer_matrix(warehouse.matrix(question)), names)

    def endings(self, question: Endings) -> Asked[Grouped[EndingRows]]:
        """With which event units end, and how the log was read."""
        names = (*question.among, *((question.goal,) if question.goal is not None else ()))
        return self._ask((), question.scope, lambda _, warehouse: answer_endings(warehouse.endings(question)), names)

    def flows(self, question: Flows) -> Asked[FlowCounts]:
        """Moves from place to place, and how the log was read."""
        names = (question.start,) if question.start is not None else ()
        return self._ask((), question.scope, lambda _, warehouse: warehouse.flows(question), names)

    def cells(self, question: Cells) -> Asked[tuple[Behind, ...]]:
        """The customers behind some cells, and how the log was read."""
        asked = question.question
        signals = (asked.start, asked.returning) if isinstance(asked, Retention) else ()
        return self._ask(signals, asked.scope, lambda _, warehouse: warehouse.cells(question))

    def who(self, question: Who) -> Asked[WhoCounts]:
        """The customers behind a step of a funnel, and how the log was read."""
        funnel = question.funnel
        signals = [step.signal for step in funnel.steps] + [*funnel.exclude]
        hold = frozenset({funnel.hold}) if funnel.hold is not None else frozenset()
        return self._ask(signals, funnel.scope, lambda _, warehouse: warehouse.who(question), needs=LookedAt(hold))

    def answers(self, question: Answers) -> Asked[Grouped[tuple[WaveRow, ...]]]:
        """How customers answered, and how the log was read."""
        signals = (question.answer, question.asked) if question.asked is not None else (question.answer,)
        return self._ask(
            signals,
            question.scope,
            lambda landing, warehouse: answer_answers(question, warehouse.answers(question), landing.watermark),
            needs=LookedAt(frozenset({question.prop})),
        )

    def funnels(self, question: Funnel, sides: Sequence[Side]) -> Asked[tuple[ComparedStep, ...]]:
        """A funnel on several sides, and how the log was read."""
        questions = [of_side(question, side) for side in sides]
        signals = [step.signal for step in question.steps] + [*question.exclude]
        hold = frozenset({question.hold}) if question.hold is not None else frozenset()
        return self._ask(
            signals,
            question.scope,
            lambda _, warehouse: compare_funnels(question, sides, [warehouse.funnel(one) for one in questions]),
            needs=_sides_look_at(sides) | LookedAt(hold),
        )

    def waits(self, question: TimeTo, sides: Sequence[Side]) -> Asked[tuple[SideWait, ...]]:
        """How long it takes on several sides, and how the log was read."""
        questions = [of_side(question, side) for side in sides]
        return self._ask(
            (question.start, question.end),
            question.scope,
            lambda landing, warehouse: compare_waits(
                question, sides, [warehouse.time_to(one, _until(landing)) for one in questions]
            ),
            needs=_sides_look_at(sides),
        )

    def _ask(
        self,
        signals: Sequence[Signal],
        scope: Scope,
        count: Callable[[Landing, Warehouse], A],
        names: Sequence[str] = (),
        needs: LookedAt = LookedAt(),  # noqa: B008  it is frozen
    ) -> Asked[A]:
        """Land what a question looks at, and ask it.

        Args:
            signals: What the question listens to.
            scope: What it sees.
            count: Asks it.
            names: Events that it names besides.
            needs: What it looks at besides.
        """
        looks = signal_looks_at(signals) | scope_looks_at(scope) | needs
        with self.measuring.landed(looks) as (landing, warehouse):
            return Asked(count(landing, warehouse), landing, unheard_of(warehouse, (*names_of(signals), *names)))


def _until(landing: Landing) -> datetime:
    return landing.watermark or EPOCH


def _sides_look_at(sides: Sequence[Side]) -> LookedAt:
    found = LookedAt()
    for side in sides:
        found |= looked_at(side.where)
    return found
