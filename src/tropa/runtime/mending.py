"""Mending: the fixes of findings made in the text, one after another, until none is left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from tropa.journey.text.edit import EditRefused, apply_edits, remove_value, set_value
from tropa.lint import Finding, Fix, lint
from tropa.runtime.checking import Beside, subject_of
from tropa.runtime.definitions import Loaded, Shelf

MAX_FIXES = 1_000
"""Fixes made in one file at most: a wall, should two fixes undo each other."""


@dataclass(frozen=True, slots=True)
class Mended:
    """A text after its fixes.

    Args:
        text: The text.
        fixed: The findings mended, in order.
    """

    text: str
    fixed: tuple[Finding, ...]


def mend(loaded: Loaded, text: str, around: Beside, today: date, shelf: Shelf) -> Mended:
    """Make every fix that a journey's findings offer.

    Args:
        loaded: The journey, without errors.
        text: Its text as it is on disk.
        around: Journeys of the same workspace.
        today: The day on which waivers are judged.
        shelf: Where it was taken from; nothing is read from disk but what lies around the file.
    """
    fixed: list[Finding] = []
    refused: set[tuple[str, object]] = set()
    for _ in range(MAX_FIXES):
        findings = lint(subject_of(loaded, around, today), file=str(loaded.path))
        done = next(_attempts(findings, text, refused), None)
        if done is None:
            break
        finding, text = done
        fixed.append(finding)
        loaded = shelf.load(loaded.path, text.encode())
        if loaded.journey is None:
            raise AssertionError(f"the fix of {finding.rule} broke {loaded.path}")
    return Mended(text, tuple(fixed))


def _attempts(
    findings: Sequence[Finding], text: str, refused: set[tuple[str, object]]
) -> Iterator[tuple[Finding, str]]:
    """Findings whose fix can be made, each with the text after it; those that cannot are remembered."""
    for finding in findings:
        mark = (finding.rule, finding.path)
        if finding.fix is None or mark in refused:
            continue
        try:
            yield finding, fixed_text(text, finding.fix)
        except EditRefused:
            refused.add(mark)


def fixed_text(text: str, fix: Fix) -> str:
    """A text with one fix made in it.

    Raises:
        EditRefused: It cannot be made without harm.
    """
    for change in fix.changes:
        found = (
            remove_value(text, change.path) if change.value is None else set_value(text, change.path, change.value)
        )
        text = apply_edits(text, found)
    return text
