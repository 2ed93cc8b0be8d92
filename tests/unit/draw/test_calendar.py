"""The calendar of communications: all of them, each at the time that the steps give it."""

from __future__ import annotations

import pytest
from tests.unit.draw.answers_by_hand import journey_of
from tests.unit.draw.outline import assert_sound, said

from tropa import draw
from tropa.data.words import LANGUAGES, Words
from tropa.draw.names import Names
from tropa.draw.sections.calendar import CalendarPart, calendar
from tropa.draw.sections.moments import Sending, Span, sendings
from tropa.draw.wording import Wording
from tropa.journey.codecs.scalars import MESSAGE_CLASSES
from tropa.journey.model.journey import Journey
from tropa.journey.model.steps import KINDS, Send, Step
from tropa.journey.schemes import shipped_schemes

EN = Wording("en")
DAY = 86_400
BEFORE = "journey: x\nstart: came\ntouchpoints: {a: {}, b: {}, c: {}, d: {}}\nsteps:\n"


def sent(steps: str, before: str = BEFORE) -> list[tuple[str, int, int | None]]:
    """What steps send, with the bounds of its time in days."""
    found = sendings(journey_of(before + steps).steps or ())
    return [(one.name, one.at.low_s // DAY, None if one.at.high_s is None else one.at.high_s // DAY) for one in found]


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ("  - send: a\n  - wait: 3d\n  - send: b\n", [("a", 0, 0), ("b", 3, 3)]),
        ("  - wait: 3d\n    then: [{send: a}]\n  - send: b\n", [("a", 3, 3), ("b", 3, 3)]),
        ("  - wait: paid\n  - send: a\n", [("a", 0, None)]),
        ("  - wait: paid\n    up_to: 2d\n  - send: a\n", [("a", 0, 2)]),
        (
            "  - wait: paid\n    up_to: 2d\n    then: [{send: a}]\n    else: [{send: b}, {end: lost}]\n  - send: c\n",
            [("a", 0, 2), ("b", 2, 2), ("c", 0, 2)],
        ),
        ("  - wait: paid\n    up_to: 2d\n    then: [{end: done}]\n  - send: c\n", [("c", 2, 2)]),
        ("  - wait: 09:00\n  - send: a\n", [("a", 0, 1)]),
        ("  - wait: traits.renewal - 3d\n  - send: a\n", [("a", 0, None)]),
        ("  - if: plan = 'x'\n    then: [{wait: 5d}, {send: a}]\n  - send: b\n", [("a", 5, 5), ("b", 0, 5)]),
        (
            "  - switch: plan\n    cases: {x: [{wait: 1d}], y: [{end: no}]}\n    else: [{wait: 4d}]\n  - send: a\n",
            [("a", 1, 4)],
        ),
        (
            (
                "  - remind: paid\n    with: a\n    ladder: [{after: 0d}, {after: 3d, with: b}]\n    up_to: 7d\n"
                "    then: [{send: c}]\n    else: [{end: no}]\n    refused: [{send: d}, {end: no}]\n  - send: b\n"
            ),
            [("a", 0, 0), ("b", 3, 3), ("c", 0, 7), ("d", 0, 7), ("b", 0, 7)],
        ),
        ("  - remind: paid\n    with: a\n  - send: b\n", [("a", 0, 0), ("b", 0, None)]),
        (
            "  - task: T\n    up_to: 5d\n    outcomes: {y: [{send: a}], n: [{end: x}]}\n    else: []\n  - send: b\n",
            [("a", 0, 5), ("b", 0, 5)],
        ),
        ("  - end: done\n  - send: a\n", [("a", 0, None)]),
        (
            "  - id: one\n    send: a\n  - wait: 2d\n  - if: plan = 'x'\n    then: [{back_to: one}]\n  - send: b\n",
            [("a", 0, 0), ("b", 2, 2)],
        ),
        ("  - send: a\n    on_error: [{send: b}]\n", [("b", 0, 0), ("a", 0, 0)]),
        ("  - start: other\n    join: yes\n  - send: a\n", [("a", 0, None)]),
        ("  - start: other\n  - send: a\n", [("a", 0, 0)]),
    ],
)
def test_a_time_lies_between_its_bounds(steps: str, expected: list[tuple[str, int, int | None]]) -> None:
    """Waits, ladders, branches and people's answers give each communication its earliest and latest day."""
    assert sent(steps) == expected


@pytest.mark.parametrize("kind", KINDS)
def test_the_walk_knows_every_kind_of_step(kind: str) -> None:
    """A kind that is new has to say when it sends what; none is passed over in silence."""
    record = KINDS[kind][0]
    assert len(sendings((record(), Send(touchpoint="a")))) in {0, 1}
    with pytest.raises(NotImplementedError):
        sendings((Step(),))


def test_what_somebody_else_sends_is_expected() -> None:
    """In an observed journey a ``send`` takes up to its ``up_to``, and no time is told as if it were kept."""
    steps = "  - {send: a, up_to: 3d}\n  - wait: 26h\n  - {send: b, up_to: 2d}\n  - send: c\n"
    journey = journey_of(BEFORE.replace("start:", "mode: observed\nstart:") + steps)
    found = sendings(journey.steps or (), observed=True)
    assert [one.at for one in found] == [Span(0, 3 * DAY), Span(93_600, 525_600), Span(93_600, None)]
    (part,) = calendar_of(journey)
    assert [said(str(row.when)) for row in part.rows] == [
        "expected within 3 days",
        "expected after 1 day 2 hours to 6 days 2 hours",
        "not expected before 1 day 2 hours",
    ]


def test_a_time_is_told_as_exactly_as_it_was_written() -> None:
    """Twenty-six hours are a day and two hours, in every language, and never 1.1 days."""
    journey = journey_of(f"{BEFORE}  - wait: 26h\n  - send: a\n")
    when = {one: said(str(calendar_of(journey, Wording(one))[0].rows[0].when)) for one in LANGUAGES}
    assert when == {"en": "after 1 day 2 hours", "ru": "спустя 1 день 2 часа", "fa": "پس از ۱ روز و ۲ ساعت"}


def test_visits_invitations_surveys_and_components() -> None:
    """Each kind of step that speaks to somebody is in the calendar, with whom, over what, and before what."""
    journey = journey_of(
        "journey: x\nstart: came\nroles: {owner: {}, child: {}}\ncomponents: {film: {done: seen}}\n"
        "visits: {man: {}}\nsurveys: {why: {kind: nps}}\ntouchpoints: {a: {}, b: {}, c: {}, d: {}}\nsteps:\n"
        "  - visit: man\n    announce: a\n    before: [{before: 1d, send: b}]\n    outcomes: {done: []}\n"
        "  - invite: child\n    with: c\n    detached: yes\n    up_to: 7d\n"
        "  - for_each: component\n    steps: [{wait: 2d}, {send: d, by: [sms]}]\n"
        "  - survey: why\n    by: [email]\n    up_to: 1d\n  - send: a\n"
    )
    assert sendings(journey.steps or ()) == (
        Sending("a", Span(0, 0)),
        Sending("b", Span(DAY, DAY), before_visit=True),
        Sending("c", Span(0, None), to="child"),
        Sending("d", Span(2 * DAY, None), by=("sms",)),
        Sending("why", Span(2 * DAY, None), survey=True, by=("email",)),
        Sending("a", Span(2 * DAY, None)),
    )


def test_a_survey_shares_the_stage_of_what_was_sent_before_it() -> None:
    """A survey without a stage of its own is in that of the touchpoint before it, and nobody is missing there."""
    journey = journey_of(
        "journey: x\nstages: [{id: stay}, {id: leave, title: Leaving}]\nstart: came\n"
        "surveys: {why: {kind: reasons}}\n"
        "touchpoints: {bye: {stage: leave}, hi: {stage: stay}}\nexit:\n  gone:\n    for: left\n    steps:\n"
        "      - {wait: back, up_to: 1d, then: [{send: hi}]}\n      - send: bye\n      - {survey: why, by: [email]}\n"
    )
    (part,) = calendar_of(journey)
    assert [(row.title.text, row.stage.text if row.stage else None) for row in part.rows] == [
        ("Hi", "Stay"),
        ("Bye", "Leaving"),
        ("Why", "Leaving"),
    ]
    page = said(draw.journey_map(journey, shipped_schemes(), "en"))
    assert "Why Leaving E-mail survey –" in page


def test_only_messages_have_a_class_to_fill_in() -> None:
    """A touchpoint on which a page or a person speaks has a dash for its class; a message without one is a gap."""
    journey = journey_of(
        "journey: x\ntouchpoints:\n  page: {channel: [web], communication: Read}\n"
        "  text: {channel: [web, sms], communication: Go}\n  told: {communication: Said}\n"
        "  named: {channel: [web], class: service, communication: Served}\n"
    )
    (part,) = calendar_of(journey)
    assert [row.message_class for row in part.rows] == ["–", None, None, "service"]


BUNDLE_TEXT = """
journey: bundle
stages: [{id: begin, title: Beginning}, {id: help, title: Helping}, {id: leave}]
stage: begin
teams: {crm: {title: CRM}}
surveys: {why: {title: Why, kind: reasons}}
visits: {man: {}}
roles: {owner: {title: Owner}, child: {title: Child, steps: [{send: kid}]}}
start: bought
success: {for: used, steps: [{send: thanks}]}
exit: {refunded: {title: Money back, for: refund, steps: [{survey: why, by: [email]}]}}
touchpoints:
  poster: {stage: help, communication: Look}
  hello: {class: onboarding, channel: [push, sms], communication: Hi, responsible: crm}
  nudge: {class: reminder, communication: Go on}
  kid: {communication: Hi kid}
  thanks: {communication: Thanks}
  silent: {}
steps:
  - wait: used
    up_to: 3d
    stage: help
    else:
      - remind: used
        with: nudge
        ladder: [{after: 0d, by: sms}, {after: 2d}]
  - wait: 1d
  - send: hello
    to: crm
  - visit: man
    before: [{before: 2d, send: nudge}]
    outcomes: {}
"""


def calendar_of(journey: Journey, wording: Wording = EN) -> tuple[CalendarPart, ...]:
    """Make the calendar of a journey."""
    return calendar(journey, shipped_schemes(), Names(journey, None, wording), wording)


def told(parts: tuple[CalendarPart, ...]) -> dict[str, list[str]]:
    """The parts with their rows, a line each."""

    def plain(markup: object) -> str:
        return said(str(markup))

    return {plain(part.title): [f"{plain(row.when)}: {row.title.text}" for row in part.rows] for part in parts}


def test_all_communications_are_there_in_order() -> None:
    """By beginning, then by time; last what has none and what no step sends; what says nothing is left out."""
    assert told(calendar_of(journey_of(BUNDLE_TEXT))) == {
        "From the start of the journey": [
            "after 1 day or later: Hello",
            "after 3 days: Nudge",
            "after 5 days: Nudge",
            "2 days before the visit: Nudge",
        ],
        "From the moment a participant joins: Child": ["at once: Kid"],
        "When the goal is reached": ["at once: Thanks"],
        "On leaving: Money back": ["at once: Why"],
        "Sent by no step": ["no time given: Poster"],
    }


def test_a_row_says_whose_it_is() -> None:
    """Stage, channels, class, who answers and who gets it; a rung's channel and a step's stage go before."""
    start, *_ = calendar_of(journey_of(BUNDLE_TEXT))
    hello, second, *_ = start.rows
    assert [channel.text for channel in hello.channels] == ["Push", "SMS"]
    assert (hello.message_class, hello.responsible and hello.responsible.text) == ("onboarding", "CRM")
    assert (hello.to and hello.to.text, hello.stage and hello.stage.text) == ("CRM", "Beginning")
    assert [channel.text for channel in second.channels] == ["SMS"]
    assert second.stage is not None
    assert second.stage.text == "Helping"


def test_what_two_branches_say_alike_stands_there_once() -> None:
    """The same communication over the same channels within the same time is one row, however many steps send it."""
    steps = "  - if: plan = 'x'\n    then: [{send: a}, {send: b}]\n    else: [{send: a}, {send: b, by: [sms]}]\n"
    (part,) = calendar_of(journey_of(BEFORE + steps))
    assert [(row.title.text, [one.text for one in row.channels]) for row in part.rows] == [
        ("A", []),
        ("B", []),
        ("B", ["SMS"]),
    ]


def test_a_map_without_steps_has_a_calendar_too() -> None:
    """Without a scenario all communications stand in the order of the map, their time not given."""
    journey = journey_of("journey: x\ntouchpoints: {b: {communication: Hi}, a: {communication: Ho}, c: {}}\n")
    assert told(calendar_of(journey)) == {
        "On the map, the scenario is not written yet": ["no time given: B", "no time given: A"]
    }
    assert calendar_of(journey_of("journey: x\ntouchpoints: {a: {}}\n")) == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_calendar_stands_beneath_the_map(language: str) -> None:
    """The page is sound in each language, and every class of message has its word."""
    assert_sound(draw.journey_map(journey_of(BUNDLE_TEXT), shipped_schemes(), language))
    assert all(f"map.class.{name}" in Words(language) for name in MESSAGE_CLASSES)


def test_the_map_says_what_it_does_not_have_yet() -> None:
    """What is missing beneath a map is told in one place, with what to fill in; a bare journey is spared it."""
    text = said(draw.journey_map(journey_of("journey: x\ntouchpoints: {a: {}}\n"), shipped_schemes(), "en"))
    for hint in ["How it feels:", "What clients come for:", "What we ask:", "What we say, and when:"]:
        assert hint in text
    some = said(draw.journey_map(journey_of(BUNDLE_TEXT), shipped_schemes(), "en"))
    assert "How it feels:" in some
    assert "What we say, and when:" not in some
    assert "Not on this map yet" not in said(draw.journey_map(journey_of("journey: bare\n"), shipped_schemes(), "en"))
