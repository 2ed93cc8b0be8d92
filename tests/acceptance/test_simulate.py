"""``tropa simulate`` as other programs and people meet it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.acceptance.conftest import Said, Tropa
from tests.unit.simulate.crowds import CONNECT

from tropa.data.words import LANGUAGES

EXAMPLES = Path(__file__).parents[2] / "src" / "tropa" / "data" / "examples"
BEHAVIOUR = """behaviour: connect
arrivals: {per_day: 30, over: 4d}
touchpoints:
  hello: {share: 50 %, after: 4h, spread: 2}
  nudge: {share: 20 %, after: 1d}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A journey and how its customers behave."""
    (tmp_path / "j.yaml").write_text(CONNECT, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(BEHAVIOUR, encoding="utf-8")
    return tmp_path


def simulate(tropa: Tropa, *more: str, form: str = "json") -> Said:
    """The journey simulated."""
    done = tropa("simulate", "j.yaml", "--format", form, *more)
    assert done.code == 0, done.err
    return done


def test_it_says_what_it_promises(tropa: Tropa, folder: Path) -> None:
    """The keys that other programs rely on; shares with both intervals; every assumption with its source."""
    del folder
    data = simulate(tropa, "--behaviour", "b.yaml", "--runs", "3").data
    assert data["simulated"] is True
    assert (data["customers"], data["runs"], data["seed"], data["from"]) == (120, 3, 1, "2027-03-01T00:00:00Z")
    hello = data["touchpoints"][0]
    assert set(hello) == {
        *("id", "reached", "done", "share", "low", "high", "run_low", "run_high", "expected", "expected_at_most")
    }
    assert (hello["id"], hello["reached"], hello["expected"]) == ("hello", 360, 0.4)
    assert hello["low"] < hello["share"] < hello["high"]
    assert sum(one["n"] for one in data["outcomes"]) == 360
    sms = next(one for one in data["messages"] if one["channel"] == "sms")
    assert sum(day["mean"] for day in sms["per_day"]) == pytest.approx(sms["total"]["mean"])
    assert [one["team"] for one in data["tasks"]] == ["care"]
    assert {(one["name"], one["because"]) for one in data["assumed"]} == {
        ("hello", "file"),
        ("nudge", "file"),
        ("call", "assumed"),
    }
    assert {"suppressed", "visits", "durations", "drills", "unplayable", "unfitted", "set_aside", "until"} <= set(
        data
    )


def test_the_seed_is_all(tropa: Tropa, folder: Path) -> None:
    """The same seed gives the same bytes, another one other customers."""
    del folder
    size = ("--customers", "40", "--runs", "2")
    first, again, other = (simulate(tropa, *size, "--seed", seed).out for seed in ("4", "4", "5"))
    assert first == again != other


def test_what_was_written_is_replayed_alike(tropa: Tropa, folder: Path) -> None:
    """R21: a replay of the events of a simulation agrees with each of its messages."""
    data = simulate(tropa, "--customers", "60", "--runs", "2", "--write-events", "ev.jsonl").data
    lines = [json.loads(line) for line in (folder / "ev.jsonl").read_text(encoding="utf-8").splitlines()]
    sent = [one for one in lines if one.get("event") == "message_sent"]
    replay = tropa("replay", "j.yaml", "--events", "ev.jsonl", "--until", "end", "--format", "json").data
    assert replay["recorded"]["message_sent"] == {"agree": len(sent), "only_recorded": [], "only_replayed": []}
    assert len(replay["messages"]) == len(sent) > 60
    assert len(replay["runs"]) == data["customers"] == 60
    assert {one["userId"].split("-")[0] for one in lines} == {"simulated"}


def test_what_was_made_up_says_so_wherever_it_is_shown(tropa: Tropa, folder: Path) -> None:
    """A report on simulated events bears the mark of simulated data, and questions say so; it is no segment."""
    simulate(tropa, "--customers", "200", "--runs", "1", "--write-events", "ev.jsonl")
    tropa("report", "j.yaml", "--events", "ev.jsonl", "--out", "r.html")
    page = (folder / "r.html").read_text(encoding="utf-8")
    assert 'class="badge simulated"' in page
    assert 'class="badge observed"' not in page
    assert "simulated data" in tropa("measure", "edges", "--events", "ev.jsonl").err
    assert "$simulated" not in tropa("measure", "breaks", "j.yaml", "--events", "ev.jsonl", "--format", "json").out
    tropa("log", "add", "kept", "ev.jsonl")
    assert "simulated data" in tropa("measure", "edges", "--events", "kept").err


def test_a_fitted_model_finds_the_behaviour_again(tropa: Tropa, folder: Path) -> None:
    """Shares and medians of the log of one simulation are those that it was given, within what chance allows."""
    del folder
    size = ("--customers", "900", "--runs", "1")
    simulate(tropa, "--behaviour", "b.yaml", *size, "--write-events", "ev.jsonl")
    data = simulate(tropa, "--fit", "ev.jsonl", "--customers", "10", "--runs", "1").data
    found = {one["name"]: one for one in data["assumed"]}
    assert found["hello"]["because"] == "fitted"
    assert found["hello"]["median_s"] == pytest.approx(4 * 3_600, rel=0.4)
    # Who is nudged later and then acts has, by then, also done what the first message asked for.
    assert found["hello"]["share"] == pytest.approx(0.5 + 0.5 * 0.2, abs=0.06)
    assert found["nudge"]["share"] == pytest.approx(0.2, abs=0.06)
    assert data["unfitted"] == []


def test_what_a_log_cannot_fit_is_named(tropa: Tropa, folder: Path) -> None:
    """A log of nothing leaves the journey's own expectation, and says of what."""
    (folder / "other.jsonl").write_text(
        '{"type": "track", "event": "x", "userId": "a", "timestamp": "2027-03-01T00:00:00Z"}\n', encoding="utf-8"
    )
    data = simulate(tropa, "--fit", "other.jsonl", "--customers", "5", "--runs", "1").data
    assert data["unfitted"] == ["hello", "nudge"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_person_reads_that_it_is_simulated(tropa: Tropa, folder: Path, language: str) -> None:
    """In every language: the label first, the tables, what was supposed; no id of a catalogue shows."""
    del folder
    done = simulate(tropa, "--customers", "30", "--runs", "2", "--lang", language, form="text")
    label = {"en": "SIMULATED", "ru": "МОДЕЛЬ", "fa": "شبیه‌سازی"}[language]
    assert done.out.startswith(label)
    assert "simulate." not in done.out
    assert all(word in done.out for word in ("hello", "nudge", "care", "sms"))


def test_a_drill_is_told_beside_the_same_without(tropa: Tropa) -> None:
    """Of the example whose bank fails: what was held, how many, and how runs end without it."""
    done = tropa(
        *("simulate", str(EXAMPLES / "sponsor-auto.yaml"), "--customers", "40", "--runs", "2"),
        *("--drill", "bank-down@3+2d", "--hold", "channel:sms@6+12h", "--format", "json"),
    )
    assert done.code == 0, done.err
    assert [(one["what"], one["crisis"], one["starts_s"], one["length_s"]) for one in done.data["drills"]] == [
        ("bank-down", True, 172_800, 172_800),
        ("channel:sms", False, 432_000, 43_200),
    ]
    assert sum(one["n"] for one in done.data["without_drills"]) == 80


REFUSED = [
    (("nope.yaml",), "nope.yaml"),
    (("j.yaml", "--behaviour", "nope.yaml"), "nope.yaml"),
    (("j.yaml", "--behaviour", "bad.yaml"), "bad.yaml:2:15: E PA07"),
    (("j.yaml", "--drill", "3"), "CRISIS@DAY+LENGTH"),
    (("j.yaml", "--hold", "channel:sms@0"), "SCOPE@DAY+LENGTH"),
    (("j.yaml", "--drill", "bank-down@3"), "no crisis “bank-down”"),
    (("j.yaml", "--hold", "shop:x@3"), "shop:x"),
    (("j.yaml", "--from", "9999-12-31"), "9999-12-31"),
    (("j.yaml", "--from", "soon"), "soon"),
    (("j.yaml", "--customers", "900000", "--runs", "100"), "400,000"),
    (("j.yaml", "--write-events", "no/such/place.jsonl"), "no/such/place.jsonl"),
    (("j.yaml", "--write-events", "e.jsonl", "--hold", "channel:sms@3"), "--write-events"),
    (("map.yaml",), "no steps"),
]


@pytest.mark.parametrize(
    ("arguments", "told"), REFUSED, ids=lambda one: " ".join(one) if isinstance(one, tuple) else ""
)
def test_what_cannot_be_simulated_is_refused(
    tropa: Tropa, folder: Path, arguments: tuple[str, ...], told: str
) -> None:
    """With exit code 2, what was met, and no traceback."""
    (folder / "bad.yaml").write_text("behaviour: connect\ntouchpoints: {helo: {share: 1 %}}\n", encoding="utf-8")
    (folder / "map.yaml").write_text("journey: map\ntouchpoints: {}\n", encoding="utf-8")
    done = tropa("simulate", *arguments)
    assert done.code == 2
    assert told in done.err
    assert "Traceback" not in done.err


def test_its_pace_is_measured(tropa: Tropa) -> None:
    """The reference journey: every customer moves, 70 % reach the goal, and all counts are of what happened."""
    done = tropa("bench", "simulate", "--customers", "200", "--format", "json")
    assert done.code == 0, done.err
    assert done.data["customers"] == 200
    assert 200 <= done.data["messages"] <= 400
    assert done.data["transitions"] > 600
    assert done.data["per_s"] > 0
