"""Words of messages, filled in for one customer."""

from __future__ import annotations

import pytest

from tropa.journey.conditions import Value
from tropa.ports.state import Outgoing
from tropa.runtime.letters import CannotBeWritten, letter_of
from tropa.testing.world import World

JOURNEY = """
locales: [en, ru]
start: begun
components:
  cinema: {title: {en: Cinema, ru: Кино}, done: film_started}
touchpoints:
  words: {channel: [sms, push], class: service, communication: __WORDS__}
steps:
  - for_each: component
    steps:
      - send: words
"""


def outgoing(words: str, start: dict[str, Value] | None = None, **traits: Value) -> tuple[World, Outgoing]:
    """A world in which one message was decided, and that message with what fills it in."""
    world = World(JOURNEY.replace("__WORDS__", words))
    world.event("begun", properties=start)
    (message,) = world.state.made.messages
    return world, Outgoing(message, 0, start or {}, traits)


def text_of(words: str, start: dict[str, Value] | None = None, **traits: Value) -> str:
    """The words of the letter."""
    world, one = outgoing(words, start, **traits)
    return letter_of(one, world.scripts.current[0].definition).text


def test_words_are_in_the_customers_language_and_else_in_the_first() -> None:
    """The trait ``locale`` chooses, by tag or language; without it the journey's first locale speaks."""
    words = "{en: 'Open {{ component.title }}', ru: 'Откройте «{{ component.title }}»'}"
    assert text_of(words) == "Open Cinema"
    assert text_of(words, locale="ru-RU") == "Откройте «Кино»"
    assert text_of(words, locale="fa") == "Open Cinema"


def test_words_name_the_customer_the_start_event_and_the_run() -> None:
    """Traits, the start event's properties and the run can be named."""
    words = "'{{ customer.name }} ({{ customer.id }}): {{ event.plan }} {{ run.journey }}'"
    assert text_of(words, {"plan": "premium"}, name="Anna") == "Anna (anna): premium a"


def test_a_channel_has_its_own_words_where_the_touchpoint_gives_them() -> None:
    """What stands under the channel comes before what is said to all."""
    assert text_of("{text: Long words, sms: Short}") == "Short"
    assert text_of("{text: Long words, push: Other}") == "Long words"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("'Hi {{ customer.name }}'", "customer.name"),
        ("'Slot: {{ visit.slot }}'", "visit"),
        ("'{{ customer.name | nonsense }}'", "nonsense"),
        ("'{% for i in (1..100000) %}.{% endfor %}'", "limit"),
        ("'{% include \"/etc/passwd\" %}'", "passwd"),
        ("{push: Only there}", "no words"),
    ],
)
def test_a_letter_with_a_hole_is_not_written(words: str, told: str) -> None:
    """What cannot be filled in, or has no words for its channel, is an error of one line that names it."""
    with pytest.raises(CannotBeWritten, match=told) as caught:
        text_of(words)
    assert "\n" not in str(caught.value)


def test_what_the_text_says_otherwise_fills_the_hole() -> None:
    """``default`` stands where nothing is known."""
    assert text_of("'Hi {{ customer.name | default: \"there\" }}'") == "Hi there"


def test_what_a_customer_says_is_no_template() -> None:
    """Liquid inside a trait or a property stays text."""
    assert text_of("'{{ customer.name }}'", name="{{ traits.plan }}", plan="x") == "{{ traits.plan }}"


def test_nothing_of_python_is_reachable() -> None:
    """Names that begin with underscores lead nowhere."""
    with pytest.raises(CannotBeWritten):
        text_of("'{{ customer.name.__class__.__mro__ }}'", name="Anna")
