"""Golden replays: an example, a log of made-up customers who take its branches, and what came of it, kept for ever.

The logs were grown at random, and of what grew only so many customers are kept as come to every move,
message and outcome that any of them came to.  What came of them is written anew by ``make golden``, to be
looked through before it is committed: whatever differs there would have been done to real people.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import tropa.data
from tropa.bootstrap import replaying
from tropa.ports.state import StateStore
from tropa.runtime.advancing import TurnSize
from tropa.runtime.definitions import load
from tropa.runtime.replay_data import replay_data
from tropa.runtime.replaying import TURN, Cast
from tropa.stores.memory import MemoryStore

EXAMPLES = Path(tropa.data.__file__).parent / "examples"
HERE = Path(__file__).parent / "replay"
NAMES = tuple(sorted(path.name.removesuffix(".log.jsonl") for path in HERE.glob("*.log.jsonl")))
LISTS = ("messages", "runs", "tasks", "suppressed", "set_aside")


def silent(step: str, at: float) -> None:
    """Progress that nobody listens to."""


def cast_of(path: Path) -> Cast:
    """A journey, beside the workspace of the examples."""
    return Cast.of([load(path, EXAMPLES / "workspace.yaml")])


def rows_of(
    name: str, cast: Cast | None = None, turn: TurnSize = TURN, opened: Callable[[], StateStore] = MemoryStore
) -> list[str]:
    """What comes of a golden log, a line for each thing; titles are left out, for they are copy.

    Args:
        name: Of which example.
        cast: What is run instead of the example.
        turn: How much one turn takes on.
        opened: Opens where state is kept: a store of one shard, for a replay takes one.
    """
    played = cast or cast_of(EXAMPLES / f"{name}.yaml")
    log = replaying(str(HERE / f"{name}.log.jsonl"), columns=None, zone=None, progress=silent)
    _, (done,) = replace(log, turn=turn, open_store=opened).replay([played], "end")
    data = replay_data(done, played.journeys)
    rows = [{"row": kind, **one} for kind in LISTS for one in data[kind]]
    rows += [{"row": "ignored", **data["ignored"]}, {"row": "n_transitions", "n": data["n_transitions"]}]
    return [_line({key: value for key, value in row.items() if key != "title"}) for row in rows]


def _line(row: dict[str, object]) -> str:
    return json.dumps(row, ensure_ascii=False)


def expected(name: str) -> Path:
    """Where is kept what came of a golden log."""
    return HERE / f"{name}.expected.jsonl"


def main() -> None:
    """Write what comes of every golden log now."""
    for name in NAMES:
        expected(name).write_text("\n".join(rows_of(name)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
