"""What is said of a break, wherever it is said: the dates, the segment, the evidence."""

from __future__ import annotations

from datetime import date

from babel import Locale
from babel.dates import format_date

from tropa.data.words import DIGITS, Words
from tropa.draw.numbers import Numbers
from tropa.measure.breaking.answer import Shift, Stretch


class BreakWords:
    """Tells of shifts in one language.

    Args:
        words: The words of the language.
    """

    def __init__(self, words: Words) -> None:
        self._words = words
        self._numbers = Numbers(words)
        self._locale = Locale.parse(words.language)

    def heading(self, shift: Shift, number: int) -> str:
        """Where, for whom and when, numbered."""
        return self._words.text(
            "breaks.heading", number=number, where=shift.touchpoint, whom=self.whom(shift), when=self.when(shift)
        )

    def day(self, day: date) -> str:
        """A day as people write it."""
        shown = format_date(day, self._words.text("breaks.day"), locale=self._locale)
        digits = DIGITS.get(self._words.language)
        return shown.translate(digits) if digits else shown

    def when(self, shift: Shift) -> str:
        """The dates of a shift."""
        if shift.kind == "throughout":
            return self._words.text("breaks.throughout")
        return self._words.text(f"breaks.{shift.kind}", since=self.day(shift.since), until=self.day(shift.until))

    def whom(self, shift: Shift) -> str:
        """The segment, or everybody."""
        if shift.cut is None:
            return self._words.text("breaks.everybody")
        value = shift.value if shift.value is not None else self._words.text("breaks.no_value")
        return self._words.text("breaks.cell", cut=shift.cut, value=value)

    def inside(self, shift: Shift) -> str:
        """What was seen on these days, and what was to be expected."""
        numbers = self._numbers
        return self._words.text(
            "breaks.inside",
            passed=numbers.count(shift.inside.passed),
            entrants=numbers.count(shift.inside.entrants),
            within=numbers.duration(shift.within_s),
            share=numbers.share(shift.inside.share or 0.0),
            interval=numbers.interval(shift.low, shift.high),
            reference=numbers.share(shift.reference),
        )

    def beside(self, shift: Shift) -> str:
        """The cell before and after, and its peers on these days; what is empty is left out."""
        parts = {"before": shift.before, "after": shift.after, "peers": shift.peers}
        told = [self._stretch(name, stretch) for name, stretch in parts.items() if stretch.entrants]
        return self._words.text("breaks.joint").join(told)

    def _stretch(self, name: str, stretch: Stretch) -> str:
        share, n = self._numbers.share(stretch.share or 0.0), self._numbers.count(stretch.entrants)
        return self._words.text(f"breaks.{name}", share=share, n=n)

    def cost(self, shift: Shift) -> str:
        """What it costs or brings, and how often such a finding is false."""
        end = "lost" if shift.worse else "won"
        told = [self._words.text(f"breaks.passes_{end}", n=self._numbers.decimal(shift.passes))]
        if shift.goals is not None:
            told.insert(0, self._words.text(f"breaks.goals_{end}", n=self._numbers.decimal(shift.goals)))
        told.append(self._words.text("breaks.chance", rate=self._numbers.share(shift.q_value)))
        return self._words.text("breaks.joint").join(told)
