"""Measuring a file: what is left out of the way makes no difference to an answer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from tropa.bootstrap import measuring
from tropa.journey.signals import AnyOf, Every, Named
from tropa.measure.questions import EventSignal, Funnel, FunnelStep, Scope, Unit
from tropa.ports.log import Landing, Progress
from tropa.ports.warehouse import Warehouse
from tropa.runtime.measuring import Measuring


def steps(*signals: EventSignal) -> tuple[FunnelStep, ...]:
    """Steps by their signals."""
    return tuple(FunnelStep(str(number), signal) for number, signal in enumerate(signals))


A, B, C = (Named(name) for name in "abc")

FUNNELS = {
    "names": (Funnel(steps(A, B)), {"a", "b"}),
    "any of": (Funnel(steps(A, AnyOf((B, C))), exclude=(Named("d"),)), {"a", "b", "c", "d"}),
    "unordered": (Funnel(steps(A, B), order="unordered"), {"a", "b"}),
    "nobody's": (Funnel(steps(Named("z"))), {"z"}),
    "strict": (Funnel(steps(A, B), order="strict"), None),
    "every": (Funnel(steps(A, Every())), None),
    "session": (Funnel(steps(A, B), Scope(Unit("session", gap_s=60))), None),
    "by": (Funnel(steps(A, B), Scope(by="x")), None),
}


@pytest.fixture
def log(tmp_path: Path) -> Measuring:
    """A log of five names."""
    rng = Random(4)  # noqa: S311 - to be repeated, not to be secret
    rows = (
        f"c{rng.randrange(40)},{rng.choice('abcde')},2026-01-01T00:{rng.randrange(60):02}:00,1" for _ in range(600)
    )
    (tmp_path / "log.csv").write_text("\n".join(["customer,name,at,x", *rows]))
    return measuring(str(tmp_path / "log.csv"), columns=None, zone=None, progress=lambda *_: None)


@pytest.mark.parametrize(("question", "only"), FUNNELS.values(), ids=FUNNELS)
def test_events_nobody_asks_about_are_left_out_where_that_is_all_the_same(
    log: Measuring, question: Funnel, only: set[str] | None
) -> None:
    """A funnel of bare names sorts those alone; the answer, and what is said of the log, stay as they are."""
    asked: list[Landing] = []

    def open_lean(landing: Landing, folder: Path, progress: Progress) -> Warehouse:
        asked.append(landing)
        return log.open_warehouse(landing, folder, progress)

    def open_whole(landing: Landing, folder: Path, progress: Progress) -> Warehouse:
        return log.open_warehouse(replace(landing, only=None), folder, progress)

    lean, whole = (replace(log, open_warehouse=opens).funnel(question) for opens in (open_lean, open_whole))
    assert (lean.answer, lean.unheard) == (whole.answer, whole.unheard)
    assert asked[0].only == (frozenset(only) if only is not None else None)
