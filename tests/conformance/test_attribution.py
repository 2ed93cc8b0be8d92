"""Every warehouse deals out goals as the oracle does, on the logs of ``test_warehouse``."""

# ruff: noqa: S311 - draws are to be repeated, not to be secret

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from tests.conformance.test_questions import ask
from tests.conformance.test_warehouse import land

from tropa.journey.signals import Named
from tropa.measure.attribution.counts import Attribution, Touch
from tropa.testing.attribution_draws import draw_attribution
from tropa.testing.conformance import Ask, check, differences
from tropa.testing.draws import draw_log
from tropa.testing.logs import Log, LogEvent
from tropa.warehouses.counting.attribution import AttributionCounting
from tropa.warehouses.counting.passes import fed
from tropa.warehouses.duckdb.log import EventTable

__all__ = ["ask"]


@pytest.mark.parametrize("seed", range(10), ids=lambda seed: f"seed{seed}")
def test_a_warehouse_deals_out_as_the_oracle(ask: Ask, seed: int) -> None:
    """Whole numbers are equal, and parts of goals within float error."""
    rng = Random(seed)
    log = draw_log(rng, 150)
    for _ in range(4):
        check(ask, draw_attribution(rng), log)


def test_a_path_that_can_be_worked_out_by_hand(ask: Ask) -> None:
    """Two goals of one customer, one touch between them, one behind: three paths, one of them without a goal."""
    names = ("mail", "call", "mail", "paid", "call", "paid", "mail")
    log = Log(tuple(LogEvent("ada", name, at * 1_000_000, at, {}) for at, name in enumerate(names)))
    check(ask, Attribution((Touch("mail", Named("mail")), Touch("call", Named("call"))), Named("paid")), log)


@pytest.mark.parametrize("seed", range(5))
def test_countings_of_parts_absorb_each_other(seed: int, tmp_path: Path) -> None:
    """Chunks dealt out to two countings give what one counting gives."""
    rng = Random(seed)
    log, question = draw_log(rng, 60), draw_attribution(rng)
    table = EventTable.open(land(log, tmp_path), tmp_path, target_rows=50)
    whole, one, other = (AttributionCounting(table.vocabulary, question) for _ in range(3))
    chunks = list(table.chunks(whole.columns, whole.where))
    for counting, part in ((whole, chunks), (one, chunks[::2]), (other, chunks[1::2])):
        fed(counting, part)
    one.absorb(other)
    assert differences(whole.counts(0, 0), one.counts(0, 0)) == []
    table.close()
