"""Answers from what is summed up: each equal to what the events themselves would answer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import MAXYEAR, MINYEAR, UTC, date, timedelta
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from tropa.journey.signals import Every
from tropa.measure.counts import Edge, EdgeCounts, PathCounts
from tropa.measure.counts_endings import EndingCounts
from tropa.measure.counts_endings import Endings as Ends
from tropa.measure.counts_returning import Cohort, RetentionCounts
from tropa.measure.questions import Edges, Paths, Scope
from tropa.measure.questions_endings import Endings
from tropa.measure.questions_returning import Retention
from tropa.warehouses.counting.spans import ordering
from tropa.warehouses.counting.table import Columns
from tropa.warehouses.counting.units import changes
from tropa.warehouses.duckdb.arrays import columns_of
from tropa.warehouses.duckdb.kept.summaries import BITS, MONDAY_US, MOST_NAMES, N_WEEKS, PACKED, WEEK_US
from tropa.warehouses.duckdb.kept.table import KeptTable

Ints: TypeAlias = npt.NDArray[np.int64]
Floats: TypeAlias = npt.NDArray[np.float64]

US = 1_000_000

_MONDAY = date(1970, 1, 1) + timedelta(microseconds=MONDAY_US)

_BEFORE = 110_000
"""Weeks from before the year 1 to 1970: added, so that SQL divides what is not negative."""


def edges_are_summed(table: KeptTable, question: Edges) -> bool:
    """Whether the summaries know: all events of whole customers."""
    return question.scope == Scope() and len(table.vocabulary.names) <= MOST_NAMES


def paths_are_summed(table: KeptTable, question: Paths) -> bool:
    """Whether the summaries know: first names only, and few enough of them to be packed."""
    named = (question.start, question.end, question.around)
    plain = named == (None, None, None) and question.scope == Scope()
    return plain and question.length <= PACKED and len(table.vocabulary.names) <= MOST_NAMES


def retention_is_summed(table: KeptTable, question: Retention) -> bool:
    """Whether the summaries know: any event, in weeks of UTC, not too many, well within the calendar."""
    signals = isinstance(question.start, Every) and isinstance(question.returning, Every)
    weeks = question.period == "week" and question.zone == UTC and question.offsets < N_WEEKS
    first, last = table.kept.manifest.first_at, table.kept.manifest.last_at
    inside = first is None or last is None or MINYEAR < first.year <= last.year < MAXYEAR
    return signals and weeks and inside and question.scope == Scope()


def endings_are_summed(question: Endings) -> bool:
    """Whether the summaries know: the last of all events of whole customers."""
    return question == Endings(top=question.top)


def summed_edges(table: KeptTable) -> EdgeCounts:
    """Directly-follows pairs with their exact median gaps.

    The histogram says in which bucket each median lies; of the events only those whose gap lies
    there are read.
    """
    kept, names = table.kept, table.vocabulary.names
    customers = dict(_pairs(table, f"SELECT prev, name, sum(customers) FROM {kept.all('pairs')} GROUP BY ALL"))
    buckets = _buckets(table)
    starts = np.flatnonzero(np.diff(buckets["pair"], prepend=-1))
    n = np.add.reduceat(buckets["n"], starts) if len(starts) else np.empty(0, np.int64)
    pairs = buckets["pair"][starts]
    medians = _medians(table, buckets, starts, n)
    order = np.lexsort((pairs, -n))
    edges = tuple(
        Edge(names[pair // len(names)], names[pair % len(names)], times, customers[pair], median_us / US)
        for pair, times, median_us in zip(
            pairs[order].tolist(), n[order].tolist(), medians[order].tolist(), strict=True
        )
    )
    first, last = _first_and_last_names(table)
    n_events, n_customers = table.size()
    return EdgeCounts(edges, first, last, (), n_events, n_customers)


def _buckets(table: KeptTable) -> Columns:
    """The histogram of all parts together, by ``pair`` of names and bucket, in their order.

    A bucket that is empty now was emptied by a later part.
    """
    pair = f"{table.ranks('prev')} * {len(table.vocabulary.names)} + {table.ranks('name')}"
    read = columns_of(
        table.connection.sql(
            f"SELECT CAST({pair} AS BIGINT) AS pair, bucket, prev, name, n, least_us, most_us "
            f"FROM {table.kept.all('gaps')}"
        )
    )
    keys = read["pair"] * (read["bucket"].max(initial=0) + 1) + read["bucket"]
    order = np.argsort(keys, kind="stable")
    begins = np.flatnonzero(changes(keys[order]))
    found = {name: read[name][order[begins]] for name in ("pair", "prev", "name")}
    for name, joined in (("n", np.add), ("least_us", np.minimum), ("most_us", np.maximum)):
        found[name] = joined.reduceat(read[name][order], begins) if len(begins) else read[name]
    met = found["n"] > 0
    return {name: column[met] for name, column in found.items()}


def _pairs(table: KeptTable, sql: str) -> list[tuple[int, int]]:
    """A number by pair of names: the place of the one before times the number of names, plus that of the other."""
    rank = {code: place for place, code in enumerate(table.codes)}
    n_names = len(table.codes)
    return [(rank[prev] * n_names + rank[name], int(n)) for prev, name, n in table.rows(sql)]


def _first_and_last_names(table: KeptTable) -> tuple[dict[str, int], dict[str, int]]:
    """Customers by the name of their first event, and of their last."""
    first = table.ranks(f"CAST(early >> {BITS * (PACKED // 2 - 1)} AS INTEGER) - 1")
    rows = table.rows(
        f"SELECT {first} AS first, {table.ranks('last_name')} AS last, count(*) "
        "FROM summaries GROUP BY GROUPING SETS ((first), (last))"
    )
    return (
        _largest_first(table, [(place, n) for place, last, n in rows if last is None]),
        _largest_first(table, [(place, n) for first, place, n in rows if first is None]),
    )


def _largest_first(table: KeptTable, rows: Iterable[tuple[int, int]]) -> dict[str, int]:
    """Customers by name, largest first, then by name."""
    return {table.vocabulary.names[place]: int(n) for place, n in sorted(rows, key=lambda row: (-row[1], row[0]))}


def _medians(table: KeptTable, buckets: Columns, starts: Ints, n: Ints) -> Floats:
    """The median gap of each pair, in microseconds: halfway between two middle gaps where there are two."""
    below = np.cumsum(buckets["n"]) - buckets["n"]
    middles = np.concatenate([(n - 1) // 2, n // 2]) + np.tile(below[starts], 2)
    return np.asarray(_gaps_at(table, buckets, below, middles).reshape(2, -1).mean(axis=0), np.float64)


def _gaps_at(table: KeptTable, buckets: Columns, below: Ints, ranks: Ints) -> Floats:
    """The gaps at some places, if all pairs' gaps stood one after another in order."""
    at = np.searchsorted(below, ranks, side="right") - 1
    gaps = buckets["least_us"][at].astype(np.float64)
    open_ = np.flatnonzero(buckets["least_us"][at] < buckets["most_us"][at])
    if not len(open_):
        return gaps
    met, place = np.unique(at[open_], return_inverse=True)
    wanted = {"k": np.arange(len(met))} | {
        name: buckets[name][met] for name in ("prev", "name", "least_us", "most_us")
    }
    # What no pair wants need not be looked up: medians often lie close together.
    within = f"gap_us BETWEEN {wanted['least_us'].min()} AND {wanted['most_us'].max()}"
    table.connection.register("wanted", wanted)
    found = columns_of(
        table.connection.sql(
            f"SELECT k, gap_us FROM (FROM {table.kept.valid('events')} WHERE {within}) AS e JOIN wanted AS w "
            "ON e.prev = w.prev AND e.name = w.name WHERE gap_us BETWEEN least_us AND most_us"
        )
    )
    table.connection.unregister("wanted")
    order = np.argsort(found["gap_us"])
    order = order[ordering(found["k"][order])]
    sizes = np.bincount(found["k"], minlength=len(met))
    if (sizes != buckets["n"][met]).any():
        raise ValueError("the log's summaries do not fit its events; add its files to a new log")
    first = np.cumsum(sizes) - sizes
    gaps[open_] = found["gap_us"][order][first[place] + ranks[open_] - below[at[open_]]]
    return gaps


def summed_paths(table: KeptTable, question: Paths) -> PathCounts:
    """The most frequent rows of first names."""
    words = ", ".join(
        f"{word} & {_mask(question.length - first)}::UBIGINT AS {word}" for word, first in (("early", 0), ("late", 4))
    )
    grouped = f"SELECT {words}, count(*) AS n FROM summaries GROUP BY ALL"
    least = table.rows(f"SELECT n FROM ({grouped}) ORDER BY n DESC LIMIT 1 OFFSET {question.top - 1}")
    floor = least[0][0] if least else 1
    found = table.connection.execute(f"SELECT * FROM ({grouped}) WHERE n >= {floor}").fetchnumpy()
    letters = _unpacked(found, np.argsort(table.codes) if table.codes else np.empty(0, np.int64))
    top = np.lexsort((*letters.T[::-1], -found["n"]))[: question.top]
    names = table.vocabulary.names
    paths = tuple(
        (tuple(names[letter - 1] for letter in row if letter), n)
        for row, n in zip(letters[top].tolist(), found["n"][top].tolist(), strict=True)
    )
    n_events, n_customers = table.size()
    return PathCounts(paths, n_customers - sum(n for _, n in paths), n_customers, (), n_events, n_customers)


def _mask(length: int) -> int:
    """The bits of so many names from the first of four."""
    kept = min(max(length, 0), PACKED // 2) * BITS
    return ((1 << kept) - 1) << (BITS * PACKED // 2 - kept)


def _unpacked(found: Columns, ranks: Ints) -> Ints:
    """Places of names in the vocabulary, plus one, of each row; 0 where there is none: shape ``(n, 8)``."""
    shifts = [BITS * place for place in reversed(range(PACKED // 2))]
    columns = [
        found[word] >> np.uint64(shift) & np.uint64(2**BITS - 1) for word in ("early", "late") for shift in shifts
    ]
    return np.append(0, ranks + 1)[np.stack(columns, axis=1).astype(np.int64)]


def summed_endings(table: KeptTable, question: Endings) -> EndingCounts:
    """Customers by their last event."""
    n_events, n_customers = table.size()
    ends_by_name = table.rows(f"SELECT {table.ranks('last_name')}, count(*) FROM summaries GROUP BY ALL")
    rows = tuple(_largest_first(table, ends_by_name).items())[: question.top]
    ends = Ends(n_customers, rows, n_customers - sum(n for _, n in rows), 0)
    return EndingCounts(ends, (), None, n_events, n_customers)


def summed_retention(table: KeptTable, question: Retention) -> RetentionCounts:
    """Weekly retention: one word of bits a customer."""
    active = ", ".join(f"sum(weeks >> {offset} & 1)" for offset in range(question.offsets + 1))
    rows = table.rows(
        f"SELECT (first_us - {MONDAY_US - _BEFORE * WEEK_US}) // {WEEK_US} - {_BEFORE} AS week, count(*), {active} "
        "FROM summaries GROUP BY week ORDER BY week"
    )
    cohorts = tuple(
        Cohort(_MONDAY + timedelta(weeks=week), n, tuple(int(one) for one in active)) for week, n, *active in rows
    )
    return RetentionCounts(cohorts, (), None, *table.size())
