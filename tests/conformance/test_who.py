"""Every warehouse names the customers behind a step of a funnel as the oracle does."""

# ruff: noqa: S311 - draws are to be repeated, not to be secret

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from tests.conformance.engines import WAREHOUSES
from tests.conformance.test_warehouse import land

from tropa.journey.signals import Named
from tropa.measure.questions import Funnel, FunnelStep
from tropa.measure.who import Who
from tropa.testing.draws import draw_funnel, draw_log
from tropa.testing.who_oracle import who
from tropa.warehouses.counting.conditions import Unanswerable

N_CUSTOMERS = 60
N_FUNNELS = 8


@pytest.mark.parametrize("kind", WAREHOUSES)
@pytest.mark.parametrize("seed", range(6), ids=lambda seed: f"seed{seed}")
def test_who_is_behind_a_step_agrees_with_the_oracle(kind: str, seed: int, tmp_path: Path) -> None:
    """Of drawn funnels, those who came to each step and those lost there are counted and named."""
    rng = Random(seed)
    log = draw_log(rng, N_CUSTOMERS)
    with closing(WAREHOUSES[kind](land(log, tmp_path), tmp_path)) as warehouse:
        for _ in range(N_FUNNELS):
            funnel = draw_funnel(rng)
            for step in range(1, len(funnel.steps) + 1):
                for lost in (False, True):
                    question = Who(funnel, step, lost, rng.choice((1, 3, 100)))
                    assert warehouse.who(question) == who(question, log.told()), question


@pytest.mark.parametrize("kind", WAREHOUSES)
def test_what_nobody_can_name_is_refused(kind: str, tmp_path: Path) -> None:
    """A step that the funnel has not, and a number of customers out of bounds, are told."""
    funnel = Funnel((FunnelStep("a", Named("A")),))
    with closing(WAREHOUSES[kind](land(draw_log(Random(1), 3), tmp_path), tmp_path)) as warehouse:
        for question in (Who(funnel, 2), Who(funnel, 0), Who(funnel, 1, most=0)):
            with pytest.raises(Unanswerable):
                warehouse.who(question)
