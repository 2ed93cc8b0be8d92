"""What a person can be asked about a journey, and what becomes of what is typed."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.journey.readings import journey, workspace

from tropa.journey.answering import MAX_ANSWER, Answered, Answering, NoAnswer
from tropa.journey.blanks import Blank, blanks
from tropa.journey.codecs.values import Text
from tropa.journey.schemes import shipped_schemes
from tropa.journey.text.edit import apply_edits, set_value

SCHEMES = shipped_schemes()
TEXT = """
goal: {business: Orders}
stages: [{id: buy, title: {en: Purchase, ru: Покупка}, maps_to: lifecycle/sale}, {id: use}]
touchpoints:
  pay: {communication: Pay here}
"""
PAY = ("touchpoints", "pay")


def whats(text: str) -> list[tuple[str, str]]:
    """Places and fields of the blanks of a journey."""
    return [(blank.at, blank.what) for blank in blanks(journey(text), SCHEMES)]


def answering(text: str = TEXT, locale: str = "", locales: tuple[str, ...] = (), beside: str = "") -> Answering:
    """Answers for a journey, beside a workspace where one is given."""
    return Answering(journey(text), workspace(beside) if beside else None, SCHEMES, locales, locale)


def blank(what: str, text: str = TEXT) -> Blank:
    """The blank of a field."""
    return next(one for one in blanks(journey(text), SCHEMES) if one.what == what)


def test_blanks_come_in_the_order_of_asking() -> None:
    """The journey's own, the touchpoints' columns, the guiding questions."""
    found = whats(TEXT)
    assert found[:3] == [("journey", "goal.client"), ("journey", "start"), ("journey", "success")]
    row = ["stage", "channel", "target_action", "evaluation", "responsible", "reached"]
    assert found[3:9] == [("pay", what) for what in row]
    assert found[9:11] == [("pay", "client_expects"), ("pay", "company_expects")]
    assert found[11] == ("buy", "speed")
    assert ("journey", "indicators") not in found
    assert ("use", "touchpoints") not in found


def test_a_journey_without_stages_is_first_asked_for_a_scheme() -> None:
    """Its touchpoints are asked for their stage once there are stages to choose from."""
    assert whats("touchpoints: {pay: {}}")[0] == ("journey", "stages")
    assert ("pay", "stage") not in whats("touchpoints: {pay: {}}")
    assert ("pay", "stage") in whats("stages: activate\ntouchpoints: {pay: {}}")
    assert ("pay", "stage") not in whats("stages: activate\nstage: commit\ntouchpoints: {pay: {}}")


def test_a_gap_among_the_steps_is_no_blank() -> None:
    """A step that is called as a touchpoint or kind is called is not taken for a field."""
    found = whats("touchpoints: {pay: {}}\nsteps: [{id: pay, wait: 1d}]")
    assert ("pay", "wait") not in found


@pytest.mark.parametrize(
    ("touchpoint", "mode", "asked"),
    [
        ("{channel: sms}", "run", False),
        ("{channel: [web, push]}", "run", False),
        ("{channel: sms}", "observed", True),
        ("{channel: web}", "run", True),
        ("{}", "run", True),
        ("{channel: web, reached: seen}", "run", False),
    ],
)
def test_m11_a_proof_is_asked_for_where_nothing_of_ours_proves_it(touchpoint: str, mode: str, *, asked: bool) -> None:
    """A message that Tropa sends says so itself; a page, an office and an observed journey need an event."""
    assert (("pay", "reached") in whats(f"mode: {mode}\ntouchpoints: {{pay: {touchpoint}}}")) is asked


def test_an_indicator_is_asked_for_once_there_is_a_success() -> None:
    """It is the share of runs that reach it."""
    assert ("journey", "indicators") not in whats("start: a")
    assert ("journey", "indicators") in whats("success: b")
    assert ("journey", "indicators") not in whats("success: b\nindicators: {x: {share: success, expect: 60 %}}")


@pytest.mark.parametrize("name", ["goal.client", "start", "stage", "channel", "evaluation", "responsible", "speed"])
def test_a_blank_that_is_filled_is_none_any_more(name: str) -> None:
    """Its path is where the value goes."""
    said: dict[str, Any] = {"stage": "buy", "evaluation": {"within": "3d"}}
    text = f"journey: a\n{TEXT}"
    filled = apply_edits(text, set_value(text, blank(name).path, said.get(name, "x")))
    before, after = whats(TEXT), whats(filled.removeprefix("journey: a\n"))
    assert [one for one in before if one not in after] == [(blank(name).at, name)]


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("within 3 days, 60 %", {"within": "3d", "expect": "60 %"}),
        ("за 3 дня 60 %", {"within": "3d", "expect": "60 %"}),
        ("تا ۳ روز، ۶۰ درصد", {"within": "3d", "expect": "60 %"}),
        ("{within: 1d, expect: 60 %}", {"within": "1d", "expect": "60 %"}),
        ("at most 5 %", {"expect": "at most 5 %"}),
        ("7d", {"within": "7d"}),
        ("Survey of 50 clients", "Survey of 50 clients"),
    ],
)
def test_an_evaluation_is_a_time_and_a_share_or_words(typed: str, plain: object) -> None:
    """As people say them, in any of our languages."""
    assert answering().answered(blank("evaluation"), typed).plain == plain


@pytest.mark.parametrize(
    ("what", "typed", "plain"),
    [
        ("stage", "use", "use"),
        ("stage", "1", "buy"),
        ("stage", "покупка", "buy"),
        ("channel", "sms", "sms"),
        ("channel", "sms, Электронная почта", ["sms", "elektronnaya-pochta"]),
        ("channel", "push، sms", ["push", "sms"]),
        ("responsible", "CRM team", "crm-team"),
        ("responsible", "گروه فروش", "grvh-frvsh"),
        ("start", "any(a, b)", "any(a, b)"),
        ("goal.client", "I sleep well", "I sleep well"),
        ("speed", "A day", "A day"),
        ("evidence", "notes/walk.md", "notes/walk.md"),
    ],
)
def test_names_are_taken_as_people_give_them(what: str, typed: str, plain: object) -> None:
    """By id, by number, by title, or made into an id where nothing declares any."""
    assert answering().answered(blank(what), typed).plain == plain


def test_declared_names_are_found_by_title_and_others_left_to_the_reader() -> None:
    """An unknown one stays as typed: the reader then says what there is."""
    held = answering(beside="teams: {crm: {title: Отдел CRM}, shop-team: {}}")
    team = blank("responsible")
    assert held.answered(team, "отдел crm").plain == "crm"
    assert held.answered(team, "2").plain == "shop-team"
    assert held.answered(team, "Shop Team").plain == "shop-team"
    assert held.answered(team, "Nobody").plain == "Nobody"
    assert list(held.choices(team)) == ["crm", "shop-team"]


def test_a_new_name_is_declared_where_the_file_declares_its_own() -> None:
    """With its title in the locale of the answer; a misspelt one is left for the reader to tell."""
    held = answering(f"{TEXT}teams: {{crm-team: {{}}}}", locale="ru", locales=("en", "ru"))
    team = blank("responsible")
    new = held.answered(team, "Отдел доставки")
    assert new.plain == "otdel-dostavki"
    assert new.declared == ((("teams", "otdel-dostavki"), {"title": {"ru": "Отдел доставки"}}),)
    assert held.answered(team, "crm-taem") == Answered("crm-taem")
    assert held.answered(team, "CRM team") == Answered("crm-team")
    shared = answering(TEXT, beside="teams: {crm-team: {}}")
    assert shared.answered(team, "Отдел доставки") == Answered("Отдел доставки")


def test_a_choice_is_kept_by_its_id_with_the_words_behind_it() -> None:
    """By id, number or title, with words or without."""
    text = "stages: lifecycle\nstage: selection"
    choice = blank("help_register", text)
    held = answering(text)
    assert held.answered(choice, "yes").plain == "yes"
    assert held.answered(choice, "2").plain == "no"
    assert held.answered(choice, "no, there is no form").plain == "no — there is no form"
    assert held.answered(choice, "1: in the office").plain == "yes — in the office"
    assert held.answered(choice, "Да, вот так").plain == "yes"
    with pytest.raises(NoAnswer):
        held.answered(choice, "perhaps")


@pytest.mark.parametrize(
    ("what", "typed", "expected"),
    [
        ("stage", "moon", "choice"),
        ("stage", "3", "choice"),
        ("stage", "9" * 5_000, "choice"),
        ("evaluation", "60", "evaluation"),
        ("evidence", "in a drawer", "link"),
        ("goal.client", "x" * (MAX_ANSWER + 1), "length"),
    ],
)
def test_what_nothing_can_be_made_of_is_refused(what: str, typed: str, expected: str) -> None:
    """With the id of what was expected."""
    with pytest.raises(NoAnswer) as refused:
        answering().answered(blank(what), typed)
    assert refused.value.expected == expected


def test_a_text_is_written_in_the_locale_of_the_answer() -> None:
    """Bare in the first locale, else under its tag; what stands in other locales stays."""
    assert answering(locales=("en", "ru"), locale="en").text("Hello") == "Hello"
    russian = answering(locales=("en", "ru"), locale="ru")
    assert russian.text("Привет") == {"ru": "Привет"}
    assert russian.text("Привет", Text((("", "Hello"),))) == {"en": "Hello", "ru": "Привет"}
    assert russian.text("Да", Text((("en", "Yes"), ("ru", "Нет")))) == {"en": "Yes", "ru": "Да"}
    assert answering().text("Hello", Text((("", "Bye"),))) == "Hello"
