"""What newcomers stumble over: each slip is told where it happens, with the way out."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.acceptance.conftest import Tropa
from tests.unit.docs.reading import page

LOG = "customer,name,at,plan\nann,begun,2026-01-01,x\nann,paid,2026-01-02,y\nbob,begun,2026-01-01,x\n"
RUSSIAN = "customer,name,at\nann,begun,31.12.2026 10:00\nann,paid,31.12.2026 11:00\nbob,begun,30.12.2026 09:30\n"
MAP = """\
journey: shop
start: begun
success: paid
touchpoints:
  pay: {channel: web, target_action: paid, evaluation: {within: 1d, expect: 60 %}}
  mail: {channel: email, target_action: paid}
"""


def write(folder: Path, name: str, text: str) -> str:
    """A file in the folder; its name."""
    (folder / name).write_text(text, encoding="utf-8")
    return name


@pytest.fixture
def log(tmp_path: Path) -> str:
    """A small log."""
    return write(tmp_path, "log.csv", LOG)


def test_m11_touchpoints_without_a_proof_are_named_beside_the_figures(tropa: Tropa, tmp_path: Path, log: str) -> None:
    """A page that names no ``reached`` cannot be measured, and that is said; a message of ours proves itself."""
    name = write(tmp_path, "shop.yaml", MAP)
    said = tropa("measure", "reality", name, "--events", log)
    assert said.code == 0
    assert "1 touchpoint names no event that proves it (key reached), so it cannot be measured: pay" in said.err
    assert f"tropa interview {name} --events {log}" in said.err
    data = tropa("measure", "reality", name, "--events", log, "--format", "json").data
    assert (data["unproven"], data["begins"]) == (["pay"], True)
    assert data["touchpoints"][0]["verdict"] == "not measured"


def test_a_measured_journey_is_told_nothing_of_the_kind(tropa: Tropa, tmp_path: Path, log: str) -> None:
    """Where every touchpoint has its proof there is nothing to say."""
    name = write(tmp_path, "shop.yaml", MAP.replace("channel: web", "channel: web, reached: begun"))
    said = tropa("measure", "reality", name, "--events", log)
    assert said.err == ""


@pytest.mark.parametrize(
    ("start", "says"),
    [("start:", "names no event with which a run begins (key start)"), ("start: begum", "(key start: begum)")],
)
def test_a_journey_of_which_no_run_begins_says_why(
    tropa: Tropa, tmp_path: Path, log: str, start: str, says: str
) -> None:
    """Without a start, or with one that the log has not, nothing is measured: in the terminal and on the page."""
    name = write(tmp_path, "shop.yaml", MAP.replace("start: begun", start))
    assert says in tropa("measure", "reality", name, "--events", log).err
    told = tropa("report", name, "--events", log, "--out", "r.html")
    assert says in told.err
    shown = (tmp_path / "r.html").read_text("utf-8")
    assert ("names no event with which a run begins" in shown) == (start == "start:")
    assert "cannot be measured" in shown


def test_a_journey_without_a_success_is_told_why_nobody_reaches_it(tropa: Tropa, tmp_path: Path, log: str) -> None:
    """A goal of 0 % would look like a failure of the path."""
    name = write(tmp_path, "shop.yaml", MAP.replace("success: paid\n", ""))
    assert "no event that reaches its goal (key success)" in tropa("measure", "reality", name, "--events", log).err


@pytest.mark.parametrize("language", ["en", "ru", "fa"])
def test_a_log_without_one_readable_line_ends_with_2(tropa: Tropa, tmp_path: Path, language: str) -> None:
    """The reason stands there once with its count, and how else times may be written."""
    name = write(tmp_path, "log.csv", RUSSIAN)
    said = tropa("measure", "edges", "--events", name, "--format", "json", "--lang", language)
    assert said.code == 2
    assert said.out == ""
    assert said.err.count("ISO 8601") == 2  # the reason, and how times may be written
    assert "mm" in said.err or "мм" in said.err
    assert "docs/how-to/bring-your-log.md" in said.err


def test_reasons_that_differ_are_told_each(tropa: Tropa, tmp_path: Path) -> None:
    """A kind of reason is told once, at the line where it is met first; another kind is told beside it."""
    name = write(tmp_path, "log.csv", f"{LOG}bob,paid,someday,x\nbob,paid,soon,x\nbob,,2026-01-01,x\n")
    said = tropa("measure", "edges", "--events", name)
    assert said.code == 0
    assert "3 lines could not be read as events" in said.err
    assert "line 5 and 1 more like it: 'at' is no time" in said.err
    assert "line 7: no name" in said.err


def test_the_conversion_of_times_that_the_page_shows_works(tropa: Tropa, tmp_path: Path) -> None:
    """Run as it stands, it makes a log of which every line is read."""
    write(tmp_path, "log.csv", RUSSIAN)
    shown = page("how-to/bring-your-log.md").split("```sh\n")[1].split("\n```")[0]
    command = shown.replace("python ", f"{sys.executable} ", 1)
    subprocess.run(["sh", "-c", command], cwd=tmp_path, check=True)
    data = tropa("measure", "edges", "--events", "log-iso.csv", "--format", "json").data
    assert (data["n_bad"], data["n_events"]) == (0, 3)
    assert data["watermark"] == "2026-12-31T11:00:00Z"


def test_names_that_no_event_has_are_told_with_the_nearest(tropa: Tropa, log: str) -> None:
    """On stderr for people, in the answer for programs; an event may be yet to come, so the command ends with 0."""
    asked = ("--events", log, "--step", "begum", "--step", "paid", "--by", "plam", "--where", "plan = 'x'")
    said = tropa("measure", "funnel", *asked, "--format", "json")
    assert said.code == 0
    assert said.data["unheard"] == {"names": ["begum"], "properties": ["plam"]}
    assert "no event in the log is called “begum”; did you mean “begun”?" in said.err
    assert "no event in the log has a property “plam”" in said.err


@pytest.mark.parametrize("question", [("edges",), ("paths", "--from", "begun"), ("funnel", "--step", "begun")])
def test_names_that_the_log_has_are_no_news(tropa: Tropa, log: str, question: tuple[str, ...]) -> None:
    """Nothing is told of a question whose names all occur."""
    said = tropa("measure", *question, "--events", log, "--by", "plan", "--format", "json")
    assert said.data["unheard"] == {"names": [], "properties": []}
    assert "no event in the log" not in said.err


@pytest.mark.parametrize("question", [("paths", "--from", "begum"), ("paths", "--to", "begum"), ("edges",)])
def test_every_question_tells_its_slips(tropa: Tropa, log: str, question: tuple[str, ...]) -> None:
    """Beginnings and ends of paths, and what an answer is split by."""
    said = tropa("measure", *question, "--events", log, "--by", "plam", "--format", "json")
    assert said.data["unheard"]["names"] == (["begum"] if "begum" in question else [])
    assert said.data["unheard"]["properties"] == ["plam"]


def test_differences_come_as_lines_too(tropa: Tropa, tmp_path: Path) -> None:
    """``--format jsonl`` says what JSON says, a line a difference, and ends with the summary."""
    old, new = write(tmp_path, "old.yaml", MAP), write(tmp_path, "new.yaml", MAP.replace("60 %", "70 %"))
    whole = tropa("diff", old, new, "--format", "json").data["differences"]
    lines = [json.loads(line) for line in tropa("diff", old, new, "--format", "jsonl").out.splitlines()]
    assert lines == [*({"row": "difference", **one} for one in whole), {"row": "summary"}]


def test_persian_has_its_own_digits_and_signs(tropa: Tropa, tmp_path: Path, log: str) -> None:
    """Numbers of ours are written in Persian digits, and neither a Latin semicolon nor a comma parts their lists."""
    several = MAP + "  shop: {channel: office, target_action: paid}\n"
    told = tropa("measure", "reality", write(tmp_path, "shop.yaml", several), "--events", log, "--lang", "fa").err
    assert "۲ نقطهٔ تماس" in told
    assert "pay، shop" in told
    write(tmp_path, "table.csv", "Touchpoint,Evaluation\nA,by eye\nB,by ear\n")
    imported = tropa("import", "table.csv", "--lang", "fa").err
    assert "B2؛ B3" in imported
    assert ";" not in imported
