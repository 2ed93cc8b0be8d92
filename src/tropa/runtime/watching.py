"""What a log shows of several journeys at once, for the linter's live rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from tropa.journey.codecs.values import Duration, Rate
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

PERIODS_S = {"hour": 3_600, "day": 86_400, "week": 604_800, "month": 2_592_000, "year": 31_536_000}
"""Lengths of the periods that a cap may name; a month is taken as 30 days."""

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
    messages = {name: _sent(points) for name, points in _by_class(journeys).items()}
    needs = signal_looks_at(messages.values())
    for plan in plans.values():
        needs |= plan_looks_at(plan, None)
    with measuring.landed(needs) as (landing, warehouse):
        seen = _seen(warehouse, landing.watermark or EPOCH)
        over = dict(_over_caps(warehouse, messages, _caps(journeys)))
        found = {path: Live(plan, _reality(warehouse, plan, landing), seen, over) for path, plan in plans.items()}
    return found, landing


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


def _by_class(journeys: Iterable[Loaded]) -> dict[str, list[str]]:
    """Touchpoints by message class, over all journeys."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for journey in _journeys(journeys):
        for name, touchpoint in journey.touchpoints.items():
            if touchpoint.class_ is not None:
                found[touchpoint.class_].append(name)
    return found


def _journeys(loaded: Iterable[Loaded]) -> Iterable[Journey]:
    return (one.journey for one in loaded if one.journey is not None)


def _caps(journeys: Iterable[Loaded]) -> dict[str, Rate]:
    """Caps by class: the workspace's, and the journeys' own over them."""
    found: dict[str, Rate] = {}
    for one in journeys:
        found |= dict(one.workspace.caps) if one.workspace else {}
        found |= dict(one.journey.caps) if one.journey else {}
    return found


def _sent(touchpoints: Sequence[str]) -> AnyOf:
    return AnyOf(tuple(our_event(MESSAGE_SENT, touchpoint=name) for name in dict.fromkeys(touchpoints)))


def _over_caps(
    warehouse: Warehouse, messages: Mapping[str, AnyOf], caps: Mapping[str, Rate]
) -> Iterable[tuple[str, int]]:
    """Customers by class who got one message more than the cap within its period.

    A funnel of as many equal steps asks just that: the last step counts them.
    """
    for name, signal in messages.items():
        cap = caps.get(name)
        if cap is not None and cap.n <= MAX_CAP:
            steps = tuple(FunnelStep(str(n), signal) for n in range(cap.n + 1))
            counts = warehouse.funnel(Funnel(steps, window_s=_seconds(cap.per)))
            yield name, counts.steps[-1].n


def _seconds(per: Duration | str) -> int:
    return per.seconds if isinstance(per, Duration) else PERIODS_S[per]
