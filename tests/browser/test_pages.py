"""The pages in a real browser: alone, quiet, within the screen, and open to everybody."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.browser.windows import DESK, PAPER, PHONE, VENDOR, findings, opened
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
from tests.unit.draw.parts_by_hand import bundle, bundle_reality

from tropa import draw
from tropa.journey.model.journey import Journey
from tropa.journey.schemes import shipped_schemes
from tropa.journey.signals import Named
from tropa.measure.answers import answer_funnel
from tropa.measure.answers_places import answer_matrix
from tropa.measure.answers_returning import answer_retention
from tropa.measure.behind import Behind
from tropa.measure.beside import Beside
from tropa.measure.counts import FunnelCounts, StepCounts
from tropa.measure.counts_places import Matrix, MatrixCounts
from tropa.measure.counts_returning import Cohort, RetentionCounts
from tropa.measure.questions import Funnel, FunnelStep
from tropa.measure.questions_returning import Retention
from tropa.measure.reality import Reality
from tropa.testing.flow_draws import flows_of

pytestmark = pytest.mark.browser

FINES = journey_of(FINES_TEXT)
LOG = draw.Provenance("fines.parquet", "A city, MIT")
ASKED = ("my fines.yaml", "--events", "fines.parquet")


def measured(journey: Journey) -> Reality:
    """An answer for every touchpoint of a journey."""
    found = tuple(touchpoint(name, held.stage or "", 500, 300) for name, held in journey.touchpoints.items())
    return replace(fines_reality(), touchpoints=found, groups=(), by=None, other=None)


def beside() -> Beside:
    """Pictures of a log of long names, with what a log cannot know marked."""
    rows = [["Create Fine", "Send Fine", "x" * 60, "Payment"], ["Create Fine", "Payment"], ["Create Fine"]] * 40
    steps = (FunnelStep("start", Named("a")), FunnelStep("letter", Named("b"), optional=True))
    counts = FunnelCounts((StepCounts(120, 120, None, None), StepCounts(40, 60, 9e5, 2e6)), (), 280, 120)
    cohorts = tuple(Cohort(date(2026, month, 1), 30 * month, (30 * month, 5, 1)) for month in range(1, 12))
    retention = answer_retention(
        Retention("month", offsets=2), RetentionCounts(cohorts, (), None, 1, 1), datetime(2026, 11, 15, tzinfo=UTC)
    )
    matrix = Matrix(120, (("Create Fine", (120, 0)), ("x" * 60, (0, 40))), (0, 40), (0, 40))
    return Beside(
        answer_funnel(Funnel(steps), counts),
        flows_of(rows, 6, 3),
        retention.total,
        "month",
        answer_matrix(MatrixCounts((1, 2), matrix, (), None, 280, 120)).total,
        {"funnel.2.lost": Behind("funnel.2.lost", 80, 80, ("y" * 200,))},
    )


def named(reality: Reality) -> Reality:
    """An answer that names who is behind some of its figures, in hostile letters among others."""
    ids = ("A1", "</div><script>document.title='x'</script>", "x" * 300, "علی ۱", "")
    figures = ("goals.reached", "goals.never", "touchpoints.penalty.missed", "outcomes.open")
    return replace(reality, behind={figure: Behind(figure, 1_000, 900, ids) for figure in figures})


def pages(language: str) -> dict[str, str]:
    """Every kind of page in a language: full, empty, and large."""
    schemes, here = shipped_schemes(), {"en": "p.en.html", "fa": "p.fa.html"}
    large, long = long_journey((7, 40, 0, 10), stageless=3), long_journey((3, 6, 0), stageless=1)
    reality, breaks = fines_reality(), fines_breaks()
    entries = (
        draw.IndexEntry(FINES, 0.82, here, here, reality),
        draw.IndexEntry(large, 0.1, here, here, reality, simulated=True),
        draw.IndexEntry(journey_of("journey: plan\n"), None, here, {}),
    )
    made_up = draw.Provenance("made up", simulated=True)
    return {
        "report": draw.report(
            FINES, reality, breaks, schemes, language, provenance=LOG, workspace=workspace(), pages=here
        ),
        "report with pictures": draw.report(
            FINES, named(reality), breaks, schemes, language, provenance=LOG, beside=beside(), asked=ASKED
        ),
        "report with parts": draw.report(
            bundle(), bundle_reality(), no_breaks(), schemes, language, provenance=made_up, workspace=workspace()
        ),
        "report of nothing": draw.report(
            FINES, nothing_happened(), nothing_to_break(), schemes, language, provenance=LOG
        ),
        "large report": draw.report(large, measured(large), no_breaks(), schemes, language, provenance=made_up),
        "long report": draw.report(long, measured(long), breaks, schemes, language, provenance=made_up),
        "map": draw.journey_map(
            journey_of("journey: one\nstages: lifecycle\ntouchpoints: {a: {stage: loyalty}, b: {stage: sale}}\n"),
            schemes,
            language,
            pages=here,
        ),
        "map of nothing": draw.journey_map(journey_of("journey: bare\n"), schemes, language),
        "index": draw.index(entries, language, workspace=workspace(), pages=here),
        "index of nothing": draw.index((), language),
    }


PAGES = {(language, name): page for language in ("en", "fa") for name, page in pages(language).items()}


def test_the_first_sheet_of_a_report_says_how_it_went(chromium: Browser, tmp_path: Path) -> None:
    """Printed, goals and breaks stand under the key figures, before the map, which fills a sheet of its own."""
    with opened(chromium, tmp_path, PAGES["en", "report"], PAPER) as (window, _):
        ids = ("goals", "breaks", "counted", "map", "curves")
        place = "id => document.getElementById(id).parentElement.getBoundingClientRect().top"
        on_screen = [window.evaluate(place, one) for one in ids]
        window.emulate_media(media="print")
        on_paper = [window.evaluate(place, one) for one in ids]
        last_break = window.evaluate("document.querySelector('.tears').getBoundingClientRect().bottom")
    assert on_screen[3] < min(on_screen[:3])
    assert on_paper == sorted(on_paper)
    assert last_break < PAPER[1]


@pytest.mark.parametrize("language", ["en", "fa"])
def test_bands_keep_clear_of_each_other(chromium: Browser, tmp_path: Path, language: str) -> None:
    """Though stages that are left out stand aside in a band, its last touchpoint is not covered by the next band."""
    places = "".join(f"  t{at}: {{stage: onboarding}}\n" for at in range(10))
    skipped = "{acquisition: Not ours, selection: Not ours, sale: Not ours}"
    journey = journey_of(f"journey: a\nstages: {{use: lifecycle, skip: {skipped}}}\ntouchpoints:\n{places}")
    page = draw.journey_map(journey, shipped_schemes(), language)
    with opened(chromium, tmp_path, page, DESK) as (window, _):
        bands = window.evaluate(
            "[...document.querySelectorAll('.band')].map(band => [band.getBoundingClientRect(),"
            " ...[...band.querySelectorAll('.touchpoint')].map(one => one.getBoundingClientRect())])"
        )
    assert len(bands) > 1
    for band, *touchpoints in bands:
        for one in touchpoints:
            assert band["left"] - 1 <= one["left"]
            assert one["right"] <= band["right"] + 1


@pytest.mark.parametrize(("language", "name"), PAGES)
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_page_is_alone_quiet_and_within_the_screen(
    chromium: Browser, tmp_path: Path, language: str, name: str, size: tuple[int, int]
) -> None:
    """A page asks the network for nothing, says nothing to the console, and never scrolls sideways."""
    with opened(chromium, tmp_path, PAGES[language, name], size) as (window, faults):
        width = window.evaluate("document.documentElement.scrollWidth")
        assert width <= size[0]
        assert faults == []


# axe takes twenty seconds for sixty touchpoints; what it can find there it finds among ten.
@pytest.mark.parametrize(("language", "name"), [page for page in PAGES if page[1] != "large report"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_axe_finds_nothing(
    chromium: Browser, tmp_path: Path, language: str, name: str, size: tuple[int, int]
) -> None:
    """No page has a finding of axe, at the desk or on the phone, in light or in dark."""
    with opened(chromium, tmp_path, PAGES[language, name], size) as (window, _):
        assert findings(window) == []
        window.emulate_media(color_scheme="dark")
        assert (
            window.evaluate("axe.run(document, {runOnly: ['color-contrast']}).then(found => found.violations)") == []
        )


@pytest.mark.parametrize("language", ["en", "fa"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_figure_opens_the_list_of_those_behind_it(
    chromium: Browser, tmp_path: Path, language: str, size: tuple[int, int]
) -> None:
    """By keyboard alone: a figure opens who they are and the command for all; axe finds nothing; Escape closes it."""
    with opened(chromium, tmp_path, PAGES[language, "report with pictures"], size) as (window, faults):
        figure = window.locator(".facts .who").nth(0)
        people = window.locator(f"#{figure.get_attribute('popovertarget')}")
        assert people.is_hidden()
        figure.press("Enter")
        assert people.is_visible()
        assert people.locator("li").all_inner_texts()[:2] == ["A1", "</div><script>document.title='x'</script>"]
        command = "tropa measure reality 'my fines.yaml' --events fines.parquet --who touchpoints.penalty.missed"
        assert people.locator("pre").inner_text() == f"{command} --most 900"
        box = people.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= size[0]
        assert findings(window) == []
        window.keyboard.press("Escape")
        assert people.is_hidden()
        assert faults == []


def test_axe_would_find_something(chromium: Browser, tmp_path: Path) -> None:
    """The test above can fail: a page with a picture without words and pale text has findings."""
    page = "<!doctype html><title>x</title><img src='data:,'><p style='color:#eee'>pale</p>"
    with opened(chromium, tmp_path, page, DESK) as (window, _):
        assert {one.split(":")[0] for one in findings(window)} >= {"image-alt", "color-contrast", "html-has-lang"}


def test_hostile_texts_do_nothing_in_a_browser(chromium: Browser, tmp_path: Path) -> None:
    """A title that wants to run or to fetch is shown as text, and the page stays within the screen."""
    text = "</style><script>document.title='x'</script><img src='//a/b'>" + "W" * 300
    hostile = replace(fines_reality(), outcomes={text: 5}, by=text)
    page = draw.report(
        FINES,
        hostile,
        answer_of((shift("penalty", text, text, (812, 92), 71.3),)),
        shipped_schemes(),
        "en",
        provenance=draw.Provenance(text, text),
        workspace=workspace(),
    )
    with opened(chromium, tmp_path, page, PHONE) as (window, faults):
        assert window.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
        assert window.evaluate("document.title").startswith("Traffic fines")
        assert faults == []


@pytest.mark.parametrize("language", ["en", "fa"])
def test_the_lanes_stay_in_sight(chromium: Browser, tmp_path: Path, language: str) -> None:
    """While a large map scrolls sideways the names of its lanes stay where they are."""
    with opened(chromium, tmp_path, PAGES[language, "large report"], DESK) as (window, _):
        lanes, board = window.locator(".lanes").first, window.locator(".board")
        before = lanes.bounding_box()
        board.evaluate("(board, by) => board.scrollBy({left: by})", -600 if language == "fa" else 600)
        assert board.evaluate("board => Math.abs(board.scrollLeft)") == 600
        after = lanes.bounding_box()
        assert before is not None
        assert after is not None
        assert after["x"] == pytest.approx(before["x"], abs=1)


@pytest.mark.parametrize("language", ["en", "fa"])
def test_nothing_is_cut_off_on_paper(chromium: Browser, tmp_path: Path, language: str) -> None:
    """Printed, every touchpoint of a large map lies within the width of the paper."""
    with opened(chromium, tmp_path, PAGES[language, "large report"], (1497, 1047)) as (window, _):
        window.emulate_media(media="print")
        outside = window.eval_on_selector_all(
            ".touchpoint",
            "all => all.filter(one => { const box = one.getBoundingClientRect();"
            " return box.width < 100 || box.left < -1 || box.right > innerWidth + 1 }).length",
        )
        assert outside == 0
        assert window.locator(".touchpoint").count() == 60


def test_a_share_reads_right_to_left_in_persian(chromium: Browser, tmp_path: Path) -> None:
    """In Persian the percent sign stands to the left of its number, and bars grow from the right."""
    with opened(chromium, tmp_path, PAGES["fa", "report"], DESK) as (window, _):
        share = window.locator(".huge")
        assert share.inner_text() == "۴۶٫۳\u200f٪"
        sign, digit = share.evaluate(
            "node => [...'٪۴'].map(sign => { const range = document.createRange(); const text = node.firstChild;"
            " const at = text.data.indexOf(sign); range.setStart(text, at); range.setEnd(text, at + 1);"
            " return range.getBoundingClientRect().left })"
        )
        assert sign < digit
        bar, fill = window.locator(".bar").first.bounding_box(), window.locator(".bar .fill").first.bounding_box()
        assert bar is not None
        assert fill is not None
        assert fill["x"] + fill["width"] == pytest.approx(bar["x"] + bar["width"], abs=1)
        assert fill["x"] > bar["x"] + 10


def test_the_vendored_checker_is_unmodified() -> None:
    """The checker has the sum that its table tells."""
    (told,) = re.findall("[0-9a-f]{64}", (VENDOR / "README.md").read_text("utf-8"))
    assert hashlib.sha256((VENDOR / "axe.min.js").read_bytes()).hexdigest() == told
