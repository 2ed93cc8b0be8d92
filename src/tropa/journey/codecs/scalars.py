"""Codecs of the scalars: one pattern each, one converter, one written form."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Generic

from tropa.journey.codecs.protocol import JsonSchema, Plain, Reading, Schemas, T
from tropa.journey.codecs.values import (
    WEEKDAYS,
    Clock,
    Duration,
    Hours,
    Range,
    Rate,
    Share,
    Window,
)
from tropa.journey.text.nodes import Node, Scalar

ANY_SCALAR: JsonSchema = {"type": ["string", "number", "boolean", "null"]}
"""A plain ``2026`` or ``yes`` is text to us and a number or truth value to an editor."""

_DURATION = r"(0|[1-9][0-9]{0,6})([smhdw])"
_CLOCK = r"([01][0-9]|2[0-3]):([0-5][0-9])"
_COUNT = r"0|[1-9][0-9]{0,8}"
_NUMBER = r"[+-]?(0|[1-9][0-9]{0,14})(\.[0-9]{1,9})?"
_DAYS = "|".join(WEEKDAYS)
ID_PATTERN = r"(?!(?:true|false|null)$)[a-z][a-z0-9_-]{0,79}"
"""Ids are ascii and lower case; words that YAML itself reads as no text are no ids."""


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.ASCII)


@dataclass(frozen=True)
class ScalarCodec(Generic[T]):
    """A value written as one scalar.

    Args:
        expected: Catalogue id of what is expected here.
        pattern: What the text must match in whole.
        convert: From the match to the value; ValueError refuses it.
        form: From the value to its text or number.
        json_types: Types besides string under which an editor may see it.
        choices: Valid spellings, where they are few; used for the nearest one.
    """

    expected: str
    pattern: str
    convert: Callable[[re.Match[str]], T]
    form: Callable[[T], Plain] = str
    json_types: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()

    def read(self, node: Node, reading: Reading) -> T:
        """The value, or a problem that names what was expected."""
        if not isinstance(node, Scalar):
            raise reading.refuse(node, self.expected, choices=", ".join(self.choices))
        scalar = node
        match = _compiled(self.pattern).fullmatch(scalar.text)
        if match is not None:
            try:
                return self.convert(match)
            except ValueError:
                pass
        near = reading.near(scalar.text, self.choices)
        raise reading.refuse(node, self.expected, near, choices=", ".join(self.choices))

    def write(self, value: T) -> Plain:
        """Its canonical form."""
        return self.form(value)

    def schema(self, schemas: Schemas) -> JsonSchema:
        """A string of the pattern, or a type that plain scalars of this form are read as."""
        del schemas
        text: JsonSchema = (
            {"enum": list(self.choices)} if self.choices else {"type": "string", "pattern": f"^(?:{self.pattern})$"}
        )
        return {"anyOf": [text, {"type": list(self.json_types)}]} if self.json_types else text


def choice(*names: str) -> ScalarCodec[str]:
    """One of a few words."""
    pattern = "|".join(re.escape(name) for name in names)
    return ScalarCodec("one_of", pattern, lambda m: m.group(), choices=names)


def _range(match: re.Match[str]) -> Range:
    low, high = (duration_of(part) if part[-1].isalpha() else int(part) for part in match.group().split(".."))
    if isinstance(low, Duration) and isinstance(high, Duration):
        ordered = low.seconds <= high.seconds
    else:
        ordered = isinstance(low, int) and isinstance(high, int) and low <= high
    if not ordered:
        raise ValueError
    return Range(low, high)


def duration_of(text: str) -> Duration:
    """The duration of a text known to be one.

    Raises:
        ValueError: It is none.
    """
    match = re.fullmatch(_DURATION, text, re.ASCII)
    if match is None:
        raise ValueError(text)
    return Duration(int(match[1]), match[2])  # type: ignore[arg-type]  # the pattern knows the units


def clock_of(text: str) -> Clock:
    """The time of day of a text ``HH:MM`` known to be one."""
    return Clock(int(text[:2]) * 60 + int(text[3:]))


def _window_of(text: str) -> Window:
    start, end = (clock_of(part) for part in text.split("-"))
    if start == end:
        raise ValueError(text)
    return Window(start, end)


def _hours(match: re.Match[str]) -> Hours:
    first, last = match[1], match[2] or match[1]
    return Hours(WEEKDAYS.index(first), WEEKDAYS.index(last), _window_of(match[3]))


def _rate(match: re.Match[str]) -> Rate:
    per = match[2]
    return Rate(int(match[1]), duration_of(per) if per[0].isdigit() else per)


def _share(match: re.Match[str]) -> Share:
    number = Decimal(match[2])
    value = number / 100 if match[4] else number
    if value > 1:
        raise ValueError
    return Share(value, at_most=match[1] is not None)


def _bool(match: re.Match[str]) -> bool:
    return match.group().lower() in {"yes", "true"}


BOOL = ScalarCodec("bool", "yes|no|true|false", _bool, lambda v: "yes" if v else "no", ("boolean",))
DURATION = ScalarCodec("duration", _DURATION, lambda m: duration_of(m.group()))
RANGE = ScalarCodec(
    "range",
    rf"(?:{_DURATION})\.\.(?:{_DURATION})|(?:{_COUNT})\.\.(?:{_COUNT})",
    _range,
)
COUNT_RANGE = ScalarCodec(
    "count_range",
    rf"(?:{_COUNT})(?:\.\.(?:{_COUNT}))?",
    lambda m: _range(m) if ".." in m.group() else Range(int(m.group()), int(m.group())),
    lambda v: v.low if v.low == v.high else str(v),
    ("integer",),
)
CLOCK = ScalarCodec("clock", _CLOCK, lambda m: clock_of(m.group()))
WINDOW = ScalarCodec("window", rf"{_CLOCK}-{_CLOCK}", lambda m: _window_of(m.group()))
HOURS = ScalarCodec("hours", rf"({_DAYS})(?:-({_DAYS}))? ({_CLOCK}-{_CLOCK})", _hours)
RATE = ScalarCodec("rate", rf"({_COUNT}) per (hour|day|week|month|year|{_DURATION})", _rate)
SHARE = ScalarCodec(
    "share",
    r"(at most )?([0-9]{1,3}(\.[0-9]{1,6})?)(?: ?(%))?",
    _share,
    json_types=("number",),
)
INTEGER = ScalarCodec("integer", rf"-?(?:{_COUNT})", lambda m: int(m.group()), int, ("integer",))
POSITIVE = ScalarCodec("positive", "[1-9][0-9]{0,8}", lambda m: int(m.group()), int, ("integer",))
MONEY = ScalarCodec("money", _NUMBER, lambda m: Decimal(m.group()), lambda v: f"{v:f}", ("number",))
DATE = ScalarCodec("date", r"[0-9]{4}-[0-9]{2}-[0-9]{2}", lambda m: date.fromisoformat(m.group()))
ID = ScalarCodec("id", ID_PATTERN, lambda m: m.group())
LOCALE = ScalarCodec("locale", r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", lambda m: m.group())
NAME = ScalarCodec("name", r"\S(?:[\s\S]{0,198}\S)?", lambda m: m.group(), json_types=("number", "boolean", "null"))
"""A free name: of an event, a property, a file."""

FIELD_TYPES = ("text", "integer", "number", "bool", "date", "share", "money", "choice", "phone", "email", "passport")
FIELD_TYPE = choice(*FIELD_TYPES)
MESSAGE_CLASSES = ("service", "onboarding", "reminder", "cross_sell", "retention", "crisis")
MESSAGE_CLASS = choice(*MESSAGE_CLASSES)
