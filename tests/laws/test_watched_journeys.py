"""A watched journey is told from its sums as it is from the events, whatever came, late or merged, and when."""

# ruff: noqa: S311 - draws are to be repeated, not to be secret

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from tests.conformance.test_reality import MANY_LEAVES, NAMES, VALUES, draw_case, plain, plan_of
from tests.conformance.test_warehouse import land
from tests.laws.test_kept_logs import Merges, piece, with_ids

from tropa.journey.files import read_definition
from tropa.journey.model.journey import Journey
from tropa.journey.schemes import shipped_schemes
from tropa.plan.compiling import compile_plan
from tropa.plan.plan import Plan
from tropa.ports.log import Needs
from tropa.testing.draws import TRAITS
from tropa.testing.logs import Log, LogEvent, TraitSet
from tropa.warehouses.counting.reality import count_reality
from tropa.warehouses.duckdb import DuckDBWarehouse
from tropa.warehouses.duckdb.kept import DuckDBKeeper, KeptLog, KeptWarehouse
from tropa.warehouses.duckdb.kept.tallies import summed_reality

N_CUSTOMERS = 60

JOINED = {name for name in NAMES if any(role.joins is not None for role in plan_of(name).parts.roles)}
WATCHED = ["tiered", *(name for name in NAMES if name not in JOINED)]

TIERED = """
journey: tiered
mode: observed
start: order where traits.tier = 'gold' or traits.tier = '2'
success: pay where traits.tier = 'gold'
touchpoints:
  letter: {channel: post, reached: "letter where traits.tier is null", target_action: open, evaluation: {within: 3s}}
"""
"""A journey that looks at what customers are, which may be told late and alone."""


def watched_plan(name: str) -> Plan:
    """The plan of one of the journeys."""
    if name != "tiered":
        return plan_of(name)
    read = read_definition(TIERED.encode(), file="tiered.yaml", schemes=shipped_schemes())
    assert isinstance(read.value, Journey), read.problems
    return compile_plan(read.value, shipped_schemes())


def keep(rng: Random, log: Log, folder: Path, journeys: list[str]) -> tuple[DuckDBKeeper, Log]:
    """Keep a log in pieces, and watch journeys from some moment each; and the log that it then is.

    Names and traits come one by one at times, and what a trait is told of somebody, without any event.
    """
    keeper = DuckDBKeeper(
        folder / "log",
        target_rows=rng.choice((50, 10_000)),
        most_deltas=rng.choice((2, 20)),
        most_new=rng.choice((0.25, 100.0, 100.0)),
    )
    merges = Merges()
    n = len(log.events) + len(log.trait_sets)
    told = [told.arrival for told in rng.sample(log.trait_sets, 2)]
    alone = {place for first in told for place in (first, first + 1)}
    cuts = sorted({0, rng.choice((3, n)), n, *(rng.randint(0, n) for _ in range(rng.randint(0, 1))), *alone})
    begins = {name: rng.choice((0, 0, rng.randrange(len(cuts) - 1))) for name in journeys}
    with keeper.writing():
        for number, (first, end) in enumerate(pairwise(cuts)):
            place = folder / str(number)
            place.mkdir()
            landing = with_ids(land(piece(log, first, end), place, tuple(VALUES)), first)
            keeper.add(landing, tuple(TRAITS), f"piece {number}", "")
            if rng.random() < 0.15:
                keeper.compact()
            if rng.random() < 0.3:
                pairs = [(f"c{rng.randrange(N_CUSTOMERS)}", f"c{rng.randrange(N_CUSTOMERS)}") for _ in range(2)]
                keeper.merge([pair for pair in pairs if pair[0] != pair[1]])
                for pair in pairs:
                    merges.merge(*pair)
            for name in journeys:
                if begins[name] == number:
                    if rng.random() < 0.3:
                        keeper.watch(watched_plan(name))
                        keeper.unwatch(watched_plan(name).journey)
                    assert keeper.watch(watched_plan(name))
                    assert not keeper.watch(watched_plan(name))
    return keeper, merges.applied(log)


def opened(keeper: DuckDBKeeper, folder: Path) -> KeptWarehouse:
    """The newest snapshot, to be asked."""
    kept = KeptLog(keeper.path, target_rows=200)
    return kept.open_warehouse(
        kept.land(folder, Needs(frozenset(VALUES), frozenset(TRAITS)), lambda *_: None), folder
    )


def dealt(n: int) -> Iterator[list[str]]:
    """The journeys, so many at a time."""
    for first in range(0, len(WATCHED), n):
        yield WATCHED[first : first + n]


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(1, 6))])
@pytest.mark.parametrize("journeys", list(dealt(5)), ids="-".join)
def test_sums_tell_what_the_events_tell(tmp_path: Path, journeys: list[str], seed: int) -> None:
    """Whatever the pieces, traits and merges among them, and whenever a journey began to be watched."""
    rng = Random(seed)
    few = N_CUSTOMERS // 4 if MANY_LEAVES in journeys else N_CUSTOMERS
    case = draw_case(seed + 500, few)
    keeper, log = keep(rng, case.log, tmp_path, journeys)
    whole = tmp_path / "whole"
    whole.mkdir()
    landing = land(log, whole, tuple(VALUES))
    with closing(opened(keeper, tmp_path)) as kept, DuckDBWarehouse.open(landing, whole) as raw:
        for name in journeys:
            plan = watched_plan(name)
            summed = summed_reality(kept.events, plan, case.watermark)
            assert summed is not None
            told = plain(count_reality(raw.events, plan, None, case.watermark))
            assert plain(summed) == told
            assert plain(kept.reality(plan, None, case.watermark)) == told
            by = plain(count_reality(raw.events, plan, "plan", case.watermark))
            assert plain(kept.reality(plan, "plan", case.watermark)) == by


def test_a_version_is_what_is_measured_and_another_takes_its_place(tmp_path: Path) -> None:
    """Only the version watched last is told from sums; none is, once nobody watches."""
    case = draw_case(3, 20)
    plan = plan_of("once-with-steps")
    other = replace(plan, success=None)
    keeper = DuckDBKeeper(tmp_path / "log")
    place = tmp_path / "all"
    place.mkdir()
    with keeper.writing():
        keeper.add(with_ids(land(case.log, place, tuple(VALUES)), 0), tuple(TRAITS), "all", "")
        assert keeper.watch(plan)
        assert keeper.watch(other)
    with closing(opened(keeper, tmp_path)) as kept:
        assert summed_reality(kept.events, plan, case.watermark) is None
        assert summed_reality(kept.events, other, case.watermark) is not None
    with keeper.writing():
        assert keeper.unwatch(plan.journey)
        assert not keeper.unwatch(plan.journey)
    assert keeper.facts().journeys == ()


def test_sums_of_another_program_are_let_go_of(tmp_path: Path) -> None:
    """A version that this one would tell otherwise is told from events, and no longer kept with the next file."""
    case, plan = draw_case(4, 20), plan_of("once-with-steps")
    keeper = DuckDBKeeper(tmp_path / "log")
    n = len(case.log.events) + len(case.log.trait_sets)
    landings = []
    for number, (first, end) in enumerate([(0, n // 2), (n // 2, n)]):
        place = tmp_path / str(number)
        place.mkdir()
        landings.append(with_ids(land(piece(case.log, first, end), place, tuple(VALUES)), first))
    with keeper.writing():
        keeper.add(landings[0], tuple(TRAITS), "first", "")
        keeper.watch(plan)
    manifest = max((tmp_path / "log" / "snapshots").iterdir(), key=lambda path: int(path.stem))
    ((_, digest),) = keeper.facts().journeys
    manifest.write_text(manifest.read_text().replace(digest, "0" * len(digest)))
    with closing(opened(keeper, tmp_path)) as kept:
        assert summed_reality(kept.events, plan, case.watermark) is None
        assert kept.reality(plan, None, case.watermark).runs > 0
    with keeper.writing():
        keeper.add(landings[1], tuple(TRAITS), "rest", "")
    assert keeper.facts().journeys == ()


def test_each_kind_of_change_reaches_the_sums(tmp_path: Path) -> None:
    """A trait told alone and of before, names that sort before those there are, late events, a merge, all folded."""
    plan, watermark = watched_plan("tiered"), datetime(1970, 1, 2, tzinfo=UTC)
    rows: list[list[LogEvent | TraitSet]] = [
        [event("ann", "order", 10), event("bob", "order", 10), event("bob", "pay", 20)],
        [trait("ann", "gold", 5)],
        [event("ann", "letter", 12), event("ann", "call", 13), event("ann", "open", 14)],
        [event("ann", "pay", 30), trait("bob", "gold", 1)],
        [event("bob", "letter", 11), trait("bob", None, 15), event("cat", "noise", 1)],
        [event("cat", "order", 3), trait("cat", "gold", 2)],
    ]
    keeper = DuckDBKeeper(tmp_path / "log", most_new=100.0)
    told: list[tuple[int, int, int]] = []
    for number, added in enumerate([*rows, None, None]):
        place = tmp_path / str(number)
        place.mkdir()
        with keeper.writing():
            if added is not None:
                change(keeper, added, place)
            elif number == len(rows):
                keeper.merge([("cat", "ann")])
            else:
                keeper.compact()
            assert keeper.watch(plan) == (number == 0)
        with closing(opened(keeper, place)) as kept:
            summed = summed_reality(kept.events, plan, watermark)
            assert summed is not None
            assert plain(summed) == plain(count_reality(kept.events, plan, None, watermark))
        told.append((summed.runs, summed.reached_goal, summed.moves.unmapped))
    before_merge = [(0, 0, 3), (1, 0, 2), (1, 0, 4), (2, 2, 2), (2, 1, 5), (3, 1, 5)]
    assert told == [*before_merge, (2, 1, 5), (2, 1, 5)]


def event(customer: str, name: str, second: int) -> LogEvent:
    """An event without properties."""
    return LogEvent(customer, name, second * 1_000_000, 0, {})


def trait(customer: str, tier: str | None, second: int) -> TraitSet:
    """What somebody's tier becomes."""
    return TraitSet(customer, "tier", tier, second * 1_000_000, 0)


def change(keeper: DuckDBKeeper, rows: list[LogEvent | TraitSet], place: Path) -> None:
    """Add some rows in the order given."""
    arrived = [replace(row, arrival=arrival) for arrival, row in enumerate(rows)]
    events = tuple(row for row in arrived if isinstance(row, LogEvent))
    log = Log(events, tuple(row for row in arrived if isinstance(row, TraitSet)))
    keeper.add(with_ids(land(log, place, tuple(VALUES)), 1_000 * int(place.name)), tuple(TRAITS), place.name, "")
