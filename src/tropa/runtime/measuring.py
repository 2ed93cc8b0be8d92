"""Measuring: a log is landed once with what the question needs, counted, and judged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Generic, NamedTuple, TypeVar

from tropa.journey.model.journey import Journey
from tropa.journey.model.stages import Scheme
from tropa.journey.signals import Named, leaves
from tropa.measure.answers import FunnelAnswer, answer_funnel
from tropa.measure.counts import EdgeCounts, PathCounts
from tropa.measure.judge import judge
from tropa.measure.questions import Edges, Funnel, Paths, Scope
from tropa.measure.reality import Reality
from tropa.measure.unheard import Unheard, names_of, unheard
from tropa.plan.compiling import compile_plan
from tropa.plan.needs import LookedAt, looked_at, plan_looks_at, signal_looks_at
from tropa.ports.log import SIMULATED, Landing, LogSource, Needs, Progress
from tropa.ports.warehouse import Warehouse

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands for the watermark of a log without events, of which nothing is asked."""

A = TypeVar("A")


class Asked(NamedTuple, Generic[A]):
    """An answer with what is to be said of it.

    Args:
        answer: The answer.
        landing: How the log was read.
        unheard: What the question names and the log does not have.
    """

    answer: A
    landing: Landing
    unheard: Unheard


@dataclass(frozen=True, slots=True)
class Measuring:
    """Asks one log.

    Args:
        source: The log.
        open_warehouse: Makes a warehouse of a landing, in a folder of its own.
        progress: Hears how far the work has come.
        scratch: Where the landing is kept while it is needed; None is the system's place.
        in_place: Whether the warehouse reads a log where it lies, if that can be done.
    """

    source: LogSource
    open_warehouse: Callable[[Landing, Path, Progress], Warehouse]
    progress: Progress
    scratch: Path | None = None
    in_place: bool = False

    def is_simulated(self) -> bool:
        """Whether the log says of itself that a simulation made it up; of a log that is read only once nobody knows.

        Raises:
            LogUnreadable: The log as a whole cannot be read.
        """
        return SIMULATED in self.source.properties()

    def reality(
        self, journey: Journey, schemes: Mapping[str, Scheme], by: str | None = None, named: int = 0
    ) -> Asked[Reality]:
        """What became of a journey, with so many customers named behind each figure, and how the log was read."""
        plan = compile_plan(journey, schemes)
        with self.landed(plan_looks_at(plan, by)) as (landing, warehouse):
            counts = warehouse.reality(plan, by, landing.watermark or EPOCH, named)
            missing = unheard((), (), warehouse.unset() & {by}) if warehouse.names() else Unheard()
        reality = judge(
            counts,
            plan,
            by=by,
            watermark=landing.watermark,
            n_bad=landing.n_bad,
            n_duplicates=landing.n_duplicates,
        )
        return Asked(reality, landing, missing)

    def funnel(self, question: Funnel) -> Asked[FunnelAnswer]:
        """A funnel, and how the log was read."""
        signals = [*(step.signal for step in question.steps), *question.exclude]
        needs = signal_looks_at(signals) | scope_looks_at(question.scope)
        if question.hold is not None:
            needs |= LookedAt(frozenset({question.hold}))
        with self.landed(needs, _only(question, needs), apart=True) as (landing, warehouse):
            answer = answer_funnel(question, warehouse.funnel(question))
            return Asked(answer, landing, unheard_of(warehouse, names_of(signals)))

    def edges(self, question: Edges) -> Asked[EdgeCounts]:
        """Directly-follows pairs, and how the log was read."""
        with self.landed(scope_looks_at(question.scope), apart=True) as (landing, warehouse):
            return Asked(warehouse.edges(question), landing, unheard_of(warehouse, ()))

    def paths(self, question: Paths) -> Asked[PathCounts]:
        """Rows of names, and how the log was read."""
        with self.landed(scope_looks_at(question.scope), apart=True) as (landing, warehouse):
            names = (name for name in (question.start, question.end) if name is not None)
            return Asked(warehouse.paths(question), landing, unheard_of(warehouse, names))

    @contextmanager
    def landed(
        self, needs: LookedAt, only: frozenset[str] | None = None, *, apart: bool = False
    ) -> Iterator[tuple[Landing, Warehouse]]:
        """The log with what some questions look at, and a warehouse over it; both are gone afterwards.

        Args:
            needs: What of each event is looked at.
            only: Names of the events that are asked about, if no others matter to any question.
            apart: Whether it is enough to tell customers apart.
        """
        wanted = Needs(needs.properties, needs.traits, in_place=self.in_place, only=only, apart=apart)
        with TemporaryDirectory(prefix="tropa-", dir=self.scratch) as scratch:
            folder = Path(scratch)
            landing = self.source.land(folder, wanted, self.progress)
            warehouse = self.open_warehouse(landing, folder, self.progress)
            try:
                yield landing, warehouse
            finally:
                warehouse.close()


def _only(question: Funnel, needs: LookedAt) -> frozenset[str] | None:
    """The names of events that a funnel is about, if it sees no other and looks at nothing but names.

    What lies between its events matters to a strict order and to sessions; whether others have a
    property is told wherever one is looked at.
    """
    signals = [*(step.signal for step in question.steps), *question.exclude]
    bare = all(isinstance(leaf, Named) for signal in signals for leaf in leaves(signal))
    plain = question.order != "strict" and question.scope.unit.per == "customer" and question.scope.where is None
    return frozenset(names_of(signals)) if bare and plain and needs == LookedAt() else None


def unheard_of(warehouse: Warehouse, names: Iterable[str]) -> Unheard:
    """What a question asks for and the log does not have; of an empty log that is no news."""
    known = warehouse.names()
    return unheard(names, known, warehouse.unset()) if known else Unheard()


def scope_looks_at(scope: Scope) -> LookedAt:
    """What a question's scope looks at."""
    props = frozenset(prop for prop in (scope.by, scope.unit.prop) if prop is not None)
    start = signal_looks_at((scope.unit.start,)) if scope.unit.start is not None else LookedAt()
    return looked_at(scope.where) | start | LookedAt(props)
