"""Answers as tables for people."""

from __future__ import annotations

from collections.abc import Iterable

import click

from tropa.cli.parts_tables import parts_tables
from tropa.cli.phrases import phrase
from tropa.cli.speaking import Speaker, echo_table, words_in
from tropa.draw.numbers import Numbers
from tropa.measure.answers import FunnelAnswer, StepAnswer
from tropa.measure.counts import Edge, EdgeCounts, PathCounts
from tropa.measure.reality import Reality, StageReality, TouchpointReality

SHOWN_EDGES = 50
"""Edges a person reads; programs get all of them."""

NOTHING = "-"


def _headings(speaker: Speaker, *names: str) -> list[str]:
    return [speaker.text(f"column.{name}") for name in names]


def _numbers(speaker: Speaker) -> Numbers:
    return Numbers(words_in(speaker.language))


def _group_heading(speaker: Speaker, by: str | None, value: str | None) -> None:
    shown = value if value is not None else speaker.text("column.missing")
    click.echo()
    click.echo(speaker.text("column.group", by=by, value=shown))


def _rest_heading(speaker: Speaker) -> None:
    click.echo()
    click.echo(phrase(speaker, "rest"))


def funnel_table(answer: FunnelAnswer, speaker: Speaker, by: str | None) -> None:
    """A funnel, and its groups beneath."""
    _funnel(answer.steps, speaker)
    for value, steps in answer.groups:
        _group_heading(speaker, by, value)
        _funnel(steps, speaker)
    if answer.rest is not None:
        _rest_heading(speaker)
        _funnel(answer.rest, speaker)


def _funnel(steps: Iterable[StepAnswer], speaker: Speaker) -> None:
    numbers = _numbers(speaker)

    def share(value: float | None) -> str:
        return numbers.share(value) if value is not None else NOTHING

    def duration(seconds: float | None) -> str:
        return numbers.duration(seconds) if seconds is not None else NOTHING

    echo_table(
        _headings(speaker, "step", "n", "share_of_first", "interval", "share_of_previous", "median", "p90", "loose"),
        (
            (
                step.name,
                numbers.count(step.n),
                share(step.share_of_first),
                numbers.interval(step.low, step.high),
                share(step.share_of_previous),
                duration(step.median_s),
                duration(step.p90_s),
                numbers.count(step.n_loose),
            )
            for step in steps
        ),
    )


def edge_table(answer: EdgeCounts, speaker: Speaker, by: str | None) -> None:
    """The largest edges, and their groups beneath."""
    _edges(answer.edges, speaker)
    for value, edges in answer.groups:
        _group_heading(speaker, by, value)
        _edges(edges, speaker)
    if answer.rest is not None:
        _rest_heading(speaker)
        _edges(answer.rest, speaker)


def _edges(edges: tuple[Edge, ...], speaker: Speaker) -> None:
    numbers = _numbers(speaker)
    echo_table(
        _headings(speaker, "source", "target", "n", "customers", "gap"),
        (
            (
                edge.source,
                edge.target,
                numbers.count(edge.n),
                numbers.count(edge.customers),
                numbers.duration(edge.median_gap_s),
            )
            for edge in edges[:SHOWN_EDGES]
        ),
    )


def path_table(answer: PathCounts, speaker: Speaker, by: str | None) -> None:
    """The most frequent paths, the rest and the total, and the groups beneath."""
    _paths(answer.paths, answer.other, answer.total, speaker)
    for value, paths, other, total in answer.groups:
        _group_heading(speaker, by, value)
        _paths(paths, other, total, speaker)
    if answer.rest is not None:
        _rest_heading(speaker)
        _paths(*answer.rest, speaker)


def _paths(paths: Iterable[tuple[tuple[str, ...], int]], other: int, total: int, speaker: Speaker) -> None:
    numbers = _numbers(speaker)
    rows = [(" > ".join(names), n) for names, n in paths]
    rows += [(speaker.text("column.other"), other), (speaker.text("column.total"), total)]
    echo_table(
        _headings(speaker, "path", "n", "share"),
        ((name, numbers.count(n), numbers.share(n / total) if total else NOTHING) for name, n in rows),
    )


def reality_table(reality: Reality, speaker: Speaker) -> None:
    """The reality of touchpoints, stages, components, roles and requests, and the groups beneath."""
    numbers = _numbers(speaker)
    goal = numbers.share(reality.reached_goal / reality.runs) if reality.runs else NOTHING
    click.echo(
        speaker.text("runs", runs=numbers.count(reality.runs), customers=numbers.count(reality.customers), share=goal)
    )
    if reality.watermark is not None:
        click.echo(speaker.text("watermark", watermark=numbers.instant(reality.watermark)))
    _touchpoints(reality.touchpoints, speaker)
    _stages(reality.stages, speaker)
    parts_tables(reality.parts, speaker)
    for group in reality.groups:
        _group_heading(speaker, reality.by, group.value)
        _touchpoints(group.touchpoints, speaker)
        _stages(group.stages, speaker)
    if reality.other is not None:
        click.echo(f"\n{speaker.text('column.other')}")
        _touchpoints(reality.other.touchpoints, speaker)
        _stages(reality.other.stages, speaker)


def _touchpoints(touchpoints: Iterable[TouchpointReality], speaker: Speaker) -> None:
    numbers = _numbers(speaker)
    echo_table(
        _headings(
            speaker, "touchpoint", "reached", "nested", "watched", "done", "share", "interval", "expected", "verdict"
        ),
        (
            (
                touchpoint.id,
                numbers.count(touchpoint.reached),
                numbers.count(touchpoint.reached_nested),
                numbers.count(touchpoint.watched),
                numbers.count(touchpoint.done),
                numbers.share(touchpoint.share) if touchpoint.share is not None else NOTHING,
                numbers.interval(touchpoint.low, touchpoint.high) if touchpoint.share is not None else NOTHING,
                numbers.share(touchpoint.expected) if touchpoint.expected is not None else NOTHING,
                speaker.text(f"verdict.{touchpoint.verdict.replace(' ', '_')}"),
            )
            for touchpoint in touchpoints
        ),
    )


def _stages(stages: tuple[StageReality, ...], speaker: Speaker) -> None:
    """Who was in each stage; nothing where the journey has none."""
    if not stages:
        return
    count = _numbers(speaker).count
    click.echo()
    echo_table(
        _headings(speaker, "stage", "customers", "memberships"),
        ((stage.id, count(stage.customers), count(stage.memberships)) for stage in stages),
    )
