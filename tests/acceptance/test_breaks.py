"""``tropa measure breaks`` as a person and a program meet it, and the report with its cards."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from tests.acceptance.conftest import Tropa
from tests.acceptance.logs import silent
from tests.unit.draw.outline import assert_sound, said

from tropa.bootstrap import measuring
from tropa.measure.breaking import find_breaks
from tropa.runtime.breaking import search_breaks
from tropa.runtime.definitions import load
from tropa.testing.break_table import HALVED
from tropa.testing.conformance import differences
from tropa.testing.torn_logs import JOURNEY, Passages, TornLog, counts_of, draw_passages, lines_of

TEAR = HALVED.drawn(7)


@cache
def torn() -> Passages:
    """A log of 20,000 customers with a break in it."""
    return draw_passages(replace(TornLog(), tears=(TEAR,)), np.random.default_rng(7))


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that holds the log and its journey."""
    folder = tmp_path_factory.mktemp("torn")
    folder.joinpath("log.csv").write_text("\n".join(lines_of(torn())) + "\n")
    folder.joinpath("torn.yaml").write_text(JOURNEY)
    return folder


def ask(tropa: Tropa, log: Path, *options: str) -> list[str]:
    """The lines that a person reads."""
    done = tropa("measure", "breaks", str(log / "torn.yaml"), "--events", str(log / "log.csv"), *options)
    assert (done.code, done.err) == (0, "")
    return done.out.splitlines()


def test_m12_the_log_gives_the_answer_of_its_counts(log: Path) -> None:
    """From lines of text through the warehouse the answer is the one that the imagined passages themselves give."""
    loaded = load(log / "torn.yaml")
    assert loaded.journey is not None
    source = measuring(str(log / "log.csv"), columns=None, zone=None, progress=silent)
    found, _ = search_breaks(source, loaded.journey, loaded.schemes).answer
    assert differences(find_breaks(counts_of(torn())), found) == []
    assert len(found.breaks) == 1


def test_a_person_is_told_where_for_whom_when_and_what_it_costs(tropa: Tropa, log: Path) -> None:
    """The one break stands there with its dates, shares, interval and goals; nothing else does."""
    lines = ask(tropa, log)
    assert lines[0].startswith("20,000 runs over 87 days; touchpoints: 3, properties: 5.")
    assert lines[2] == "Where the path breaks"
    assert lines[3].startswith("1. welcome, region = region-03: ")
    assert "within 3 days" in lines[4]
    assert lines[5].strip().startswith("before: ")
    assert lines[6].strip().startswith("goals lost: ")
    assert len(lines) == 7


@pytest.mark.parametrize(("language", "title"), [("ru", "Где путь рвётся"), ("fa", "مسیر کجا می‌گسلد")])
def test_it_is_told_in_other_languages(tropa: Tropa, log: Path, language: str, title: str) -> None:
    """Russian and Persian say the same in as many lines."""
    lines = ask(tropa, log, "--lang", language)
    assert lines[2] == title
    assert len(lines) == 7


def test_a_program_gets_lines_that_say_what_they_are(tropa: Tropa, log: Path) -> None:
    """JSON Lines hold what JSON holds: breaks and improvements by line, the rest in the summary."""
    rows = [json.loads(line) for line in ask(tropa, log, "--format", "jsonl")]
    whole = json.loads("\n".join(ask(tropa, log, "--format", "json")))
    assert [row["row"] for row in rows] == ["break", "summary"]
    assert {**rows[0], "row": ""} == {**whole["breaks"][0], "row": ""}
    assert rows[1]["tried"] == whole["tried"]
    assert whole["breaks"][0]["q_value"] < 0.05
    assert whole["watermark"].endswith("Z")


def test_named_properties_are_the_only_cuts(tropa: Tropa, log: Path) -> None:
    """With ``--by`` nothing else is cut by; a name that no event knows is told."""
    whole = json.loads("\n".join(ask(tropa, log, "--by", "plan", "--by", "device", "--format", "json")))
    assert whole["tried"]["cuts"] == ["device", "plan"]
    assert whole["breaks"] == []
    arguments = ("measure", "breaks", str(log / "torn.yaml"), "--events", str(log / "log.csv"), "--by", "plann")
    assert "plann" in tropa(*arguments).err


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [("--within", "soon", "30m, 7d or 2w"), ("--level", "0", "0<x<1"), ("--level", "1", "0<x<1")],
)
def test_what_makes_no_sense_is_refused(tropa: Tropa, log: Path, option: str, value: str, said: str) -> None:
    """A duration that is none and a rate outside 0 and 1 end the command with a sentence and a 2."""
    done = tropa("measure", "breaks", str(log / "torn.yaml"), "--events", str(log / "log.csv"), option, value)
    assert done.code == 2
    assert said in done.err
    assert "Traceback" not in done.err


def test_an_empty_log_is_answered(tropa: Tropa, log: Path, tmp_path: Path) -> None:
    """Where nobody comes nothing can be looked at, and that is said."""
    (tmp_path / "empty.csv").write_text("customer,name,at,plan\n")
    done = tropa("measure", "breaks", str(log / "torn.yaml"), "--events", "empty.csv")
    assert done.code == 0
    assert done.out.startswith("Nothing can be looked at")


def test_standard_input_is_searched_by_named_properties(tropa: Tropa, log: Path) -> None:
    """What can be read once only tells no properties beforehand; those named are cut by."""
    stdin = (log / "log.csv").read_bytes()
    arguments = ("measure", "breaks", str(log / "torn.yaml"), "--events", "-", "--by", "region", "--format", "json")
    done = tropa(*arguments, stdin=stdin)
    assert [one["value"] for one in done.data["breaks"]] == ["region-03"]


def test_the_report_has_a_card_of_it(tropa: Tropa, log: Path, tmp_path: Path) -> None:
    """The page shows the same break with its dates and its course, and names it in the reading."""
    out = tmp_path / "report.html"
    done = tropa("report", str(log / "torn.yaml"), "--events", str(log / "log.csv"), "--out", str(out))
    assert done.code == 0, done.err
    page = out.read_text()
    assert_sound(page)
    assert page.count('<li class="tear worse">') == 1
    assert "The costliest break: “Welcome”, region = region-03" in said(page)


def test_m12_those_behind_a_break_are_as_many_as_it_counts(tropa: Tropa, log: Path) -> None:
    """The break's watched runs are named, those who passed and those who did not, and the report opens the lists."""
    ask = ("measure", "breaks", str(log / "torn.yaml"), "--events", str(log / "log.csv"), "--format", "json")
    found = tropa(*ask).data["breaks"][0]["inside"]
    told = {figure: tropa(*ask, "--who", f"breaks.1.{figure}", "--most", "5").data for figure in ("done", "missed")}
    assert told["done"]["runs"] == found["passed"]
    assert told["missed"]["runs"] == found["entrants"] - found["passed"]
    assert len(told["missed"]["customers"]) == 5
    assert tropa(*ask, "--who", "breaks.2.missed").code == 2
    page = log / "who.html"
    tropa("report", str(log / "torn.yaml"), "--events", str(log / "log.csv"), "--out", str(page))
    assert "--who breaks.1.missed" in page.read_text()
