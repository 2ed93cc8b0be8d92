"""An evaluation in words, as tables have it: "within 3 days, 60 %" in English, Russian or Persian.

What holds more than a time and a share is left as it is: words that nobody measures are an honest
evaluation too, and a share picked out of a sentence could be anybody's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from tropa.journey.codecs.scalars import DURATION, SHARE
from tropa.journey.codecs.values import Duration, Share
from tropa.journey.tables.vocabulary import fold, vocabulary, words

MONTH_DAYS = 30
"""The language has no months; a table's month is taken for so many days, and that is told."""

_LONGEST = 200
"""No evaluation of a time and a share takes more characters."""

_NUMBER = r"[0-9]+(?:\.[0-9]+)?"


@dataclass(frozen=True, slots=True)
class Judged:
    """What an evaluation's words say.

    Args:
        within: Within what time.
        expect: The share expected.
        month: The time was told in months.
    """

    within: Duration | None
    expect: Share | None
    month: bool = False


def judged(text: str, *, percent: bool = False) -> Judged | None:
    """The time and the share that an evaluation tells, or None where it tells something else too.

    >>> judged("в течение 3 дней, не менее 60 %").expect
    Share(value=Decimal('0.6'), at_most=False)
    >>> judged("Survey of 50 clients") is None
    True

    Args:
        text: A cell.
        percent: A bare number from 1 to 100 is a percentage, because the heading says so.
    """
    if len(text) > _LONGEST:
        return None
    plain = _spaced(text)
    share, left = _share(plain, percent=percent)
    within, left = _duration(left)
    if (share, within) == (None, None) or not _only_fillers(left):
        return None
    return Judged(within[0] if within else None, share, month=bool(within and within[1]))


def _spaced(text: str) -> str:
    """The text folded, decimal commas as points, words and numbers apart."""
    pointed = re.sub(r"(?<=\d)[.,٫](?=\d)", " point ", text)
    apart = re.sub(r"(?<=\d)(?=[^\W\d])|(?<=[^\W\d])(?=\d)", " ", fold(pointed))
    return apart.replace(" point ", ".")


def _share(text: str, *, percent: bool) -> tuple[Share | None, str]:
    sign = rf"(?:%|(?:{_any('percent')})(?!\w))"
    found = re.findall(rf"({_NUMBER}) ?{sign}|% ?({_NUMBER})", text)
    if len(found) > 1:
        return None, text
    if not found:
        bare = _bare_share(text, percent=percent)
        return (bare, "") if bare else (None, text)
    number = found[0][0] or found[0][1]
    value = Decimal(number) / 100
    if value > 1:
        return None, text
    pattern = rf"(?:{_not_denied()}({_any('at_most')}) ?)?(?:{re.escape(number)} ?{sign}|% ?{re.escape(number)})"
    met = re.search(pattern, text)
    assert met is not None  # noqa: S101  it was found just now
    return _checked(Share(value, at_most=met[1] is not None)), f"{text[: met.start()]} {text[met.end() :]}"


def _bare_share(text: str, *, percent: bool) -> Share | None:
    """A cell that is a number and nothing else: 0.6 always, 60 under a heading with a percent sign."""
    if not re.fullmatch(_NUMBER, text):
        return None
    value = Decimal(text)
    if percent and value > 1:
        value /= 100
    return _checked(Share(value)) if 0 < value < 1 or (percent and value == 1) else None


def _checked(share: Share) -> Share | None:
    """The share, if the language can write it: it has no more than six places."""
    return share if re.fullmatch(SHARE.pattern, str(share), re.ASCII) else None


def _duration(text: str) -> tuple[tuple[Duration, bool] | None, str]:
    """The one time in a text, whether it is in months, and the text without it."""
    found = []
    for unit in vocabulary()["units"]:
        found += [(unit, met) for met in re.finditer(rf"(?<![\w.])([0-9]+) (?:{_any('units', unit)})(?!\w)", text)]
    if len(found) != 1:
        return None, text
    (unit, met), month = found[0], found[0][0] == "month"
    written = f"{int(met[1]) * MONTH_DAYS}d" if month else f"{int(met[1])}{unit}"
    read = re.fullmatch(DURATION.pattern, written, re.ASCII)
    if read is None:
        return None, text
    before = re.sub(rf"{_not_denied()}(?:{_any('at_most')}) ?$", "", text[: met.start()])
    return (DURATION.convert(read), month), f"{before} {text[met.end() :]}"


def _only_fillers(text: str) -> bool:
    """Whether nothing is left but words that go with a time and a share."""
    return not re.sub(rf"(?<!\w)(?:{_any('fillers')})(?!\w)", " ", text).strip()


@cache
def _not_denied() -> str:
    """A pattern of a place where a word begins that no "not" stands before: "no less than" is no ceiling."""
    return r"(?<!\w)" + "".join(rf"(?<!\b{re.escape(word)} )" for word in sorted(words("denials")))


@cache
def _any(table: str, row: str = "") -> str:
    """A pattern of any word of a table, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words(table, row), key=len, reverse=True))
