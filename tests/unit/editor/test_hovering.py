"""What is shown over a key, an id and a finding."""

from __future__ import annotations

import pytest
from tests.unit.editor.typing_at import JOURNEY, shown

from tropa.data.words import LANGUAGES, Words
from tropa.editor.hovering import escaped
from tropa.journey.schemes import shipped_schemes
from tropa.journey.text.problems import RULES as PROBLEMS
from tropa.lint import LIVE_RULES, RULES
from tropa.lint.waivers import WAIVER_RULES
from tropa.runtime.telling import what_to_do, why

STEPS = JOURNEY + "steps:\n  - send: welcome\n    note: {en: x}\n"


def plain(text: str, language: str = "en") -> str:
    """What is shown, as plain text."""
    found = shown(text, language)
    return found.plain() if found else ""


def test_a_key_says_what_it_means_and_what_may_stand_there() -> None:
    """The model's sentence first, then how a value is written."""
    text = plain("journey: a\ntouchpoints:\n  w:\n    |evaluation: {within: 1d}\n")
    assert "evaluation  How the target action is judged.\nValue: fields" in text
    assert "a duration such as 30m" in plain("journey: a\ntouchpoints:\n  w:\n    evaluation: {wi|thin: 1d}\n")
    assert "an id declared under teams, roles" in plain("journey: a\ntouchpoints:\n  w:\n    respon|sible: x\n")


def test_a_step_is_told_by_its_kind() -> None:
    """``send`` says what sending is."""
    assert plain(STEPS.replace("- send", "- se|nd")).startswith("send  Send a touchpoint's communication.")


@pytest.mark.parametrize(
    "text", [STEPS.replace("send: welcome", "send: wel|come"), STEPS.replace("  welcome:", "  wel|come:")]
)
def test_an_id_says_its_title(text: str) -> None:
    """Where it is declared and where it is used, in the language of the person."""
    assert "welcome  Welcome" in plain(text)
    assert "Привет" in plain(text, "ru")


def test_an_id_of_a_scheme_says_its_title() -> None:
    """A stage is known by the scheme that declares it."""
    stage = next(one for one in shipped_schemes()["lifecycle"].stages if one.id == "sale")
    assert stage.title is not None
    assert plain("journey: a\nstages: lifecycle\nstage: sa|le\n", "ru").endswith(f"sale  {stage.title.read_in('ru')}")


def test_a_finding_says_why_and_what_to_do() -> None:
    """Rule, sentence, reason and advice stand before the meaning of the key."""
    heads = [line.split(" ")[0] for line in plain("journey: a\ntouchpoints:\n  |w: {title: W}\n").split("\n")]
    assert heads[:3] == ["RO01", "Why:", "What"]
    assert heads[-1] == "w"


def test_a_problem_of_the_reader_says_its_sentence() -> None:
    """An unknown key is told with the nearest spelling."""
    assert plain("journey: a\ntouch|pionts: {}\n").startswith("PA07  unknown key “touchpionts”")


@pytest.mark.parametrize("text", ["journey: a\n|\nmode: run\n", "journey: a # wo|rds\n", "version: |3\n"])
def test_over_nothing_nothing_is_shown(text: str) -> None:
    """Empty lines, comments and the files of others say nothing."""
    assert shown(text) is None or "PA08" in plain(text)


def test_what_a_file_says_is_no_markdown() -> None:
    """A title with Markdown in it is shown as it stands, on one line."""
    assert escaped("[a](b)\n`c` <img> *d*") == "\\[a\\](b) \\`c\\` \\<img\\> \\*d\\*"
    assert escaped("# head") == "\\# head"
    found = shown(STEPS.replace("Welcome", "'[x](http://y) <b>'").replace("send: welcome", "send: wel|come"))
    assert found is not None
    assert "\\[x\\](http://y) \\<b\\>" in found.markdown()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_says_why_and_what_to_do(language: str) -> None:
    """Reason and advice of a linter's rule need no params of a finding; the reader's sentences say all."""
    words = Words(language)
    for rule in (*RULES, *LIVE_RULES, *WAIVER_RULES):
        assert why(rule.id, words)
        assert what_to_do(rule.id, words)
    assert [why(rule, words) + what_to_do(rule, words) for rule in PROBLEMS] == [""] * len(PROBLEMS)
