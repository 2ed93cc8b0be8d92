"""Commands that other programs rely on: exit codes, streams, and errors that say what to do."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest
from tests.acceptance.conftest import TROPA, Tropa
from tests.acceptance.terminal import at_a_terminal

GOOD = "journey: good\nstart: ordered\nsuccess: used\n"
BAD = "journey: bad\ntouchpionts: {}\nstage: nowhere\n"


def write(folder: Path, name: str, text: str) -> str:
    """A file in the folder; its name."""
    (folder / name).write_text(text, encoding="utf-8")
    return name


def test_check_ends_with_0_on_good_files_and_says_how_complete_they_are(tropa: Tropa, tmp_path: Path) -> None:
    """Nothing of level E, a share of what is filled in, nothing but JSON on stdout."""
    said = tropa("check", write(tmp_path, "good.yaml", GOOD), "--format", "json")
    assert said.code == 0
    assert [one for one in said.data["findings"] if one["level"] == "E"] == []
    assert 0 < said.data["completeness"]["good"] < 1
    assert said.data["stages"]["good"] == {}


def test_check_tells_what_is_filled_in_stage_by_stage(tropa: Tropa, tmp_path: Path) -> None:
    """A stage with an empty row has a share below one, and people read it beneath the journey's."""
    text = "journey: staged\nstages: [{id: begin}]\nstage: begin\ntouchpoints: {hello: {channel: sms}}\n"
    name = write(tmp_path, "staged.yaml", text)
    assert 0 < tropa("check", name, "--format", "json").data["stages"]["staged"]["begin"] < 1
    assert re.search(r"^  begin: \d+%$", tropa("check", name).out, re.MULTILINE)


def test_check_ends_with_2_and_tells_every_problem_at_its_place(tropa: Tropa, tmp_path: Path) -> None:
    """File, line, column, what was met, what was expected and the nearest spelling; all at once."""
    name = write(tmp_path, "bad.yaml", BAD)
    said = tropa("check", name)
    assert said.code == 2
    assert f"{name}:2:1: E PA07" in said.out
    assert "touchpoints" in said.out
    found = tropa("check", name, "--format", "json").data["findings"]
    assert {"rule", "level", "message", "params", "file", "line", "column"} <= found[0].keys()


def test_a_map_where_a_word_is_expected_is_told_with_the_words(tropa: Tropa, tmp_path: Path) -> None:
    """What was met is a map, what was expected is one of the words; it is a sentence and no crash."""
    said = tropa("check", write(tmp_path, "map.yaml", "journey: map\nmode: {}\n"))
    assert said.code == 2
    assert "run, observed" in said.out


def test_check_ends_with_1_on_a_file_that_reads_but_is_wrong(tropa: Tropa, tmp_path: Path) -> None:
    """An unknown name is a finding of level E in a file that could be read."""
    said = tropa("check", write(tmp_path, "wrong.yaml", "journey: wrong\nstage: nowhere\n"))
    assert said.code == 1
    assert "E RE01" in said.out


def test_strict_turns_warnings_into_exit_1(tropa: Tropa, tmp_path: Path) -> None:
    """Prose cut off by a # is a warning: 0 without ``--strict``, 1 with it."""
    name = write(tmp_path, "warn.yaml", "journey: warn\ntitle: call us at #5\n")
    assert tropa("check", name).code == 0
    assert tropa("check", name, "--strict").code == 1


def test_fix_mends_the_file_and_tells_what_it_did(tropa: Tropa, tmp_path: Path) -> None:
    """What needs no decision is written into the file, at once and once; the rest is told as before."""
    name = write(tmp_path, "rests.yaml", "journey: rests\nstart: a\nsuccess: b\nsteps:\n  - wait: 1d\n  - wait: 1d\n")
    assert "LA02" in tropa("check", name).out
    said = tropa("check", name, "--fix")
    assert "LA02" in said.err
    assert "LA02" not in said.out
    mended = (tmp_path / name).read_bytes()
    assert b"id: wait-2" in mended
    again = tropa("check", name, "--fix").err
    assert "LA02" not in again
    assert "nothing here can be mended" in again
    assert (tmp_path / name).read_bytes() == mended


def test_explain_says_once_why_a_rule_matters_and_what_to_do(tropa: Tropa, tmp_path: Path) -> None:
    """Beneath the first finding of each rule; in a pipe only when asked, and then nothing says how to ask."""
    rows = "touchpoints:\n  one: {communication: Hello}\n  two: {communication: Hello}\n"
    name = write(tmp_path, "rows.yaml", f"journey: rows\n{rows}")
    plain, explained = tropa("check", name), tropa("check", name, "--explain")
    assert plain.out.count("RO01") == explained.out.count("RO01") == 2
    assert "    why: " not in plain.out
    assert "--explain" in plain.err
    lines = explained.out.splitlines()
    first = next(at for at, line in enumerate(lines) if "RO01" in line)
    assert lines[first + 1] == "    why: Where nobody answers for a touchpoint, nobody mends it."
    assert lines[first + 2] == "    do:  Name a team or a role under `responsible`."
    assert explained.out.count(lines[first + 1]) == 1
    assert "--explain" not in explained.err + tropa("check", name, "--no-explain").err


def test_a_person_at_a_terminal_is_told_why_where_the_rules_are_few(tropa: Tropa, tmp_path: Path) -> None:
    """Up to five rules are explained unasked; more would hide the findings."""
    few = write(tmp_path, "few.yaml", "journey: few\n")
    rows = "touchpoints: {one: {target_action: x}}\nsteps: [{end: c}, {task: Call}]\n"
    many = write(tmp_path, "many.yaml", f"journey: many\n{rows}")
    assert tropa("check", few).out.count(" ST01 ") == 1
    for name, why in ((few, True), (many, False)):
        with at_a_terminal(tmp_path, "check", name) as seen:
            seen.waits_for("workspace: none")
            assert ("    why: " in seen.screen) is why
            assert ("--explain" in seen.screen) is not why


def test_check_says_which_workspace_it_read_beside(tropa: Tropa, tmp_path: Path) -> None:
    """At the end, for people and for programs: the file, none, or one that has errors and was not used."""
    name = write(tmp_path, "good.yaml", GOOD)
    assert tropa("check", name).err.endswith("workspace: none; teams, channels and systems are what each file says\n")
    assert tropa("check", name, "--format", "json").data["workspaces"] == {name: None}
    write(tmp_path, "workspace.yaml", "workspace: w\n")
    assert tropa("check", name).err.endswith("\nworkspace: workspace.yaml\n")
    assert tropa("check", ".", "--format", "json").data["workspaces"] == {name: "workspace.yaml"}
    write(tmp_path, "workspace.yaml", "workspace: w\nteamz: x\n")
    assert "workspace.yaml has errors and was not used" in tropa("check", name).err


def test_a_waiver_is_judged_on_the_day_that_is_said(tropa: Tropa, tmp_path: Path) -> None:
    """A waiver holds to its last day and not a day longer; a day that is none is refused."""
    row = "touchpoints:\n  welcome:\n    communication: Hello\n"
    waiver = "waive:\n  - {rule: RO01, because: A new team, until: 2027-03-01}\n"
    name = write(tmp_path, "waived.yaml", f"journey: waived\n{row}{waiver}")
    assert "RO01 touchpoint" not in tropa("check", name, "--today", "2027-03-01").out
    late = tropa("check", name, "--today", "2027-03-02")
    assert "RO01 touchpoint" in late.out
    assert "WA01" in late.out
    assert tropa("check", name, "--today", "2027-02-30").code == 2


@pytest.mark.parametrize("language", ["ru", "fa"])
def test_people_read_their_language_and_programs_english(tropa: Tropa, tmp_path: Path, language: str) -> None:
    """``--lang`` changes the sentences for people, never those in JSON."""
    name = write(tmp_path, "bad.yaml", BAD)
    assert "unknown key" not in tropa("check", name, "--lang", language).out
    assert "unknown key" in tropa("check", name, "--lang", language, "--format", "json").out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("check", "nowhere.yaml"), "nowhere.yaml"),
        (("measure", "edges", "--events", "nowhere.csv"), "nowhere.csv"),
        (("measure", "edges", "--events", "log.csv", "--columns", "customr=a"), "customer"),
        (("measure", "edges", "--events", "log.csv", "--columns", "customer=who"), "who"),
        (("measure", "edges", "--events", "log.csv", "--zone", "Europe/Moskow"), "Europe/Moscow"),
        (("measure", "funnel", "--events", "log.csv", "--step", "a where b ="), "a where b ="),
        (("measure", "funnel", "--events", "log.csv", "--step", "all(a, b)"), "all(a, b)"),
        (("measure", "funnel", "--events", "log.csv", "--step", "a", "--window", "7"), "7d"),
        (("measure", "funnel", "--events", "log.csv", "--step", "a", "--step-window", "5=1d"), "from 1 to 1"),
        (("measure", "funnel", "--events", "log.csv", "--step", "a", "--optional", "1"), "not optional"),
        (("measure", "funnel", "--events", "log.csv", "--step", "a", "--per", "moon"), "key:PROPERTY"),
        (("measure", "funnel", "--events", "log.csv", "--step", "a", "--per", "run"), "--journey"),
        (("measure", "edges", "--events", "log.csv", "--since", "yesterday"), "2026-11-23"),
        (("measure", "edges", "--events", "log.csv", "--where", "1 + 1"), "1 + 1"),
        (("measure", "paths", "--events", "log.csv", "--from", "a", "--to", "b"), "--from"),
        (("map", "good.yaml", "--out", "map.docx"), ".html"),
        (("map", "workspace.yaml", "--out", "map.html"), "workspace"),
        (("new", "Bad Id"), "Bad Id"),
        (("new", "good"), "good.yaml"),
        (("new", "fresh", "--from", "moon"), "traffic-fines"),
    ],
)
def test_every_error_ends_with_2_and_says_what_to_do(
    tropa: Tropa, tmp_path: Path, arguments: tuple[str, ...], says: str
) -> None:
    """Input that cannot be read: exit 2, a sentence on stderr, nothing on stdout, no traceback."""
    write(tmp_path, "good.yaml", GOOD)
    write(tmp_path, "workspace.yaml", "workspace: here\n")
    write(tmp_path, "log.csv", "customer,name,at\na,b,2026-01-01\n")
    said = tropa(*arguments)
    assert said.code == 2, said
    assert says in said.err
    assert said.out == ""
    assert "Traceback" not in said.err


def test_bad_lines_are_told_and_counted_and_do_not_stop_the_rest(tropa: Tropa, tmp_path: Path) -> None:
    """One broken line of three: number and reason on stderr, the count in the answer."""
    write(tmp_path, "log.csv", "customer,name,at\na,b,2026-01-01\na,c,someday\na,d,2026-01-02\n")
    said = tropa("measure", "edges", "--events", "log.csv", "--format", "json")
    assert said.code == 0
    assert (said.data["n_bad"], said.data["n_events"]) == (1, 2)
    assert "line 3" in said.err


@pytest.mark.parametrize("language", ["en", "ru", "fa"])
@pytest.mark.parametrize("question", [("funnel", "--step", "b", "--step", "c"), ("edges",), ("paths",)])
def test_answers_are_tables_for_people(
    tropa: Tropa, tmp_path: Path, question: tuple[str, ...], language: str
) -> None:
    """Without ``--format`` every question is answered as a table, with its groups, in each language."""
    write(tmp_path, "log.csv", "customer,name,at,p\na,b,2026-01-01,x\na,c,2026-01-02,y\n")
    said = tropa("measure", *question, "--events", "log.csv", "--by", "p", "--lang", language)
    assert said.code == 0, said.err
    assert "p = x" in said.out


def test_a_log_may_come_from_standard_input(tropa: Tropa) -> None:
    """``-`` reads JSON Lines as well as it reads a file."""
    lines = [
        {"event": name, "userId": "a", "timestamp": f"2026-01-0{day}T00:00:00Z"} for day, name in enumerate("bc", 1)
    ]
    said = tropa(
        "measure", "edges", "--events", "-", "--format", "json", stdin="\n".join(map(json.dumps, lines)).encode()
    )
    assert said.code == 0, said.err
    assert [(edge["from"], edge["to"]) for edge in said.data["edges"]] == [("b", "c")]


def test_fmt_keeps_comments_and_is_done_after_once(tropa: Tropa, tmp_path: Path) -> None:
    """A changed file is told and, with ``--check``, ends with 1; the second time nothing changes."""
    text = "journey: f  # why\ngoal: {client: I want to see a film, business: Many see films this evening}\n"
    name = write(tmp_path, "f.yaml", text)
    assert tropa("fmt", "--check", name).code == 1
    assert tropa("fmt", name).code == 0
    laid_out = (tmp_path / name).read_text(encoding="utf-8")
    assert "# why" in laid_out
    assert "client: I want to see a film\n" in laid_out
    assert tropa("fmt", "--check", name).code == 0


def test_new_writes_a_file_that_checks(tropa: Tropa, tmp_path: Path) -> None:
    """From nothing and from an example: the file bears the new id and has no errors."""
    assert tropa("new", "first-map").code == 0
    assert tropa("new", "second-map", "--from", "traffic-fines").code == 0
    assert tropa("check", "first-map.yaml", "second-map.yaml").code == 0
    assert (tmp_path / "second-map.yaml").read_text(encoding="utf-8").startswith("journey: second-map\n")


def test_schema_is_a_json_schema(tropa: Tropa) -> None:
    """It is JSON, says which schema language it is in, and names the steps."""
    schema = tropa("schema").data
    assert schema["$schema"].startswith("https://json-schema.org/")
    assert "step" in schema["$defs"]


def test_help_is_quick_and_imports_nothing_heavy(tropa: Tropa) -> None:
    """``--help`` loads neither DuckDB nor NumPy nor sqlglot."""
    said = subprocess.run(
        [TROPA.with_name("python"), "-X", "importtime", str(TROPA), "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    heavy = re.findall(r"\| +(duckdb|numpy|sqlglot|jinja2|babel|rich)$", said.stderr, flags=re.MULTILINE)
    assert heavy == []
    assert tropa("--help").code == 0


def test_the_demo_serves_on_loopback_and_ends_cleanly_on_ctrl_c(tmp_path: Path) -> None:
    """The address printed shows the index; SIGINT ends it with 0 and no traceback."""
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        [TROPA, "demo", "--port", "0"], cwd=tmp_path, stderr=subprocess.PIPE, text=True, env=environment
    ) as demo:
        assert demo.stderr is not None
        said = ""
        while not (address := re.search(r"http://127\.0\.0\.1:\d+/", said)):
            line = demo.stderr.readline()
            assert line, said
            said += line
        with urllib.request.urlopen(address.group(), timeout=10) as page:  # noqa: S310  our own loopback address
            assert b"<h1" in page.read()
        time.sleep(0.1)
        demo.send_signal(signal.SIGINT)
        rest = demo.stderr.read()
        assert demo.wait(timeout=10) == 0
    assert "Traceback" not in said + rest
