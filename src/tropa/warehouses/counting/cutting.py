"""Blocks as an engine streams them, cut anew so that no customer is parted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from tropa.warehouses.counting.table import ORDER, Column, Columns


class OutOfOrder(RuntimeError):
    """An engine has handed out rows in another order than it was asked for."""


def whole_customers(blocks: Iterable[Columns], target_rows: int) -> Iterator[Columns]:
    """Chunks of whole customers, each of about so many rows; a customer with more makes a larger one.

    Args:
        blocks: Rows in order of customer, time and arrival, cut anywhere.
        target_rows: Rows of a chunk at least, but for the last.

    Raises:
        OutOfOrder: The rows are not in order: no count can be trusted.
    """
    kept: list[Columns] = []
    n_kept = 0
    for block in blocks:
        if not len(block["c"]):
            continue
        kept.append(block)
        n_kept += len(block["c"])
        if n_kept < target_rows:
            continue
        joined = _joined(kept)
        last = int(np.searchsorted(joined["c"], joined["c"][-1]))
        if last:
            yield _checked({name: column[:last] for name, column in joined.items()})
        kept = [{name: column[last:] for name, column in joined.items()}]
        n_kept -= last
    if kept:
        yield _checked(_joined(kept))


def _joined(blocks: list[Columns]) -> Columns:
    """Blocks as one."""
    return {name: end_to_end([block[name] for block in blocks]) for name in blocks[0]}


def end_to_end(parts: list[Column]) -> Column:
    """Arrays as one, masked where any of them is."""
    if any(np.ma.isMaskedArray(part) for part in parts):
        return np.ma.concatenate(parts)  # type: ignore[no-untyped-call,no-any-return]  # NumPy types it not
    return np.concatenate(parts)


def _checked(chunk: Columns) -> Columns:
    """The chunk, seen to be in order."""
    before, after = ({name: chunk[name][cut] for name in ORDER} for cut in (slice(-1), slice(1, None)))
    rising = before["arrival"] < after["arrival"]
    for name in ("at_us", "c"):
        rising = (before[name] < after[name]) | ((before[name] == after[name]) & rising)
    if not rising.all():
        raise OutOfOrder("the engine's rows are not in order of customer, time and arrival")
    return chunk
