"""What an executor does: it counts the customers of its partition where they lie, and tells what it has counted."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator

import numpy as np
import pyarrow as pa

from tropa.warehouses.counting.cutting import whole_customers
from tropa.warehouses.counting.passes import Counting, fed
from tropa.warehouses.counting.table import Column, Columns

STATE = "state binary"
"""What comes of a partition, as Spark writes a schema."""

Hand = Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]


def hand(counting: Counting, target_rows: int) -> Hand:
    """A function for ``mapInArrow`` that feeds a partition to a copy of the counting.

    Args:
        counting: What is to be counted, nothing counted yet.
        target_rows: Rows in a chunk.
    """
    blank = pickle.dumps(counting)

    def count(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        copy = pickle.loads(blank)  # noqa: S301  made above, by the program itself
        counted = fed(copy, whole_customers(map(columns_of, batches), target_rows))
        yield pa.RecordBatch.from_pydict({"state": [pickle.dumps(counted)]})

    return count


def columns_of(batch: pa.RecordBatch) -> Columns:
    """A batch's columns as NumPy knows them, masked where something is null."""
    return {name: _column(column) for name, column in zip(batch.schema.names, batch.columns, strict=True)}


def _column(column: pa.Array) -> Column:
    if not column.null_count and not pa.types.is_string(column.type):
        return np.asarray(column.to_numpy(zero_copy_only=False))
    absent = column.is_null().to_numpy(zero_copy_only=False)
    if pa.types.is_string(column.type):
        return np.ma.masked_array(np.asarray(column.to_numpy(zero_copy_only=False), np.object_), absent)
    filled = column.fill_null(0).to_numpy(zero_copy_only=False)
    return np.ma.masked_array(filled, absent)
