"""Problems and findings of a file as sentences, and as data for programs."""

from __future__ import annotations

from typing import Any

from tropa.cli.speaking import words_in
from tropa.journey.paths import dotted
from tropa.lint import Finding, Fix
from tropa.runtime import telling
from tropa.runtime.checking import Told


def sentence(told: Told, language: str) -> str:
    """What is wrong, in a sentence."""
    return telling.sentence(told, words_in(language))


def line_of(told: Told, language: str) -> str:
    """What is told as one line: place, level, rule, sentence."""
    place = f"{told.file}:{told.span.line}:{told.span.column}"
    return f"{place}: {told.level} {told.rule} {sentence(told, language)}"


def finding_of(told: Told) -> dict[str, Any]:
    """What is told, for programs; the message is English whatever people read."""
    found = {
        "rule": told.rule,
        "level": told.level,
        "message": sentence(told, "en"),
        "params": telling.params_in(told, words_in("en")) if isinstance(told, Finding) else told.params,
        "file": told.file,
        "line": told.span.line,
        "column": told.span.column,
    }
    if isinstance(told, Finding):
        found["path"] = dotted(told.path)
        if told.fix is not None:
            found["fix"] = _fix(told.fix)
    return found


def _fix(fix: Fix) -> list[dict[str, Any]]:
    return [{"path": dotted(change.path), "value": change.value} for change in fix.changes]
