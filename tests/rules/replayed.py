"""A log told line by line, and what the command ``tropa replay`` makes of it in a process of its own."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.acceptance.conftest import run_in

Line = dict[str, Any]
"""A line of a log, before it is JSON."""


def line(event: str, at: str, received: str | None = None, sent: str | None = None, **properties: object) -> Line:
    """A line of the Segment shape about Anna; times are of 2 March 2026 unless they name a day."""
    said: Line = {"type": "track", "event": event, "userId": "anna", "timestamp": _full(at), "properties": properties}
    if received:
        said["receivedAt"] = _full(received)
    if sent:
        said["sentAt"] = _full(sent)
    return said


def _full(time: str) -> str:
    return f"{time if '-' in time else f'2026-03-02 {time}'}Z".replace(" ", "T")


def replay(folder: Path, journey: str, lines: Sequence[Line], *options: str) -> Any:  # noqa: ANN401  JSON is anything
    """What a journey does over a log.

    Raises:
        AssertionError: The command failed; it says how.
    """
    (folder / "a.yaml").write_text(f"journey: a\n{journey}", encoding="utf-8")
    (folder / "log.jsonl").write_text("".join(json.dumps(one) + "\n" for one in lines), encoding="utf-8")
    said = run_in(folder, "replay", "a.yaml", "--events", "log.jsonl", "--format", "json", *options)
    assert said.code == 0, said.err
    return said.data
