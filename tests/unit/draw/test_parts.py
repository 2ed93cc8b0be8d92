"""Components, roles and requests on the report: what is shown of each, and what is said where nothing can be."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.unit.draw.breaks_by_hand import no_breaks
from tests.unit.draw.outline import assert_sound, said
from tests.unit.draw.parts_by_hand import bundle, bundle_parts, bundle_reality
from tests.unit.draw.test_pages import HOSTILE, LOG, SCHEMES, report_of

from tropa import draw
from tropa.data.words import LANGUAGES, Words
from tropa.draw.names import Names
from tropa.draw.parts_section import parts_section
from tropa.draw.rates import rate_said
from tropa.draw.wording import Wording
from tropa.measure.reality_parts import PartsReality
from tropa.stats.survival import survival_curve


def test_a_report_shows_each_part_with_its_interval_and_denominator() -> None:
    """Share, interval, of how many; the one alone missing; how many joined; where a way loses most; the rate."""
    text = said(report_of(bundle_reality(), bundle()))
    for told in (
        "Film 66.7% 95% interval 20.8% to 93.9% 2 of 3 runs By 9 days: 66.7%",
        "Not started so far 1 Median time 1.5 days Alone missing in 1",
        "Song optional 33.3%",
        "Book nothing proves it",
        "0 of 1 4,000 40.0%, interval 39.0% to 41.0% 1 of 1 6,000 60.0%, interval 59.0% to 61.0%",
        "Owner begins the run",
        "Joined 3 Not done so far 1 Median time 1 day At least 2 joined 66.7%",
        "How many joined a run 0 participants 4,000 40.0%, interval 39.0% to 41.0% 2 participants 6,000 60.0%",
        "1 of them carries no key: the log does not say whose run it is.",
        "Guest no event says who joins (key joins) nothing shows that this part is done (key done)",
        "1,300 a month 95% interval 1,250 to 1,351 2,600 came in 2 whole months expected 1,200 a month Met",
        "1 most are lost here: 2",
        "the client’s events do not show it",
        "no whole month in the data yet expected 3 per 2.3 days Not measured",
        "the end of no way can be shown",
    ):
        assert told in text, told


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_with_parts_is_sound_in_every_language(language: str) -> None:
    """The page is whole, and each section stands under its own heading."""
    outline = assert_sound(report_of(bundle_reality(), bundle(), language))
    ids = [attrs.get("id") for _, attrs in outline.tags]
    assert [name for name in ids if name in {"components", "roles", "requests"}] == [
        "components",
        "roles",
        "requests",
    ]


def test_a_journey_without_parts_has_no_sections_of_them() -> None:
    """No empty heading where the journey names none."""
    page = report_of(replace(bundle_reality(), parts=PartsReality()))
    assert not {"components", "roles"} & {attrs.get("id") for _, attrs in assert_sound(page).tags}


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_titles_of_parts_are_only_text(text: str) -> None:
    """No title or id of a component, a role, a request or a touchpoint becomes markup."""
    page = draw.report(bundle(text), bundle_reality(text), no_breaks(), SCHEMES, "en", provenance=LOG)
    outline = assert_sound(page)
    if "{{" not in text:
        assert "".join(outline.text).count(text) >= 9


def test_small_curves_share_one_height() -> None:
    """A curve that comes to a fifth of another's share stands a fifth as high, whichever card it is on."""
    low = survival_curve([1.0] * 40 + [9.0] * 960, [True] * 40 + [False] * 960)
    parts = bundle_parts()
    (first, *others), wording = parts.components, Wording("en")
    mixed = replace(parts, components=(replace(first, curve=low), *others))
    shown = parts_section(replace(bundle_reality(), parts=mixed), Names(bundle(), None, wording), wording)
    lines = [card.curve.line for card in (*shown.components, *shown.roles) if card.curve is not None]
    ends = [160 - float(line.split(" ")[-1]) for line in lines]
    assert ends[0] == pytest.approx(148 * 0.04, abs=0.1)
    assert ends[1] == pytest.approx(148 * 2 / 3, abs=0.1)


@pytest.mark.parametrize(
    ("language", "per_s", "told"),
    [
        ("en", 2_592_000, "3 a month"),
        ("en", 86_400, "3 a day"),
        ("en", 7_200, "3 per 2 hours"),
        ("ru", 604_800, "3 в неделю"),
        ("fa", 31_536_000, "۳ در سال"),
    ],
)
def test_a_rate_has_its_period(language: str, per_s: int, told: str) -> None:
    """A period with a word of its own is told by it, any other by its length."""
    assert rate_said(Words(language), 3.0, per_s) == told
