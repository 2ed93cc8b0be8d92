"""Running the rules over a journey, and what waivers leave of their findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from tropa.lint.finding import Finding
from tropa.lint.live import LIVE_RULES, Live
from tropa.lint.register import KNOWN, RULES
from tropa.lint.rule import AnyRule, Found, Rule
from tropa.lint.subject import Subject
from tropa.lint.waivers import WAIVER_RULES, waiver_of

FEW = 3
"""Items of one cause that are named; of the others there is the number."""


def lint(
    subject: Subject, rules: Sequence[Rule] = RULES, *, file: str = "", live: Live | None = None
) -> tuple[Finding, ...]:
    """Everything that rules find in a journey and no waiver excuses, in the order of the file.

    Args:
        subject: The journey and what is around it.
        rules: The rules to run; those about waivers always run.
        file: The file as the user named it.
        live: What a log shows of the journey; None where there is none to look at.
    """
    kept: list[tuple[AnyRule, Found]] = []
    used: set[int] = set()
    raised: list[tuple[AnyRule, Found]] = [(rule, found) for rule in rules for found in rule.check(subject)]
    live_rules = LIVE_RULES if live is not None else ()
    raised += [(rule, found) for rule in live_rules if live is not None for found in rule.check(subject, live)]
    for rule, found in raised:
        waiver = waiver_of(rule.id, found.path, subject, subject.journey.waive)
        if waiver is None:
            kept.append((rule, found))
        else:
            used.add(waiver)
    run = frozenset(rule.id for rule in (*rules, *live_rules))
    for about in WAIVER_RULES:
        kept += [(about, found) for found in about.after(subject, frozenset(used), run, KNOWN)]
    findings = (_finding(rule, found, subject, file) for rule, found in _told_once(kept))
    return tuple(sorted(findings, key=lambda finding: (finding.span, finding.rule, str(finding.path))))


def _told_once(kept: Iterable[tuple[AnyRule, Found]]) -> Iterator[tuple[AnyRule, Found]]:
    """The same with findings of one cause made one, at the first."""
    alike: dict[tuple[str, str], tuple[AnyRule, list[Found]]] = {}
    for rule, found in kept:
        if found.cause:
            alike.setdefault((rule.id, found.cause), (rule, []))[1].append(found)
        else:
            yield rule, found
    for rule, (first, *others) in alike.values():
        items = tuple(one.item for one in (first, *others[: FEW - 1]))
        more = ("...",) if len(others) >= FEW else ()
        params = {**first.params, "items": (*items, *more), "n": str(1 + len(others))}
        yield rule, replace(first, params=params)


def _finding(rule: AnyRule, found: Found, subject: Subject, file: str) -> Finding:
    # What blocks a launch is an error only once there is something to launch.
    level = "W" if rule.level == "E" and not subject.runs else rule.level
    return Finding(rule.id, level, found.path, subject.span(found.path), found.params, file, found.fix)
