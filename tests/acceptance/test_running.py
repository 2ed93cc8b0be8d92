"""Journeys that run in a store, through the real command line: what a small shop does with a cron job and a file."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import subprocess
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.acceptance.conftest import TROPA, Said, Tropa

from tropa.connectors.segment import read_call
from tropa.runtime.ingesting import Ingesting
from tropa.stores.opening import open_store

SHOP = """\
journey: shop
locales: [en]
goal: {client: I get my order, business: They pay}
start: order_placed
success: order_paid
success_before_entry: ignore
indicators:
  paid: {share: order_paid, within: 7d, expect: 50 %}
touchpoints:
  thanks:
    channel: sms
    class: service
    communication: 'Thanks {{ customer.name | default: "there" }}, order {{ event.order_id }} is here.'
    target_action: order_paid
    evaluation: {within: 1d, expect: 60 %}
    responsible: team
  nudge:
    channel: sms
    class: reminder
    communication: 'Your order is waiting.'
    target_action: order_paid
    evaluation: {within: 1d, expect: 20 %}
    responsible: team
steps:
  - send: thanks
  - id: pay
    wait: order_paid
    up_to: 3d
    else:
      - send: nudge
"""

EVENTS = [
    {"type": "identify", "userId": "anna", "traits": {"name": "Anna"}},
    {"event": "order_placed", "userId": "anna", "properties": {"order_id": "A1"}, "messageId": "m1"},
    {"event": "order_placed", "userId": "bob", "properties": {"order_id": "B1"}, "messageId": "m2"},
    {"event": "order_paid", "userId": "anna", "messageId": "m3"},
]

LINES = b"".join(json.dumps(event).encode() + b"\n" for event in EVENTS)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A folder with the shop's journey and its events."""
    (tmp_path / "shop.yaml").write_text(SHOP, encoding="utf-8")
    (tmp_path / "events.jsonl").write_bytes(LINES)
    return tmp_path


def run(tropa: Tropa, *more: str, stdin: bytes = b"") -> Said:
    """``tropa run`` over the shop's events."""
    events = "-" if stdin else "events.jsonl"
    return tropa("run", "shop.yaml", "--events", events, "--out", "out.jsonl", "--format", "json", *more, stdin=stdin)


def texts(folder: Path) -> list[str]:
    """The words that went out."""
    out = folder / "out.jsonl"
    return [json.loads(line)["text"] for line in out.read_text(encoding="utf-8").splitlines()] if out.exists() else []


@pytest.mark.usefixtures("shop")
def test_r9_a_file_that_is_read_again_by_the_next_cron_job_moves_nothing_twice(tropa: Tropa, tmp_path: Path) -> None:
    """Every event is known the second time, and only what was added since is decided."""
    first = run(tropa).data
    assert (first["events"], first["known"], first["sent"]) == (4, 0, 2)
    assert sorted(texts(tmp_path)) == ["Thanks Anna, order A1 is here.", "Thanks there, order B1 is here."]
    with (tmp_path / "events.jsonl").open("ab") as file:
        file.write(b'{"event": "order_placed", "userId": "cyd", "properties": {"order_id": 7}, "messageId": "m4"}\n')
    second = run(tropa).data
    assert (second["events"], second["known"], second["sent"]) == (1, 4, 1)
    assert texts(tmp_path)[-1] == "Thanks there, order 7 is here."
    assert len(texts(tmp_path)) == 3


@pytest.mark.usefixtures("shop")
def test_a_line_that_cannot_be_read_is_told_and_stops_no_other(tropa: Tropa) -> None:
    """Number and reason of the bad line are told; the others are taken."""
    said = run(tropa, stdin=b"nonsense\n" + LINES)
    assert said.code == 0
    assert "line 1" in said.err
    assert (said.data["events"], said.data["bad_lines"]) == (4, 1)


@pytest.mark.usefixtures("shop")
def test_a_stream_without_a_readable_line_ends_with_2(tropa: Tropa) -> None:
    """Nothing was taken, and the exit code says so."""
    assert run(tropa, stdin=b"nonsense\n").code == 2


@pytest.mark.usefixtures("shop")
def test_r2_history_is_known_and_sends_nothing(tropa: Tropa, tmp_path: Path) -> None:
    """With ``--historical`` nobody enters, and nothing goes out."""
    assert run(tropa, "--historical").data["events"] == 4
    assert texts(tmp_path) == []


def test_a_journey_with_what_blocks_a_launch_is_not_launched(tropa: Tropa, shop: Path) -> None:
    """A finding of level E ends the command with 1, and nothing is taken in."""
    (shop / "shop.yaml").write_text(SHOP.replace("  paid: {share: order_paid, within: 7d, expect: 50 %}\n", ""))
    said = run(tropa)
    assert said.code == 1
    assert "ON04" in said.err
    assert not (shop / "tropa.db").exists()


@pytest.mark.usefixtures("shop")
def test_r11_publishing_asks_about_those_who_stand_at_a_changed_step(tropa: Tropa, shop: Path) -> None:
    """Without a choice nothing is published; with ``follow`` the run goes over; the same text twice is no version."""
    run(tropa)
    (shop / "shop.yaml").write_text(SHOP.replace("up_to: 3d", "up_to: 5d"), encoding="utf-8")
    asked = tropa("publish", "shop.yaml")
    assert asked.code == 2
    assert "pay: changed (up_to); standing there: 1" in asked.err
    assert tropa("publish", "shop.yaml", "--at", "pay=move_to:nowhere").code == 2
    done = tropa("publish", "shop.yaml", "--at", "pay=follow", "--format", "json").data
    assert (done["version"], done["is_new"], done["asked_over"]) == (2, True, 1)
    tropa("worker", "--once", "--out", "out.jsonl")
    again = tropa("publish", "shop.yaml", "--format", "json").data
    assert (again["version"], again["is_new"]) == (2, False)


@pytest.mark.usefixtures("shop")
def test_r12_a_held_journey_lets_nobody_in_until_it_is_resumed(tropa: Tropa, shop: Path) -> None:
    """Events that would begin runs are queued where that is asked for, and begin them at the release."""
    tropa("publish", "shop.yaml")
    assert tropa("hold", "journey:shop", "--queue-events").code == 0
    assert run(tropa).data["sent"] == 0
    assert "journey:shop" in tropa("hold").out
    told = tropa("resume", "journey:shop", "--yes")
    assert told.code == 0, told.err
    assert "2" in told.err
    tropa("worker", "--once", "--out", "out.jsonl")
    assert sorted(texts(shop)) == ["Thanks Anna, order A1 is here.", "Thanks there, order B1 is here."]
    assert "Nothing is held" in tropa("hold").out


@pytest.mark.usefixtures("shop")
def test_a_worker_is_given_up_after_as_many_seconds_as_it_says(tropa: Tropa, shop: Path) -> None:
    """One that was killed keeps its shards for its own ``--lease``; then another has them."""
    tropa("publish", "shop.yaml")
    with subprocess.Popen([TROPA, "worker", "--lease", "600"], cwd=shop, stderr=subprocess.DEVNULL) as child:
        left = leased_for(shop)
        child.kill()
    assert 400 < left <= 600
    with closing(sqlite3.connect(shop / "tropa.db")) as store, store:
        store.execute("UPDATE shard SET leased_until = 0")
    assert tropa("worker", "--once", "--lease", "2").code == 0
    assert tropa("worker", "--lease", "0").code == 2


@pytest.mark.usefixtures("shop")
def test_workers_of_one_command_share_the_store(tropa: Tropa, shop: Path) -> None:
    """Each process takes a part, and together they do everything once; no more are begun than there are shards."""
    placed = ({"event": "order_placed", "userId": f"c{n}", "properties": {"order_id": f"A{n}"}} for n in range(40))
    lines = list(enumerate((json.dumps(one).encode() for one in placed), 1))
    tropa("publish", "shop.yaml")
    with closing(open_store(f"sqlite:{shop / 'tropa.db'}")) as store:
        Ingesting(store, read_call).take(lines, datetime.now(UTC))
    said = tropa("worker", "--once", "--processes", "3", "--out", "out.jsonl")
    assert said.code == 0, said.err
    assert "3 processes would share 2 shards" in said.err
    ended = re.findall(r"inputs decided: (\d+)", said.err)
    assert len(ended) == 2
    assert min(map(int, ended)) > 0
    assert len(texts(shop)) == 40


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT])
def test_workers_of_one_command_end_when_it_is_told_to(tropa: Tropa, shop: Path, by: signal.Signals) -> None:
    """A signal to the command ends its processes well: each gives its shards back."""
    tropa("publish", "shop.yaml")
    with subprocess.Popen(
        [TROPA, "worker", "--processes", "2"], cwd=shop, stderr=subprocess.PIPE, text=True
    ) as child:
        leased_for(shop)
        child.send_signal(by)
        _, said = child.communicate(timeout=60)
    assert child.returncode == 0
    assert "Traceback" not in said
    with closing(sqlite3.connect(shop / "tropa.db")) as store:
        assert store.execute("SELECT count(worker) FROM shard").fetchall() == [(0,)]


@pytest.mark.usefixtures("shop")
def test_what_is_old_is_forgotten_when_that_is_asked_for(tropa: Tropa, shop: Path) -> None:
    """``db prune`` says what it forgot; younger things stay, and an age that is none is refused."""
    run(tropa)
    assert tropa("db", "prune", "--older-than", "1d", "--format", "json").data["events"] == 0
    with closing(sqlite3.connect(shop / "tropa.db")) as store, store:
        store.execute("UPDATE event SET received_at = 0 WHERE made = 0")
    said = tropa("db", "prune", "--older-than", "400d")
    assert said.code == 0, said.err
    assert re.search(r"events forgotten: [1-9]", said.out)
    assert "finished runs forgotten: 0" in said.out
    for wrong in ("0d", "soon", "9999999w", "-1d"):
        refused = tropa("db", "prune", f"--older-than={wrong}")
        assert refused.code == 2
        assert "is no age; write it as 400d" in refused.err


def leased_for(shop: Path) -> float:
    """For how many seconds more the shards are leased, as soon as all of them are."""
    for _ in range(600):
        with closing(sqlite3.connect(shop / "tropa.db")) as store:
            ((n, until),) = store.execute("SELECT count(*) - count(worker), min(leased_until) FROM shard")
        if n == 0:
            return float(until) / 1e6 - time.time()
        time.sleep(0.1)
    pytest.fail("no worker has leased the shards")


@pytest.mark.parametrize("scope", ["shop", "journey:", "step:shop", "channel:", "provider:x", ""])
def test_a_scope_that_names_nothing_is_refused_with_what_was_expected(tropa: Tropa, scope: str) -> None:
    """The message lists the forms that there are."""
    said = tropa("hold", scope)
    assert said.code == 2
    assert "step:JOURNEY/STEP" in said.err


@pytest.mark.parametrize("url", ["mysql://x", "sqlite:", "sqlite:/nowhere/at/all.db"])
def test_a_store_that_cannot_be_opened_is_told_with_a_way_out(tropa: Tropa, url: str) -> None:
    """Exit 2, the address, and what to do; no traceback."""
    said = tropa("hold", "--store", url)
    assert said.code == 2
    assert url in said.err
    assert "Traceback" not in said.err


def test_a_stream_is_followed_until_somebody_ends_it(shop: Path) -> None:
    """Events are decided as they come, while the stream stays open; SIGTERM ends it cleanly."""
    options = ("--events", "-", "--follow", "--out", "out.jsonl", "--format", "json")
    command: list[str | Path] = [TROPA, "run", "shop.yaml", *options]
    with subprocess.Popen(command, cwd=shop, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdin is not None
        child.stdin.write(LINES)
        child.stdin.flush()
        for _ in range(600):
            if len(texts(shop)) == 2:
                break
            time.sleep(0.1)
        os.kill(child.pid, signal.SIGTERM)
        out, _ = child.communicate(timeout=60)
    assert child.returncode == 0
    assert json.loads(out)["sent"] == 2


@pytest.mark.usefixtures("shop")
def test_r20_a_customer_is_explained(tropa: Tropa) -> None:
    """Where the customer stands and why, what was sent, what would move on, and that a stranger was never there."""
    run(tropa)
    told = tropa("explain", "shop", "bob")
    assert told.code == 0, told.err
    assert "begun by order_placed" in told.out
    assert "bob stands at pay (wait)" in told.out
    assert "thanks over sms to bob: sent" in told.out
    assert "event order_paid" in told.out
    found = tropa("explain", "shop", "anna", "--format", "json").data
    assert [one["outcome"] for one in found["runs"]] == ["reached"]
    assert "zed was never in shop" in tropa("explain", "shop", "zed").out
    assert tropa("explain", "shops", "bob").code == 2


def test_the_bench_of_the_engine_tells_what_it_measured(tropa: Tropa) -> None:
    """Each store beside the naive loop, a minute full of timers, and batches as more wait; as data and as tables."""
    few = ("bench", "engine", "--customers", "60", "--burst", "50", "--durable", "0", "--waiting", "100,200")
    done = tropa(*few, "--format", "json")
    assert done.code == 0, done.err
    assert [one["who"] for one in done.data["runs"]] == ["naive loop, SQLite", "memory:", "sqlite:"]
    assert len({one["decisions"] for one in done.data["runs"]}) == 1
    assert [one["timers"] for one in done.data["bursts"]] == [50, 50]
    assert [one["waiting"] for one in done.data["growth"]["sqlite:"]] == [100, 200]
    assert done.data["growth"]["sqlite:"][0]["times"] == 1
    told = tropa(*few, "--store", "memory:", "--lang", "ru")
    assert (told.code, "memory:" in told.out) == (0, True)


@pytest.mark.parametrize("waiting", ["", "many", "0", "5,,6", "-3"])
def test_a_bench_of_no_numbers_is_refused(tropa: Tropa, waiting: str) -> None:
    """What was met, what is expected, and exit 2."""
    said = tropa("bench", "engine", "--waiting", waiting)
    assert (said.code, "Traceback" in said.err) == (2, False)
    assert "100000" in said.err
