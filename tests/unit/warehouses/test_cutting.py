"""Blocks cut anew: no customer parted, nothing lost, order seen to."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tropa.warehouses.counting.cutting import OutOfOrder, whole_customers
from tropa.warehouses.counting.table import Columns


def block(rows: list[tuple[int, int, int]], number: int) -> Columns:
    """Rows of customer, time and arrival; every other block has a mask."""
    c, at_us, arrival = (np.array(column, np.int64) for column in zip(*rows, strict=True)) if rows else [NONE] * 3
    value = np.ma.masked_array(arrival, arrival % 3 == 0) if number % 2 else arrival
    return {"c": c, "at_us": at_us, "arrival": arrival, "value": value}


NONE = np.empty(0, np.int64)


@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3)), max_size=40),
    st.lists(st.integers(0, 40), max_size=6),
    st.integers(1, 20),
)
def test_all_rows_come_once_and_customers_whole(events: list[tuple[int, int]], cuts: list[int], target: int) -> None:
    """Wherever the blocks were cut, and however large the chunks are to be."""
    rows = [(c, at_us, arrival) for arrival, (c, at_us) in enumerate(events)]
    rows.sort()
    bounds = [0, *sorted(min(cut, len(rows)) for cut in cuts), len(rows)]
    blocks = [block(rows[a:b], n) for n, (a, b) in enumerate(pairwise(bounds))]
    chunks = list(whole_customers(blocks, target))
    columns = [[chunk[name].tolist() for name in ("c", "at_us", "arrival")] for chunk in chunks]
    told = [row for chunk in columns for row in zip(*chunk, strict=True)]
    assert told == rows
    owners = [set(chunk["c"].tolist()) for chunk in chunks]
    assert sum(map(len, owners)) == len(set().union(*owners))
    assert all(len(chunk["c"]) >= target or chunk is chunks[-1] or len(owners) > 1 for chunk in chunks)


def test_masks_survive() -> None:
    """What was null in one block is null in the chunk."""
    blocks = [block([(0, 0, 1)], 0), block([(0, 1, 3), (0, 2, 4)], 1)]
    (chunk,) = whole_customers(blocks, 100)
    assert np.ma.getmaskarray(chunk["value"]).tolist() == [False, True, False]


@pytest.mark.parametrize("rows", [[(1, 0, 0), (0, 0, 1)], [(0, 5, 0), (0, 4, 1)], [(0, 0, 2), (0, 0, 1)]])
def test_rows_out_of_order_are_counted_by_nobody(rows: list[tuple[int, int, int]]) -> None:
    """An engine that loses the order is found out."""
    with pytest.raises(OutOfOrder):
        list(whole_customers([block(rows, 0)], 100))


def test_order_is_seen_to_across_blocks() -> None:
    """Also where each block is in order by itself."""
    with pytest.raises(OutOfOrder):
        list(whole_customers([block([(0, 5, 0)], 0), block([(0, 4, 1)], 0)], 100))
