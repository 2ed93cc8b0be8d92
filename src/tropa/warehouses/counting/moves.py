"""Moves between the mapped events of one run, explained or not (M7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from tropa.measure.behind import UNMAPPED
from tropa.measure.reality import Moves
from tropa.warehouses.counting.behind import BehindTally
from tropa.warehouses.counting.listening import Heardings, Listening
from tropa.warehouses.counting.passes import counted
from tropa.warehouses.counting.runs import Runs
from tropa.warehouses.counting.table import Columns, SortedTable
from tropa.warehouses.counting.values import Flags, Ints

TOP_MOVES = 60
TOP_UNMAPPED = 50


class MoveCounter:
    """Counts moves chunk by chunk.

    Args:
        listening: The plan's ears.
    """

    SUMS = ("_moves",)

    def __init__(self, listening: Listening) -> None:
        self._listening = listening
        observables = listening.plan.observables
        self._numbers = [listening.numbers(observable.leaves) for observable in observables]
        self._ends = np.array([observable.ends for observable in observables], bool)
        places = {observable.id: place for place, observable in enumerate(observables)}
        self._follows = np.zeros((len(observables), len(observables)), bool)
        for a, b in listening.plan.follows:
            self._follows[places[a], places[b]] = True
        self._moves: Counter[tuple[int, int, bool]] = Counter()
        self._run = self._place = np.empty(0, np.int64)

    def count(self, runs: Runs) -> Ints:
        """Count a chunk's moves; the place of each run's last mapped event."""
        run, place = runs.pairs
        shows = self._shows(runs.events)
        mapped = np.asarray(shows.any(axis=1), bool)[runs.events.kind[place]]
        self._run, self._place = run[mapped], place[mapped]
        same = self._run[1:] == self._run[:-1]
        before, after = self._place[:-1][same], self._place[1:][same]
        explained = self._explained(shows)
        kinds, names = runs.events.kind, runs.events.name
        n_names = len(self._listening.vocabulary.names)
        told = explained[kinds[before], kinds[after]]
        codes, n = np.unique((names[before] * n_names + names[after]) * 2 + told, return_counts=True)
        for code, times in zip(codes.tolist(), n.tolist(), strict=True):
            self._moves[code // 2 // n_names, code // 2 % n_names, bool(code % 2)] += times
        last = np.full(len(runs), runs.never)
        last[self._run] = self._place
        return last

    def absorb(self, other: MoveCounter) -> None:
        """Take over another one's moves."""
        self._moves.update(other._moves)

    def rename(self, numbers: Ints) -> None:
        """Give the names of events other numbers."""
        moves = {(int(numbers[a]), int(numbers[b]), explained): n for (a, b, explained), n in self._moves.items()}
        self._moves = Counter(moves)

    def names_after(self, runs: Runs, place: Ints) -> tuple[Ints, Ints]:
        """The runs with a mapped event right after the given place of each, and its name code."""
        came = np.flatnonzero(place < runs.never)
        rows = np.searchsorted(self._run * runs.size + self._place, came * runs.size + place[came], side="right")
        inside = rows < len(self._run)
        rows, came = rows[inside], came[inside]
        rows = rows[self._run[rows] == came]
        return self._run[rows], np.asarray(runs.events.name[self._place[rows]], np.int64)

    def _shows(self, events: Heardings) -> Flags:
        """Which observables an event of each kind shows, shape ``(kinds, observables)``."""
        columns = [events.kinds_serving(numbers) for numbers in self._numbers]
        return np.array(columns, bool).T if columns else np.zeros((len(events.serves), 0), bool)

    def _explained(self, shows: Flags) -> Flags:
        """Whether a move from one kind to another is admitted; what ends a run speaks for its event."""
        ending = shows & self._ends
        origin = np.where(ending.any(axis=1, keepdims=True), ending, shows)
        return (origin.astype(np.int64) @ self._follows.astype(np.int64) @ shows.T.astype(np.int64)) > 0

    def result(self, unmapped: Counter[int]) -> Moves:
        """All moves, with the events that the journey does not name.

        Args:
            unmapped: How many of these there are of each name.
        """
        names = self._listening.vocabulary.names
        largest = sorted(self._moves.items(), key=lambda item: (-item[1], item[0]))
        return Moves(
            sum(self._moves.values()),
            sum(n for (_, _, explained), n in self._moves.items() if not explained),
            unmapped.total(),
            tuple((names[a], names[b], n, explained) for (a, b, explained), n in largest[:TOP_MOVES]),
            tuple((names[name], n) for name, n in _most(unmapped)),
        )


def count_unmapped(table: SortedTable, listening: Listening) -> Counter[int]:
    """How many events there are of each name that the journey does not name (M7), in the whole log."""
    rows = table.rows(
        f"SELECT name, count(*) FROM events WHERE NOT ({listening.mapped_sql()}) GROUP BY name"  # noqa: S608 - quoted parts
    )
    return Counter({int(name): int(n) for name, n in rows})


def name_unmapped(table: SortedTable, listening: Listening, unmapped: Counter[int], behind: BehindTally) -> None:
    """Take in the customers who had the most frequent of the events that the journey does not name.

    Args:
        table: The log.
        listening: The plan's ears.
        unmapped: How many such events there are of each name.
        behind: Takes them in.
    """
    codes = [code for code, _ in _most(unmapped)]
    if behind.most and codes:
        behind.absorb(counted(table, UnmappedNaming(listening, codes, behind.most)).behind)


class UnmappedNaming:
    """Events that the journey does not name, on their way through the chunks.

    Args:
        listening: The plan's ears.
        codes: The names looked at, one at least.
        most: Customers named of each.

    Attributes:
        columns: What to ask of each event.
        where: Which events to ask for.
        behind: The customers.
    """

    def __init__(self, listening: Listening, codes: Sequence[int], most: int) -> None:
        vocabulary = listening.vocabulary
        self.columns = {"name": "name"}
        self.where = f"NOT ({listening.mapped_sql()}) AND {vocabulary.dialect.among('name', codes)}"
        self.behind = BehindTally(most)
        self._names = vocabulary.names

    def add(self, chunk: Columns) -> None:
        """Take in the events of some whole customers."""
        customers = chunk["c"].astype(np.int64)
        for code in np.unique(chunk["name"]).tolist():
            rows = np.flatnonzero(chunk["name"] == code)
            self.behind.add_units(f"{UNMAPPED}{self._names[code]}", customers[rows], chunk["at_us"][rows])

    def absorb(self, other: UnmappedNaming) -> None:
        """Take over those of other customers."""
        self.behind.absorb(other.behind)


def _most(unmapped: Counter[int]) -> list[tuple[int, int]]:
    """The most frequent names and how often each was met, largest first."""
    return sorted(unmapped.items(), key=lambda item: (-item[1], item[0]))[:TOP_UNMAPPED]
