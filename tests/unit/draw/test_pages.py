"""The pages as a whole: self-contained, safe with any text, right for journeys of any size."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.draw.answers_by_hand import (
    FINES_TEXT,
    fines_reality,
    journey_of,
    long_journey,
    nothing_happened,
    touchpoint,
    workspace,
)
from tests.unit.draw.breaks_by_hand import answer_of, fines_breaks, no_breaks, nothing_to_break, shift
from tests.unit.draw.outline import Outline, assert_sound, said

from tropa import draw
from tropa.data.words import LANGUAGES
from tropa.draw.break_cards import for_whom
from tropa.draw.wording import Wording
from tropa.journey.codecs.values import Section, Text
from tropa.journey.model.journey import Goal, Journey
from tropa.journey.model.touchpoints import Communication, Touchpoint
from tropa.journey.schemes import shipped_schemes
from tropa.measure.breaking import BreaksAnswer
from tropa.measure.reality import Group, Moves, Reality, StageReality

FINES = journey_of(FINES_TEXT)
SCHEMES = shipped_schemes()
LOG = draw.Provenance("fines.parquet", "A city, MIT")
HOSTILE = [
    "<script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "{{ 7 * 7 }}{% include 'x' %}",
    "javascript:alert(1)",
    "W" * 500,
    "👩‍👩‍👧‍👦🏳️‍🌈",
    "سلام Premium ۱۲۳ 123 سلام",
    "\u202eevil\u202c \u2067",
    "]]>&amp;&lt;",
]


BREAKS = fines_breaks()


def report_of(reality: Reality, journey: Journey = FINES, language: str = "en", breaks: BreaksAnswer = BREAKS) -> str:
    """Draw a report of the fines' kind."""
    return draw.report(journey, reality, breaks, SCHEMES, language, provenance=LOG, workspace=workspace())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_stands_alone(language: str) -> None:
    """A report is sound, weighs little, and forbids itself everything but its own style."""
    page = report_of(fines_reality(), language=language)
    outline = assert_sound(page)
    assert len(page.encode()) < 300_000
    (policy,) = [attrs["content"] for tag, attrs in outline.tags if tag == "meta" and "http-equiv" in attrs]
    assert policy is not None
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:")
    root = dict(outline.tags)["html"]
    assert root == {"lang": language, "dir": "rtl" if language == "fa" else "ltr"}


def test_a_report_tells_the_known_figures() -> None:
    """The public log's figures stand where a reader looks for them."""
    page = said(report_of(fines_reality()))
    for sentence in [
        "Of 10,000 runs, 4,626 reached the goal (46.3%); 5,374 did not, so far.",
        "Of 3 touchpoints with an expectation: 1 met it, 1 missed it, 1 is unclear.",
        "Most goals, 3,443, came before any touchpoint.",
        "The costliest break: “Penalty”, vehicleclass = M, 2 Mar 2009 to 15 Mar 2009. Goals lost: about 71.",
        "before any touchpoint 3,443 34.4%",
        "after “Letter” 39 0.4%",
        "after “Notification” 18 0.2%",
        "after “Penalty” 1,126 11.3%",
        "not so far 5,374 53.7%",
        "Data known up to 26 March 2012, 13:05 UTC.",
        "Source: fines.parquet. A city, MIT",
        "Runs that began from February 2012 on have not been watched long enough",
        "Insert Fine Notification 4,634 Payment 42 Appeal to Judge 3 something else 3 nothing more 1,888",
        "Came here 6,570 Not in time 6,524 Median time 2.5 days Stopped here 1,642",
        "Penalty vehicleclass = M 2 Mar 2009 to 15 Mar 2009 11.3% interval 9.3% to 13.7% 92 of 812 within 60 days",
        "to be expected 26.5% before 26.7% of 600 after 26.4% of 720 peers at the time 26.7% of 3,000",
        "71 goals lost false discoveries: under 0.1%",
        "Penalty everybody 2 Mar 2009 to 15 Mar 2009 12.9%",
        "Collection vehicleclass = none all the time 1.3%",
        "4.2 target actions lost",
        "Changes for the better",
        "Letter vehicleclass = A since 2 Mar 2009 47.5%",
        "22 goals won",
        "24,156 moves between events that the journey names; 408 of them (1.7%)",
        "17,334 further moves are not listed.",
        "Send Appeal to Prefecture 227",
        "Lines that could not be read and were left out: 3.",
        "Events that came twice and were counted once: 12.",
        "Observed data",
    ]:
        assert sentence in page, sentence


def test_breaks_stand_in_the_order_of_the_answer_and_improvements_apart() -> None:
    """The largest loss comes first; what got better has a heading of its own, after them."""
    page = said(report_of(fines_reality()))
    places = [
        page.index(told) for told in ("71 goals lost", "15 goals lost", "4.2 target", "for the better", "22 goals")
    ]
    assert places == sorted(places)


def test_a_course_is_a_picture_and_a_table() -> None:
    """Each break has a picture with words for who does not see it, and its figures in a table; no gap is a zero."""
    page = report_of(fines_reality(), breaks=answer_of((shift("penalty", None, None, (240, 31), 14.8),)))
    assert page.count('class="line inside"') == 1
    assert 'aria-label="Share by day, and the days in question: ' in page
    told = said(page)
    assert "28 Mar 2009 to 29 Mar 2009 60" in told
    assert "30 Mar 2009 to 31 Mar 2009" not in told
    line = re.search(r'class="line" d="([^"]*)"', page)
    assert line is not None
    assert line.group(1).count("M") == 2


def test_only_the_largest_breaks_have_cards() -> None:
    """Of forty breaks the first twelve are shown, and the others are counted."""
    page = report_of(fines_reality(), breaks=answer_of(BREAKS.breaks[:1] * 40))
    assert page.count('<li class="tear worse">') == 12
    assert "Smaller ones that are not shown: 28." in said(page)


def test_where_nothing_breaks_it_is_said() -> None:
    """Without a break the section says that nothing stands out, and the reading no costliest one."""
    page = said(report_of(fines_reality(), breaks=no_breaks()))
    assert "Nothing stands out" in page
    assert "costliest" not in page
    assert "Changes for the better" not in page


@pytest.mark.parametrize(("cut", "direction"), [("article", "ltr"), ("شهر", "rtl")])
def test_a_group_is_told_in_the_direction_of_its_property(cut: str, direction: str) -> None:
    """Who a break concerns reads ``article = 157`` on a Persian page too; a Persian property leads the other way."""
    found = replace(BREAKS.breaks[0], cut=cut, value="157")
    told = for_whom(found, Wording("fa"))
    assert told == f'<bdi dir="{direction}"><bdi>{cut}</bdi> = <bdi dir="auto">157</bdi></bdi>'
    page = report_of(fines_reality(), language="fa", breaks=answer_of((found,)))
    assert page.count(told) == 2


def test_simulated_data_say_so() -> None:
    """A report on made-up events carries the label in sight, and says it again below."""
    made_up = draw.report(
        FINES,
        fines_reality(),
        BREAKS,
        SCHEMES,
        "en",
        provenance=draw.Provenance("x", simulated=True),
        workspace=workspace(),
    )
    page = said(made_up)
    assert page.index("Simulated data") < page.index("In short")
    assert "The data are simulated" in page
    assert "Observed data" not in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_log_gives_a_friendly_report(language: str) -> None:
    """With no event at all the page stands, and every section says so in words."""
    page = report_of(nothing_happened(), language=language, breaks=nothing_to_break())
    assert_sound(page)
    if language == "en":
        assert "No run has begun in these data yet." in said(page)
        assert "Nothing can be looked at: the log shows no touchpoint" in said(page)
        assert "there is no curve to draw" in said(page)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", ["journey: bare\n", "journey: bare\nstages: lifecycle\n"])
def test_a_journey_of_nothing_has_a_map(text: str, language: str) -> None:
    """A journey without title, goal or touchpoint is drawn, and invites to begin."""
    page = draw.journey_map(journey_of(text), SCHEMES, language)
    assert_sound(page)
    if language == "en":
        assert "A map begins with one" in said(page)
        assert "What the client wants not filled in yet" in said(page)


@pytest.mark.parametrize(("sizes", "stageless"), [((1,), 0), ((7, 40, 1, 0, 9), 3), ((0,), 60)])
def test_maps_of_any_size_are_drawn(sizes: tuple[int, ...], stageless: int) -> None:
    """One touchpoint or sixty, with stages or without: all are on the map once."""
    journey = long_journey(sizes, stageless)
    outline = assert_sound(draw.journey_map(journey, SCHEMES, "en"))
    assert [tag for tag, _ in outline.tags].count("article") == sum(sizes) + stageless


def test_a_report_of_sixty_touchpoints_is_light_enough_to_open() -> None:
    """Sixty measured touchpoints, curves and all, stay below two megabytes."""
    journey = long_journey((20, 40))
    found = tuple(touchpoint(name, held.stage or "", 500, 300) for name, held in journey.touchpoints.items())
    page = report_of(replace(fines_reality(), touchpoints=found, groups=(), other=None, by=None), journey)
    assert_sound(page)
    assert len(page.encode()) < 2_000_000


def hostile_journey(text: str) -> Journey:
    """Put a text wherever a journey takes one, ids and names of events among them."""
    words = Text((("", text),))
    letter = FINES.touchpoints["letter"]
    return replace(
        FINES,
        journey=text,
        title=words,
        goal=Goal(client=words, business=words),
        locales=(),
        touchpoints=Section(
            {
                text: replace(
                    letter,
                    title=words,
                    channel=(text,),
                    responsible=text,
                    communication=Communication(text=words, subject=words, by_channel=Section({text: words})),
                    client_expects=words,
                )
            }
        ),
    )


def hostile_reality(text: str) -> Reality:
    """Put a text wherever an answer takes one from the log."""
    one = replace(touchpoint("letter", text, 100, 40), id=text, next={text: 3})
    return replace(
        fines_reality(),
        outcomes={"reached": 3, text: 4},
        touchpoints=(one,),
        moves=Moves(10, 1, 3, ((text, text, 9, False),), ((text, 3),)),
        by=text,
        groups=(Group(text, 10, 2, (one,), (StageReality(text, 3, 4),)),),
        stages=(StageReality(text, 3, 4),),
        other=None,
    )


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("language", ["en", "fa"])
def test_hostile_texts_are_only_text(text: str, language: str) -> None:
    """No text of a journey, a workspace or a log becomes markup, an attribute or a template."""
    journey = hostile_journey(text)
    provenance, breaks = draw.Provenance(text, text), answer_of((shift(text, text, text, (100, 9), 1.0),))
    page = draw.report(journey, hostile_reality(text), breaks, SCHEMES, language, provenance=provenance)
    outline = assert_sound(page)
    if "{{" not in text:
        assert "".join(outline.text).count(text) >= 15
    entry = draw.IndexEntry(journey, 0.5, {"en": "a.html"}, {}, fines_reality())
    assert_sound(draw.journey_map(journey, SCHEMES, language))
    assert_sound(draw.index((entry,), language))


@settings(deadline=None, max_examples=40)
@given(st.text(max_size=30))
def test_any_text_leaves_the_page_whole(text: str) -> None:
    """Whatever a title is, the page has the same tags as with a plain one."""

    def tags(title: str) -> list[str]:
        journey = replace(FINES, touchpoints=Section({"a": Touchpoint(title=Text((("", title),)))}))
        outline = assert_sound(draw.journey_map(journey, SCHEMES, "en"))
        return [tag for tag, _ in outline.tags]

    if text.strip() and "{{" not in text:
        assert tags(text) == tags("plain")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_front_page_leads_to_every_page(language: str) -> None:
    """A card a journey, the reader's language first, with its figure where it was measured."""
    reports = {name: f"fines.report.{name}.html" for name in LANGUAGES}
    maps = {name: f"fines.map.{name}.html" for name in LANGUAGES}
    measured = draw.IndexEntry(FINES, 0.825, maps, reports, fines_reality())
    made_up = draw.IndexEntry(FINES, None, maps, reports, fines_reality(), simulated=True)
    planned = draw.IndexEntry(journey_of("journey: plan\n"), 0.0, {"en": "plan.map.en.html"}, {})
    page = draw.index((measured, made_up, planned), language, pages={"en": "index.en.html", "fa": "index.fa.html"})
    outline = assert_sound(page)
    links = [attrs["href"] for tag, attrs in outline.tags if tag == "a" and attrs.get("href") != "#main"]
    for href in [*reports.values(), *maps.values()]:
        assert links.count(href) == 2
    assert "plan.map.en.html" in links
    main = [attrs["href"] for tag, attrs in outline.tags if tag == "a" and attrs.get("class") == "main"]
    assert main[:2] == [reports[language], maps[language]]
    if language == "en":
        assert "46.3% reached the goal 4,626 of 10,000 runs Observed data" in said(page)
        assert "Simulated data" in said(page)
        assert "Plan, not measured yet" in said(page)
        assert "82%" in said(page)


def test_a_front_page_without_journeys_stands() -> None:
    """An empty folder gets a page that says so."""
    page = draw.index((), "en")
    assert_sound(page)
    assert "There is no journey here yet." in said(page)


def test_a_page_links_to_its_other_languages_only_where_they_are() -> None:
    """Language links are those given; the page's own is marked and is no link; none given, none shown."""
    alone = Outline(draw.journey_map(FINES, SCHEMES, "en"))
    assert "nav" not in {tag for tag, _ in alone.tags}
    linked = Outline(draw.journey_map(FINES, SCHEMES, "en", pages={"en": "m.en.html", "fa": "m.fa.html"}))
    assert [attrs["href"] for tag, attrs in linked.tags if tag == "a" and "hreflang" in attrs] == ["m.fa.html"]


def test_a_page_never_asks_what_time_it_is() -> None:
    """The same answer gives the same page, byte for byte."""
    assert report_of(fines_reality()) == report_of(fines_reality())


def test_persian_pages_show_persian_numbers() -> None:
    """Of what our own words and figures make up, nothing in a Persian report has Latin digits."""
    journey = journey_of("journey: plan\ntouchpoints: {letter: {evaluation: {within: 60d, expect: 40 %}}}\n")
    reality = replace(fines_reality(), touchpoints=(touchpoint("letter", "", 6570, 46),), groups=(), other=None)
    page = draw.report(journey, reality, BREAKS, SCHEMES, "fa", provenance=draw.Provenance("log"))
    assert re.findall(r"[0-9]", said(page)) == []


def test_groups_tell_their_stages() -> None:
    """Beneath the touchpoints of each group stand its stages; what a group lacks is said, and so is the rest."""
    page = said(report_of(fines_reality()))
    assert "Issued 6,570 memberships: 6,570 60 memberships: 70 60 memberships: 70" in page
    assert "Overdue 4,640 memberships: 4,702 nobody yet 60 memberships: 70" in page
    assert "A customer with runs in several groups is a customer of each of them." in page
    stageless = tuple(replace(group, stages=()) for group in fines_reality().groups)
    plain = said(report_of(replace(fines_reality(), stages=(), groups=stageless, other=None)))
    assert "Customers in each stage" in page
    assert "Customers in each stage" not in plain


def test_an_answer_may_lack_what_the_journey_has() -> None:
    """A touchpoint of the map without an answer says "not measured" instead of failing."""
    page = said(report_of(replace(fines_reality(), touchpoints=fines_reality().touchpoints[:1])))
    assert "Reality not measured" in page


def test_the_reading_that_is_shown_is_told() -> None:
    """Both readings stand side by side where they differ (M8), and are said to agree where they do."""
    differ = said(report_of(fines_reality()))
    assert "The page shows the loose reading" in differ
    assert "Letter 6,570 6,567 3" in differ
    same = tuple(replace(one, reached_nested=one.reached) for one in fines_reality().touchpoints)
    assert "gives the same numbers" in said(report_of(replace(fines_reality(), touchpoints=same)))
