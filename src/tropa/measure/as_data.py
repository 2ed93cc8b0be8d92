"""Answers as plain data for programs: names and nesting are a promise (DESIGN.md, section 6)."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from tropa.measure.answers import FunnelAnswer, StepAnswer
from tropa.measure.counts import Edge, EdgeCounts, PathCounts
from tropa.measure.parts_data import parts_data
from tropa.measure.reality import Group, Reality, TouchpointReality

Data = dict[str, Any]


def funnel_data(answer: FunnelAnswer) -> Data:
    """A funnel; groups do not overlap."""
    return {
        "steps": _steps(answer.steps),
        "groups": [{"value": value, "steps": _steps(steps)} for value, steps in answer.groups],
        "pooled": {"steps": _steps(answer.rest)} if answer.rest is not None else None,
        "overlap": False,
        "n_events": answer.n_events,
        "n_customers": answer.n_customers,
    }


def _steps(steps: tuple[StepAnswer, ...]) -> list[Data]:
    return [asdict(step) for step in steps]


def edges_data(answer: EdgeCounts) -> Data:
    """Directly-follows pairs."""
    return {
        "edges": [_edge(edge) for edge in answer.edges],
        "starts": answer.starts,
        "ends": answer.ends,
        "groups": [{"value": value, "edges": [_edge(edge) for edge in edges]} for value, edges in answer.groups],
        "pooled": {"edges": [_edge(edge) for edge in answer.rest]} if answer.rest is not None else None,
        "overlap": True,
        "n_events": answer.n_events,
        "n_customers": answer.n_customers,
    }


def _edge(edge: Edge) -> Data:
    return {
        "from": edge.source,
        "to": edge.target,
        "n": edge.n,
        "customers": edge.customers,
        "median_gap_s": edge.median_gap_s,
    }


def paths_data(answer: PathCounts) -> Data:
    """Rows of names."""
    return {
        "paths": _paths(answer.paths, answer.total),
        "other": answer.other,
        "total": answer.total,
        "groups": [
            {"value": value, "paths": _paths(paths, total), "other": other, "total": total}
            for value, paths, other, total in answer.groups
        ],
        "pooled": _pooled_paths(answer),
        "overlap": False,
        "n_events": answer.n_events,
        "n_customers": answer.n_customers,
    }


def _pooled_paths(answer: PathCounts) -> Data | None:
    if answer.rest is None:
        return None
    paths, other, total = answer.rest
    return {"paths": _paths(paths, total), "other": other, "total": total}


def _paths(paths: tuple[tuple[tuple[str, ...], int], ...], total: int) -> list[Data]:
    return [{"names": list(names), "n": n, "share": n / total if total else None} for names, n in paths]


def reality_data(reality: Reality) -> Data:
    """Expectation against reality; curves are left to the pictures."""
    return {
        "journey": reality.journey,
        "runs": reality.runs,
        "customers": reality.customers,
        "reached_goal": reality.reached_goal,
        "goals_before": reality.goals_before,
        "outcomes": reality.outcomes,
        "touchpoints": [_touchpoint(touchpoint) for touchpoint in reality.touchpoints],
        "moves": {
            "mapped": reality.moves.mapped,
            "unexplained": reality.moves.unexplained,
            "unmapped": reality.moves.unmapped,
            "pairs": [
                {"from": a, "to": b, "n": n, "explained": explained} for a, b, n, explained in reality.moves.pairs
            ],
            "unmapped_names": dict(reality.moves.unmapped_names),
        },
        "stages": [asdict(stage) for stage in reality.stages],
        "indicators": [asdict(indicator) for indicator in reality.indicators],
        "emotions": [asdict(emotion) for emotion in reality.emotions],
        **parts_data(reality.parts),
        "unproven": list(reality.unproven),
        "begins": reality.begins,
        "by": reality.by,
        "groups": [_group(group) for group in reality.groups],
        "other": _group(reality.other) if reality.other is not None else None,
        "partial_from": reality.partial_from,
        "n_events": reality.n_events,
        "n_customers": reality.customers,
    }


def _touchpoint(touchpoint: TouchpointReality) -> Data:
    kept = {name: getattr(touchpoint, name) for name in TouchpointReality.__slots__ if name != "curve"}
    return {**kept, "next": dict(touchpoint.next)}


def _group(group: Group) -> Data:
    return {
        "value": group.value,
        "runs": group.runs,
        "reached_goal": group.reached_goal,
        "touchpoints": [_touchpoint(touchpoint) for touchpoint in group.touchpoints],
        "stages": [asdict(stage) for stage in group.stages],
    }
