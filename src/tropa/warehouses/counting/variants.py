"""The variants of a journey's runs: distinct rows of mapped events, with the runs and customers of each (M7)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from heapq import nlargest
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from tropa.measure.conformance.counts import Behind, LateCounts, Letter, Variant, VariantCounts, Variants
from tropa.plan.plan import Plan, TouchpointMeasure
from tropa.warehouses.counting.dialect import Vocabulary
from tropa.warehouses.counting.listening import Heardings, Listening
from tropa.warehouses.counting.passes import counted
from tropa.warehouses.counting.reality import waits
from tropa.warehouses.counting.runs import Runs, find_runs
from tropa.warehouses.counting.table import Columns, SortedTable
from tropa.warehouses.counting.units import changes, microseconds
from tropa.warehouses.counting.values import Flags, Ints

Letters: TypeAlias = npt.NDArray[np.int32]

NOTHING = -1
"""The letter behind a run's last."""

Latest = tuple[int, int, int]
"""When a run began, the arrival of its first event, and the customer's number."""

Key = tuple[bytes, bool]
"""A variant: its letters, four bytes each, and whether it is cut."""


def count_variants(table: SortedTable, plan: Plan, question: Variants, watermark: datetime) -> VariantCounts:
    """Count the variants of a journey's runs.

    Args:
        table: The log.
        plan: The journey's plan.
        question: How long, how many, and how many customers are named.
        watermark: The latest ``received_at`` of the log, aware UTC.
    """
    counting = counted(table, VariantCounting(table.vocabulary, plan, question, microseconds(watermark)))
    return counting.counts(table)


@dataclass(slots=True)
class _Heap:
    """Runs of one kind, and the latest of them by customer."""

    n: int = 0
    latest: list[Latest] = field(default_factory=list)

    def add(self, n: int, latest: list[Latest], most: int) -> None:
        """Add runs of customers that were not met before."""
        self.n += n
        self.latest = nlargest(most, self.latest + latest)


@dataclass(slots=True)
class _Late:
    """Runs whose target action did not come in time."""

    watched: int = 0
    customers: int = 0
    late: _Heap = field(default_factory=_Heap)


class VariantCounting:
    """Variants on their way through the chunks.

    Attributes:
        columns: What to ask of each event.
        where: Which events to ask for.
    """

    def __init__(self, vocabulary: Vocabulary, plan: Plan, question: Variants, now_us: int) -> None:
        self._listening = Listening(plan, vocabulary)
        self.columns = self._listening.columns() | {"arrival": "arrival"}
        self.where = self._listening.heard_sql()
        self._question = question
        self._now_us = now_us
        self._numbers = [self._listening.numbers(item.leaves) for item in plan.observables]
        self._alphabet: dict[tuple[int, bytes], int] = {}
        self._variants: dict[Key, int] = {}
        self._heaps: list[_Heap] = []
        self._single: Counter[int] = Counter()
        self._several: Counter[tuple[int, ...]] = Counter()
        self._late = {measure.id: _Late() for measure in plan.touchpoints if self._is_timed(measure)}

    def add(self, chunk: Columns) -> None:
        """Count the runs of some whole customers."""
        runs = find_runs(self._listening.heard(chunk), self._listening)
        if not len(runs):
            return
        codes = self._codes(runs)
        self._count_customers(runs.customer, codes)
        for code, n, latest in self._latest(runs, codes, np.arange(len(runs))):
            self._heaps[code].add(n, latest, self._question.behind)
        for measure in self._listening.plan.touchpoints:
            if measure.id in self._late:
                self._count_late(self._late[measure.id], measure, runs)

    def absorb(self, other: VariantCounting) -> None:
        """Take over what another one has counted."""
        letters = {code: self._letter(key) for key, code in other._alphabet.items()}
        codes: dict[int, int] = {}
        for (row, cut), code in other._variants.items():
            told = np.array([letters[letter] for letter in np.frombuffer(row, np.int32).tolist()], np.int32)
            codes[code] = self._code((told.tobytes(), cut))
            self._heaps[codes[code]].add(other._heaps[code].n, other._heaps[code].latest, self._question.behind)
        self._single.update({codes[code]: n for code, n in other._single.items()})
        self._several.update({tuple(sorted(codes[c] for c in held)): n for held, n in other._several.items()})
        for name, late in self._late.items():
            theirs = other._late[name]
            late.watched += theirs.watched
            late.customers += theirs.customers
            late.late.add(theirs.late.n, theirs.late.latest, self._question.behind)

    def counts(self, table: SortedTable) -> VariantCounts:
        """The answer."""
        alphabet, place_of = self._told_alphabet()
        rows = {code: (self._row(key, place_of), key[1]) for key, code in self._variants.items()}
        ordered = sorted(rows, key=lambda code: (-self._heaps[code].n, *rows[code]))
        top = ordered[: self._question.top]
        ids = self._ids(table, top)
        return VariantCounts(
            alphabet=alphabet,
            variants=tuple(
                Variant(*rows[code], self._heaps[code].n, _behind(self._heaps[code], ids)) for code in top
            ),
            other=sum(self._heaps[code].n for code in ordered[len(top) :]),
            holders=self._holders(top),
            late=tuple(
                LateCounts(name, late.watched, late.late.n, late.customers, _behind(late.late, ids))
                for name, late in self._late.items()
            ),
            runs=sum(heap.n for heap in self._heaps),
            customers=self._single.total() + self._several.total(),
            n_events=table.size()[0],
        )

    def _is_timed(self, measure: TouchpointMeasure) -> bool:
        """Whether a touchpoint's target action can be late."""
        heard = self._listening.hears(measure.reached) and self._listening.hears(measure.target)
        return heard and measure.within_s is not None

    def _codes(self, runs: Runs) -> Ints:
        """The variant of each run."""
        run, letters = self._letters(runs)
        first = np.searchsorted(run, np.arange(len(runs)))
        rank = np.arange(len(run)) - first[run]
        length = min(self._question.length, int(rank.max(initial=-1)) + 1)
        rows = np.full((len(runs), length), NOTHING, np.int32)
        inside = rank < length
        rows[run[inside], rank[inside]] = letters[inside]
        cut = np.zeros(len(runs), np.bool_)
        cut[run[rank >= self._question.length]] = True
        distinct, places = np.unique(np.column_stack([rows, cut.astype(np.int32)]), axis=0, return_inverse=True)
        known = [self._code((row[row != NOTHING].tobytes(), bool(end))) for row, end in _told(distinct)]
        return np.array(known, np.int64)[places.ravel()]

    def _letters(self, runs: Runs) -> tuple[Ints, Ints]:
        """The mapped events of the runs: whose each is, in order, and its letter."""
        run, place = runs.pairs
        events = runs.events
        shows = self._shows(events)
        mapped = np.asarray(shows.any(axis=1), np.bool_)[events.kind[place]]
        run, place = run[mapped], place[mapped]
        met, places = np.unique(events.name[place] * len(shows) + events.kind[place], return_inverse=True)
        keys = [(code // len(shows), np.packbits(shows[code % len(shows)]).tobytes()) for code in met.tolist()]
        known = np.array([self._letter(key) for key in keys], np.int64)
        return run, known[places] if len(known) else places

    def _shows(self, events: Heardings) -> Flags:
        """Which observables an event of each kind shows, shape ``(kinds, observables)``."""
        columns = [events.kinds_serving(numbers) for numbers in self._numbers]
        return np.array(columns, bool).T if columns else np.zeros((len(events.serves), 0), bool)

    def _letter(self, key: tuple[int, bytes]) -> int:
        return self._alphabet.setdefault(key, len(self._alphabet))

    def _code(self, key: Key) -> int:
        code = self._variants.setdefault(key, len(self._variants))
        if code == len(self._heaps):
            self._heaps.append(_Heap())
        return code

    def _count_customers(self, customers: Ints, codes: Ints) -> None:
        """Count customers by the set of their variants."""
        order = np.lexsort((codes, customers))
        customers, codes = customers[order], codes[order]
        fresh = changes(customers) | changes(codes)
        customers, codes = customers[fresh], codes[fresh]
        starts = np.flatnonzero(changes(customers))
        sizes = np.diff(starts, append=len(customers))
        self._single.update(codes[starts[sizes == 1]].tolist())
        several = zip(starts[sizes > 1].tolist(), sizes[sizes > 1].tolist(), strict=True)
        self._several.update(tuple(codes[at : at + n].tolist()) for at, n in several)

    def _latest(self, runs: Runs, codes: Ints, of: Ints) -> list[tuple[int, int, list[Latest]]]:
        """For each code its number of runs and, by customer, the latest of them.

        Args:
            runs: The chunk's runs.
            codes: A code for each of those asked for.
            of: The runs asked for, same shape.
        """
        start = runs.start[of]
        at_us, arrival = runs.events.at_us[start], np.asarray(runs.events.columns["arrival"], np.int64)[start]
        customer = runs.customer[of]
        order = np.lexsort((arrival, at_us, customer, codes))
        codes, customer, at_us, arrival = codes[order], customer[order], at_us[order], arrival[order]
        last = np.append(changes(codes) | changes(customer), True)[1:]
        kept = np.flatnonzero(last)
        kept = kept[np.lexsort((-arrival[kept], -at_us[kept], codes[kept]))]
        sizes = dict(zip(*(part.tolist() for part in np.unique(codes, return_counts=True)), strict=True))
        starts = np.flatnonzero(changes(codes[kept]))
        rank = np.arange(len(kept)) - np.repeat(starts, np.diff(starts, append=len(kept)))
        kept = kept[rank < self._question.behind]
        found: dict[int, list[Latest]] = {code: [] for code in sizes}
        columns = (codes[kept], at_us[kept], arrival[kept], customer[kept])
        for code, *latest in zip(*(column.tolist() for column in columns), strict=True):
            found[code].append((latest[0], latest[1], latest[2]))
        return [(code, sizes[code], found[code]) for code in sizes]

    def _count_late(self, late: _Late, measure: TouchpointMeasure, runs: Runs) -> None:
        """Count the runs of one touchpoint whose target action did not come in time."""
        place = runs.first(measure.reached, runs.start) if measure.reached is not None else runs.start
        _, _, in_time, watched = waits(measure, runs, place, self._now_us)
        seen = (place < runs.never) & watched
        late.watched += int(seen.sum())
        of = np.flatnonzero(seen & ~in_time)
        late.customers += len(np.unique(runs.customer[of]))
        for _, n, latest in self._latest(runs, np.zeros(len(of), np.int64), of):
            late.late.add(n, latest, self._question.behind)

    def _told_alphabet(self) -> tuple[tuple[Letter, ...], dict[int, int]]:
        """The letters in their order, and the place of each code in it."""
        labels = [item.id for item in self._listening.plan.observables]
        names = self._listening.vocabulary.names
        met = {code for row, _ in self._variants for code in np.frombuffer(row, np.int32).tolist()}
        letters = {}
        for (name, packed), code in self._alphabet.items():
            if code not in met:
                continue
            shown = np.unpackbits(np.frombuffer(packed, np.uint8), count=len(labels))
            letters[code] = Letter(names[name], tuple(labels[at] for at in np.flatnonzero(shown)))
        ordered = sorted(letters, key=lambda code: (letters[code].name, letters[code].shows))
        return tuple(letters[code] for code in ordered), {code: place for place, code in enumerate(ordered)}

    @staticmethod
    def _row(key: Key, place_of: dict[int, int]) -> tuple[int, ...]:
        return tuple(place_of[code] for code in np.frombuffer(key[0], np.int32).tolist())

    def _holders(self, top: list[int]) -> tuple[tuple[tuple[int, ...], int], ...]:
        """Customers by the places of their variants."""
        place_of = {code: place for place, code in enumerate(top)}
        found: Counter[tuple[int, ...]] = Counter()
        for code, n in self._single.items():
            found[(place_of.get(code, len(top)),)] += n
        for codes, n in self._several.items():
            found[tuple(sorted({place_of.get(code, len(top)) for code in codes}))] += n
        return tuple(sorted(found.items(), key=lambda item: (-item[1], item[0])))

    def _ids(self, table: SortedTable, top: list[int]) -> dict[int, str]:
        """The ids of the customers who are named."""
        heaps = [*(self._heaps[code] for code in top), *(late.late for late in self._late.values())]
        return table.ids({customer for heap in heaps for _, _, customer in heap.latest})


def _told(distinct: Letters) -> list[tuple[Letters, int]]:
    """Each row of letters, and whether it is cut."""
    return [(row[:-1], int(row[-1])) for row in distinct]


def _behind(heap: _Heap, ids: dict[int, str]) -> tuple[Behind, ...]:
    """The customers of a heap, those whose runs began last first."""
    ordered = sorted(heap.latest, reverse=True)
    return tuple(Behind(at_us, arrival, ids[customer]) for at_us, arrival, customer in ordered)
