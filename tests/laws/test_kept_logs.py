"""A log kept in pieces answers as the log that landed at once."""

# ruff: noqa: S311 - draws are to be repeated, not to be secret

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import TypeVar

import duckdb
import pytest
from tests.conformance.test_warehouse import answer, land

from tropa.measure.questions import Edges, Paths
from tropa.measure.questions_endings import Endings
from tropa.measure.questions_returning import Retention
from tropa.ports.log import Landing, Needs
from tropa.ports.warehouse import Warehouse
from tropa.testing.conformance import Question, differences, truth
from tropa.testing.draws import TRAITS, VALUES, draw_edges, draw_funnel, draw_log, draw_paths
from tropa.testing.logs import Log, LogEvent, TraitSet
from tropa.warehouses.duckdb import DuckDBWarehouse
from tropa.warehouses.duckdb.kept import DuckDBKeeper, KeptLog

N_CUSTOMERS = 60

R = TypeVar("R", LogEvent, TraitSet)


def piece(log: Log, first: int, end: int) -> Log:
    """What arrived from one place in the order to another, as a log of its own."""
    return Log(_moved(log.events, first, end), _moved(log.trait_sets, first, end))


def _moved(rows: tuple[R, ...], first: int, end: int) -> tuple[R, ...]:
    return tuple(replace(row, arrival=row.arrival - first) for row in rows if first <= row.arrival < end)


def with_ids(landing: Landing, first: int) -> Landing:
    """The landing with message ids: the place in the whole log's order, and none for every third."""
    with duckdb.connect() as engine:
        engine.execute("SET TimeZone = 'UTC'")
        for path in filter(None, (landing.events, landing.traits)):
            received = "" if path == landing.events else ', "at" AS received_at'
            new = path.with_suffix(".new")
            told = f"CASE WHEN (arrival + {first}) % 3 > 0 THEN 'm' || (arrival + {first}) END AS message_id"
            rows = f"SELECT *{received}, {told} FROM '{path}'"  # noqa: S608 - of numbers and our own path
            engine.execute(f"COPY ({rows}) TO '{new}' (FORMAT parquet)")
            new.replace(path)
    return landing


class Merges:
    """Which customers have turned out to be which."""

    def __init__(self) -> None:
        self._into: dict[str, str] = {}

    def merge(self, previous: str, customer: str) -> None:
        """One stands for the other from now on."""
        old, kept = self.one(previous), self.one(customer)
        if old != kept:
            self._into[old] = kept

    def one(self, customer: str) -> str:
        """Who a customer turned out to be."""
        while customer in self._into:
            customer = self._into[customer]
        return customer

    def applied(self, log: Log) -> Log:
        """The log as if that had been known from the start."""
        events = tuple(replace(event, customer=self.one(event.customer)) for event in log.events)
        return Log(events, tuple(replace(told, customer=self.one(told.customer)) for told in log.trait_sets))


def keep(rng: Random, log: Log, folder: Path) -> tuple[DuckDBKeeper, Log]:
    """Keep a log in pieces, folded and merged now and then; and the log that it then is."""
    keeper = DuckDBKeeper(
        folder / "log",
        target_rows=rng.choice((50, 10_000)),
        most_deltas=rng.choice((2, 20)),
        most_new=rng.choice((0.25, 100.0, 100.0)),
    )
    merges = Merges()
    n = len(log.events) + len(log.trait_sets)
    cuts = sorted({0, n, *(rng.randint(0, n) for _ in range(rng.randint(0, 11)))})
    with keeper.writing():
        for number, (first, end) in enumerate(pairwise(cuts)):
            place = folder / str(number)
            place.mkdir()
            keeper.add(with_ids(land(piece(log, first, end), place), first), tuple(TRAITS), f"piece {number}", "")
            if rng.random() < 0.15:
                keeper.compact()
            if rng.random() < 0.3:
                pairs = [(f"c{rng.randrange(N_CUSTOMERS)}", f"c{rng.randrange(N_CUSTOMERS)}") for _ in range(2)]
                keeper.merge([pair for pair in pairs if pair[0] != pair[1]])
                for pair in pairs:
                    merges.merge(*pair)
    return keeper, merges.applied(log)


def asked(keeper: DuckDBKeeper, folder: Path, target_rows: int = 200) -> Warehouse:
    """The newest snapshot, to be asked."""
    kept = KeptLog(keeper.path, target_rows=target_rows)
    needs = Needs(frozenset(VALUES), frozenset(TRAITS))
    return kept.open_warehouse(kept.land(folder, needs, lambda *_: None), folder)


def questions(rng: Random) -> Iterator[Question]:
    """Some that are answered from summaries, and some that are drawn."""
    yield Edges()
    yield from (Endings(top=top) for top in (1, 3, 50))
    yield from (Paths(length, top) for length, top in ((8, 50), (3, 2), (5, 1), (9, 4)))
    yield from (draw_edges(rng), draw_paths(rng), draw_funnel(rng), draw_funnel(rng))


@pytest.mark.parametrize("seed", range(8), ids=lambda seed: f"seed{seed}")
def test_a_log_kept_in_pieces_answers_as_the_oracle(tmp_path: Path, seed: int) -> None:
    """Whatever the pieces and merges, late events, new names and traits among them, the counts are the oracle's."""
    rng = Random(seed)
    keeper, log = keep(rng, draw_log(rng, N_CUSTOMERS), tmp_path)
    whole = tmp_path / "whole"
    whole.mkdir()
    with closing(asked(keeper, tmp_path)) as warehouse, DuckDBWarehouse.open(land(log, whole), whole) as raw:
        for question in questions(rng):
            assert differences(truth(question, log), answer(warehouse, question)) == []
        for retention in (Retention(), Retention(offsets=1), Retention(period="day"), Retention(offsets=70)):
            assert warehouse.retention(retention) == raw.retention(retention)
        assert warehouse.names() == raw.names()
        assert warehouse.unset() == raw.unset()
