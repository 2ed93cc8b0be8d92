"""Why a line could not be read, in a sentence."""

from __future__ import annotations

from tropa.data.words import Words
from tropa.ports.reasons import Reason


def reason_told(reason: Reason, words: Words) -> str:
    """A reason in a language; one that this program does not know stays an id, as of a log that a newer one kept."""
    key = f"log.reason.{reason.id}"
    params = {name: _said(name, value, words) for name, value in reason.params.items()}
    return words.text(key, **params) if key in words else " ".join((reason.id, *reason.params.values()))


_COUNTS = frozenset({"expected", "n", "position"})
"""Params that are our own numbers, and are told in the language's digits."""


def _said(name: str, value: str, words: Words) -> str | int:
    """A param; the kind of a value by its name in the language, a list with the language's commas."""
    if name in _COUNTS and value.isdecimal():
        return int(value)
    if name == "kind" and f"log.value.{value}" in words:
        return words.text(f"log.value.{value}")
    return words.listed(value.split(", ")) if name == "known" else value
