"""Components, roles and requests, from a log to the figures, the lines and the report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.acceptance.conftest import Tropa
from tests.unit.draw.outline import assert_sound, said

JOURNEY = """\
journey: bundle
key: order
start: ordered
success: all(components)
events:
  came: {joins: {role: child}}
roles:
  owner: {title: Owner, done: film}
  child: {title: Child, count: 1..2, done: played}
components:
  cinema: {title: Cinema, done: film}
  music: {title: Music, done: song}
  paper: {title: Paper}
requests:
  tonight:
    title: A film tonight
    frequency: 1 per month
    touchpoints: [advert -> shop -> till]
touchpoints:
  advert: {title: Advert, channel: outdoor}
  shop: {title: Shop, channel: office, reached: visited}
  till: {title: Till, channel: office, reached: paid}
"""
LOG = """\
customer,name,at,order
ann,ordered,2026-01-01,1
ann,visited,2026-01-02,1
ann,paid,2026-01-03,1
ann,film,2026-01-03,
ann,song,2026-01-04,
kid,came,2026-01-04,1
kid,played,2026-01-05,
bob,ordered,2026-02-01,2
bob,visited,2026-02-02,2
bob,film,2026-02-03,
eve,came,2026-02-04,
zoe,ordered,2026-03-01,3
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> Path:
    """Hold the journey and the log."""
    (tmp_path / "bundle.yaml").write_text(JOURNEY)
    (tmp_path / "log.csv").write_text(LOG)
    return tmp_path


def test_s0_18_what_became_of_components_roles_and_requests(tropa: Tropa) -> None:
    """Numerators, denominators and intervals; who joined whom; how often a request came in whole months."""
    data = tropa("measure", "reality", "bundle.yaml", "--events", "log.csv", "--format", "json").data
    cinema, music, paper = data["components"]
    assert (cinema["started"]["n"], cinema["started"]["of"], cinema["median_s"]) == (2, 3, 172_800.0)
    assert (music["started"]["n"], music["only_missing"], paper["measured"]) == (1, 1, False)
    assert data["started"] == {
        "needed": 2,
        "runs": [{"components": 0, "runs": 1}, {"components": 1, "runs": 1}, {"components": 2, "runs": 1}],
    }
    owner, child = data["roles"]
    assert (owner["done"]["n"], owner["done"]["of"], owner["enough"]) == (2, 3, None)
    assert (child["done"]["n"], child["done"]["of"], child["unplaced"]) == (1, 2, 1)
    assert child["joined"] == [{"joined": 0, "runs": 2}, {"joined": 1, "runs": 1}]
    assert (child["enough"]["n"], child["enough"]["of"]) == (1, 3)
    (request,) = data["requests"]
    assert [request[name]["n"] for name in ("entered", "through", "goals")] == [2, 1, 1]
    assert request["chains"][0]["touchpoints"][0] == {"touchpoint": "advert", "went": None}
    assert (request["chains"][0]["lost_at"], request["unproven"]) == ("till", ["advert"])
    rate = request["frequency"]
    assert (rate["months"], rate["n"], rate["rate"], rate["verdict"]) == (2, 2, 1.0, "unclear")
    assert rate["low"] < 1 < rate["high"]


def test_parts_are_told_to_people_and_as_lines(tropa: Tropa) -> None:
    """Tables for people, an object a line for programs, and nothing where the journey has no such parts."""
    said_so = tropa("measure", "reality", "bundle.yaml", "--events", "log.csv").out
    assert next(line for line in said_so.splitlines() if line.startswith("paper")).split()[1:4] == [
        "nothing",
        "proves",
        "it",
    ]
    assert "started 1 of 2: 1" in said_so
    assert "child: 1 of them carries no key: the log does not say whose run it is." in said_so
    assert "advert - > shop 2 > till 1" in said_so
    lines = tropa("measure", "reality", "bundle.yaml", "--events", "log.csv", "--format", "jsonl").out.splitlines()
    rows = [(row["row"], row.get("id")) for row in map(json.loads, lines)]
    parts = [row for row in rows if row[0] in {"component", "role", "request"}]
    assert parts == [
        *(("component", name) for name in ("cinema", "music", "paper")),
        *(("role", name) for name in ("owner", "child")),
        ("request", "tonight"),
    ]


@pytest.mark.parametrize(("language", "heading"), [("en", "Components"), ("ru", "Компоненты"), ("fa", "جزءها")])
def test_the_report_shows_them(tropa: Tropa, folder: Path, language: str, heading: str) -> None:
    """The same figures on the page, in every language."""
    told = tropa("report", "bundle.yaml", "--events", "log.csv", "--out", "r.html", "--lang", language)
    assert told.code == 0, told.err
    page = (folder / "r.html").read_text()
    assert_sound(page)
    assert heading in said(page)
    if language == "en":
        assert "most are lost here: 1" in said(page)
