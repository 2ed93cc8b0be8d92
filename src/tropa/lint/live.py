"""LV: what a log of real events shows about a definition; run with ``tropa check --events``."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from tropa.journey.signals import Named
from tropa.journey.text.problems import Level
from tropa.lint.rule import AnyRule, Found
from tropa.lint.subject import Subject
from tropa.plan.heard import Heard, heard_leaves
from tropa.plan.resolve import resolve

if TYPE_CHECKING:  # measuring brings NumPy, which a check without a log can do without
    from tropa.journey.codecs.values import Rate
    from tropa.measure.reality import Reality
    from tropa.plan.plan import Plan

DAYS = 90
"""How far back from the end of the log an event must have been seen (S4-1)."""

FEW_MOVES, MUCH_UNEXPLAINED = 100, 0.2
"""Moves of which one may speak, and the share of unexplained ones that is too much (S1-1)."""


@dataclass(frozen=True, slots=True)
class Live:
    """What a log shows of one journey.

    Args:
        plan: By what it was measured.
        reality: What became of it.
        seen: Names of the events of the log's last days.
        over_cap: By message class and cap, customers who got more messages than it allows.
    """

    plan: Plan
    reality: Reality
    seen: frozenset[str]
    over_cap: Mapping[tuple[str, Rate], int]


class LiveRule(AnyRule):
    """A rule that looks at a log beside the definition."""

    level: ClassVar[Level] = "W"

    @abstractmethod
    def check(self, subject: Subject, live: Live) -> Iterator[Found]:
        """Every place where the rule is not kept, in the order of the file."""


class NeverSeen(LiveRule):
    """A touchpoint or an event is declared, and the log's last ninety days do not know it."""

    id: ClassVar = "LV01"
    source: ClassVar = ("S4-1",)

    def check(self, subject: Subject, live: Live) -> Iterator[Found]:
        """Touchpoints never reached or not lately, then events of the tracking plan; each cause once."""
        if not live.seen:
            return  # an empty log says nothing of anything
        told: set[str] = set()
        reached = {one.id: one.reached for one in live.reality.touchpoints}
        for measure in live.plan.touchpoints:
            names = _names(measure.reached)
            if names and (not reached.get(measure.id) or not names & live.seen):
                told |= names
                yield Found(("touchpoints", measure.id), {"what": measure.id, "days": str(DAYS)})
        for name in subject.journey.events:
            names = _names(resolve(Named(name), subject.journey))
            if names and not names & live.seen and not names & told:
                told |= names
                yield Found(("events", name), {"what": name, "days": str(DAYS)})


def _names(heard: Heard | None) -> frozenset[str]:
    """The events behind what is heard, by name."""
    leaves = heard_leaves(heard) if heard is not None else ()
    return frozenset(leaf.signal.name for leaf in leaves if isinstance(leaf.signal, Named))


class ManyUnexplained(LiveRule):
    """Too many moves of real customers are none that the definition explains."""

    id: ClassVar = "LV02"
    source: ClassVar = ("S1-1", "M7")

    def check(self, subject: Subject, live: Live) -> Iterator[Found]:
        """A share of unexplained moves above a fifth, of a hundred moves at least."""
        moves = live.reality.moves
        if moves.mapped >= FEW_MOVES and moves.unexplained > MUCH_UNEXPLAINED * moves.mapped:
            share = f"{moves.unexplained / moves.mapped:.0%}"
            place = ("steps",) if subject.journey.steps else ("touchpoints",)
            yield Found(place, {"share": share, "unexplained": str(moves.unexplained), "mapped": str(moves.mapped)})


class OverTheCap(LiveRule):
    """Single customers got more messages, over all journeys at hand, than the cap allows."""

    id: ClassVar = "LV05"
    source: ClassVar = ("S1-19", "R13")

    def check(self, subject: Subject, live: Live) -> Iterator[Found]:
        """Caps that were passed, each at the journey's first touchpoint of the class."""
        first: dict[str | None, str] = {}
        for name, point in subject.journey.touchpoints.items():
            first.setdefault(point.class_, name)
        for (kind, cap), n in live.over_cap.items():
            if n and kind in first:
                yield Found(("touchpoints", first[kind], "class"), {"class": kind, "cap": str(cap), "n": str(n)})


LIVE_RULES: tuple[LiveRule, ...] = (NeverSeen(), ManyUnexplained(), OverTheCap())
"""Rules that need a log."""
