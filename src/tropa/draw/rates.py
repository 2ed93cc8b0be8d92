"""Rates in words: so many in a period."""

from __future__ import annotations

from tropa.data.words import Words
from tropa.draw.numbers import Numbers
from tropa.journey.codecs.values import PERIODS_S
from tropa.measure.reality_parts import FrequencyReality

_WORDS = {seconds: name for name, seconds in PERIODS_S.items()}


def rate_said(words: Words, rate: float, per_s: int) -> str:
    """``1,200 a month``; a period that has no word of its own is told by its length.

    Args:
        words: The language.
        rate: How many.
        per_s: The period's length in seconds.
    """
    numbers = Numbers(words)
    n = numbers.decimal(rate)
    if per_s in _WORDS:
        return words.text(f"map.rate.per.{_WORDS[per_s]}", n=n)
    return words.text("map.rate.every", n=n, time=numbers.duration(per_s))


def rate_interval(words: Words, found: FrequencyReality) -> str:
    """The bounds of a rate; empty without a whole month."""
    if found.high is None:
        return ""
    low, high = (Numbers(words).decimal(bound) for bound in (found.low, found.high))
    return words.text("report.number.interval", low=low, high=high)
