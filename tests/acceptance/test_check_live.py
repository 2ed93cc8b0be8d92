"""``tropa check --events``: what a real log shows of a definition."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from tests.acceptance.conftest import Tropa

JOURNEY = """
journey: watched
start: ordered
success: used
touchpoints:
  hello: {channel: sms, class: service}
  hint: {channel: sms, class: cross_sell}
  letter: {channel: post, reached: letter_sent}
events:
  used: {}
  praised: {}
caps: {cross_sell: 2 per 1w}
steps:
  - send: hello
  - wait: used
"""


def event(customer: str, name: str, day: int, **properties: str) -> dict[str, object]:
    """An event at noon of a day of March 2026, or after it."""
    at = f"2026-{3 + day // 28:02d}-{1 + day % 28:02d}T12:00:00Z"
    return {"type": "track", "userId": customer, "event": name, "timestamp": at, "properties": properties}


def run(tropa: Tropa, folder: Path, events: Iterable[dict[str, object]]) -> dict[str, dict[str, str]]:
    """What the live rules find, by rule: path and params."""
    (folder / "watched.yaml").write_text(JOURNEY, encoding="utf-8")
    (folder / "log.jsonl").write_text("".join(json.dumps(one) + "\n" for one in events), encoding="utf-8")
    said = tropa("check", "watched.yaml", "--events", "log.jsonl", "--format", "json")
    assert said.code in {0, 1}, said.err
    found = [one for one in said.data["findings"] if one["rule"].startswith("LV")]
    return {f"{one['rule']} {one['path']}": one["params"] for one in found}


def sent(customer: str, touchpoint: str, day: int) -> dict[str, object]:
    """A message of ours."""
    return event(customer, "message_sent", day, touchpoint=touchpoint)


def test_lv01_what_is_declared_and_not_seen_lately_is_told(tropa: Tropa, tmp_path: Path) -> None:
    """A touchpoint never reached and an event seen too long ago are found; what was seen is not."""
    log = [event("a", "ordered", 0), sent("a", "hello", 0), sent("a", "hint", 0), event("a", "praised", 0)]
    log += [event("b", "ordered", 100), sent("b", "hello", 100), sent("b", "hint", 100), event("b", "used", 101)]
    found = run(tropa, tmp_path, log)
    assert set(found) == {"LV01 touchpoints.letter", "LV01 events.praised"}


def test_lv02_many_moves_that_nothing_explains_are_told(tropa: Tropa, tmp_path: Path) -> None:
    """After the end of a run nothing is explained: a hundred such moves are a drift, ten are not yet."""
    few = [e for n in range(10) for e in (event(f"c{n}", "ordered", 0), event(f"c{n}", "used", 1))]
    drift = [sent(f"c{n}", "hello", 2 + day) for n in range(10) for day in range(12)]
    assert not [key for key in run(tropa, tmp_path, few) if key.startswith("LV02")]
    told = run(tropa, tmp_path, [*few, *drift])["LV02 steps"]
    assert int(told["unexplained"]) == 120
    assert int(told["mapped"]) == 130


def test_lv05_customers_over_the_cap_are_counted(tropa: Tropa, tmp_path: Path) -> None:
    """Three messages within a week against a cap of two: one customer; three in three weeks: none."""
    pressed = [sent("pressed", "hint", day) for day in (0, 2, 4)]
    spared = [sent("spared", "hint", day) for day in (0, 9, 18)]
    found = run(tropa, tmp_path, [*pressed, *spared])
    assert found["LV05 touchpoints.hint.class"] == {"class": "cross_sell", "cap": "2 per 1w", "n": "1"}


def test_lv05_messages_just_a_period_apart_press_nobody(tropa: Tropa, tmp_path: Path) -> None:
    """A cap's window is half-open (R13): the third message after a week to the second lies in the next one."""
    found = run(tropa, tmp_path, [sent("weekly", "hint", day) for day in (0, 3, 7)])
    assert not [key for key in found if key.startswith("LV05")]


def test_lv05_all_caps_hold_each_over_its_own_messages(tropa: Tropa, tmp_path: Path) -> None:
    """The workspace's cap counts the messages of all its journeys; a journey's tighter one its own, beside it."""
    (tmp_path / "workspace.yaml").write_text("workspace: w\ncaps: {cross_sell: 3 per 1w}\n", encoding="utf-8")
    other = "journey: other\nstart: ordered\ntouchpoints: {more: {channel: sms, class: cross_sell}}\n"
    (tmp_path / "other.yaml").write_text(other, encoding="utf-8")
    (tmp_path / "watched.yaml").write_text(JOURNEY, encoding="utf-8")
    log = [sent("both", point, day) for day, point in enumerate(("hint", "more", "hint", "more"))]
    log += [sent("own", "hint", day) for day in (0, 1, 2)]
    log += [sent("mixed", point, day) for day, point in enumerate(("hint", "more", "more"))]
    (tmp_path / "log.jsonl").write_text("".join(json.dumps(one) + "\n" for one in log), encoding="utf-8")
    said = tropa("check", "watched.yaml", "other.yaml", "--events", "log.jsonl", "--format", "json")
    told = [(one["file"], one["params"]) for one in said.data["findings"] if one["rule"] == "LV05"]
    assert told == [
        ("watched.yaml", {"class": "cross_sell", "cap": "3 per 1w", "n": "1"}),
        ("watched.yaml", {"class": "cross_sell", "cap": "2 per 1w", "n": "1"}),
        ("other.yaml", {"class": "cross_sell", "cap": "3 per 1w", "n": "1"}),
    ]


def test_a_waiver_excuses_what_a_log_shows(tropa: Tropa, tmp_path: Path) -> None:
    """A live finding may be waived; without the log the waiver is not called idle."""
    waiver = "waive:\n  - {rule: LV01, at: events.praised, because: It comes in May, until: 2099-01-01}\n"
    (tmp_path / "w.yaml").write_text(JOURNEY + waiver, encoding="utf-8")
    (tmp_path / "log.jsonl").write_text(json.dumps(event("a", "ordered", 0)) + "\n", encoding="utf-8")
    said = tropa("check", "w.yaml", "--events", "log.jsonl", "--format", "json")
    assert "events.praised" not in [one.get("path") for one in said.data["findings"]]
    rules = [one["rule"] for one in tropa("check", "w.yaml", "--format", "json").data["findings"]]
    assert not [rule for rule in rules if rule.startswith("WA")]
