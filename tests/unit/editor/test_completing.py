"""Completion: what may be written where somebody types, in a file that need not be readable."""

from __future__ import annotations

import pytest
from tests.unit.editor.typing_at import JOURNEY, after, labels, proposed

from tropa.editor.desk import MAX_NEIGHBOURS
from tropa.journey.model.steps import KINDS
from tropa.journey.text.source import MAX_BYTES
from tropa.lint import RULES


def test_an_empty_file_may_become_any_of_three() -> None:
    """Nothing is there yet: the first key says what the file will be."""
    assert labels("|") == labels("\ufeff|") == labels("# words\njou|") == ["journey", "workspace", "scheme"]


@pytest.mark.parametrize(
    ("text", "some"),
    [
        (JOURNEY + "|", {"steps", "goal", "title", "events"}),
        (JOURNEY + "st|\n", {"steps", "start", "success"}),
        (JOURNEY + "    |", {"communication", "target_action", "class"}),
        (JOURNEY + "    cla|\n    cta: Go\n", {"class"}),
        ("journey: a\ntouchpoints:\n  w:\n    evaluation: {|", {"within", "expect", "of"}),
        ("journey: a\ntouchpoints:\n  w:\n    evaluation:\n      within: 1d\n      |", {"expect", "of", "indicator"}),
        ("journey: a\ntouchpoints:\n  w:\n    communication:\n      |", {"text", "subject", "when", "how"}),
        ("journey: a\nstages:\n  |", {"use", "skip"}),
        ("journey: a\nreentry: {|}", {"cooldown", "parallel"}),
        ("journey: a\nstart:\n  |", {"for", "segment", "max_age", "event"}),
        ("journey: a\nevents:\n  e:\n    joins: {|}", {"role"}),
        ("workspace: w\nteams:\n  crm:\n    |", {"title", "lead", "department"}),
        ("scheme: s\nstages:\n  - id: one\n    |", {"title", "forbid", "maps_to"}),
        ("journey: a\nsign_up:\n  phone:\n    |", {"needs", "provider"}),
        ("journey: a\ncaps:\n  |", {"service", "crisis"}),
    ],
)
def test_keys_are_those_of_the_record(text: str, some: set[str]) -> None:
    """The record at the cursor says which keys there are."""
    assert some <= set(labels(text))


def test_keys_that_are_there_are_not_proposed_again() -> None:
    """A mapping has each key once; the key that is being written may still be another."""
    assert "channel" not in labels(JOURNEY + "    |")
    assert "roles" not in labels(JOURNEY + "|")
    assert {"channel", "class"} <= set(labels(JOURNEY.replace("channel: sms", "chan|")))


def test_a_key_brings_its_colon_unless_one_stands_there() -> None:
    """What is taken reads at once: a value goes behind the key, a mapping below it."""
    assert after("journey: a\nmo|", "mode") == "journey: a\nmode: "
    assert after("journey: a\ngo|", "goal") == "journey: a\ngoal:"
    assert after("journey: a\nmo|de: run\n", "mode") == "journey: a\nmode: run\n"
    assert after("journey: a\nmode:|", "observed") == "journey: a\nmode: observed"


@pytest.mark.parametrize(
    "text", ["steps:\n  - |", "steps:\n- |", "steps:\n  - send: x\n  - |", "steps:\n  - note: x\n    |"]
)
def test_a_step_begins_with_its_kind(text: str) -> None:
    """Where a step has no kind yet, every kind is proposed, first of all."""
    assert labels(JOURNEY + text)[: len(KINDS)] == list(KINDS)


def test_a_list_brings_its_dash() -> None:
    """On a line below ``steps``, or beside its dashes, an item comes with a dash of its own."""
    assert after(JOURNEY + "steps:\n  |", "send").endswith("steps:\n  - send: ")
    assert after(JOURNEY + "steps:\n  - send: welcome\n  |", "wait").endswith("welcome\n  - wait: ")
    assert after(JOURNEY + "steps:\n  -|", "send").endswith("steps:\n  - send: ")


def test_the_siblings_of_a_step_are_those_of_its_kind() -> None:
    """``remind`` has a ladder, ``send`` has none; inside the kind stand the same fields."""
    assert "ladder" in labels(JOURNEY + "steps:\n  - remind: x\n    |")
    assert "ladder" not in labels(JOURNEY + "steps:\n  - send: welcome\n    |")
    assert {"title", "to", "due"} <= set(labels(JOURNEY + "steps:\n  - task:\n      |"))
    assert "send" not in labels(JOURNEY + "steps:\n  - wait: 1d\n    |")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (JOURNEY + "steps:\n  - send: |", ["welcome"]),
        (JOURNEY + "steps:\n  - send: wel|", ["welcome"]),
        (JOURNEY + "steps:\n  - {send: |", ["welcome"]),
        (JOURNEY + "steps:\n  - for_each: |", ["component", "owner"]),
        (JOURNEY + "requests:\n  r:\n    touchpoints:\n      - |", ["welcome"]),
        (JOURNEY + "    responsible: |", ["owner"]),
        (JOURNEY + "guides:\n  g:\n    steps:\n      - component: |", ["film-night"]),
        (JOURNEY + "steps:\n  - id: one\n    wait: 1d\n  - back_to: |", ["one"]),
        (JOURNEY + "teams:\n  crm: {}\nsupport:\n  owner: |", ["crm"]),
        (JOURNEY + "experiments:\n  e:\n    arms: {old: 0.5, new: 0.5}\n    control: |", ["old", "new"]),
        (JOURNEY + "exit:\n  left: gone\nsteps:\n  - end: |", ["left"]),
        (JOURNEY + "touchpoints:\n  x:\n    help: '|", []),
        ("journey: a\nstages: |", ["activate", "lifecycle"]),
        ("journey: a\nstages:\n  - id: one\n  - id: two\nstage: |", ["one", "two"]),
        ("journey: a\nlocales: [en, ru]\ntitle:\n  |", ["en", "ru"]),
        ("journey: a\nmode: |", ["run", "observed"]),
        ("journey: a\nreentry: |", ["once", "once_per_key", "after_exit"]),
        ("journey: a\ntouchpoints:\n  w:\n    urgent: |", ["yes", "no"]),
        ("journey: a\nwaive:\n  - rule: |", [rule.id for rule in RULES]),
        ("journey: a\nsupport:\n  channels: {|", []),
        ("journey: a\ntouchpoints:\n  v: {channel: viber}\n  w:\n    channel: |", ["viber"]),
    ],
)
def test_values_are_those_that_are_declared(text: str, expected: list[str]) -> None:
    """An id of the section that the key refers to, or a word of the few there are."""
    assert labels(text) == expected


def test_stages_of_a_scheme_are_keys_where_it_is_used() -> None:
    """``skip`` names stages of the scheme, ``answers`` its stages and then their questions."""
    head = "journey: a\nstages:\n  use: lifecycle\n  skip:\n    |"
    assert {"sale", "loyalty"} <= set(labels(head))
    assert {"sale", "loyalty"} <= set(labels(JOURNEY + "answers:\n  |"))
    assert "explain_next" in labels(JOURNEY + "answers:\n  onboarding:\n    |")


def test_signals_are_events_references_and_joins() -> None:
    """What was declared or heard of elsewhere in the file, part by part; nothing inside a condition."""
    head = JOURNEY + "events:\n  paid: {title: Paid}\nexit:\n  left: Create Fine\n"
    found = labels(head + "success: |")
    assert {"paid", "Create Fine", "components.film-night.done", "owner.done", "any", "at_least"} <= set(found)
    assert after(head + "success: any(paid, Cre|)", "Create Fine").endswith("any(paid, Create Fine)")
    assert labels(head + "success: paid where |") == []


def test_a_chain_is_completed_link_by_link() -> None:
    """Only the link in hand is replaced."""
    text = JOURNEY + "requests:\n  r:\n    touchpoints: [welcome -> wel|]"
    assert after(text, "welcome").endswith("[welcome -> welcome]")


def test_titles_are_shown_beside_ids_in_the_language_of_the_person() -> None:
    """An id is told by the title that the file gives it."""
    assert [one.detail for one in proposed(JOURNEY + "steps:\n  - send: |")] == ["Welcome"]


@pytest.mark.parametrize(
    "text",
    [
        JOURNEY + "note: wor|ds",
        JOURNEY + "note: >\n  words |\n",
        JOURNEY + "# |",
        JOURNEY + "note: words # |",
        JOURNEY + "goal:\n  client: one\n     |",
        "version: 3\nservices: |",
        "version: 3\n|",
    ],
)
def test_prose_comments_and_the_files_of_others_are_left_in_peace(text: str) -> None:
    """Nothing is proposed where anything may stand, or where we know nothing."""
    assert labels(text) == []


@pytest.mark.parametrize(
    "broken",
    [
        "title: 'never closed\n",
        "title: {en: one, ru: two\n",
        "title: [a, b\n",
        "title: x: y\n",
        "   odd\n",
        "\t- x\n",
    ],
)
def test_a_mistake_above_does_not_silence_what_comes_below(broken: str) -> None:
    """Quotes and brackets that were never closed end at the next key; the rest of the file is still known."""
    assert labels("journey: a\n" + broken + "mode: |") == ["run", "observed"]
    assert labels("journey: a\n" + broken + JOURNEY.split("\n", 1)[1] + "steps:\n  - send: |") == ["welcome"]


def test_a_file_over_the_limit_is_not_looked_at() -> None:
    """What the reader refuses for its size costs nothing here either."""
    assert labels("journey: a\nmode: run\n" + "#" * MAX_BYTES + "\n|") == []
    assert MAX_NEIGHBOURS < MAX_BYTES
