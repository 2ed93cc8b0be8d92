"""``measure discover`` on the real fines log and on small ones: what comes of it, and how it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.acceptance.conftest import Tropa
from tests.acceptance.test_fines import FINES, LOG

from tropa.journey.model.steps import Send, Wait
from tropa.runtime.definitions import load


def test_the_fines_log_gives_the_shipped_path_back(tropa: Tropa, tmp_path: Path) -> None:
    """Start, goal and the order of the letters are those that a person wrote down for the same log."""
    said = tropa("measure", "discover", *LOG, "--per", "key:case_id", "--out", "draft.yaml", "--format", "json")
    assert said.code == 0, said.err
    assert said.data["definition"] == (tmp_path / "draft.yaml").read_text("utf-8")
    drafted, shipped = load(tmp_path / "draft.yaml").journey, load(Path(FINES)).journey
    assert drafted is not None
    assert shipped is not None
    assert (said.data["start"], said.data["success"], drafted.key_) == ("Create Fine", "Payment", "case_id")
    proofs = [touchpoint.reached for touchpoint in shipped.touchpoints.values()]
    assert [touchpoint.reached for touchpoint in drafted.touchpoints.values()][:4] == proofs
    assert [type(step) for step in drafted.steps or ()] == [Send, Send, Send, Wait]
    assert [step["n"] for step in said.data["steps"][:3]] == [10_000, 6_570, 4_635]


def test_the_draft_is_checked_drawn_and_measured_as_it_is(tropa: Tropa) -> None:
    """No error in it, a picture of it, and nearly all moves of the log explained by it."""
    tropa("measure", "discover", *LOG, "--per", "key:case_id", "--out", "draft.yaml")
    checked = tropa("check", "draft.yaml", "--format", "json")
    assert checked.code == 0
    assert {finding["level"] for finding in checked.data["findings"]} <= {"W", "H"}
    assert tropa("map", "draft.yaml", "--view", "scenario", "--out", "draft.html").code == 0
    moves = tropa("measure", "reality", "draft.yaml", *LOG, "--format", "json").data["moves"]
    assert moves["unexplained"] < 0.05 * moves["mapped"]


@pytest.mark.parametrize("language", ["en", "ru", "fa"])
def test_what_is_guessed_is_said_in_the_language_asked_for(tropa: Tropa, language: str) -> None:
    """The comments above the draft name the guesses; the locale of the file is the language."""
    text = tropa("measure", "discover", *LOG, "--lang", language).out
    assert f"locales:\n  - {language}\n" in text
    above = [line for line in text.splitlines() if line.startswith("# ")]
    assert sum("Create Fine" in line and ":" in line for line in above) >= 1
    assert any("Payment" in line for line in above)


def test_a_person_may_say_start_and_goal(tropa: Tropa) -> None:
    """What is said is no guess, and the path begins there."""
    said = tropa("measure", "discover", *LOG, "--start", "Send Fine", "--success", "Add penalty", "--format", "json")
    assert (said.data["start"], said.data["success"], said.data["guessed"]) == ("Send Fine", "Add penalty", [])
    assert said.data["n_started"] == 6_570


def test_nothing_to_draft_from_is_refused(tropa: Tropa, tmp_path: Path) -> None:
    """An event that nobody has, an empty log, a file that is there already, an id that is none: told, code 2."""
    (tmp_path / "empty.csv").write_text("customer,name,at\n")
    (tmp_path / "there.yaml").write_text("")
    refused = [
        tropa("measure", "discover", *LOG, "--start", "Nobody has it"),
        tropa("measure", "discover", "--events", "empty.csv"),
        tropa("measure", "discover", *LOG, "--out", "there.yaml"),
        tropa("measure", "discover", *LOG, "--id", "Not An Id"),
    ]
    assert [said.code for said in refused] == [2, 2, 2, 2]
    assert all(said.err.count("\n") == 1 and "Traceback" not in said.err for said in refused)
