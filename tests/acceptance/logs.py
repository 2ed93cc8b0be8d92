"""Small journeys and logs, as text, asked through the whole house."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tropa.bootstrap import measuring
from tropa.journey.model.journey import Journey
from tropa.journey.model.stages import Scheme
from tropa.measure.breaking import BreaksAnswer
from tropa.measure.reality import Reality, TouchpointReality
from tropa.runtime.breaking import search_breaks
from tropa.runtime.definitions import load
from tropa.runtime.measuring import Measuring


def silent(step: str, at: float) -> None:
    """Progress that nobody listens to."""


def reality_of(tmp_path: Path, journey: str, log: str, by: str | None = None) -> Reality:
    """What became of a journey, both given as text; see ``asked_of``."""
    log_asked, loaded, schemes = asked_of(tmp_path, journey, log)
    return log_asked.reality(loaded, schemes, by)[0]


def breaks_of(tmp_path: Path, journey: str, log: str) -> BreaksAnswer:
    """Where its path tears, both given as text; see ``asked_of``."""
    return search_breaks(*asked_of(tmp_path, journey, log)).answer.answer


def asked_of(tmp_path: Path, journey: str, log: str) -> tuple[Measuring, Journey, Mapping[str, Scheme]]:
    """A log to ask, and a journey with the schemes there are; the log is CSV without its heading.

    Its columns are customer, name, at, then ``p`` and ``q``, which are properties.
    """
    definition, events = tmp_path / "journey.yaml", tmp_path / "log.csv"
    definition.write_text(journey, encoding="utf-8")
    rows = [line.strip() for line in log.strip().splitlines()]
    padded = [row + "," * (4 - row.count(",")) for row in rows if row]
    events.write_text("\n".join(["customer,name,at,p,q", *padded]) + "\n", encoding="utf-8")
    loaded = load(definition)
    assert isinstance(loaded.journey, Journey), loaded.read.problems
    return measuring(str(events), columns=None, zone=None, progress=silent), loaded.journey, loaded.schemes


def touchpoint(reality: Reality, name: str) -> TouchpointReality:
    """One touchpoint of an answer."""
    return next(one for one in reality.touchpoints if one.id == name)
