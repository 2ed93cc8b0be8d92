"""The report: the map with reality on it, where the path breaks, for whom, since when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tropa.draw.board import Board, board
from tropa.draw.break_cards import BreakCards, break_cards
from tropa.draw.charts.beside import BesideCharts, beside_charts
from tropa.draw.curves import CurvePicture, curve_pictures
from tropa.draw.emotion import ReportedEmotion
from tropa.draw.goals import GoalRow, goal_rows
from tropa.draw.headline import Headline, headline
from tropa.draw.move_rows import MovesTable, moves_table
from tropa.draw.names import Names
from tropa.draw.page import Page, language_links, render
from tropa.draw.parts_pictures import PartsSection
from tropa.draw.parts_section import parts_section
from tropa.draw.people import people
from tropa.draw.provenance import Provenance
from tropa.draw.reality_cell import reality_cell
from tropa.draw.tables import (
    GroupsTable,
    IndicatorRow,
    ReadingRow,
    StageRow,
    groups_table,
    indicator_rows,
    reading_rows,
    stage_rows,
)
from tropa.draw.touchpoint_column import TouchpointColumn, touchpoint_column
from tropa.draw.wording import Prose, Wording
from tropa.journey.model.journey import Journey
from tropa.journey.model.stages import Scheme
from tropa.journey.model.workspace import Workspace
from tropa.measure.beside import Beside
from tropa.measure.breaking import BreaksAnswer
from tropa.measure.reality import Reality


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPage(Page):
    """The context of ``report.html``.

    Args:
        title: The journey.
        client_goal: What the client wants; None where nobody has said.
        business_goal: What the company wants; None where nobody has said.
        provenance: Where the events come from.
        watermark: The latest ``received_at`` known (M9); None for an empty log.
        partial_from: Month from which runs were not watched long enough (M5), or None.
        headline: The key figures and the reading.
        board: The map with reality on it.
        readings: The touchpoints whose loose and nested counts differ (M8).
        goals: Where the goal came.
        breaks: Break points and changes for the better.
        zero: A share of none, for the axes of small pictures.
        curves: Time curves of the measured touchpoints.
        shown_parts: Components, roles and requests.
        moves: Moves, explained and not.
        stages: The stages' customers and memberships.
        indicators: The figures chosen beforehand.
        groups: Touchpoints and stages by group; None where no breakdown was asked.
        beside: Pictures of the same log beside the map; None where only the map was asked for.
        n_events: Events in the log.
        n_bad: Lines that could not be read; None where there are none.
        n_duplicates: Events that repeated; None where there are none.
    """

    title: Prose
    client_goal: Prose | None
    business_goal: Prose | None
    provenance: Provenance
    watermark: str | None
    partial_from: str | None
    headline: Headline
    board: Board
    readings: tuple[ReadingRow, ...]
    goals: tuple[GoalRow, ...]
    breaks: BreakCards
    zero: str
    curves: tuple[CurvePicture, ...]
    shown_parts: PartsSection
    moves: MovesTable
    stages: tuple[StageRow, ...]
    indicators: tuple[IndicatorRow, ...]
    groups: GroupsTable | None
    beside: BesideCharts | None
    n_events: str
    n_bad: str | None
    n_duplicates: str | None


def report(
    journey: Journey,
    reality: Reality,
    breaks: BreaksAnswer,
    schemes: Mapping[str, Scheme],
    language: str,
    *,
    provenance: Provenance,
    workspace: Workspace | None = None,
    pages: Mapping[str, str] | None = None,
    beside: Beside | None = None,
    asked: tuple[str, ...] = (),
) -> str:
    """The report on a journey: one self-contained page of HTML.

    Args:
        journey: The journey.
        reality: What became of it.
        breaks: Where its path tears.
        schemes: Stage schemes by id.
        language: One of ``tropa.data.words.LANGUAGES``.
        provenance: Where the events come from.
        workspace: The workspace in force: locales, titles of teams and channels.
        pages: Relative addresses of this page by language, for the links between them.
        beside: Answers to be drawn beside the map.
        asked: The journey and the log as commands take them, for those who want all names.

    Raises:
        KeyError: The language is not shipped.
    """
    wording = Wording(language)
    names, numbers = Names(journey, workspace, wording), wording.numbers
    page = ReportPage(
        language=language,
        direction=wording.direction,
        say=wording.say,
        plain=wording.plain,
        languages=language_links(wording, pages or {}),
        title=names.journey(),
        client_goal=names.prose(journey.goal.client),
        business_goal=names.prose(journey.goal.business),
        provenance=provenance,
        watermark=numbers.instant(reality.watermark) if reality.watermark else None,
        partial_from=numbers.month(reality.partial_from) if reality.partial_from else None,
        headline=headline(reality, breaks, names, wording),
        board=_board(journey, reality, schemes, names, wording),
        readings=reading_rows(reality, names, wording),
        goals=goal_rows(reality, names, wording),
        breaks=break_cards(breaks, names, wording),
        zero=numbers.round_share(0.0),
        curves=curve_pictures(reality.touchpoints, names, wording),
        shown_parts=parts_section(reality, names, wording),
        moves=moves_table(reality, names, wording),
        stages=stage_rows(journey, reality, schemes, names, wording),
        indicators=indicator_rows(reality, names, wording),
        groups=groups_table(journey, reality, schemes, names, wording),
        beside=beside_charts(beside, names, wording) if beside is not None else None,
        people=people({**reality.behind, **(beside.behind if beside is not None else {})}, wording, asked),
        n_events=numbers.count(reality.n_events),
        n_bad=numbers.count(reality.n_bad) if reality.n_bad else None,
        n_duplicates=numbers.count(reality.n_duplicates) if reality.n_duplicates else None,
    )
    return render("report.html", page)


def _board(
    journey: Journey, reality: Reality, schemes: Mapping[str, Scheme], names: Names, wording: Wording
) -> Board:
    found = {one.id: reality_cell(one, names, wording) for one in reality.touchpoints}
    felt = {one.id: ReportedEmotion(one.mean, one.low, one.high, one.n) for one in reality.emotions}

    def column(name: str) -> TouchpointColumn:
        return touchpoint_column(
            name, journey.touchpoints[name], names, wording, found.get(name), reported=felt.get(name)
        )

    return board(journey, schemes, names, column, with_reality=True)
