"""What is the same of all warehouses: one sorted log, any number of questions."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from datetime import datetime
from types import TracebackType
from typing import Self

from tropa.measure.attribution.counts import Attribution, AttributionCounts
from tropa.measure.behind import Behind
from tropa.measure.breaking.counts import BreakCounts
from tropa.measure.breaking.question import Breaks
from tropa.measure.breaking.torn import Torn
from tropa.measure.cells import Cells
from tropa.measure.conformance.counts import VariantCounts, Variants
from tropa.measure.counts import EdgeCounts, FunnelCounts, PathCounts
from tropa.measure.counts_endings import EndingCounts
from tropa.measure.counts_flows import FlowCounts
from tropa.measure.counts_places import MatrixCounts
from tropa.measure.counts_returning import LifecycleCounts, RetentionCounts, StickinessCounts
from tropa.measure.counts_surveys import AnswerCounts
from tropa.measure.counts_timing import SessionCounts, TimeToCounts
from tropa.measure.questions import Edges, Funnel, Paths
from tropa.measure.questions_endings import Endings
from tropa.measure.questions_flows import Flows
from tropa.measure.questions_places import StepMatrix
from tropa.measure.questions_returning import Lifecycle, Retention, Stickiness
from tropa.measure.questions_surveys import Answers
from tropa.measure.questions_timing import Sessions, TimeTo
from tropa.measure.reality_counts import RealityCounts
from tropa.measure.splitting.counts import GapCounts, Gaps, HistoryRows
from tropa.measure.who import Who, WhoCounts
from tropa.plan.plan import Plan
from tropa.warehouses.counting.activity import count_lifecycle, count_stickiness
from tropa.warehouses.counting.answers import count_answers
from tropa.warehouses.counting.attribution import count_attribution
from tropa.warehouses.counting.breaks import count_breaks
from tropa.warehouses.counting.cells import count_cells
from tropa.warehouses.counting.edges import count_edges
from tropa.warehouses.counting.endings import count_endings
from tropa.warehouses.counting.flows import count_flows
from tropa.warehouses.counting.funnel import count_funnel
from tropa.warehouses.counting.gaps import count_gaps, read_histories
from tropa.warehouses.counting.paths import count_paths
from tropa.warehouses.counting.places import count_matrix
from tropa.warehouses.counting.reality import count_reality
from tropa.warehouses.counting.retention import count_retention
from tropa.warehouses.counting.table import SortedTable
from tropa.warehouses.counting.timing import count_sessions, count_time_to
from tropa.warehouses.counting.torn import count_torn
from tropa.warehouses.counting.variants import count_variants
from tropa.warehouses.counting.who import count_who


class TableWarehouse(ABC):
    """Answers questions about one landed log (the port ``Warehouse``), whatever the engine.

    Every answer is exact, and depends on the question and the log alone.  All methods raise
    ``Unanswerable``, a ``ValueError``, for what a log alone cannot tell, for properties that
    were not kept when the log was landed, and for options that contradict each other.

    Args:
        events: The sorted log, this object's own from now on.
    """

    def __init__(self, events: SortedTable) -> None:
        self.events = events

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @abstractmethod
    def close(self) -> None:
        """Let go of what the answers needed."""

    def names(self) -> tuple[str, ...]:
        """The names of the log's events, in order of code point."""
        return self.events.vocabulary.names

    def statements(self) -> tuple[str, ...]:
        """What the engine was asked for since this was last asked, as SQL, oldest first."""
        told = tuple(self.events.told)
        self.events.told.clear()
        return told

    def unset(self) -> frozenset[str]:
        """The properties kept of which no event has a value."""
        properties = self.events.vocabulary.properties
        counts = ", ".join(f"count(t{i}) + count(n{i})" for i in range(len(properties)))
        found = self.events.rows(f"SELECT {counts} FROM events")[0] if properties else ()  # noqa: S608 - of numbers
        return frozenset(name for name, n in zip(properties, found, strict=True) if not n)

    def funnel(self, question: Funnel) -> FunnelCounts:
        """Count a funnel (rule M2)."""
        return count_funnel(self.events, question)

    def who(self, question: Who) -> WhoCounts:
        """Name the customers behind a step of a funnel."""
        return count_who(self.events, question)

    def edges(self, question: Edges) -> EdgeCounts:
        """Count directly-follows pairs."""
        return count_edges(self.events, question)

    def paths(self, question: Paths) -> PathCounts:
        """Count rows of names."""
        return count_paths(self.events, question)

    def retention(self, question: Retention) -> RetentionCounts:
        """Count who comes back."""
        return count_retention(self.events, question)

    def stickiness(self, question: Stickiness) -> StickinessCounts:
        """Count on how many days of a period units are active."""
        return count_stickiness(self.events, question)

    def lifecycle(self, question: Lifecycle) -> LifecycleCounts:
        """Count who is new, who stays, who comes back and who falls silent."""
        return count_lifecycle(self.events, question)

    def time_to(self, question: TimeTo, watermark: datetime) -> TimeToCounts:
        """Count how long units wait."""
        return count_time_to(self.events, question, watermark)

    def sessions(self, question: Sessions) -> SessionCounts:
        """Count sessions."""
        return count_sessions(self.events, question)

    def matrix(self, question: StepMatrix) -> MatrixCounts:
        """Count who has which event at which place."""
        return count_matrix(self.events, question)

    def endings(self, question: Endings) -> EndingCounts:
        """Count with which event units end."""
        return count_endings(self.events, question)

    def flows(self, question: Flows) -> FlowCounts:
        """Count who goes from which event to which, place by place."""
        return count_flows(self.events, question)

    def cells(self, question: Cells) -> tuple[Behind, ...]:
        """Name the customers behind some cells of a table; cells that count nobody are absent."""
        return count_cells(self.events, question)

    def answers(self, question: Answers) -> AnswerCounts:
        """Count how customers answered (rule M10)."""
        return count_answers(self.events, question)

    def reality(self, plan: Plan, by: str | None, watermark: datetime, named: int = 0) -> RealityCounts:
        """Count what became of a journey's runs (rules M4, M7, M8, M11), and name so many behind each figure."""
        return count_reality(self.events, plan, by, watermark, named=named)

    def breaks(self, plan: Plan, question: Breaks, watermark: datetime) -> BreakCounts:
        """Count what the search for breaks needs (rules M4, M5, M11, M12)."""
        return count_breaks(self.events, plan, question, watermark)

    def torn(
        self, plan: Plan, question: Breaks, asked: Sequence[Torn], watermark: datetime, most: int
    ) -> tuple[Behind, ...]:
        """Name so many customers behind each of the shifts that were found."""
        return count_torn(self.events, plan, question, asked, watermark, most=most)

    def variants(self, plan: Plan, question: Variants, watermark: datetime) -> VariantCounts:
        """Count the rows of mapped events that a journey's runs show (rule M7)."""
        return count_variants(self.events, plan, question, watermark)

    def attribution(self, question: Attribution) -> AttributionCounts:
        """Count the paths of touches to a goal."""
        return count_attribution(self.events, question)

    def gaps(self, question: Gaps) -> GapCounts:
        """Count how long after which event which one comes."""
        return count_gaps(self.events, question)

    def histories(self, question: Gaps, keep: tuple[str, ...]) -> Iterator[HistoryRows]:
        """Hand out the events that a question sees, with some properties, each unit's together and in order."""
        return read_histories(self.events, question, keep)
