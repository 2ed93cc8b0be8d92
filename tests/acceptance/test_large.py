"""Large logs: memory is bounded, whatever the log's size."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest
from tests.acceptance.conftest import TROPA

N_EVENTS = 10_000_000
MOST_BYTES = 10**9

JOURNEY = """
journey: large
mode: observed
goal: {client: It works, business: Most are active within a week}
stages:
  - {id: buy, title: Buy}
  - {id: use, title: Use}
start: order
success: activated
exit: {gone: called}
touchpoints:
  welcome:
    stage: buy
    channel: sms
    reached: sms
    target_action: activated
    evaluation: {within: 7d, expect: 40 %}
  nudge:
    stage: use
    channel: push
    reached: push
    target_action: activated where amount > 50
    evaluation: {within: 7d, expect: 40 %}
steps:
  - send: welcome
  - wait: activated
    up_to: 3d
    else:
      - send: nudge
"""

MADE = f"""
COPY (
    SELECT 'c' || CAST(floor({N_EVENTS // 10} * pow(random(), 1.6)) AS BIGINT) AS customer,
        CASE WHEN r < 0.10 THEN 'order' WHEN r < 0.18 THEN 'sms' WHEN r < 0.26 THEN 'activated'
            WHEN r < 0.32 THEN 'push' WHEN r < 0.36 THEN 'called'
            ELSE 'e' || CAST(floor(random() * 35) AS INTEGER) END AS name,
        TIMESTAMP '2026-01-01' + to_seconds(CAST(floor(random() * 86400 * 180 / 60) * 60 AS BIGINT)) AS "at",
        CAST(floor(random() * 5) AS INTEGER) AS channel, random() * 100 AS amount
    FROM (SELECT random() AS r FROM range({N_EVENTS}))
) TO '$out' (FORMAT parquet)
"""  # noqa: S608  made of our own numbers


def tree_bytes(root: int) -> int:
    """Resident memory of a process and all its descendants, as Linux tells it."""
    parents: dict[int, int] = {}
    held: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(entry.name)], held[int(entry.name)] = int(fields[1]), int(fields[21])
    family = {root}
    while more := {child for child, parent in parents.items() if parent in family} - family:
        family |= more
    return sum(held.get(member, 0) for member in family) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_a_report_on_ten_million_events_stays_under_one_gigabyte(tmp_path: Path) -> None:
    """The whole process tree, from the raw Parquet file to the page; a bare scan stands beside it."""
    log = tmp_path / "log.parquet"
    with duckdb.connect() as connection:
        connection.execute(MADE.replace("$out", str(log)))
        began = time.perf_counter()
        connection.execute(f"SELECT name, count(*), min(customer), max(\"at\") FROM '{log}' GROUP BY name")  # noqa: S608
        scan_s = time.perf_counter() - began
    (tmp_path / "large.yaml").write_text(JOURNEY, encoding="utf-8")
    began, peak = time.perf_counter(), 0
    command = [str(TROPA), "report", "large.yaml", "--events", str(log), "--by", "channel", "--out", "report.html"]
    said = tmp_path / "said.txt"
    with said.open("wb") as stderr, subprocess.Popen(command, cwd=tmp_path, stderr=stderr) as process:
        while process.poll() is None:
            peak = max(peak, tree_bytes(process.pid))
            time.sleep(0.05)
    report_s = time.perf_counter() - began
    print(f"\nreport {report_s:.1f} s, peak {peak / 1e6:.0f} MB; bare scan {scan_s:.2f} s")  # noqa: T201  the figures asked for
    assert process.returncode == 0, said.read_text(encoding="utf-8", errors="replace")[-2000:]
    assert (tmp_path / "report.html").stat().st_size > 10_000
    assert 10**8 < peak < MOST_BYTES
