"""What a log shows of several journeys at once, for the linter's live rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path

from tropa.journey.codecs.values import Rate
from tropa.journey.model.journey import Journey
from tropa.journey.signals import AnyOf
from tropa.lint.live import DAYS, Live
from tropa.measure.judge import judge
from tropa.measure.questions import Edges, Funnel, FunnelStep, Scope
from tropa.measure.reality import Reality
from tropa.plan.compiling import compile_plan
from tropa.plan.needs import plan_looks_at, signal_looks_at
from tropa.plan.plan import Plan
from tropa.plan.resolve import MESSAGE_SENT, our_event
from tropa.ports.log import Landing
from tropa.ports.warehouse import Warehouse
from tropa.runtime.definitions import Loaded
from tropa.runtime.measuring import EPOCH, Measuring

MAX_CAP = 50
"""A cap above this presses nobody, and is not looked at."""


def watch(measuring: Measuring, loaded: Sequence[Loaded]) -> tuple[dict[Path, Live], Landing]:
    """What a log shows of every journey among some files; the log is read once.

    Args:
        measuring: Asks the log.
        loaded: The files; what is no journey is passed over.

    Returns:
        An answer by the journey's path, and how the log was read.

    Raises:
        LogUnreadable: The log cannot be read.
    """
    journeys = [one for one in loaded if one.journey is not None]
    plans = {one.path: compile_plan(one.journey, one.schemes) for one in journeys if one.journey}
    pressing = {one.path: tuple(_pressing(one, journeys)) for one in journeys}
    needs = signal_looks_at(pressure.sent for found in pressing.values() for pressure in found)
    for plan in plans.values():
        needs |= plan_looks_at(plan, None)
    with measuring.landed(needs) as (landing, warehouse):
        seen = _seen(warehouse, landing.watermark or EPOCH)
        pressed = {one: _pressed(warehouse, one) for one in dict.fromkeys(chain.from_iterable(pressing.values()))}
        over = {path: {(one.class_, one.cap): pressed[one] for one in found} for path, found in pressing.items()}
        live = {
            path: Live(plan, _reality(warehouse, plan, landing), seen, over[path]) for path, plan in plans.items()
        }
    return live, landing


def _reality(warehouse: Warehouse, plan: Plan, landing: Landing) -> Reality:
    return judge(
        warehouse.reality(plan, None, landing.watermark or EPOCH),
        plan,
        by=None,
        watermark=landing.watermark,
        n_bad=landing.n_bad,
        n_duplicates=landing.n_duplicates,
    )


def _seen(warehouse: Warehouse, watermark: datetime) -> frozenset[str]:
    """The names of the log's last days: every event of a customer follows another, or is the first."""
    counts = warehouse.edges(Edges(Scope(since=watermark - timedelta(days=DAYS))))
    return frozenset({*counts.starts, *(edge.target for edge in counts.edges)})


@dataclass(frozen=True, slots=True)
class Pressure:
    """A cap, and the messages that are counted against it.

    Args:
        class_: The message class.
        cap: How many are allowed, and in what time.
        sent: One of the messages was sent.
    """

    class_: str
    cap: Rate
    sent: AnyOf


def _pressing(one: Loaded, journeys: Iterable[Loaded]) -> Iterator[Pressure]:
    """The caps that hold for a journey.

    All of them hold, so that a journey can only tighten (R13): the workspace's, over the messages of all its
    journeys, and the journey's own, of which its own messages alone show for certain that it was passed.
    """
    beside = [other.journey for other in journeys if other.journey and other.workspace_path == one.workspace_path]
    if one.workspace is not None:
        yield from _pressures(one.workspace.caps, beside)
    if one.journey is not None:
        yield from _pressures(one.journey.caps, [one.journey])


def _pressures(caps: Mapping[str, Rate], journeys: Sequence[Journey]) -> Iterator[Pressure]:
    for kind, cap in caps.items():
        touchpoints = ((name, point) for journey in journeys for name, point in journey.touchpoints.items())
        names = dict.fromkeys(name for name, point in touchpoints if point.class_ == kind)
        if names and cap.n <= MAX_CAP:
            yield Pressure(kind, cap, AnyOf(tuple(our_event(MESSAGE_SENT, touchpoint=name) for name in names)))


def _pressed(warehouse: Warehouse, pressure: Pressure) -> int:
    """Customers who got one message more than the cap within its period.

    A funnel of as many equal steps asks just that: the last step counts them.  The end of its window is
    included (M2) and that of a cap's is not (R13): two messages just a period apart press nobody.  So the
    window is a second shorter; times finer than a second are not looked at.
    """
    steps = tuple(FunnelStep(str(n), pressure.sent) for n in range(pressure.cap.n + 1))
    return warehouse.funnel(Funnel(steps, window_s=max(pressure.cap.per_s - 1, 0))).steps[-1].n
