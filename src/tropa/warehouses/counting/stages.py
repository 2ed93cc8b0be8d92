"""Membership of stages: how many customers, and how many times (S1-47)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from tropa.measure.behind import part_figure
from tropa.measure.reality import StageReality
from tropa.plan.heard import Heard, heard_leaves
from tropa.plan.plan import StageMeasure
from tropa.warehouses.counting.behind import BehindTally
from tropa.warehouses.counting.listening import Heardings, Listening
from tropa.warehouses.counting.runs import US, Runs
from tropa.warehouses.counting.values import Flags, Ints, renumbered

NOWHERE = -1


@dataclass(slots=True)
class _Members:
    """Who was in one stage so far, by the code of the run's group.

    A customer has a group in each run; whoever has one group only is counted, whoever has
    several is kept, so that in several groups together everybody is one customer.
    """

    APART: ClassVar = ("in_several",)

    memberships: Counter[int] = field(default_factory=Counter)
    in_one: Counter[int] = field(default_factory=Counter)
    in_several: list[tuple[Ints, Ints]] = field(default_factory=list)

    def add(self, customers: Ints, codes: Ints) -> None:
        """Add memberships of a chunk; a customer's are never parted between chunks."""
        if not len(codes):
            return
        self.memberships += Counter(codes.tolist())
        width = int(codes.max()) + 1
        customer, code = np.divmod(np.unique(customers * width + codes), width)
        _, where, n = np.unique(customer, return_inverse=True, return_counts=True)
        several = n[where] > 1
        self.in_one += Counter(code[~several].tolist())
        self.in_several.append((customer[several], code[several]))

    def absorb(self, other: _Members, numbers: Ints) -> None:
        """Add those of other customers; ``numbers`` is the code here of each code there."""
        self.memberships.update(renumbered(other.memberships, numbers))
        self.in_one.update(renumbered(other.in_one, numbers))
        self.in_several += [(customers, numbers[codes]) for customers, codes in other.in_several]

    def told(self, stage: str, groups: Collection[int] | None) -> StageReality:
        """The stage's customers and memberships in some groups, or in all."""
        if groups is None:
            groups = self.memberships.keys()
        several = sum(len(np.unique(customer[np.isin(code, list(groups))])) for customer, code in self.in_several)
        in_one, memberships = (sum(counter[code] for code in groups) for counter in (self.in_one, self.memberships))
        return StageReality(stage, in_one + several, memberships)


class StageCounter:
    """Counts memberships chunk by chunk.

    A stage with ``enter`` or ``leave`` is decided by them alone.  Any other is entered when a run
    shows something of it after something of another stage.  A membership lasts at least the
    stage's ``min``: a return before that is the same membership.

    Args:
        listening: The plan's ears.
    """

    SUMS = ("_members",)

    def __init__(self, listening: Listening) -> None:
        self._listening = listening
        self._stages = listening.plan.stages
        self._ruled = {s.id for s in self._stages if s.enter is not None or s.leave is not None}
        self._members = {stage.id: _Members() for stage in self._stages}

    def result(self, groups: Collection[int] | None = None) -> tuple[StageReality, ...]:
        """The stages' customers and memberships.

        Args:
            groups: Codes of the groups counted together; None for all runs.
        """
        return tuple(members.told(stage, groups) for stage, members in self._members.items())

    def absorb(self, other: StageCounter, numbers: Ints) -> None:
        """Take over another one's memberships; ``numbers`` is the code here of each group's code there."""
        for stage, members in self._members.items():
            members.absorb(other._members[stage], numbers)

    def count(self, runs: Runs, codes: Ints, behind: BehindTally) -> None:
        """Count a chunk's memberships.

        Args:
            runs: The chunk's runs.
            codes: Code of each run's group, shape ``(runs,)``.
            behind: Takes in whose they are.
        """
        run, place = runs.pairs
        shown = self._shown(runs.events)[runs.events.kind[place]]
        inside = shown != NOWHERE
        run_in, place_in, stage_in = run[inside], place[inside], shown[inside]
        fresh = np.ones(len(run_in), bool)
        fresh[1:] = (run_in[1:] != run_in[:-1]) | (stage_in[1:] != stage_in[:-1])
        for number, stage in enumerate(self._stages):
            if stage.id in self._ruled:
                begun = self._by_rule(stage, runs, run, place)
            else:
                begins = fresh & (stage_in == number)
                begun = run_in[begins], place_in[begins]
            members = _members_of(stage, runs, *begun)
            self._members[stage.id].add(runs.customer[members], codes[members])
            if len(members):
                began_us = runs.events.at_us[runs.start[members]]
                behind.add_units(part_figure("stages", stage.id, "members"), runs.customer[members], began_us)

    def _shown(self, events: Heardings) -> Ints:
        """The stage that an event of each kind shows; the first observable that has one decides."""
        places = {stage.id: number for number, stage in enumerate(self._stages)}
        shown = np.full(len(events.serves), NOWHERE)
        for observable in self._listening.plan.observables:
            number = places.get(observable.stage or "", NOWHERE)
            if number == NOWHERE or observable.stage in self._ruled:
                continue
            serves = events.kinds_serving(self._listening.numbers(observable.leaves))
            shown = np.where((shown == NOWHERE) & serves, number, shown)
        return shown

    def _by_rule(self, stage: StageMeasure, runs: Runs, run: Ints, place: Ints) -> tuple[Ints, Ints]:
        """Each ``enter`` that comes first in its run or after a ``leave``."""
        kinds = runs.events.kind[place]
        enters, leaves = (self._serves(runs.events, heard)[kinds] for heard in (stage.enter, stage.leave))
        mark = enters | leaves
        run, place, enters = run[mark], place[mark], enters[mark]
        begins = enters.copy()
        begins[1:] &= (run[1:] != run[:-1]) | ~enters[:-1]
        return run[begins], place[begins]

    def _serves(self, events: Heardings, heard: Heard | None) -> Flags:
        if heard is None or not self._listening.hears(heard):
            return np.zeros(len(events.serves), bool)
        return events.kinds_serving(self._listening.numbers(heard_leaves(heard)))


def _members_of(stage: StageMeasure, runs: Runs, run: Ints, place: Ints) -> Ints:
    """The run of each membership, by where the stage began to be shown."""
    return run if stage.min_s is None else run[_apart(run, runs.events.at_us[place], stage.min_s * US)]


def _apart(run: Ints, at_us: Ints, least_us: int) -> Flags:
    """Which beginnings open a membership: those at least so long after the one that did before."""
    kept = np.ones(len(run), bool)
    close = (run[1:] == run[:-1]) & (at_us[1:] - at_us[:-1] < least_us)
    if close.any():
        opened, previous = 0, NOWHERE
        for row, (mine, at) in enumerate(zip(run.tolist(), at_us.tolist(), strict=True)):
            kept[row] = mine != previous or at - opened >= least_us
            opened, previous = (at, mine) if kept[row] else (opened, previous)
    return kept
