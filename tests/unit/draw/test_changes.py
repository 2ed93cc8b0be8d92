"""What changed, for people: in words and on both maps."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.unit.draw.answers_by_hand import workspace

import tropa
from tropa.data.words import LANGUAGES, catalogue
from tropa.draw.changes.columns import OverlaidColumn, Version, merged, overlaid_column
from tropa.draw.changes.page import Read, changes_page
from tropa.draw.changes.rows import GROUPS, SIGNS, change_groups, value_text
from tropa.draw.names import Names
from tropa.draw.wording import Wording
from tropa.journey.codecs.records import keys_of
from tropa.journey.diff import diff
from tropa.journey.files import KINDS, Definition, read_definition
from tropa.journey.model.journey import Journey
from tropa.journey.schemes import shipped_schemes

OLD = """\
journey: order
title: {en: Order, ru: Заказ}
locales: [en, ru]
stages: [{id: first, title: First}, {id: then, title: Then}]
touchpoints:
  welcome:
    stage: first
    title: {en: Welcome, ru: Привет}
    channel: [push, sms]
    class: service
    evaluation: {within: 1d, expect: 60 %}
    responsible: crm
  call: {stage: first, title: Call, responsible: crm}
  nudge: {stage: then, title: Reminder}
  same: {stage: then, title: Same}
steps:
  - send: welcome
  - send: call
"""
NEW = """\
journey: order
title: {en: Ordering, ru: Заказ}
locales: [en, ru]
stages: [{id: first, title: First}, {id: then, title: Then}]
touchpoints:
  letter: {stage: first, title: Letter}
  welcome:
    stage: first
    title: {en: Welcome, ru: Здравствуйте}
    channel: [sms, push]
    class: onboarding
    evaluation: {within: 1d, expect: 70 %}
  prod: {stage: then, title: Reminder}
  same: {stage: then, title: Same}
steps:
  - send: letter
  - wait: 1d
  - send: welcome
"""


def read(text: str) -> Definition:
    """A text as a definition."""
    found = read_definition(text.encode(), schemes=shipped_schemes())
    assert found.value is not None, found.problems
    return found.value


def journey(text: str) -> Journey:
    """A text as a journey."""
    found = read(text)
    assert isinstance(found, Journey)
    return found


def page(old: str, new: str, language: str = "en") -> str:
    """The page of two texts."""
    was, now = read(old), read(new)
    around = (workspace(), shipped_schemes())
    return changes_page(Read(was, "a.yaml", *around), Read(now, "b.yaml", *around), diff(was, now), language)


def column(name: str, language: str = "en") -> OverlaidColumn:
    """The column of a touchpoint of both journeys above."""
    old, new, wording = journey(OLD), journey(NEW), Wording(language)
    versions = [Version(held, Names(held, None, wording)) for held in (old, new)]
    return overlaid_column(name, versions[0], versions[1], diff(old, new), wording)


def told(old: str, new: str, language: str = "en") -> list[str]:
    """All rows as lines, group titles among them."""
    was, now, wording = journey(old), journey(new), Wording(language)
    groups = change_groups(diff(was, now), Names(was, None, wording), Names(now, None, wording), wording)
    lines = []
    for group in groups:
        lines.append(str(group.title))
        lines += [
            " ".join(
                part
                for part in (row.sign, row.subject.text if row.subject else "", row.place, row.was, row.now)
                if part
            )
            for row in group.rows
        ]
    return lines


def test_differences_are_told_by_parts_in_words() -> None:
    """Rows are grouped as the map is, touchpoints by their titles, with what was and what is."""
    assert told(OLD, NEW) == [
        "Touchpoints",
        "~ Welcome title.ru Привет Здравствуйте",
        "~ Welcome channel push, sms sms, push",
        "~ Welcome class service onboarding",
        "~ Welcome evaluation.expect 60 % 70 %",
        "− Welcome responsible crm",
        "− Call",
        "= Reminder nudge prod",
        "+ Letter",
        "Scenario",
        "− steps[1] {send: call}",
        "+ steps[0] {send: letter}",
        "+ steps[1] {wait: 1d}",
        "The file itself",
        "~ title.en Order Ordering",
    ]


def test_what_moved_in_a_list_is_told_by_what_it_is() -> None:
    """A step that moved is told as the step it is, with both places."""
    later = OLD.replace("  - send: welcome\n  - send: call\n", "  - send: call\n  - send: welcome\n")
    assert told(OLD, later) == ["Scenario", "↕ {send: welcome} steps[0] steps[1]"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_key_of_every_file_belongs_to_a_part(kind: str) -> None:
    """Whatever changes at the top of a file has a group, and no key has two."""
    grouped = [key for keys in GROUPS.values() for key in keys]
    assert len(grouped) == len(set(grouped))
    assert {item.name for item in keys_of(KINDS[kind].cls)} <= set(grouped)


def test_every_kind_and_group_has_its_word_in_every_language() -> None:
    """Kinds, counts and groups are said in each language."""
    wanted = {
        *(f"diff.kind.{kind}" for kind in SIGNS),
        *(f"diff.count.{kind}" for kind in SIGNS),
        *(f"diff.group.{group}" for group in GROUPS),
    }
    for language in LANGUAGES:
        assert wanted <= set(catalogue(language))


def test_every_word_of_the_comparison_is_used() -> None:
    """No sentence about differences stands in the catalogue in vain."""
    source = Path(tropa.__file__).parent
    files = [*source.rglob("*.py"), *source.rglob("*.html")]
    said = "\n".join(file.read_text("utf-8") for file in files)
    for key in catalogue("en"):
        if key.startswith("diff.") and key.split(".")[1] not in {"kind", "count", "group"}:
            assert f'"{key}"' in said, key


def test_a_changed_touchpoint_shows_what_was_and_what_is() -> None:
    """Only the line that differs is struck and told anew; channels are one line before and one after."""
    found = column("welcome")
    cells = {cell.lane: cell for cell in found.cells}
    assert found.kind == "changed"
    assert [str(line) for line in cells["evaluation"].kept] == ["within <bdi>1 day</bdi>"]
    assert "60%" in str(cells["evaluation"].was)
    assert "70%" in str(cells["evaluation"].now)
    assert (len(cells["responsible"].was), cells["responsible"].now) == (1, ())
    assert [re.sub("<[^>]*>", "", str(line)) for line in (*found.channels.was, *found.channels.now)] == [
        "Push, SMS",
        "SMS, Push",
    ]


def test_what_no_lane_shows_is_told_further_down() -> None:
    """A class, and a text in a language the page is not in, are listed in the column."""
    assert [(row.place, row.was, row.now) for row in column("welcome").further] == [
        ("class", "service", "onboarding")
    ]
    russian = [(row.place, row.was) for row in column("welcome", "ru").further]
    assert russian == [("class", "service")]


def test_titles_are_told_in_the_language_of_the_page() -> None:
    """A title that changed in Russian only is new on the Russian page and the same on the English one."""
    assert column("welcome").old_title is None
    old_title = column("welcome", "ru").old_title
    assert old_title is not None
    assert old_title.text == "Привет"


@pytest.mark.parametrize(
    ("name", "kind"),
    [("letter", "added"), ("call", "removed"), ("welcome", "changed"), ("prod", "renamed"), ("same", "same")],
)
def test_a_touchpoint_says_what_became_of_it(name: str, kind: str) -> None:
    """Each column has its kind, with a sign and a word unless nothing happened."""
    found = column(name)
    assert found.kind == kind
    assert bool(found.sign) == bool(found.word) == (kind != "same")


def test_what_is_gone_stands_where_it_stood() -> None:
    """The merged map keeps a removed row behind the row it stood behind, on its stage."""
    old, new = journey(OLD), journey(NEW)
    both = merged(old, new, diff(old, new))
    assert list(both.touchpoints) == ["letter", "welcome", "call", "prod", "same"]
    assert both.touchpoints["call"].stage == "first"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_shows_both(language: str) -> None:
    """The page has the old and the new title, struck and new texts, and every kind with its word."""
    text = page(OLD, NEW, language)
    for kind in ("added", "removed", "changed", "renamed"):
        entry = catalogue(language)[f"diff.kind.{kind}"]
        assert isinstance(entry, str)
        assert entry in text
    assert "<del>" in text
    assert "<ins>" in text
    assert "<script" not in text


def test_two_equal_versions_say_so() -> None:
    """Where nothing differs the page says so and lists nothing."""
    text = page(OLD, OLD)
    assert "Both versions say the same." in text
    assert "<del>" not in text


def test_workspaces_and_schemes_have_a_page_too() -> None:
    """Files without a map show their differences in words."""
    text = page("workspace: w\nteams: {a: {lead: X}}\n", "workspace: w\nteams: {a: {lead: Y}}\n")
    assert "teams.a.lead" in text
    assert 'id="map"' not in text


def test_hostile_texts_are_escaped() -> None:
    """Markup in a text is shown, not obeyed, wherever the page repeats it."""
    evil = "</del><script>alert(1)</script>"
    text = page(OLD, OLD.replace("title: Call", f"title: '{evil}'").replace("class: service", "class: reminder"))
    assert "<script" not in text
    assert "&lt;script&gt;" in text


def test_values_read_as_they_are_written() -> None:
    """Lists, maps and truth values stand on one line as one would write them."""
    assert value_text(None) == ""
    assert value_text([{"after": "0d"}, {"after": "3d", "by": "sms"}]) == "[{after: 0d}, {after: 3d, by: sms}]"
