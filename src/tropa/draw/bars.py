"""Bars and verdicts: the two signs that every picture of a share is made of."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from tropa.draw.wording import Wording
from tropa.measure.reality import Verdict


@dataclass(frozen=True, slots=True)
class Bar:
    """A share as a bar; all fields but the last are lengths in CSS, from the start of the line.

    Args:
        length: The share itself.
        low: Where its interval begins.
        span: How long its interval is.
        expected: Where the expectation stands; None without one.
        said: The same in words, for those who do not see it.
    """

    length: str
    low: str
    span: str
    expected: str | None
    said: str


@dataclass(frozen=True, slots=True)
class VerdictChip:
    """A verdict as a sign, a word and a colour.

    Args:
        kind: ``met``, ``missed``, ``unclear`` or ``not_measured``.
        word: What it says.
    """

    kind: str
    word: Markup


@dataclass(frozen=True, slots=True)
class Measured:
    """A share with what it needs to be believed (M4).

    Args:
        share: The share; None where nobody was watched.
        interval: Its interval, empty with it.
        done: Its numerator.
        watched: Its denominator.
        expected: What was expected, in words; None without an expectation.
        bar: Its picture; None where there is no share.
        verdict: The verdict.
    """

    share: str | None
    interval: str
    done: str
    watched: str
    expected: Markup | None
    bar: Bar | None
    verdict: VerdictChip


def css(share: float) -> str:
    """A share as a length in CSS."""
    return f"{min(max(share, 0.0), 1.0) * 100:.2f}%"


def bar(wording: Wording, share: float, low: float, high: float, expected: float | None) -> Bar:
    """The picture of a share, its interval and its expectation."""
    numbers = wording.numbers
    said = wording.plain("report.bar.said", share=numbers.share(share), interval=numbers.interval(low, high))
    return Bar(css(share), css(low), css(high - low), None if expected is None else css(expected), said)


def verdict_chip(wording: Wording, verdict: Verdict) -> VerdictChip:
    """The sign of a verdict."""
    kind = verdict.replace(" ", "_")
    return VerdictChip(kind, wording.say(f"report.verdict.{kind}"))


def measured(
    wording: Wording,
    *,
    share: float | None,
    low: float,
    high: float,
    done: int,
    watched: int,
    expected: float | None,
    expected_at_most: bool,
    verdict: Verdict,
) -> Measured:
    """A share with its interval, its expectation and its verdict."""
    numbers = wording.numbers
    return Measured(
        share=None if share is None else numbers.share(share),
        interval="" if share is None else numbers.interval(low, high),
        done=numbers.count(done),
        watched=numbers.count(watched),
        expected=None if expected is None else expectation(wording, expected, at_most=expected_at_most),
        bar=None if share is None else bar(wording, share, low, high, expected),
        verdict=verdict_chip(wording, verdict),
    )


def expectation(wording: Wording, expected: float, *, at_most: bool) -> Markup:
    """What was expected: at least, or at most, so many."""
    key = "report.expected.at_most" if at_most else "report.expected.at_least"
    return wording.say(key, share=wording.numbers.round_share(expected))
