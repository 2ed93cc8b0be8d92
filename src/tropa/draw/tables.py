"""The quieter tables of the report: stages, indicators, groups, and the two readings (M8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from tropa.draw.bars import Measured, measured
from tropa.draw.names import Names, from_id
from tropa.draw.reality_cell import measured_touchpoint
from tropa.draw.wording import Prose, Wording
from tropa.journey.model.journey import Journey
from tropa.journey.model.stages import Scheme
from tropa.journey.schemes import skipped_stages, stages_of
from tropa.measure.behind import part_figure
from tropa.measure.reality import Group, Reality
from tropa.stats.intervals import wilson


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """A touchpoint counted both ways: whoever reached it, and who did so in order."""

    title: Prose
    loose: str
    nested: str
    difference: str


@dataclass(frozen=True, slots=True)
class StageRow:
    """A stage: its figure, customers, memberships, and why it is skipped (None where it is not)."""

    title: Prose
    figure: str
    customers: str
    memberships: str
    skipped: Prose | None


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """An indicator and what was measured of it."""

    id: str
    title: Prose
    measured: Measured


@dataclass(frozen=True, slots=True)
class GroupColumn:
    """A group of runs.

    Args:
        value: The value that they share, or what the rest is called.
        runs: How many there are.
        goal: Share of those that reached the goal; None where there are none.
        interval: Its interval.
        cells: Its touchpoints, in the order of ``GroupsTable.titles``; None where a group has none.
        stages: Customers and memberships of its stages, in the order of ``GroupsTable.stages``.
    """

    value: Markup | Prose
    runs: str
    goal: str | None
    interval: str
    cells: tuple[Measured | None, ...]
    stages: tuple[tuple[str, str] | None, ...]


@dataclass(frozen=True, slots=True)
class GroupsTable:
    """Touchpoints and stages by the value of a property."""

    by: str
    titles: tuple[Prose, ...]
    stages: tuple[Prose, ...]
    columns: tuple[GroupColumn, ...]


def reading_rows(reality: Reality, names: Names, wording: Wording) -> tuple[ReadingRow, ...]:
    """The touchpoints whose two counts differ."""
    count = wording.numbers.count
    return tuple(
        ReadingRow(
            names.touchpoint(one.id),
            count(one.reached),
            count(one.reached_nested),
            count(one.reached - one.reached_nested),
        )
        for one in reality.touchpoints
        if one.reached != one.reached_nested
    )


def stage_rows(
    journey: Journey, reality: Reality, schemes: Mapping[str, Scheme], names: Names, wording: Wording
) -> tuple[StageRow, ...]:
    """The stages in their order, as the answer has them."""
    titles = _stage_titles(journey, reality, schemes, names)
    reasons, count = skipped_stages(journey), wording.numbers.count
    return tuple(
        StageRow(
            title=titles[one.id],
            figure=part_figure("stages", one.id, "members"),
            customers=count(one.customers),
            memberships=count(one.memberships),
            skipped=(names.prose(reasons[one.id]) or Prose("")) if one.id in reasons else None,
        )
        for one in reality.stages
    )


def _stage_titles(
    journey: Journey, reality: Reality, schemes: Mapping[str, Scheme], names: Names
) -> dict[str, Prose]:
    """What people call the stages of the answer, in its order."""
    stages = {stage.id: stage for stage in stages_of(journey, schemes)}
    return {one.id: names.stage(stages[one.id]) if one.id in stages else from_id(one.id) for one in reality.stages}


def indicator_rows(reality: Reality, names: Names, wording: Wording) -> tuple[IndicatorRow, ...]:
    """The indicators in the order of the definition."""
    return tuple(
        IndicatorRow(
            one.id,
            names.indicator(one.id),
            measured(
                wording,
                share=one.share,
                low=one.low,
                high=one.high,
                done=one.done,
                watched=one.watched,
                expected=one.expected,
                expected_at_most=one.expected_at_most,
                verdict=one.verdict,
            ),
        )
        for one in reality.indicators
    )


def groups_table(
    journey: Journey, reality: Reality, schemes: Mapping[str, Scheme], names: Names, wording: Wording
) -> GroupsTable | None:
    """Touchpoints and stages by group; None where no breakdown was asked."""
    if reality.by is None:
        return None
    pooled = [(wording.say("report.groups.rest"), reality.other)] if reality.other else []
    named = [(_value(group, wording), group) for group in reality.groups]
    order, skipped = [one.id for one in reality.touchpoints], skipped_stages(journey)
    titles = _stage_titles(journey, reality, schemes, names)
    stages = [name for name in titles if name not in skipped]
    return GroupsTable(
        by=reality.by,
        titles=tuple(names.touchpoint(name) for name in order),
        stages=tuple(titles[name] for name in stages),
        columns=tuple(_column(value, group, order, stages, wording) for value, group in [*named, *pooled]),
    )


def _value(group: Group, wording: Wording) -> Markup | Prose:
    return wording.say("report.value.none") if group.value is None else Prose(group.value)


def _column(
    value: Markup | Prose, group: Group, order: list[str], stages: list[str], wording: Wording
) -> GroupColumn:
    count = wording.numbers.count
    members = {one.id: (count(one.customers), count(one.memberships)) for one in group.stages}
    cells = {one.id: measured_touchpoint(one, wording) for one in group.touchpoints}
    bounds, numbers = wilson(group.reached_goal, group.runs), wording.numbers
    return GroupColumn(
        value=value,
        runs=numbers.count(group.runs),
        goal=numbers.share(group.reached_goal / group.runs) if group.runs else None,
        interval=numbers.interval(bounds.low, bounds.high) if group.runs else "",
        cells=tuple(cells.get(name) for name in order),
        stages=tuple(members.get(name) for name in stages),
    )
