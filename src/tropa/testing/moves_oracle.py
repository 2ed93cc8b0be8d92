"""Moves between the events that a journey names, told the long way round (M7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from tropa.measure.reality import Moves
from tropa.plan.plan import Plan
from tropa.testing.heard_truth import Told, told
from tropa.testing.logs import LogEvent
from tropa.testing.passages import Run

TOP_PAIRS = 60


def moves(plan: Plan, runs: Sequence[Run], log: Sequence[LogEvent]) -> Moves:
    """Moves between mapped events of one run, and the events that nothing maps (M7)."""
    pairs: Counter[tuple[str, str, bool]] = Counter()
    for run in runs:
        mapped = [one for one in run.row if one.shows]
        pairs.update((a.event.name, b.event.name, explained(plan, a, b)) for a, b in pairwise(mapped))
    unmapped = Counter(event.name for event in log if not told(plan, event).shows)
    ordered = sorted(pairs.items(), key=lambda item: (-item[1], item[0]))
    return Moves(
        mapped=pairs.total(),
        unexplained=sum(n for (_, _, admitted), n in pairs.items() if not admitted),
        unmapped=unmapped.total(),
        pairs=tuple((a, b, n, admitted) for (a, b, admitted), n in ordered[:TOP_PAIRS]),
        unmapped_names=tuple(sorted(unmapped.items(), key=lambda item: (-item[1], item[0]))),
    )


def explained(plan: Plan, earlier: Told, later: Told) -> bool:
    """Whether the definition admits the move; an end, where one is served, is what the earlier means."""
    meant = [item for item in earlier.shows if item.ends] or earlier.shows
    return any((a.id, b.id) in plan.follows for a in meant for b in later.shows)
