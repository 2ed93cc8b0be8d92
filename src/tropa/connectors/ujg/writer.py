"""A journey to UJG: a state and a step of the experience for each touchpoint, the moves of the scenario between."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tropa.connectors.interchange.losses import losses_of
from tropa.connectors.interchange.telling import Telling
from tropa.connectors.ujg.moves import moves_of
from tropa.connectors.ujg.reader import import_ujg
from tropa.connectors.ujg.vocabulary import (
    CONTEXTS,
    DOCUMENT,
    JOURNEY,
    PHASE,
    STATE,
    STEP,
    TOUCHPOINT,
    TRANSITION,
)
from tropa.journey.codecs.protocol import Path
from tropa.journey.model.journey import Journey
from tropa.journey.model.touchpoints import Touchpoint
from tropa.ports.exchange import Exportable, Exported, Remark

NO_PLACE = "interchange.why.no_place_ujg"

_WHY = {"steps": "interchange.why.moves_only"}
"""Keys that are not carried over for a reason of their own."""

Data = dict[str, Any]


def export_ujg(given: Exportable) -> Exported:
    """The journey as a graph, told in one language."""
    writer = _Writer(Telling(given))
    content = (json.dumps(writer.document(), ensure_ascii=False, indent=2) + "\n").encode()
    losses = losses_of(given, content, import_ujg, _why)
    return Exported(content, losses, tuple(_remarks(given.journey, writer.moves)))


def _why(path: Path) -> str:
    return next((_WHY[part] for part in path if isinstance(part, str) and part in _WHY), NO_PLACE)


def _remarks(journey: Journey, moves: tuple[tuple[str, str], ...]) -> Iterator[Remark]:
    """What the file says that the journey does not, and where it is less than the format asks for."""
    if moves and not journey.steps:
        yield Remark("interchange.remark.rows_as_path")
    if not moves:
        yield Remark("interchange.remark.too_small")


class _Writer:
    def __init__(self, telling: Telling) -> None:
        self._telling, self._told = telling, telling.journey
        self._first, self.moves = moves_of(self._told)
        self._stages = self._told.stages if isinstance(self._told.stages, tuple) else ()

    def document(self) -> Data:
        """The whole file."""
        name = self._told.journey
        nodes = [self._journey(), *self._states(), *self._transitions(), *self._phases(), *self._touchpoints()]
        return {
            "@context": list(CONTEXTS),
            "@id": f"urn:ujg:document:{name}",
            "@type": DOCUMENT,
            "nodes": [*nodes, *(self._step(row, held) for row, held in self._told.touchpoints.items())],
        }

    def _journey(self) -> Data:
        name = self._told.journey
        first = {"startState": _iri("state", self._first)} if self._first else {}
        return {
            "@id": _iri("journey", name),
            "@type": JOURNEY,
            "label": self._telling.label(name, self._told.title),
            **first,
            "stateRefs": [_iri("state", row) for row in self._told.touchpoints],
            "transitionRefs": [_iri("transition", f"{a}.{b}") for a, b in self.moves],
        }

    def _states(self) -> Iterator[Data]:
        for name, row in self._told.touchpoints.items():
            yield {"@id": _iri("state", name), "@type": STATE, "label": self._telling.label(name, row.title)}

    def _transitions(self) -> Iterator[Data]:
        for a, b in self.moves:
            yield {
                "@id": _iri("transition", f"{a}.{b}"),
                "@type": TRANSITION,
                "from": _iri("state", a),
                "to": _iri("state", b),
            }

    def _phases(self) -> Iterator[Data]:
        for order, stage in enumerate(self._stages, 1):
            label = self._telling.label(stage.id, stage.title)
            yield {"@id": _iri("phase", stage.id), "@type": PHASE, "label": label, "order": order}

    def _touchpoints(self) -> Iterator[Data]:
        """Where it happens: what is a channel here."""
        for name in dict.fromkeys(channel for row in self._told.touchpoints.values() for channel in row.channel):
            label = self._telling.channel(name)
            yield {"@id": _iri("touchpoint", name), "@type": TOUCHPOINT, "label": label, "channel": name}

    def _step(self, name: str, row: Touchpoint) -> Data:
        known = {stage.id for stage in self._stages}
        phase = {"phaseRef": _iri("phase", row.stage)} if row.stage in known and row.stage else {}
        return {
            "@id": _iri("step", name),
            "@type": STEP,
            "label": self._telling.label(name, row.title),
            "stateRefs": [_iri("state", name)],
            **phase,
            "touchpointRefs": [_iri("touchpoint", channel) for channel in row.channel],
        }


def _iri(kind: str, name: str) -> str:
    """An IRI as the edition's own examples form them; for a fixed pair of kind and name always the same."""
    return f"urn:ujg:{kind}:{name}"
