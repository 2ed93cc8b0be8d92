"""What a person would write: the questions as SQL straight over the raw Parquet, in DuckDB.

Each is exact and gives what our own answer gives; the bench compares the two before it tells a time.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

from tropa.bench.measure_log import STEPS, WINDOW_S
from tropa.measure.counts import EdgeCounts, FunnelCounts, PathCounts
from tropa.measure.counts_endings import EndingCounts
from tropa.measure.counts_returning import RetentionCounts

Rows: TypeAlias = list[tuple[Any, ...]]
Plain: TypeAlias = Callable[[Any], Rows]

_LATER = "OVER (PARTITION BY customer ORDER BY us, row ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)"


def floor(raw: Path) -> str:
    """The bare scan that no question can be quicker than: read customer and time, count by name."""
    return f"SELECT name, count(*), max(customer), max(\"at\") FROM '{raw}' GROUP BY name"  # noqa: S608 - our own path, as below


def funnel(raw: Path) -> str:
    """Q1: customers by step, as far as each one's best attempt goes, with median waits.

    From the last step to the first, each event learns when the chain of steps after it would go on.
    """
    named = ", ".join(map(repr, STEPS))
    chain = (
        f'SELECT *, []::BIGINT[] AS chain FROM (SELECT customer, name, epoch_us("at") AS us, '  # noqa: S608
        f"file_row_number AS row FROM read_parquet('{raw}', file_row_number = true)) WHERE name IN ({named})"
    )
    for before, after in zip(reversed(STEPS[:-1]), reversed(STEPS), strict=False):
        found = f"first_value(CASE WHEN name = '{after}' THEN list_prepend(us, chain) END IGNORE NULLS) {_LATER}"
        chain = (
            f"SELECT * REPLACE (CASE WHEN name = '{before}' THEN coalesce({found}, []) ELSE chain END AS chain) "  # noqa: S608
            f"FROM ({chain})"
        )
    inside = f"list_filter(chain, lambda x: x <= us + {WINDOW_S * 1_000_000})"
    best = "arg_max({us: us, chain: chain}, (len(chain), -us, -row))"
    attempts = f"SELECT * REPLACE ({inside} AS chain) FROM ({chain}) WHERE name = '{STEPS[0]}'"  # noqa: S608
    steps = ", ".join(
        f"count(*) FILTER (len(best.chain) >= {k}), "
        f"median(best.chain[{k}] - {'best.us' if k == 1 else f'best.chain[{k - 1}]'}) / 1e6"
        for k in range(1, len(STEPS))
    )
    return f"SELECT count(*), {steps} FROM (SELECT {best} AS best FROM ({attempts}) GROUP BY customer)"  # noqa: S608


def edges(raw: Path) -> str:
    """Q2: pairs of names with their number and exact median gap."""
    return (
        'SELECT prev, name, count(*) AS n, median(us - before) / 1e6 FROM (SELECT name, epoch_us("at") AS us, '  # noqa: S608
        'lag(name) OVER w AS prev, lag(epoch_us("at")) OVER w AS before '
        f"FROM read_parquet('{raw}', file_row_number = true) "
        'WINDOW w AS (PARTITION BY customer ORDER BY "at", file_row_number)) '
        "WHERE prev IS NOT NULL GROUP BY ALL ORDER BY ALL"
    )


def paths(raw: Path) -> str:
    """Q3: the fifty most frequent beginnings of eight names."""
    return (
        'SELECT path, count(*) AS n FROM (SELECT list(name ORDER BY "at", file_row_number)[:8] AS path '  # noqa: S608
        f"FROM read_parquet('{raw}', file_row_number = true) GROUP BY customer) "
        "GROUP BY path ORDER BY n DESC, path LIMIT 50"
    )


def retention(raw: Path) -> str:
    """Q4: customers by week of their first event and weeks since, to the twelfth."""
    return (
        f"WITH active AS (SELECT DISTINCT customer, date_trunc('week', \"at\")::DATE AS week FROM '{raw}'), "  # noqa: S608
        "origins AS (SELECT customer, min(week) AS origin FROM active GROUP BY ALL) "
        "SELECT origin, (week - origin) // 7 AS weeks, count(*) FROM active JOIN origins USING (customer) "
        "WHERE weeks <= 12 GROUP BY ALL ORDER BY ALL"
    )


def endings(raw: Path) -> str:
    """Q5: customers by the last step that they came to, and its channel."""
    named = ", ".join(map(repr, STEPS))
    last = 'arg_max({channel: channel, name: name}, ("at", file_row_number))'
    return (
        f"SELECT last.channel AS channel, last.name AS name, count(*) FROM (SELECT {last} AS last "  # noqa: S608
        f"FROM read_parquet('{raw}', file_row_number = true) WHERE name IN ({named}) GROUP BY customer) "
        "GROUP BY ALL ORDER BY ALL"
    )


def plain_funnel(counts: FunnelCounts) -> Rows:
    """Our answer as the SQL has it."""
    steps = counts.steps
    return [(steps[0].n, *(cell for step in steps[1:] for cell in (step.n, step.median_s)))]


def plain_endings(counts: EndingCounts) -> Rows:
    """Our answer as the SQL has it, which has no row for nobody."""
    return sorted((value, name, n) for value, ends in counts.groups for name, n in ends.rows if n)


def plain_edges(counts: EdgeCounts) -> Rows:
    """Our answer as the SQL has it."""
    return sorted((edge.source, edge.target, edge.n, edge.median_gap_s) for edge in counts.edges)


def plain_paths(counts: PathCounts) -> Rows:
    """Our answer as the SQL has it."""
    return [(list(path), n) for path, n in counts.paths]


def plain_retention(counts: RetentionCounts) -> Rows:
    """Our answer as the SQL has it, which has no row for nobody."""
    return [(cohort.start, weeks, n) for cohort in counts.cohorts for weeks, n in enumerate(cohort.active) if n]
