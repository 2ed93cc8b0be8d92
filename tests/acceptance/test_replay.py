"""``tropa replay`` as other programs and people meet it: what DESIGN.md promises of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.acceptance.conftest import Said, Tropa
from tests.acceptance.recorded import Log, told

JOURNEY = """journey: connect
start: ordered
success: activated
touchpoints:
  hello: {channel: sms, class: service, communication: Hello}
  nudge: {channel: [push, sms], class: reminder, communication: Come}
steps:
  - send: hello
  - wait: activated
    up_to: 3d
    else:
      - {id: second, send: nudge}
      - wait: activated
        up_to: 4d
        else:
          - {id: call, task: Call the client, to: care, due: 1d}
"""

OTHER = """journey: other
start: ordered
touchpoints: {offer: {channel: push, class: reminder, communication: An offer}}
steps: [{wait: 3d}, {wait: 1h}, {send: offer}]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A journey, and a log of three customers: one is quick, one is late, one never comes."""
    (tmp_path / "j.yaml").write_text(JOURNEY, encoding="utf-8")
    log = Log()
    for customer in ("quick", "late", "never"):
        log.event(0, customer, "ordered")
    log.event(1, "quick", "activated")
    log.event(5, "late", "activated")
    log.event(6, "never", "looked_around")
    log.write(tmp_path / "log.jsonl")
    return tmp_path


def replay(tropa: Tropa, *more: str, form: str = "json") -> Said:
    """The journey over the log."""
    done = tropa("replay", "j.yaml", "--events", "log.jsonl", "--format", form, *more)
    assert done.code == 0, done.err
    return done


def test_it_says_what_it_promises(tropa: Tropa, folder: Path) -> None:
    """The keys that other programs rely on, the order of the rows, and the counts of what was passed over."""
    del folder
    found = replay(tropa).data
    assert {"messages", "runs", "tasks", "suppressed", "ignored"} <= found.keys()
    message = {"id", "at", "customer", "role", "branch", "step", "touchpoint", "channel", "key", "variant"}
    run = {"customer", "key", "attempt", "version", "outcome", "started_at", "ended_at", "positions"}
    assert all(message <= one.keys() for one in found["messages"])
    assert all(run <= one.keys() for one in found["runs"])
    assert [(one["customer"], one["touchpoint"], one["at"]) for one in found["messages"]] == [
        ("late", "hello", "2026-03-02T09:00:00Z"),
        ("never", "hello", "2026-03-02T09:00:00Z"),
        ("quick", "hello", "2026-03-02T09:00:00Z"),
        ("late", "nudge", "2026-03-05T09:00:00Z"),
        ("never", "nudge", "2026-03-05T09:00:00Z"),
    ]
    assert [(one["customer"], one["outcome"], one["ended_at"]) for one in found["runs"]] == [
        ("late", "reached", "2026-03-07T09:00:00Z"),
        ("never", "open", None),
        ("quick", "reached", "2026-03-03T09:00:00Z"),
    ]
    (never,) = [one for one in found["runs"] if one["outcome"] == "open"]
    assert [(one["step"], one["due_at"]) for one in never["positions"]] == [
        ("steps[1].else[1]", "2026-03-09T09:00:00Z")
    ]
    assert {one["step"] for one in found["messages"]} == {"steps[0]", "second"}
    assert found["ignored"] == {"unheard": 1}
    assert (found["watermark"], found["n_events"]) == ("2026-03-08T09:00:00Z", 6)


def test_the_end_drains_every_timer(tropa: Tropa, folder: Path) -> None:
    """The task comes when it is due, long after the last event, and stays open."""
    del folder
    (task,) = replay(tropa, "--until", "end").data["tasks"]
    wanted = {
        "at": "2026-03-09T09:00:00Z",
        "customer": "never",
        "step": "call",
        "to": "care",
        "title": "Call the client",
        "due_at": "2026-03-10T09:00:00Z",
        "outcome": None,
        "ended_at": None,
    }
    assert wanted.items() <= task.items()


def test_the_clock_stops_at_an_instant(tropa: Tropa, folder: Path) -> None:
    """Events up to it, and timers the watermark before it; half a minute decides about a message."""
    del folder
    before, after = (
        replay(tropa, "--until", f"2026-03-05T09:00:{second}Z").data["messages"] for second in ("29", "30")
    )
    assert [len(before), len(after)] == [3, 5]
    assert replay(tropa, "--until", "2026-03-02T08:59:59Z").data["runs"] == []


def test_r21_the_same_input_gives_the_same_bytes(tropa: Tropa, folder: Path) -> None:
    """Twice the same, in every form; and the lines of a file in another order make no other messages."""
    for form in ("json", "jsonl", "text"):
        assert replay(tropa, form=form).out == replay(tropa, form=form).out
    ordered = replay(tropa).data["messages"]
    lines = (folder / "log.jsonl").read_text(encoding="utf-8").splitlines()
    (folder / "log.jsonl").write_text("\n".join(reversed(lines)), encoding="utf-8")
    assert replay(tropa).data["messages"] == ordered


def test_lines_say_what_the_whole_says(tropa: Tropa, folder: Path) -> None:
    """JSON Lines: a line a thing, by its kind, and the rest at the end."""
    del folder
    whole = replay(tropa).data
    lines = [json.loads(line) for line in replay(tropa, form="jsonl").out.splitlines()]
    for kind, name in (("message", "messages"), ("run", "runs"), ("task", "tasks")):
        rows = [{key: value for key, value in line.items() if key != "row"} for line in lines if line["row"] == kind]
        assert rows == whole[name]
    assert {"row": "ignored", "name": "unheard", "n": 1} in lines
    assert lines[-1]["row"] == "summary"
    assert lines[-1]["watermark"] == whole["watermark"]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ("3 runs of 3 customers", "goal reached", "hello", "no journey listens to it")),
        ("ru", ("3 прохождения, клиентов: 3", "цель достигнута", "hello", "ни один путь его не ждёт")),
        ("fa", ("۳ پیمایش از ۳ مشتری", "رسیدن به هدف", "hello", "هیچ مسیری منتظر آن نیست")),
    ],
)
def test_people_read_it_in_their_language(tropa: Tropa, folder: Path, language: str, said: tuple[str, ...]) -> None:
    """A summary with counts, and words for what was passed over."""
    del folder
    text = replay(tropa, "--lang", language, form="text").out
    assert [part for part in said if part not in text] == []


def test_a_log_imported_in_one_go_is_read_by_its_own_times(tropa: Tropa, folder: Path) -> None:
    """By receipt everything is too old to begin a run; by its own times it is what it was (R2)."""
    lines = [json.loads(line) for line in (folder / "log.jsonl").read_text(encoding="utf-8").splitlines()]
    imported = [{**line, "receivedAt": "2026-06-01T00:00:00Z"} for line in lines]
    as_it_was = replay(tropa).data["messages"]
    (folder / "log.jsonl").write_text("\n".join(map(json.dumps, imported)), encoding="utf-8")
    late = replay(tropa).data
    assert (late["runs"], late["ignored"]["too_old"]) == ([], 3)
    assert replay(tropa, "--clock", "at").data["messages"] == as_it_was


def test_r13_journeys_that_run_together_share_one_ledger(tropa: Tropa, folder: Path) -> None:
    """Alone each sends its reminder; together, under a cap of one a week, the later one is kept back."""
    (folder / "o.yaml").write_text(OTHER, encoding="utf-8")
    (folder / "workspace.yaml").write_text("workspace: w\ncaps: {reminder: 1 per 1w}\n", encoding="utf-8")
    alone = tropa("replay", "o.yaml", "--events", "log.jsonl", "--until", "end", "--format", "json").data
    together = tropa("replay", "j.yaml", "o.yaml", "--events", "log.jsonl", "--until", "end", "--format", "json").data
    assert len(told(alone["messages"], "never", "offer")) == 1
    assert told(together["messages"], "never", "nudge", "offer") == [("nudge", "push", 3)]
    kept = [(one["customer"], one["touchpoint"], one["reason"]) for one in together["suppressed"]]
    assert ("never", "offer", "cap: reminder 1 per 1w") in kept
    assert {one["journey"] for one in together["runs"]} == {"connect", "other"}


def test_r7_quiet_hours_of_the_workspace_put_a_message_off_to_the_morning(tropa: Tropa, folder: Path) -> None:
    """Three days after nine o'clock UTC it is noon in Moscow; of a customer in Vladivostok it is evening."""
    (folder / "workspace.yaml").write_text(
        "workspace: w\ntime_zone: Europe/Moscow\nquiet_hours: 18:00-10:00\n", encoding="utf-8"
    )
    log = Log()
    log.traits(0, "far", time_zone="Asia/Vladivostok")
    for customer in ("near", "far"):
        log.event(0.01, customer, "ordered")
    log.event(9, "near", "looked_around")
    log.write(folder / "log.jsonl")
    found = replay(tropa).data["messages"]
    at = {one["customer"]: one["at"] for one in found if one["touchpoint"] == "nudge"}
    assert at == {"near": "2026-03-05T09:14:24Z", "far": "2026-03-06T00:00:00Z"}


HOOK = """journey: hook
start: ordered
touchpoints: {hello: {channel: sms, class: service, communication: Hello}}
hooks: {access: {title: Opens access}}
steps:
  - id: open
    call: access
    on_error: [{end: no_access}]
  - send: hello
"""


def test_calls_are_answered_at_once_unless_the_log_says_how_they_ended(tropa: Tropa, folder: Path) -> None:
    """Without a word on it every call succeeds; a log with answers of its own is believed (R21)."""
    (folder / "j.yaml").write_text(HOOK, encoding="utf-8")
    assert {one["at"] for one in replay(tropa).data["messages"]} == {"2026-03-02T09:00:00Z"}
    log = Log()
    for customer, name in (("good", "hook_done"), ("bad", "hook_failed")):
        log.event(0, customer, "ordered")
        log.event(1, customer, name, step="open")
    log.write(folder / "log.jsonl")
    found = replay(tropa).data
    assert told(found["messages"], "good") == [("hello", "sms", 1)]
    assert {one["customer"]: one["outcome"] for one in found["runs"]} == {"good": "ended", "bad": "no_access"}


def test_r21_outputs_in_a_log_are_compared_and_not_taken_in(tropa: Tropa, folder: Path) -> None:
    """What was sent when the log was made agrees with what is sent now, but for one message and one step."""
    was = replay(tropa).data
    with (folder / "log.jsonl").open("a", encoding="utf-8") as file:
        for one in was["messages"][1:]:
            said = {name: one[name] for name in ("touchpoint", "channel", "step")} | {"message": one["id"]}
            call = {"type": "track", "event": "message_sent", "userId": one["customer"], "timestamp": one["at"]}
            file.write(json.dumps({**call, "properties": said}) + "\n")
        call = {"type": "track", "event": "step_entered", "userId": "quick", "timestamp": "2026-03-02T09:00:00Z"}
        file.write(json.dumps({**call, "properties": {"step": "nowhere"}}) + "\n")
    now = replay(tropa).data
    assert (now["messages"], now["runs"], now["ignored"]) == (was["messages"], was["runs"], was["ignored"])
    sent, entered = now["recorded"]["message_sent"], now["recorded"]["step_entered"]
    assert sent == {
        "agree": 4,
        "only_recorded": [],
        "only_replayed": [{"what": ["late", "hello", "sms"], "n": 1}],
    }
    assert entered["only_recorded"] == [{"what": ["quick", "nowhere"], "n": 1}]
    assert (
        "message_sent in the log: 4 agree, 0 are in the log alone, 1 in the replay alone"
        in replay(tropa, form="text").out
    )


def test_r16_a_message_that_failed_in_the_log_goes_over_the_next_channel(tropa: Tropa, folder: Path) -> None:
    """A receipt is taken in like any deed: what push did not deliver, a text message does at that instant."""
    (sent,) = [one for one in replay(tropa).data["messages"] if (one["customer"], one["channel"]) == ("late", "push")]
    receipt = {name: sent[name] for name in ("journey", "step", "branch", "touchpoint", "channel")} | {
        "message": sent["id"],
        "attempt": 1,
        "visit": 1,
        "rung": "",
        "participant": "late",
        "to": "late",
        "reason": "no such device",
    }
    call = {"type": "track", "event": "message_failed", "userId": "late", "timestamp": "2026-03-05T10:00:00Z"}
    with (folder / "log.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps({**call, "properties": receipt}) + "\n")
    found = told(replay(tropa).data["messages"], "late", "nudge")
    assert found == [("nudge", "push", 3), ("nudge", "sms", 3.04)]


def test_another_version_is_told_apart_customer_by_customer(tropa: Tropa, folder: Path) -> None:
    """A shorter wait: who hears earlier, who is written to now, and nobody else."""
    (folder / "k.yaml").write_text(JOURNEY.replace("up_to: 3d", "up_to: 12h"), encoding="utf-8")
    found = replay(tropa, "--compare", "k.yaml").data
    assert found["compared"] == {
        "n_customers": 3,
        "n_otherwise": 3,
        "kinds": {"message_moved": 2, "message_new": 1, "task_new": 2},
    }
    by_kind = {(one["kind"], one["customer"]): one for one in found["differences"]}
    moved = by_kind["message_moved", "late"]
    assert (moved["at"], moved["other_at"]) == ("2026-03-05T09:00:00Z", "2026-03-02T21:00:00Z")
    assert by_kind["message_new", "quick"]["what"] == "nudge"
    text = replay(tropa, "--compare", "k.yaml", form="text").out
    assert "3 of 3 customers would have been treated otherwise" in text
    same = replay(tropa, "--compare", "j.yaml").data
    assert (same["compared"]["n_otherwise"], same["differences"]) == (0, [])


def test_a_version_that_only_inserts_a_step_treats_nobody_otherwise(tropa: Tropa, folder: Path) -> None:
    """Steps without ids have other names then; customers notice nothing."""
    inserted = JOURNEY.replace("steps:\n", "steps:\n  - {set: {traits.seen: yes}}\n")
    (folder / "k.yaml").write_text(inserted, encoding="utf-8")
    assert replay(tropa, "--compare", "k.yaml").data["differences"] == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("j.yaml", "j.yaml"), "connect is given twice"),
        (("map.yaml",), "map has no steps that we run"),
        (("j.yaml", "--until", "soon"), "met “soon”, expected a time"),
        (("j.yaml", "o.yaml", "--compare", "map.yaml"), "is “map”, which is none of the journeys replayed"),
        (("workspace.yaml",), "met workspace, expected a journey"),
        (("none.yaml",), "none.yaml: cannot be read"),
    ],
)
def test_what_makes_no_sense_is_said_and_ends_with_2(
    tropa: Tropa, folder: Path, arguments: tuple[str, ...], said: str
) -> None:
    """Nothing is printed as a result, and the sentence says what was met and what was expected."""
    (folder / "o.yaml").write_text(OTHER, encoding="utf-8")
    (folder / "map.yaml").write_text("journey: map\n", encoding="utf-8")
    (folder / "workspace.yaml").write_text("workspace: w\n", encoding="utf-8")
    done = tropa("replay", *arguments, "--events", "log.jsonl")
    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_a_damaged_log_is_told_and_an_empty_one_is_empty(tropa: Tropa, folder: Path) -> None:
    """A line that is no event is counted and told; of a log without events nothing comes."""
    with (folder / "log.jsonl").open("a", encoding="utf-8") as file:
        file.write("{broken\n")
    done = replay(tropa)
    assert done.data["n_bad"] == 1
    assert "line 7" in done.err
    (folder / "log.jsonl").write_text("", encoding="utf-8")
    empty = replay(tropa).data
    assert (empty["runs"], empty["watermark"]) == ([], None)
    missing = tropa("replay", "j.yaml", "--events", "none.csv")
    assert (missing.code, "none.csv" in missing.err) == (2, True)


def test_a_log_comes_from_standard_input(tropa: Tropa, folder: Path) -> None:
    """``-`` is read like a file."""
    piped = tropa("replay", "j.yaml", "--events", "-", "--format", "json", stdin=(folder / "log.jsonl").read_bytes())
    assert piped.data["messages"] == replay(tropa).data["messages"]


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
def test_events_at_the_ends_of_the_calendar_break_nothing(tropa: Tropa, folder: Path, at: str) -> None:
    """A run that begins there waits where the calendar still has room, and the others go on as ever."""
    as_ever = [one for one in replay(tropa, "--until", "end").data["messages"] if one["customer"] != "odd"]
    with (folder / "log.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps({"type": "track", "event": "ordered", "userId": "odd", "timestamp": at}) + "\n")
    found = replay(tropa, "--until", "end").data
    assert [one for one in found["messages"] if one["customer"] != "odd"] == as_ever
    assert found["set_aside"] == []
    assert "odd" in {one["customer"] for one in found["runs"]}
