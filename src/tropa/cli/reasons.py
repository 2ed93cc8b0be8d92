"""Reasons in words: of the rules of sending, and why an input decided nothing."""

from __future__ import annotations

from tropa.data.words import Words


def rule_in(words: Words, rule: str) -> str:
    """A rule's word, or its id where it has none."""
    key = f"replay.rule.{rule}"
    return words.text(key) if key in words else rule


def ignored_in(words: Words, reason: str) -> str:
    """Why an input decided nothing, in words, or its id where it has none."""
    key = f"replay.ignored.{reason}"
    return words.text(key) if key in words else reason


def reason_in(words: Words, reason: str) -> str:
    """A reason as it is kept (``cap: reminder 3 per 1w``), its rule in words."""
    rule, _, what = reason.partition(": ")
    return f"{rule_in(words, rule)} {what}".strip()
