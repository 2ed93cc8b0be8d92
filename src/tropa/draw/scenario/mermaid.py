"""The scenario as a Mermaid flowchart, for pages that draw such text themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from unicodedata import category

from tropa.draw.scenario.flow import scenario_of
from tropa.draw.scenario.nodes import Node, Way
from tropa.draw.scenario.phrases import unadorned
from tropa.draw.wording import Prose, Wording
from tropa.journey.model.journey import Journey
from tropa.journey.model.stages import Scheme
from tropa.journey.model.workspace import Workspace

SHAPES = {"begin": '(["{}"])', "finish": '(["{}"])', "choice": '{{{{"{}"}}}}', "each": '[["{}"]]', "back": '>"{}"]'}
MOST = 400
"""Signs that a text is cut to: a flowchart is no place for more."""


def scenario_mermaid(
    journey: Journey, schemes: Mapping[str, Scheme], language: str, *, workspace: Workspace | None = None
) -> str:
    """The scenario of a journey as text that Mermaid draws.

    Args:
        journey: The journey; without steps its beginning and its ways out are drawn.
        schemes: Stage schemes by id.
        language: One of ``tropa.data.words.LANGUAGES``.
        workspace: The workspace in force.

    Raises:
        KeyError: The language is not shipped.
    """
    scenario = scenario_of(journey, schemes, Wording(language), workspace)
    chart = _Chart()
    for at, strip in enumerate(scenario.strips):
        chart.lines.append(f'  subgraph strip{at}["{safe(strip.title.text)}"]')
        chart.walk(strip.nodes, [])
        chart.lines.append("  end")
    return "\n".join(["flowchart TD", *chart.lines, *chart.jumps]) + "\n"


@dataclass(frozen=True, slots=True)
class _End:
    """An edge that waits for the node it leads to: where it begins, and what it says."""

    node: str
    label: Prose | None


@dataclass(slots=True)
class _Chart:
    """The flowchart while it is written.

    Args:
        lines: Nodes and edges.
        jumps: Edges that lead back, which come last so that they move nothing.
        ids: Mermaid's names of the nodes, by anchor.
        n: Nodes so far.
    """

    lines: list[str] = field(default_factory=list)
    jumps: list[str] = field(default_factory=list)
    ids: dict[str, str] = field(default_factory=dict)
    n: int = 0

    def walk(self, nodes: tuple[Node, ...], ends: list[_End]) -> list[_End]:
        """Write a list of nodes; what is open behind it."""
        for node in nodes:
            own = self._node(node)
            self.lines += [_edge(end, own) for end in ends]
            ends = list(self._behind(node, own))
        return ends

    def _node(self, node: Node) -> str:
        own, self.n = f"n{self.n}", self.n + 1
        self.ids[node.anchor] = own
        texts = [f"{node.kind.text}: {node.title.text}", *(one.text for one in (*node.details, *node.rungs))]
        shape = SHAPES.get(node.look, '["{}"]')
        self.lines.append(f"    {own}{shape.format('<br/>'.join(map(safe, texts)))}")
        if node.returns_to:
            self.jumps.append(f"  {own} -.-> {self.ids[node.returns_to]}")
        return own

    def _behind(self, node: Node, own: str) -> Iterator[_End]:
        if node.lane:
            inside = self.walk(node.lane.nodes, [_End(own, node.lane.label)])
            yield from inside or [_End(own, None)]
        elif node.ways:
            for way in node.ways:
                yield from self._way(way, own)
        elif node.goes_on:
            yield _End(own, None)

    def _way(self, way: Way, own: str) -> list[_End]:
        return self.walk(way.nodes, [_End(own, way.label)])


def _edge(end: _End, to: str) -> str:
    label = f'|"{safe(end.label.text)}"|' if end.label else ""
    return f"    {end.node} -->{label} {to}"


def safe(text: str) -> str:
    """A text that Mermaid shows as it is: letters and digits as they are, anything else by its number.

    >>> safe('a "b" end')
    'a #34;b#34; end'
    """
    return "".join(_sign(sign) for sign in " ".join(unadorned(text).split())[:MOST])


def _sign(sign: str) -> str:
    kind = category(sign)
    if kind in {"Cc", "Cs", "Co", "Cn"}:
        return ""
    return sign if sign == " " or kind[0] in "LMN" else f"#{ord(sign)};"
