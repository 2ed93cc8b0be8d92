"""Texts for people: one string, or one a locale, and which of them is shown."""

from __future__ import annotations

import pytest
from tests.unit.journey.readings import found, journey, the_problem, workspace

from tropa.journey.codecs.values import Text

BILL = Text((("ru", "Счёт"), ("en", "Bill"), ("pt-BR", "Conta")))


@pytest.mark.parametrize(
    ("locale", "text", "shown_in"),
    [
        ("ru", "Счёт", "ru"),
        ("en-GB", "Bill", "en"),
        ("pt-BR", "Conta", "pt-BR"),
        ("pt", "Счёт", "ru"),
        ("fa", "Счёт", "ru"),
    ],
)
def test_a_text_falls_back_from_tag_to_language_to_the_first_locale(locale: str, text: str, shown_in: str) -> None:
    """`en-GB` is served by `en`; what nobody wrote is served by the first of the locales."""
    assert BILL.read_in(locale, ("ru", "en")) == text
    assert BILL.locale_read_in(locale, ("ru", "en")) == shown_in


def test_a_bare_text_is_in_the_first_locale() -> None:
    """One string stands for every locale, and says which language it is in."""
    bare = Text((("", "Счёт"),))
    assert bare.read_in("en", ("ru", "en")) == "Счёт"
    assert bare.locale_read_in("en", ("ru", "en")) == "ru"
    assert bare.locale_read_in("en") == ""


def test_a_text_without_the_first_locale_shows_what_there_is() -> None:
    """A text that lacks both the wanted and the first locale is shown in its own first."""
    assert BILL.read_in("fa", ("fa",)) == "Счёт"
    assert BILL.locale_read_in("fa", ("fa",)) == "ru"
    assert Text(()).read_in("en") == ""


def test_a_text_is_a_string_or_a_map_of_locales() -> None:
    """Both forms are read; block scalars keep their lines."""
    assert journey("title: Bill").title == Text((("", "Bill"),))
    assert journey("title: {ru: Счёт, en-GB: Bill}").title == Text((("ru", "Счёт"), ("en-GB", "Bill")))
    assert journey("title: |\n  two\n  lines\n").title == Text((("", "two\nlines\n"),))
    assert found("journey: a\ntitle: [Bill]\n") == [("PA08", 2, 8)]
    assert found("journey: a\ntitle: {ru: [Счёт], EN: Bill}\n") == [("PA08", 2, 13), ("PA08", 2, 21)]


def test_a_locale_must_be_one_of_those_declared() -> None:
    """The journey's own locales count, else the workspace's; where nobody declares any, all are free."""
    problem = the_problem("journey: a\nlocales: [ru, en]\ntitle: {ru: Счёт, eng: Bill}\n")
    assert (problem.rule, problem.params["met"], problem.params["nearest"]) == ("RE01", "eng", "en")
    assert (problem.span.line, problem.span.column) == (3, 19)
    assert found("journey: a\ntitle: {fa: x}\n", workspace("locales: [ru]")) == [("RE01", 2, 9)]
    assert found("journey: a\nlocales: [fa]\ntitle: {fa: x}\n", workspace("locales: [ru]")) == []
    assert found("journey: a\ntitle: {fa: x}\n") == []


def test_a_communication_is_a_text_or_fields_with_channels_beside_them() -> None:
    """The five answers, a subject, and words for single channels."""
    said = journey("""
touchpoints:
  bare: {communication: Hello}
  told: {communication: {en: Hello, ru: Привет}}
  full:
    communication:
      subject: Done
      text: {en: Hello}
      who: Our people
      how: [email, telegram]
      what: The key
      when: 1d
      ask: '@support'
      sms: Short
      vk: Shorter
""").touchpoints
    bare, told, full = (touchpoint.communication for touchpoint in said.values())
    assert bare is not None
    assert bare.text == Text((("", "Hello"),))
    assert told is not None
    assert told.text == Text((("en", "Hello"), ("ru", "Привет")))
    assert full is not None
    assert full.text == Text((("en", "Hello"),))
    assert (full.how, str(full.when)) == (("email", "telegram"), "1d")
    assert list(full.by_channel) == ["sms", "vk"]


def test_every_fault_of_a_communication_is_told() -> None:
    """A wrong duration and a wrong text in one communication are two problems."""
    text = "journey: a\ntouchpoints:\n  t:\n    communication:\n      when: soon\n      sms: [a]\n      ask: b\n"
    assert found(text) == [("PA08", 5, 13), ("PA08", 6, 12)]


def test_an_evaluation_is_fields_or_words() -> None:
    """Words mean "not measured", also in several locales; `of` is a field and no locale."""
    touchpoints = journey("""
touchpoints:
  a: {evaluation: {within: 1d, expect: at most 5 %, of: sent}}
  b: {evaluation: we ask}
  c: {evaluation: {ru: спрашиваем}}
  d: {evaluation: {of: sent}}
  e: {evaluation: {indicator: speed}}
""").touchpoints
    a, b, c, d, e = (touchpoint.evaluation for touchpoint in touchpoints.values())
    assert a is not None
    assert a.expect is not None
    assert (a.of, a.expect.at_most) == ("sent", True)
    assert b is not None
    assert b.said == Text((("", "we ask"),))
    assert c is not None
    assert c.said == Text((("ru", "спрашиваем"),))
    assert d is not None
    assert (d.of, d.said) == ("sent", None)
    assert e is not None
    assert e.indicator == "speed"
