"""LA06-LA09: what the language's own rules imply for events and keys."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import ClassVar

from tropa.journey.codecs.protocol import Path
from tropa.journey.text.problems import Level
from tropa.lint.finding import Change, Fix
from tropa.lint.rule import Found, Rule
from tropa.lint.signals_at import names_in
from tropa.lint.subject import Subject

ALIKE = 0.85
"""Names more alike than this, by difflib's ratio, and not the same are taken for a slip of the pen."""

LONG_ENOUGH = 6
"""Shorter names differ by a letter on purpose."""


class KeyNotCarried(Rule):
    """An event is declared with its properties, and the journey's key is not among them."""

    id: ClassVar = "LA06"
    level: ClassVar[Level] = "W"
    source: ClassVar = ("R4",)
    bad: ClassVar = "events: {plan_cancelled: {properties: {order_id: ~, reason: text}}}"
    bad_at: ClassVar[Path] = ("events", "plan_cancelled", "properties")
    good: ClassVar = "events: {plan_cancelled: {properties: {order_id: text, reason: text}}}"

    def check(self, subject: Subject) -> Iterator[Found]:
        """Events with ``properties`` without the key, and no ``key`` of their own."""
        key = subject.journey.key_
        if key in {None, "none"}:
            return
        for name, plan in subject.journey.events.items():
            if plan.properties and plan.key_ is None and key not in plan.properties:
                yield Found(("events", name, "properties"), {"event": name, "key": str(key)})


class SlipOfThePen(Rule):
    """A signal names an event that nothing declares, and one that is declared reads almost the same."""

    id: ClassVar = "LA07"
    level: ClassVar[Level] = "W"
    source: ClassVar = ("LANGUAGE Signals", "S4-1")
    bad: ClassVar = "touchpoints: {first-summary: {target_action: track_plaid}}"
    bad_at: ClassVar[Path] = ("touchpoints", "first-summary", "target_action")
    good: ClassVar = "touchpoints: {first-summary: {target_action: summary_opened}}"

    def check(self, subject: Subject) -> Iterator[Found]:
        """Names that stand nowhere in ``events`` and are like one that does."""
        declared = list(subject.journey.events)
        for path, name in names_in(subject.signals):
            if name in subject.journey.events or len(name) < LONG_ENOUGH:
                continue
            near = difflib.get_close_matches(name, declared, n=1, cutoff=ALIKE)
            if near:
                yield Found(path, {"event": name, "nearest": near[0]})


class GoalBeforeEntry(Rule):
    """Nobody has said what becomes of a client who reached the goal before the journey began."""

    id: ClassVar = "LA08"
    level: ClassVar[Level] = "H"
    source: ClassVar = ("R10",)
    bad: ClassVar = "success_before_entry: ~"
    bad_at: ClassVar[Path] = ("success",)
    good: ClassVar = "success_before_entry: skip_journey"

    def check(self, subject: Subject) -> Iterator[Found]:
        """Journeys that we run, with a success and without ``success_before_entry``."""
        if subject.runs and subject.journey.success is not None and not subject.written("success_before_entry"):
            yield Found(("success",), {}, Fix((Change(("success_before_entry",), "ignore"),)))


class KeylessReentry(Rule):
    """The journey may be entered once per key, and has no key."""

    id: ClassVar = "LA09"
    level: ClassVar[Level] = "W"
    source: ClassVar = ("R4",)
    bad: ClassVar = "key: ~"
    bad_at: ClassVar[Path] = ("reentry",)
    good: ClassVar = "key: ~\nreentry: once"

    def check(self, subject: Subject) -> Iterator[Found]:
        """``reentry: once_per_key`` without ``key``."""
        reentry = subject.journey.reentry
        if reentry is not None and reentry.policy == "once_per_key" and subject.journey.key_ in {None, "none"}:
            yield Found(("reentry",))
