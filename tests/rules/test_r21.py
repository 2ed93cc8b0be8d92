"""R21, replay equals run: the same log, the same moves, the same ids, whoever drives."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.acceptance.conftest import run_in
from tests.rules.replayed import Line, line, replay
from tests.rules.scene import TOUCHPOINTS, ids, utc

from tropa.testing.world import World

JOURNEY = f"""{TOUCHPOINTS}
key: order_id
start: ordered
success: used
exit: {{gone: cancelled}}
steps:
  - send: hello
  - id: pay
    wait: paid
    up_to: 2d
    then: [{{send: greet}}]
    else: [{{send: nag}}, {{back_to: pay, else: [{{end: lost}}]}}]
  - {{remind: used, with: last, ladder: [{{after: 1d}}, {{after: 3d}}], up_to: 5d}}
"""

LOG = [
    line("ordered", "2026-03-02 09:00:00", order_id="1"),
    line("ordered", "2026-03-02 10:00:00", order_id="2"),
    line("paid", "2026-03-03 09:00:00", order_id="1"),
    line("cancelled", "2026-03-07 10:30:00", order_id="2"),
    line("ordered", "2026-03-08 09:00:00", order_id="3"),
]


def in_a_world(*, one_by_one: bool) -> World:
    """The same log in a world, event by event or with time passing between."""
    made = World(JOURNEY)
    for told in LOG:
        instant = utc(told["timestamp"].rstrip("Z"))
        while one_by_one and (instant - made.now).total_seconds() > 3600:
            made.pass_time(minutes=47)
        made.now = instant
        made.event(told["event"], properties=told["properties"])
    return made


def test_r21_a_replay_and_a_run_in_memory_send_the_same(tmp_path: Path) -> None:
    """Ids and instants of all messages are those of a world that lived through the same events."""
    replayed = replay(tmp_path, JOURNEY, LOG)["messages"]
    lived = in_a_world(one_by_one=False)
    assert sorted(one["id"] for one in replayed) == sorted(ids(lived))
    assert {(one["touchpoint"], one["at"][:19]) for one in replayed} == {
        (one.touchpoint, one.at.isoformat()[:19]) for one in lived.state.made.messages
    }
    assert len(replayed) == len({one["id"] for one in replayed}) > 6


def test_r21_looking_at_the_clock_often_changes_nothing() -> None:
    """A world that looks every 47 minutes makes the moves of one that looks only when something happens."""
    often, seldom = in_a_world(one_by_one=True), in_a_world(one_by_one=False)
    assert ids(often) == ids(seldom)
    assert often.state.made.transitions == seldom.state.made.transitions


def test_r21_the_same_log_gives_the_same_output_to_the_byte(tmp_path: Path) -> None:
    """Twice the command, once the output; and the lines of the file may be in any order."""
    dated = [{**one, "receivedAt": one["timestamp"], "messageId": str(number)} for number, one in enumerate(LOG)]
    outputs = []
    for lines in (dated, dated, dated[::-1]):
        (tmp_path / "a.yaml").write_text(f"journey: a\n{JOURNEY}", encoding="utf-8")
        (tmp_path / "log.jsonl").write_text("".join(json.dumps(one) + "\n" for one in lines), encoding="utf-8")
        outputs.append(run_in(tmp_path, "replay", "a.yaml", "--events", "log.jsonl", "--format", "json").out)
    assert outputs[0] == outputs[1] == outputs[2]
    assert json.loads(outputs[0])["messages"]


@pytest.mark.parametrize("event", ["message_sent", "step_entered"])
def test_r21_outputs_of_our_own_move_nothing(tmp_path: Path, event: str) -> None:
    """What the product wrote itself is compared, not taken in: a journey that would listen to it hears nothing."""
    steps = f"start: ordered\nsteps: [{{wait: {event}, up_to: 1d, then: [{{end: heard}}], else: [{{end: never}}]}}]\n"
    log: list[Line] = [
        line("ordered", "09:00:00"),
        line(event, "09:10:00", touchpoint="hello", step="steps[0]", channel="email"),
        line("tick", "2026-03-04 09:00:00"),
    ]
    assert replay(tmp_path, steps, log)["runs"][0]["outcome"] == "never"


@pytest.mark.parametrize(
    ("event", "outcome"),
    [("task_done", "called"), ("hold_released", "open")],
)
def test_r21_inputs_of_our_own_are_taken_in(tmp_path: Path, event: str, outcome: str) -> None:
    """What a person answered moves the replay as it moved the run; a release of nothing moves nothing."""
    steps = "start: ordered\nsteps: [{id: call, task: Call, outcomes: {done: [{end: called}]}}]\n"
    log = [line("ordered", "09:00:00"), line(event, "09:10:00", task="call", outcome="done", hold="none")]
    assert replay(tmp_path, steps, log)["runs"][0]["outcome"] == outcome


def test_r21_a_log_that_holds_what_was_sent_is_compared_with_the_replay(tmp_path: Path) -> None:
    """Of two recorded messages one agrees, one is only in the log; the replay has more of its own."""
    log = [
        *LOG[:1],
        line("message_sent", "2026-03-02 09:00:01", touchpoint="hello", channel="email"),
        line("message_sent", "2026-03-02 09:00:02", touchpoint="stay", channel="email"),
        *LOG[1:],
    ]
    told = replay(tmp_path, JOURNEY, log)["recorded"]["message_sent"]
    assert (told["agree"], [one["n"] for one in told["only_recorded"]]) == (1, [1])


def test_r21_without_until_the_clock_stops_behind_the_last_event_and_with_end_all_timers_run_out(
    tmp_path: Path,
) -> None:
    """Two days of waiting after the last line happen with ``--until end`` alone."""
    steps = f"{TOUCHPOINTS}start: ordered\nsteps: [{{wait: 2d}}, {{send: nag}}]\n"
    log = [line("ordered", "09:00:00")]
    assert replay(tmp_path, steps, log)["messages"] == []
    (sent,) = replay(tmp_path, steps, log, "--until", "end")["messages"]
    assert sent["at"].startswith("2026-03-04T09:00:00")
    assert replay(tmp_path, steps, log, "--until", "2026-03-04T08:59:00Z")["messages"] == []
    assert replay(tmp_path, steps, log, "--until", "2026-03-04T09:01:00Z")["messages"] == [sent]
