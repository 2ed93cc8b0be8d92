"""What clients said they felt, from the log to the report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.acceptance.conftest import Tropa
from tests.unit.draw.outline import assert_sound, said

JOURNEY = """\
journey: visit
start: ordered
touchpoints:
  call: {title: The call, emotion: 1, reached: called}
  fitting: {title: The fitting, emotion: 2, reached: fitted}
  letter: {title: The letter, reached: sent}
"""
SAID = [
    *(("call", feeling) for feeling in (-2, -1, "-1", -2)),
    ("letter", 3),
    ("fitting", 1.5),
    ("fitting", "lovely"),
    ("fitting", 7),
    ("elsewhere", 2),
    (None, 2),
]
"""Answers, some of which are none."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Hold a journey, and a log in which clients say what they felt."""
    (tmp_path / "visit.yaml").write_text(JOURNEY)
    events: list[tuple[str, dict[str, object]]] = [("ordered", {}), ("called", {})]
    events += [("emotion_reported", {"touchpoint": name, "emotion": felt}) for name, felt in SAID]
    lines = [
        {
            "type": "track",
            "event": name,
            "userId": "ada",
            "timestamp": f"2026-01-01T00:00:{at:02}Z",
            "properties": told,
        }
        for at, (name, told) in enumerate(events)
    ]
    (tmp_path / "log.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    return tmp_path


@pytest.mark.usefixtures("folder")
def test_m4_reported_emotions_have_their_number_and_interval(tropa: Tropa) -> None:
    """Only whole numbers on the scale, at touchpoints of the journey, are answers; each mean has its interval."""
    answer = tropa("measure", "reality", "visit.yaml", "--events", "log.jsonl", "--format", "json")
    assert answer.code == 0, answer.err
    call, letter = answer.data["emotions"]
    assert (call["id"], call["n"], call["mean"]) == ("call", 4, -1.5)
    assert -3 < call["low"] < -1.5 < call["high"] < 0
    assert letter == {"id": "letter", "n": 1, "mean": 3.0, "low": -3.0, "high": 3.0}


def test_reported_emotions_stand_beside_the_planned_ones(tropa: Tropa, folder: Path) -> None:
    """The report draws both, and says how many answers stand behind a reported one."""
    done = tropa("report", "visit.yaml", "--events", "log.jsonl", "--out", "report.html", "--lang", "en")
    assert done.code == 0, done.err
    page = (folder / "report.html").read_text("utf-8")
    assert_sound(page)
    text = said(page).replace("\u200e", "")
    assert "Planned: +1, fine Reported: \u22121.5 (\u22122.4 to \u22120.6) 4 answers" in text
    assert "Reported: +3 (\u22123 to +3) 1 answer" in text
    assert page.count('class="answered"') == 2
