"""A log to measure by, drawn from a seed: as many events as one likes, written as plain Parquet.

About ten events a customer with a heavy tail, forty names of which five are the steps of a funnel, a
channel beside each event, waits from seconds to weeks, and three events in a hundred at the very
instant of the one before.  Rows are in order of time, as a log is written.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

import duckdb
import numpy as np
import numpy.typing as npt

Columns: TypeAlias = dict[str, npt.NDArray[Any]]

STEPS = ("visit", "view", "cart", "checkout", "pay")
"""The steps of the funnel, in order."""

WINDOW_S = 7 * 86_400

CHANNELS = ("web", "app", "sms", "push", "email", "office")

EVENTS_A_CUSTOMER = 9.7
"""On the average: 1.03 million customers in ten million events."""

_NAMES = (*STEPS, *(f"event_{number:02}" for number in range(35)))
_STEP_SHARES = (0.08, 0.06, 0.04, 0.025, 0.015)
_TIES = 0.03
_BEGINNING_US = 1_735_689_600_000_000
_BLOCK = 200_000
"""Customers drawn at a time, so that memory does not grow with the log."""


def write_log(path: Path, n_events: int, seed: int) -> None:
    """Draw a log and write it, in order of time, with columns ``customer name at channel``.

    Args:
        path: Where to write; pieces are written beside it meanwhile.
        n_events: How many; exactly so many are written.
        seed: The same one draws the same log.
    """
    pieces = path.with_suffix(".pieces")
    pieces.mkdir()
    names, channels = (f"[{', '.join(map(repr, texts))}]" for texts in (_NAMES, CHANNELS))
    with duckdb.connect(
        config={"memory_limit": "1GB", "temp_directory": str(pieces / "spill"), "threads": 2}
    ) as engine:
        for number, block in enumerate(_blocks(n_events, np.random.default_rng(seed))):
            engine.register("block", block)
            engine.execute(f"COPY (FROM block) TO '{pieces}/{number:06}.parquet' (FORMAT parquet)")
            engine.unregister("block")
        engine.execute(
            f"""COPY (
                SELECT 'u' || lpad(to_hex(hash(c) % 1099511627776), 10, '0') AS customer,
                    {names}[name + 1] AS name, make_timestamp(at_us) AS "at", {channels}[channel + 1] AS channel
                FROM '{pieces}/*.parquet' ORDER BY at_us, c, place
            ) TO '{path}' (FORMAT parquet)"""  # noqa: S608 - our own words and our own path
        )
    for piece in pieces.glob("*.parquet"):
        piece.unlink()


def part_log(path: Path, old: Path, new: Path, share: float) -> None:
    """Write the last share of a log's events to one file and those before to another."""
    with duckdb.connect() as engine:
        source = f"read_parquet('{path}', file_row_number = true)"
        n_old = f"(SELECT CAST(count(*) * {1 - share} AS BIGINT) FROM {source})"  # noqa: S608 - our own path
        for target, within in ((old, f"file_row_number < {n_old}"), (new, f"file_row_number >= {n_old}")):
            rows = f'SELECT customer, name, "at", channel FROM {source} WHERE {within}'  # noqa: S608 - as above
            engine.execute(f"COPY ({rows}) TO '{target}' (FORMAT parquet)")


def _blocks(n_events: int, chance: np.random.Generator) -> Iterator[Columns]:
    """Whole customers, some hundred thousand at a time, until there are events enough."""
    customer = 0
    while n_events:
        block = _drawn(customer, _BLOCK, chance)
        kept = {name: column[:n_events] for name, column in block.items()}
        n_events -= len(kept["c"])
        customer += _BLOCK
        yield kept


def _drawn(first: int, n_customers: int, chance: np.random.Generator) -> Columns:
    """The events of some customers, each customer's together and in order."""
    sizes = np.minimum(1 + np.floor(chance.pareto(1.35, n_customers) * 3.4), 3_000).astype(np.int64)
    n = int(sizes.sum())
    waits_s = np.minimum(np.exp(chance.normal(8.5, 2.2, n)), 30 * 86_400) * np.repeat(
        np.minimum(1, 40 / sizes), sizes
    )
    waits_s[chance.random(n) < _TIES] = 0
    begins = np.cumsum(sizes) - sizes
    waits_s[begins] = 0
    since_s = np.cumsum(waits_s)
    since_s += np.repeat(chance.random(n_customers) * 300 * 86_400 - since_s[begins], sizes)
    other = (1 - sum(_STEP_SHARES)) / (np.arange(1, 36) ** 0.6 * (1 / np.arange(1, 36) ** 0.6).sum())
    return {
        "c": np.repeat(np.arange(first, first + n_customers), sizes),
        "place": np.arange(n) - np.repeat(begins, sizes),
        "name": chance.choice(len(_NAMES), n, p=np.append(_STEP_SHARES, other)),
        "at_us": _BEGINNING_US + (since_s * 1e6).astype(np.int64),
        "channel": chance.integers(0, len(CHANNELS), n),
    }
