"""LA06-LA09: what the language's own rules imply for events and keys."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from typing import ClassVar

from tropa.journey.codecs.protocol import Path
from tropa.journey.text.problems import Level
from tropa.lint.finding import Change, Fix
from tropa.lint.rule import Found, Rule
from tropa.lint.signals_at import names_in
from tropa.lint.subject import Subject

ALIKE = 0.7
"""Words more alike than this, by difflib's ratio, are taken for one with a letter astray."""

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
        """Events whose ``properties`` lack the key: their own, or where they name none the journey's."""
        for name, plan in subject.journey.events.items():
            key = subject.journey.key_ if plan.key_ in {None, "required"} else plan.key_
            if plan.properties and key not in {None, "none", *plan.properties}:
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
        """Names that stand nowhere in ``events`` and are like one that does: one finding a name."""
        declared = list(subject.journey.events)
        told = set(declared)
        for path, name in names_in(subject.signals):
            if name in told:
                continue
            told.add(name)
            near = next((other for other in declared if _is_slip(name, other)), None)
            if near is not None:
                yield Found(path, {"event": name, "nearest": near})


def _is_slip(name: str, other: str) -> bool:
    """Whether two names are meant to be one: written with other cases and signs, or with a letter astray.

    Names that differ by a word, a number or a prefix (``signed_up``, ``level_2``, ``reopened``) differ on purpose.
    """
    words, others = _WORD.findall(name.casefold()), _WORD.findall(other.casefold())
    if "".join(words) == "".join(others):
        return True
    if len(name) < LONG_ENOUGH or len(words) != len(others):
        return False
    return all(
        a == b or (a.isalpha() and not a.endswith(b) and not b.endswith(a) and _alike(a, b) > ALIKE)
        for a, b in zip(words, others, strict=True)
    )


def _alike(a: str, b: str) -> float:
    return difflib.SequenceMatcher(None, a, b).ratio()


_WORD = re.compile(r"[^\W_]+")


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
            yield Found(("success",))


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
            yield Found(("reentry",), {}, Fix((Change(("reentry",), "once"),)))
