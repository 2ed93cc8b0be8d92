"""Golden replays (R21): what the examples do to the same customers is what they did when this was written."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest
from tests.golden.replays import EXAMPLES, NAMES, cast_of, expected, rows_of

from tropa.connectors.files import recorded
from tropa.engine.batch import runs_steps
from tropa.journey.model.steps import Send
from tropa.runtime.advancing import TurnSize
from tropa.runtime.definitions import load
from tropa.runtime.replaying import Cast
from tropa.stores.sqlite.opening import open_sqlite


def kept(name: str) -> list[str]:
    """What came of a golden log when it was written."""
    return expected(name).read_text(encoding="utf-8").splitlines()


def test_every_example_that_runs_has_a_golden_replay() -> None:
    """None is forgotten, and none is left of an example that is gone."""
    loaded = [load(path) for path in sorted(EXAMPLES.glob("*.yaml"))]
    casts = [Cast.of([one]) for one in loaded if one.journey is not None]
    assert tuple(script.journey for cast in casts for script in cast.scripts if runs_steps(script)) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_r21_a_golden_replay_comes_out_as_ever(name: str) -> None:
    """The same log makes the same messages with the same ids, runs, tasks and reasons, line by line."""
    assert rows_of(name) == kept(name)


@pytest.mark.parametrize("name", NAMES)
def test_r21_a_golden_replay_is_the_same_a_few_inputs_and_timers_at_a_time(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However the log is cut, and however little a turn takes on."""
    monkeypatch.setattr(recorded, "CHUNK", 7)
    assert rows_of(name, turn=TurnSize(3, 2)) == kept(name)


@pytest.mark.parametrize("name", NAMES)
def test_r21_a_golden_replay_is_what_runs_on_a_durable_store(name: str, tmp_path: Path) -> None:
    """Every turn committed to a file and loaded from it again, a hundred inputs each: the same, line by line."""
    opened = partial(open_sqlite, tmp_path / "state.db", lambda _: None, shards=1)
    found = rows_of(name, turn=TurnSize(100, 100), opened=opened)
    assert found == kept(name)
    assert (tmp_path / "state.db").stat().st_size > 0


@pytest.mark.parametrize("name", NAMES)
def test_every_touchpoint_that_a_step_sends_is_sent_in_the_golden_replay(name: str) -> None:
    """The made-up customers come to every step that says something."""
    (script,) = cast_of(EXAMPLES / f"{name}.yaml").scripts
    said = {node.step.touchpoint for node in script.nodes if isinstance(node.step, Send)}
    sent = {row["touchpoint"] for row in map(json.loads, kept(name)) if row["row"] in {"messages", "suppressed"}}
    assert said - sent == set()


def test_a_changed_message_is_no_golden_replay(tmp_path: Path) -> None:
    """The replay that must fail: one rung over another channel, and the comparison is red, there and nowhere else."""
    journey = tmp_path / "premium-activate.yaml"
    text = (EXAMPLES / "premium-activate.yaml").read_text(encoding="utf-8")
    assert text.count("- {after: 3d, by: sms}\n") == 1
    journey.write_text(text.replace("- {after: 3d, by: sms}\n", "- {after: 3d, by: push}\n"), encoding="utf-8")
    found, was = rows_of("premium-activate", cast_of(journey)), kept("premium-activate")
    assert found != was
    changed = [json.loads(line) for line in set(found) ^ set(was)]
    assert {one["touchpoint"] for one in changed} == {"app-reminder"}
    assert ("messages", "sms") in {(one["row"], one["channel"]) for one in changed}
