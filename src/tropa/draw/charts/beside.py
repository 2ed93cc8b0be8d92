"""The pictures that stand beside the map in a report."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from tropa.draw.charts.flows import FlowChart, flow_chart
from tropa.draw.charts.funnel import FunnelChart, funnel_chart
from tropa.draw.charts.heat import HeatChart
from tropa.draw.charts.places import matrix_chart
from tropa.draw.charts.returning import retention_chart
from tropa.draw.names import Names
from tropa.draw.wording import Prose, Wording
from tropa.measure.beside import GOAL, MOST_COHORTS, START, Beside


@dataclass(frozen=True, slots=True)
class BesideCharts:
    """The pictures.

    Args:
        funnel: Along the journey's touchpoints to its goal; None where a log cannot tell.
        flows: Moves from place to place.
        retention: Who comes back.
        matrix: Which event stands at which place.
    """

    funnel: FunnelChart | None
    flows: FlowChart
    retention: HeatChart
    matrix: HeatChart


def beside_charts(beside: Beside, names: Names, wording: Wording) -> BesideCharts:
    """The pictures of a report's answers."""

    def named(label: str) -> Prose | Markup:
        if label in (START, GOAL):
            return wording.say(f"charts.beside.{label}")
        return names.touchpoint(label)

    return BesideCharts(
        funnel=funnel_chart(beside.funnel, wording, named=named) if beside.funnel is not None else None,
        flows=flow_chart(beside.flows, wording),
        retention=retention_chart(beside.retention, beside.period, wording, most=MOST_COHORTS),
        matrix=matrix_chart(beside.matrix, wording),
    )
