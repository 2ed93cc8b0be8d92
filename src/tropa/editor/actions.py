"""What mends a finding, and the one usual layout, as one change of the text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tropa.data.words import Words
from tropa.editor.positions import Lines
from tropa.journey.paths import dotted
from tropa.journey.text.edit import Edit, EditRefused
from tropa.journey.text.fmt import format_text
from tropa.journey.text.problems import Problem
from tropa.lint import Finding, Fix
from tropa.runtime.checking import Told
from tropa.runtime.mending import fixed_text


@dataclass(frozen=True, slots=True)
class Action:
    """Something an editor may do at once.

    Args:
        title: What it does, in a few words.
        edit: The change of the text.
        told: What it mends.
        sure: It is the finding's own fix, not a guess at what was meant.
    """

    title: str
    edit: Edit
    told: Told
    sure: bool


def actions_for(told: Told, lines: Lines, words: Words) -> Iterator[Action]:
    """What an editor may do about one finding.

    Args:
        told: The finding, or the problem of the reader.
        lines: The text it is told of.
        words: Of the person who looks.
    """
    if isinstance(told, Finding):
        if told.fix is not None and (edit := _fix(lines.text, told.fix)) is not None:
            yield Action(_title(told, told.fix, words), edit, told, sure=True)
    elif (near := told.params.get("nearest")) and _says(told, lines):
        start, end = lines.raw(told.span.start), lines.raw(told.span.end)
        yield Action(words.text("editor.nearest", nearest=near), Edit(start, end, near), told, sure=False)


def formatting(text: str) -> Edit | None:
    """The change that lays a text out as ``tropa fmt`` does, its line ends kept; None where there is none."""
    windows = text.find("\n") > 0 and text[text.find("\n") - 1] == "\r"
    try:
        laid_out = format_text(text)
    except UnicodeEncodeError:  # half of a pair of UTF-16
        return None
    return one_edit(text, laid_out.replace("\n", "\r\n") if windows and "\r" not in laid_out else laid_out)


def one_edit(before: str, after: str) -> Edit | None:
    """The smallest single change that makes one text of another; None where they are equal."""
    if before == after:
        return None
    most = min(len(before), len(after))
    start = next((at for at in range(most) if before[at] != after[at]), most)
    start -= before[start - 1 : start + 1] == "\r\n"  # the two are one sign to an editor
    left = most - start
    same = next((at for at in range(left) if before[-1 - at] != after[-1 - at]), left)
    same -= before[len(before) - same - 1 : len(before) - same + 1] == "\r\n" and same > 0
    return Edit(start, len(before) - same, after[start : len(after) - same])


def _fix(text: str, fix: Fix) -> Edit | None:
    try:
        return one_edit(text, fixed_text(text, fix))
    except EditRefused:
        return None


def _title(finding: Finding, fix: Fix, words: Words) -> str:
    if len(fix.changes) > 1:
        return words.text("editor.several", rule=finding.rule, n=len(fix.changes))
    (change,) = fix.changes
    key = "editor.remove" if change.value is None else "editor.set"
    return words.text(key, rule=finding.rule, path=dotted(change.path))


def _says(told: Problem, lines: Lines) -> bool:
    """Whether what was met is all that stands there, so that another spelling may take its place."""
    start, end = lines.raw(told.span.start), lines.raw(told.span.end)
    return bool(told.params.get("met")) and lines.text[start:end] == told.params.get("met")
