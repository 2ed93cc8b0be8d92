"""What was counted, as rows that add up: told leaf by leaf, and put together again.

A count is a tree.  The branches of a node are those it names in ``SUMS``, or the fields of a
dataclass but those in ``APART``; a leaf is a whole number, or arrays of one row a run, which it
names in ``ROWS``.  The path to a leaf, as JSON, is its *figure*.  All leaves are sums over
customers, so the rows of some customers, with ``n`` turned round, take away what these customers
had added to the rows of all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, TypeAlias

import msgspec
import numpy as np

from tropa.warehouses.counting.table import Columns
from tropa.warehouses.counting.values import Ints

FORM = 1
"""What the figures mean: to be raised when something is counted otherwise, so that older rows are counted anew."""

MOST_VALUES = 3
"""Values in a row of one run."""

Path: TypeAlias = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """Rows of one figure.

    Args:
        figure: Which one.
        values: Of each row its values, in ``MOST_VALUES`` arrays; 0 where there are fewer.
        n: How many times each row is there.
    """

    figure: str
    values: tuple[Ints, ...]
    n: Ints


def rows_of(count: object) -> Iterator[Row]:
    """The rows of all that was counted, zeros left out."""
    for path, leaf in _leaves(count, ()):
        if isinstance(leaf, int):
            if leaf:
                yield Row(_figure(path), _filled((), 1), np.array([leaf], np.int64))
        elif len(leaf[0]):
            yield Row(_figure(path), _filled(leaf, len(leaf[0])), np.ones(len(leaf[0]), np.int64))


def shape_of(count: object) -> list[str]:
    """All places of a count that has nothing: one that has others is told by other rows."""
    return [_figure(path) for path, _ in _leaves(count, (), places=True)]


def columns_of(rows: Sequence[Row]) -> tuple[list[str], Columns]:
    """Rows as columns, ``figure`` as a place in the list of figures that comes first."""
    columns: Columns = {
        "figure": np.repeat(np.arange(len(rows)), [len(row.n) for row in rows]),
        "n": _joined([row.n for row in rows]),
    }
    for place in range(MOST_VALUES):
        columns[f"v{place}"] = _joined([row.values[place] for row in rows])
    return [row.figure for row in rows], columns


def put(count: object, row: Row) -> None:
    """Put the rows of a figure where they belong in a count that has none of it.

    Raises:
        LookupError: There is no such place in it.
    """
    path: list[Any] = msgspec.json.decode(row.figure)
    *way, last = (tuple(step) if isinstance(step, list) else step for step in path)
    node: Any = count
    for step in way:
        node = _branch(node, step)
    leaf: Any = node.get(last) if isinstance(node, dict) else _branch(node, last)
    if hasattr(leaf, "ROWS"):
        for name, values in zip(leaf.ROWS, row.values, strict=False):
            getattr(leaf, name).append(np.repeat(values, row.n))
    elif not isinstance(node, dict | list):
        setattr(node, str(last), int(row.n.sum()))
    else:
        places: Any = node
        places[last] = int(row.n.sum())


def _leaves(node: Any, path: Path, *, places: bool = False) -> Iterator[tuple[Path, Any]]:  # noqa: ANN401  of any class
    if isinstance(node, int) or (places and node in ({}, [])):
        yield path, node
    elif hasattr(node, "ROWS"):
        yield (*path, *node.ROWS) if places else path, [_joined(getattr(node, name)) for name in node.ROWS]
    else:
        for step, branch in _branches(node):
            yield from _leaves(branch, (*path, step), places=places)


def _branches(node: Any) -> Iterable[tuple[Any, Any]]:  # noqa: ANN401  as above
    if isinstance(node, dict):
        return node.items()
    if isinstance(node, list):
        return enumerate(node)
    return ((name, getattr(node, name)) for name in _names(node))


def _names(node: Any) -> tuple[str, ...]:  # noqa: ANN401  as above
    """The branches of a node: those it names, or all fields but those it keeps apart."""
    if is_dataclass(node):
        return tuple(one.name for one in fields(node) if one.name not in getattr(node, "APART", ()))
    return tuple(node.SUMS)


def _branch(node: Any, step: Any) -> Any:  # noqa: ANN401  as above
    if isinstance(node, dict | list):
        return node[step]
    if step not in _names(node):
        raise LookupError(step)
    return getattr(node, step)


def _figure(path: Path) -> str:
    return msgspec.json.encode(path).decode()


def _filled(values: Sequence[Ints], n: int) -> tuple[Ints, ...]:
    return (*values, *(np.zeros(n, np.int64) for _ in range(MOST_VALUES - len(values))))


def _joined(parts: Sequence[Ints]) -> Ints:
    return np.concatenate(parts).astype(np.int64) if parts else np.empty(0, np.int64)
