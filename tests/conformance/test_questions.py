"""Every warehouse gives the oracle's answers on returning, time, places and surveys too.

Logs and cases are those of ``test_warehouse``, stretched over days, weeks and months.
"""

# ruff: noqa: S311 - draws are to be repeated, not to be secret

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from itertools import count
from pathlib import Path
from random import Random

import pytest
from tests.conformance.engines import WAREHOUSES
from tests.conformance.test_warehouse import land

from tropa.journey.signals import Named
from tropa.measure.questions import Scope
from tropa.measure.questions_endings import Endings
from tropa.measure.questions_places import StepMatrix
from tropa.measure.questions_returning import Lifecycle, Retention, Stickiness
from tropa.measure.questions_surveys import Answers
from tropa.measure.questions_timing import Sessions, TimeTo
from tropa.ports.warehouse import Warehouse
from tropa.testing.conformance import Answer, Ask, Question, answer, check
from tropa.testing.logs import Log
from tropa.testing.time_draws import (
    draw_answers,
    draw_endings,
    draw_flows,
    draw_lifecycle,
    draw_long_log,
    draw_matrix,
    draw_retention,
    draw_sessions,
    draw_stickiness,
    draw_time_to,
)

N_CUSTOMERS = 100

KINDS: dict[str, Callable[[Random], Question]] = {
    "retention": draw_retention,
    "stickiness": draw_stickiness,
    "lifecycle": draw_lifecycle,
    "time-to": draw_time_to,
    "sessions": draw_sessions,
    "matrix": draw_matrix,
    "endings": draw_endings,
    "flows": draw_flows,
    "answers": draw_answers,
}


@pytest.fixture(params=WAREHOUSES)
def ask(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ask]:
    """Ask a warehouse; it is opened anew when the log is another."""
    factory, numbers = WAREHOUSES[request.param], count()
    opened: list[tuple[Log, Warehouse]] = []
    with ExitStack() as stack:

        def asked(question: Question, log: Log) -> Answer:
            if not opened or opened[0][0] is not log:
                stack.close()
                folder = tmp_path / str(next(numbers))
                folder.mkdir()
                opened[:] = [(log, stack.enter_context(closing(factory(land(log, folder), folder))))]
            return answer(opened[0][1], question, log)

        yield asked


def judge(ask: Ask, seed: int) -> None:
    """Draw a log and two questions of each kind from the seed, and hold the answers against the oracle."""
    rng = Random(seed)
    log = draw_long_log(rng, N_CUSTOMERS)
    for draw in KINDS.values():
        for _ in range(2):
            check(ask, draw(rng), log)


@pytest.mark.parametrize("seed", range(10), ids=lambda seed: f"seed{seed}")
def test_m4_m5_m10_a_warehouse_counts_as_the_oracle(ask: Ask, seed: int) -> None:
    """Drawn questions of every kind over a hundred drawn customers give the oracle's counts."""
    judge(ask, seed)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1000, 1200), ids=lambda seed: f"seed{seed}")
def test_m4_m5_m10_a_warehouse_counts_as_the_oracle_at_length(ask: Ask, seed: int) -> None:
    """As above, many times over."""
    judge(ask, seed)


@pytest.mark.parametrize(
    "question",
    [
        Retention(),
        Stickiness(),
        Lifecycle(),
        TimeTo(Named("A"), Named("B")),
        Sessions(),
        StepMatrix(around="A", before=2),
        Endings(("A", "B"), "C", scope=Scope(by="plan")),
        Answers("nps", Named("A"), "amount", wave="month"),
    ],
    ids=lambda question: type(question).__name__,
)
def test_an_empty_log_has_an_answer(ask: Ask, question: Question) -> None:
    """No event, no customer: zeros, not an error."""
    check(ask, question, Log(()))
