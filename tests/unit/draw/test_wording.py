"""Words on a page: escaped, set apart, in the language they are really in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape
from tests.unit.draw.answers_by_hand import FINES_TEXT, journey_of, workspace

from tropa.draw.names import Names
from tropa.draw.wording import Prose, Wording
from tropa.journey.codecs.values import Text

EN, FA = Wording("en"), Wording("fa")


@given(st.text())
def test_what_fills_a_sentence_is_escaped(value: str) -> None:
    """A placeholder's value stands in its sentence as text, whatever it is."""
    assert EN.say("report.foot.source", source=value) == f"Source: <bdi>{escape(value)}</bdi>."


def test_the_signs_of_a_value_are_no_placeholders() -> None:
    """Braces in a value are shown, not filled in."""
    assert "{n}" in EN.say("report.foot.source", source="{n} {0} {source.__class__}")


@pytest.mark.parametrize(
    ("text", "language", "lang", "direction"),
    [
        ({"en": "Fines", "fa": "جریمه"}, "fa", "fa", "rtl"),
        ({"en": "Fines"}, "fa", "en", "ltr"),
        ({"": "Fines"}, "fa", "en", "ltr"),
        ({"ar-EG": "غرامات"}, "en", "ar-EG", "rtl"),
        ({"tlh": "bIje'"}, "en", "tlh", "auto"),
    ],
)
def test_a_text_says_the_language_it_is_in(text: dict[str, str], language: str, lang: str, direction: str) -> None:
    """A text that falls back carries the locale and the direction of what is really shown."""
    prose = Wording(language).prose(Text(tuple(text.items())), ("en",))
    assert prose is not None
    assert (prose.lang, prose.dir) == (lang, direction)


def test_an_empty_text_is_not_filled_in() -> None:
    """A text of spaces counts as not filled in yet."""
    assert EN.prose(Text((("", "  "),)), ()) is None
    assert EN.prose(None, ()) is None


def test_blanks_are_marked() -> None:
    """What is filled in for each client stands apart, escaped like the rest."""
    shown = Prose("Pay {{ sum<b> }} & go", "en", "ltr").__html__()
    assert shown == ('<bdi lang="en" dir="ltr">Pay <span class="blank" dir="ltr">sum&lt;b&gt;</span> &amp; go</bdi>')


@given(st.text(), st.text())
def test_prose_adds_no_markup_of_its_own(text: str, lang: str) -> None:
    """Whatever a text and its locale are, no tag but ours comes of them."""
    shown = str(Prose(text, lang, "auto").__html__())
    assert shown.count("<") == 2 + 2 * shown.count('class="blank"')


def test_a_picture_gets_no_markup() -> None:
    """In a title of a picture the value is set apart by signs, not by tags."""
    assert "\u2068<b>\u2069" in EN.plain("report.curves.picture", touchpoint="<b>")


def test_names_fall_back_from_title_to_word_to_id() -> None:
    """A thing is called by its title; a channel else by our word for it; all else by its id."""
    names = Names(journey_of(FINES_TEXT), workspace(), Wording("fa"))
    assert names.journey() == Prose("Traffic fines", "en", "ltr")
    assert names.responsible("police") == Prose("Traffic police", "en", "ltr")
    assert names.channel("web") == Prose("City site", "en", "ltr")
    assert names.channel("post") == Prose("پست", "fa", "rtl")
    assert names.channel("pigeon") == Prose("pigeon")
    assert names.touchpoint("choose-slot") == Prose("Choose slot")
    assert names.outcome("open") == Prose("هنوز در راه", "fa", "rtl")
    assert names.outcome("collected") == Prose("collected")
    assert names.outcome("dismissed") == Prose("Dismissed on appeal", "en", "ltr")


def test_where_somebody_went_is_called_by_the_event_or_its_touchpoint() -> None:
    """An event without a title of its own is called by the titled touchpoint that it proves: people were there."""
    journey = journey_of(
        "journey: one\nevents: {paid: {title: Payment}}\n"
        "touchpoints:\n  letter: {title: The letter, reached: Send Fine}\n  call: {reached: Called}\n"
    )
    names = Names(journey, None, EN)
    assert [names.place(name).text for name in ("paid", "Send Fine", "letter", "Called", "other_one")] == [
        "Payment",
        "The letter",
        "The letter",
        "Called",
        "Other one",
    ]


def test_a_target_action_is_what_the_author_wrote() -> None:
    """An event asked for keeps its own title or name, though it proves that somebody came to another touchpoint."""
    journey = journey_of(
        "journey: one\nevents: {paid: {title: Payment}}\ntouchpoints:\n"
        "  letter: {title: The letter, target_action: 'any(paid, help_opened, Send Fine)'}\n"
        "  help: {title: Help page, reached: help_opened}\n  fine: {title: The fine, reached: Send Fine}\n"
    )
    action = journey.touchpoints["letter"].target_action
    assert action is not None
    told = Names(journey, None, EN).signal(action).striptags()
    assert told == "“Payment” or “Help opened” or “Send Fine”"
    russian = Names(journey, None, Wording("ru")).signal(action).striptags()
    assert russian == "«Payment» или «Help opened» или «Send Fine»"


@pytest.mark.parametrize(
    ("signal", "said"),
    [
        ("paid", "Paid"),
        ("'*'", "any event"),
        ("any(paid, all(a, b))", "“Paid” or (“A” and “B”)"),
        ("at_least(3, paid)", "Paid, at least 3 times"),
        ("at_least(2, a, b, c)", "at least 2 of: “A” or “B” or “C”"),
        ("paid where amount > 5", "Paid, where amount &gt; 5"),
        ("any(paid where amount > 5, at_least(2, a))", "(Paid, where amount &gt; 5) or (A, at least 2 times)"),
        ("when traits.age > 5", "the moment when traits.age &gt; 5"),
        ("success", "the goal of the journey"),
        ("component.done", "the part started"),
        ("components.cinema.done", "The cinema is ready"),
        ("child.done", "child is ready"),
        ("visits.technician.not_ready", "visits.technician.not_ready"),
    ],
)
def test_signals_are_told_in_words(signal: str, said: str) -> None:
    """A target action reads as a sentence, not as a formula."""
    journey = journey_of(
        "journey: one\nroles: {owner: {}, child: {}}\ncomponents: {cinema: {title: The cinema}}\n"
        "visits: {technician: {}}\n"
        f'touchpoints: {{letter: {{target_action: "{signal}"}}}}\n'
    )
    action = journey.touchpoints["letter"].target_action
    assert action is not None
    shown = Names(journey, None, EN).signal(action)
    for tag in ('<bdi dir="auto">', '<bdi lang="en" dir="ltr">', "<bdi>", "</bdi>", '<code dir="ltr">', "</code>"):
        shown = shown.replace(tag, "")
    assert shown == said
