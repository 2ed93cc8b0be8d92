"""The language's scalar values: small frozen types with one written form each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Literal, NoReturn, TypeAlias, TypeVar

DurationUnit: TypeAlias = Literal["s", "m", "h", "d", "w"]

SECONDS: dict[str, int] = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}

PERIODS_S: Mapping[str, int] = MappingProxyType(
    {"hour": 3_600, "day": 86_400, "week": 604_800, "month": 2_592_000, "year": 31_536_000}
)
"""Lengths in seconds of the periods that a rate may name, whatever the calendar does: a month has 30 days."""

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time in one unit: ``30m``, ``3d``.

    In waits ``d`` and ``w`` are calendar days and weeks (rule R7); everywhere else a day is
    86,400 s, which is what ``seconds`` says.
    """

    n: int
    unit: DurationUnit

    @property
    def seconds(self) -> int:
        """Its length with a day of 86,400 s."""
        return self.n * SECONDS[self.unit]

    def __str__(self) -> str:
        return f"{self.n}{self.unit}"


@dataclass(frozen=True, slots=True)
class Range:
    """From ``low`` to ``high``, both included: counts (``0..4``) or durations (``15d..60d``)."""

    low: int | Duration
    high: int | Duration

    def __str__(self) -> str:
        return f"{self.low}..{self.high}"


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day, ``09:00``; minutes from midnight are ``minute``."""

    minute: int

    def __str__(self) -> str:
        return f"{self.minute // 60:02d}:{self.minute % 60:02d}"


@dataclass(frozen=True, slots=True)
class Window:
    """A part of the day, start inclusive, end exclusive; it may cross midnight (rule R7)."""

    start: Clock
    end: Clock

    def __str__(self) -> str:
        return f"{self.start}-{self.end}"


@dataclass(frozen=True, slots=True)
class Hours:
    """Opening hours: a run of weekdays (0 is Monday; it may cross Sunday) and a window."""

    first_day: int
    last_day: int
    window: Window

    def __str__(self) -> str:
        first, last = WEEKDAYS[self.first_day], WEEKDAYS[self.last_day]
        days = first if first == last else f"{first}-{last}"
        return f"{days} {self.window}"


@dataclass(frozen=True, slots=True)
class Rate:
    """So many per time: ``3 per 1w``, ``1200 per month``."""

    n: int
    per: Duration | str

    @property
    def per_s(self) -> int:
        """Its period in seconds."""
        return self.per.seconds if isinstance(self.per, Duration) else PERIODS_S[self.per]

    def __str__(self) -> str:
        return f"{self.n} per {self.per}"


@dataclass(frozen=True, slots=True)
class Share:
    """An expected share in [0, 1]: at least ``value``, or at most it."""

    value: Decimal
    at_most: bool = False

    def __str__(self) -> str:
        percent = f"{(self.value * 100).normalize():f} %"
        return f"at most {percent}" if self.at_most else percent


@dataclass(frozen=True, slots=True)
class Text:
    """A text for people: one string in the first locale, or a string a locale.

    Args:
        by_locale: Pairs of locale and text; the locale is empty where the file gives a bare
            string.
    """

    by_locale: tuple[tuple[str, str], ...]

    def read_in(self, locale: str, locales: tuple[str, ...] = ()) -> str:
        """The text in a locale: by tag, then by its language, then in the first locale.

        >>> Text((("ru", "Счёт"), ("en", "Bill"))).read_in("en-GB", ("ru", "en"))
        'Bill'
        """
        known = {tag or (locales[0] if locales else ""): text for tag, text in self.by_locale}
        wanted = (locale, locale.split("-", maxsplit=1)[0], *locales[:1])
        return next((known[tag] for tag in wanted if tag in known), next(iter(known.values()), ""))

    def locale_read_in(self, locale: str, locales: tuple[str, ...] = ()) -> str:
        """The locale of what ``read_in`` gives, so that a page can say its language."""
        known = [tag or (locales[0] if locales else "") for tag, _ in self.by_locale]
        wanted = (locale, locale.split("-", maxsplit=1)[0], *locales[:1])
        return next((tag for tag in wanted if tag in known), known[0] if known else "")


_MARKS = " \t\n~-–—.…?_"
"""What people write where they have nothing to say yet."""


def says(text: Text | None) -> bool:
    """Whether a text is there and says something in any locale: a ``~``, a dash or dots do not.

    >>> says(Text((("", "A film tonight"),))), says(Text((("en", " "), ("ru", "~")))), says(None)
    (True, False, False)
    """
    return text is not None and any(words.strip(_MARKS) for _, words in text.by_locale)


V = TypeVar("V")


class Section(dict[str, V]):
    """A section of the file: items by id, in the order written; never changes.

    It is a dict because reading one costs a tenth of reading what is written in Python, and runs read
    sections many times a decision.
    """

    __slots__ = ()

    def _never(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("a section never changes")

    __setitem__ = __delitem__ = __ior__ = clear = pop = popitem = setdefault = update = _never

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Section) and dict.__eq__(self, other) and list(self) == list(other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:  # type: ignore[override]  # a dict has none
        return hash(tuple(self))

    def __reduce__(self) -> tuple[type[Section[V]], tuple[dict[str, V]]]:
        return Section, (dict(self),)

    def __repr__(self) -> str:
        return f"Section({dict(self)!r})"
