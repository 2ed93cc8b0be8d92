"""Numbers, shares, times and dates as people of each language write them.

Every number on a page goes through here.  Babel 2.18 prints Latin digits for Persian whatever
numbering system is asked for, so the digits and signs of Persian are put in afterwards.
"""

from __future__ import annotations

from datetime import date, datetime
from math import isfinite

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

from tropa.data.words import Words

PERSIAN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
PERSIAN_SIGNS = str.maketrans(",.", "٬٫")

LEFT_TO_RIGHT_MARK = "\u200e"

UNITS = (("days", 86_400), ("hours", 3_600), ("minutes", 60), ("seconds", 1))
"""Units of time with their seconds, longest first."""

SMALLEST = 0.001
"""A share nearer to 0 or 1 than this is said to be so, not rounded to what it is not."""

WHOLE_FROM = 10
"""From here on a number of decimals is shown whole."""


class Numbers:
    """Writes numbers in one language.

    Args:
        words: The words of the language.
    """

    def __init__(self, words: Words) -> None:
        self._words = words
        self._locale = Locale.parse(words.language)

    def count(self, n: float) -> str:
        """A number of things, thousands apart: ``10,000``; a fraction is rounded."""
        return self._decimal(round(n), "#,##0")

    def decimal(self, value: float) -> str:
        """A number with at most one decimal below ten, without from there on."""
        return self._decimal(value, "#,##0.#" if value < WHOLE_FROM else "#,##0")

    def signed(self, value: float) -> str:
        """A number on a scale around nought, its sign always said and never torn off: ``+1.5``."""
        shown = round(value, 1)
        sign = "+" if shown > 0 else "\u2212" if shown < 0 else ""
        return f"{LEFT_TO_RIGHT_MARK}{sign}{self.decimal(abs(shown))}"

    def share(self, share: float) -> str:
        """A share with one decimal; what is not quite none or all is not rounded to it.

        >>> Numbers(Words("en")).share(0.4626), Numbers(Words("en")).share(0.9999)
        ('46.3%', 'over 99.9%')
        """
        if 0 < share < SMALLEST:
            return self._words.text("report.number.under", share=self._percent(SMALLEST, "0.0"))
        if 1 - SMALLEST < share < 1:
            return self._words.text("report.number.over", share=self._percent(1 - SMALLEST, "0.0"))
        return self._percent(share, "0.0")

    def round_share(self, share: float) -> str:
        """A share that somebody chose, without needless decimals: ``40%``."""
        return self._percent(share, "0.#")

    def interval(self, low: float, high: float) -> str:
        """A confidence interval of a share: ``45.3% to 47.2%``."""
        low_text, high_text = self._percent(low, "0.0"), self._percent(high, "0.0")
        return self._words.text("report.number.interval", low=low_text, high=high_text)

    def duration(self, seconds: float) -> str:
        """A length of time in the longest unit that fits: ``2.5 days``."""
        unit, size = unit_for(seconds)
        value = seconds / size
        shown = round(value, 1) if value < WHOLE_FROM else float(round(value))
        return self._words.text(f"report.duration.{unit}", plural=shown, n=self.decimal(shown))

    def exactly(self, seconds: int) -> str:
        """A whole length of time, nothing of it rounded away: ``1 day 2 hours``."""
        parts: list[str] = []
        left = seconds
        for unit, size in UNITS:
            n, left = divmod(left, size)
            if n or (size == 1 and not parts):
                parts.append(self._words.text(f"report.duration.{unit}", plural=n, n=self.count(n)))
        told = parts.pop()
        while parts:
            told = self._words.text("report.duration.with_rest", longer=parts.pop(), shorter=told)
        return told

    def instant(self, at: datetime) -> str:
        """An instant to the minute, its zone said; aware UTC."""
        pattern = self._words.text("report.number.instant")
        return self._digits(format_datetime(at, pattern, locale=self._locale))

    def month(self, month: str) -> str:
        """A month given as ``2012-03``: ``March 2012``.

        Raises:
            ValueError: It is no month.
        """
        return self._digits(format_date(date.fromisoformat(f"{month}-01"), "LLLL y", locale=self._locale))

    def day(self, day: date) -> str:
        """A day: ``5 March 2012``."""
        return self._digits(format_date(day, "d MMMM y", locale=self._locale))

    def _percent(self, share: float, digits: str) -> str:
        return self._words.text("report.number.percent", n=self._decimal(share * 100, f"#,##{digits}"))

    def _decimal(self, value: float, pattern: str) -> str:
        if not isfinite(value):
            raise ValueError(f"a page shows finite numbers, met {value}")
        text = format_decimal(value, format=pattern, locale=self._locale)
        return self._digits(text.translate(PERSIAN_SIGNS) if self._words.language == "fa" else text)

    def _digits(self, text: str) -> str:
        return text.translate(PERSIAN_DIGITS) if self._words.language == "fa" else text


def unit_for(seconds: float) -> tuple[str, int]:
    """The unit of time to tell a duration in, and its length in seconds."""
    return next((unit for unit in UNITS if seconds >= unit[1]), UNITS[-1])
