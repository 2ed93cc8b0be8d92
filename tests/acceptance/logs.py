"""Small journeys and logs, as text, asked through the whole house."""

from __future__ import annotations

from pathlib import Path

from tropa.bootstrap import measuring
from tropa.journey.model.journey import Journey
from tropa.measure.reality import Reality, TouchpointReality
from tropa.runtime.definitions import load


def silent(step: str, at: float) -> None:
    """Progress that nobody listens to."""


def reality_of(tmp_path: Path, journey: str, log: str, by: str | None = None) -> Reality:
    """What became of a journey, both given as text; the log is CSV without its heading.

    Its columns are customer, name, at, then ``p`` and ``q``, which are properties.
    """
    definition, events = tmp_path / "journey.yaml", tmp_path / "log.csv"
    definition.write_text(journey, encoding="utf-8")
    rows = [line.strip() for line in log.strip().splitlines()]
    padded = [row + "," * (4 - row.count(",")) for row in rows if row]
    events.write_text("\n".join(["customer,name,at,p,q", *padded]) + "\n", encoding="utf-8")
    loaded = load(definition)
    assert isinstance(loaded.journey, Journey), loaded.read.problems
    log_asked = measuring(str(events), columns=None, zone=None, progress=silent)
    return log_asked.reality(loaded.journey, loaded.schemes, by)[0]


def touchpoint(reality: Reality, name: str) -> TouchpointReality:
    """One touchpoint of an answer."""
    return next(one for one in reality.touchpoints if one.id == name)
