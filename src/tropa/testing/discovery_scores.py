"""How near a discovered structure comes to the one a log was made by, beside two simple ways of discovering one.

Three scores, each 1 where nothing is wrong: *steps*, the Jaccard index of the two sets of names; *order*, one minus
the edit distance of the two orders of names over the longer one (Levenshtein); *moves*, the F1 score of the pairs of
names of which the second may come right after the first.  Alternatives, and parts in any order, are told in some
order by every structure; the known one is read in the order that suits the structure judged, whoever made it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from tropa.measure.counts import PathCounts
from tropa.measure.discovery.blocks import (
    Again,
    Block,
    Either,
    Maybe,
    One,
    Row,
    Together,
    may_be_empty,
    names_in,
    row_of,
)
from tropa.testing.known_paths import BEGIN, GOAL

RARE = 0.02
"""Names of a smaller share of units are left out by the mean position, as they are by the draft."""


@dataclass(frozen=True, slots=True)
class Score:
    """How near a structure comes; each figure in [0, 1]."""

    steps: float
    order: float
    moves: float


def score(found: Block | None, known: Block) -> Score:
    """Judge a structure by the known one."""
    order = names_in(found) if found is not None else ()
    truth = names_in(turned(known, order))
    return Score(
        jaccard(set(order), set(truth)), 1 - edits(order, truth) / max(len(order), len(truth), 1), f1(found, known)
    )


def mean_score(scores: Sequence[Score]) -> Score:
    """The mean of several."""
    return Score(*(fmean(getattr(one, name) for one in scores) for name in ("steps", "order", "moves")))


def most_frequent_row(counts: PathCounts) -> Block | None:
    """The simplest discovery: what the most frequent row says."""
    names = dict.fromkeys(name for name in counts.paths[0][0] if name not in {BEGIN, GOAL})
    return row_of([One(name) for name in names]) if names else None


def by_mean_position(counts: PathCounts) -> Block | None:
    """The next simplest: names by the mean of their first places, each as a share of the row."""
    places: defaultdict[str, float] = defaultdict(float)
    units: defaultdict[str, int] = defaultdict(int)
    for row, n in counts.paths:
        for name in set(row) - {BEGIN, GOAL}:
            places[name] += n * row.index(name) / len(row)
            units[name] += n
    kept = [name for name in sorted(places) if units[name] >= RARE * counts.total]
    return row_of([One(name) for name in sorted(kept, key=lambda name: places[name] / units[name])]) if kept else None


def jaccard(one: set[str], other: set[str]) -> float:
    """What two sets share, of what either has."""
    return len(one & other) / len(one | other) if one | other else 1.0


def edits(one: Sequence[str], other: Sequence[str]) -> int:
    """The least number of names put in, taken out or replaced that makes one row of the other.

    >>> edits("kitten", "sitting")
    3
    """
    row = list(range(len(other) + 1))
    for i, name in enumerate(one, start=1):
        before, row[0] = row[0], i
        for j, met in enumerate(other, start=1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (name != met))
    return row[-1]


def turned(block: Block, order: Sequence[str]) -> Block:
    """The block with its alternatives and its parts in any order as the order has them."""
    place = {name: at for at, name in enumerate(order)}

    def where(part: Block) -> float:
        known = [place[name] for name in names_in(part) if name in place]
        return fmean(known) if known else len(order)

    match block:
        case One():
            return block
        case Maybe(part, share):
            return Maybe(turned(part, order), share)
        case Again(part, share):
            return Again(turned(part, order), share)
        case Row(parts):
            return Row(tuple(turned(part, order) for part in parts))
        case Either(parts):
            return Either(tuple(sorted((turned(part, order) for part in parts), key=where)))
        case Together(parts):
            return Together(tuple(sorted((turned(part, order) for part in parts), key=where)))


def f1(found: Block | None, known: Block) -> float:
    """The F1 score of the moves that a structure admits, by those that the known one does."""
    told, true = moves(found) if found is not None else set(), moves(known)
    both = len(told & true)
    return 2 * both / (len(told) + len(true)) if told or true else 1.0


def moves(block: Block) -> set[tuple[str, str]]:
    """All pairs of names of which the second may come right after the first."""
    match block:
        case One():
            return set()
        case Maybe(part):
            return moves(part)
        case Again(part):
            return moves(part) | {(a, b) for a in _lasts(part) for b in _firsts(part)}
        case Either(parts):
            return set().union(*map(moves, parts))
        case Together(parts):
            pairs = set().union(*map(moves, parts))
            return pairs | {
                (a, b)
                for one in parts
                for other in parts
                if one is not other
                for a in names_in(one)
                for b in names_in(other)
            }
        case Row(parts):
            pairs = set().union(*map(moves, parts))
            for at, part in enumerate(parts):
                for later in parts[at + 1 :]:
                    pairs |= {(a, b) for a in _lasts(part) for b in _firsts(later)}
                    if not may_be_empty(later):
                        break
            return pairs


def _firsts(block: Block) -> set[str]:
    """Names with which a block may begin."""
    return _ends(block, first=True)


def _lasts(block: Block) -> set[str]:
    """Names with which it may end."""
    return _ends(block, first=False)


def _ends(block: Block, *, first: bool) -> set[str]:
    match block:
        case One(name):
            return {name}
        case Maybe(part) | Again(part):
            return _ends(part, first=first)
        case Either(parts) | Together(parts):
            return set().union(*(_ends(part, first=first) for part in parts))
        case Row(parts):
            found: set[str] = set()
            for part in parts if first else reversed(parts):
                found |= _ends(part, first=first)
                if not may_be_empty(part):
                    break
            return found
