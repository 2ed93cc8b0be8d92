"""Waivers: a rule not kept on purpose, with a reason and an end; and the rules about them."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from typing import ClassVar

from tropa.journey.codecs.protocol import Path
from tropa.journey.model.journey import Waiver
from tropa.journey.paths import dotted
from tropa.journey.text.problems import Level
from tropa.lint.finding import Change, Fix
from tropa.lint.rule import Found, Rule
from tropa.lint.subject import Subject


def excuses(waiver: Waiver, rule: str, path: Path, subject: Subject) -> bool:
    """Whether a waiver covers what a rule found at a place: there, or anywhere beneath.

    One that has run out covers nothing.
    """
    if waiver.rule != rule or (waiver.until is not None and waiver.until < subject.today):
        return False
    return waiver.at is None or any(dotted(path[:n]) == waiver.at for n in range(1, len(path) + 1))


class WaiverRule(Rule):
    """A rule about waivers, run after all others."""

    def check(self, subject: Subject) -> Iterator[Found]:
        """Nothing: see ``after``."""
        del subject
        return iter(())

    @abstractmethod
    def after(
        self, subject: Subject, used: frozenset[int], run: frozenset[str], known: frozenset[str]
    ) -> Iterator[Found]:
        """Every waiver that the rule is not content with.

        Args:
            subject: The journey.
            used: Indexes of the waivers that excused something.
            run: Ids of the rules that were run.
            known: Ids of all rules there are, those that wait for other data included.
        """


class ExpiredWaiver(WaiverRule):
    """A waiver's last day is over."""

    id: ClassVar = "WA01"
    level: ClassVar[Level] = "W"
    source: ClassVar = ("REQUIREMENTS 3",)
    bad: ClassVar = """
waive: [{rule: RO01, at: touchpoints.ask-friend, because: The team is being hired, until: 2026-01-31}]
"""
    bad_at: ClassVar[Path] = ("waive", 0, "until")
    good: ClassVar = """
touchpoints: {ask-friend: {responsible: ~}}
waive: [{rule: RO01, at: touchpoints.ask-friend, because: The team is being hired, until: 2027-01-31}]
"""

    def after(
        self, subject: Subject, used: frozenset[int], run: frozenset[str], known: frozenset[str]
    ) -> Iterator[Found]:
        """Waivers whose last day lies before today."""
        del used, run, known
        for index, waiver in enumerate(subject.journey.waive):
            if waiver.until is not None and waiver.until < subject.today:
                yield Found(("waive", index, "until"), {"rule": waiver.rule, "until": waiver.until.isoformat()})


class EndlessWaiver(WaiverRule):
    """A waiver has no last day."""

    id: ClassVar = "WA02"
    level: ClassVar[Level] = "W"
    source: ClassVar = ("REQUIREMENTS 3",)
    bad: ClassVar = """
touchpoints: {ask-friend: {responsible: ~}}
waive: [{rule: RO01, at: touchpoints.ask-friend, because: The team is being hired}]
"""
    bad_at: ClassVar[Path] = ("waive", 0)
    good: ClassVar = ExpiredWaiver.good

    def after(
        self, subject: Subject, used: frozenset[int], run: frozenset[str], known: frozenset[str]
    ) -> Iterator[Found]:
        """Waivers without ``until``."""
        del used, run, known
        for index, waiver in enumerate(subject.journey.waive):
            if waiver.until is None:
                yield Found(("waive", index), {"rule": waiver.rule})


class IdleWaiver(WaiverRule):
    """A waiver excuses nothing: what it was written for has been mended, or lies elsewhere."""

    id: ClassVar = "WA03"
    level: ClassVar[Level] = "H"
    source: ClassVar = ("REQUIREMENTS 3",)
    bad: ClassVar = """
waive: [{rule: RO01, at: touchpoints.ask-friend, because: The team is being hired, until: 2027-01-31}]
"""
    bad_at: ClassVar[Path] = ("waive", 0)
    good: ClassVar = ExpiredWaiver.good

    def after(
        self, subject: Subject, used: frozenset[int], run: frozenset[str], known: frozenset[str]
    ) -> Iterator[Found]:
        """Waivers in force, of rules that were run, that excused nothing."""
        del known
        for index, waiver in enumerate(subject.journey.waive):
            in_force = waiver.until is not None and waiver.until >= subject.today
            if waiver.rule in run and index not in used and in_force:
                alone = len(subject.journey.waive) == 1
                fix = Fix((Change(("waive",) if alone else ("waive", index), None),))
                yield Found(("waive", index), {"rule": waiver.rule, "at": waiver.at or "*"}, fix)


class StrangeWaiver(WaiverRule):
    """A waiver names a rule that does not exist."""

    id: ClassVar = "WA04"
    level: ClassVar[Level] = "W"
    source: ClassVar = ("REQUIREMENTS 3",)
    bad: ClassVar = """
waive: [{rule: RO99, because: The team is being hired, until: 2027-01-31}]
"""
    bad_at: ClassVar[Path] = ("waive", 0, "rule")
    good: ClassVar = ExpiredWaiver.good

    def after(
        self, subject: Subject, used: frozenset[int], run: frozenset[str], known: frozenset[str]
    ) -> Iterator[Found]:
        """Waivers whose rule is not among those known."""
        del used, run
        for index, waiver in enumerate(subject.journey.waive):
            if waiver.rule not in known:
                yield Found(("waive", index, "rule"), {"rule": waiver.rule})


WAIVER_RULES: tuple[WaiverRule, ...] = (ExpiredWaiver(), EndlessWaiver(), IdleWaiver(), StrangeWaiver())


def waiver_of(rule: str, path: Path, subject: Subject, waivers: Sequence[Waiver]) -> int | None:
    """The index of the first waiver that covers what a rule found; None where none does."""
    return next((index for index, waiver in enumerate(waivers) if excuses(waiver, rule, path, subject)), None)
