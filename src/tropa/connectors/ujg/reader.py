"""UJG to a journey: states are touchpoints, phases are stages, touchpoints (there: where it happens) are channels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from tropa.connectors.interchange.reading import Ids, imported, journey_id
from tropa.connectors.interchange.telling import text_of
from tropa.connectors.ujg.nodes import Node, local, read_nodes
from tropa.connectors.ujg.vocabulary import (
    COMPOSITE,
    EXIT,
    JOURNEY,
    PHASE,
    READ,
    REFERENCES,
    RUNTIME,
    STATE,
    STEP,
    TOUCHPOINT,
    TRANSITION,
)
from tropa.journey.codecs.values import Section
from tropa.journey.model.journey import Exit, Journey
from tropa.journey.model.stages import Stage
from tropa.journey.model.touchpoints import Touchpoint
from tropa.ports.exchange import Imported, Loss, Unimportable, Wanted


def import_ujg(content: bytes, wanted: Wanted) -> Imported:
    """The first journey of a document that is no part of another, as a map.

    Raises:
        Unimportable: This is no UJG.
    """
    nodes = read_nodes(content)
    inner = {node.ref("subjourneyId") for node in nodes}
    journeys = [node for node in nodes if node.kind == JOURNEY]
    if not journeys:
        raise Unimportable("interchange.unreadable.no_journey")
    chosen = next((node for node in journeys if node.id not in inner), journeys[0])
    graph = _Graph(chosen, nodes, {node.id: node for node in nodes if node.id}, _steps_at(nodes))
    return imported(graph.journey(wanted), list(graph.losses(chosen)))


def _steps_at(nodes: tuple[Node, ...]) -> dict[str, list[Node]]:
    """The steps of the experience by the states they are met in."""
    found: dict[str, list[Node]] = {}
    for node in nodes:
        for state in node.refs("stateRefs") if node.kind == STEP else ():
            found.setdefault(state, []).append(node)
    return found


@dataclass(slots=True)
class _Graph:
    """One journey of a document, being read."""

    told: Node
    nodes: tuple[Node, ...]
    by_id: dict[str, Node]
    steps_at: dict[str, list[Node]]
    rows: Ids = field(default_factory=lambda: Ids("touchpoint"))
    phases: Ids = field(default_factory=lambda: Ids("stage"))
    channels: Ids = field(default_factory=lambda: Ids("channel"))
    exits: Ids = field(default_factory=lambda: Ids("exit"))

    def journey(self, wanted: Wanted) -> Journey:
        title = self.told.text("label")
        return Journey(
            journey=journey_id(wanted, local(self.told.id), title),
            title=text_of(title),
            exit=Section(
                {self._id(self.exits, node): Exit(title=text_of(node.text("label"))) for node in self._exits()}
            ),
            stages=tuple(self._stages()) or None,
            touchpoints=Section(dict(self._row(node) for node in self.states())),
        )

    def states(self) -> list[Node]:
        """The states of the journey, in the order written."""
        found = (self.by_id.get(name) for name in self.told.refs("stateRefs"))
        return [node for node in found if node is not None and node.kind in {STATE, COMPOSITE}]

    def _exits(self) -> list[Node]:
        found = (self.by_id.get(name) for name in self.told.refs("exitRefs"))
        return [node for node in found if node is not None and node.kind == EXIT]

    def _stages(self) -> Iterator[Stage]:
        for phase in sorted(
            (node for node in self.by_id.values() if node.kind == PHASE), key=lambda node: node.number("order")
        ):
            yield Stage(id=self._id(self.phases, phase), title=text_of(phase.text("label")))

    def _row(self, state: Node) -> tuple[str, Touchpoint]:
        steps = self.steps_at.get(state.id, [])
        phases = (self.by_id.get(step.ref("phaseRef")) for step in steps)
        stage = next((self._id(self.phases, phase) for phase in phases if phase and phase.kind == PHASE), None)
        met = (self.by_id.get(name) for step in steps for name in step.refs("touchpointRefs"))
        channels = dict.fromkeys(self._channel(node) for node in met if node and node.kind == TOUCHPOINT)
        row = Touchpoint(title=text_of(state.text("label")), stage=stage, channel=tuple(channels))
        return self._id(self.rows, state), row

    def _channel(self, node: Node) -> str:
        return self.channels.of(node.text("channel") or local(node.id), node.text("label"))

    def _id(self, ids: Ids, node: Node) -> str:
        """The id of a node: the last part of its IRI, unless another IRI ends in it too."""
        return ids.of(node.id, node.text("label"), local(node.id))

    def losses(self, chosen: Node) -> Iterator[Loss]:
        """What of the document is not in the journey."""
        own = set(chosen.refs("transitionRefs"))
        yield from self._branches(chosen)
        for node in self.nodes:
            if node.kind == JOURNEY and node is not chosen:
                yield Loss(node.text("label") or node.id, "interchange.why.other_journey")
            elif node.kind in RUNTIME:
                yield Loss(node.kind, "interchange.why.happened")
            elif node.kind not in READ:
                yield Loss(node.kind or node.id, "interchange.why.no_place_here")
            elif node.kind != TRANSITION or node.id in own:
                yield from _unread(node)
                yield from self._dangling(node)

    def _dangling(self, node: Node) -> Iterator[Loss]:
        """What a node refers to and the document does not hold; imports are not followed."""
        for name in (found for held in REFERENCES for found in node.refs(held)):
            if name not in self.by_id:
                yield Loss(name, "interchange.why.dangling")

    def _branches(self, chosen: Node) -> Iterator[Loss]:
        """Transitions that are not those from one row to the next: a map has no others."""
        rows = set(pairwise(node.id for node in self.states()))
        for name in chosen.refs("transitionRefs"):
            transition = self.by_id.get(name)
            if transition is None:
                yield Loss(name, "interchange.why.dangling")
            elif (transition.ref("from"), transition.ref("to")) not in rows:
                ends = " -> ".join(local(transition.ref(end)) for end in ("from", "to"))
                yield Loss(f"{TRANSITION} {ends}", "interchange.why.branch")


def _unread(node: Node) -> Iterator[Loss]:
    """Properties of a node that nothing here has a place for."""
    for name in node.held:
        if name not in READ[node.kind]:
            yield Loss(f"{node.kind}.{name}", "interchange.why.no_place_here")
