"""Every scalar of the language: the forms it takes, the values they mean, and what is refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tropa.journey.codecs import scalars
from tropa.journey.codecs.collections import typed
from tropa.journey.codecs.protocol import Reading, Unread
from tropa.journey.codecs.scalars import ScalarCodec
from tropa.journey.codecs.values import Clock, Duration, Hours, Range, Rate, Share, Window
from tropa.journey.text.nodes import Scalar
from tropa.journey.text.problems import NOWHERE

NINE_TO_SIX = Window(Clock(540), Clock(1080))


def value_of(codec: ScalarCodec[Any], text: str) -> object:
    """What a scalar means."""
    return codec.read(Scalar(text, NOWHERE), Reading())


@pytest.mark.parametrize(
    ("codec", "text", "value"),
    [
        ("BOOL", "yes", True),
        ("BOOL", "no", False),
        ("BOOL", "true", True),
        ("BOOL", "false", False),
        ("DURATION", "0d", Duration(0, "d")),
        ("DURATION", "45s", Duration(45, "s")),
        ("DURATION", "30m", Duration(30, "m")),
        ("DURATION", "2h", Duration(2, "h")),
        ("DURATION", "3d", Duration(3, "d")),
        ("DURATION", "1w", Duration(1, "w")),
        ("RANGE", "0..4", Range(0, 4)),
        ("RANGE", "15d..60d", Range(Duration(15, "d"), Duration(60, "d"))),
        ("RANGE", "23h..1d", Range(Duration(23, "h"), Duration(1, "d"))),
        ("COUNT_RANGE", "1", Range(1, 1)),
        ("COUNT_RANGE", "0..3", Range(0, 3)),
        ("CLOCK", "09:00", Clock(540)),
        ("CLOCK", "23:59", Clock(1439)),
        ("WINDOW", "22:00-09:00", Window(Clock(1320), Clock(540))),
        ("HOURS", "mon-fri 09:00-18:00", Hours(0, 4, NINE_TO_SIX)),
        ("HOURS", "sat 09:00-18:00", Hours(5, 5, NINE_TO_SIX)),
        ("RATE", "3 per 1w", Rate(3, Duration(1, "w"))),
        ("RATE", "1200 per month", Rate(1200, "month")),
        ("SHARE", "60 %", Share(Decimal("0.6"))),
        ("SHARE", "60%", Share(Decimal("0.6"))),
        ("SHARE", "0.6", Share(Decimal("0.6"))),
        ("SHARE", "0.5 %", Share(Decimal("0.005"))),
        ("SHARE", "100 %", Share(Decimal(1))),
        ("SHARE", "1", Share(Decimal(1))),
        ("SHARE", "0", Share(Decimal(0))),
        ("SHARE", "at most 5 %", Share(Decimal("0.05"), at_most=True)),
        ("MONEY", "24000", Decimal(24000)),
        ("MONEY", "-0.5", Decimal("-0.5")),
        ("DATE", "2027-03-01", date(2027, 3, 1)),
        ("INTEGER", "-3", -3),
        ("POSITIVE", "3", 3),
        ("ID", "film-night_2", "film-night_2"),
        ("ID", "no", "no"),
        ("LOCALE", "zh-Hans", "zh-Hans"),
        ("NAME", "Create Fine", "Create Fine"),
    ],
)
def test_a_scalar_means_its_value_and_is_written_so_that_it_means_it_again(
    codec: str, text: str, value: object
) -> None:
    """The form is read, and the canonical form of what was read is read as the same."""
    form: ScalarCodec[Any] = getattr(scalars, codec)
    assert value_of(form, text) == value
    assert value_of(form, str(form.write(value))) == value


@pytest.mark.parametrize(
    ("codec", "text"),
    [
        *(("BOOL", text) for text in ("Yes", "TRUE", "on", "1", "y", "")),
        *(("DURATION", text) for text in ("3", "3 d", "1h30m", "1.5h", "-1d", "3mo", "1M", "03d", "3D", "٣d", "")),
        *(("RANGE", text) for text in ("4..0", "0-4", "1..", "..4", "3d..2d", "1..2d", "1d..2", "0...4")),
        *(("COUNT_RANGE", text) for text in ("3..0", "-1", "1.5", "many")),
        *(("CLOCK", text) for text in ("9:00", "24:00", "09:60", "0900", "09:00:00", "9am")),
        *(("WINDOW", text) for text in ("22:00", "22-06", "09:00-09:00", "09:00 - 18:00")),
        *(("HOURS", text) for text in ("09:00-18:00", "Mon-Fri 09:00-18:00", "mon-fri", "mon,tue 09:00-18:00")),
        *(("RATE", text) for text in ("3", "3 per", "3 per weeks", "3/1w", "-1 per 1d", "three per 1w")),
        *(("SHARE", text) for text in ("60", "2", "101 %", "-5 %", "60 percent", "at least 5 %", "1.5", "% 60")),
        *(("MONEY", text) for text in ("1 000", "1,5", "01", "1e3", "5 EUR", ".5", "")),
        *(("DATE", text) for text in ("2027-02-30", "2027-3-1", "01.03.2027", "2027-03", "20270301")),
        *(("POSITIVE", text) for text in ("0", "-1", "1.0", "03")),
        *(("ID", text) for text in ("Film", "2nd", "a b", "", "-a", "é", "true", "null", "a" * 81)),
        *(("NAME", text) for text in ("", " a", "a ", "a" * 201)),
        *(("LOCALE", text) for text in ("EN", "english", "en_GB", "")),
    ],
)
def test_other_forms_are_refused(codec: str, text: str) -> None:
    """No second spelling creeps in: one problem says what was met and what was expected."""
    form: ScalarCodec[Any] = getattr(scalars, codec)
    reading = Reading()
    with pytest.raises(Unread):
        form.read(Scalar(text, NOWHERE), reading)
    (problem,) = reading.problems
    assert (problem.rule, problem.params["met"]) == ("PA08", text if len(text) <= 60 else text[:57] + "...")
    assert problem.params["expected"] == form.expected


def test_a_bare_sixty_is_no_share() -> None:
    """Whether `60` means 60 % or sixty times as many cannot be known, so it is refused."""
    reading = Reading()
    with pytest.raises(Unread):
        scalars.SHARE.read(Scalar("60", NOWHERE), reading)
    assert [problem.params["expected"] for problem in reading.problems] == ["share"]


def test_a_misspelt_word_is_told_with_the_nearest() -> None:
    """Where few words are valid, the nearest of them and all of them are told."""
    reading = Reading()
    with pytest.raises(Unread):
        scalars.FIELD_TYPE.read(Scalar("integr", NOWHERE), reading)
    (problem,) = reading.problems
    assert problem.params["nearest"] == "integer"
    assert problem.params["choices"].split(", ") == list(scalars.FIELD_TYPES)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("10", 10),
        ("-3", -3),
        ("010", 10),
        ("1.5", 1.5),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        *((word, word) for word in ("yes", "no", "on", "0x1F", "1_000", "22:00", "2027-03-01", ".inf", "1e999", "٣")),
    ],
)
def test_yaml_types_only_what_its_version_1_2_types(text: str, value: object) -> None:
    """Values under `set`, `emit` and `default` follow the core schema; the rest stays text."""
    assert typed(text) == value
    assert type(typed(text)) is type(value)


def test_durations_compare_as_seconds() -> None:
    """`36h` is longer than `1d`; a day has 86,400 s here."""
    assert Duration(36, "h").seconds > Duration(1, "d").seconds == 86_400


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Duration(3, "d"), "3d"),
        (Range(0, 4), "0..4"),
        (Range(Duration(1, "d"), Duration(2, "w")), "1d..2w"),
        (Clock(5), "00:05"),
        (Hours(0, 5, NINE_TO_SIX), "mon-sat 09:00-18:00"),
        (Hours(6, 6, NINE_TO_SIX), "sun 09:00-18:00"),
        (Rate(1, "day"), "1 per day"),
        (Share(Decimal("0.005")), "0.5 %"),
        (Share(Decimal("0.9"), at_most=True), "at most 90 %"),
    ],
)
def test_a_value_is_written_in_its_one_form(value: object, text: str) -> None:
    """Each value has one canonical text."""
    assert str(value) == text
