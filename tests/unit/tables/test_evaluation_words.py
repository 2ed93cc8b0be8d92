"""Evaluations in words: a time and a share are recognised, anything that says more is left as it is."""

from __future__ import annotations

import pytest

from tropa.journey.tables.evaluation_words import judged


def told(text: str, *, percent: bool = False) -> tuple[str, str] | None:
    """The time and the share that a text is read as."""
    found = judged(text, percent=percent)
    return None if found is None else (str(found.within or ""), str(found.expect or ""))


@pytest.mark.parametrize(
    ("text", "within", "expect"),
    [
        ("within 3 days, 60 %", "3d", "60 %"),
        ("60% in 3d", "3d", "60 %"),
        ("at least 12.5 % of clients within 2 weeks", "2w", "12.5 %"),
        ("conversion rate ≥ 40%", "", "40 %"),
        ("no less than 40 percent", "", "40 %"),
        ("at most 5 %", "", "at most 5 %"),
        ("< 5%", "", "at most 5 %"),
        ("no more than 5 % in no more than 2 hours", "2h", "at most 5 %"),
        ("в течение 3 дней, 60 %", "3d", "60 %"),
        ("0,5 % за 24 часа", "24h", "0.5 %"),
        ("не менее 90 % за 2 часа", "2h", "90 %"),
        ("не более 5 %", "", "at most 5 %"),
        ("60\u00a0% клиентов, не позднее 1 недели", "1w", "60 %"),
        ("ظرف ۳ روز، ۶۰٪", "3d", "60 %"),
        ("حداقل ۳۰ درصد ظرف ۲۴ ساعت", "24h", "30 %"),
        ("حداکثر ۵٪", "", "at most 5 %"),
        ("٪۶۰ در ۳ روز", "3d", "60 %"),
        ("0.6", "", "60 %"),
        ("۰٫۶", "", "60 %"),
        ("3 days", "3d", ""),
    ],
)
def test_a_time_and_a_share_are_recognised(text: str, within: str, expect: str) -> None:
    """Whichever comes first, in either script's digits, with the small words that go along."""
    assert told(text) == (within, expect)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "survey",
        "CSAT 80 %",
        "Survey of 50 clients",
        "опрос через 3 дня после визита",
        "10-20 %",
        "30 % then 60 %",
        "120 %",
        "60",
        "1",
        "0.1234567 %",
        "within 3 days, or 5 weeks, 60 %",
        "99999999999 days 5 %",
        "60 % " + "x" * 300,
    ],
)
def test_what_says_more_is_left_as_it_is(text: str) -> None:
    """A share picked out of a sentence could be anybody's: such words are kept, and not measured."""
    assert told(text) is None


@pytest.mark.parametrize(("text", "expect"), [("60", "60 %"), ("0.6", "60 %"), ("1", "100 %"), ("100", "100 %")])
def test_under_a_percent_sign_a_bare_number_is_a_percentage(text: str, expect: str) -> None:
    """Under the heading "KPI, %" 60 is 60 %, and 0.6, a cell formatted so, too."""
    assert told(text, percent=True) == ("", expect)


def test_a_month_is_thirty_days_and_says_so() -> None:
    """The language has no months, so whoever imports is told."""
    found = judged("в течение 2 месяцев, 40 %")
    assert found is not None
    assert (str(found.within), found.month) == ("60d", True)
