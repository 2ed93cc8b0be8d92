"""The port to whatever counts: DuckDB here, another columnar engine elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol

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


class Warehouse(Protocol):
    """Answers questions about one landed log.

    Laws: answers depend on the question and the log only, never on the order of asking; all
    warehouses give equal counts, and times equal within float error, on equal logs.
    """

    def funnel(self, question: Funnel) -> FunnelCounts:
        """Count a funnel (rule M2)."""

    def who(self, question: Who) -> WhoCounts:
        """Name the customers behind a step of a funnel."""

    def edges(self, question: Edges) -> EdgeCounts:
        """Count directly-follows pairs."""

    def paths(self, question: Paths) -> PathCounts:
        """Count rows of names."""

    def retention(self, question: Retention) -> RetentionCounts:
        """Count who comes back."""

    def stickiness(self, question: Stickiness) -> StickinessCounts:
        """Count on how many days of a period units are active."""

    def lifecycle(self, question: Lifecycle) -> LifecycleCounts:
        """Count who is new, who stays, who comes back and who falls silent."""

    def time_to(self, question: TimeTo, watermark: datetime) -> TimeToCounts:
        """Count how long units wait; those to whom it has not come, until the watermark (rules M4, M9)."""

    def sessions(self, question: Sessions) -> SessionCounts:
        """Count sessions."""

    def matrix(self, question: StepMatrix) -> MatrixCounts:
        """Count who has which event at which place."""

    def endings(self, question: Endings) -> EndingCounts:
        """Count with which event units end."""

    def flows(self, question: Flows) -> FlowCounts:
        """Count who goes from which event to which, place by place."""

    def cells(self, question: Cells) -> tuple[Behind, ...]:
        """Name the customers behind some cells of a table; cells that count nobody are absent."""

    def answers(self, question: Answers) -> AnswerCounts:
        """Count how customers answered (rule M10)."""

    def reality(self, plan: Plan, by: str | None, watermark: datetime, named: int = 0) -> RealityCounts:
        """Count what became of a journey's runs (rules M4, M7, M8, M11), and name so many behind each figure."""

    def breaks(self, plan: Plan, question: Breaks, watermark: datetime) -> BreakCounts:
        """Count what the search for breaks needs (rules M4, M5, M11, M12)."""

    def torn(
        self, plan: Plan, question: Breaks, asked: Sequence[Torn], watermark: datetime, most: int
    ) -> tuple[Behind, ...]:
        """Name so many customers behind each of the shifts that were found."""

    def attribution(self, question: Attribution) -> AttributionCounts:
        """Count the paths of touches to a goal."""

    def gaps(self, question: Gaps) -> GapCounts:
        """Count how long after which event which one comes."""

    def histories(self, question: Gaps, keep: tuple[str, ...]) -> Iterator[HistoryRows]:
        """Hand out the events that a question sees, with some properties, each unit's together and in order."""

    def variants(self, plan: Plan, question: Variants, watermark: datetime) -> VariantCounts:
        """Count the rows of mapped events that a journey's runs show (rule M7)."""

    def names(self) -> tuple[str, ...]:
        """The names of the log's events, in order of code point."""

    def statements(self) -> tuple[str, ...]:
        """What the engine was asked for since this was last asked, as SQL, oldest first, for people to read."""

    def unset(self) -> frozenset[str]:
        """The properties kept of which no event has a value."""

    def close(self) -> None:
        """Let go of what the answers needed."""
