"""What mends a finding, and the one usual layout, as changes of the text."""

from __future__ import annotations

import pytest
from tests.unit.editor.typing_at import judged

from tropa.data.words import LANGUAGES, Words
from tropa.editor.actions import Action, actions_for, formatting, one_edit
from tropa.journey.text.edit import apply_edits
from tropa.journey.text.fmt import format_text

RESTS = """\
journey: rests
# 😀 сделано руками
start: ordered
success: paid
steps:
  - wait: 1d  # отдых
  - wait: 1d
waive:
  - rule: RO01
    because: Причина
    until: 2099-01-01
"""


def actions(text: str, language: str = "en") -> list[Action]:
    """Everything that may be done at once about a text."""
    found = judged(text)
    return [one for told in found.told for one in actions_for(told, found.page.lines, Words(language))]


def rules(text: str) -> list[str]:
    """The rules that tell something of a text."""
    return [told.rule for told in judged(text).told]


@pytest.mark.parametrize("windows", [False, True])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_fix_mends_its_finding_and_touches_nothing_else(windows: bool, mark: str) -> None:  # noqa: FBT001  a case
    """After the edit the finding is gone; comments, line ends and a byte order mark stay."""
    text = mark + (RESTS.replace("\n", "\r\n") if windows else RESTS)
    found = {action.told.rule: action for action in actions(text) if action.sure}
    assert {"LA02", "WA03"} <= set(found)
    for rule, action in found.items():
        mended = apply_edits(text, (action.edit,))
        assert rule not in rules(mended)
        assert ("\r\n" in mended) == windows
        assert mended.startswith(mark + "journey: rests")
        assert mended.count("\r") == (mended.count("\n") if windows else 0)
        assert "# отдых" in mended


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_action_says_what_it_does(language: str) -> None:
    """The rule and the place of the change stand in its title."""
    (title,) = [action.title for action in actions(RESTS, language) if action.told.rule == "LA02"]
    assert "LA02" in title
    assert "steps[1].id" in title


@pytest.mark.parametrize(
    ("text", "wrong", "right"),
    [
        ("journey: a\ntouchpionts: {}\n", "touchpionts", "touchpoints"),
        ("journey: a 😀\r\nmode: obsreved\r\n", "obsreved", "observed"),
        ("journey: a\ntouchpoints:\n  welcome: {}\nsteps:\n  - send: welcom\n", "welcom\n", "welcome\n"),
    ],
)
def test_the_nearest_spelling_takes_the_place_of_a_slip(text: str, wrong: str, right: str) -> None:
    """Offered, and marked as a guess: only the person knows what was meant."""
    (action,) = [
        action for action in actions(text) if action.told.rule in {"PA07", "PA08", "RE01"} and "“" in action.title
    ]
    assert not action.sure
    assert apply_edits(text, (action.edit,)) == text.replace(wrong, right)


def test_no_guess_is_made_about_a_part_of_a_text() -> None:
    """A reference inside a longer text is told at the whole of it, which another name must not replace."""
    text = "journey: a\ncomponents:\n  cinema: {done: x}\nsuccess: any(components.cinem.done, y)\n"
    assert "RE01" in rules(text)
    assert actions(text) == []


@pytest.mark.parametrize("windows", [False, True])
def test_formatting_is_what_fmt_does_with_the_line_ends_that_are_there(windows: bool) -> None:  # noqa: FBT001  a case
    """Line ends are the editor's business; all else is laid out as ``tropa fmt`` lays it out, once."""
    text = "journey: a   \nlocales: [en]\ntitle: {en: 'Long words, many of them', ru: Слова}\n\n\n"
    laid_out = format_text(text)
    raw, wanted = (one.replace("\n", "\r\n") if windows else one for one in (text, laid_out))
    edit = formatting(raw)
    assert edit is not None
    assert apply_edits(raw, (edit,)) == wanted != raw
    assert formatting(wanted) is None


@pytest.mark.parametrize("text", ["journey: a\ntitle: [\n", "journey: a\ntitle: \ud83d\n", "", "#" * (2**20 + 1)])
def test_what_cannot_be_read_is_not_laid_out(text: str) -> None:
    """Nor is half of a pair of UTF-16, nor a file over the limit."""
    assert formatting(text) is None


def test_one_edit_is_small() -> None:
    """Only what differs is replaced, so that the cursor stays where it is."""
    edit = one_edit("a: 1\nb: 2\nc: 3\n", "a: 1\nb: 22\nc: 3\n")
    assert edit is not None
    assert (edit.end - edit.start, edit.text) == (0, "2")
