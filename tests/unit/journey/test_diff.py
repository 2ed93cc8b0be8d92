"""The comparison in meaning, on changes that people make."""

from __future__ import annotations

import pytest

from tropa.journey.diff import Difference, diff
from tropa.journey.diff.matching import MAX_CELLS, Traits, match
from tropa.journey.files import Definition, read_definition
from tropa.journey.schemes import shipped_schemes

BEFORE = """\
journey: order
locales: [en, ru]
touchpoints:
  welcome:
    title: Welcome
    channel: [push, sms]
    depends_on: [billing, crm]
    evaluation: {within: 1d, expect: 60 %}
  nudge:
    title: Reminder
    channel: sms
    communication: Left to do
steps:
  - send: welcome
  - wait: 3d
  - id: again
    send: nudge
  - wait: 5d
  - end: left
"""


def read(text: str) -> Definition:
    """A text as a definition, references left alone."""
    found = read_definition(text.encode(), schemes=shipped_schemes(), syntax_only=True)
    assert found.value is not None, found.problems
    return found.value


def told(old: str, new: str) -> list[str]:
    """The differences, short: kind, place in the file, and what was and is there."""
    return [line(one) for one in diff(read(old), read(new))]


def line(one: Difference) -> str:
    """One difference, short."""
    path, was = (".".join(map(str, place)) for place in (one.path, one.was))
    place = path if path == was else f"{was} => {path}"
    match one.kind:
        case "changed":
            return f"{place}: {one.old} -> {one.new}"
        case "added" | "removed":
            return f"{one.kind} {place}"
        case _:
            return f"{one.kind} {place}"


@pytest.mark.parametrize(
    ("old", "new", "differences"),
    [
        ("expect: 60 %", "expect: 0.7", ["touchpoints.welcome.evaluation.expect: 60 % -> 70 %"]),
        ("expect: 60 %", "expect: 0.60", []),
        ("send: welcome", "send: {touchpoint: welcome}", []),
        ("title: Welcome", "title: {en: Welcome}", []),
        (
            "title: Welcome",
            "title: {ru: Welcome}",
            ["removed touchpoints.welcome.title.en", "added touchpoints.welcome.title.ru"],
        ),
        ("channel: sms\n", "channel: [sms]\n", []),
        (
            "channel: [push, sms]",
            "channel: [sms, push]",
            ["touchpoints.welcome.channel: ['push', 'sms'] -> ['sms', 'push']"],
        ),
        ("[billing, crm]", "[crm, billing]", []),
        ("locales:", "mode: run\nlocales:", []),
        ("locales:", "# a remark\nlocales:", []),
        ("  nudge:\n", "  prod:\n", ["renamed touchpoints.nudge => touchpoints.prod"]),
        ("  - wait: 5d\n", "  - wait: 6d\n", ["steps.3.until: 5d -> 6d"]),
        ("  - wait: 3d\n", "", ["removed steps.1"]),
        ("  - wait: 3d\n", "  - wait: 3d\n  - wait: 3d\n", ["added steps.2"]),
        ("  - send: welcome\n  - wait: 3d\n", "  - wait: 3d\n  - send: welcome\n", ["moved steps.0 => steps.1"]),
        ("    send: nudge\n", "    send: nudge\n    by: sms\n", ["added steps.2.by"]),
        (
            "    send: nudge\n",
            "    end: gone\n",
            ["steps.2: {'send': 'nudge', 'id': 'again'} -> {'end': 'gone', 'id': 'again'}"],
        ),
        (
            "  - id: again\n    send: nudge\n  - wait: 5d\n",
            "  - wait: 5d\n    else:\n      - id: again\n        send: nudge\n        to: team\n",
            ["moved steps.2 => steps.2.else.0", "added steps.2.else.0.to"],
        ),
        (
            "  - send: welcome\n  - wait: 3d\n",
            "  - wait: 3d\n    then:\n      - send: welcome\n",
            ["moved steps.0 => steps.0.then.0"],
        ),
    ],
)
def test_a_change_is_told_for_what_it_is(old: str, new: str, differences: list[str]) -> None:
    """Each change of the file gives the differences that a person would name, and none where nothing is meant."""
    assert old in BEFORE
    assert told(BEFORE, BEFORE.replace(old, new)) == differences


def test_the_rows_of_the_map_are_in_order() -> None:
    """A touchpoint that comes before another one now has moved; nothing else is said of it."""
    at, then, end = (BEFORE.index(mark) for mark in ("  welcome:", "  nudge:", "steps:"))
    other = BEFORE[:at] + BEFORE[then:end] + BEFORE[at:then] + BEFORE[end:]
    assert told(BEFORE, other) == ["moved touchpoints.welcome"]


def test_the_order_of_teams_says_nothing() -> None:
    """Teams of a workspace may be listed in any order."""
    old, new = "workspace: w\nteams: {a: {lead: X}, b: {}}\n", "workspace: w\nteams: {b: {}, a: {lead: X}}\n"
    assert told(old, new) == []


def test_a_stage_is_known_by_its_id() -> None:
    """A stage put before another has moved; a stage with a new title has changed."""
    old = "scheme: s\nstages: [{id: a}, {id: b, title: B}, {id: c}]\n"
    new = "scheme: s\nstages: [{id: c}, {id: a}, {id: b, title: Beta}]\n"
    assert told(old, new) == ["stages.1.title => stages.2.title: B -> Beta", "moved stages.2 => stages.0"]


def test_definitions_of_two_kinds_differ_in_kind() -> None:
    """A journey is no workspace, and that is all there is to say."""
    assert told("journey: a\n", "workspace: a\n") == [": journey -> workspace"]


def test_true_and_one_are_two_values() -> None:
    """What is set to true and what is set to 1 differ, though Python takes them for equal."""
    old = "journey: j\nsteps:\n  - set: {traits.x: true}\n"
    assert told(old, old.replace("true", "1")) == ["steps.0.traits.traits.x: True -> 1"]


def test_the_workspace_s_locale_is_that_of_bare_texts() -> None:
    """Where a journey declares no locales, a bare text is in the first of its workspace."""
    old, new = read("journey: a\ntitle: Hi\n"), read("journey: a\ntitle: {en: Hi}\n")
    assert diff(old, new, "en") == ()
    assert len(diff(old, new)) == 2


def test_long_lists_are_matched_too() -> None:
    """Beyond the limit of the table alike items are still found, in time that a person does not notice."""
    n = int(MAX_CELLS**0.5) * 4
    old = [Traits(None, f"a{i}", "") for i in range(n)]
    found = match(old, [*old[1:], old[0]])
    assert found == {0: n - 1, **{i: i - 1 for i in range(1, n)}}
