"""The shipped templates: three questions each, in three languages, and a start without an error."""

from __future__ import annotations

from datetime import date

import pytest

from tropa.data.words import LANGUAGES
from tropa.journey.codecs.values import Text
from tropa.journey.completeness import completeness
from tropa.journey.files import read_definition
from tropa.journey.model.journey import Journey
from tropa.journey.schemes import shipped_schemes
from tropa.journey.templates import WrongAnswer, accepted, fill, fit_channels, said_in, shipped_templates
from tropa.journey.text.fmt import format_text
from tropa.lint import Subject, lint

TEMPLATES = ("approval", "bundle", "by-hand", "observed", "self-service", "visit")


def filled(name: str, language: str, **answers: str) -> str:
    """A template's file under the id ``fresh``."""
    return fill(shipped_templates()[name], "fresh", language, answers)


def journey(text: str) -> Journey:
    """The journey of a text without problems."""
    found = read_definition(text.encode(), schemes=shipped_schemes())
    assert found.problems == ()
    assert isinstance(found.value, Journey)
    return found.value


def test_these_are_the_shipped_templates() -> None:
    """Each stands in the file of its name."""
    assert tuple(shipped_templates()) == TEMPLATES


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_asks_three_questions_in_three_languages(name: str) -> None:
    """Questions, defaults and the line that tells what it is for; every default is an answer that is taken."""
    template = shipped_templates()[name]
    assert template.locales == LANGUAGES
    assert len(template.questions) == 3
    for text in (template.title, *(text for q in template.questions.values() for text in (q.ask, q.default))):
        assert isinstance(text, Text)
        assert tuple(locale for locale, _ in text.by_locale) == LANGUAGES
    for question in template.questions.values():
        assert [accepted(question, "", language) for language in LANGUAGES] == [
            said_in(question.default, language) for language in LANGUAGES
        ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_is_a_good_start(name: str, language: str) -> None:
    """It reads without a problem, is laid out the usual way, has no error of the linter, and says what remains."""
    text = filled(name, language)
    assert format_text(text) == text
    found = read_definition(text.encode(), schemes=shipped_schemes())
    whole = journey(text)
    told = lint(Subject(whole, None, shipped_schemes(), found.places, date(2026, 11, 26)))
    assert [finding for finding in told if finding.level == "E"] == []
    assert "RO01" in {finding.rule for finding in told}
    assert 0.3 < completeness(whole, shipped_schemes()) < 0.9
    assert whole.goal.client is not None
    assert len(whole.touchpoints) >= 2


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_says_the_same_in_every_language(name: str) -> None:
    """The languages share their structure; only the words and the comments differ."""
    whole = [journey(filled(name, language)) for language in LANGUAGES]
    for section in ("touchpoints", "indicators", "guides", "exit", "components"):
        assert len({tuple(getattr(one, section)) for one in whole}) == 1
    assert len({len(filled(name, language).splitlines()) for language in LANGUAGES}) == 1


def test_a_comment_is_for_the_language_of_the_file() -> None:
    """Of the comment that begins the file one language is left, without its tag."""
    first = {language: filled("bundle", language).splitlines()[0] for language in LANGUAGES}
    assert first["en"].startswith("# Nothing here is sold")
    assert first["ru"].startswith("# Здесь ничего не продаём")
    assert first["fa"].startswith("# اینجا")


def test_answers_go_where_they_belong() -> None:
    """Into titles, apps, messages and events; a default serves where nothing was answered."""
    bundle = journey(filled("bundle", "en", product="Home: the “#1” plan", first_app="Radio"))
    assert bundle.title == Text((("", "Activation: Home: the “#1” plan"),))
    assert [component.app for component in bundle.components.values()] == ["Radio", "Music"]
    approval = filled("approval", "en", within="2h")
    assert "up_to: 2h" in approval
    assert "at_most: 2h" in approval


def test_an_event_that_reads_as_something_else_is_written_at_length() -> None:
    """A name with brackets is a name, not ``any`` of two."""
    assert "start:\n  event: any(a, b)\n" in filled("observed", "en", begin="any(a, b)")
    assert "start: Create Fine\n" in filled("observed", "en", begin="Create Fine")


@pytest.mark.parametrize(
    ("name", "question", "typed", "expected"),
    [
        ("approval", "within", "soon", "duration"),
        ("self-service", "expect", "60", "share"),
        ("observed", "begin", "two\nlines", "event"),
        ("bundle", "product", "\u202eabc", "text"),
        ("bundle", "product", "x" * 201, "text"),
    ],
)
def test_an_answer_of_which_nothing_can_be_made_is_refused(
    name: str, question: str, typed: str, expected: str
) -> None:
    """The refusal says what was expected."""
    with pytest.raises(WrongAnswer) as refused:
        accepted(shipped_templates()[name].questions[question], typed, "en")
    assert refused.value.expected == expected


def test_a_workspace_without_a_channel_gets_none_of_it() -> None:
    """What it does not have goes, from lists, from ladders and from promises; a place left empty is a blank."""
    text = filled("by-hand", "en")
    fitted = journey(fit_channels(text, {"email"}))
    assert fitted.touchpoints["access"].channel == ("email",)
    assert fitted.touchpoints["landing"].channel == ()
    assert fitted.touchpoints["thank-you"].communication is not None
    assert fitted.touchpoints["thank-you"].communication.how == ("email",)
    assert "telegram" not in fit_channels(text, {"email"})
    assert fit_channels(text, {"email", "sms", "web", "telegram"}) == text
