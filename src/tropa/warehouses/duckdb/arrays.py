"""What a statement finds, as NumPy columns.

Columns of fixed width come through Arrow, which the engine writes with all its threads and which
NumPy reads where it lies; texts come through the engine's own conversion, which makes them Python's.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import duckdb
import numpy as np
import numpy.typing as npt
from nanoarrow import c_array_stream
from nanoarrow.c_array import CArrayView

from tropa.warehouses.counting.cutting import end_to_end
from tropa.warehouses.counting.table import Column, Columns

FIXED: Mapping[str, npt.DTypeLike] = MappingProxyType(
    {
        "BOOLEAN": np.bool_,
        "TINYINT": np.int8,
        "SMALLINT": np.int16,
        "INTEGER": np.int32,
        "BIGINT": np.int64,
        "UTINYINT": np.uint8,
        "USMALLINT": np.uint16,
        "UINTEGER": np.uint32,
        "UBIGINT": np.uint64,
        "DOUBLE": np.float64,
    }
)
"""The engine's types that NumPy has too."""


def all_fixed(relation: duckdb.DuckDBPyRelation) -> bool:
    """Whether each column of a statement's answer has a fixed width."""
    return all(str(kind) in FIXED for kind in relation.types)


def columns_of(relation: duckdb.DuckDBPyRelation) -> Columns:
    """The rows of a statement: arrays of one length, masked where something is null."""
    if not all_fixed(relation):
        return relation.fetchnumpy()
    batches = [batch.view() for batch in c_array_stream(relation)]
    kinds = (FIXED[str(kind)] for kind in relation.types)
    return {
        name: end_to_end([_column(batch.child(place), kind) for batch in batches] or [np.empty(0, kind)])
        for place, (name, kind) in enumerate(zip(relation.columns, kinds, strict=True))
    }


def _column(view: CArrayView, kind: npt.DTypeLike) -> Column:
    """A column of a batch."""
    validity, data = (np.asarray(view.buffer(place)) for place in range(view.n_buffers))
    values = _bits(view, data) if kind is np.bool_ else data[view.offset : view.offset + len(view)]
    return np.ma.masked_array(values, ~_bits(view, validity)) if view.null_count else values


def _bits(view: CArrayView, packed: Column) -> npt.NDArray[np.bool_]:
    """A column's bits, the least of each byte first."""
    bits = np.unpackbits(packed, count=view.offset + len(view), bitorder="little")
    return bits[view.offset :].view(np.bool_)
