"""The real fines log through the real command line: the known answers (data/logs/ATTRIBUTION.md)."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.acceptance.conftest import Tropa

import tropa.data

DATA = Path(tropa.data.__file__).parent
FINES = str(DATA / "examples" / "traffic-fines.yaml")
LOG = (
    "--events",
    str(DATA / "logs" / "traffic_fines.parquet"),
    "--columns",
    "customer=case_id,name=activity,at=timestamp,arrival=arrival",
)


def test_reality_knows_the_known_answers(tropa: Tropa) -> None:
    """Reached, paid, never paid, and where the first payment came, as counted by two other ways."""
    said = tropa("measure", "reality", FINES, *LOG, "--format", "json")
    assert said.code == 0, said.err
    found = said.data
    reached = {one["id"]: one["reached"] for one in found["touchpoints"]}
    assert found["runs"] == 10_000
    assert reached == {"letter": 6_570, "notification": 4_635, "penalty": 4_635, "collection": 3_387}
    assert (found["reached_goal"], found["runs"] - found["reached_goal"]) == (4_626, 5_374)
    after = {one["id"]: one["goals_after"] for one in found["touchpoints"]}
    assert found["goals_before"] == 3_443
    assert (after["letter"], after["notification"], after["penalty"] + after["collection"]) == (39, 18, 1_126)
    assert found["watermark"] == "2012-03-26T00:00:00Z"


def test_reality_says_what_design_promises(tropa: Tropa) -> None:
    """The keys that other programs rely on are all there."""
    found = tropa("measure", "reality", FINES, *LOG, "--by", "article", "--format", "json").data
    touchpoint = {
        "id", "stage", "reached", "done", "share", "low", "high", "expected", "verdict", "median_s", "stopped_here",
        "next",
    }  # fmt: skip
    assert touchpoint <= found["touchpoints"][0].keys()
    assert {"mapped", "unexplained", "unmapped"} <= found["moves"].keys()
    assert {"id", "customers", "memberships"} <= found["stages"][0].keys()
    assert [group["value"] for group in found["groups"]] == ["157", "7", "158"]
    for place, stage in enumerate(found["stages"]):
        told = [group["stages"][place] for group in found["groups"]]
        assert {one["id"] for one in told} == {stage["id"]}
        assert sum(one["memberships"] for one in told) == stage["memberships"] > 0


def test_funnel_of_the_fines(tropa: Tropa) -> None:
    """Created, sent, notified, penalised, and of those 1,142 pay; 4,626 pay whatever came between."""
    steps = ("Create Fine", "Send Fine", "Insert Fine Notification", "Add penalty", "Payment")
    arguments = [part for step in steps for part in ("--step", step)]
    found = tropa("measure", "funnel", *LOG, *arguments, "--format", "json").data
    assert [step["n"] for step in found["steps"]] == [10_000, 6_570, 4_635, 4_635, 1_142]
    assert [step["n_loose"] for step in found["steps"]][-1] == 4_626
    assert found["n_events"] == 34_724
    assert {"name", "n", "share_of_first", "low", "high", "share_of_previous", "median_s", "p90_s"} <= found["steps"][
        0
    ].keys()


def test_edges_and_paths_of_the_fines(tropa: Tropa) -> None:
    """Every case begins with its creation; all edges and ends add up to the events."""
    found = tropa("measure", "edges", *LOG, "--format", "json").data
    assert found["starts"] == {"Create Fine": 10_000}
    assert sum(edge["n"] for edge in found["edges"]) == 34_724 - 10_000
    assert sum(found["ends"].values()) == 10_000
    paths = tropa("measure", "paths", *LOG, "--top", "3", "--length", "3", "--format", "json").data
    assert paths["total"] == 10_000
    assert sum(path["n"] for path in paths["paths"]) + paths["other"] == 10_000


@pytest.mark.parametrize("language", ["en", "ru", "fa"])
def test_the_report_carries_the_known_answers(tropa: Tropa, tmp_path: Path, language: str) -> None:
    """One self-contained page a language, with the figures on it in that language's digits."""
    said = tropa("report", FINES, *LOG, "--out", "report.html", "--lang", language)
    assert said.code == 0, said.err
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    shown = {"en": "3,443", "ru": "3\u00a0443", "fa": "۳٬۴۴۳"}[language]
    assert shown in page
    assert f'lang="{language}"' in page
    assert "http://" not in page.replace("http://www.w3.org/", "")
    assert "https://" not in page


def test_the_demo_writes_every_page(tropa: Tropa, tmp_path: Path) -> None:
    """Eight journeys in three languages, the report of the fines alone, and an index that leads to all."""
    said = tropa("demo", "--once", "--folder", "pages")
    assert said.code == 0, said.err
    names = {path.name for path in (tmp_path / "pages").iterdir()}
    assert {"index.html", "index.fa.html", "traffic-fines.report.ru.html", "lifecycle.map.en.html"} <= names
    assert len([name for name in names if ".map." in name]) == 8 * 3
    assert len([name for name in names if ".report." in name]) == 3
    index = (tmp_path / "pages" / "index.html").read_text(encoding="utf-8")
    assert all(f'href="{name}"' in index for name in names if name.endswith(".en.html") and "index" not in name)
