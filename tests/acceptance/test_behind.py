"""Each figure of a journey leads to its customers: at the command line and on the report."""

from __future__ import annotations

import json
from pathlib import Path

from tests.acceptance.conftest import Tropa

JOURNEY = """
journey: small
mode: observed
goal: {client: It works, business: They pay}
stages: [{id: use, title: Use}]
start: order
success: pay
exit: {gone: cancel}
touchpoints:
  letter:
    stage: use
    channel: mail
    reached: letter
    target_action: pay
    evaluation: {within: 2d, expect: 40 %}
"""

LOG = """customer,name,at
ann,order,2026-01-01
ann,letter,2026-01-02
ann,pay,2026-01-03
bob,order,2026-01-02
bob,letter,2026-01-03
bob,pay,2026-01-09
cat,order,2026-01-03
cat,letter,2026-01-04
dan,order,2026-01-04
dan,cancel,2026-01-05
eve,order,2026-01-20
eve,letter,2026-01-20
"""


def written(tmp_path: Path) -> tuple[str, str]:
    """The journey's file and the log's."""
    (tmp_path / "small.yaml").write_text(JOURNEY)
    (tmp_path / "log.csv").write_text(LOG)
    return "small.yaml", "log.csv"


def test_a_figure_names_its_customers_latest_first(tropa: Tropa, tmp_path: Path) -> None:
    """Those who were watched and did not act in time are named; who came too late to be judged is not among them."""
    journey, log = written(tmp_path)
    ask = ("measure", "reality", journey, "--events", log, "--who")
    assert tropa(*ask, "touchpoints.letter.missed").out.split() == ["cat", "bob"]
    assert tropa(*ask, "touchpoints.letter.done").out.split() == ["ann"]
    assert tropa(*ask, "touchpoints.letter.reached").out.split() == ["eve", "cat", "bob", "ann"]
    assert tropa(*ask, "outcomes.gone").out.split() == ["dan"]
    assert tropa(*ask, "goals.never").out.split() == ["eve", "dan", "cat"]


def test_stages_and_names_of_the_log_lead_to_customers_too(tropa: Tropa, tmp_path: Path) -> None:
    """Who was in a stage, who did what right after a touchpoint, who did nothing, who did what is not on the map."""
    journey, log = written(tmp_path)
    (tmp_path / log).write_text(f"{LOG}dan,call,2026-01-04\ncat,call,2026-01-05\ncat,call,2026-01-06\n")
    ask = ("measure", "reality", journey, "--events", log, "--who")
    assert tropa(*ask, "stages.use.members").out.split() == ["eve", "dan", "cat", "bob", "ann"]
    assert tropa(*ask, "touchpoints.letter.next.pay").out.split() == ["bob", "ann"]
    assert tropa(*ask, "touchpoints.letter.nothing_after").out.split() == ["eve", "cat"]
    assert tropa(*ask, "unmapped.call").out.split() == ["cat", "dan"]
    for wrong in ("unmapped.pay", "touchpoints.letter.next.call"):
        said = tropa(*ask, wrong)
        assert (said.code, said.out) == (2, "")
        assert "unmapped.call" in said.err


def test_what_is_not_named_is_counted(tropa: Tropa, tmp_path: Path) -> None:
    """With ``--most`` the rest is told: on standard error to people, as ``n`` to programs."""
    journey, log = written(tmp_path)
    ask = ("measure", "reality", journey, "--events", log, "--who", "goals.never", "--most", "1")
    said = tropa(*ask)
    assert (said.out.split(), "2 more" in said.err) == (["eve"], True)
    data = tropa(*ask, "--format", "json").data
    assert (data["figure"], data["runs"], data["n"], data["customers"]) == ("goals.never", 3, 3, ["eve"])
    first, last = tropa(*ask, "--format", "jsonl").out.splitlines()
    assert json.loads(first) == {"row": "customer", "id": "eve"}
    assert json.loads(last)["row"] == "summary"


def test_those_behind_a_step_are_lines_too(tropa: Tropa, tmp_path: Path) -> None:
    """``measure who`` tells an id a line as JSON Lines, as it does to people."""
    _, log = written(tmp_path)
    ask = ("measure", "who", "--events", log, "--step", "order", "--step", "letter", "--reached", "2")
    rows = [json.loads(line) for line in tropa(*ask, "--format", "jsonl").out.splitlines()]
    assert [row["id"] for row in rows if row["row"] == "customer"] == tropa(*ask).out.split()


def test_an_unknown_figure_is_refused_with_those_there_are(tropa: Tropa, tmp_path: Path) -> None:
    """What was met and what was expected is said, and nothing is counted."""
    journey, log = written(tmp_path)
    said = tropa("measure", "reality", journey, "--events", log, "--who", "letter.missed")
    assert said.code == 2
    assert "letter.missed" in said.err
    assert "touchpoints.letter.missed" in said.err
    assert said.out == ""


def test_a_report_names_them_unless_told_not_to(tropa: Tropa, tmp_path: Path) -> None:
    """Ids stand on the page behind their figures; with ``--names 0`` there is not one of them."""
    journey, log = written(tmp_path)
    for names, there in (("2", True), ("0", False)):
        assert tropa("report", journey, "--events", log, "--out", "r.html", "--names", names).code == 0
        page = (tmp_path / "r.html").read_text()
        assert (">eve<" in page) is there
        assert ("popover" in page) is there
        assert ">ann</code></li>\n<li" not in page or names != "0"
