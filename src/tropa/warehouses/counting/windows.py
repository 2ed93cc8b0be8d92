"""Edges and paths of whole customers as window functions: for engines that count faster than they hand out.

The rows come back counted, so nothing of a customer leaves the engine.  Other units, groups and paths
around an event are counted by the kernel, from what the engine hands out.
"""

from __future__ import annotations

from dataclasses import dataclass

from tropa.measure.counts import Edge, EdgeCounts, PathCounts
from tropa.measure.questions import Edges, Paths, Scope
from tropa.warehouses.counting.table import SortedTable
from tropa.warehouses.counting.units import US, within_sql


@dataclass(frozen=True, slots=True)
class Windows:
    """How an engine writes what windows need; ``{}`` stands for an expression.

    Args:
        before: The value one row earlier in the window ``w``, null in its first row.
        after: The value one row later in the window ``w``, null in its last row.
        frame: What follows a window's order where such functions want it.
        median: An exact median, linear between neighbours.
        names: ``name`` by ascending ``place`` as an array, in a group.
    """

    before: str
    after: str
    frame: str
    median: str
    names: str


def edges_in_windows(question: Edges) -> bool:
    """Whether this form answers the question."""
    return _plain(question.scope)


def paths_in_windows(question: Paths) -> bool:
    """Whether this form answers the question."""
    anchors = (question.start, question.end, question.around)
    return _plain(question.scope) and not any(anchor is not None for anchor in anchors)


def windowed_edges(table: SortedTable, question: Edges, windows: Windows) -> EdgeCounts:
    """Count the directly-follows pairs of a log.

    Raises:
        Unanswerable: A condition asks too much.
    """
    names, where = table.vocabulary.names, within_sql(question.scope, table.vocabulary)
    told = {
        "source": "name",
        "target": windows.after.format("name"),
        "previous": windows.before.format("name"),
        "gap": f"{windows.after.format('at_us')} - at_us",
    }
    rows = _windowed(told, where, windows)
    pairs = table.rows(
        f"SELECT source, target, count(*) AS n, count(DISTINCT c), {windows.median.format('gap')} "  # noqa: S608 - of quoted parts
        f"FROM ({rows}) AS rows WHERE target IS NOT NULL GROUP BY source, target ORDER BY n DESC, source, target"
    )
    bounds = table.rows(
        "SELECT source, sum(CASE WHEN previous IS NULL THEN 1 ELSE 0 END), "  # noqa: S608 - as above
        f"sum(CASE WHEN target IS NULL THEN 1 ELSE 0 END) FROM ({rows}) AS rows GROUP BY source ORDER BY source"
    )
    n_events, n_customers = table.size(where)
    return EdgeCounts(
        edges=tuple(Edge(names[a], names[b], int(n), int(who), float(gap) / US) for a, b, n, who, gap in pairs),
        starts=_largest_first({names[code]: int(n) for code, n, _ in bounds}),
        ends=_largest_first({names[code]: int(n) for code, _, n in bounds}),
        groups=(),
        n_events=n_events,
        n_customers=n_customers,
    )


def windowed_paths(table: SortedTable, question: Paths, windows: Windows) -> PathCounts:
    """Count the beginnings of customers' rows.

    Raises:
        Unanswerable: A condition asks too much.
    """
    names, where = table.vocabulary.names, within_sql(question.scope, table.vocabulary)
    rows = _windowed({"name": "name", "place": "row_number() OVER w"}, where, windows)
    found = table.rows(
        f"SELECT path, count(*) AS n FROM (SELECT {windows.names} AS path FROM ({rows}) AS rows "  # noqa: S608 - of quoted parts
        f"WHERE place <= {int(question.length)} GROUP BY c) AS paths "
        f"GROUP BY path ORDER BY n DESC, path LIMIT {int(question.top)}"
    )
    n_events, n_customers = table.size(where)
    paths = tuple((tuple(names[code] for code in path), int(n)) for path, n in found)
    return PathCounts(paths, n_customers - sum(n for _, n in paths), n_customers, (), n_events, n_customers)


def _plain(scope: Scope) -> bool:
    """Whether a question is about whole customers, all together."""
    return scope.unit.per == "customer" and scope.by is None


def _windowed(told: dict[str, str], where: str, windows: Windows) -> str:
    """The events that a question sees, each with its neighbours."""
    columns = ", ".join(f"{sql} AS {name}" for name, sql in told.items())
    window = f"PARTITION BY c ORDER BY at_us, arrival {windows.frame}".rstrip()
    return f"SELECT c, {columns} FROM events WHERE {where} WINDOW w AS ({window})"  # noqa: S608 - of quoted parts


def _largest_first(counts: dict[str, int]) -> dict[str, int]:
    """Those that occurred, largest first, then by name."""
    return {name: n for name, n in sorted(counts.items(), key=lambda item: -item[1]) if n}
