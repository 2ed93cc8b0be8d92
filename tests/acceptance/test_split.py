"""``measure split``: histories of which the journeys are known, the fines that are one journey each, and refusals."""

# ruff: noqa: S311 - draws are to be repeated, not to be secret

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from tests.acceptance.conftest import Tropa
from tests.acceptance.test_fines import LOG

from tropa.testing.known_paths import drawn_block
from tropa.testing.long_histories import Habits, History, long_histories


def histories(tmp_path: Path) -> list[History]:
    """Write a log of two hundred customers' histories, its beginnings not marked; the histories themselves."""
    found = long_histories(drawn_block(Random(3), 8), Habits(customers=200, marked=False), Random(3))
    with (tmp_path / "long.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["customer", "name", "at", "plan"])
        for number, history in enumerate(found):
            for event in history.events:
                at = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(microseconds=event.at_us)
                writer.writerow([event.customer, event.name, at.isoformat(), 'a,"b"' if number % 2 else ""])
    return found


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
def test_known_journeys_are_found_and_written(tropa: Tropa, tmp_path: Path, ending: str) -> None:
    """Every event is written once, nearly all boundaries are the known ones, and the written log can be asked."""
    known = histories(tmp_path)
    out = f"split.{ending}"
    said = tropa("measure", "split", "--events", "long.csv", "--out", out, "--keep", "plan", "--format", "json")
    assert said.code == 0, said.err
    written = rows_of(tmp_path / out)
    customers = {history.events[0].customer: history for history in known if history.events}
    right = wrong = 0
    for customer, history in customers.items():
        told = [row for row in written if row["customer"] == customer]
        assert [row["name"] for row in told] == [event.name for event in history.events]
        numbers = [int(row["journey_no"]) for row in told]
        assert numbers[0] == 1
        cuts = [after - before for before, after in pairwise(numbers)]
        assert set(cuts) <= {0, 1}
        right += sum(cut == begins for cut, begins in zip(cuts, history.begins[1:], strict=True))
        wrong += sum(cut != begins for cut, begins in zip(cuts, history.begins[1:], strict=True))
    assert wrong < 0.02 * right
    assert {row["plan"] or "" for row in written} == {"", 'a,"b"'}
    journeys = {(row["customer"], row["journey_no"]) for row in written}
    assert said.data["journeys"] == len(journeys)
    asked = tropa("measure", "paths", "--events", out, "--per", "key:journey_no", "--format", "json")
    assert asked.data["total"] == len(journeys)


def rows_of(path: Path) -> list[dict[str, str]]:
    """The events of a written log, as columns by name."""
    with path.open(encoding="utf-8", newline="") as file:
        if path.suffix == ".csv":
            return list(csv.DictReader(file))
        lines = [json.loads(line) for line in file]
    return [{"customer": line["userId"], "name": line["event"], "plan": "", **line["properties"]} for line in lines]


def test_one_journey_each_stays_whole(tropa: Tropa) -> None:
    """A fine is one journey however long it takes: no step of the real log is taken for a boundary."""
    found = tropa("measure", "split", *LOG, "--format", "json").data
    assert (found["cuts"], found["journeys"], found["histories"]) == (0, 10_000, 10_000)
    assert (found["between_s"], found["gap_s"]) == (None, None)
    assert "10,000" in tropa("measure", "split", *LOG).out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--out", "split.parquet"), ".csv, .jsonl"),
        (("--out", "long.csv"), "long.csv"),
        (("--out", "split.csv", "--column", "name"), "name"),
        (("--out", "split.csv", "--column", "plan", "--keep", "plan"), "plan"),
        (("--out", "nowhere/split.csv"), "nowhere/split.csv"),
    ],
)
def test_what_cannot_be_written_is_refused(
    tropa: Tropa, tmp_path: Path, arguments: tuple[str, ...], told: str
) -> None:
    """Another ending, a file that is there, a column that is there twice, a folder that is not: told, code 2."""
    histories(tmp_path)
    before = sorted(tmp_path.iterdir())
    said = tropa("measure", "split", "--events", "long.csv", *arguments)
    assert (said.code, said.out) == (2, "")
    assert told in said.err
    assert "Traceback" not in said.err
    assert sorted(tmp_path.iterdir()) == before


def test_a_log_without_a_second_event_has_nothing_to_cut(tropa: Tropa, tmp_path: Path) -> None:
    """Histories of one event each, and none at all, are told so."""
    (tmp_path / "short.csv").write_text("customer,name,at\nada,seen,2024-01-01\nbob,seen,2024-01-02\n")
    (tmp_path / "empty.csv").write_text("customer,name,at\n")
    for log in ("short.csv", "empty.csv"):
        found = tropa("measure", "split", "--events", log, "--format", "json")
        assert (found.code, found.data["steps"], found.data["cuts"], found.data["share"]) == (0, 0, 0, None)
        assert tropa("measure", "split", "--events", log).out.count("\n") == 1
