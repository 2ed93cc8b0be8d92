"""A log in a notebook: the same answers as the command line, kept at hand, with table, picture and SQL."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from click.testing import CliRunner

from tropa.cli.main import cli
from tropa.notebook import Log, open_log
from tropa.notebook.answer import Answer

FINES = Path(__file__).parents[3] / "src/tropa/data/logs/traffic_fines.parquet"
COLUMNS = "customer=case_id,name=activity,at=timestamp,arrival=arrival"
STEPS = ("Create Fine", "Send Fine", "Payment")


@pytest.fixture(scope="module")
def log() -> Iterator[Log]:
    """The fines, open."""
    with open_log(FINES, columns=COLUMNS) as opened:
        yield opened


def told(*arguments: str) -> Any:  # noqa: ANN401  JSON
    """What the command line answers."""
    given = [
        "measure",
        arguments[0],
        "--events",
        str(FINES),
        "--columns",
        COLUMNS,
        "--format",
        "json",
        *arguments[1:],
    ]
    result = CliRunner().invoke(cli, given)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_a_funnel_is_the_one_of_the_command_line(log: Log) -> None:
    """Steps, window and breakdown typed alike give the same figures."""
    answer = log.funnel(*STEPS, window="90d", by="vehicleclass")
    said = told(
        "funnel", *(part for step in STEPS for part in ("--step", step)), "--window", "90d", "--by", "vehicleclass"
    )
    assert [row["n"] for row in answer.table() if row["all"]] == [step["n"] for step in said["steps"]]
    groups = {row["value"] for row in answer.table() if not row["all"]}
    assert groups == {group["value"] for group in said["groups"]}
    assert answer.reading == said["reading"]


def test_who_is_behind_a_step_of_the_last_funnel(log: Log) -> None:
    """Those lost at a step are as many as the funnel says, and are named as the command line names them."""
    first, second = log.funnel(*STEPS[:2]).table()
    lost = log.who(2, lost=True, most=100_000)
    assert len(lost) == first["n"] - second["n"]
    steps = [part for step in STEPS[:2] for part in ("--step", step)]
    assert told("who", *steps, "--lost", "2", "--most", "5")["customers"] == lost[:5]
    with pytest.raises(ValueError, match="step 3"):
        log.who(3)


def test_every_question_has_rows_a_picture_and_the_sql_behind_it(log: Log) -> None:
    """Each answer can be looked at, read as a table, and traced to what the engine was asked."""
    answers: list[Answer[Any]] = [
        log.funnel(*STEPS),
        log.edges(),
        log.paths(length=4, top=5),
        log.flows(length=4, top=3),
        log.retention("month", offsets=6),
        log.stickiness("month"),
        log.lifecycle("month"),
        log.time_to("Create Fine", "Payment", horizon="365d"),
        log.sessions("30d"),
        log.matrix(length=4, top=3),
        log.endings(*STEPS, goal="Payment", by="vehicleclass"),
        log.survey("nps", "Payment", "paymentamount"),
    ]
    for answer in answers:
        assert answer.table()
        assert answer.reading
        assert "SELECT" in answer.sql
        picture = answer._repr_html_()
        assert picture.startswith('<div class="tropa-chart"')
        assert type(answer.value).__name__ in repr(answer)


def test_shares_of_flows_come_back_to_the_whole(log: Log) -> None:
    """The moves out of the first place are those of all customers."""
    answer = log.flows(length=3, top=2)
    first = [row for row in answer.table() if row["place"] == 1]
    assert sum(row["n"] for row in first) == answer.value.n
    assert sum(row["share"] for row in first) == pytest.approx(1)


def test_the_log_is_landed_once_for_questions_that_look_at_the_same(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second question over the same properties does not read the file again; a new property does, once."""
    log.funnel(*STEPS, by="vehicleclass")
    landings: list[object] = []
    source = type(log._resting.source)
    land = source.land

    def counted(self: Any, *arguments: Any) -> Any:  # noqa: ANN401  passes through
        landings.append(arguments)
        return land(self, *arguments)

    monkeypatch.setattr(source, "land", counted)
    log.funnel(*STEPS[:2], by="vehicleclass")
    log.edges()
    assert not landings
    log.edges(by="article")
    log.funnel(*STEPS, by="vehicleclass")
    assert len(landings) == 1


def test_after_close_nothing_is_left_and_a_question_opens_it_anew(tmp_path: Path) -> None:
    """The temporary folder is gone after ``with``, and asking again works."""
    events = tmp_path / "events.csv"
    events.write_text("customer,name,at\nann,a,2026-01-01\nann,b,2026-01-02\n")
    with open_log(events) as opened:
        assert opened.edges().table()[0]["n"] == 1
        folder = opened._resting._rests[0].landing.events.parent
        assert folder.is_dir()
    assert not folder.exists()
    assert opened.edges().table()[0]["target"] == "b"
    opened.close()


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda log: log.funnel("a where"), "“a where”"),
        (lambda log: log.funnel("Payment", window="soon"), "“soon”"),
        (lambda log: log.edges(per="nobody"), "“nobody”"),
        (lambda log: log.edges(since="yesterday"), "“yesterday”"),
        (lambda log: log.funnel(), "--step"),
    ],
    ids=["step", "window", "unit", "time", "no steps"],
)
def test_what_cannot_be_read_is_told(log: Log, ask: Any, said: str) -> None:  # noqa: ANN401  a question
    """A slip of the pen is a ValueError that names what was met."""
    with pytest.raises(ValueError, match=said):
        ask(log)


def test_an_answer_is_saved_as_a_page_that_stands_alone(log: Log, tmp_path: Path) -> None:
    """The page has the picture, the watermark, the reading, and asks nothing of the network."""
    page = log.time_to("Create Fine", "Payment").save(tmp_path / "waits.html").read_text()
    assert "<svg" in page
    assert "censored at the watermark" in page
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "https://" not in page


def test_frames_are_made_of_the_same_rows(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a library of frames is installed it is given the rows of ``table``; where none is, that is said."""
    answer = log.edges()
    given: list[object] = []
    library = ModuleType("pandas")
    library.DataFrame = given.append  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "pandas", library)
    answer.to_pandas()
    assert given == [answer.table()]
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(ModuleNotFoundError):
        answer.to_polars()
